//! Arbitrary bytes, parsed as a query: an account's answers, and a company's accounts.
#![no_main]

use std::sync::LazyLock;

use form_urlencoded::parse;
use libfuzzer_sys::fuzz_target;
use pop_or_imap::answers::{
    self, Answers, IgnoredReason, Company, AccountEntry, Answer, IgnoredPair, MAX_ACCOUNTS_IN_LINK, Number, Numbers, ParsedAnswers,
};
use pop_or_imap::loader;
use pop_or_imap::rulebook::{Lang, Protocol, Rulebook};

static RULES: LazyLock<Rulebook> = LazyLock::new(loader::embedded);

/// Keys of other parameters, which are not reported as ignored.
const OTHERS: [&str; 4] = ["ask", "a", "total", "website"];

/// Returns the value that is used of a key's: the first valid one.
fn first<T>(pairs: &[(String, String)], key: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    pairs.iter().filter(|(name, _)| name == key).find_map(|(_, value)| read(value))
}

/// Compares the parsed answers with the pairs of the query, key by key.
fn nothing_is_lost(pairs: &[(String, String)], answers: &Answers, ignored: &[IgnoredPair]) {
    let mut taken = 0;
    for (index, question) in RULES.indexed_questions() {
        let expected = first(pairs, &question.id, |value| {
            let id = value.to_ascii_lowercase();
            let known = id == "unknown" || question.choices.iter().any(|choice| choice.id == id);
            known.then_some(id)
        });
        let kept = match answers.get(index) {
            Answer::Unanswered => None,
            Answer::Unknown => Some("unknown".to_owned()),
            Answer::Choice(choice) => Some(question.choices[usize::from(choice)].id.clone()),
        };
        assert_eq!(kept, expected, "{}", question.id);
        taken += usize::from(expected.is_some());
    }
    let mut expected = Numbers::default();
    // Interpreted numbers are repeated after their values, for the notice.
    let mut repeated = 0;
    for number in Number::ALL {
        if let Some(value) = first(pairs, number.id(), |value| number.parse(value)) {
            expected = expected.with(number, value);
            taken += 1;
            let later = pairs.iter().filter(|(key, _)| key == number.id());
            let later = later.filter_map(|(_, written)| number.parse_rounded(written)).skip(1);
            repeated += later.filter(|read| !read.is_exact && read.value == value).count();
        }
    }
    let contradicts = expected.contradict();
    for number in Number::ALL {
        let left_out = contradicts && number == Number::Attached;
        assert_eq!(answers.numbers.get(number), expected.get(number).filter(|_| !left_out), "{}", number.id());
    }
    assert_eq!(
        ignored.iter().filter(|ignored| ignored.reason == IgnoredReason::Contradicts).count(),
        usize::from(contradicts)
    );
    assert_eq!(answers.lang, first(pairs, "lang", Lang::from_tag));
    assert_eq!(answers.prior_verdict, first(pairs, "was", |id| Protocol::from_id(&id.to_ascii_lowercase())));
    taken += usize::from(answers.lang.is_some()) + usize::from(answers.prior_verdict.is_some());
    // A form's empty fields are skipped silently; every other unused pair is listed.
    let silent = |(key, value): &&(String, String)| {
        OTHERS.contains(&key.as_str())
            || (value.is_empty() && RULES.question(key).is_some())
            || (value.trim().is_empty() && Number::from_id(key).is_some())
    };
    let silent = pairs.iter().filter(silent).count();
    let named = ignored.len() - usize::from(contradicts);
    assert_eq!(pairs.len(), taken + silent + repeated + named, "every pair counts or is named");
    for IgnoredPair { key, value, .. } in ignored {
        assert!([key, value].iter().all(|text| text.chars().count() <= 100 && !text.contains(char::is_control)));
    }
}

