//! Bulk decisions: outcomes of every combination of answers, with several sets of numbers, for the audit of rule sets.
//!
//! Results equal those of [`decide`](super::decide) and of the sure-thing principle; only the work is shared.

mod cores;
mod figure_patterns;
mod reach_by_numbers;
mod rule_lookup;

pub(crate) use cores::{Cores, on_cores};
pub(crate) use figure_patterns::FigurePatterns;
use reach_by_numbers::ReachByNumbers;
pub(crate) use rule_lookup::{Combination, Entries, RuleLookup};

use super::{Outcome, PossibleProtocols};
use crate::answers::Numbers;
use crate::rulebook::Rulebook;

/// The outcomes of every combination of answers to a rule set's questions, with several sets of numbers.
///
/// Takes a byte of memory for each combination and four sets of numbers.
#[derive(Debug)]
pub(crate) struct OutcomeSpace<'a> {
    pub(crate) lookup: RuleLookup<'a>,
    figures: FigurePatterns,
    reach: ReachByNumbers,
}

/// What the outcome of a combination depends on besides its answers: sets of numbers with the same key have the same
/// outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutcomeKey {
    pattern: usize,
    reach: PossibleProtocols,
}

impl<'a> OutcomeSpace<'a> {
    pub(crate) fn new(rulebook: &'a Rulebook, numbers: &[Numbers], cores: Cores) -> Self {
        let lookup = RuleLookup::new(rulebook, cores);
        let figures = FigurePatterns::new(&lookup, numbers);
        let reach = ReachByNumbers::new(&lookup, &figures);
        Self { lookup, figures, reach }
    }

    /// Returns the entries with bounds that do not hold for a combination with one of the sets of numbers.
    pub(crate) fn out_of_bounds(&self, combination: &Combination, numbers: usize) -> Entries {
        self.figures.of(combination).map(|list| list.out_of_bounds(numbers)).unwrap_or_default()
    }

    /// Returns the entries whose conditions hold for a combination with one of the sets of numbers.
    pub(crate) fn holding(&self, combination: &Combination, numbers: usize) -> Entries {
        self.lookup.holding(combination, self.out_of_bounds(combination, numbers))
    }

    /// Computes the outcomes of a combination by points, for each pattern of its figures.
    pub(crate) fn decide(&self, combination: &Combination, by_points: &mut Vec<Outcome>) {
        by_points.clear();
        let patterns = self.figures.of(combination).map_or(&[][..], |list| &list.patterns);
        let holding = patterns.iter().map(|pattern| self.lookup.holding(combination, pattern.out_of_bounds));
        by_points.extend(holding.map(|holding| self.lookup.decide(&holding)));
    }

    /// Returns the key of the outcome of a combination with one of the sets of numbers.
    pub(crate) fn key(&self, combination: &Combination, numbers: usize) -> Option<OutcomeKey> {
        let pattern = *self.figures.of(combination)?.by_numbers.get(numbers)?;
        Some(OutcomeKey { pattern, reach: self.reach(combination, numbers) })
    }

    /// Returns the outcome of a combination, from those by points.
    pub(crate) fn outcome(&self, combination: &Combination, key: OutcomeKey, by_points: &[Outcome]) -> Option<Outcome> {
        let pattern = self.figures.of(combination)?.patterns.get(key.pattern)?;
        let holding = || self.lookup.holding(combination, pattern.out_of_bounds);
        Some(self.lookup.within(*by_points.get(key.pattern)?, key.reach, holding))
    }

    /// Returns the bits of the protocols that each combination can lead to, in order: a byte for each if there are at most
    /// four sets of numbers.
    pub(super) fn reach_bits(&self) -> &[u8] {
        self.reach.bits()
    }

    /// Returns the protocols that completions of a combination can lead to with one of the sets of numbers; わからない
    /// counts as missing.
    pub(crate) fn reach(&self, combination: &Combination, numbers: usize) -> PossibleProtocols {
        self.reach.of(combination, numbers)
    }
}
