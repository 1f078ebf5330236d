//! Difference of two rule sets: which combinations of answers have another outcome, and the causes.

use super::answer_space::{self, Visited};
use super::bands::bands;
use super::change_tally::{ChangeTally, ComparedRound, CountedEntries};
use super::changed_entries::{ChangedEntry, changed_entries};
use super::rulebook_match::{RulebookMatch, same_questions};
use crate::answers::{Answer, Answers, Numbers};
use crate::engine::bulk::{Combination, Cores, OutcomeKey, OutcomeSpace};
use crate::engine::{self, Outcome};
use crate::rulebook::{Diagnostic, Protocol, Rulebook};

/// The differences of two rule sets, over every combination of answers to their questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The number of combinations.
    pub combinations: u64,
    /// How many of them change protocol, strength, or advice alone.
    pub changed: ChangeCounts,
    /// The changes by cause, the largest group first.
    pub groups: Vec<ChangeGroup>,
    /// Entries of the file that were added, removed or changed.
    pub entries: Vec<ChangedEntry>,
    /// Everyday uses with another outcome.
    pub uses: Vec<ChangedUse>,
}

/// Numbers of changed combinations, each counted once under its most important change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeCounts {
    /// Another protocol.
    pub protocol: u64,
    /// The same protocol with another strength.
    pub strength: u64,
    /// The same protocol and strength with other advice.
    pub advice: u64,
}

/// Combinations that changed for the same cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeGroup {
    /// Ids of the rules or advice that differ; also `scale`, `tie` and the ids of caps, if those changed.
    pub causes: Vec<String>,
    /// How many combinations changed.
    pub changed: ChangeCounts,
    /// Canonical queries, those with another protocol first.
    pub samples: Vec<String>,
}

/// An everyday use with another outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedUse {
    /// The id in the new rule set.
    pub id: String,
    /// The old outcome.
    pub before: (Protocol, crate::rulebook::Strength),
    /// The new outcome.
    pub after: (Protocol, crate::rulebook::Strength),
}

/// Compares two rule sets over the combinations of either. Questions and choices are matched by id; unmatched ones
/// count as unknown.
///
/// # Errors
/// One diagnostic if a space has too many combinations, or those of one rule set are too many for the figures that the
/// other one distinguishes.
///
/// ```
/// use pop_or_imap::audit;
/// use pop_or_imap::loader;
/// let rulebook = loader::embedded();
/// let difference = audit::difference(&rulebook, &rulebook, &mut |_| {}).unwrap();
/// assert_eq!(difference.changed, audit::ChangeCounts::default());
/// ```
pub fn difference(old: &Rulebook, new: &Rulebook, progress: &mut dyn FnMut(u64)) -> Result<Difference, Diagnostic> {
    super::lint::within_budget(old)?;
    super::lint::within_budget(new)?;
    super::lint::within_memory([old, new])?;
    let matched = RulebookMatch::new(old, new);
    let mut entries = changed_entries(old, new);
    let counted = counted_entries(new, &entries);
    let mut tally = ChangeTally::new(counted);
    let same_questions = same_questions(old, new);
    // Shared links may contain answers that only the old rules know or ask for.
    for of_old in [false, true].into_iter().take(if same_questions { 1 } else { 2 }) {
        let done = tally.combinations;
        let comparison = Comparison::new(&matched, same_questions, of_old);
        tally = tally.merge(comparison.run(counted, &mut |part| progress(done + part)));
    }
    for entry in entries.iter_mut().filter(|entry| entry.change != "gone") {
        entry.shown = tally.shown(&matched, entry.noun, &entry.id);
    }
    let (changed, groups) = tally.groups(&matched);
    Ok(Difference { combinations: tally.combinations, changed, groups, entries, uses: changed_uses(&matched) })
}

/// Returns the rules and the advice of which is reported how many combinations show them.
fn counted_entries(new: &Rulebook, entries: &[ChangedEntry]) -> CountedEntries {
    let changed = |noun: &str, id: &str| entries.iter().any(|entry| entry.noun == noun && entry.id == id);
    let rules = new.rules.iter().enumerate().filter(|(_, rule)| changed("rule", &rule.id));
    let advice = new.advice.iter().enumerate().filter(|(_, advice)| changed("advice", &advice.id));
    [rules.map(|(index, _)| index).collect(), advice.map(|(index, _)| index).collect()]
}

/// Removes the answers that do not count.
fn counting(answers: &Answers, rulebook: &Rulebook) -> Answers {
    rulebook.question_indices().fold(*answers, |answers, index| {
        if answers.asks(rulebook, index) { answers } else { answers.with(index, Answer::Unanswered) }
    })
}

