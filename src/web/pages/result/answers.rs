//! Section with the answers, each with a link to change it.

use crate::answers::Answer;
use crate::web::request::PageRequest;
use crate::web::views::answer_list::{AnswerEntry, entry};

pub(super) struct AnswersSection<'r> {
    pub(super) entries: Vec<AnswerEntry<'r>>,
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
        Self { entries }
    }
}
