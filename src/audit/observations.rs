//! Observations of the lint: which rules, advice and choices matter in some combination of answers, and which
//! combinations have a defect.
//!
//! Each core has observations of its own; merged, they are the same on any number of cores.

use std::collections::BTreeMap;

use super::answer_space::Visited;
use super::bands::bands;
use crate::answers::{Answer, Answers, Numbers};
use crate::engine::bulk::{Combination, Cores, FigurePatterns, OutcomeSpace};
use crate::engine::{self, Outcome, Score};
use crate::rulebook::{Effect, EntrySet, Expectation, Protocol, QuestionSet, Rule, RuleIndex, Rulebook, Strength};

/// A combination of answers and numbers that may be an example of a defect.
struct Example<'v> {
    visited: &'v Visited,
    numbers: Numbers,
    /// How many sets of numbers have the same outcome; these are the first of them.
    times: u64,
}

/// A counter that keeps the first example, and its rank.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Occurrences {
    pub(super) count: u64,
    first: Option<(u64, Answers)>,
}

impl Occurrences {
    fn note(&mut self, example: &Example<'_>) {
        self.count += example.times;
        let rank = example.visited.rank;
        if self.first.is_none_or(|(first, _)| rank < first) {
            self.first = Some((rank, example.visited.answers.with_numbers(example.numbers)));
        }
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.first = self.first.into_iter().chain(other.first).min_by_key(|(rank, _)| *rank);
    }

    /// Returns the first example.
    pub(super) fn first(&self) -> Option<Answers> {
        self.first.map(|(_, answers)| answers)
    }
}

/// A rule set under observation, with everything that is computed once for all combinations.
pub(super) struct ObservedRules<'a> {
    pub(super) rulebook: &'a Rulebook,
    /// The outcomes without numbers.
    pub(super) space: OutcomeSpace<'a>,
    pub(super) bands: Vec<Numbers>,
    figures_of_bands: FigurePatterns,
    /// The hard rules for POP, and those for IMAP.
    hard: [EntrySet; 2],
    /// The questions that conditions with bounds depend on other than through figures, and those that decide whether
    /// others are asked.
    bounded: QuestionSet,
}

impl<'a> ObservedRules<'a> {
    pub(super) fn new(rulebook: &'a Rulebook, cores: Cores) -> Self {
        let space = OutcomeSpace::new(rulebook, &[Numbers::default()], cores);
        let bands = bands(rulebook);
        let bounded = rulebook.rules.iter().filter(|rule| !rule.condition.is_unbounded());
        let steering = rulebook.question_indices().filter(|index| rulebook.steers(*index));
        Self {
            rulebook,
            figures_of_bands: FigurePatterns::new(&space.lookup, &bands),
            space,
            bands,
            hard: [Protocol::Pop, Protocol::Imap].map(|protocol| {
                let hard = rulebook.indexed_rules().filter(|(_, rule)| rule.effect == Effect::Requires(protocol));
                hard.map(|(index, _)| usize::from(index)).collect()
            }),
            bounded: bounded.flat_map(|rule| rule.condition.questions()).chain(steering).collect(),
        }
    }

    /// Returns the combination with the expectation's question raised by one step.
    fn raised(&self, answers: &Answers, expectation: &Expectation) -> Option<Combination> {
        let choice = answers.choice(expectation.question)?;
        let step = expectation.raising.windows(2).find(|step| step.first() == Some(&choice))?;
        let next = u8::try_from(*step.last()?).ok()?;
        Some(self.space.lookup.combination(&answers.with(expectation.question, Answer::Choice(next))))
    }
}

