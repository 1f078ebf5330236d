//! Arbitrary text, loaded as a rule set; a valid one is served.
//!
//! A text that begins with `@` is a list of changes to the built-in rules, so that all of their parts are reached.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use pop_or_imap::answers::{Answers, AccountEntry, Answer, Number};
use pop_or_imap::present::{Assessment, json};
use pop_or_imap::rulebook::{Lang, MAX_KEPT, MAX_SHOWN, Diagnostic, Diagnostics, Protocol, QuestionIndex, Rulebook};
use pop_or_imap::web::{App, ReloadOutcome, Settings, Site};
use pop_or_imap::{audit, loader, engine, interview, web};

/// The maximum number of combinations of answers for a check of the whole space, including bands of figures.
const FEW: u64 = 4_000;
/// The maximum length of the report of an invalid file, and of the drawing of one diagnostic, in bytes.
const LONGEST: usize = 64 * 1024;
/// Pages that depend on large parts of a rule set.
const PAGES: [&str; 11] = [
    "/",
    "/wizard",
    "/result?",
    "/forecast?",
    "/setup?now=pop&",
    "/guide",
    "/rules",
    "/link?",
    "/capacity?",
    "/api/v1/rulebook",
    "/api/v1/openapi.json",
];

static LINES: LazyLock<Vec<&str>> = LazyLock::new(|| loader::EMBEDDED.split_inclusive('\n').collect());
static APP: LazyLock<(Arc<App>, Site)> = LazyLock::new(|| {
    let app = App::new(loader::embedded(), Settings::default());
    (Arc::clone(&app), web::site(app))
});

/// Changes the built-in rules: each change has a line, the number of removed lines, and their replacement.
fn changed(changes: &[u8]) -> String {
    let mut lines: Vec<String> = LINES.iter().map(|line| (*line).to_owned()).collect();
    for change in changes.split(|byte| *byte == b'@').take(8) {
        let [high, low, gone, text @ ..] = change else { continue };
        let at = usize::from(u16::from_be_bytes([*high, *low])) % lines.len();
        let until = (at + usize::from(gone % 8)).min(lines.len() - 1);
        let text = String::from_utf8_lossy(text);
        // A value alone replaces the value in the line.
        let key = lines[at].split_once('=').map(|(key, _)| key.to_owned());
        let instead = match (text.strip_prefix('='), key) {
            (Some(value), Some(key)) => format!("{key}={value}\n"),
            _ => text.into_owned(),
        };
        lines.splice(at..until, [instead]);
    }
    lines.concat()
}

/// Checks that a text has no control characters but line breaks, and is not too long.
fn plain(text: &str) {
    assert!(text.len() <= LONGEST, "{} bytes", text.len());
    assert!(text.chars().all(|c| c == '\n' || !(c.is_control() || matches!(c, '\u{202A}'..='\u{202E}'))), "{text:?}");
}

fn place(problem: &Diagnostic, source: &str) {
    assert!(source.get(problem.span.clone()).is_some(), "{problem:?} lies in the file, between characters");
    assert!(!problem.message.is_empty() && !problem.message.ends_with('.') && !problem.label.is_empty(), "{problem:?}");
    for text in [&problem.message, &problem.label].into_iter().chain(&problem.help) {
        plain(text);
        assert!(!text.contains('\n'), "{problem:?}");
    }
}

/// Checks the guarantees of the diagnostics of an invalid file.
fn faulty(problems: &Diagnostics, source: &str) {
    assert!(!problems.list.is_empty() && problems.source == source);
    assert!(problems.list.len() <= MAX_KEPT && problems.count() == problems.list.len() + problems.more);
    assert!(problems.list.is_sorted_by_key(|problem| problem.span.start));
    for problem in &problems.list {
        place(problem, source);
        let before = &source[..problem.span.start];
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        assert_eq!(problems.position(problem), (before.matches('\n').count() + 1, column));
    }
    let words = problems.to_string();
    plain(&words);
    assert!((1..=MAX_SHOWN).contains(&(words.lines().count() - 1 - usize::from(problems.count() > MAX_SHOWN))));
    let draw = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    for drawable in problems.drawable() {
        let mut drawn = String::new();
        draw.render_report(&mut drawn, &drawable).expect("memory can be written");
        assert!(drawable.code().is_some() && !drawn.is_empty());
        plain(&drawn);
    }
}

