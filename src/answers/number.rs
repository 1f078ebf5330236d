//! Owns the optional numbers and how people write them: 50, ５０通, 1,500, 2GB.

use unicode_normalization::UnicodeNormalization;

use super::Because;

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

    /// Gives the units that may follow the number, each with what it multiplies by.
    const fn units(self) -> &'static [(&'static str, u64)] {
        match self {
            Self::Mails | Self::Attached => &[("", 1), ("通", 1), ("件", 1)],
            Self::Used | Self::Limit => &[
                ("", 1),
                ("mb", 1),
                ("m", 1),
                ("メガ", 1),
                ("メガバイト", 1),
                ("gb", 1000),
                ("g", 1000),
                ("ギガ", 1000),
                ("ギガバイト", 1000),
                ("tb", 1_000_000),
            ],
            Self::Keep => &[("", 1), ("日", 1), ("日間", 1), ("days", 1), ("day", 1)],
        }
    }

    /// Reads a number as people write it, in the unit of the field; fractions are cut off.
    ///
    /// Full-width characters, thousands separators and units are understood. `None` where it is no number, is
    /// negative, is part of a mail or day, is above 10^12, or is a limit of nothing.
    ///
    /// ```
    /// use pop_or_imap::answers::Number;
    /// assert_eq!(Number::Mails.read("５０通"), Some(50));
    /// assert_eq!(Number::Limit.read("1.5 GB"), Some(1500));
    /// assert_eq!(Number::Used.read("1,200MB"), Some(1200));
    /// assert_eq!(Number::Mails.read("-3"), None);
    /// assert_eq!(Number::Mails.read("2GB"), None);
    /// assert_eq!((Number::Used.read("0"), Number::Limit.read("0")), (Some(0), None));
    /// ```
    #[must_use]
    pub fn read(self, written: &str) -> Option<u64> {
        let plain: String =
            written.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).take(41).collect();
        if plain.chars().count() > 40 {
            return None;
        }
        let plain = plain.trim_start_matches('約').trim_end_matches("/日");
        let end = plain.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '、')).unwrap_or(plain.len());
        let (digits, unit) = plain.split_at_checked(end)?;
        let factor = self.units().iter().find(|(name, _)| *name == unit)?.1;
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
        let whole = without_separators(whole)?;
        let fraction = fraction.unwrap_or_default();
        let countable = matches!(self, Self::Mails | Self::Attached | Self::Keep);
        if fraction.len() > 9 || !fraction.chars().all(|c| c.is_ascii_digit()) || (countable && !fraction.is_empty()) {
            return None;
        }
        let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let part = if fraction.is_empty() { 0 } else { fraction.parse::<u64>().ok()? };
        let units = u128::from(whole.parse::<u64>().ok()?) * u128::from(scale) + u128::from(part);
        let value = u64::try_from(units * u128::from(factor) / u128::from(scale)).ok()?;
        (value <= Numbers::MOST && !(self == Self::Limit && value == 0)).then_some(value)
    }
}

/// Takes thousands separators out of digits; `None` where they part anything but groups of three.
fn without_separators(digits: &str) -> Option<String> {
    let mut groups = digits.split([',', '、']);
    let first = groups.next().filter(|first| !first.is_empty())?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || first.len() <= 3);
    grouped.then(|| format!("{first}{}", rest.concat()))
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

    /// Takes a number as written, or says why not.
    pub(super) fn take(&mut self, number: Number, written: &str) -> Result<(), Because> {
        match self.0.get_mut(number as usize) {
            Some(slot) => super::once(slot, number.read(written)),
            None => Err(Because::UnknownKey),
        }
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