#[derive(Default)]
pub(super) struct Observations {
    pub(super) distribution: BTreeMap<(Protocol, Strength), u64>,
    pub(super) fired: EntrySet,
    pub(super) matters: EntrySet,
    pub(super) advised: EntrySet,
    /// For each question, one bit per choice.
    pub(super) choices_matter: Vec<u128>,
    /// For each question, whether it is ever asked.
    pub(super) asked: Vec<bool>,
    pub(super) ties: Occurrences,
    pub(super) reasonless: Occurrences,
    pub(super) contradictions: Occurrences,
    /// For each expectation, the combinations that break it.
    pub(super) broken: Vec<Occurrences>,
    /// The outcomes by points of the current answers, for each pattern of figures in the bands.
    in_bands: Vec<Outcome>,
    /// The leads with each pattern, before and after a step.
    leads: [Vec<i64>; 2],
}

impl Observations {
    pub(super) fn new(rulebook: &Rulebook) -> Self {
        let questions = rulebook.questions.len();
        Self {
            choices_matter: vec![0; questions],
            asked: vec![false; questions],
            broken: vec![Occurrences::default(); rulebook.expectations.len()],
            ..Self::default()
        }
    }

    /// Adds what another core observed.
    pub(super) fn merge(mut self, other: &Self) -> Self {
        for (verdict, count) in &other.distribution {
            *self.distribution.entry(*verdict).or_default() += count;
        }
        self.fired = self.fired.union(other.fired);
        self.matters = self.matters.union(other.matters);
        self.advised = self.advised.union(other.advised);
        self.choices_matter.iter_mut().zip(&other.choices_matter).for_each(|(bits, others)| *bits |= others);
        self.asked.iter_mut().zip(&other.asked).for_each(|(asked, others)| *asked |= others);
        self.ties.merge(&other.ties);
        self.reasonless.merge(&other.reasonless);
        self.contradictions.merge(&other.contradictions);
        self.broken.iter_mut().zip(&other.broken).for_each(|(broken, others)| broken.merge(others));
        self
    }

    /// Records a combination without numbers, and with the numbers of each band, for which the points alone decide.
    pub(super) fn note(&mut self, rules: &ObservedRules<'_>, visited: &Visited) {
        let (space, combination) = (&rules.space, &visited.combination);
        let holding = space.holding(combination, 0);
        let by_points = space.lookup.decide(&holding);
        let outcome = space.lookup.within(by_points, space.reach(combination, 0), || holding);
        *self.distribution.entry((outcome.protocol, outcome.strength)).or_default() += 1;
        self.note_outcome(rules, &Example { visited, numbers: Numbers::default(), times: 1 }, &outcome);
        self.note_choices(rules, visited, &by_points);
        self.in_bands.clear();
        for pattern in rules.figures_of_bands.of(combination).map_or(&[][..], |list| &list.patterns) {
            let outcome = space.lookup.decide(&space.lookup.holding(combination, pattern.out_of_bounds));
            self.in_bands.push(outcome);
            let numbers = rules.bands.get(pattern.first).copied().unwrap_or_default();
            self.note_outcome(rules, &Example { visited, numbers, times: pattern.times }, &outcome);
        }
        self.note_expectations(rules, visited, &outcome);
    }

    fn note_outcome(&mut self, rules: &ObservedRules<'_>, example: &Example<'_>, outcome: &Outcome) {
        let fired = outcome.fired_rules();
        self.fired = self.fired.union(fired);
        // A rule that is known to matter need not be tried again.
        let untried = fired.difference(self.matters);
        if !untried.is_empty() {
            let rulebook = rules.rulebook;
            let untried = rulebook.indexed_rules().filter(|(index, _)| untried.contains(usize::from(*index)));
            let mattering = untried.filter(|(index, rule)| changes_without(rulebook, outcome, *index, rule));
            self.matters = self.matters.union(mattering.map(|(index, _)| usize::from(index)).collect());
        }
        if fired.is_empty() {
            self.reasonless.note(example);
        }
        if rules.hard.iter().all(|hard| fired.intersects(*hard)) {
            self.contradictions.note(example);
        }
        self.advised = self.advised.union(outcome.applied_advice());
        if outcome.tied && !fired.is_empty() {
            self.ties.note(example);
        }
    }

