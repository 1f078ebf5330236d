//! Owns the forecast of one mailbox: when it fills under IMAP, under POP kept some days, and under POP kept for good.
//!
//! IMAP grows by what is received, sent copies and Trash that is not emptied. POP kept n days is a plateau: what comes
//! in n days. POP kept for good grows by what is received. Days are counted in working days and told in calendar days.

use super::volume::{Volume, days_until, months, told, volume};
use super::{bytes_of_mb, quota};
use crate::answers::{Answers, Number};
use crate::rulebook::{Assumptions, Rulebook};

/// After how many months the level is told.
pub const MONTHS: [u64; 4] = [1, 3, 12, 36];

/// The most days that are told: a hundred years.
const MOST_DAYS: u64 = 36_500;

/// What becomes of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// How much mail comes.
    pub volume: Volume,
    /// What is in the mailbox now, in bytes.
    pub used: u64,
    /// Whether that was told, rather than assumed to be nothing.
    pub used_told: bool,
    /// For how many days POP leaves mail on the server.
    pub keep_days: u64,
    /// Whether that number was told, rather than assumed.
    pub keep_told: bool,
    /// What is in the mailbox after 1, 3, 12 and 36 months, if there were no limit.
    pub levels: [Level; MONTHS.len()],
    /// What POP kept that many days settles at, in bytes.
    pub plateau: u64,
    /// When it fills: for the mailbox's limit, or for each of the limits that it may have; never empty.
    pub limits: Vec<LimitForecast>,
    /// Whether the limit is known.
    pub limit_known: bool,
}

/// What is in the mailbox after some months, in bytes, if there were no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// After how many months.
    pub months: u64,
    /// Under IMAP.
    pub imap: u64,
    /// Under POP, mail kept on the server for some days.
    pub pop_kept: u64,
    /// Under POP, mail kept on the server for good.
    pub pop_for_good: u64,
}

/// When a mailbox of one size fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitForecast {
    /// The limit, in MB.
    pub limit_mb: u64,
    /// Under IMAP.
    pub imap: Filling,
    /// Under POP, mail kept on the server for some days.
    pub pop_kept: Filling,
    /// Under POP, mail kept on the server for good.
    pub pop_for_good: Filling,
    /// The most days that POP can leave mail on the server so that what it settles at is below the warning line, up to
    /// 100 years. What is there now is not counted: it goes once it is older than that, or has to be cleared.
    pub safe_keep_days: u64,
    /// After how many calendar days at the latest an emptied mailbox is to be cleared again under IMAP, up to 100 years.
    pub clear_every_days: u64,
    /// Whether the mailbox is at the warning line already, so that it has to be cleared first.
    pub clear_first: bool,
}

/// When a mailbox reaches the warning line and its limit; `None` where it never does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filling {
    /// When the warning line is reached.
    pub warned: Option<Reached>,
    /// When the limit is reached.
    pub full: Option<Reached>,
}

/// When something is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// In so many calendar days; 0 is now.
    pub days: u64,
    /// The same in months, rounded to the nearest.
    pub months: u64,
}

/// Forecasts a mailbox from the answers and numbers of a visitor; what is missing is assumed as the rules say.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, quota};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&mails=50&attached=0");
/// let forecast = quota::forecast(&rulebook, &answers);
/// assert_eq!(forecast.volume.imap, 4_875_000);
/// assert_eq!(forecast.limits[0].imap.full.unwrap().months, 20);
/// assert!(forecast.limits[0].pop_kept.full.is_none());
/// ```
#[must_use]
pub fn forecast(rulebook: &Rulebook, answers: &Answers) -> Forecast {
    let assumptions = &rulebook.assumptions;
    let kept = answers.numbers.get(Number::Keep);
    let limit = quota(rulebook, answers).mailbox_limit_mb;
    let mailbox = Mailbox::new(rulebook, answers);
    let limits = limit.map_or_else(|| assumptions.limits_if_unknown_mb.clone(), |limit| vec![limit]);
    let volume = mailbox.volume;
    Forecast {
        volume,
        used: mailbox.used,
        used_told: answers.numbers.get(Number::Used).is_some(),
        keep_days: kept.unwrap_or(assumptions.keep_days),
        keep_told: kept.is_some(),
        levels: MONTHS.map(|months| mailbox.level(months)),
        plateau: Mailbox::after(0, volume.received, mailbox.window),
        limits: limits.into_iter().map(|limit| mailbox.fills(limit)).collect(),
        limit_known: limit.is_some(),
    }
}

