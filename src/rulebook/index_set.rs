//! Sets of questions, and of rules or advice, as bits of one integer.

use super::index::QuestionIndex;
use super::model::{MAX_QUESTIONS, MAX_RULES};

/// A set of questions of a rulebook, one bit each.
///
/// ```
/// use pop_or_imap::{loader, rulebook::QuestionSet};
/// let rulebook = loader::embedded();
/// let [purpose, away] = ["purpose", "away"].map(|id| rulebook.question(id).unwrap().0);
/// let set: QuestionSet = [away, purpose].into_iter().collect();
/// assert!(set.contains(away) && !set.without(away).contains(away));
/// assert_eq!(set.iter().collect::<Vec<_>>(), [purpose, away], "in the order of the rulebook");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct QuestionSet(u16);

// Each has a bit for every index that a rulebook can have.
const _: () = assert!(MAX_QUESTIONS <= u16::BITS as usize && MAX_RULES <= u128::BITS as usize);

impl QuestionSet {
    /// The set without questions.
    pub const EMPTY: Self = Self(0);

    /// Returns the set of one question.
    #[must_use]
    pub const fn single(index: QuestionIndex) -> Self {
        let position = index.position();
        if position < MAX_QUESTIONS { Self(1 << position) } else { Self::EMPTY }
    }

    /// Checks whether the set contains a question.
    #[must_use]
    pub const fn contains(self, index: QuestionIndex) -> bool {
        self.intersects(Self::single(index))
    }

    /// Returns the set with one more question.
    #[must_use]
    pub const fn with(self, index: QuestionIndex) -> Self {
        self.union(Self::single(index))
    }

    /// Returns the set without a question.
    #[must_use]
    pub const fn without(self, index: QuestionIndex) -> Self {
        self.difference(Self::single(index))
    }

    /// Returns the questions that are in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the questions of this set that are not in `other`.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Checks whether the two sets share a question.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Checks whether the set contains no question.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the number of questions in the set.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Returns the questions in the set, in the order of the rulebook.
    pub fn iter(self) -> impl Iterator<Item = QuestionIndex> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            let index = QuestionIndex::new(bits.trailing_zeros() as usize);
            let is_done = bits == 0;
            // Clears the lowest bit.
            bits &= bits.wrapping_sub(1);
            (!is_done).then_some(index)
        })
    }
}

impl FromIterator<QuestionIndex> for QuestionSet {
    fn from_iter<I: IntoIterator<Item = QuestionIndex>>(indices: I) -> Self {
        indices.into_iter().fold(Self::EMPTY, Self::with)
    }
}

/// A set of rules, or of pieces of advice, by their positions in the file; one bit each.
///
/// ```
/// use pop_or_imap::{answers::Answers, engine, loader, rulebook::EntrySet};
/// let rulebook = loader::embedded();
/// let fired = |query: &str| {
///     let (answers, _) = Answers::from_query(&rulebook, query);
///     engine::recommend(&rulebook, &answers).outcome.fired_rules()
/// };
/// let added = fired("devices=one-pc").difference(fired(""));
/// let ids: Vec<_> = added.iter().map(|index| rulebook.rules[index].id.as_str()).collect();
/// assert_eq!(ids, ["one-pc"]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntrySet(u128);

impl EntrySet {
    /// The set without entries.
    pub const EMPTY: Self = Self(0);

    /// Returns the set of the entry at `index`; empty if no list of a rulebook is that long.
    #[must_use]
    pub const fn single(index: usize) -> Self {
        if index < MAX_RULES { Self(1 << index) } else { Self::EMPTY }
    }

    /// Checks whether the set contains the entry at `index`.
    #[must_use]
    pub const fn contains(self, index: usize) -> bool {
        self.intersects(Self::single(index))
    }

    /// Returns the set with one more entry.
    #[must_use]
    pub const fn with(self, index: usize) -> Self {
        self.union(Self::single(index))
    }

    /// Returns the set without an entry.
    #[must_use]
    pub const fn without(self, index: usize) -> Self {
        self.difference(Self::single(index))
    }

    /// Returns the entries that are in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the entries of this set that are not in `other`.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns the entries that are in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Checks whether the two sets share an entry.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Checks whether the set contains no entry.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the set as bytes: the first entry is the lowest bit of the first byte.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    /// Returns the indices of the entries in the set, in file order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            let index = bits.trailing_zeros() as usize;
            let is_done = bits == 0;
            // Clears the lowest bit.
            bits &= bits.wrapping_sub(1);
            (!is_done).then_some(index)
        })
    }
}

impl FromIterator<usize> for EntrySet {
    fn from_iter<I: IntoIterator<Item = usize>>(indices: I) -> Self {
        indices.into_iter().fold(Self::EMPTY, Self::with)
    }
}
