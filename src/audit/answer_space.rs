//! Answer space: enumerates every combination of answers to a rule set's questions, including `unknown`.
//!
//! Questions that are not asked stay unanswered, so that each combination is visited once.

use crate::answers::{Answer, Answers};
use crate::engine::bulk::{Combination, RuleLookup, on_cores};
use crate::rulebook::{QuestionIndex, Rulebook};

/// The maximum number of combinations that are enumerated.
pub const BUDGET: u64 = 60_000_000;

/// The smallest number of parts of a space; each reports progress at its end.
const MIN_PARTS: usize = 64;

/// Computes the number of combinations if every question were always asked: an upper bound of what is enumerated.
///
/// ```
/// use pop_or_imap::audit;
/// use pop_or_imap::loader;
/// assert_eq!(audit::combinations_at_most(&loader::embedded()), 806_400);
/// ```
#[must_use]
pub fn combinations_at_most(rulebook: &Rulebook) -> u64 {
    rulebook.combinations()
}

/// A combination of answers that is visited.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Visited {
    /// Its rank in the order of the space: question by question, a missing answer before the choices. With it, the
    /// first example is the same on any number of cores.
    pub(super) rank: u64,
    pub(super) answers: Answers,
    pub(super) combination: Combination,
}

/// Calls `visit` with every combination, on the cores of the lookup; reports to `progress` how many are done. Returns the
/// number of combinations, and the state of each core.
///
/// On one core, the ranks ascend.
pub(super) fn walk<S: Send>(
    lookup: &RuleLookup<'_>,
    state: impl Fn() -> S + Sync,
    visit: impl Fn(&mut S, &Visited) + Sync,
    progress: &mut dyn FnMut(u64),
) -> (u64, Vec<S>) {
    let mut parts = vec![Part { index: QuestionIndex::FIRST, so_far: Visited::default() }];
    while parts.len() < MIN_PARTS && parts.first().is_some_and(|part| lookup.choices(part.index).is_some()) {
        parts = parts.iter().flat_map(|part| part.split(lookup)).collect();
    }
    let counted = || (0, state());
    let step = |(count, state): &mut (u64, S), part: Part| {
        let mut part_count = 0;
        part.walk(lookup, &mut |visited| {
            part_count += 1;
            visit(state, visited);
        });
        *count += part_count;
        part_count
    };
    let done = on_cores(lookup.cores, combinations_at_most(lookup.rulebook), parts, counted, step, progress);
    let (counts, states): (Vec<_>, Vec<_>) = done.into_iter().unzip();
    let combinations = counts.iter().sum();
    progress(combinations);
    (combinations, states)
}

/// The combinations that begin with the same answers.
#[derive(Clone, Copy)]
struct Part {
    /// The first question without an answer.
    index: QuestionIndex,
    so_far: Visited,
}

impl Part {
    /// Returns the parts for each answer to the next question, in order: missing, then the choices if it is asked.
    fn split(self, lookup: &RuleLookup<'_>) -> impl Iterator<Item = Self> {
        let Self { index, so_far } = self;
        let choices = lookup.choices(index);
        let ways = choices.map_or(0, |choices| choices + 1);
        let asked = lookup.asks(&so_far.combination, index);
        let shown = if asked { ways } else { ways.min(1) };
        (0..shown).map(move |way| {
            let choice = way.checked_sub(1);
            let answer = choice.and_then(|choice| u8::try_from(choice).ok()).map_or(Answer::Unanswered, Answer::Choice);
            let so_far = Visited {
                rank: so_far.rank * ways as u64 + way as u64,
                answers: so_far.answers.with(index, answer),
                combination: lookup.with(so_far.combination, index, choice),
            };
            Self { index: index.next(), so_far }
        })
    }

    fn walk(self, lookup: &RuleLookup<'_>, visit: &mut impl FnMut(&Visited)) {
        if lookup.choices(self.index).is_none() {
            return visit(&self.so_far);
        }
        self.split(lookup).for_each(|part| part.walk(lookup, visit));
    }
}
