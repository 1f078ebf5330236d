//! The optional numbers of an account, and their canonical form.

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
    /// MB of mail on the PC; for changing an account that is in use.
    Local,
}

impl Number {
    /// All numbers, in canonical order.
    pub const ALL: [Self; 6] = [Self::Mails, Self::Attached, Self::Used, Self::Limit, Self::Keep, Self::Local];
    /// The numbers that recommendation and forecast depend on, in canonical order.
    pub const OF_FORECAST: [Self; 5] = [Self::Mails, Self::Attached, Self::Used, Self::Limit, Self::Keep];

    /// Parses the id used in links and the API.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|number| number.id() == id)
    }

    /// Returns the id used in links and the API.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Mails => "mails",
            Self::Attached => "attached",
            Self::Used => "used",
            Self::Limit => "limit",
            Self::Keep => "keep",
            Self::Local => "local",
        }
    }
}

/// A parsed number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParsedNumber {
    /// The value, in the unit of its field.
    pub value: u64,
    /// Whether it is exactly the number that was written: not the middle of a range, nor rounded.
    pub is_exact: bool,
}

/// The optional numbers of one account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Numbers([Option<u64>; Number::ALL.len()]);

impl Numbers {
    /// The maximum value of a number.
    pub const MAX: u64 = 1_000_000_000_000;

    /// Returns one number, in the unit of its field.
    ///
    /// ```
    /// use pop_or_imap::{answers::{Answers, Number}, loader};
    /// let (answers, _) = Answers::from_query(&loader::embedded(), "limit=2GB");
    /// assert_eq!(answers.numbers.get(Number::Limit), Some(2000));
    /// ```
    #[must_use]
    pub fn get(&self, number: Number) -> Option<u64> {
        self.0.get(number as usize).copied().flatten()
    }

    /// Returns the numbers with one of them replaced, limited to [`MAX`](Self::MAX).
    #[must_use]
    pub fn with(mut self, number: Number, value: u64) -> Self {
        if let Some(slot) = self.0.get_mut(number as usize) {
            *slot = Some(value.min(Self::MAX));
        }
        self
    }

    /// Returns the numbers without one of them.
    #[must_use]
    pub fn without(mut self, number: Number) -> Self {
        if let Some(slot) = self.0.get_mut(number as usize) {
            *slot = None;
        }
        self
    }

    /// Adds a parsed number; returns `false` if the number has a value already.
    ///
    /// A rounded number may repeat the value that it was rounded to: canonical links contain both, for the notice.
    pub(super) fn insert(&mut self, number: Number, parsed: ParsedNumber) -> bool {
        let Some(slot) = self.0.get_mut(number as usize) else { return false };
        let is_repeated = slot.is_some_and(|value| parsed.is_exact || value != parsed.value);
        if !is_repeated {
            *slot = Some(parsed.value);
        }
        !is_repeated
    }

    /// Removes and returns the number that contradicts another: more mails with attachments than mails.
    pub(super) fn remove_contradiction(&mut self) -> Option<(Number, u64)> {
        let attached = self.get(Number::Attached)?;
        self.contradict().then(|| {
            if let Some(slot) = self.0.get_mut(Number::Attached as usize) {
                *slot = None;
            }
            (Number::Attached, attached)
        })
    }

    /// Checks whether there are more mails with attachments than mails.
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

    /// Returns the pairs of the canonical query for some numbers.
    pub(super) fn pairs(
        self,
        numbers: impl IntoIterator<Item = Number>,
    ) -> impl Iterator<Item = (&'static str, String)> {
        numbers.into_iter().filter_map(move |number| Some((number.id(), self.get(number)?.to_string())))
    }
}
