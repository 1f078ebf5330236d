//! Owns conditions: what rules, advice and questions look at before they apply.

/// A set of answers, one bit each: every choice of every question has a bit, and so has every question's `unknown`.
///
/// A full set of answers holds exactly one bit of each question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AnswerSet(u128);

impl AnswerSet {
    /// How many bits a set has: choices of all questions together, `unknown` counted once a question.
    pub const CAPACITY: u32 = u128::BITS;

    /// Gives the set that holds the answer at `bit` only; empty where `bit` is out of range.
    #[must_use]
    pub const fn single(bit: u32) -> Self {
        match 1_u128.checked_shl(bit) {
            Some(bits) => Self(bits),
            None => Self(0),
        }
    }

    /// Gives the answers that are in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Gives the answers of this set that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Tells whether the two sets share an answer.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Tells whether the set holds one answer only.
    #[must_use]
    pub const fn is_single(self) -> bool {
        self.0.is_power_of_two()
    }

    /// Tells whether the set holds nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What conditions look at: the answers, and the figures worked out from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// One answer (or `unknown`) of every question.
    pub answers: AnswerSet,
    /// The mailbox limit in MB, where plan or visitor tell it.
    pub mailbox_limit_mb: Option<u64>,
    /// Months until IMAP fills the mailbox, where limit and volume are told; `u64::MAX` where it never does.
    pub months_to_full: Option<u64>,
    /// How full the mailbox is, in percent of its limit; 0 where `used` was not entered, `None` where the limit is unknown.
    pub used_percent: Option<u64>,
}

/// One line of a condition: a question and the choices that satisfy it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The question's place in the rulebook.
    pub question: usize,
    /// The places of the choices, any one of which will do.
    pub choices: Vec<usize>,
}

/// A range of whole numbers, its ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The least number that is in the range.
    pub at_least: Option<u64>,
    /// The greatest number that is in the range.
    pub at_most: Option<u64>,
}

impl Bounds {
    /// Tells whether `number` is known and in the range; an open range holds everything, even the unknown.
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
    /// Terms that must all hold, in the order of the file.
    pub when: Vec<Term>,
    /// Terms none of which may hold.
    pub unless: Vec<Term>,
    /// Bounds on the mailbox limit, in MB.
    pub mailbox_limit_mb: Bounds,
    /// Bounds on the months until IMAP fills the mailbox.
    pub months_to_full: Bounds,
    /// Bounds on how full the mailbox is, in percent of its limit.
    pub used_percent: Bounds,
    /// Any one of these answers rules the condition out: all terms, folded into one mask.
    pub(super) barred: AnswerSet,
    /// Bit n: the condition looks at question n, by itself or through a figure.
    pub(super) looks_at: u16,
    /// Whether some figure has bounds.
    pub(super) bounded: bool,
}

impl Condition {
    /// Tells whether the condition holds in `situation`.
    #[must_use]
    pub fn holds(&self, situation: &Situation) -> bool {
        !self.barred.meets(situation.answers) && (!self.bounded || self.bounds_hold(situation))
    }

    /// Returns whether the answers alone allow the condition, whatever the figures are.
    #[must_use]
    pub const fn allows(&self, answers: AnswerSet) -> bool {
        !self.barred.meets(answers)
    }

    /// Tells whether the figures alone are in bounds.
    #[must_use]
    pub fn bounds_hold(&self, situation: &Situation) -> bool {
        self.mailbox_limit_mb.hold(situation.mailbox_limit_mb)
            && self.months_to_full.hold(situation.months_to_full)
            && self.used_percent.hold(situation.used_percent)
    }

    /// Tells whether the condition looks at answers only.
    #[must_use]
    pub const fn is_unbounded(&self) -> bool {
        !self.bounded
    }

    /// Gives the answers any one of which rules the condition out.
    #[must_use]
    pub const fn barred(&self) -> AnswerSet {
        self.barred
    }

    /// Gives the questions that the condition looks at, by itself or through a figure, one bit each.
    #[must_use]
    pub const fn questions_looked_at(&self) -> u16 {
        self.looks_at
    }

    /// Tells whether the condition looks at the question at `place`, by itself or through a figure.
    #[must_use]
    pub const fn looks_at(&self, place: usize) -> bool {
        self.looks_at >> place & 1 == 1
    }

    /// Gives the places of the questions that the condition looks at, `when` before `unless`.
    pub fn questions(&self) -> impl Iterator<Item = usize> + '_ {
        self.when.iter().chain(&self.unless).map(|term| term.question)
    }
}
