//! Conditions of rules, advice and questions: which answers and figures they require.

use super::index::QuestionIndex;
use super::index_set::QuestionSet;

/// A set of answers, one bit each: every choice of every question has a bit, and so has every question's `unknown`.
///
/// A full set of answers holds exactly one bit of each question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AnswerSet(u128);

impl AnswerSet {
    /// The number of bits of a set: the choices of all questions, plus one `unknown` per question.
    pub const CAPACITY: u32 = u128::BITS;

    /// Returns the set that contains only the answer at `bit`; empty if `bit` is out of range.
    #[must_use]
    pub const fn single(bit: u32) -> Self {
        match 1_u128.checked_shl(bit) {
            Some(bits) => Self(bits),
            None => Self(0),
        }
    }

    /// Returns the answers that are in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the answers of this set that are not in `other`.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Checks whether the two sets share an answer.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Checks whether the set contains exactly one answer.
    #[must_use]
    pub const fn is_single(self) -> bool {
        self.0.is_power_of_two()
    }

    /// Checks whether the set contains no answer.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The input of conditions: the answers, and the figures computed from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// One answer (or `unknown`) of every question.
    pub answers: AnswerSet,
    /// The mailbox limit in MB, if the plan or the visitor states one.
    pub mailbox_limit_mb: Option<u64>,
    /// Months until IMAP fills the mailbox, if limit and volume are known; `u64::MAX` if it never fills.
    pub months_to_full: Option<u64>,
    /// How full the mailbox is, in percent of its limit; 0 if `used` was not entered, `None` if the limit is unknown.
    pub used_percent: Option<u64>,
}

/// One line of a condition: a question and the choices that satisfy it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The index of the question in the rulebook.
    pub question: QuestionIndex,
    /// The indices of the choices, any of which satisfies the term.
    pub choices: Vec<usize>,
}

/// A range of whole numbers, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The smallest number in the range.
    pub at_least: Option<u64>,
    /// The largest number in the range.
    pub at_most: Option<u64>,
}

impl Bounds {
    /// Checks whether `number` is known and in the range; a range without ends contains everything, even the unknown.
    #[must_use]
    pub fn hold(&self, number: Option<u64>) -> bool {
        match (self.at_least, self.at_most, number) {
            (None, None, _) => true,
            (_, _, None) => false,
            (least, most, Some(number)) => {
                least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)
            }
        }
    }
}

/// When something applies: every `when` term holds, no `unless` term does, and the figures are in bounds.
///
/// An unknown answer satisfies no `when` and no `unless` term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Terms that must all hold, in file order.
    pub when: Vec<Term>,
    /// Terms none of which may hold.
    pub unless: Vec<Term>,
    /// Bounds on the mailbox limit, in MB.
    pub mailbox_limit_mb: Bounds,
    /// Bounds on the months until IMAP fills the mailbox.
    pub months_to_full: Bounds,
    /// Bounds on how full the mailbox is, in percent of its limit.
    pub used_percent: Bounds,
    /// The answers that each rule the condition out: all terms, folded into one mask.
    pub(super) excluded: AnswerSet,
    /// The questions that the condition depends on, directly or through a figure.
    pub(super) looks_at: QuestionSet,
    /// Whether any figure has bounds.
    pub(super) bounded: bool,
}

impl Condition {
    /// Checks whether the condition holds in `situation`.
    #[must_use]
    pub fn holds(&self, situation: &Situation) -> bool {
        !self.excluded.intersects(situation.answers) && (!self.bounded || self.bounds_hold(situation))
    }

    /// Checks whether the answers allow the condition; ignores the figures.
    #[must_use]
    pub const fn allows(&self, answers: AnswerSet) -> bool {
        !self.excluded.intersects(answers)
    }

    /// Checks whether the figures are in bounds; ignores the answers.
    #[must_use]
    pub fn bounds_hold(&self, situation: &Situation) -> bool {
        self.mailbox_limit_mb.hold(situation.mailbox_limit_mb)
            && self.months_to_full.hold(situation.months_to_full)
            && self.used_percent.hold(situation.used_percent)
    }

    /// Checks whether the condition depends on answers only.
    #[must_use]
    pub const fn is_unbounded(&self) -> bool {
        !self.bounded
    }

    /// Returns the answers that each rule the condition out.
    #[must_use]
    pub const fn excluded(&self) -> AnswerSet {
        self.excluded
    }

    /// Returns the questions that the condition depends on, directly or through a figure.
    #[must_use]
    pub const fn questions_looked_at(&self) -> QuestionSet {
        self.looks_at
    }

    /// Checks whether the condition depends on the question at `index`, directly or through a figure.
    #[must_use]
    pub const fn looks_at(&self, index: QuestionIndex) -> bool {
        self.looks_at.contains(index)
    }

    /// Returns the indices of the questions in its terms, `when` before `unless`.
    pub fn questions(&self) -> impl Iterator<Item = QuestionIndex> + '_ {
        self.when.iter().chain(&self.unless).map(|term| term.question)
    }
}
