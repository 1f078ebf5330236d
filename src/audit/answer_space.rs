//! Answer space: enumerates every combination of answers to a rule set's questions, including `unknown`.
//!
//! Questions that are not asked stay unanswered, so that each combination is visited once.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::answers::{Answer, Answers, Number, Numbers};
use crate::engine::{self, Outcome, PossibleProtocols};
use crate::quota::{self, BYTES_PER_MB};
use crate::rulebook::{AnswerSet, Bounds, QuestionIndex, Rulebook, Situation};

/// The maximum number of combinations that are enumerated.
pub const BUDGET: u64 = 60_000_000;

/// The number of combinations between two reports of progress.
const STRIDE: u64 = 1 << 16;

/// Computes the number of combinations if every question were always asked: an upper bound of what is enumerated.
///
/// ```
/// use pop_or_imap::audit;
/// use pop_or_imap::loader;
/// assert_eq!(audit::combinations_at_most(&loader::embedded()), 806_400);
/// ```
#[must_use]
pub fn combinations_at_most(rulebook: &Rulebook) -> u64 {
    engine::combinations(rulebook)
}

/// Calls `visit` with every combination and its outcome, and then with the same answers, the numbers of each of the
/// [`bands`], and their outcome by points. Reports to `progress` how many combinations are done. Returns the number of
/// combinations.
pub(super) fn walk_by_points(
    rulebook: &Rulebook,
    visit: &mut dyn FnMut(&Answers, &Outcome),
    progress: &mut dyn FnMut(u64),
) -> u64 {
    let bands: Vec<_> = bands(rulebook).into_iter().map(|numbers| FigureCache::new(rulebook, numbers)).collect();
    let mut visit = |answers: &Answers, outcome: &Outcome| {
        visit(answers, outcome);
        let set = answers.as_set(rulebook);
        let without = engine::WithoutFigures::new(rulebook, set);
        for band in &bands {
            visit(&answers.with_numbers(band.numbers), &without.decide(rulebook, &band.of(set)));
        }
    };
    let space = AnswerSpace::new(rulebook, Numbers::default());
    let mut walk = SpaceWalk { space, visit: &mut visit, progress, rounds: 1, done: 0 };
    walk.from(QuestionIndex::FIRST, 0, Answers::default());
    (walk.progress)(walk.done);
    walk.done
}

/// Calls `visit` with every combination and its outcome; reports to `progress` how many are done.
///
/// Each combination is visited once without numbers, then once for each of the [`bands`], with its numbers. Returns the
/// number of combinations.
pub(super) fn walk(
    rulebook: &Rulebook,
    visit: &mut dyn FnMut(&Answers, &Outcome),
    progress: &mut dyn FnMut(u64),
) -> u64 {
    let bands = bands(rulebook);
    let rounds = bands.len() as u64 + 1;
    let mut walk =
        SpaceWalk { space: AnswerSpace::new(rulebook, Numbers::default()), visit, progress, rounds, done: 0 };
    walk.from(QuestionIndex::FIRST, 0, Answers::default());
    let combinations = walk.done;
    for numbers in bands {
        walk.space = AnswerSpace::new(rulebook, numbers);
        walk.from(QuestionIndex::FIRST, 0, Answers::default().with_numbers(numbers));
    }
    (walk.progress)(combinations);
    combinations
}

/// The outcomes of every combination of answers with one set of numbers. Uses one byte per combination.
pub(super) struct AnswerSpace<'a> {
    rulebook: &'a Rulebook,
    figures: FigureCache<'a>,
    /// The protocols that each combination can lead to.
    possible: Vec<u8>,
}

impl<'a> AnswerSpace<'a> {
    pub(super) fn new(rulebook: &'a Rulebook, numbers: Numbers) -> Self {
        let figures = FigureCache::new(rulebook, numbers);
        let protocol = |answers: &Answers| engine::decide(rulebook, &figures.of(answers.as_set(rulebook))).protocol;
        let possible = engine::reach_of_all(rulebook, protocol);
        Self { rulebook, figures, possible }
    }

    fn situation(&self, answers: &Answers) -> Situation {
        self.figures.of(answers.as_set(self.rulebook))
    }

    pub(super) const fn numbers(&self) -> Numbers {
        self.figures.numbers
    }

    /// Returns the outcome for answers with the numbers of this space; わからない counts as missing.
    pub(super) fn outcome(&self, answers: &Answers) -> Outcome {
        self.outcome_at(engine::combination_index(self.rulebook, answers), answers)
    }

    fn outcome_at(&self, combination: usize, answers: &Answers) -> Outcome {
        let can = self.possible.get(combination).copied().unwrap_or_default();
        engine::decide_within(self.rulebook, &self.situation(answers), PossibleProtocols::from_bits(can))
    }
}

/// The figures for one set of numbers. Keeps the last ones, because consecutive combinations share them.
struct FigureCache<'a> {
    rulebook: &'a Rulebook,
    numbers: Numbers,
    /// The answers that figures do not depend on.
    idle: AnswerSet,
    /// The last figures, with the answers that they depend on.
    last: Cell<Option<(AnswerSet, Situation)>>,
}

impl<'a> FigureCache<'a> {
    fn new(rulebook: &'a Rulebook, numbers: Numbers) -> Self {
        let idle = rulebook.indexed_questions().filter(|(index, _)| !rulebook.is_figure_question(*index));
        let idle = idle.fold(AnswerSet::default(), |set, (_, question)| set.union(question.all_answers()));
        Self { rulebook, numbers, idle, last: Cell::new(None) }
    }

