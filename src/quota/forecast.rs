//! Forecast of one mailbox: when it fills under IMAP, under POP that deletes mail after some days, and under POP that
//! never deletes.
//!
//! IMAP grows by received mail, sent copies, and Trash that is not emptied. POP that keeps mail for n days reaches a
//! plateau: the mail of n days. POP that never deletes grows by received mail. Computed in working days, reported in
//! calendar days.

use super::keep_setting::KeepSetting;
use super::mailbox_facts::{Devices, LimitIncrease, MailboxState, PopRetention};
use super::volume::{Volume, clamp_bytes, days_until, months, volume};
use super::{bytes_of_mb, quota};
use crate::answers::{Answers, Number};
use crate::rulebook::{Assumptions, Protocol, Rulebook};

/// The months for which levels are reported.
pub const MONTHS: [u64; 4] = [1, 3, 12, 36];

/// The maximum number of days in a forecast: a hundred years.
const MAX_DAYS: u64 = 36_500;

/// The share of the limit below which the mail that POP leaves on the server hardly ever fills the mailbox, in percent.
///
/// Far below the warning line (`warn_percent` of the rules), so that a holiday without fetching fits.
const COMFORTABLE_PERCENT: u128 = 25;
/// The minimum number of days between two clearings that a visitor can be expected to keep up.
const MIN_DAYS_BETWEEN_CLEARINGS: u64 = 14;

/// The forecast of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each states for one number whether it was entered or is known")]
pub struct Forecast {
    /// The mail that arrives.
    pub volume: Volume,
    /// The bytes in the mailbox now.
    pub used: u64,
    /// Whether `used` was entered rather than assumed to be 0.
    pub used_entered: bool,
    /// The number of days for which POP leaves mail on the server: as entered; else the usual number, or less if the
    /// limit is too small for that. More than 30 only if the volume was entered. Never 0 if other devices fetch too.
    pub keep_days: u64,
    /// Whether that number was entered rather than assumed or replaced.
    pub keep_entered: bool,
    /// The recommended number of days for which POP leaves mail on the server.
    pub keep: KeepSetting,
    /// Whether and when POP deletes mail on the server.
    pub pop: PopRetention,
    /// The devices that receive mail.
    pub devices: Devices,
    /// Whether the account only receives and has no sent mail.
    pub receives_only: bool,
    /// Whether the mailbox is full or nearly full now, at every limit that it can have; `None` if not, or if the use
    /// exceeds every assumed limit.
    pub state: Option<MailboxState>,
    /// How the limit can be raised.
    pub raise: LimitIncrease,
    /// The levels after 1, 3, 12 and 36 months without a limit.
    pub levels: [Level; MONTHS.len()],
    /// The plateau of POP that keeps mail for that number of days, in bytes.
    pub plateau: u64,
    /// When the mailbox fills: for its limit, or for each limit that it may have; never empty.
    pub limits: Vec<LimitForecast>,
    /// Whether the limit is known.
    pub limit_known: bool,
}

/// The bytes in the mailbox after some months, without a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// The number of months.
    pub months: u64,
    /// The bytes under IMAP.
    pub imap: u64,
    /// The bytes under POP that deletes mail after some days.
    pub pop_kept: u64,
    /// The bytes under POP that never deletes.
    pub pop_undeleted: u64,
}

/// When a mailbox with a certain limit fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitForecast {
    /// The limit, in MB.
    pub limit_mb: u64,
    /// Times under IMAP.
    pub imap: FillTimes,
    /// Times under POP that deletes mail after some days.
    pub pop_kept: FillTimes,
    /// Times under POP that never deletes.
    pub pop_undeleted: FillTimes,
    /// The maximum number of days for which POP can leave mail on the server so that the plateau stays below the
    /// warning line, up to 100 years. The mail there now does not count: it is deleted once it is that old, or has to
    /// be cleared.
    pub safe_keep_days: u64,
    /// The number of calendar days after which an emptied mailbox has to be cleared again under IMAP, up to 100 years.
    pub clear_every_days: u64,
    /// The same under POP that never deletes.
    pub pop_clear_every_days: u64,
    /// Whether the mailbox is at the warning line already and has to be cleared first.
    pub clear_first: bool,
}

