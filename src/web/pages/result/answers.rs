//! Section with the answers, each with a link to change it.

use crate::answers::{Answer, Number};
use crate::interview;
use crate::web::request::PageRequest;
use crate::web::views::answer_list::{AnswerEntry, entry};

pub(super) struct AnswersSection<'r> {
    pub(super) entries: Vec<AnswerEntry<'r>>,
    pub(super) numbers: Vec<NumberEntry>,
    /// The page where numbers are changed.
    pub(super) change_numbers: String,
    /// How many questions were answered, in words.
    pub(super) summary: String,
}

/// A number that was entered.
pub(super) struct NumberEntry {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) value: String,
}

impl<'r> AnswersSection<'r> {
    pub(super) fn new(request: &'r PageRequest) -> Self {
        let rulebook = &*request.rulebook;
        let is_listed =
            |index| request.answers.get(index) != Answer::Unanswered || request.answers.asks(rulebook, index);
        let entries = rulebook
            .indexed_questions()
            .filter(|(index, _)| is_listed(*index))
            .map(|(index, question)| entry(request, index, question, true))
            .collect();
        let w = request.wording();
        let numbers = Number::OF_FORECAST.into_iter().filter_map(|number| {
            let value = w.number_value(number, request.answers.numbers.get(number)?);
            Some(NumberEntry { id: number.id(), label: w.number_name(number), value })
        });
        Self {
            entries,
            numbers: numbers.collect(),
            change_numbers: request.link("/forecast").to_string(),
            summary: w.answers_given(interview::answered(rulebook, &request.answers)),
        }
    }
}
