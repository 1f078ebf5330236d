//! Questions of the interview and their choices.

use super::condition::{AnswerSet, Condition};
use super::diagnostics::Span;
use super::text::Text;

/// A question of the interview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The id used in links and the API.
    pub id: String,
    /// The question in words, with phrase marks.
    pub title: Text,
    /// A name for lists.
    pub short: Text,
    /// Why the question is asked.
    pub why: Text,
    /// Whether it comes before all questions that are not pinned, however little it can change.
    pub pinned: bool,
    /// Whether its answer can change in practice, so that pages show the effect of a change.
    pub changes_in_practice: bool,
    /// The condition under which it is not asked.
    pub ask_unless: Condition,
    /// The choices; `unknown` is always possible as well.
    pub choices: Vec<Choice>,
    /// The position of its id in the file.
    pub span: Span,
    pub(super) first_bit: u32,
}

impl Question {
    /// Returns a choice and its index by id.
    #[must_use]
    pub fn choice(&self, id: &str) -> Option<(usize, &Choice)> {
        self.choices.iter().enumerate().find(|(_, choice)| choice.id == id)
    }

    /// Returns the set of one answer: a choice by index, or `None` for unknown.
    #[must_use]
    pub fn answer(&self, choice: Option<usize>) -> AnswerSet {
        let offset = choice.unwrap_or(self.choices.len());
        AnswerSet::single(self.first_bit.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX)))
    }

    /// Returns the index of the choice that a set of answers contains; `None` if it contains none.
    #[must_use]
    pub fn choice_in(&self, answers: AnswerSet) -> Option<usize> {
        (0..self.choices.len()).find(|choice| self.answer(Some(*choice)).intersects(answers))
    }

    /// Checks whether the question is asked whatever the answers to others are.
    #[must_use]
    pub const fn is_always_asked(&self) -> bool {
        self.ask_unless.when.is_empty()
    }

    /// Checks whether the question is asked, given the answers to earlier ones.
    #[must_use]
    pub fn is_asked(&self, answers: AnswerSet) -> bool {
        self.is_always_asked() || self.ask_unless.excluded().intersects(answers)
    }

    /// Returns the set of all answers, including `unknown`.
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
    /// The label of its tile.
    pub label: Text,
    /// The choice as the beginning of a sentence: "if …".
    pub given: Text,
    /// A line under the label.
    pub hint: Option<Text>,
    /// The devices that the drawings of a result show for this choice, at most [`MAX_DRAWN`]; empty for a choice that is
    /// not about devices.
    pub draws: Vec<DrawnDevice>,
    /// The position of its id in the file.
    pub span: Span,
}

/// The maximum number of devices in a drawing.
pub const MAX_DRAWN: usize = 2;

/// A device in a drawing of where mail is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawnDevice {
    /// A PC.
    Pc,
    /// A phone.
    Phone,
    /// Another PC of the same person.
    OtherPc,
    /// The PC of another person.
    OtherPerson,
}

impl DrawnDevice {
    /// All devices.
    pub const ALL: [Self; 4] = [Self::Pc, Self::Phone, Self::OtherPc, Self::OtherPerson];

    /// Returns the id in rule sets: `pc`, `phone`, `other-pc` or `other-person`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pc => "pc",
            Self::Phone => "phone",
            Self::OtherPc => "other-pc",
            Self::OtherPerson => "other-person",
        }
    }
}
