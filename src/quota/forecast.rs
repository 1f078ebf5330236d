//! Owns the forecast of one mailbox: when it fills under IMAP, under POP kept some days, and under POP kept for good.
//!
//! IMAP grows by what is received, sent copies and Trash that is not emptied. POP kept n days is a plateau: what comes
//! in n days. POP kept for good grows by what is received. Days are counted in working days and told in calendar days.

use super::keep::KeepSetting;
use super::volume::{Volume, days_until, months, told, volume};
use super::{Quota, bytes_of_mb, quota};
use crate::answers::{Answers, Number};
use crate::rulebook::{AnswerSet, Assumptions, ChangedBy, Protocol, Rulebook};

/// After how many months the level is told.
pub const MONTHS: [u64; 4] = [1, 3, 12, 36];

/// The most days that are told: a hundred years.
const MOST_DAYS: u64 = 36_500;

/// From how much of its limit on a mailbox counts as nearly full, in percent.
const NEARLY_FULL_PERCENT: u128 = 90;
/// Below how much of the limit POP leaves so little on the server that filling up is hardly a worry, in percent.
///
/// The warning line is `warn_percent` of the rules; this one is far below it, so that a holiday without fetching fits.
const COMFORTABLE_PERCENT: u128 = 25;
/// The fewest days between two clearings that a visitor can be asked to keep up.
const LEAST_DAYS_BETWEEN: u64 = 14;

/// What becomes of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one number whether it was entered or is known")]
pub struct Forecast {
    /// How much mail comes.
    pub volume: Volume,
    /// What is in the mailbox now, in bytes.
    pub used: u64,
    /// Whether that was told, rather than assumed to be nothing.
    pub used_told: bool,
    /// For how many days POP leaves mail on the server: as entered; else the usual number, or less where the limit is
    /// too small for that. More than 30 only where the volume was entered. Never 0 where other devices fetch too.
    pub keep_days: u64,
    /// Whether that number was told, rather than assumed or replaced.
    pub keep_told: bool,
    /// For how many days POP should leave mail on the server.
    pub keep: KeepSetting,
    /// How POP treats mail on the server.
    pub pop: PopUse,
    /// Which devices receive.
    pub devices: Devices,
    /// Whether the account only receives, so that it has no sent mail.
    pub receives_only: bool,
    /// Whether the mailbox is full or nearly so now, at any limit that it can have; `None` where it is not, or where more
    /// is used than any limit that is assumed.
    pub state: Option<MailboxState>,
    /// How the limit can be raised.
    pub raise: Raise,
    /// What is in the mailbox after 1, 3, 12 and 36 months, if there were no limit.
    pub levels: [Level; MONTHS.len()],
    /// What POP kept that many days settles at, in bytes.
    pub plateau: u64,
    /// When it fills: for the mailbox's limit, or for each of the limits that it may have; never empty.
    pub limits: Vec<LimitForecast>,
    /// Whether the limit is known.
    pub limit_known: bool,
}

/// How POP treats mail on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PopUse {
    /// It deletes mail after some days.
    Keeps,
    /// The same, but on a phone, where many apps ignore that setting.
    KeepsOnPhone,
    /// It never deletes: what phones do unless set otherwise.
    NeverDeletes,
}

/// Which devices receive, as far as the forecast distinguishes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Devices {
    /// One PC and nothing else.
    OnePc,
    /// Phones only.
    PhoneOnly,
    /// Several devices, of one person or of several people.
    Several,
    /// Not known.
    Unknown,
}

/// A mailbox that calls for action now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailboxState {
    /// 90 % of the limit or more is used.
    NearlyFull,
    /// New mail is refused.
    Full,
}

impl MailboxState {
    /// Returns the id: `nearly_full` or `full`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NearlyFull => "nearly_full",
            Self::Full => "full",
        }
    }
}

/// How the limit of a mailbox can be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raise {
    /// The customer can, up to this many MB.
    Customer(u64),
    /// It is the most already, in MB.
    AtMost(u64),
    /// Support does, on request.
    Support,
    /// It depends on a contract or plan that is not known.
    Unknown,
}

