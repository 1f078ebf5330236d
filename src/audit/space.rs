//! Owns the walk over a rule set's whole answer space: every combination of answers, `unknown` among them.
//!
//! Answers to questions that are not asked of such a visitor stay open, so that each combination is walked once.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::answers::{Answers, Given, Number, Numbers};
use crate::engine::{self, Outcome, Reach};
use crate::quota::{self, BYTES_PER_MB};
use crate::rulebook::{AnswerSet, Bounds, Protocol, Rulebook, Situation};

/// The most combinations that are walked.
pub const BUDGET: u64 = 60_000_000;

/// How many combinations are walked between two reports of progress.
const STRIDE: u64 = 1 << 16;

/// Gives the number of combinations if every question were asked of everybody: never less than what is walked.
///
/// ```
/// use pop_or_imap::audit;
/// assert_eq!(audit::combinations_at_most(&audit::embedded()), 806_400);
/// ```
#[must_use]
pub fn combinations_at_most(rulebook: &Rulebook) -> u64 {
    let ways = rulebook.questions.iter().map(|question| question.choices.len() as u64 + 1);
    ways.fold(1, u64::saturating_mul)
}

/// Calls `visit` with every combination and what comes out, and then with the same answers and the numbers of each of the
/// [`bands`], with what the points come to then; `progress` is told now and then how many are done. Returns the number of
/// combinations.
pub(super) fn walk_by_points(
    rulebook: &Rulebook,
    visit: &mut dyn FnMut(&Answers, &Outcome),
    progress: &mut dyn FnMut(u64),
) -> u64 {
    let bands: Vec<_> = bands(rulebook).into_iter().map(|numbers| Figures::new(rulebook, numbers)).collect();
    let mut visit = |answers: &Answers, outcome: &Outcome| {
        visit(answers, outcome);
        let set = answers.as_set(rulebook);
        let without = engine::WithoutFigures::new(rulebook, set);
        for band in &bands {
            visit(&answers.with_numbers(band.numbers), &without.decide(rulebook, &band.of(set)));
        }
    };
    let space = Space::new(rulebook, Numbers::default());
    let mut walk = Walk { space, visit: &mut visit, progress, rounds: 1, done: 0 };
    walk.from(0, 0, Answers::default());
    (walk.progress)(walk.done);
    walk.done
}

/// Calls `visit` with every combination and what comes out; `progress` is told now and then how many are done.
///
/// Each combination comes once by itself, with the figures that its answers give; then all of them once more for each
/// of the [`bands`], with numbers that put the figures there. Returns the number of combinations.
pub(super) fn walk(
    rulebook: &Rulebook,
    visit: &mut dyn FnMut(&Answers, &Outcome),
    progress: &mut dyn FnMut(u64),
) -> u64 {
    let bands = bands(rulebook);
    let rounds = bands.len() as u64 + 1;
    let mut walk = Walk { space: Space::new(rulebook, Numbers::default()), visit, progress, rounds, done: 0 };
    walk.from(0, 0, Answers::default());
    let combinations = walk.done;
    for numbers in bands {
        walk.space = Space::new(rulebook, numbers);
        walk.from(0, 0, Answers::default().with_numbers(numbers));
    }
    (walk.progress)(combinations);
    combinations
}

/// What comes out for every combination of answers with one set of numbers.
///
/// What can come out where an answer is missing is what can come out for any of its choices, so that one pass for each
/// question computes it for all combinations. Holds one byte a combination.
pub(super) struct Space<'a> {
    rulebook: &'a Rulebook,
    figures: Figures<'a>,
    /// Bit 0: POP can come out; bit 1: IMAP can.
    reach: Vec<u8>,
}

impl<'a> Space<'a> {
    pub(super) fn new(rulebook: &'a Rulebook, numbers: Numbers) -> Self {
        let size = usize::try_from(combinations_at_most(rulebook)).unwrap_or(0);
        let mut space = Self { rulebook, figures: Figures::new(rulebook, numbers), reach: vec![0; size] };
        space.fill(0, 0, Answers::default());
        space.join();
        space
    }

    /// Notes what comes out for the combinations without a missing answer.
    fn fill(&mut self, place: usize, index: usize, so_far: Answers) {
        let Some(question) = self.rulebook.questions.get(place) else {
            let protocol = engine::decide(self.rulebook, &self.situation(&so_far)).protocol;
            if let Some(slot) = self.reach.get_mut(index) {
                *slot = if protocol == Protocol::Pop { 1 } else { 2 };
            }
            return;
        };
        let ways = question.choices.len() + 1;
        for choice in 0..question.choices.len() {
            let given = u8::try_from(choice).map_or(Given::Open, Given::Choice);
            self.fill(place + 1, index * ways + choice, so_far.with(place, given));
        }
    }

    /// Joins, question by question, what can come out for the choices into what can where the answer is missing.
    fn join(&mut self) {
        let mut stride = self.reach.len();
        for question in &self.rulebook.questions {
            let ways = question.choices.len() + 1;
            stride /= ways;
            for block in self.reach.chunks_exact_mut(stride * ways) {
                let (choices, missing) = block.split_at_mut(stride * question.choices.len());
                for choice in choices.chunks_exact(stride) {
                    missing.iter_mut().zip(choice).for_each(|(all, one)| *all |= one);
                }
            }
        }
    }

