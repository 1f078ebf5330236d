//! Tally of changes: counts and samples by cause, and how many combinations show the entries that changed.
//!
//! Each core has a tally of its own; merged, they are the same on any number of cores.

use std::collections::BTreeMap;

use super::rulebook_match::{ChangeCause, ChangeKind, RulebookMatch};
use super::{ChangeCounts, ChangeGroup};
use crate::answers::{Answers, Numbers};
use crate::engine::Outcome;
use crate::rulebook::{EntrySet, Rulebook};

/// The maximum number of sample links per group.
const SAMPLES: usize = 3;

/// The position of a combination among all that are compared: those of the new rule set before those of the old one,
/// and those without numbers before each band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) of_old: bool,
    pub(super) round: usize,
    pub(super) rank: u64,
}

/// The outcomes of a combination with some sets of numbers, in both rule sets.
pub(super) struct ComparedRound {
    /// The first of these sets: 0 without numbers, else the number of the band.
    pub(super) index: usize,
    pub(super) times: u64,
    pub(super) numbers: Numbers,
    pub(super) before: Outcome,
    pub(super) after: Outcome,
}

/// The answers of a sample, and their position.
type Sample = (Position, Answers);

/// The changes that have the same cause.
#[derive(Default)]
struct CauseTally {
    changed: ChangeCounts,
    /// The first combinations with another protocol, and those with another strength or other advice.
    samples: [Vec<Sample>; 2],
}

impl CauseTally {
    fn note(&mut self, kind: ChangeKind, position: Position, answers: impl FnOnce() -> Answers) {
        count(&mut self.changed, kind);
        let [protocol, others] = &mut self.samples;
        let samples = if kind == ChangeKind::Protocol { protocol } else { others };
        if samples.len() < SAMPLES || samples.last().is_some_and(|(last, _)| position < *last) {
            add_samples(samples, [(position, answers())]);
        }
    }
}

/// Adds samples in order, and removes the last ones if they are too many.
fn add_samples(samples: &mut Vec<Sample>, more: impl IntoIterator<Item = Sample>) {
    samples.extend(more);
    samples.sort_unstable_by_key(|(position, _)| *position);
    samples.truncate(SAMPLES);
}

/// How many combinations show an entry, and the first of them.
#[derive(Clone, Copy, Default)]
struct Shown {
    count: u64,
    first: Option<Sample>,
}

impl Shown {
    fn note(&mut self, times: u64, position: Position, answers: impl FnOnce() -> Answers) {
        self.count += times;
        if self.first.is_none_or(|(first, _)| position < first) {
            self.first = Some((position, answers()));
        }
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.first = self.first.into_iter().chain(other.first).min_by_key(|(position, _)| *position);
    }
}

/// The rules, and the advice, of the new rule set of which is counted how many combinations show them.
pub(super) type CountedEntries = [EntrySet; 2];

/// The counts of a comparison.
pub(super) struct ChangeTally {
    changed: ChangeCounts,
    causes: BTreeMap<ChangeCause, CauseTally>,
    /// For each counted rule and piece of advice: the combinations of the new and of the old rule set, without numbers
    /// and with.
    shown: [BTreeMap<usize, [[Shown; 2]; 2]>; 2],
    counted: CountedEntries,
    /// The combinations that were compared.
    pub(super) combinations: u64,
}

impl ChangeTally {
    pub(super) fn new(counted: CountedEntries) -> Self {
        let shown = counted.map(|entries| entries.iter().map(|index| (index, Default::default())).collect());
        Self { changed: ChangeCounts::default(), causes: BTreeMap::new(), shown, counted, combinations: 0 }
    }

    /// Compares the outcomes of a combination, without numbers and then with numbers. Only the first change counts.
    pub(super) fn note(
        &mut self,
        matched: &RulebookMatch<'_>,
        (of_old, rank): (bool, u64),
        answers: &Answers,
        rounds: impl Iterator<Item = ComparedRound>,
    ) {
        self.combinations += 1;
        let counts_nothing = self.counted.iter().all(|entries| entries.is_empty());
        let mut changed = false;
        for round in rounds {
            let position = Position { of_old, round: round.index, rank };
            self.note_shown(position, answers, &round);
            if !changed && let Some(kind) = matched.kind(&round.before, &round.after) {
                changed = true;
                count(&mut self.changed, kind);
                let cause = self.causes.entry(matched.cause(kind, &round.before, &round.after)).or_default();
                cause.note(kind, position, || answers.with_numbers(round.numbers));
            }
            if changed && counts_nothing {
                return;
            }
        }
    }

