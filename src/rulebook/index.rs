//! Indices of questions and rules: types of their own, so that they cannot be confused with other numbers.

/// The index of a question in a rulebook.
///
/// ```
/// use pop_or_imap::loader;
/// let rulebook = loader::embedded();
/// let (away, _) = rulebook.question("away").unwrap();
/// assert_eq!(rulebook.question_at(away).unwrap().id, "away");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionIndex(usize);

impl QuestionIndex {
    /// The index of the first question.
    pub const FIRST: Self = Self(0);

    pub(super) const fn new(index: usize) -> Self {
        Self(index)
    }

    /// Returns the index as a number, in const functions too.
    pub(super) const fn position(self) -> usize {
        self.0
    }

    /// Returns the index after this one, which a rulebook may not have.
    ///
    /// ```
    /// use pop_or_imap::{loader, rulebook::QuestionIndex};
    /// let rulebook = loader::embedded();
    /// let last = rulebook.question_indices().last().unwrap();
    /// assert!(rulebook.question_at(QuestionIndex::FIRST.next()).is_some());
    /// assert!(rulebook.question_at(last.next()).is_none());
    /// ```
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl From<QuestionIndex> for usize {
    fn from(index: QuestionIndex) -> Self {
        index.0
    }
}

/// The index of a rule in a rulebook.
///
/// ```
/// use pop_or_imap::{answers::Answers, engine, loader};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened");
/// let index = engine::recommend(&rulebook, &answers).outcome.decided_by.unwrap();
/// assert_eq!(rulebook.rule_at(index).unwrap().id, "unopened-offline");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIndex(usize);

impl RuleIndex {
    pub(super) const fn new(index: usize) -> Self {
        Self(index)
    }

    /// Returns the index as a number, in const functions too.
    pub(crate) const fn position(self) -> usize {
        self.0
    }
}

impl From<RuleIndex> for usize {
    fn from(index: RuleIndex) -> Self {
        index.0
    }
}
