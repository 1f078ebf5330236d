//! Reach: the protocols that every combination of answers can still lead to, all of them at once.
//!
//! The protocols that a missing answer can lead to are those of any of its choices, so one pass per question computes
//! them for all combinations. わからない counts as missing.

use super::bulk::{Cores, OutcomeSpace};
use super::possible_protocols::PossibleProtocols;
use crate::answers::{Answers, Number, Numbers};
use crate::rulebook::Rulebook;

/// The maximum number of combinations for which a rule set is prepared; each takes a quarter of a byte.
const MAX_PREPARED: u64 = 1 << 22;

/// Computes what all combinations of answers without numbers can lead to, so that [`recommend`](super::recommend) and
/// everything based on it need no search for them.
///
/// Recommendations are the same without it. Rule sets with very many combinations are left as they are.
///
/// ```
/// use pop_or_imap::{answers::Answers, engine, loader};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=work&offline=unknown");
/// let before = engine::recommend(&rulebook, &answers).outcome;
/// engine::prepare(&rulebook);
/// assert!(rulebook.reach.is_filled());
/// assert_eq!(engine::recommend(&rulebook, &answers).outcome, before);
/// ```
pub fn prepare(rulebook: &Rulebook) {
    if rulebook.combinations() > MAX_PREPARED || rulebook.reach.is_filled() {
        return;
    }
    rulebook.reach.fill(OutcomeSpace::new(rulebook, &[Numbers::default()], Cores::One).reach_bits());
}

/// Returns the protocols that completions of these answers lead to, if the rule set is prepared and there are no numbers.
pub(super) fn prepared(rulebook: &Rulebook, answers: &Answers) -> Option<PossibleProtocols> {
    if Number::OF_FORECAST.into_iter().any(|number| answers.numbers.get(number).is_some()) {
        return None;
    }
    rulebook.reach.get(combination_index(rulebook, answers)).map(PossibleProtocols::from_bits)
}

/// Returns the number of a combination, with its questions as digits.
fn combination_index(rulebook: &Rulebook, answers: &Answers) -> usize {
    rulebook.indexed_questions().fold(0, |combination, (index, question)| {
        let missing = question.choices.len();
        combination * (missing + 1) + answers.choice(index).unwrap_or(missing)
    })
}