    fn note_shown(&mut self, position: Position, answers: &Answers, round: &ComparedRound) {
        let shown = [round.after.fired_rules(), round.after.applied_advice()];
        for ((slots, shown), counted) in self.shown.iter_mut().zip(shown).zip(self.counted) {
            for index in shown.intersection(counted).iter() {
                let of_set = slots.entry(index).or_default().get_mut(usize::from(position.of_old));
                if let Some(slot) = of_set.and_then(|slots| slots.get_mut(usize::from(position.round > 0))) {
                    slot.note(round.times, position, || answers.with_numbers(round.numbers));
                }
            }
        }
    }

    /// Adds the tally of another core.
    pub(super) fn merge(mut self, other: Self) -> Self {
        self.combinations += other.combinations;
        add(&mut self.changed, other.changed);
        for (cause, tally) in other.causes {
            let known = self.causes.entry(cause).or_default();
            add(&mut known.changed, tally.changed);
            known.samples.iter_mut().zip(tally.samples).for_each(|(samples, others)| add_samples(samples, others));
        }
        for (mine, others) in self.shown.iter_mut().zip(other.shown) {
            for (index, others) in others {
                let mine = mine.entry(index).or_default().as_flattened_mut();
                mine.iter_mut().zip(others.as_flattened()).for_each(|(shown, other)| shown.merge(other));
            }
        }
        self
    }

    /// Returns how many combinations show a rule or a piece of advice, and the first of them; with numbers only if none
    /// does without.
    pub(super) fn shown(&self, matched: &RulebookMatch<'_>, noun: &str, id: &str) -> Option<(u64, String)> {
        let [rules, advice] = &self.shown;
        let [of_new, of_old] = match noun {
            "rule" => rules.get(&matched.new.rules.iter().position(|rule| rule.id == id)?)?,
            "advice" => advice.get(&matched.new.advice.iter().position(|advice| advice.id == id)?)?,
            _ => return None,
        };
        let mut total = Shown::default();
        let mut alone = false;
        for [without_numbers, with_numbers] in [of_new, of_old] {
            alone |= without_numbers.count > 0;
            let counting = [without_numbers].into_iter().chain((!alone).then_some(with_numbers));
            counting.for_each(|shown| total.merge(shown));
        }
        Some((total.count, total.first.map_or_else(String::new, |sample| query(matched, &sample))))
    }

    /// Returns the counts of all changes, and the groups, the largest first.
    pub(super) fn groups(&self, matched: &RulebookMatch<'_>) -> (ChangeCounts, Vec<ChangeGroup>) {
        let group = |(cause, tally): (&ChangeCause, &CauseTally)| {
            // Samples with another protocol come first.
            let samples = tally.samples.iter().flatten().take(SAMPLES).map(|sample| query(matched, sample)).collect();
            ChangeGroup { causes: matched.names(*cause), changed: tally.changed, samples }
        };
        let mut groups: Vec<_> = self.causes.iter().map(group).collect();
        groups.sort_by_key(|group| {
            std::cmp::Reverse((group.changed.protocol, group.changed.strength, group.changed.advice))
        });
        (self.changed, groups)
    }
}

/// Returns the canonical query of a sample, in the rule set that it is a combination of.
fn query(matched: &RulebookMatch<'_>, (position, answers): &Sample) -> String {
    let rulebook: &Rulebook = if position.of_old { matched.old } else { matched.new };
    answers.to_query(rulebook)
}

const fn count(counts: &mut ChangeCounts, kind: ChangeKind) {
    match kind {
        ChangeKind::Protocol => counts.protocol += 1,
        ChangeKind::Strength => counts.strength += 1,
        ChangeKind::Advice => counts.advice += 1,
    }
}

const fn add(counts: &mut ChangeCounts, more: ChangeCounts) {
    counts.protocol += more.protocol;
    counts.strength += more.strength;
    counts.advice += more.advice;
}
