//! Chart of all accounts: stacked bars of the levels today, after one year, after three years and at the limits, against the total.

use crate::present::Wording;
use crate::quota::{Capacity, bytes_of_mb};

/// The length of the longest bar, in the drawing's units.
const LONGEST: u64 = 340;
/// The height of a bar with the words above it.
const STEP: u64 = 58;

/// Stacked bars, with the same figures as a table.
pub(super) struct CapacityChart {
    pub(super) bars: Vec<Bar>,
    /// The position of the total.
    pub(super) total: Option<u64>,
    pub(super) height: u64,
    /// The label of each tone.
    pub(super) legend: Vec<(String, usize)>,
    pub(super) rows: Vec<Row>,
    /// Whether the web site's share is shown: only if it is a part of a total.
    pub(super) with_website: bool,
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
    pub(super) y: u64,
    pub(super) parts: Vec<Part>,
}

/// One group's part of a bar.
pub(super) struct Part {
    pub(super) x: u64,
    pub(super) width: u64,
    /// The tone: 0 for the web site, the others in turn.
    pub(super) tone: usize,
}

/// The number of tones for groups, which alternate; the web site has a tone of its own.
const TONES: usize = 4;

pub(super) fn draw(capacity: &Capacity, groups: &[String], w: &Wording) -> CapacityChart {
    let mut names: Vec<&String> = Vec::new();
    for group in groups {
        if !names.contains(&group) {
            names.push(group);
        }
    }
    // The size of each group in each of the four bars.
    let amounts = names.iter().map(|name| {
        let rooms = capacity.accounts.iter().zip(groups).filter(|(_, group)| *group == *name).map(|(room, _)| room);
        rooms.fold([0_u64; 4], |sums, room| {
            let [now, year, three_years] = room.levels;
            let limit = bytes_of_mb(room.limit_mb);
            add(sums, [now, year, three_years, limit])
        })
    });
    let with_website = capacity.total.is_some() && capacity.website > 0;
    let website = with_website.then_some((w.capacity.website, [capacity.website; 4]));
    let mail: Vec<(&str, [u64; 4])> = names.iter().map(|name| name.as_str()).zip(amounts).collect();
    let sum_of = |amounts: &[(&str, [u64; 4])]| amounts.iter().fold([0; 4], |sums, (_, amounts)| add(sums, *amounts));
    let groups: Vec<(&str, usize, [u64; 4])> = website
        .iter()
        .map(|(name, amounts)| (*name, 0, *amounts))
        .chain(mail.iter().enumerate().map(|(at, (name, amounts))| (*name, at % TONES + 1, *amounts)))
        .collect();
    let sum_of_mail = sum_of(&mail);
    let sums = website.iter().fold(sum_of_mail, |sums, (_, amounts)| add(sums, *amounts));
    let most = sums.into_iter().chain(capacity.total).max().unwrap_or(1).max(1);
    let scale = |bytes: u64| u64::try_from(u128::from(bytes) * u128::from(LONGEST) / u128::from(most)).unwrap_or(0);
    let labels = [w.forecast.now, w.capacity.in_a_year, w.capacity.in_three_years, w.capacity.all_limits];
    let bars = (0_u64..).zip(labels).enumerate().map(|(bar, (at, label))| {
        let mut from = 0_u64;
        let parts = groups.iter().map(|(_, tone, amounts)| {
            let amount = amounts.get(bar).copied().unwrap_or(0);
            let x = scale(from);
            from = from.saturating_add(amount);
            Part { x, width: scale(from) - x, tone: *tone }
        });
        let sum = sums.get(bar).copied().unwrap_or(0);
        Bar { label: w.pair(label, &w.summed(sum)), y: at * STEP, parts: parts.collect() }
    });
    let row = |name: &str, amounts: [u64; 4], is_sum| Row {
        name: name.to_owned(),
        amounts: amounts.map(|bytes| w.summed(bytes)).to_vec(),
        is_sum,
    };
    let mut rows: Vec<Row> = mail.iter().map(|(name, amounts)| row(name, *amounts, false)).collect();
    rows.push(row(w.capacity.sum, sum_of_mail, true));
    if let Some((name, amounts)) = website {
        rows.extend([row(name, amounts, false), row(w.capacity.sum_with_website, sums, true)]);
    }
    CapacityChart {
        bars: bars.collect(),
        total: capacity.total.map(scale),
        height: 4 * STEP,
        legend: groups.iter().map(|(name, tone, _)| ((*name).to_owned(), *tone)).collect(),
        rows,
        with_website,
    }
}

fn add(sums: [u64; 4], amounts: [u64; 4]) -> [u64; 4] {
    let mut amounts = amounts.into_iter();
    sums.map(|sum| sum.saturating_add(amounts.next().unwrap_or(0)))
}
