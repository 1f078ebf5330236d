//! Figure patterns: for every answer that figures depend on, which bounds hold with each of several sets of numbers.
//!
//! Most sets of numbers lead to the same bounds as others, so what depends on figures is computed once for all of them.

use std::collections::HashMap;

use super::rule_lookup::{Combination, Entries, RuleLookup};
use crate::answers::Numbers;
use crate::quota;

/// How many sets of numbers share a byte of [`FigurePattern::slots`]: two bits for each.
pub(super) const PER_BYTE: usize = 4;

/// Returns the position of the two bits of a set of numbers in its byte.
pub(super) const fn shift(numbers: usize) -> usize {
    numbers % PER_BYTE * 2
}

/// Sets of numbers for which the same bounds hold.
#[derive(Debug)]
pub(crate) struct FigurePattern {
    /// The entries whose bounds do not hold.
    pub(crate) out_of_bounds: Entries,
    /// The first of these sets of numbers.
    pub(crate) first: usize,
    /// How many there are.
    pub(crate) times: u64,
    /// A byte for every four sets of numbers, with the lower of the two bits of each that is in the pattern.
    pub(super) slots: Vec<u8>,
}

/// The patterns of one combination of answers.
#[derive(Debug)]
pub(crate) struct PatternList {
    /// The patterns, by the first set of numbers of each.
    pub(crate) patterns: Vec<FigurePattern>,
    /// For each set of numbers, the index of its pattern.
    pub(crate) by_numbers: Vec<usize>,
}

impl PatternList {
    fn new(by_numbers: &[Entries]) -> Self {
        let mut patterns: Vec<FigurePattern> = Vec::new();
        let width = width(by_numbers.len());
        let by_numbers = by_numbers.iter().enumerate().map(|(numbers, out_of_bounds)| {
            let known = patterns.iter().position(|pattern| pattern.out_of_bounds == *out_of_bounds);
            let index = known.unwrap_or_else(|| {
                let slots = vec![0; width];
                patterns.push(FigurePattern { out_of_bounds: *out_of_bounds, first: numbers, times: 0, slots });
                patterns.len() - 1
            });
            if let Some(pattern) = patterns.get_mut(index) {
                pattern.times += 1;
                pattern.slots.iter_mut().skip(numbers / PER_BYTE).take(1).for_each(|byte| *byte |= 1 << shift(numbers));
            }
            index
        });
        let by_numbers = by_numbers.collect();
        Self { patterns, by_numbers }
    }

    /// Returns the entries whose bounds do not hold with one of the sets of numbers.
    pub(crate) fn out_of_bounds(&self, numbers: usize) -> Entries {
        let pattern = self.by_numbers.get(numbers).and_then(|index| self.patterns.get(*index));
        pattern.map(|pattern| pattern.out_of_bounds).unwrap_or_default()
    }
}

/// The patterns of all combinations of answers, for several sets of numbers.
#[derive(Debug)]
pub(crate) struct FigurePatterns {
    lists: Vec<PatternList>,
    /// For each figure key, the index of its list; few lists differ.
    by_key: Vec<u32>,
    sets: usize,
}

/// Returns the number of bytes for the bits of this many sets of numbers.
fn width(sets: usize) -> usize {
    sets.div_ceil(PER_BYTE).max(1)
}

impl FigurePatterns {
    pub(crate) fn new(lookup: &RuleLookup<'_>, numbers: &[Numbers]) -> Self {
        let mut lists = Vec::new();
        let mut known: HashMap<Vec<Entries>, u32> = HashMap::new();
        let by_key = lookup.figure_answers().into_iter().map(|answers| {
            let figures = numbers.iter().map(|numbers| quota::figures(lookup.rulebook, *numbers, answers));
            let by_numbers: Vec<_> = figures.map(|figures| lookup.out_of_bounds(&figures)).collect();
            *known.entry(by_numbers).or_insert_with_key(|by_numbers| {
                lists.push(PatternList::new(by_numbers));
                u32::try_from(lists.len() - 1).unwrap_or(u32::MAX)
            })
        });
        let by_key = by_key.collect();
        Self { lists, by_key, sets: numbers.len() }
    }

    /// Returns the number of bytes for the bits of all sets of numbers.
    pub(super) fn width(&self) -> usize {
        width(self.sets)
    }

    /// Returns the patterns of a combination.
    pub(crate) fn of(&self, combination: &Combination) -> Option<&PatternList> {
        self.by_key.get(combination.figure_key).and_then(|list| self.lists.get(usize::try_from(*list).ok()?))
    }
}
