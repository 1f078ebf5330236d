//! The query codec: round trip, order, duplicates, and ignored pairs.

use pop_or_imap::answers::{AccountEntry, Answer, Answers, Company, IgnoredReason, Number, Numbers};
use pop_or_imap::rulebook::{Lang, Protocol};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::RULES;

/// Regressions are stored beside this file.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(proptest::test_runner::FileFailurePersistence::Direct(
            "tests/answers.proptest-regressions",
        ))),
        ..ProptestConfig::default()
    }
}

/// Generates answers, as the pairs of the canonical query.
fn any_pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let questions: Vec<_> = RULES
        .questions
        .iter()
        .map(|question| {
            let mut values: Vec<String> = question.choices.iter().map(|choice| choice.id.clone()).collect();
            values.push("unknown".to_owned());
            let id = question.id.clone();
            proptest::option::of(select(values)).prop_map(move |value| value.map(|value| (id.clone(), value)))
        })
        .collect();
    let numbers: Vec<_> = Number::ALL
        .into_iter()
        .map(|number| {
            proptest::option::of(u64::from(number == Number::Limit)..=Numbers::MAX)
                .prop_map(move |n| n.map(|n| (number.id().to_owned(), n.to_string())))
        })
        .collect();
    let lang =
        proptest::option::of(select(vec!["ja", "en"])).prop_map(|l| l.map(|l| ("lang".to_owned(), l.to_owned())));
    let was =
        proptest::option::of(select(vec!["pop", "imap"])).prop_map(|w| w.map(|w| ("was".to_owned(), w.to_owned())));
    (questions, numbers, lang, was).prop_map(|(questions, numbers, lang, was)| {
        let pairs: Vec<(String, String)> = questions.into_iter().chain(numbers).chain([lang, was]).flatten().collect();
        // More mails with attachments than mails are rejected.
        let number = |id: &str| pairs.iter().find(|(key, _)| key == id).map(|(_, value)| value.parse::<u64>().unwrap());
        let contradict = number("attached").zip(number("mails")).is_some_and(|(attached, mails)| attached > mails);
        pairs.into_iter().filter(|(key, _)| !(contradict && key == "attached")).collect()
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn round_trip_is_the_identity(pairs in any_pairs()) {
        let (answers, ignored) = Answers::from_pairs(&RULES, pairs.clone());
        prop_assert!(ignored.is_empty());
        let expected: Vec<_> = pairs.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
        prop_assert_eq!(answers.to_pairs(&RULES), expected);
        let (again, ignored) = Answers::from_query(&RULES, &answers.to_query(&RULES));
        prop_assert!(ignored.is_empty());
        prop_assert_eq!(again, answers);
    }

    #[test]
    fn order_of_pairs_does_not_matter(pairs in any_pairs().prop_flat_map(|pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle()))) {
        let (straight, shuffled) = pairs;
        prop_assert_eq!(Answers::from_pairs(&RULES, straight).0, Answers::from_pairs(&RULES, shuffled).0);
    }

    #[test]
    fn anything_at_all_is_read_without_a_fault(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let query = String::from_utf8_lossy(&bytes);
        let (answers, _) = Answers::from_query(&RULES, &query);
        let canonical = answers.to_query(&RULES);
        prop_assert_eq!(Answers::from_query(&RULES, &canonical).0.to_query(&RULES), canonical);
    }

    #[test]
    fn numbers_are_read_however_they_are_written(n in 0..1_000_000_u64) {
        let full_width: String = n.to_string().chars().map(|d| char::from_u32(d as u32 - '0' as u32 + '０' as u32).unwrap()).collect();
        prop_assert_eq!(Number::Mails.parse(&full_width), Some(n));
        prop_assert_eq!(Number::Mails.parse(&format!(" {n} 通")), Some(n));
        prop_assert_eq!(Number::Limit.parse(&format!("{n}ＧＢ")), Some(n * 1000));
        prop_assert_eq!(Number::Keep.parse(&format!("{n}日")), Some(n));
    }
}

#[test]
fn the_first_understood_pair_counts() {
    let (answers, ignored) =
        Answers::from_query(&RULES, "devices=7&devices=several&devices=one-pc&lang=fr&lang=en&was=imap&was=pop");
    assert_eq!(answers.to_query(&RULES), "devices=several&lang=en&was=imap");
    let because: Vec<_> = ignored.iter().map(|ignored| (ignored.value.as_str(), ignored.reason)).collect();
    assert_eq!(
        because,
        [
            ("7", IgnoredReason::UnknownValue),
            ("one-pc", IgnoredReason::Repeated),
            ("fr", IgnoredReason::UnknownValue),
            ("pop", IgnoredReason::Repeated)
        ]
    );
    assert_eq!((answers.lang, answers.prior_verdict), (Some(Lang::En), Some(Protocol::Imap)));
}

#[test]
fn foreign_keys_are_named_and_empty_fields_say_nothing() {
    let (answers, ignored) = Answers::from_query(&RULES, "utm_source=x&plan=&mails=&ask=plan&=&away=yes");
    assert_eq!(answers.to_query(&RULES), "away=yes");
    let keys: Vec<_> = ignored.iter().map(|ignored| (ignored.key.as_str(), ignored.reason)).collect();
    assert_eq!(keys, [("utm_source", IgnoredReason::UnknownKey), ("", IgnoredReason::UnknownKey)]);
}

#[test]
fn unknown_is_said_and_not_the_same_as_open() {
    let (answers, _) = Answers::from_query(&RULES, "plan=unknown");
    let given = ["plan", "purpose"].map(|id| answers.get(RULES.question(id).unwrap().0));
    assert_eq!(given, [Answer::Unknown, Answer::Unanswered]);
    assert_eq!(answers.as_set(&RULES), Answers::default().as_set(&RULES));
}

#[test]
fn nonsense_is_no_number() {
    for nonsense in
        ["", "abc", "-1", "1e9", "１２ab", "0x10", "１．２．３", "999999999999999999999999", "1000000000001", "∞", "."]
    {
        assert_eq!(Number::Mails.parse(nonsense), None, "{nonsense}");
    }
    assert_eq!(Number::Mails.parse("1,000,000,000,000"), Some(1_000_000_000_000));
    assert_eq!(Number::Limit.parse("0.5G"), Some(500));
}

#[test]
fn numbers_that_contradict_are_named_at_every_door() {
    let (answers, ignored) = Answers::from_query(&RULES, "attached=80&mails=50&limit=0&used=0");
    assert_eq!(answers.to_query(&RULES), "mails=50&used=0");
    let why: Vec<_> = ignored.iter().map(|ignored| (ignored.key.as_str(), ignored.reason)).collect();
    assert_eq!(why, [("limit", IgnoredReason::UnknownValue), ("attached", IgnoredReason::Contradicts)]);
    let (entry, whole) = AccountEntry::parse(&RULES, "sales2_work_50.80");
    assert!(!whole);
    assert_eq!(entry.code(&RULES), "sales2_work_50");
    // They are not accepted in a code with other errors either.
    let (entry, whole) = AccountEntry::parse(&RULES, "sales2_work_50.80.....7");
    assert!(!whole);
    assert_eq!(entry.code(&RULES), "sales2_work_50");
    let (company, ignored) = Company::from_query(&RULES, "website=0&total=0&a=_work_50.80");
    assert_eq!(company.to_query(&RULES), "website=0&a=_work_50");
    assert_eq!(ignored.len(), 2);
}