impl Raise {
    /// Returns how the limit of a quota can be raised.
    #[must_use]
    pub fn of(quota: &Quota<'_>) -> Self {
        let Some(plan) = quota.plan else { return Self::Unknown };
        match (plan.changed_by, plan.mailbox_max_mb) {
            (_, Some(most)) if quota.mailbox_limit_mb >= Some(most) => Self::AtMost(most),
            (ChangedBy::Customer, Some(most)) => Self::Customer(most),
            (ChangedBy::Support, _) => Self::Support,
            _ => Self::Unknown,
        }
    }
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
    /// The same under POP that never deletes.
    pub pop_clear_every_days: u64,
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
    let quota = quota(rulebook, answers);
    let limit = quota.mailbox_limit_mb;
    let mailbox = Mailbox::new(rulebook, answers);
    let limits = limit.map_or_else(|| assumptions.limits_if_unknown_mb.clone(), |limit| vec![limit]);
    let volume = mailbox.volume;
    Forecast {
        volume,
        used: mailbox.used,
        used_told: answers.numbers.get(Number::Used).is_some(),
        keep_days: mailbox.keep_days,
        keep_told: answers.numbers.get(Number::Keep) == Some(mailbox.keep_days),
        keep: mailbox.keep,
        pop: mailbox.pop,
        devices: mailbox.devices,
        receives_only: answers.as_set(rulebook).meets(assumptions.receives_only),
        state: mailbox.largest_possible(limit).and_then(|limit| state(mailbox.used, limit)),
        raise: Raise::of(&quota),
        levels: MONTHS.map(|months| mailbox.level(months)),
        plateau: Mailbox::after(0, volume.received, mailbox.window),
        limits: limits.into_iter().map(|limit| mailbox.fills(limit)).collect(),
        limit_known: limit.is_some(),
    }
}

impl Forecast {
    /// Returns the limits that the mailbox can have: none that what is used now exceeds, unless it is known.
    #[must_use]
    pub fn possible_limits(&self) -> &[LimitForecast] {
        let exceeded = |limit: &LimitForecast| !self.limit_known && bytes_of_mb(limit.limit_mb) < self.used;
        self.limits.get(self.limits.iter().take_while(|limit| exceeded(limit)).count()..).unwrap_or_default()
    }

    /// Checks whether what POP leaves on the server is so little that the mailbox hardly ever fills up.
    #[must_use]
    pub fn is_comfortable(&self) -> bool {
        let comfortable = |limit: &LimitForecast| {
            u128::from(self.plateau) * 100 < u128::from(bytes_of_mb(limit.limit_mb)) * COMFORTABLE_PERCENT
        };
        self.possible_limits().iter().all(comfortable)
    }

    /// Gives the months until IMAP fills the mailbox, where its limit is known and it ever does.
    #[must_use]
    pub fn months_to_full(&self) -> Option<u64> {
        self.limits.first().filter(|_| self.limit_known)?.imap.full.map(|full| full.months)
    }
}

impl PopUse {
    /// Returns what a level holds under POP.
    #[must_use]
    pub const fn held(self, level: &Level) -> u64 {
        match self {
            Self::Keeps | Self::KeepsOnPhone => level.pop_kept,
            Self::NeverDeletes => level.pop_for_good,
        }
    }

    /// Returns when a mailbox fills under POP.
    #[must_use]
    pub const fn filling(self, limit: &LimitForecast) -> Filling {
        match self {
            Self::Keeps | Self::KeepsOnPhone => limit.pop_kept,
            Self::NeverDeletes => limit.pop_for_good,
        }
    }
}

impl LimitForecast {
    /// Checks whether the limit is large enough for what arrives: clearing once in two weeks, or POP that leaves mail for a
    /// day, keeps the mailbox below the warning line.
    #[must_use]
    pub const fn suffices(&self, protocol: Protocol, pop: PopUse) -> bool {
        match (protocol, pop) {
            (Protocol::Imap, _) => self.clear_every_days >= LEAST_DAYS_BETWEEN,
            (Protocol::Pop, PopUse::NeverDeletes) => self.pop_clear_every_days >= LEAST_DAYS_BETWEEN,
            (Protocol::Pop, _) => self.safe_keep_days > 0,
        }
    }
}