    fn situation(&self, answers: &Answers) -> Situation {
        self.figures.of(answers.as_set(self.rulebook))
    }

    pub(super) const fn numbers(&self) -> Numbers {
        self.figures.numbers
    }

    /// Returns what comes out for answers with the numbers of this space; わからない counts as missing.
    pub(super) fn outcome(&self, answers: &Answers) -> Outcome {
        self.outcome_at(index(self.rulebook, answers), answers)
    }

    fn outcome_at(&self, index: usize, answers: &Answers) -> Outcome {
        let can = self.reach.get(index).copied().unwrap_or_default();
        let reach = Reach { pop: can & 1 != 0, imap: can & 2 != 0 };
        engine::decide_within(self.rulebook, &self.situation(answers), reach)
    }
}

/// The figures with one set of numbers; the last are kept, because combinations that follow each other share them.
struct Figures<'a> {
    rulebook: &'a Rulebook,
    numbers: Numbers,
    /// The answers that figures do not rest on.
    idle: AnswerSet,
    /// The figures computed last, with the answers that they rest on.
    last: Cell<Option<(AnswerSet, Situation)>>,
}

impl<'a> Figures<'a> {
    fn new(rulebook: &'a Rulebook, numbers: Numbers) -> Self {
        let questions = rulebook.questions.iter().enumerate();
        let idle = questions.filter(|(place, _)| !rulebook.is_figure_question(*place));
        let idle = idle.fold(AnswerSet::default(), |set, (_, question)| set.union(question.all_answers()));
        Self { rulebook, numbers, idle, last: Cell::new(None) }
    }

    fn of(&self, answers: AnswerSet) -> Situation {
        let key = answers.without(self.idle);
        let last = self.last.get().filter(|(last, _)| *last == key);
        let (_, figures) = last.unwrap_or_else(|| (key, quota::figures(self.rulebook, self.numbers, answers)));
        self.last.set(Some((key, figures)));
        Situation { answers, ..figures }
    }
}

/// Returns the place of a combination among all, its questions as the digits of a number.
pub(super) fn index(rulebook: &Rulebook, answers: &Answers) -> usize {
    rulebook.questions.iter().enumerate().fold(0, |index, (place, question)| {
        let missing = question.choices.len();
        index * (missing + 1) + answers.choice(place).unwrap_or(missing)
    })
}

/// Gives numbers that a visitor could tell for each way in which figures can lie to the bounds of all conditions: one
/// set of numbers a band, the bands being cut where some bound begins or ends.
///
/// ```
/// use pop_or_imap::audit;
/// // The built-in rules ask whether a mailbox lasts up to 1, 6 or 12, or at least 36 months, whether 80 % or all of it is
/// // in use, and whether its limit is 1 GB or less: 7 times 2 ways, without the one that is like no figures at all.
/// assert_eq!(audit::bands(&audit::embedded()).len(), 13);
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
    // Figures that no condition distinguishes from none need no band of their own.
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

/// The mailbox limit of the bands where no condition looks at limits.
const USUAL_LIMIT_MB: u64 = 2000;

/// Returns numbers that a visitor could enter so that the figures come out, as near as whole numbers allow.
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
    // What fills in less than half a month counts as no month.
    let years_of_mail = a_year * u128::from(months) + a_year / 4;
    let left = u128::from(limit.saturating_sub(used)) * u128::from(BYTES_PER_MB) * 12;
    let mails = u64::try_from(left / years_of_mail.max(1)).unwrap_or(u64::MAX).max(1);
    numbers.with(Number::Mails, mails).with(Number::Attached, 0)
}

/// Gives the first number of each band that bounds cut; empty where there are no bounds.
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

struct Walk<'w> {
    space: Space<'w>,
    visit: &'w mut dyn FnMut(&Answers, &Outcome),
    progress: &'w mut dyn FnMut(u64),
    /// How many times each combination comes.
    rounds: u64,
    done: u64,
}

impl Walk<'_> {
    fn from(&mut self, place: usize, index: usize, so_far: Answers) {
        let Some(question) = self.space.rulebook.questions.get(place) else { return self.visit(index, &so_far) };
        let missing = question.choices.len();
        self.from(place + 1, index * (missing + 1) + missing, so_far);
        if so_far.asks(self.space.rulebook, place) {
            for choice in 0..missing {
                let given = u8::try_from(choice).map_or(Given::Open, Given::Choice);
                self.from(place + 1, index * (missing + 1) + choice, so_far.with(place, given));
            }
        }
    }

    fn visit(&mut self, index: usize, answers: &Answers) {
        (self.visit)(answers, &self.space.outcome_at(index, answers));
        self.done += 1;
        if self.done.is_multiple_of(STRIDE) {
            (self.progress)(self.done / self.rounds);
        }
    }
}