/// When a mailbox reaches the warning line and its limit; `None` if never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FillTimes {
    /// When the warning line is reached.
    pub warned: Option<TimeUntil>,
    /// When the limit is reached.
    pub full: Option<TimeUntil>,
}

/// The time until something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeUntil {
    /// The number of calendar days; 0 is now.
    pub days: u64,
    /// The same in months, rounded to the nearest.
    pub months: u64,
}

/// Computes the forecast of a mailbox from answers and numbers; missing ones are replaced by the assumptions of the
/// rules.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, quota};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&mails=50&attached=0");
/// let forecast = quota::forecast(&rulebook, &answers);
/// assert_eq!(forecast.volume.imap, 4_875_000);
/// assert_eq!(forecast.limits[0].imap.full.unwrap().months, 20);
/// assert!(forecast.limits[0].pop_kept.full.is_none());
/// ```
#[must_use]
pub fn forecast(rulebook: &Rulebook, answers: &Answers) -> Forecast {
    let assumptions = &rulebook.assumptions;
    let quota = quota(rulebook, answers);
    let limit = quota.mailbox_limit_mb;
    let mailbox = Mailbox::new(rulebook, answers);
    let limits = limit.map_or_else(|| assumptions.limits_if_unknown_mb.clone(), |limit| vec![limit]);
    let volume = mailbox.volume;
    Forecast {
        volume,
        used: mailbox.used,
        used_entered: answers.numbers.get(Number::Used).is_some(),
        keep_days: mailbox.keep_days,
        keep_entered: answers.numbers.get(Number::Keep) == Some(mailbox.keep_days),
        keep: mailbox.keep,
        pop: mailbox.pop,
        devices: mailbox.devices,
        receives_only: answers.as_set(rulebook).intersects(assumptions.receives_only),
        state: mailbox.largest_possible(limit).and_then(|limit| MailboxState::from_usage(mailbox.used, limit)),
        raise: LimitIncrease::from_quota(&quota),
        levels: MONTHS.map(|months| mailbox.level(months)),
        plateau: Mailbox::after(0, volume.received, mailbox.window),
        limits: limits.into_iter().map(|limit| mailbox.forecast_for(limit)).collect(),
        limit_known: limit.is_some(),
    }
}

impl Forecast {
    /// Returns the limits that the mailbox can have: those that are not exceeded already, or the known one.
    #[must_use]
    pub fn possible_limits(&self) -> &[LimitForecast] {
        let exceeded = |limit: &LimitForecast| !self.limit_known && bytes_of_mb(limit.limit_mb) < self.used;
        self.limits.get(self.limits.iter().take_while(|limit| exceeded(limit)).count()..).unwrap_or_default()
    }

    /// Returns the largest limit that the mailbox can have, in MB; `None` if it exceeds every assumed limit.
    #[must_use]
    pub fn max_limit_mb(&self) -> Option<u64> {
        self.possible_limits().last().map(|limit| limit.limit_mb)
    }

    /// Checks whether POP leaves so little on the server that the mailbox hardly ever fills.
    #[must_use]
    pub fn is_comfortable(&self) -> bool {
        let comfortable = |limit: &LimitForecast| {
            u128::from(self.plateau) * 100 < u128::from(bytes_of_mb(limit.limit_mb)) * COMFORTABLE_PERCENT
        };
        self.possible_limits().iter().all(comfortable)
    }

    /// Returns the months until IMAP fills the mailbox, if its limit is known and it ever fills.
    #[must_use]
    pub fn months_to_full(&self) -> Option<u64> {
        self.limits.first().filter(|_| self.limit_known)?.imap.full.map(|full| full.months)
    }
}