/// A number as visitors write it, with anything around it.
fn numbers_are_read_alike(written: &str) {
    for number in Number::ALL {
        let Some(value) = number.parse(written) else { continue };
        assert!(value <= Numbers::MAX && (value > 0 || number != Number::Limit));
        assert_eq!(number.parse(&value.to_string()), Some(value));
        let wide: String = written
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xFEE0).filter(|_| c.is_ascii_graphic()).unwrap_or(c))
            .collect();
        assert_eq!(number.parse(&wide), Some(value), "{wide}");
        assert_eq!(number.parse(&format!(" {written}\u{3000}")), Some(value));
        if written.bytes().all(|byte| byte.is_ascii_digit()) {
            assert_eq!(written.parse(), Ok(value));
        }
    }
}

fn company(query: &str, pairs: &[(String, String)]) {
    let (company, ignored) = Company::from_query(&RULES, query);
    assert!(company.accounts.len() <= MAX_ACCOUNTS_IN_LINK);
    // An account with at least one valid answer is listed, whatever else its code contains.
    let known: Vec<AccountEntry> = pairs
        .iter()
        .filter(|(key, _)| key == "a")
        .map(|(_, code)| AccountEntry::parse(&RULES, code).0)
        .filter(|entry| !entry.is_blank())
        .collect();
    assert_eq!(company.accounts, known[..known.len().min(MAX_ACCOUNTS_IN_LINK)]);
    let too_many = ignored.iter().filter(|ignored| ignored.reason == IgnoredReason::TooMany).count();
    assert!(too_many >= known.len().saturating_sub(MAX_ACCOUNTS_IN_LINK));
    let size = |key: &str| {
        pairs.iter().filter(|(name, _)| name == key).filter_map(|(_, value)| Number::Used.parse_exact(value)).last()
    };
    assert_eq!(company.website_mb, size("website"));
    let canonical = company.to_query(&RULES);
    let (again, ignored) = Company::from_query(&RULES, &canonical);
    assert_eq!((&again, ignored), (&company, Vec::new()), "{canonical}");
    assert_eq!(again.to_query(&RULES), canonical);
    for entry in &company.accounts {
        let code = entry.code(&RULES);
        assert_eq!(AccountEntry::parse(&RULES, &code), (*entry, true), "{code}");
        // An account in a link has the same answers as in the questions.
        let alone = AccountEntry { label: None, protocol: None, ..*entry };
        assert_eq!(AccountEntry::from_answers(&RULES, &entry.answers), alone);
    }
}

fuzz_target!(|bytes: &[u8]| {
    let query = String::from_utf8_lossy(bytes);
    let pairs = answers::pairs(&RULES, &query);
    // Decoding never lengthens a text.
    assert!(pairs.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() <= query.len());
    let ParsedAnswers { answers, ignored, interpreted } = ParsedAnswers::from_pairs(&RULES, pairs.iter().map(|(key, value)| (key, value)));
    for answers::InterpretedNumber { number, value, read_as } in &interpreted {
        assert_eq!(answers.numbers.get(*number), Some(*read_as), "{value}");
    }
    assert_eq!(Answers::from_query(&RULES, &query), (answers, ignored.clone()));
    assert_eq!(Answers::from_pairs(&RULES, pairs.iter().map(|(key, value)| (key, value))), (answers, ignored.clone()));
    nothing_is_lost(&pairs, &answers, &ignored);
    // The canonical query has the same answers, in a unique form.
    let canonical = answers.to_query(&RULES);
    assert_eq!(Answers::from_query(&RULES, &canonical), (answers, Vec::new()), "{canonical}");
    assert!(canonical.is_empty() || canonical.split('&').all(|pair| !pair.starts_with('=') && !pair.ends_with('=')));
    let written: Vec<(String, String)> =
        answers.to_pairs(&RULES).into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let parsed: Vec<(String, String)> =
        parse(canonical.as_bytes()).map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
    assert_eq!(written, parsed);
    for (_, value) in &pairs {
        numbers_are_read_alike(value);
    }
    company(&query, &pairs);
});
