//! Diagram of the interview: the questions in the order in which they are asked, as Mermaid text.

use std::fmt::Write as _;

use crate::answers::{Answer, Answers};
use crate::interview;
use crate::rulebook::{Condition, Lang, QuestionIndex, Rulebook, Term};

/// Returns the indices of all questions, in the order in which they are asked if every answer is わからない.
///
/// ```
/// use pop_or_imap::{loader, present::mermaid};
/// let rulebook = loader::embedded();
/// assert_eq!(rulebook.question_at(mermaid::order(&rulebook)[0]).unwrap().id, "purpose");
/// ```
#[must_use]
pub fn order(rulebook: &Rulebook) -> Vec<QuestionIndex> {
    let mut order = Vec::new();
    let mut so_far = Answers::default();
    while let Some(index) = interview::next(rulebook, &so_far) {
        order.push(index);
        so_far = so_far.with(index, Answer::Unknown);
    }
    // Questions that are not asked then come last.
    order.extend(rulebook.question_indices().filter(|index| !order.contains(index)).collect::<Vec<_>>());
    order
}

/// Renders the interview as a Mermaid flow chart: questions, conditions that skip them, hard rules, the result.
///
/// ```
/// use pop_or_imap::{loader, present::mermaid};
/// let text = mermaid::mermaid(&loader::embedded());
/// assert!(text.starts_with("flowchart TD\n"));
/// assert!(text.contains("q_offline -->|\"unopened\"| required_pop"));
/// ```
#[must_use]
pub fn mermaid(rulebook: &Rulebook) -> String {
    let mut text = String::from("flowchart TD\n");
    let order = order(rulebook);
    let questions: Vec<_> = order.iter().filter_map(|index| rulebook.question_at(*index)).collect();
    // Writing to a String cannot fail.
    for question in &questions {
        let title = question.title.plain(Lang::Ja).replace('"', "#quot;");
        let _ = writeln!(text, "  q_{}{{{{\"{title}\"}}}}", question.id);
    }
    for pair in questions.windows(2) {
        let [one, next] = pair else { continue };
        let _ = writeln!(text, "  q_{} --> q_{}", one.id, next.id);
    }
    if let Some(last) = questions.last() {
        let _ = writeln!(text, "  q_{} --> result([\"結果\"])", last.id);
    }
    for question in &questions {
        if let Some(gate) = first_question(rulebook, &question.ask_unless) {
            let _ = writeln!(
                text,
                "  q_{gate} -.->|\"{}: skips\"| q_{}",
                label(rulebook, &question.ask_unless),
                question.id
            );
        }
    }
    for rule in rulebook.rules.iter().filter(|rule| rule.effect.is_hard()) {
        let protocol = rule.effect.protocol();
        let name = rulebook.protocols.get(protocol).name.get(Lang::Ja);
        let from =
            first_question(rulebook, &rule.condition).map_or_else(|| "result".to_owned(), |id| format!("q_{id}"));
        let label = label(rulebook, &rule.condition);
        let _ = writeln!(text, "  {from} -->|\"{label}\"| required_{}([\"{name}に決まり\"])", protocol.id());
    }
    text
}

/// Returns the id of the first question in a condition.
fn first_question<'a>(rulebook: &'a Rulebook, condition: &Condition) -> Option<&'a str> {
    Some(rulebook.question_at(condition.when.first()?.question)?.id.as_str())
}

/// Formats a whole condition as the label of an arrow: the choices of its first question, then its other terms.
fn label(rulebook: &Rulebook, condition: &Condition) -> String {
    let term = |term: &Term| {
        let question = rulebook.question_at(term.question)?;
        let choices = term.choices.iter().filter_map(|choice| Some(question.choices.get(*choice)?.id.as_str()));
        Some((question.id.as_str(), choices.collect::<Vec<_>>().join(" / ")))
    };
    let when = condition.when.iter().filter_map(term).enumerate();
    let when = when.map(|(term, (id, choices))| if term == 0 { choices } else { format!("{id}={choices}") });
    let unless = condition.unless.iter().filter_map(term).map(|(id, choices)| format!("unless {id}={choices}"));
    when.chain(unless).collect::<Vec<_>>().join(" and ")
}
