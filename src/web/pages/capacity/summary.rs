//! Summary of all accounts: the account that fills first, whether the total is enough, chart and figures.

use super::accounts::{accounts, group, name, weigh};
use super::chart::{self, CapacityChart, Share};
use crate::present::{self, QuotaLine};
use crate::quota::{Account, AccountUsage, Capacity};
use crate::web::request::PageRequest;

/// The number of days that mailboxes are looked at as filling soon.
pub(super) const SOON: u64 = 365;
/// The maximum number of accounts that are named in a list.
const MAX_NAMES: usize = 5;

/// What all accounts need together.
pub(super) struct Summary {
    /// The account that fills first, in words.
    pub(super) first: String,
    /// The days until then, if it is in the future and expected.
    pub(super) first_days: Option<u64>,
    /// Whether an account is full, near its limit, or full within a year.
    pub(super) warns: bool,
    /// The accounts that are full, near their limits, or full within a year.
    pub(super) soon: Vec<QuotaLine>,
    /// What a full mailbox means.
    pub(super) full: String,
    /// Whether the total is enough, in words.
    pub(super) verdict: &'static str,
    /// Whether it is enough for ten years; `None` if it is unknown.
    pub(super) is_enough: Option<bool>,
    pub(super) bar: Option<TotalBar>,
    pub(super) sentences: Vec<String>,
    pub(super) picture: CapacityChart,
    pub(super) lines: Vec<QuotaLine>,
    /// The assumptions behind the figures.
    pub(super) assumed: Vec<QuotaLine>,
}

/// The total as one bar: the web site, mail now, mail that is added in three years, and what stays free.
pub(super) struct TotalBar {
    pub(super) parts: Vec<BarPart>,
    /// The end of the bar, in words.
    pub(super) total: String,
}

/// A part of the total, with its size.
pub(super) struct BarPart {
    pub(super) class: &'static str,
    pub(super) x: Share,
    pub(super) width: Share,
    pub(super) name: &'static str,
    pub(super) amount: String,
}

/// The names of an account: its own, and that of its group in the chart.
pub(super) struct Names {
    pub(super) own: String,
    pub(super) group: String,
}

/// Summarizes the accounts of the URL, if there are any.
pub(super) fn summary(request: &PageRequest) -> Option<Summary> {
    let accounts: Vec<Account> = accounts(request).into_iter().map(|(account, _)| account).collect();
    if accounts.is_empty() {
        return None;
    }
    let capacity = weigh(request, &accounts);
    let entries = request.company.accounts.iter().enumerate();
    let names = entries.map(|(at, entry)| Names { own: name(request, entry, at), group: group(request, entry) });
    Some(sum_up(request, &capacity, &names.collect::<Vec<_>>()))
}

/// Summarizes a capacity; `names` has the names of each account.
pub(super) fn sum_up(request: &PageRequest, capacity: &Capacity, names: &[Names]) -> Summary {
    let w = request.wording();
    let usages = || capacity.accounts.iter().zip(names.iter().map(|names| names.own.as_str()));
    let first = usages().filter_map(|(usage, name)| Some((usage.full?, name))).min_by_key(|(full, _)| full.days);
    let soon = soon(request, usages());
    Summary {
        first: w.fills_first(first),
        first_days: first.map(|(full, _)| full.days).filter(|days| (1..present::LONG).contains(days)),
        warns: !soon.is_empty(),
        soon,
        full: request.rulebook.capacity.full.get(request.lang).to_owned(),
        verdict: w.total_verdict(capacity),
        is_enough: capacity.for_mail.map(|room| room > 0 && capacity.runs_out_in_months.is_none()),
        bar: total_bar(request, capacity),
        sentences: w.capacity_sentences(capacity),
        picture: chart::draw(capacity, names.iter().map(|names| names.group.as_str()), w),
        lines: lines(request, capacity),
        assumed: assumed(request, capacity),
    }
}

