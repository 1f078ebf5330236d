//! Owns the walk over a rule set's whole answer space: every combination of answers, `unknown` among them.
//!
//! Answers to questions that are not asked of such a visitor stay open, so that each combination is walked once.

use std::collections::BTreeSet;

use crate::answers::{Answers, Given, Number, Numbers};
use crate::engine::{self, Outcome};
use crate::quota::{self, BYTES_PER_MB};
use crate::rulebook::{AnswerSet, Bounds, Rulebook};

/// The most combinations that are walked.
pub const BUDGET: u64 = 20_000_000;

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

/// Calls `visit` with every combination and what comes out; `progress` is told now and then how many are done.
///
/// Each combination comes once by itself, with the figures that its answers give, and then once for each of the
/// [`bands`], with numbers that put the figures there. Gives the number of combinations.
pub fn walk(rulebook: &Rulebook, visit: &mut dyn FnMut(&Answers, &Outcome), progress: &mut dyn FnMut(u64)) -> u64 {
    let mut walk = Walk { rulebook, bands: bands(rulebook), visit, progress, done: 0 };
    walk.from(0, Answers::default());
    (walk.progress)(walk.done);
    walk.done
}

/// Gives numbers that a visitor could tell for each way in which figures can lie to the bounds of all conditions: one
/// set of numbers a band, the bands being cut where some bound begins or ends.
///
/// ```
/// use pop_or_imap::audit;
/// // The built-in rules ask whether a mailbox lasts up to 6, up to 12, or at least 36 months.
/// assert_eq!(audit::bands(&audit::embedded()).len(), 4);
/// ```
#[must_use]
pub fn bands(rulebook: &Rulebook) -> Vec<Numbers> {
    let conditions = || {
        let rules = rulebook.rules.iter().map(|rule| &rule.condition);
        rules.chain(rulebook.advice.iter().map(|advice| &advice.condition))
    };
    let limits = cuts(conditions().map(|condition| condition.mailbox_limit_mb));
    let months = cuts(conditions().map(|condition| condition.months_to_full));
    let one_mail = Numbers::default().with(Number::Mails, 1).with(Number::Attached, 0);
    let a_day = quota::volume(rulebook, one_mail, AnswerSet::default()).imap.max(1);
    let a_month = u128::from(a_day) * u128::from(rulebook.assumptions.working_days_a_year) / 12;
    let mb = |months: u64| u64::try_from(a_month * u128::from(months)).unwrap_or(u64::MAX).div_ceil(BYTES_PER_MB);
    let mut bands = Vec::new();
    for limit in or_none(&limits) {
        for month in or_none(&months) {
            let numbers = match (limit, month) {
                (None, None) => continue,
                (Some(limit), None) => Numbers::default().with(Number::Limit, limit.max(1)),
                (None, Some(0)) => one_mail.with(Number::Limit, 1).with(Number::Used, 1),
                (None, Some(month)) => one_mail.with(Number::Limit, mb(month)),
                // What is there already makes up for a limit that would last longer.
                (Some(limit), Some(month)) => one_mail
                    .with(Number::Limit, limit.max(1))
                    .with(Number::Used, limit.max(1).saturating_sub(mb(month))),
            };
            bands.push(numbers);
        }
    }
    bands
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
    rulebook: &'w Rulebook,
    bands: Vec<Numbers>,
    visit: &'w mut dyn FnMut(&Answers, &Outcome),
    progress: &'w mut dyn FnMut(u64),
    done: u64,
}

impl Walk<'_> {
    fn from(&mut self, place: usize, so_far: Answers) {
        let Some(question) = self.rulebook.questions.get(place) else { return self.visit(&so_far) };
        self.from(place + 1, so_far);
        if so_far.asks(self.rulebook, place) {
            for (choice, _) in (0_u8..).zip(&question.choices) {
                self.from(place + 1, so_far.with(place, Given::Choice(choice)));
            }
        }
    }

    fn visit(&mut self, answers: &Answers) {
        let set = answers.as_set(self.rulebook);
        for numbers in std::iter::once(Numbers::default()).chain(self.bands.iter().copied()) {
            let outcome = engine::decide(self.rulebook, &quota::figures(self.rulebook, numbers, set));
            (self.visit)(&answers.with_numbers(numbers), &outcome);
        }
        self.done += 1;
        if self.done.is_multiple_of(STRIDE) {
            (self.progress)(self.done);
        }
    }
}
