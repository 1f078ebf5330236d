//! Reach by numbers: the protocols that every combination of answers can lead to, with each of several sets of numbers.
//!
//! The protocols that a missing answer can lead to are those of any of its choices, so they are joined from the choices
//! of one question after the other.

use super::cores::on_cores;
use super::figure_patterns::{FigurePatterns, PER_BYTE, shift};
use super::rule_lookup::{Combination, RuleLookup};
use crate::engine::{PossibleProtocols, verdict_of};
use crate::rulebook::{QuestionIndex, Rulebook};

/// The smallest number of tasks; enough that no core is idle for long at the end.
const MIN_TASKS: usize = 32;

/// The protocols that each combination can lead to, for several sets of numbers; two bits for each pair.
#[derive(Debug)]
pub(super) struct ReachByNumbers {
    bits: Vec<u8>,
    /// How many bytes each combination has.
    width: usize,
}

impl ReachByNumbers {
    pub(super) fn new(lookup: &RuleLookup<'_>, figures: &FigurePatterns) -> Self {
        let width = figures.width();
        let size = usize::try_from(lookup.rulebook.combinations()).unwrap_or(0).saturating_mul(width);
        let mut bits = vec![0; size];
        let filler = Filler { lookup, figures };
        let mut tasks = vec![Part { index: QuestionIndex::FIRST, so_far: Combination::default(), bits: &mut bits }];
        while tasks.len() < MIN_TASKS && tasks.first().is_some_and(|part| lookup.choices(part.index).is_some()) {
            tasks = tasks.into_iter().flat_map(|part| filler.split(part)).collect();
        }
        let joined_from = tasks.first().map_or(0, |part| usize::from(part.index));
        let fill = |(): &mut (), part: Part<'_>| {
            filler.fill(part);
            0
        };
        on_cores(lookup.cores, lookup.rulebook.combinations(), tasks, || (), fill, &mut |_| {});
        join(lookup.rulebook, joined_from, &mut bits);
        Self { bits, width }
    }

    /// Returns the bits of all combinations in order.
    pub(super) fn bits(&self) -> &[u8] {
        &self.bits
    }

    /// Returns the protocols that a combination can lead to with one of the sets of numbers.
    pub(super) fn of(&self, combination: &Combination, numbers: usize) -> PossibleProtocols {
        let byte = self.bits.get(combination.index * self.width + numbers / PER_BYTE).copied().unwrap_or_default();
        PossibleProtocols::from_bits(byte >> shift(numbers))
    }
}

/// The combinations that begin with the same answers, and their bits.
struct Part<'b> {
    /// The first question that is not answered.
    index: QuestionIndex,
    so_far: Combination,
    bits: &'b mut [u8],
}

struct Filler<'f> {
    lookup: &'f RuleLookup<'f>,
    figures: &'f FigurePatterns,
}

impl Filler<'_> {
    /// Returns a part for each choice of the next question, without the part for the missing answer.
    fn split<'b>(&self, part: Part<'b>) -> Vec<Part<'b>> {
        let Part { index, so_far, bits } = part;
        let Some(choices) = self.lookup.choices(index) else { return Vec::new() };
        let stride = bits.len() / (choices + 1);
        let parts = bits.chunks_exact_mut(stride.max(1)).enumerate().take(choices);
        let so_far = |choice| self.lookup.with(so_far, index, Some(choice));
        parts.map(|(choice, bits)| Part { index: index.next(), so_far: so_far(choice), bits }).collect()
    }

    fn fill(&self, part: Part<'_>) {
        let Part { index, so_far, bits } = part;
        let Some(choices) = self.lookup.choices(index) else { return self.fill_one(&so_far, bits) };
        let stride = bits.len() / (choices + 1);
        let asked = self.lookup.asks(&so_far, index);
        let (given, missing) = bits.split_at_mut(stride * choices);
        for choice in 0..choices {
            let (filled, rest) = given.split_at_mut(stride * choice);
            let Some(bits) = rest.get_mut(..stride) else { return };
            if asked || choice == 0 {
                self.fill(Part { index: index.next(), so_far: self.lookup.with(so_far, index, Some(choice)), bits });
            } else if let Some(same) = filled.get(..stride) {
                // The answer to a question that is not asked does not count.
                bits.copy_from_slice(same);
            }
            missing.iter_mut().zip(bits).for_each(|(all, one)| *all |= *one);
        }
    }

    /// Stores the protocols of a combination without a missing answer.
    fn fill_one(&self, combination: &Combination, bits: &mut [u8]) {
        let Some(list) = self.figures.of(combination) else { return };
        for pattern in &list.patterns {
            let (score, hard) = self.lookup.score(self.lookup.holding(combination, pattern.out_of_bounds).rules);
            let protocol = hard.unwrap_or_else(|| verdict_of(self.lookup.rulebook, score).0);
            let two = PossibleProtocols::default().with(protocol).bits();
            bits.iter_mut().zip(&pattern.slots).for_each(|(byte, slots)| *byte |= slots * two);
        }
    }
}

/// Joins the protocols of the choices into those of the missing answer, for the first questions.
fn join(rulebook: &Rulebook, questions: usize, bits: &mut [u8]) {
    let mut stride = bits.len();
    for question in rulebook.questions.iter().take(questions) {
        let ways = question.choices.len() + 1;
        stride /= ways;
        for block in bits.chunks_exact_mut((stride * ways).max(1)) {
            let (choices, missing) = block.split_at_mut(stride * question.choices.len());
            for choice in choices.chunks_exact(stride.max(1)) {
                missing.iter_mut().zip(choice).for_each(|(all, one)| *all |= one);
            }
        }
    }
}