    /// Records whether answering わからない instead would change anything.
    fn note_choices(&mut self, rules: &ObservedRules<'_>, visited: &Visited, by_points: &Outcome) {
        let answers = &visited.answers;
        let each = rules.rulebook.indexed_questions().zip(&mut self.choices_matter).zip(&mut self.asked);
        for (((index, question), mattering), asked) in each {
            let Answer::Choice(choice) = answers.get(index) else { continue };
            // A question that is asked only after わからない does not count as asked.
            *asked = *asked || question.ask_unless.questions().all(|gate| answers.choice(gate).is_some());
            if *mattering >> choice & 1 == 0 {
                let without = rules.space.lookup.combination(&answers.with(index, Answer::Unanswered));
                let without = rules.space.lookup.decide(&rules.space.holding(&without, 0));
                let [with, without] =
                    [by_points, &without].map(|outcome| (outcome.protocol, outcome.strength, outcome.applied_advice()));
                *mattering |= u128::from(with != without) << choice;
            }
        }
    }

    fn note_expectations(&mut self, rules: &ObservedRules<'_>, visited: &Visited, outcome: &Outcome) {
        let lookup = &rules.space.lookup;
        for (expectation, broken) in rules.rulebook.expectations.iter().zip(&mut self.broken) {
            let Some(raised) = rules.raised(&visited.answers, expectation) else { continue };
            let toward = expectation.never_toward;
            let lead_now =
                |outcome: &Outcome| lead((outcome.score, outcome.decided_by.map(|_| outcome.protocol)), toward);
            let lead_then = |out_of_bounds| lead(lookup.score(lookup.holding(&raised, out_of_bounds).rules), toward);
            if lead_then(rules.space.out_of_bounds(&raised, 0)) > lead_now(outcome) {
                broken.note(&Example { visited, numbers: Numbers::default(), times: 1 });
            }
            // With fixed figures, a step changes the score as it does without, unless a rule with bounds depends on it.
            if !rules.bounded.contains(expectation.question) {
                continue;
            }
            let [now, then] = [&visited.combination, &raised].map(|combination| rules.figures_of_bands.of(combination));
            let (Some(now), Some(then)) = (now, then) else { continue };
            let [before, after] = &mut self.leads;
            before.clear();
            before.extend(self.in_bands.iter().map(lead_now));
            after.clear();
            after.extend(then.patterns.iter().map(|pattern| lead_then(pattern.out_of_bounds)));
            for ((now, then), numbers) in now.by_numbers.iter().zip(&then.by_numbers).zip(&rules.bands) {
                if after.get(*then) > before.get(*now) {
                    broken.note(&Example { visited, numbers: *numbers, times: 1 });
                }
            }
        }
    }
}

/// Checks whether protocol or strength change without the rule at `index`; advice follows the protocol.
fn changes_without(rulebook: &Rulebook, outcome: &Outcome, index: RuleIndex, rule: &Rule) -> bool {
    match rule.effect {
        Effect::Requires(protocol) => {
            let rules = rulebook.indexed_rules();
            let others = rules.filter(|(other, _)| *other != index && outcome.fired(*other));
            let mut hard = others.filter(|(_, rule)| rule.effect.is_hard());
            let next = hard.next().map(|(_, rule)| rule.effect.protocol());
            outcome.decided_by == Some(index) && next != Some(protocol)
        }
        Effect::Favours { protocol, weight } => {
            let mut score = outcome.score;
            *score.get_mut(protocol) -= weight;
            // Caps are ignored on both sides.
            let [with, without] = [outcome.score, score].map(|score| engine::verdict_of(rulebook, score));
            outcome.decided_by.is_none() && !outcome.sure && with != without
        }
    }
}

/// Computes the lead of a protocol; a hard rule counts as infinite.
fn lead((score, hard): (Score, Option<Protocol>), toward: Protocol) -> i64 {
    match hard {
        Some(protocol) if protocol == toward => i64::MAX,
        Some(_) => i64::MIN,
        None => i64::from(*score.get(toward)) - i64::from(*score.get(toward.other())),
    }
}