impl PopRetention {
    /// Returns the bytes of a level under POP.
    #[must_use]
    pub const fn held(self, level: &Level) -> u64 {
        match self {
            Self::Keeps | Self::KeepsOnPhone => level.pop_kept,
            Self::NeverDeletes => level.pop_undeleted,
        }
    }

    /// Returns when a mailbox fills under POP.
    #[must_use]
    pub const fn filling(self, limit: &LimitForecast) -> FillTimes {
        match self {
            Self::Keeps | Self::KeepsOnPhone => limit.pop_kept,
            Self::NeverDeletes => limit.pop_undeleted,
        }
    }
}

impl LimitForecast {
    /// Checks whether the limit is large enough: clearing once in two weeks, or POP that leaves mail for one day, keeps
    /// the mailbox below the warning line.
    #[must_use]
    pub const fn suffices(&self, protocol: Protocol, pop: PopRetention) -> bool {
        match (protocol, pop) {
            (Protocol::Imap, _) => self.clear_every_days >= MIN_DAYS_BETWEEN_CLEARINGS,
            (Protocol::Pop, PopRetention::NeverDeletes) => self.pop_clear_every_days >= MIN_DAYS_BETWEEN_CLEARINGS,
            (Protocol::Pop, _) => self.safe_keep_days > 0,
        }
    }
}

/// The inputs of a forecast.
#[derive(Clone, Copy)]
pub(super) struct Mailbox<'a> {
    assumptions: &'a Assumptions,
    volume: Volume,
    used: u64,
    pub(super) pop: PopRetention,
    devices: Devices,
    keep: KeepSetting,
    keep_days: u64,
    /// For how many working days POP leaves mail on the server: the maximum in that number of calendar days.
    window: u64,
}

impl<'a> Mailbox<'a> {
    pub(super) fn new(rulebook: &'a Rulebook, answers: &Answers) -> Self {
        let assumptions = &rulebook.assumptions;
        let set = answers.as_set(rulebook);
        let volume = volume(rulebook, answers.numbers, set);
        let entered = answers.numbers.get(Number::Keep);
        let used = bytes_of_mb(answers.numbers.get(Number::Used).unwrap_or(0));
        let known = quota(rulebook, answers).mailbox_limit_mb;
        let limit_mb = known.or_else(|| assumptions.limits_if_unknown_mb.first().copied()).unwrap_or_default();
        let safe = safe_keep_days(assumptions, warning_line(assumptions, limit_mb), volume.received);
        let mut keep = KeepSetting::new(assumptions.keep_days, entered, safe, volume.mails_entered);
        let devices = Devices::from_answers(rulebook, set);
        let (setting, keep_days) = match devices {
            Devices::Several => (keep.for_others, entered.filter(|days| *days > 0).unwrap_or(keep.for_others)),
            _ => (keep.days, entered.unwrap_or(keep.days)),
        };
        // A number that cannot be checked without the volume is used only in the sentence that asks for it.
        let keep_days = if keep.unchecked.is_some() { setting } else { keep_days };
        let mut possible = assumptions.limits_if_unknown_mb.iter().copied();
        let possible_mb = known.or_else(|| possible.find(|limit| bytes_of_mb(*limit) >= used));
        keep.clear_first = used > 0
            && setting > 0
            && possible_mb.is_none_or(|limit| {
                let filled = days_until(bytes_of_mb(limit), used, volume.received);
                MailboxState::from_usage(used, limit).is_some()
                    || filled.is_some_and(|days| days <= window(assumptions, setting))
            });
        Self {
            assumptions,
            volume,
            used,
            pop: match (devices, entered) {
                (Devices::PhoneOnly, None) => PopRetention::NeverDeletes,
                (Devices::PhoneOnly, Some(_)) => PopRetention::KeepsOnPhone,
                _ => PopRetention::Keeps,
            },
            devices,
            keep,
            keep_days,
            window: window(assumptions, keep_days),
        }
    }

