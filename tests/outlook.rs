//! Settled results, worthwhile questions and counterfactuals, against brute force over all completions.

mod changes;
mod prepared;
mod questions;
mod settled;

use pop_or_imap::answers::{Answer, Answers, Number, Numbers};
use pop_or_imap::engine::{self, Missing, Outcome};
use pop_or_imap::rulebook::QuestionIndex;

use crate::support::RULES;

/// Returns a generator of numbers below a bound, the same at every run.
fn random_below(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

/// Returns answers of which about two thirds are missing, some of them as わからない; the same at every run.
fn partial_answers(count: usize) -> Vec<Answers> {
    let mut random = random_below(7);
    let some = (0..count).map(|_| {
        RULES.indexed_questions().fold(Answers::default(), |answers, (index, question)| match random(10) {
            0..4 => answers,
            4 => answers.with(index, Answer::Unknown),
            _ => answers.with(index, Answer::Choice(u8::try_from(random(question.choices.len() as u64)).unwrap())),
        })
    });
    some.collect()
}

/// Returns the answers with numbers: none, and every combination of some mails a day, megabytes in use and limits.
fn partial_answers_with_numbers(count: usize) -> Vec<Answers> {
    let mut grid = Vec::new();
    for limit in [None, Some(100), Some(900), Some(2_000)] {
        for mails in [None, Some(3), Some(40), Some(250)] {
            for used in [None, Some(85), Some(1_700)] {
                let entered = [(Number::Limit, limit), (Number::Mails, mails), (Number::Used, used)];
                let entered = entered.into_iter().filter_map(|(number, value)| Some((number, value?)));
                grid.push(entered.fold(Numbers::default(), |numbers, (number, value)| numbers.with(number, value)));
            }
        }
    }
    let some = partial_answers(count).into_iter().enumerate();
    some.map(|(at, answers)| answers.with_numbers(grid[at % grid.len()])).collect()
}

/// Returns the indices of missing answers.
fn missing(answers: &Answers, which: Missing) -> Vec<QuestionIndex> {
    let counts = |index: &QuestionIndex| match answers.get(*index) {
        Answer::Unanswered => which != Missing::Unknown,
        Answer::Unknown => which != Missing::Unanswered,
        Answer::Choice(_) => false,
    };
    RULES.question_indices().filter(counts).collect()
}

/// Calls `visit` with every combination of answers to `open`.
fn completions(answers: Answers, open: &[QuestionIndex], visit: &mut dyn FnMut(&Answers)) {
    let Some((first, rest)) = open.split_first() else { return visit(&answers) };
    for choice in 0..RULES.question_at(*first).unwrap().choices.len() {
        completions(answers.with(*first, Answer::Choice(u8::try_from(choice).unwrap())), rest, visit);
    }
}

/// Calls `visit` with every combination of answers to `open`, including わからない.
fn completions_or_unknown(answers: Answers, open: &[QuestionIndex], visit: &mut dyn FnMut(&Answers)) {
    let Some((first, rest)) = open.split_first() else { return visit(&answers) };
    completions_or_unknown(answers.with(*first, Answer::Unknown), rest, visit);
    for choice in 0..RULES.question_at(*first).unwrap().choices.len() {
        let given = Answer::Choice(u8::try_from(choice).unwrap());
        completions_or_unknown(answers.with(*first, given), rest, visit);
    }
}

fn outcome(answers: &Answers) -> Outcome {
    engine::recommend(&RULES, answers).outcome
}
