//! Owns the walk over a rule set's whole answer space: every combination of answers, `unknown` among them.
//!
//! Answers to questions that are not asked of such a visitor stay open, so that each combination is walked once.

use crate::answers::{Answers, Given};
use crate::engine::{self, Outcome};
use crate::rulebook::Rulebook;

/// The most combinations that are walked.
pub const BUDGET: u64 = 20_000_000;

/// How many combinations are walked between two reports of progress.
const STRIDE: u64 = 1 << 16;

/// Gives the number of combinations if every question were asked of everybody: never less than what is walked.
///
/// ```
/// use pop_or_imap::audit;
/// assert_eq!(audit::combinations_at_most(&audit::embedded()), 672_000);
/// ```
#[must_use]
pub fn combinations_at_most(rulebook: &Rulebook) -> u64 {
    let ways = rulebook.questions.iter().map(|question| question.choices.len() as u64 + 1);
    ways.fold(1, u64::saturating_mul)
}

/// Calls `visit` with every combination and what comes out; `progress` is told now and then how many are done.
///
/// Gives the number of combinations.
pub fn walk(rulebook: &Rulebook, visit: &mut dyn FnMut(&Answers, &Outcome), progress: &mut dyn FnMut(u64)) -> u64 {
    let mut walk = Walk { rulebook, visit, progress, done: 0 };
    walk.from(0, Answers::default());
    (walk.progress)(walk.done);
    walk.done
}

struct Walk<'w> {
    rulebook: &'w Rulebook,
    visit: &'w mut dyn FnMut(&Answers, &Outcome),
    progress: &'w mut dyn FnMut(u64),
    done: u64,
}

impl Walk<'_> {
    fn from(&mut self, place: usize, so_far: Answers) {
        let Some(question) = self.rulebook.questions.get(place) else {
            let outcome = engine::recommend(self.rulebook, &so_far).outcome;
            (self.visit)(&so_far, &outcome);
            self.done += 1;
            if self.done.is_multiple_of(STRIDE) {
                (self.progress)(self.done);
            }
            return;
        };
        self.from(place + 1, so_far);
        if so_far.asks(self.rulebook, place) {
            for (choice, _) in (0_u8..).zip(&question.choices) {
                self.from(place + 1, so_far.with(place, Given::Choice(choice)));
            }
        }
    }
}
