//! Choices of a field: the options of a `select` element.

use crate::answers::Answer;
use crate::present::Wording;
use crate::rulebook::{Lang, Question};

/// An option of a field.
pub(in crate::web) struct Choice<'r> {
    pub(in crate::web) value: &'r str,
    pub(in crate::web) label: &'r str,
    pub(in crate::web) chosen: bool,
}

/// Returns the id of an answer; empty if there is none.
pub(in crate::web) fn id_of(question: &Question, given: Answer) -> &str {
    match given {
        Answer::Unanswered => "",
        Answer::Unknown => "unknown",
        Answer::Choice(choice) => question.choices.get(usize::from(choice)).map_or("", |choice| &choice.id),
    }
}

/// Returns the options of a question, with an empty one and わからない.
pub(in crate::web) fn choices<'r>(
    question: &'r Question,
    chosen: &str,
    lang: Lang,
    w: &'static Wording,
) -> Vec<Choice<'r>> {
    let choice = |value, label| Choice { value, label, chosen: value == chosen };
    let none = choice("", w.layout.choose_none);
    let choices = question.choices.iter().map(|option| choice(option.id.as_str(), option.label.get(lang)));
    std::iter::once(none).chain(choices).chain([choice("unknown", w.layout.unknown)]).collect()
}