/// Checks the guarantees of engine, interview and codec along one visitor's path through a rule set.
fn visit(rulebook: &Rulebook, answers: &Answers, small: bool) {
    let outcome = engine::recommend(rulebook, answers).outcome;
    let query = answers.to_query(rulebook);
    assert_eq!(Answers::from_query(rulebook, &query), (*answers, Vec::new()), "{query}");
    let entry = AccountEntry::from_answers(rulebook, answers);
    assert_eq!(AccountEntry::parse(rulebook, &entry.code(rulebook)), (entry, true), "{query}");
    for change in engine::counterfactuals(rulebook, answers) {
        assert_eq!(engine::recommend(rulebook, &change.answers).outcome.protocol, change.protocol);
        assert_ne!(change.protocol, outcome.protocol);
    }
    let interview_status = interview::status(rulebook, answers);
    assert_eq!(interview_status.next, interview::next(rulebook, answers), "{query}");
    if let Some(index) = interview_status.next {
        assert!(answers.get(index) == Answer::Unanswered && answers.asks(rulebook, index));
    }
    assert_eq!(interview::most_informative(rulebook, answers).is_none(), interview_status.settled, "{query}");
    if small {
        assert!(interview::max_remaining(rulebook, answers) <= rulebook.questions.len());
        let robust = engine::min_flips(rulebook, answers);
        assert!(robust.is_none_or(|changed| (1..=rulebook.questions.len()).contains(&changed)));
        assert_eq!(interview_status.settled, only(rulebook, answers, QuestionIndex::FIRST, outcome.protocol), "{query}");
    }
    for lang in Lang::ALL {
        serde_json::to_vec(&json::recommendation(&Assessment::new(rulebook, answers), &[], &[], lang)).expect("memory can be written");
    }
}

/// Checks, by enumeration, whether every combination of missing answers leads to one protocol.
fn only(rulebook: &Rulebook, answers: &Answers, from: QuestionIndex, protocol: Protocol) -> bool {
    let Some(question) = rulebook.question_at(from) else {
        return engine::recommend(rulebook, answers).outcome.protocol == protocol;
    };
    if answers.choice(from).is_some() {
        return only(rulebook, answers, from.next(), protocol);
    }
    (0..question.choices.len()).all(|choice| {
        let given = Answer::Choice(u8::try_from(choice).expect("a rule set holds fewer"));
        only(rulebook, &answers.with(from, given), from.next(), protocol)
    })
}

/// Serves a rule set: requests two of the pages, starting at one.
fn serve(rulebook: &Rulebook, source: &str, query: &str, from: usize) {
    let (app, site) = &*APP;
    let offered = app.replace_rulebook_with("rules.toml", source, |_, _| Ok(rulebook.clone()));
    assert!(matches!(offered, ReloadOutcome::Applied | ReloadOutcome::Unchanged));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime can be made");
    for page in PAGES.iter().cycle().skip(from).take(2) {
        let address = if page.ends_with('?') { format!("{page}{query}") } else { (*page).to_owned() };
        let request = axum::http::Request::get(&address).header("host", "a.example").body(axum::body::Body::empty());
        let response = runtime.block_on(site.handle(request.expect("a path is an address")));
        assert_eq!(response.status(), 200, "{address}");
    }
}

fuzz_target!(|bytes: &[u8]| {
    let source = match bytes.strip_prefix(b"@") {
        Some(changes) => changed(changes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    };
    let (rulebook, uses) = match loader::parse("rules.toml", &source) {
        Ok(read) => read,
        Err(problems) => return faulty(&problems, &source),
    };
    uses.iter().for_each(|problem| place(problem, &source));
    let ways = audit::combinations_at_most(&rulebook).saturating_mul(audit::bands(&rulebook).len() as u64 + 1);
    let small = ways <= FEW;
    if small && let Ok(report) = audit::inspect(&rulebook, &mut |_| {}) {
        assert!(report.combinations <= ways && report.distribution.values().sum::<u64>() == report.combinations);
        report.diagnostics.iter().for_each(|problem| place(problem, &source));
    }
    // Visitors who answer at random, seeded by the file.
    let mut dice =
        bytes.iter().fold(bytes.len() as u64, |dice, byte| dice.wrapping_mul(31).wrapping_add((*byte).into()));
    let mut roll = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(dice >> 33).expect("31 bits") % sides
    };
    let mut answers = Answers::default();
    for _ in 0..3 {
        visit(&rulebook, &answers, small);
        for (index, question) in rulebook.indexed_questions() {
            let given = match roll(question.choices.len() + 2) {
                0 => Answer::Unanswered,
                1 => Answer::Unknown,
                choice => Answer::Choice(u8::try_from(choice - 2).expect("a rule set holds fewer")),
            };
            answers = answers.with(index, given);
        }
        let number = Number::ALL[roll(Number::ALL.len())];
        let value = [1, 20, 1_000, 1_000_000_000_000][roll(4)];
        let numbers = answers.numbers.with(number, value);
        answers = if numbers.contradict() { answers } else { answers.with_numbers(numbers) };
    }
    serve(&rulebook, &source, &answers.to_query(&rulebook), roll(PAGES.len()));
});