    /// Returns the largest limit that the mailbox can have, in MB; `None` if the use exceeds every assumed limit.
    fn largest_possible(&self, known: Option<u64>) -> Option<u64> {
        let assumed = self.assumptions.limits_if_unknown_mb.last().copied();
        known.or_else(|| assumed.filter(|limit| bytes_of_mb(*limit) >= self.used))
    }

    /// Computes the level after some months.
    pub(super) fn level(&self, months: u64) -> Level {
        let days = clamp_bytes(u128::from(months) * u128::from(self.assumptions.working_days_a_year) / 12);
        // Mail that was on the server at the start is the first to be deleted.
        let used = if days < self.window || months == 0 { self.used } else { 0 };
        Level {
            months,
            imap: Self::after(self.used, self.volume.imap, days),
            pop_kept: Self::after(used, self.volume.received, days.min(self.window)),
            pop_undeleted: Self::after(self.used, self.volume.received, days),
        }
    }

    /// Computes the bytes in a mailbox after some working days.
    fn after(used: u64, bytes_a_day: u64, days: u64) -> u64 {
        clamp_bytes(u128::from(used) + u128::from(bytes_a_day) * u128::from(days))
    }

    /// Computes when a mailbox with this limit fills.
    pub(super) fn forecast_for(&self, limit_mb: u64) -> LimitForecast {
        let limit = bytes_of_mb(limit_mb);
        let line = warning_line(self.assumptions, limit_mb);
        let filling = |a_day, most: Option<u64>| {
            let reached = |level| {
                let days = days_until(level, self.used, a_day).filter(|days| most.is_none_or(|most| *days <= most))?;
                Some(self.time_until(days))
            };
            FillTimes { warned: reached(line), full: reached(limit) }
        };
        let received = self.volume.received;
        // Whole working days whose mail stays below the line.
        let below = |a_day| days_below(line, a_day);
        let every = |a_day| capped(below(a_day), 365, self.assumptions.working_days_a_year);
        LimitForecast {
            limit_mb,
            imap: filling(self.volume.imap, None),
            pop_kept: filling(received, Some(self.window)),
            pop_undeleted: filling(received, None),
            safe_keep_days: safe_keep_days(self.assumptions, line, received),
            clear_every_days: every(self.volume.imap),
            pop_clear_every_days: every(received),
            clear_first: self.used >= line,
        }
    }

    fn time_until(&self, working_days: u64) -> TimeUntil {
        let a_year = u128::from(self.assumptions.working_days_a_year.max(1));
        TimeUntil {
            days: clamp_bytes((u128::from(working_days) * 365).div_ceil(a_year)),
            months: months(self.assumptions, working_days),
        }
    }
}

/// Returns the maximum number of working days in a number of calendar days.
fn window(assumptions: &Assumptions, keep_days: u64) -> u64 {
    clamp_bytes((u128::from(keep_days) * u128::from(assumptions.working_days_a_week)).div_ceil(7))
}

/// Computes the warning line of a limit, in bytes.
fn warning_line(assumptions: &Assumptions, limit_mb: u64) -> u64 {
    clamp_bytes(u128::from(bytes_of_mb(limit_mb)) * u128::from(assumptions.warn_percent) / 100)
}

/// Counts whole working days whose mail stays below a line.
fn days_below(line: u64, bytes_a_day: u64) -> u64 {
    line.saturating_sub(1).checked_div(bytes_a_day).unwrap_or(u64::MAX)
}

/// Computes the maximum number of calendar days for which POP can leave mail on the server below the warning line.
fn safe_keep_days(assumptions: &Assumptions, line: u64, received: u64) -> u64 {
    capped(days_below(line, received), 7, assumptions.working_days_a_week)
}

/// Converts working days to calendar days, rounded down, up to [`MAX_DAYS`].
fn capped(working_days: u64, calendar: u64, working: u64) -> u64 {
    clamp_bytes(u128::from(working_days) * u128::from(calendar) / u128::from(working.max(1))).min(MAX_DAYS)
}
