//! Consistent figures: one number of days per page, no level above the limit, and a full mailbox before everyday
//! advice.

mod days;
mod entered;
mod full_mailbox;
mod levels;

use pop_or_imap::answers::{Answers, Number, Numbers};
use pop_or_imap::engine;
use pop_or_imap::present::Assessment;
use pop_or_imap::present::{
    caution, forecast,
    reply::{self, ReplyContext},
    text,
};
use pop_or_imap::quota::{self, Forecast};
use pop_or_imap::rulebook::{AdviceKind, Lang, Protocol};

use crate::support::{Dom, RULES, Site, answers, sample};

async fn page(path: &str) -> Dom {
    Site::new().get(path).await.dom()
}

fn of(query: &str) -> Forecast {
    quota::forecast(&RULES, &answers(query))
}

fn sentence(query: &str, protocol: Protocol) -> String {
    forecast::sentence(&of(query), protocol, Lang::Ja)
}

fn text(query: &str, lang: Lang) -> String {
    let answers = answers(query);
    text::recommendation(&Assessment::new(&RULES, &answers), lang, "/result")
}

fn staff_reply(query: &str, lang: Lang) -> String {
    reply::with_verdict(
        &Assessment::new(&RULES, &answers(query)),
        lang,
        &ReplyContext { link: "/result", ..ReplyContext::default() },
    )
    .text
}

/// Sets of numbers with which each sampled set of answers is combined: none, some, full mailboxes, tiny limits.
fn numbers() -> Vec<Numbers> {
    let with = |given: &[(Number, u64)]| {
        given.iter().fold(Numbers::default(), |numbers, (number, value)| numbers.with(*number, *value))
    };
    vec![
        with(&[]),
        with(&[(Number::Mails, 50)]),
        with(&[(Number::Mails, 300), (Number::Attached, 100)]),
        with(&[(Number::Mails, 0)]),
        with(&[(Number::Used, 700)]),
        with(&[(Number::Used, 950)]),
        with(&[(Number::Used, 1_950)]),
        with(&[(Number::Used, 2_100), (Number::Mails, 20)]),
        with(&[(Number::Limit, 20)]),
        with(&[(Number::Limit, 500), (Number::Used, 460)]),
        with(&[(Number::Keep, 7)]),
        with(&[(Number::Keep, 60), (Number::Mails, 200), (Number::Attached, 50)]),
        with(&[(Number::Keep, 0), (Number::Mails, 30)]),
        with(&[(Number::Keep, 60)]),
        with(&[(Number::Keep, 60), (Number::Used, 1_900)]),
        with(&[(Number::Used, 1_990)]),
        with(&[(Number::Used, 1_100)]),
        with(&[(Number::Mails, 1_000), (Number::Attached, 500)]),
    ]
}

/// Calls `check` for a sample of the answer space, each with every set of numbers.
fn everywhere(step: u64, mut check: impl FnMut(&Answers, &Forecast, Protocol)) {
    for given in sample(&RULES, step) {
        for numbers in numbers() {
            let answers = given.with_numbers(numbers);
            let protocol = engine::recommend(&RULES, &answers).outcome.protocol;
            check(&answers, &quota::forecast(&RULES, &answers), protocol);
        }
    }
}

/// Returns all figures of the text version, in Japanese.
fn figures_of(answers: &Answers, outlook: &Forecast, protocol: Protocol) -> Vec<String> {
    let recommendation = engine::recommend(&RULES, answers);
    let advice = recommendation.advice_of(AdviceKind::Do).map(|advice| forecast::advice(advice, outlook, Lang::Ja));
    let lines = outlook.limits.iter().flat_map(|limit| forecast::limit_lines(limit, outlook, Lang::Ja));
    let mut texts: Vec<String> = advice.chain(lines.map(|line| format!("{}{}", line.label, line.value))).collect();
    texts.push(forecast::sentence(outlook, protocol, Lang::Ja));
    texts.extend(forecast::columns(outlook, Lang::Ja));
    texts.extend(caution::caution(outlook, protocol, Lang::Ja).iter().flat_map(|c| c.lines(Lang::Ja, false)));
    texts
}
