//! Owns the limits that a plan, or the customer, sets to a mailbox, and what comes of them: the [`Forecast`] of one
//! mailbox, and [`Capacity`], many accounts against a server's total. Whole numbers only.
//!
//! Sizes are whole MB (10^6 bytes) and GB (10^9).

mod capacity;
mod forecast;
mod keep;
mod volume;

pub use capacity::{Account, Capacity, Room, Steps, capacity};
pub use forecast::{
    Devices, Filling, Forecast, Level, LimitForecast, MONTHS, MailboxState, PopUse, Raise, Reached, forecast,
};
pub use keep::KeepSetting;
pub(crate) use volume::figure_key;
use volume::told;
pub use volume::{FigureRange, MOST_BYTES, Volume, figure_range, figures, volume};

use crate::answers::{Answers, Number, Numbers};
use crate::rulebook::{AnswerSet, Plan, Rulebook, Situation};

/// Bytes in a KB, as the forecast's assumptions count them.
pub const BYTES_PER_KB: u64 = 1_000;
/// Bytes in a MB, as plans count them.
pub const BYTES_PER_MB: u64 = 1_000_000;
/// Bytes in a GB, as plans count them.
pub const BYTES_PER_GB: u64 = 1_000_000_000;

/// Turns MB into bytes, up to [`MOST_BYTES`].
///
/// ```
/// use pop_or_imap::quota;
/// assert_eq!((quota::bytes_of_mb(2_000), quota::bytes_of_mb(u64::MAX)), (2_000_000_000, quota::MOST_BYTES));
/// ```
#[must_use]
pub fn bytes_of_mb(mb: u64) -> u64 {
    told(u128::from(mb) * u128::from(BYTES_PER_MB))
}

/// Turns GB into bytes, up to [`MOST_BYTES`].
#[must_use]
pub fn bytes_of_gb(gb: u64) -> u64 {
    told(u128::from(gb) * u128::from(BYTES_PER_GB))
}

/// What holds for this visitor's mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota<'a> {
    /// The plan, if it was told.
    pub plan: Option<&'a Plan>,
    /// The limit of the mailbox in MB, if plan or visitor tell it.
    pub mailbox_limit_mb: Option<u64>,
    /// Whether the limit is the visitor's own number rather than the plan's default.
    pub own_limit: bool,
}

impl Quota<'_> {
    /// Gives the limit of the mailbox in bytes.
    #[must_use]
    pub fn mailbox_limit_bytes(&self) -> Option<u64> {
        self.mailbox_limit_mb.map(bytes_of_mb)
    }

    /// Gives the server's total in bytes; the least, where it differs.
    #[must_use]
    pub fn capacity_bytes(&self) -> Option<u64> {
        self.plan?.capacity_gb.map(bytes_of_gb)
    }
}

/// Finds the quota for these answers. An own limit above the plan's maximum counts as that maximum.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, quota};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=managed");
/// assert_eq!(quota::quota(&rulebook, &answers).mailbox_limit_bytes(), Some(1_000_000_000));
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&limit=5GB");
/// assert_eq!(quota::quota(&rulebook, &answers).mailbox_limit_mb, Some(2000));
/// ```
#[must_use]
pub fn quota<'a>(rulebook: &'a Rulebook, answers: &Answers) -> Quota<'a> {
    let plan = plan(rulebook, answers.as_set(rulebook));
    let own = own_limit(answers.numbers);
    Quota { plan, mailbox_limit_mb: limit_mb(plan, own), own_limit: own.is_some() }
}

/// Gives the plan that a set of answers names.
fn plan(rulebook: &Rulebook, answers: AnswerSet) -> Option<&Plan> {
    let question = rulebook.questions.get(rulebook.plan_question()?)?;
    rulebook.plan_of_choice(question.choice_in(answers)?)
}

/// Gives the visitor's own limit in MB; a limit of nothing is none.
fn own_limit(numbers: Numbers) -> Option<u64> {
    numbers.get(Number::Limit).filter(|limit| *limit > 0)
}

/// Gives the limit of a mailbox in MB: the visitor's own, up to the plan's maximum, else the plan's default.
fn limit_mb(plan: Option<&Plan>, own: Option<u64>) -> Option<u64> {
    let most = plan.and_then(|plan| plan.mailbox_max_mb).unwrap_or(u64::MAX);
    own.map(|limit| limit.min(most)).or_else(|| plan?.mailbox_default_mb)
}

/// Gives what conditions look at: the answers, and the figures that rest on them.
#[must_use]
pub fn situation(rulebook: &Rulebook, answers: &Answers) -> Situation {
    figures(rulebook, answers.numbers, answers.as_set(rulebook))
}
