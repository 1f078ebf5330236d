//! Quotas: the limits of a mailbox, the [`Forecast`] of one mailbox, and the [`Capacity`] of a server with many
//! accounts.
//!
//! Whole numbers only. Sizes are MB (10^6 bytes) and GB (10^9 bytes).

mod capacity;
mod forecast;
mod keep_setting;
mod mailbox_facts;
mod volume;

pub use capacity::{Account, AccountUsage, Capacity, Steps, capacity};
pub use forecast::{FillTimes, Forecast, Level, LimitForecast, MONTHS, TimeUntil, forecast};
pub use keep_setting::KeepSetting;
pub use mailbox_facts::{Devices, LimitIncrease, MailboxState, PopRetention};
use volume::clamp_bytes;
pub(crate) use volume::figure_key;
pub use volume::{FigureRange, MAX_BYTES, Volume, figure_range, figures, volume};

use crate::answers::{Answers, Number, Numbers};
use crate::rulebook::{AnswerSet, Plan, Rulebook, Situation};

/// Bytes in a KB, as the forecast's assumptions count them.
pub const BYTES_PER_KB: u64 = 1_000;
/// Bytes in a MB, as plans count them.
pub const BYTES_PER_MB: u64 = 1_000_000;
/// Bytes in a GB, as plans count them.
pub const BYTES_PER_GB: u64 = 1_000_000_000;

/// Converts MB to bytes, up to [`MAX_BYTES`].
///
/// ```
/// use pop_or_imap::quota;
/// assert_eq!((quota::bytes_of_mb(2_000), quota::bytes_of_mb(u64::MAX)), (2_000_000_000, quota::MAX_BYTES));
/// ```
#[must_use]
pub fn bytes_of_mb(mb: u64) -> u64 {
    clamp_bytes(u128::from(mb) * u128::from(BYTES_PER_MB))
}

/// Converts GB to bytes, up to [`MAX_BYTES`].
#[must_use]
pub fn bytes_of_gb(gb: u64) -> u64 {
    clamp_bytes(u128::from(gb) * u128::from(BYTES_PER_GB))
}

/// The plan and limit of one mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota<'a> {
    /// The plan, if it is known.
    pub plan: Option<&'a Plan>,
    /// The limit of the mailbox in MB, if the plan or the visitor states one.
    pub mailbox_limit_mb: Option<u64>,
    /// Whether the limit is the visitor's own number rather than the plan's default.
    pub own_limit: bool,
}

impl Quota<'_> {
    /// Returns the limit of the mailbox in bytes.
    #[must_use]
    pub fn mailbox_limit_bytes(&self) -> Option<u64> {
        self.mailbox_limit_mb.map(bytes_of_mb)
    }

    /// Returns the server's total in bytes; the smallest if it differs by provider.
    #[must_use]
    pub fn capacity_bytes(&self) -> Option<u64> {
        self.plan?.capacity_gb.map(bytes_of_gb)
    }
}

/// Determines the quota for these answers. An own limit above the plan's maximum counts as that maximum.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, quota};
/// let rulebook = loader::embedded();
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

/// Returns the plan in a set of answers.
fn plan(rulebook: &Rulebook, answers: AnswerSet) -> Option<&Plan> {
    let question = rulebook.question_at(rulebook.plan_question()?)?;
    rulebook.plan_of_choice(question.choice_in(answers)?)
}

/// Returns the visitor's own limit in MB; 0 counts as none.
fn own_limit(numbers: Numbers) -> Option<u64> {
    numbers.get(Number::Limit).filter(|limit| *limit > 0)
}

/// Returns the limit of a mailbox in MB: the visitor's own, up to the plan's maximum, else the plan's default.
fn limit_mb(plan: Option<&Plan>, own: Option<u64>) -> Option<u64> {
    let most = plan.and_then(|plan| plan.mailbox_max_mb).unwrap_or(u64::MAX);
    own.map(|limit| limit.min(most)).or_else(|| plan?.mailbox_default_mb)
}

/// Computes the input of conditions: the answers, and the figures that depend on them.
#[must_use]
pub fn situation(rulebook: &Rulebook, answers: &Answers) -> Situation {
    figures(rulebook, answers.numbers, answers.as_set(rulebook))
}
