//! Owns the interview as a diagram: the questions in the order in which they are asked, as Mermaid text.

use std::fmt::Write as _;

use crate::answers::{Answers, Given};
use crate::interview;
use crate::rulebook::{Effect, Lang, Rulebook};

/// Gives the questions in the order in which somebody who answers わからない throughout is asked.
///
/// ```
/// use pop_or_imap::{audit, report::flow};
/// let rulebook = audit::embedded();
/// assert_eq!(rulebook.questions[flow::order(&rulebook)[0]].id, "purpose");
/// ```
#[must_use]
pub fn order(rulebook: &Rulebook) -> Vec<usize> {
    let mut order = Vec::new();
    let mut so_far = Answers::default();
    while let Some(place) = interview::next(rulebook, &so_far) {
        order.push(place);
        so_far = so_far.with(place, Given::Unknown);
    }
    // What nobody who knows nothing is asked still has its place.
    order.extend((0..rulebook.questions.len()).filter(|place| !order.contains(place)).collect::<Vec<_>>());
    order
}

/// Draws the interview as a Mermaid flow chart: questions, what skips them, the hard rules, the result.
///
/// ```
/// use pop_or_imap::{audit, report::flow};
/// let text = flow::mermaid(&audit::embedded());
/// assert!(text.starts_with("flowchart TD\n"));
/// assert!(text.contains("offline -->|unopened| required_pop"));
/// ```
#[must_use]
pub fn mermaid(rulebook: &Rulebook) -> String {
    let mut text = String::from("flowchart TD\n");
    let order = order(rulebook);
    let questions: Vec<_> = order.iter().filter_map(|place| rulebook.questions.get(*place)).collect();
    // Writing to a String cannot fail.
    for question in &questions {
        let _ = writeln!(text, "  {}{{{{\"{}\"}}}}", question.id, question.title.plain(Lang::Ja));
    }
    for pair in questions.windows(2) {
        let [one, next] = pair else { continue };
        let _ = writeln!(text, "  {} --> {}", one.id, next.id);
    }
    if let Some(last) = questions.last() {
        let _ = writeln!(text, "  {} --> result([\"結果\"])", last.id);
    }
    for (place, question) in order.iter().zip(&questions) {
        for term in &question.ask_unless.when {
            let Some(on) = rulebook.questions.get(term.question) else { continue };
            let choices: Vec<_> = term.choices.iter().filter_map(|c| Some(on.choices.get(*c)?.id.as_str())).collect();
            let _ = writeln!(text, "  {} -.->|{}: skips| {}", on.id, choices.join(" / "), question.id);
        }
        for rule in rulebook.rules.iter().filter(|rule| matches!(rule.effect, Effect::Requires(_))) {
            for term in rule.condition.when.iter().filter(|term| term.question == *place) {
                let choices: Vec<_> =
                    term.choices.iter().filter_map(|c| Some(question.choices.get(*c)?.id.as_str())).collect();
                let protocol = rule.effect.protocol().id();
                let name = rulebook.protocols.get(rule.effect.protocol()).name.get(Lang::Ja);
                let _ = writeln!(
                    text,
                    "  {} -->|{}| required_{protocol}([\"{name}に決まり\"])",
                    question.id,
                    choices.join(" / ")
                );
            }
        }
    }
    text
}
