//! Summary of all accounts: sentences, chart and figures.

use super::accounts::{accounts, group, weigh};
use super::chart::{self, CapacityChart};
use crate::present::{self, QuotaLine, size};
use crate::quota::{Account, BYTES_PER_MB, Capacity};
use crate::web::request::PageRequest;

/// What all accounts need together.
pub(super) struct Summary {
    pub(super) sentences: Vec<String>,
    pub(super) picture: CapacityChart,
    pub(super) lines: Vec<QuotaLine>,
    /// The assumptions behind the figures.
    pub(super) assumed: Vec<QuotaLine>,
}

/// Summarizes the accounts of the URL, if there are any.
pub(super) fn summary(request: &PageRequest) -> Option<Summary> {
    let accounts: Vec<Account> = accounts(request).into_iter().map(|(account, _)| account).collect();
    if accounts.is_empty() {
        return None;
    }
    let capacity = weigh(request, &accounts);
    let groups = request.company.accounts.iter().map(|entry| group(request, entry));
    Some(sum_up(request, &capacity, &groups.collect::<Vec<_>>()))
}

/// Summarizes a capacity; `groups` has the name of each account's group.
pub(super) fn sum_up(request: &PageRequest, capacity: &Capacity, groups: &[String]) -> Summary {
    let w = request.wording();
    let line = |label: &str, value: String| QuotaLine { label: label.to_owned(), value };
    let [now, year, three_years] = capacity.levels.map(|level| w.summed(level));
    let mut lines = vec![
        line(w.capacity.accounts, w.count(capacity.accounts.len())),
        line(w.capacity.limits, size(capacity.sum_of_limits / BYTES_PER_MB)),
        line(w.capacity.now, now),
        line(w.capacity.year, year),
        line(w.capacity.three_years, three_years),
    ];
    match capacity.total.map(|total| size(total / BYTES_PER_MB)) {
        Some(total) => {
            let website = size(capacity.website / BYTES_PER_MB);
            lines.extend([line(w.capacity.website, website), line(w.result.server_total, total)]);
        }
        // The web site has its share of a total only.
        None => lines.push(line(w.result.server_total, w.guide.total_unknown.to_owned())),
    }
    Summary {
        sentences: w.capacity_sentences(capacity),
        picture: chart::draw(capacity, groups, w),
        lines,
        assumed: assumed(request, capacity),
    }
}

/// Lists the assumptions behind the figures of all accounts.
fn assumed(request: &PageRequest, capacity: &Capacity) -> Vec<QuotaLine> {
    let (assumptions, w) = (&request.rulebook.assumptions, request.wording());
    let line = |label: &str, value| QuotaLine { label: label.to_owned(), value };
    let keep = line(w.forecast.assumed_keep, w.noted(&w.in_days(assumptions.keep_days), w.forecast.as_assumed));
    let website = capacity.total.map(|_| line(w.capacity.website, size(capacity.website / BYTES_PER_MB)));
    let general = present::forecast::assumed_of_all(assumptions, request.lang);
    general.into_iter().chain([keep]).chain(website).collect()
}
