//! The optional numbers; `written` has how people write them.

use super::Because;
use super::written::{self, ReadNumber};

/// The optional numbers, in canonical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// Mails received a day.
    Mails,
    /// Of those, how many have an attachment.
    Attached,
    /// MB in the mailbox now.
    Used,
    /// The mailbox's own limit, in MB.
    Limit,
    /// Days a POP client leaves mail on the server.
    Keep,
}

impl Number {
    /// All numbers, in canonical order.
    pub const ALL: [Self; 5] = [Self::Mails, Self::Attached, Self::Used, Self::Limit, Self::Keep];

    /// Reads the id used in links and the API.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|number| number.id() == id)
    }

    /// Gives the id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Mails => "mails",
            Self::Attached => "attached",
            Self::Used => "used",
            Self::Limit => "limit",
            Self::Keep => "keep",
        }
    }

    /// Reads a number as people write it, in the unit of the field, rounded half up; a range is read as its middle.
    ///
    /// Full-width characters, thousands separators, units and words such as 約 are understood. `None` where it is no
    /// number or not a clear one, is negative, is above 10^12, or is a limit of nothing.
    ///
    /// ```
    /// use pop_or_imap::answers::Number;
    /// assert_eq!(Number::Mails.read("1日５０通"), Some(50));
    /// assert_eq!(Number::Limit.read("1.5 GB"), Some(1500));
    /// assert_eq!(Number::Used.read("1,200MB"), Some(1200));
    /// assert_eq!(Number::Keep.read("2週間"), Some(14));
    /// assert_eq!(Number::Mails.read("-3"), None);
    /// assert_eq!(Number::Mails.read("2GB"), None);
    /// assert_eq!((Number::Used.read("0"), Number::Limit.read("0")), (Some(0), None));
    /// ```
    #[must_use]
    pub fn read(self, written: &str) -> Option<u64> {
        self.read_written(written).map(|read| read.value)
    }

    /// Reads a number only if it is the one that was written, for fields that have no place for a notice.
    ///
    /// ```
    /// use pop_or_imap::answers::Number;
    /// assert_eq!((Number::Used.read_exact("1GB"), Number::Used.read_exact("1〜2GB")), (Some(1000), None));
    /// ```
    #[must_use]
    pub fn read_exact(self, written: &str) -> Option<u64> {
        self.read_written(written).filter(|read| read.is_exact).map(|read| read.value)
    }

    /// Reads a number as [`read`](Self::read) does, and whether it is the one that was written.
    ///
    /// ```
    /// use pop_or_imap::answers::{Number, ReadNumber};
    /// assert_eq!(Number::Mails.read_written("10〜20"), Some(ReadNumber { value: 15, is_exact: false }));
    /// ```
    #[must_use]
    pub fn read_written(self, written: &str) -> Option<ReadNumber> {
        written::read(self, written)
    }
}

/// The numbers that were given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Numbers([Option<u64>; Number::ALL.len()]);

impl Numbers {
    /// The greatest number that is understood.
    pub const MOST: u64 = 1_000_000_000_000;

    /// Gives one number, in the unit of its field.
    ///
    /// ```
    /// use pop_or_imap::{answers::{Answers, Number}, audit};
    /// let (answers, _) = Answers::from_query(&audit::embedded(), "limit=2GB");
    /// assert_eq!(answers.numbers.get(Number::Limit), Some(2000));
    /// ```
    #[must_use]
    pub fn get(&self, number: Number) -> Option<u64> {
        self.0.get(number as usize).copied().flatten()
    }

    /// Gives the same numbers with one of them set; what is above the greatest that is understood counts as that.
    #[must_use]
    pub fn with(mut self, number: Number, value: u64) -> Self {
        if let Some(slot) = self.0.get_mut(number as usize) {
            *slot = Some(value.min(Self::MOST));
        }
        self
    }

    /// Takes a number as written and returns how it was read, or why it is not taken.
    ///
    /// What is not exact can follow the number that it was read as: addresses repeat it for its notice.
    pub(super) fn take(&mut self, number: Number, written: &str) -> Result<ReadNumber, Because> {
        let read = number.read_written(written).ok_or(Because::UnknownValue)?;
        let slot = self.0.get_mut(number as usize).ok_or(Because::UnknownKey)?;
        if slot.is_some_and(|value| read.is_exact || value != read.value) {
            return Err(Because::Repeated);
        }
        *slot = Some(read.value);
        Ok(read)
    }

    /// Takes away what makes no sense beside the others, more mails with attachments than mails, and gives it.
    pub(super) fn take_contradiction(&mut self) -> Option<(Number, u64)> {
        let attached = self.get(Number::Attached)?;
        self.contradict().then(|| {
            if let Some(slot) = self.0.get_mut(Number::Attached as usize) {
                *slot = None;
            }
            (Number::Attached, attached)
        })
    }

    /// Tells whether there are more mails with attachments than mails.
    ///
    /// ```
    /// use pop_or_imap::answers::{Number, Numbers};
    /// let numbers = Numbers::default().with(Number::Mails, 5);
    /// assert!(!numbers.with(Number::Attached, 5).contradict() && numbers.with(Number::Attached, 6).contradict());
    /// ```
    #[must_use]
    pub fn contradict(&self) -> bool {
        self.get(Number::Attached).zip(self.get(Number::Mails)).is_some_and(|(attached, mails)| attached > mails)
    }

    /// Gives the pairs of the canonical query.
    pub(super) fn pairs(self) -> impl Iterator<Item = (&'static str, String)> {
        Number::ALL.into_iter().filter_map(move |number| Some((number.id(), self.get(number)?.to_string())))
    }
}
