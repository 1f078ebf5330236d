//! Owns the picture of all accounts: a bar now, after one year, after three, and of all limits, against the total.

use crate::quota::{BYTES_PER_MB, Capacity};
use crate::report::Wording;

/// The length of the longest bar, in the drawing's units.
const LONGEST: u64 = 340;
/// The height of a bar with the words above it.
const STEP: u64 = 58;

/// Stacked bars, with the table that says the same.
pub(super) struct Picture {
    pub(super) bars: Vec<Bar>,
    /// Where the total lies.
    pub(super) total: Option<u64>,
    pub(super) height: u64,
    /// A row a group: its name, how it is drawn, and how much it takes in each bar.
    pub(super) rows: Vec<(String, usize, Vec<String>)>,
    /// The sums of the bars.
    pub(super) sums: Vec<String>,
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
    /// How it is drawn: 0 for the web site, then in turn.
    pub(super) tone: usize,
}

/// How many ways of drawing take turns.
const TONES: usize = 4;

pub(super) fn draw(capacity: &Capacity, groups: &[String], w: &Wording) -> Picture {
    let mut names: Vec<&String> = Vec::new();
    for group in groups {
        if !names.contains(&group) {
            names.push(group);
        }
    }
    // For each group, what it takes in each of the four bars.
    let amounts = names.iter().map(|name| {
        let rooms = capacity.rooms.iter().zip(groups).filter(|(_, group)| *group == *name).map(|(room, _)| room);
        rooms.fold([0_u64; 4], |sums, room| {
            let [now, year, three_years] = room.levels;
            let limit = room.limit_mb.saturating_mul(BYTES_PER_MB);
            add(sums, [now, year, three_years, limit])
        })
    });
    let website = (w.capacity_website.to_owned(), [capacity.website; 4]);
    let groups: Vec<(String, [u64; 4])> =
        std::iter::once(website).chain(names.iter().map(|name| (*name).clone()).zip(amounts)).collect();
    let sums = groups.iter().fold([0; 4], |sums, (_, amounts)| add(sums, *amounts));
    let most = sums.into_iter().chain(capacity.total).max().unwrap_or(1).max(1);
    let scale = |bytes: u64| u64::try_from(u128::from(bytes) * u128::from(LONGEST) / u128::from(most)).unwrap_or(0);
    let labels = [w.now, w.capacity_in_a_year, w.capacity_in_three_years, w.capacity_all_limits];
    let bars = (0_u64..).zip(labels).enumerate().map(|(bar, (at, label))| {
        let mut from = 0_u64;
        let parts = groups.iter().enumerate().map(|(group, (_, amounts))| {
            let amount = amounts.get(bar).copied().unwrap_or(0);
            let x = scale(from);
            from = from.saturating_add(amount);
            Part { x, width: scale(from) - x, tone: tone(group) }
        });
        let sum = sums.get(bar).copied().unwrap_or(0);
        Bar { label: w.pair(label, &w.bytes(sum)), y: at * STEP, parts: parts.collect() }
    });
    Picture {
        bars: bars.collect(),
        total: capacity.total.map(scale),
        height: 4 * STEP,
        rows: groups
            .iter()
            .enumerate()
            .map(|(at, (name, amounts))| {
                (name.clone(), tone(at), amounts.iter().map(|bytes| w.bytes(*bytes)).collect())
            })
            .collect(),
        sums: sums.iter().map(|bytes| w.bytes(*bytes)).collect(),
    }
}

fn add(sums: [u64; 4], amounts: [u64; 4]) -> [u64; 4] {
    let mut amounts = amounts.into_iter();
    sums.map(|sum| sum.saturating_add(amounts.next().unwrap_or(0)))
}

/// The web site is drawn apart; the groups take turns.
const fn tone(at: usize) -> usize {
    if at == 0 { 0 } else { (at - 1) % TONES + 1 }
}
