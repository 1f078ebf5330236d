//! Facts about a mailbox for the forecast: its state, how its limit can be raised, devices, and POP's retention.

use super::{Quota, bytes_of_mb};
use crate::rulebook::{AnswerSet, Assumptions, ChangedBy, Rulebook};

/// The share of its limit from which a mailbox is nearly full, in percent.
const NEARLY_FULL_PERCENT: u128 = 90;

/// Whether and when POP deletes mail on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PopRetention {
    /// Mail is deleted after some days.
    Keeps,
    /// The same on a phone, where many apps ignore the setting.
    KeepsOnPhone,
    /// Mail is never deleted, the default of phones.
    NeverDeletes,
}

/// The devices that receive mail, as far as the forecast distinguishes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Devices {
    /// One PC and nothing else.
    OnePc,
    /// Phones only.
    PhoneOnly,
    /// Several devices, of one person or of several people.
    Several,
    /// Not answered.
    Unknown,
}

impl Devices {
    /// Returns the devices for a set of answers.
    pub(super) fn from_answers(rulebook: &Rulebook, set: AnswerSet) -> Self {
        let Assumptions { one_pc, phone_only, .. } = rulebook.assumptions;
        let question = rulebook.questions.iter().find(|question| question.all_answers().intersects(one_pc));
        let known = question.is_some_and(|question| question.choice_in(set).is_some());
        match () {
            () if set.intersects(one_pc) => Self::OnePc,
            () if set.intersects(phone_only) => Self::PhoneOnly,
            () if known => Self::Several,
            () => Self::Unknown,
        }
    }
}

/// A mailbox that needs action now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailboxState {
    /// At least 90 % of the limit is used.
    NearlyFull,
    /// New mail is refused.
    Full,
}

impl MailboxState {
    /// Returns the state of a mailbox with this limit that contains `used` bytes; `None` if it needs no action.
    pub(super) fn from_usage(used: u64, limit_mb: u64) -> Option<Self> {
        let (used, limit) = (u128::from(used), u128::from(bytes_of_mb(limit_mb)));
        match () {
            () if used >= limit => Some(Self::Full),
            () if used * 100 >= limit * NEARLY_FULL_PERCENT => Some(Self::NearlyFull),
            () => None,
        }
    }

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
pub enum LimitIncrease {
    /// The customer can raise it, up to this number of MB.
    Customer(u64),
    /// It is at the plan's maximum, in MB.
    AtMaximum(u64),
    /// Support raises it on request.
    Support,
    /// It depends on a contract or plan that is not known.
    Unknown,
}

impl LimitIncrease {
    /// Returns how the limit of a quota can be raised.
    #[must_use]
    pub fn from_quota(quota: &Quota<'_>) -> Self {
        let Some(plan) = quota.plan else { return Self::Unknown };
        match (plan.changed_by, plan.mailbox_max_mb) {
            (_, Some(most)) if quota.mailbox_limit_mb >= Some(most) => Self::AtMaximum(most),
            (ChangedBy::Customer, Some(most)) => Self::Customer(most),
            (ChangedBy::Support, _) => Self::Support,
            _ => Self::Unknown,
        }
    }
}