/// The comparison over the combinations of one of the two rule sets.
struct Comparison<'m> {
    matched: &'m RulebookMatch<'m>,
    same_questions: bool,
    /// Whether the combinations are those of the old rule set.
    of_old: bool,
    /// No numbers, and those of each band.
    numbers: Vec<Numbers>,
    /// The outcomes of the rule set whose combinations are compared, and those of the other one.
    spaces: [OutcomeSpace<'m>; 2],
}

/// The sets of numbers with which a combination has the same outcomes.
struct Round {
    /// The first of them.
    index: usize,
    times: u64,
    keys: [OutcomeKey; 2],
}

/// Buffers of one core.
#[derive(Default)]
struct Scratch {
    by_points: [Vec<Outcome>; 2],
    rounds: Vec<Round>,
}

impl<'m> Comparison<'m> {
    fn new(matched: &'m RulebookMatch<'m>, same_questions: bool, of_old: bool) -> Self {
        let [own, other] = if of_old { [matched.old, matched.new] } else { [matched.new, matched.old] };
        let numbers: Vec<_> = [Numbers::default()].into_iter().chain(bands(own)).collect();
        let spaces = [own, other].map(|rulebook| OutcomeSpace::new(rulebook, &numbers, Cores::All));
        Self { matched, same_questions, of_old, numbers, spaces }
    }

    fn run(&self, counted: CountedEntries, progress: &mut dyn FnMut(u64)) -> ChangeTally {
        let [own, _] = &self.spaces;
        let state = || (ChangeTally::new(counted), Scratch::default());
        let visit = |(tally, scratch): &mut (ChangeTally, Scratch), visited: &Visited| {
            self.compare(tally, scratch, visited);
        };
        let (_, states) = answer_space::walk(&own.lookup, state, visit, progress);
        let tallies = states.into_iter().map(|(tally, _)| tally);
        tallies.fold(ChangeTally::new(counted), ChangeTally::merge)
    }

    fn compare(&self, tally: &mut ChangeTally, scratch: &mut Scratch, visited: &Visited) {
        let Some(other) = self.other_combination(visited) else { return };
        let [own_space, other_space] = &self.spaces;
        let [own_points, other_points] = &mut scratch.by_points;
        own_space.decide(&visited.combination, own_points);
        other_space.decide(&other, other_points);
        self.find_rounds([&visited.combination, &other], &mut scratch.rounds);
        let rounds = scratch.rounds.iter().filter_map(|round| {
            let [own_key, other_key] = round.keys;
            let own = own_space.outcome(&visited.combination, own_key, own_points)?;
            let other = other_space.outcome(&other, other_key, other_points)?;
            let [before, after] = if self.of_old { [own, other] } else { [other, own] };
            let numbers = *self.numbers.get(round.index)?;
            Some(ComparedRound { index: round.index, times: round.times, numbers, before, after })
        });
        tally.note(self.matched, (self.of_old, visited.rank), &visited.answers, rounds);
    }

    /// Finds the rounds of a combination that differ; the one without numbers is apart.
    fn find_rounds(&self, combinations: [&Combination; 2], rounds: &mut Vec<Round>) {
        rounds.clear();
        let [own_space, other_space] = &self.spaces;
        let [own, other] = combinations;
        for index in 0..self.numbers.len() {
            let (Some(own), Some(other)) = (own_space.key(own, index), other_space.key(other, index)) else { return };
            let keys = [own, other];
            match rounds.iter_mut().skip(1).find(|round| round.keys == keys) {
                Some(round) => round.times += 1,
                None => rounds.push(Round { index, times: 1, keys }),
            }
        }
    }

    /// Returns the same answers in the other rule set; `None` if they are among its own combinations.
    fn other_combination(&self, visited: &Visited) -> Option<Combination> {
        let [_, other] = &self.spaces;
        let answers = &visited.answers;
        if self.same_questions {
            return Some(other.lookup.combination(answers));
        }
        let RulebookMatch { old, new, to_old, to_new, .. } = self.matched;
        if !self.of_old {
            return Some(other.lookup.combination(&to_old.translate(answers)));
        }
        let now = to_new.translate(answers);
        let only_old = to_old.translate(&counting(&now, new)).as_set(old) != answers.as_set(old);
        only_old.then(|| other.lookup.combination(&now))
    }
}

fn changed_uses(matched: &RulebookMatch<'_>) -> Vec<ChangedUse> {
    let moved = matched.new.uses.iter().filter_map(|item| {
        let answers = Answers::from_use(item);
        let after = engine::recommend(matched.new, &answers).outcome;
        let before = engine::recommend(matched.old, &matched.to_old.translate(&answers)).outcome;
        let [before, after] = [before, after].map(|outcome| (outcome.protocol, outcome.strength));
        (before != after).then(|| ChangedUse { id: item.id.clone(), before, after })
    });
    moved.collect()
}
