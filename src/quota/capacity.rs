//! Capacity: many accounts against a server's total, with the sum of limits, the expected use, and when the total is
//! exceeded.

use super::forecast::{LimitForecast, Mailbox, TimeUntil};
use super::volume::clamp_bytes;
use super::{bytes_of_gb, bytes_of_mb, quota};
use crate::answers::Answers;
use crate::rulebook::{Plan, Protocol, Rulebook};

/// The number of months for which the total is checked.
const HORIZON: u64 = 120;

/// One account of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The answers, including the service.
    pub answers: Answers,
    /// The protocol in use.
    pub protocol: Protocol,
}

/// What one account uses of the total, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountUsage {
    /// The limit of the mailbox, in MB.
    pub limit_mb: u64,
    /// Whether the limit is unknown, so that the largest possible one is assumed.
    pub limit_assumed: bool,
    /// The bytes in the mailbox now, after one year and after three; at most its limit.
    pub levels: [u64; 3],
    /// When the mailbox is full under its protocol; `None` if never.
    pub full: Option<TimeUntil>,
    /// Whether the mailbox is at the warning line already.
    pub warned: bool,
}

impl AccountUsage {
    /// Returns the limit in bytes.
    #[must_use]
    pub fn limit(&self) -> u64 {
        bytes_of_mb(self.limit_mb)
    }

    /// Checks whether the mailbox is full now or within this number of calendar days.
    #[must_use]
    pub fn is_full_within(&self, days: u64) -> bool {
        self.full.is_some_and(|full| full.days <= days)
    }
}

/// Many accounts against a server's total, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// The usage of each account, in input order.
    pub accounts: Vec<AccountUsage>,
    /// The sum of all mailbox limits.
    pub sum_of_limits: u64,
    /// The bytes in all mailboxes now, after one year and after three.
    pub levels: [u64; 3],
    /// The server's total; `None` if unknown.
    pub total: Option<u64>,
    /// The part of the total reserved for the web site.
    pub website: u64,
    /// The part of the total that is left for mail.
    pub for_mail: Option<u64>,
    /// After how many months mail exceeds that part; `None` if not within ten years.
    pub runs_out_in_months: Option<u64>,
    /// How many more mailboxes with the usual limit fit, counted by limits.
    pub more_accounts: Option<u64>,
    /// The limit of those mailboxes, in MB.
    pub usual_limit_mb: u64,
    /// The number of steps by which the plan has to grow; `None` if it does not grow in steps.
    pub steps: Option<Steps>,
}

/// How many steps a plan has to grow by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// The size of a step, in GB.
    pub step_gb: u64,
    /// Steps until all mailboxes can be filled to their limits.
    pub for_limits: u64,
    /// Steps until the use after three years fits.
    pub for_three_years: u64,
}

/// Compares accounts with a total. `total_mb` replaces the plan's own.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, quota::{self, Account}, rulebook::Protocol};
/// let rulebook = loader::embedded();
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
    let mailboxes: Vec<(Mailbox<'_>, AccountUsage, Protocol)> = accounts
        .iter()
        .map(|account| {
            let known = quota(rulebook, &account.answers).mailbox_limit_mb;
            let limit_mb = known.unwrap_or(largest);
            let mailbox = Mailbox::new(rulebook, &account.answers);
            let forecast = mailbox.forecast_for(limit_mb);
            let LimitForecast { imap, clear_first, .. } = forecast;
            let full = match account.protocol {
                Protocol::Imap => imap.full,
                Protocol::Pop => mailbox.pop.filling(&forecast).full,
            };
            let usage =
                AccountUsage { limit_mb, limit_assumed: known.is_none(), levels: [0; 3], full, warned: clear_first };
            (mailbox, usage, account.protocol)
        })
        .collect();
    let level = |(mailbox, usage, protocol): &(Mailbox<'_>, AccountUsage, Protocol), months| {
        let level = mailbox.level(months);
        let held = match protocol {
            Protocol::Imap => level.imap,
            Protocol::Pop => mailbox.pop.held(&level),
        };
        held.min(usage.limit())
    };
    let accounts: Vec<AccountUsage> = mailboxes
        .iter()
        .map(|mailbox| AccountUsage { levels: [0, 12, 36].map(|months| level(mailbox, months)), ..mailbox.1 })
        .collect();
    let all = |months| mailboxes.iter().fold(0, |sum, mailbox| sum + u128::from(level(mailbox, months)));
    let sum_of_limits = clamp_bytes(accounts.iter().map(|usage| u128::from(usage.limit())).sum());
    let levels = [0, 12, 36].map(|months| clamp_bytes(all(months)));
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
        accounts,
        sum_of_limits,
        levels,
        total,
        website,
        for_mail,
        usual_limit_mb,
        steps,
    }
}