/// Lists the accounts that are full, near their limits, or full within a year; each once.
fn soon<'n>(request: &PageRequest, accounts: impl Iterator<Item = (&'n AccountUsage, &'n str)>) -> Vec<QuotaLine> {
    let w = request.wording();
    let (mut full, mut near, mut filling) = (Vec::new(), Vec::new(), Vec::new());
    for (usage, name) in accounts {
        match usage.full {
            Some(time) if time.days == 0 => full.push((time.days, name.to_owned())),
            _ if usage.warned => near.push((0, name.to_owned())),
            Some(time) if usage.is_full_within(SOON) => filling.push((time.days, w.noted(name, &w.time(time)))),
            _ => {}
        }
    }
    let texts = &w.capacity;
    let lists = [(texts.full_now, full), (texts.near, near), (texts.full_in_a_year, filling)];
    let lists = lists.into_iter().filter(|(_, accounts)| !accounts.is_empty());
    let lines = lists.map(|(label, mut accounts)| {
        accounts.sort_by_key(|(days, _)| *days);
        let names: Vec<&str> = accounts.iter().take(MAX_NAMES).map(|(_, name)| name.as_str()).collect();
        let value = w.list_and_more(&w.list(&names), accounts.len().saturating_sub(MAX_NAMES));
        QuotaLine { label: label.to_owned(), value }
    });
    lines.collect()
}

/// Divides the total, if it is known.
fn total_bar(request: &PageRequest, capacity: &Capacity) -> Option<TotalBar> {
    let w = request.wording();
    let total = capacity.total?;
    let [now, _, three_years] = capacity.levels;
    let growth = three_years.saturating_sub(now);
    let used = capacity.website.saturating_add(now).saturating_add(growth);
    let most = total.max(used);
    let mut from = 0_u64;
    let amounts = [
        ("website", w.capacity.bar_website, capacity.website),
        ("now", w.capacity.bar_now, now),
        ("growth", w.capacity.bar_growth, growth),
        ("free", w.capacity.bar_free, total.saturating_sub(used)),
    ];
    let parts = amounts.into_iter().map(|(class, name, bytes)| {
        let x = Share::of(from, most);
        from = from.saturating_add(bytes);
        BarPart { class, x, width: Share::of(bytes, most), name, amount: w.gigabytes(bytes) }
    });
    Some(TotalBar { parts: parts.collect(), total: w.gigabytes_exactly(most) })
}

fn lines(request: &PageRequest, capacity: &Capacity) -> Vec<QuotaLine> {
    let w = request.wording();
    let line = |label: &str, value: String| QuotaLine { label: label.to_owned(), value };
    let [now, year, three_years] = capacity.levels.map(|level| w.gigabytes(level));
    let mut lines = vec![
        line(w.capacity.accounts, w.count(capacity.accounts.len())),
        line(w.capacity.limits, w.gigabytes_exactly(capacity.sum_of_limits)),
        line(w.capacity.now, now),
        line(w.capacity.year, year),
        line(w.capacity.three_years, three_years),
    ];
    match capacity.total {
        Some(total) => lines.extend([
            line(w.capacity.website, w.gigabytes_exactly(capacity.website)),
            line(w.result.server_total, w.gigabytes_exactly(total)),
        ]),
        // The web site has its share of a total only.
        None => lines.push(line(w.result.server_total, w.guide.total_unknown.to_owned())),
    }
    lines
}

/// Lists the assumptions behind the figures of all accounts.
fn assumed(request: &PageRequest, capacity: &Capacity) -> Vec<QuotaLine> {
    let (assumptions, w) = (&request.rulebook.assumptions, request.wording());
    let line = |label: &str, value| QuotaLine { label: label.to_owned(), value };
    let keep = line(w.forecast.assumed_keep, w.noted(&w.in_days(assumptions.keep_days), w.forecast.as_assumed));
    let website = capacity.total.map(|_| line(w.capacity.website, w.gigabytes_exactly(capacity.website)));
    let general = present::forecast::assumed_of_all(assumptions, request.lang);
    general.into_iter().chain([keep]).chain(website).collect()
}