/// What is known of one mailbox.
#[derive(Clone, Copy)]
pub(super) struct Mailbox<'a> {
    assumptions: &'a Assumptions,
    volume: Volume,
    used: u64,
    pub(super) pop: PopUse,
    devices: Devices,
    keep: KeepSetting,
    keep_days: u64,
    /// For how many working days POP leaves mail on the server: as many as those calendar days hold at most.
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
        let mut keep = KeepSetting::new(assumptions.keep_days, entered, safe, volume.mails_told);
        let devices = devices(rulebook, set);
        let (setting, keep_days) = match devices {
            Devices::Several => (keep.for_others, entered.filter(|days| *days > 0).unwrap_or(keep.for_others)),
            _ => (keep.days, entered.unwrap_or(keep.days)),
        };
        // A number that cannot be checked is in no sentence but the one that asks for the volume.
        let keep_days = if keep.unchecked.is_some() { setting } else { keep_days };
        let mut possible = assumptions.limits_if_unknown_mb.iter().copied();
        let possible_mb = known.or_else(|| possible.find(|limit| bytes_of_mb(*limit) >= used));
        keep.clear_first = used > 0
            && setting > 0
            && possible_mb.is_none_or(|limit| {
                let filled = days_until(bytes_of_mb(limit), used, volume.received);
                state(used, limit).is_some() || filled.is_some_and(|days| days <= window(assumptions, setting))
            });
        Self {
            assumptions,
            volume,
            used,
            pop: match (devices, entered) {
                (Devices::PhoneOnly, None) => PopUse::NeverDeletes,
                (Devices::PhoneOnly, Some(_)) => PopUse::KeepsOnPhone,
                _ => PopUse::Keeps,
            },
            devices,
            keep,
            keep_days,
            window: window(assumptions, keep_days),
        }
    }

    /// Returns the largest limit that the mailbox can have, in MB; `None` where more is used than any that is assumed.
    fn largest_possible(&self, known: Option<u64>) -> Option<u64> {
        let assumed = self.assumptions.limits_if_unknown_mb.last().copied();
        known.or_else(|| assumed.filter(|limit| bytes_of_mb(*limit) >= self.used))
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
        let line = warning_line(self.assumptions, limit_mb);
        let filling = |a_day, most: Option<u64>| {
            let reached = |level| {
                let days = days_until(level, self.used, a_day).filter(|days| most.is_none_or(|most| *days <= most))?;
                Some(self.reached(days))
            };
            Filling { warned: reached(line), full: reached(limit) }
        };
        let received = self.volume.received;
        // Whole working days whose mail stays below the line.
        let below = |a_day| days_below(line, a_day);
        let every = |a_day| capped(below(a_day), 365, self.assumptions.working_days_a_year);
        LimitForecast {
            limit_mb,
            imap: filling(self.volume.imap, None),
            pop_kept: filling(received, Some(self.window)),
            pop_for_good: filling(received, None),
            safe_keep_days: safe_keep_days(self.assumptions, line, received),
            clear_every_days: every(self.volume.imap),
            pop_clear_every_days: every(received),
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

/// Returns whether a mailbox of this limit that holds `used` bytes is full or nearly so.
fn state(used: u64, limit_mb: u64) -> Option<MailboxState> {
    let (used, limit) = (u128::from(used), u128::from(bytes_of_mb(limit_mb)));
    match () {
        () if used >= limit => Some(MailboxState::Full),
        () if used * 100 >= limit * NEARLY_FULL_PERCENT => Some(MailboxState::NearlyFull),
        () => None,
    }
}

/// Returns which devices receive.
fn devices(rulebook: &Rulebook, set: AnswerSet) -> Devices {
    let Assumptions { one_pc, phone_only, .. } = rulebook.assumptions;
    let question = rulebook.questions.iter().find(|question| question.all_answers().meets(one_pc));
    let known = question.is_some_and(|question| question.choice_in(set).is_some());
    match () {
        () if set.meets(one_pc) => Devices::OnePc,
        () if set.meets(phone_only) => Devices::PhoneOnly,
        () if known => Devices::Several,
        () => Devices::Unknown,
    }
}

/// Returns for how many working days POP leaves mail on the server: as many as those calendar days hold at most.
fn window(assumptions: &Assumptions, keep_days: u64) -> u64 {
    told((u128::from(keep_days) * u128::from(assumptions.working_days_a_week)).div_ceil(7))
}

/// Returns the warning line of a limit, in bytes.
fn warning_line(assumptions: &Assumptions, limit_mb: u64) -> u64 {
    told(u128::from(bytes_of_mb(limit_mb)) * u128::from(assumptions.warn_percent) / 100)
}

/// Counts whole working days whose mail stays below a line.
fn days_below(line: u64, bytes_a_day: u64) -> u64 {
    line.saturating_sub(1).checked_div(bytes_a_day).unwrap_or(u64::MAX)
}

/// Returns the most calendar days that POP can leave mail on the server and stay below the warning line.
fn safe_keep_days(assumptions: &Assumptions, line: u64, received: u64) -> u64 {
    capped(days_below(line, received), 7, assumptions.working_days_a_week)
}

/// Turns working days into calendar days, rounded down, up to the most that are told.
fn capped(working_days: u64, calendar: u64, working: u64) -> u64 {
    told(u128::from(working_days) * u128::from(calendar) / u128::from(working.max(1))).min(MOST_DAYS)
}
