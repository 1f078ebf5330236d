//! Average numbers of questions, over simulated visitors.

use crate::answers::{Answer, Answers};
use crate::engine::{Missing, PartialAnswers};
use crate::interview;
use crate::rulebook::{QuestionIndex, Rulebook};

/// The number of simulated visitors for the average number of questions.
const VISITORS: u64 = 256;

/// Computes the average numbers of questions, in hundredths: until the verdict is settled, in the order of the
/// interview and in file order; then for a whole interview. Over visitors spread evenly over the choices.
pub(super) fn average_questions(rulebook: &Rulebook) -> [u64; 3] {
    let (mut chosen, mut fixed, mut whole) = (0, 0, 0);
    for visitor in 0..VISITORS {
        let all = visitor_answers(rulebook, visitor);
        chosen += until_settled(rulebook, &all, interview::next);
        fixed += until_settled(rulebook, &all, |rulebook, so_far| {
            let mut indices = rulebook.question_indices();
            indices.find(|index| so_far.get(*index) == Answer::Unanswered && so_far.asks(rulebook, *index))
        });
        whole += interview::path(rulebook, &all).len() as u64;
    }
    [chosen, fixed, whole].map(|count| count * 100 / VISITORS)
}

/// Returns the answers of one simulated visitor to all questions, the same in every run.
fn visitor_answers(rulebook: &Rulebook, visitor: u64) -> Answers {
    rulebook.indexed_questions().fold(Answers::default(), |answers, (index, question)| {
        // A multiplicative hash (Knuth) spreads visitors evenly over the choices of each question.
        let mixed = (visitor * 16 + usize::from(index) as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        let choice = mixed % (question.choices.len() as u64).max(1);
        answers.with(index, Answer::Choice(u8::try_from(choice).unwrap_or(0)))
    })
}

fn until_settled(
    rulebook: &Rulebook,
    all: &Answers,
    next: impl Fn(&Rulebook, &Answers) -> Option<QuestionIndex>,
) -> u64 {
    let mut so_far = Answers::default();
    let mut count = 0;
    while PartialAnswers::new(rulebook, &so_far, Missing::UnansweredAndUnknown).possible_protocols().only().is_none() {
        let Some(index) = next(rulebook, &so_far) else { break };
        so_far = so_far.with(index, all.get(index));
        count += 1;
    }
    count
}
