//! Owns many accounts against a server's total: the sum of limits, what will be used, when the total runs out.

use super::forecast::{LimitForecast, Mailbox, Reached};
use super::volume::told;
use super::{bytes_of_gb, bytes_of_mb, quota};
use crate::answers::Answers;
use crate::rulebook::{Plan, Protocol, Rulebook};

/// For how many months the total is watched.
const HORIZON: u64 = 120;

/// One account of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// What is known of it, the service among it.
    pub answers: Answers,
    /// The protocol it is used with.
    pub protocol: Protocol,
}

/// What one account takes of the total, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// The limit of its mailbox, in MB.
    pub limit_mb: u64,
    /// Whether neither plan nor visitor told that limit, so that the largest it may have stands in.
    pub limit_assumed: bool,
    /// What it holds now, after one year and after three; never more than its limit.
    pub levels: [u64; 3],
    /// When it is full under the protocol that it is used with; `None` where it never is.
    pub full: Option<Reached>,
    /// Whether it is at the warning line already.
    pub warned: bool,
}

impl Room {
    /// Gives its limit in bytes.
    #[must_use]
    pub fn limit(&self) -> u64 {
        bytes_of_mb(self.limit_mb)
    }

    /// Tells whether it is full within so many calendar days, or already.
    #[must_use]
    pub fn is_full_within(&self, days: u64) -> bool {
        self.full.is_some_and(|full| full.days <= days)
    }
}

/// Many accounts against a server's total, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// What each account takes, in the order given.
    pub rooms: Vec<Room>,
    /// The limits of all mailboxes together.
    pub sum_of_limits: u64,
    /// What all hold now, after one year and after three.
    pub levels: [u64; 3],
    /// The server's total; `None` where it is not known.
    pub total: Option<u64>,
    /// What is set aside for the web site.
    pub website: u64,
    /// What is left of the total for mail.
    pub for_mail: Option<u64>,
    /// After how many months mail takes more than that; `None` where it does not within ten years.
    pub runs_out_in_months: Option<u64>,
    /// How many more mailboxes of the usual limit still fit, by their limits.
    pub more_accounts: Option<u64>,
    /// The limit of those mailboxes, in MB.
    pub usual_limit_mb: u64,
    /// In steps of the plan: how many are needed for all limits, and for what is held after three years; `None` where
    /// the plan does not grow by steps.
    pub steps: Option<Steps>,
}

/// How many steps a plan has to grow by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// The size of a step, in GB.
    pub step_gb: u64,
    /// So that all mailboxes can be filled to their limits.
    pub for_limits: u64,
    /// So that what is held after three years fits.
    pub for_three_years: u64,
}

/// Weighs accounts against a total. `total_mb` stands for the plan's own where that differs.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, quota::{self, Account}, rulebook::Protocol};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&mails=50");
/// let accounts = vec![Account { answers, protocol: Protocol::Imap }; 15];
/// let capacity = quota::capacity(&rulebook, rulebook.plan("standard"), &accounts, None, Some(0));
/// // Fifteen mailboxes of 2 GB fill 30 GB before the web site has any.
/// assert_eq!(capacity.sum_of_limits, 30_000_000_000);
/// assert_eq!(capacity.more_accounts, Some(0));
/// ```
#[must_use]
pub fn capacity(
    rulebook: &Rulebook,
    plan: Option<&Plan>,
    accounts: &[Account],
    total_mb: Option<u64>,
    website_mb: Option<u64>,
) -> Capacity {
    let largest = rulebook.assumptions.limits_if_unknown_mb.last().copied().unwrap_or_default();
    let mailboxes: Vec<(Mailbox<'_>, Room, Protocol)> = accounts
        .iter()
        .map(|account| {
            let known = quota(rulebook, &account.answers).mailbox_limit_mb;
            let limit_mb = known.unwrap_or(largest);
            let mailbox = Mailbox::new(rulebook, &account.answers);
            let forecast = mailbox.fills(limit_mb);
            let LimitForecast { imap, clear_first, .. } = forecast;
            let full = match account.protocol {
                Protocol::Imap => imap.full,
                Protocol::Pop => mailbox.pop.filling(&forecast).full,
            };
            let room = Room { limit_mb, limit_assumed: known.is_none(), levels: [0; 3], full, warned: clear_first };
            (mailbox, room, account.protocol)
        })
        .collect();
    let level = |(mailbox, room, protocol): &(Mailbox<'_>, Room, Protocol), months| {
        let level = mailbox.level(months);
        let held = match protocol {
            Protocol::Imap => level.imap,
            Protocol::Pop => mailbox.pop.held(&level),
        };
        held.min(room.limit())
    };
    let rooms: Vec<Room> = mailboxes
        .iter()
        .map(|mailbox| Room { levels: [0, 12, 36].map(|months| level(mailbox, months)), ..mailbox.1 })
        .collect();
    let all = |months| mailboxes.iter().fold(0, |sum, mailbox| sum + u128::from(level(mailbox, months)));
    let sum_of_limits = told(rooms.iter().map(|room| u128::from(room.limit())).sum());
    let levels = [0, 12, 36].map(|months| told(all(months)));
    let plan_total = plan.and_then(|plan| plan.capacity_gb).map(bytes_of_gb);
    let total = total_mb.map(bytes_of_mb).or(plan_total);
    let website = bytes_of_mb(website_mb.unwrap_or(rulebook.assumptions.website_mb));
    let for_mail = total.map(|total| total.saturating_sub(website));
    let usual_limit_mb = plan.and_then(|plan| plan.mailbox_default_mb).unwrap_or(largest);
    let steps = plan.and_then(|plan| plan.capacity_step_gb).zip(total).map(|(step_gb, total)| {
        let step = bytes_of_gb(step_gb).max(1);
        let needed = |mail: u64| mail.saturating_add(website).saturating_sub(total).div_ceil(step);
        let [_, _, three_years] = levels;
        Steps { step_gb, for_limits: needed(sum_of_limits), for_three_years: needed(three_years) }
    });
    Capacity {
        runs_out_in_months: for_mail.and_then(|room| (0..=HORIZON).find(|months| all(*months) > u128::from(room))),
        more_accounts: for_mail
            .map(|room| room.saturating_sub(sum_of_limits).checked_div(bytes_of_mb(usual_limit_mb)).unwrap_or(0)),
        rooms,
        sum_of_limits,
        levels,
        total,
        website,
        for_mail,
        usual_limit_mb,
        steps,
    }
}