impl Forecast {
    /// Gives the months until IMAP fills the mailbox, where its limit is known and it ever does.
    #[must_use]
    pub fn months_to_full(&self) -> Option<u64> {
        self.limits.first().filter(|_| self.limit_known)?.imap.full.map(|full| full.months)
    }
}

/// What is known of one mailbox.
#[derive(Clone, Copy)]
pub(super) struct Mailbox<'a> {
    assumptions: &'a Assumptions,
    volume: Volume,
    used: u64,
    /// For how many working days POP leaves mail on the server: as many as those calendar days hold at most.
    window: u64,
}

impl<'a> Mailbox<'a> {
    pub(super) fn new(rulebook: &'a Rulebook, answers: &Answers) -> Self {
        let assumptions = &rulebook.assumptions;
        let keep = answers.numbers.get(Number::Keep).unwrap_or(assumptions.keep_days);
        Self {
            assumptions,
            volume: volume(rulebook, answers.numbers, answers.as_set(rulebook)),
            used: bytes_of_mb(answers.numbers.get(Number::Used).unwrap_or(0)),
            window: told((u128::from(keep) * u128::from(assumptions.working_days_a_week)).div_ceil(7)),
        }
    }

    /// Gives what is in the mailbox after some months.
    pub(super) fn level(&self, months: u64) -> Level {
        let days = told(u128::from(months) * u128::from(self.assumptions.working_days_a_year) / 12);
        // What POP found on the server goes with the mail that came first.
        let used = if days < self.window || months == 0 { self.used } else { 0 };
        Level {
            months,
            imap: Self::after(self.used, self.volume.imap, days),
            pop_kept: Self::after(used, self.volume.received, days.min(self.window)),
            pop_for_good: Self::after(self.used, self.volume.received, days),
        }
    }

    /// Gives what a mailbox holds after some working days.
    fn after(used: u64, bytes_a_day: u64, days: u64) -> u64 {
        told(u128::from(used) + u128::from(bytes_a_day) * u128::from(days))
    }

    /// Tells when a mailbox of this limit fills.
    pub(super) fn fills(&self, limit_mb: u64) -> LimitForecast {
        let limit = bytes_of_mb(limit_mb);
        let line = told(u128::from(limit) * u128::from(self.assumptions.warn_percent) / 100);
        let filling = |a_day, most: Option<u64>| {
            let reached = |level| {
                let days = days_until(level, self.used, a_day).filter(|days| most.is_none_or(|most| *days <= most))?;
                Some(self.reached(days))
            };
            Filling { warned: reached(line), full: reached(limit) }
        };
        let received = self.volume.received;
        // Whole working days whose mail stays below the line.
        let below = |a_day| line.saturating_sub(1).checked_div(a_day).unwrap_or(u64::MAX);
        LimitForecast {
            limit_mb,
            imap: filling(self.volume.imap, None),
            pop_kept: filling(received, Some(self.window)),
            pop_for_good: filling(received, None),
            safe_keep_days: capped(below(received), 7, self.assumptions.working_days_a_week),
            clear_every_days: capped(below(self.volume.imap), 365, self.assumptions.working_days_a_year),
            clear_first: self.used >= line,
        }
    }

    fn reached(&self, working_days: u64) -> Reached {
        let a_year = u128::from(self.assumptions.working_days_a_year.max(1));
        Reached {
            days: told((u128::from(working_days) * 365).div_ceil(a_year)),
            months: months(self.assumptions, working_days),
        }
    }
}

/// Turns working days into calendar days, rounded down, up to the most that are told.
fn capped(working_days: u64, calendar: u64, working: u64) -> u64 {
    told(u128::from(working_days) * u128::from(calendar) / u128::from(working.max(1))).min(MOST_DAYS)
}
