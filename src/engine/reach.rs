//! Reach: the protocols that every combination of answers can still lead to, all of them at once.
//!
//! The protocols that a missing answer can lead to are those of any of its choices, so one pass per question computes
//! them for all combinations. わからない counts as missing.

use super::decide;
use super::possible_protocols::PossibleProtocols;
use crate::answers::{Answer, Answers, Number};
use crate::quota;
use crate::rulebook::{Protocol, QuestionIndex, Rulebook};

/// The maximum number of combinations for which a rule set is prepared; each takes a quarter of a byte.
const MAX_PREPARED: u64 = 1 << 22;

/// Computes what all combinations of answers without numbers can lead to, so that [`recommend`](super::recommend) and
/// everything based on it need no search for them.
///
/// It takes a tenth of a second for the embedded rules; recommendations are the same without it. Rule sets with very many
/// combinations are left as they are.
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
    if combinations(rulebook) > MAX_PREPARED || rulebook.reach.is_filled() {
        return;
    }
    let protocol = |answers: &Answers| decide(rulebook, &quota::situation(rulebook, answers)).protocol;
    rulebook.reach.fill(&reach_of_all(rulebook, protocol));
}

/// Returns the protocols that completions of these answers lead to, if the rule set is prepared and there are no numbers.
pub(super) fn prepared(rulebook: &Rulebook, answers: &Answers) -> Option<PossibleProtocols> {
    if Number::OF_FORECAST.into_iter().any(|number| answers.numbers.get(number).is_some()) {
        return None;
    }
    rulebook.reach.get(combination_index(rulebook, answers)).map(PossibleProtocols::from_bits)
}

/// Returns the number of combinations of answers if every question were always asked.
pub(crate) fn combinations(rulebook: &Rulebook) -> u64 {
    let ways = rulebook.questions.iter().map(|question| question.choices.len() as u64 + 1);
    ways.fold(1, u64::saturating_mul)
}

/// Returns the number of a combination, with its questions as digits.
pub(crate) fn combination_index(rulebook: &Rulebook, answers: &Answers) -> usize {
    rulebook.indexed_questions().fold(0, |combination, (index, question)| {
        let missing = question.choices.len();
        combination * (missing + 1) + answers.choice(index).unwrap_or(missing)
    })
}

/// Returns the bits of the protocols that each combination can lead to, by the protocol of those without a missing answer.
pub(crate) fn reach_of_all(rulebook: &Rulebook, protocol: impl Fn(&Answers) -> Protocol) -> Vec<u8> {
    let size = usize::try_from(combinations(rulebook)).unwrap_or(0);
    let mut all = ReachOfAll { rulebook, protocol, bits: vec![0; size] };
    all.fill(QuestionIndex::FIRST, 0, Answers::default());
    all.join();
    all.bits
}

struct ReachOfAll<'a, F> {
    rulebook: &'a Rulebook,
    protocol: F,
    bits: Vec<u8>,
}

impl<F: Fn(&Answers) -> Protocol> ReachOfAll<'_, F> {
    /// Stores the protocols of the combinations without a missing answer.
    fn fill(&mut self, index: QuestionIndex, combination: usize, so_far: Answers) {
        let Some(question) = self.rulebook.question_at(index) else {
            let protocol = (self.protocol)(&so_far);
            if let Some(slot) = self.bits.get_mut(combination) {
                *slot = PossibleProtocols::default().with(protocol).bits();
            }
            return;
        };
        let ways = question.choices.len() + 1;
        for choice in 0..question.choices.len() {
            let answer = u8::try_from(choice).map_or(Answer::Unanswered, Answer::Choice);
            self.fill(index.next(), combination * ways + choice, so_far.with(index, answer));
        }
    }

    /// Joins, question by question, the protocols of the choices into those of the missing answer.
    fn join(&mut self) {
        let mut stride = self.bits.len();
        for question in &self.rulebook.questions {
            let ways = question.choices.len() + 1;
            stride /= ways;
            for block in self.bits.chunks_exact_mut(stride * ways) {
                let (choices, missing) = block.split_at_mut(stride * question.choices.len());
                for choice in choices.chunks_exact(stride) {
                    missing.iter_mut().zip(choice).for_each(|(all, one)| *all |= one);
                }
            }
        }
    }
}
