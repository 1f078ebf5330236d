//! Chart of all accounts: stacked bars of the levels today, after one year, after three years and at the limits, against
//! the total. Positions are shares of the width, so that text keeps its size in every window.

use std::fmt;

use crate::present::Wording;
use crate::quota::{Capacity, bytes_of_mb};

/// The most groups that are drawn with a pattern of their own; of more, the smallest are drawn as one.
const MAX_GROUPS: usize = 4;
/// The pattern of the web site's share.
const WEBSITE: usize = 0;
/// The narrowest width of the chart, in pixels, for which labels are placed.
const MIN_WIDTH: u64 = 300;
/// The width of half of a Japanese letter in a label, in pixels.
const HALF_LETTER: u64 = 7;

/// Stacked bars, with the same figures as a table.
pub(super) struct CapacityChart {
    pub(super) bars: Vec<Bar>,
    /// The total, if it is known.
    pub(super) total: Option<TotalMark>,
    /// The name of each pattern.
    pub(super) key: Vec<(String, usize)>,
    pub(super) rows: Vec<Row>,
    /// Whether the web site's share is shown: only if it is a part of a total.
    pub(super) with_website: bool,
}

/// The total as a line across the bars.
pub(super) struct TotalMark {
    pub(super) x: Share,
    pub(super) label: String,
    /// The alignment of the label.
    pub(super) anchor: &'static str,
}

/// A row of the table: the size of a group in each bar, or of several together.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) amounts: Vec<String>,
    pub(super) is_sum: bool,
}

/// One bar.
pub(super) struct Bar {
    pub(super) label: String,
    /// Whether it exceeds the total.
    pub(super) exceeds: bool,
    pub(super) parts: Vec<Part>,
}

/// One group's part of a bar.
pub(super) struct Part {
    pub(super) x: Share,
    pub(super) width: Share,
    /// The position of the label.
    pub(super) middle: Share,
    /// The name, if there is room for it.
    pub(super) label: Option<String>,
    /// The pattern: 0 for the web site.
    pub(super) pattern: usize,
}

/// A share of the width, in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share(u64);

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

impl Share {
    /// Returns the share of `bytes` in `all`, which is not 0; at most all of it.
    pub(super) fn of(bytes: u64, all: u64) -> Self {
        let share = u128::from(bytes) * 10_000 / u128::from(all.max(1));
        Self(u64::try_from(share).unwrap_or(10_000).min(10_000))
    }

    /// Checks whether nothing of it would be seen.
    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A group of accounts with its bytes now, after one year, after three years and at the limits.
struct Group {
    name: String,
    amounts: [u64; 4],
}

/// Draws the accounts; `groups` has the name of each account's group.
pub(super) fn draw<'g>(
    capacity: &Capacity,
    groups: impl Iterator<Item = &'g str> + Clone,
    w: &Wording,
) -> CapacityChart {
    let mail = group(capacity, groups);
    let website = (capacity.total.is_some() && capacity.website > 0)
        .then(|| Group { name: w.capacity.website.to_owned(), amounts: [capacity.website; 4] });
    let sum_of_mail = sum_of(&mail);
    let sums = website.iter().fold(sum_of_mail, |sums, group| add(sums, group.amounts));
    let rows = rows(&mail, website.as_ref(), sum_of_mail, sums, w);
    let drawn = drawn(mail, w);
    let patterned: Vec<(&Group, usize)> =
        website.iter().map(|group| (group, WEBSITE)).chain(drawn.iter().zip(WEBSITE + 1..)).collect();
    let most = sums.into_iter().chain(capacity.total).max().unwrap_or(1).max(1);
    let labels = [w.forecast.now, w.capacity.in_a_year, w.capacity.in_three_years, w.capacity.all_limits];
    let bars = labels.into_iter().zip(sums).enumerate().map(|(bar, (label, sum))| Bar {
        label: w.pair(label, &w.gigabytes(sum)),
        exceeds: capacity.total.is_some_and(|total| sum > total),
        parts: parts(&patterned, bar, most),
    });
    CapacityChart {
        bars: bars.collect(),
        total: capacity.total.map(|total| {
            let x = Share::of(total, most);
            let anchor = if x.0 < 2_000 { "start" } else { "end" };
            TotalMark { x, label: w.pair(w.result.server_total, &w.gigabytes_exactly(total)), anchor }
        }),
        key: patterned.iter().map(|(group, pattern)| (group.name.clone(), *pattern)).collect(),
        rows,
        with_website: website.is_some(),
    }
}

