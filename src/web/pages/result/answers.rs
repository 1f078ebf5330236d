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
        let questions = rulebook.questions.iter().enumerate();
        let entries = questions
            .filter(|(at, _)| request.answers.get(*at) != Answer::Unanswered || request.answers.asks(rulebook, *at))
            .map(|(at, question)| entry(request, at, question, true))
            .collect();
        Self { entries }
    }
}
