//! Owns the limits that a plan, or the customer, sets to a mailbox. Sizes are whole MB (10^6 bytes) and GB (10^9).

use crate::answers::{Answers, Number};
use crate::rulebook::{Plan, Rulebook, Situation};

/// Bytes in a MB, as plans count them.
pub const BYTES_PER_MB: u64 = 1_000_000;
/// Bytes in a GB, as plans count them.
pub const BYTES_PER_GB: u64 = 1_000_000_000;

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
        self.mailbox_limit_mb.map(|mb| mb.saturating_mul(BYTES_PER_MB))
    }

    /// Gives the server's total in bytes; the least, where it differs.
    #[must_use]
    pub fn capacity_bytes(&self) -> Option<u64> {
        self.plan?.capacity_gb.map(|gb| gb.saturating_mul(BYTES_PER_GB))
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
    let plan = rulebook.question("plan").and_then(|(place, question)| {
        let choice = question.choices.get(answers.choice(place)?)?;
        rulebook.plan(&choice.id)
    });
    let own = answers.numbers.get(Number::Limit).filter(|limit| *limit > 0);
    let most = plan.and_then(|plan| plan.mailbox_max_mb).unwrap_or(u64::MAX);
    Quota {
        plan,
        mailbox_limit_mb: own.map(|limit| limit.min(most)).or_else(|| plan?.mailbox_default_mb),
        own_limit: own.is_some(),
    }
}

/// Gives what conditions look at: the answers, and the figures that rest on them.
#[must_use]
pub fn situation(rulebook: &Rulebook, answers: &Answers) -> Situation {
    Situation { answers: answers.as_set(rulebook), ..figures(rulebook, answers) }
}

/// Gives the figures alone, without the answers.
#[must_use]
pub fn figures(rulebook: &Rulebook, answers: &Answers) -> Situation {
    Situation { mailbox_limit_mb: quota(rulebook, answers).mailbox_limit_mb, ..Situation::default() }
}