    fn of(&self, answers: AnswerSet) -> Situation {
        let key = answers.difference(self.idle);
        let last = self.last.get().filter(|(last, _)| *last == key);
        let (_, figures) = last.unwrap_or_else(|| (key, quota::figures(self.rulebook, self.numbers, answers)));
        self.last.set(Some((key, figures)));
        Situation { answers, ..figures }
    }
}

/// Returns a set of numbers for each band: each way in which figures can relate to the bounds of all conditions.
///
/// ```
/// use pop_or_imap::audit;
/// use pop_or_imap::loader;
/// // The built-in rules ask whether a mailbox lasts up to 1, 6 or 12, or at least 36 months, whether 80 % or all of it is
/// // in use, and whether its limit is 1 GB or less: 7 times 2 ways, without the one that is like no figures at all.
/// assert_eq!(audit::bands(&loader::embedded()).len(), 13);
/// ```
#[must_use]
pub fn bands(rulebook: &Rulebook) -> Vec<Numbers> {
    let rules = rulebook.rules.iter().map(|rule| &rule.condition);
    let conditions: Vec<_> = rules
        .chain(rulebook.advice.iter().map(|advice| &advice.condition))
        .chain(rulebook.caps.iter().map(|cap| &cap.condition))
        .filter(|condition| !condition.is_unbounded())
        .collect();
    let limits = cuts(conditions.iter().map(|condition| condition.mailbox_limit_mb));
    let months = cuts(conditions.iter().map(|condition| condition.months_to_full));
    let used = cuts(conditions.iter().map(|condition| condition.used_percent));
    let holds = |situation: &Situation| conditions.iter().map(|c| c.bounds_hold(situation)).collect::<Vec<_>>();
    // Figures that all conditions treat like missing ones need no band.
    let mut seen = BTreeSet::from([holds(&Situation::default())]);
    let mut bands = Vec::new();
    for limit in or_none(&limits) {
        for month in or_none(&months) {
            for share in or_none(&used) {
                let figures = Situation {
                    mailbox_limit_mb: Some(limit.unwrap_or(USUAL_LIMIT_MB)),
                    months_to_full: month,
                    used_percent: Some(share.unwrap_or(0)),
                    ..Situation::default()
                };
                if seen.insert(holds(&figures)) {
                    bands.push(numbers_for(rulebook, &figures));
                }
            }
        }
    }
    bands
}

/// The mailbox limit of the bands if no condition has bounds on limits.
const USUAL_LIMIT_MB: u64 = 2000;

/// Returns numbers that lead to these figures, as closely as whole numbers allow.
fn numbers_for(rulebook: &Rulebook, figures: &Situation) -> Numbers {
    let limit = figures.mailbox_limit_mb.unwrap_or(USUAL_LIMIT_MB).max(1);
    let used = (u128::from(limit) * u128::from(figures.used_percent.unwrap_or(0))).div_ceil(100);
    let used = u64::try_from(used).unwrap_or(u64::MAX);
    let mut numbers = Numbers::default().with(Number::Limit, limit);
    if used > 0 {
        numbers = numbers.with(Number::Used, used);
    }
    let Some(months) = figures.months_to_full else { return numbers };
    let one_mail = numbers.with(Number::Mails, 1).with(Number::Attached, 0);
    let a_day = quota::volume(rulebook, one_mail, AnswerSet::default()).imap.max(1);
    let a_year = u128::from(a_day) * u128::from(rulebook.assumptions.working_days_a_year);
    // A mailbox that fills in less than half a month counts as 0 months.
    let years_of_mail = a_year * u128::from(months) + a_year / 4;
    let left = u128::from(limit.saturating_sub(used)) * u128::from(BYTES_PER_MB) * 12;
    let mails = u64::try_from(left / years_of_mail.max(1)).unwrap_or(u64::MAX).max(1);
    numbers.with(Number::Mails, mails).with(Number::Attached, 0)
}

/// Returns the first number of each band; empty without bounds.
fn cuts(bounds: impl Iterator<Item = Bounds>) -> BTreeSet<u64> {
    let mut cuts = BTreeSet::new();
    for bound in bounds.filter(|bound| *bound != Bounds::default()) {
        cuts.insert(0);
        cuts.extend(bound.at_least);
        cuts.extend(bound.at_most.map(|most| most.saturating_add(1)));
    }
    cuts
}

fn or_none(cuts: &BTreeSet<u64>) -> Vec<Option<u64>> {
    if cuts.is_empty() { vec![None] } else { cuts.iter().copied().map(Some).collect() }
}

struct SpaceWalk<'w> {
    space: AnswerSpace<'w>,
    visit: &'w mut dyn FnMut(&Answers, &Outcome),
    progress: &'w mut dyn FnMut(u64),
    /// How often each combination is visited.
    rounds: u64,
    done: u64,
}

impl SpaceWalk<'_> {
    fn from(&mut self, index: QuestionIndex, combination: usize, so_far: Answers) {
        let Some(question) = self.space.rulebook.question_at(index) else { return self.visit(combination, &so_far) };
        let missing = question.choices.len();
        self.from(index.next(), combination * (missing + 1) + missing, so_far);
        if so_far.asks(self.space.rulebook, index) {
            for choice in 0..missing {
                let answer = u8::try_from(choice).map_or(Answer::Unanswered, Answer::Choice);
                self.from(index.next(), combination * (missing + 1) + choice, so_far.with(index, answer));
            }
        }
    }

    fn visit(&mut self, combination: usize, answers: &Answers) {
        (self.visit)(answers, &self.space.outcome_at(combination, answers));
        self.done += 1;
        if self.done.is_multiple_of(STRIDE) {
            (self.progress)(self.done / self.rounds);
        }
    }
}