/// Adds up the accounts of each group, in the order in which the groups first occur.
fn group<'g>(capacity: &Capacity, groups: impl Iterator<Item = &'g str>) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    for (name, usage) in groups.zip(&capacity.accounts) {
        let [now, year, three_years] = usage.levels;
        let amounts = [now, year, three_years, bytes_of_mb(usage.limit_mb)];
        match found.iter_mut().find(|group| group.name == name) {
            Some(group) => group.amounts = add(group.amounts, amounts),
            None => found.push(Group { name: name.to_owned(), amounts }),
        }
    }
    found
}

/// Returns the groups as they are drawn: of many, the largest after three years, and the others as one.
fn drawn(mut groups: Vec<Group>, w: &Wording) -> Vec<Group> {
    if groups.len() > MAX_GROUPS {
        groups.sort_by_key(|group| std::cmp::Reverse((group.amounts[2], group.amounts[3])));
        let rest = groups.split_off(MAX_GROUPS - 1);
        groups.push(Group { name: w.capacity.others.to_owned(), amounts: sum_of(&rest) });
    }
    groups
}

/// Returns the parts of a bar, each with its name if there is room for it.
fn parts(groups: &[(&Group, usize)], bar: usize, most: u64) -> Vec<Part> {
    let mut from = 0_u64;
    let parts = groups.iter().map(|(group, pattern)| {
        let x = Share::of(from, most);
        from = from.saturating_add(group.amounts.get(bar).copied().unwrap_or(0));
        let width = Share(Share::of(from, most).0 - x.0);
        let halves: u64 = group.name.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum();
        let fits = width.0 * MIN_WIDTH / 10_000 >= (halves + 1) * HALF_LETTER;
        let label = fits.then(|| group.name.clone());
        Part { x, width, middle: Share(x.0 + width.0 / 2), label, pattern: *pattern }
    });
    parts.filter(|part| !part.width.is_empty()).collect()
}

fn rows(mail: &[Group], website: Option<&Group>, sum_of_mail: [u64; 4], sums: [u64; 4], w: &Wording) -> Vec<Row> {
    let row = |name: &str, amounts: [u64; 4], is_sum| Row {
        name: name.to_owned(),
        amounts: amounts.map(|bytes| w.gigabytes(bytes)).to_vec(),
        is_sum,
    };
    let mut rows: Vec<Row> = mail.iter().map(|group| row(&group.name, group.amounts, false)).collect();
    rows.push(row(w.capacity.sum, sum_of_mail, true));
    if let Some(group) = website {
        rows.extend([row(&group.name, group.amounts, false), row(w.capacity.sum_with_website, sums, true)]);
    }
    rows
}

fn sum_of(groups: &[Group]) -> [u64; 4] {
    groups.iter().fold([0; 4], |sums, group| add(sums, group.amounts))
}

fn add(sums: [u64; 4], amounts: [u64; 4]) -> [u64; 4] {
    let mut amounts = amounts.into_iter();
    sums.map(|sum| sum.saturating_add(amounts.next().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader;
    use crate::quota::{self, Account};
    use crate::rulebook::{Lang, Protocol};

    #[test]
    fn every_group_has_a_pattern_of_its_own_and_the_parts_add_up() {
        let rulebook = loader::embedded();
        for names in 1..=9_u32 {
            let accounts: Vec<Account> = (0..names)
                .map(|mails| {
                    let query = format!("plan=managed&mails={}", 10 + mails);
                    let (answers, _) = crate::answers::Answers::from_query(&rulebook, &query);
                    Account { answers, protocol: Protocol::Imap }
                })
                .collect();
            let capacity = quota::capacity(&rulebook, rulebook.plan("managed"), &accounts, None, None);
            let names: Vec<String> = (0..names).map(|name| format!("g{name}")).collect();
            let chart = draw(&capacity, names.iter().map(String::as_str), Wording::of(Lang::En));
            let patterns: std::collections::BTreeSet<_> = chart.key.iter().map(|(_, pattern)| pattern).collect();
            assert_eq!(patterns.len(), chart.key.len());
            assert_eq!(chart.key.len(), names.len().min(MAX_GROUPS) + 1, "and the web site");
            // The table has all groups, and its last column adds up: 1 GB each, and 5 GB for the web site.
            assert_eq!(chart.rows.len(), names.len() + 3);
            let last = &chart.bars[3];
            let end = last.parts.last().unwrap();
            assert_eq!(end.x.0 + end.width.0, Share::of(5 + u64::try_from(names.len()).unwrap(), 30).0);
            for pair in last.parts.windows(2) {
                assert_eq!(pair[0].x.0 + pair[0].width.0, pair[1].x.0);
            }
        }
    }
}
