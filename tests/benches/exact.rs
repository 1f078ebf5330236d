//! Holds `settled` against brute force over *all* partial answers, not a sample. `cargo bench --bench exact`
//!
//! The oracle fills a table from the whole answers up: what can come out where an answer is missing is what can come out
//! for any of its choices.

#![expect(clippy::indexing_slicing, clippy::expect_used, reason = "a fault here may end the bench")]

use pop_or_imap::answers::{Answers, Given};
use pop_or_imap::rulebook::{Protocol, Rulebook};
use pop_or_imap::{audit, engine, interview};

/// Two bits: POP can come out, IMAP can.
type Can = u8;

fn fill(rulebook: &Rulebook, place: usize, so_far: Answers, index: usize, table: &mut [Can], missing: bool) {
    let Some(question) = rulebook.questions.get(place) else {
        if !missing {
            let pop = engine::recommend(rulebook, &so_far).outcome.protocol == Protocol::Pop;
            table[index] = if pop { 1 } else { 2 };
        }
        return;
    };
    let ways = question.choices.len() + 1;
    for choice in 0..question.choices.len() {
        let given = Given::Choice(u8::try_from(choice).expect("few choices"));
        fill(rulebook, place + 1, so_far.with(place, given), index * ways + choice, table, missing);
    }
    fill(rulebook, place + 1, so_far, index * ways + ways - 1, table, true);
}

/// Joins, question by question, what can come out for the choices into what can where the answer is missing.
fn join(rulebook: &Rulebook, table: &mut [Can]) {
    let mut stride = table.len();
    for question in &rulebook.questions {
        let ways = question.choices.len() + 1;
        stride /= ways;
        for index in (0..table.len()).filter(|index| index / stride % ways == ways - 1) {
            let choices = (1..ways).map(|back| table[index - back * stride]);
            table[index] |= choices.fold(0, |all, one| all | one);
        }
    }
}

fn compare(rulebook: &Rulebook, place: usize, so_far: Answers, index: usize, table: &[Can], seen: &mut [u64; 2]) {
    let Some(question) = rulebook.questions.get(place) else {
        // Whatever is answered, it comes out as it is shown now.
        let now = if engine::recommend(rulebook, &so_far).outcome.protocol == Protocol::Pop { 1 } else { 2 };
        let settled = table[index] == now;
        assert_eq!(interview::settled(rulebook, &so_far), settled, "{}", so_far.to_query(rulebook));
        seen[usize::from(settled)] += 1;
        return;
    };
    let ways = question.choices.len() + 1;
    for choice in 0..question.choices.len() {
        let given = Given::Choice(u8::try_from(choice).expect("few choices"));
        compare(rulebook, place + 1, so_far.with(place, given), index * ways + choice, table, seen);
    }
    compare(rulebook, place + 1, so_far, index * ways + ways - 1, table, seen);
}

fn main() {
    let rulebook = audit::embedded();
    let size = usize::try_from(audit::combinations_at_most(&rulebook)).expect("a space that fits in memory");
    let mut table = vec![0; size];
    fill(&rulebook, 0, Answers::default(), 0, &mut table, false);
    // Each question's join reads cells that earlier joins have completed: the order of questions does not matter.
    join(&rulebook, &mut table);
    let mut seen = [0; 2];
    compare(&rulebook, 0, Answers::default(), 0, &table, &mut seen);
    println!("settled agrees with brute force on all {size} partial answers: {} open, {} settled", seen[0], seen[1]);
}
