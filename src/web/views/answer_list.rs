//! Answer list: the questions with the visitor's answers, and links to change them.

use crate::answers::Answer;
use crate::present::answer_words;
use crate::rulebook::{Question, QuestionIndex};
use crate::web::request::{AnsweredItem, PageRequest};

/// A question with its answer.
pub(in crate::web) struct AnswerEntry<'r> {
    pub(in crate::web) question: &'r str,
    /// The answer in words; `None` if there is none yet.
    pub(in crate::web) answer: Option<&'r str>,
    /// Whether the answer counts: it does not if the question is not asked of this visitor.
    pub(in crate::web) counts: bool,
    /// Who filled it in, in words, if support did.
    pub(in crate::web) filled_by: Option<String>,
    pub(in crate::web) change: String,
    pub(in crate::web) given: Answer,
}

/// Returns the entry of a question; `to_result` leads back to the result after a change.
pub(in crate::web) fn entry<'r>(
    request: &'r PageRequest,
    index: QuestionIndex,
    question: &'r Question,
    to_result: bool,
) -> AnswerEntry<'r> {
    AnswerEntry {
        question: question.short.get(request.lang),
        answer: answer_words(&request.rulebook, &request.answers, index, request.lang),
        counts: request.answers.asks(&request.rulebook, index),
        filled_by: request.filled_in_by(AnsweredItem::Question(index)),
        change: request.ask_link(&question.id, to_result),
        given: request.answers.get(index),
    }
}
