//! Owns questions and their choices.

use super::model::Span;
use super::{AnswerSet, Condition, Text};

/// A question of the interview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The id used in links and the API.
    pub id: String,
    /// The question itself, with phrase marks.
    pub title: Text,
    /// A name for lists.
    pub short: Text,
    /// Why it is asked.
    pub why: Text,
    /// Whether it comes before all that are not, however little it can change.
    pub pinned: bool,
    /// Whether its answer can change in practice, so that pages show what a change would lead to.
    pub changes_in_practice: bool,
    /// When it is not asked.
    pub ask_unless: Condition,
    /// The choices; `unknown` is always possible besides.
    pub choices: Vec<Choice>,
    /// Where its id stands in the file.
    pub span: Span,
    pub(super) first_bit: u32,
}

impl Question {
    /// Finds a choice and its place by id.
    #[must_use]
    pub fn choice(&self, id: &str) -> Option<(usize, &Choice)> {
        self.choices.iter().enumerate().find(|(_, choice)| choice.id == id)
    }

    /// Gives the set holding one answer: a choice's place, or `None` for unknown.
    #[must_use]
    pub fn answer(&self, choice: Option<usize>) -> AnswerSet {
        let offset = choice.unwrap_or(self.choices.len());
        AnswerSet::single(self.first_bit.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX)))
    }

    /// Gives the place of the choice that a set of answers holds; `None` where it holds none.
    #[must_use]
    pub fn choice_in(&self, answers: AnswerSet) -> Option<usize> {
        (0..self.choices.len()).find(|choice| self.answer(Some(*choice)).meets(answers))
    }

    /// Tells whether the question is asked of somebody with these answers to the earlier ones.
    #[must_use]
    pub fn is_asked(&self, answers: AnswerSet) -> bool {
        self.ask_unless.when.is_empty() || self.ask_unless.barred().meets(answers)
    }

    /// Gives the set of all answers, `unknown` among them.
    #[must_use]
    pub fn all_answers(&self) -> AnswerSet {
        (0..self.choices.len()).fold(self.answer(None), |set, choice| set.union(self.answer(Some(choice))))
    }
}

/// A choice of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The id used in links and the API.
    pub id: String,
    /// What the tile says.
    pub label: Text,
    /// The choice as the beginning of a sentence: "if …".
    pub given: Text,
    /// A line under the label.
    pub hint: Option<Text>,
    /// Where its id stands in the file.
    pub span: Span,
}
