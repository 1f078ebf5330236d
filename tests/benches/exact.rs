//! Compares `settled` and its verdict with brute force over *all* partial answers, without numbers and over a grid of
//! numbers: `cargo bench --bench exact`.
//!
//! The oracle fills a table from complete answers: the possible protocols for a missing answer are the union of those
//! for its choices.

#![expect(clippy::indexing_slicing, clippy::expect_used, reason = "a fault here may end the bench")]

use pop_or_imap::answers::{Answer, Answers, Number, Numbers};
use pop_or_imap::rulebook::{Protocol, QuestionIndex, Rulebook};
use pop_or_imap::{audit, engine, loader};

/// Two bits: POP is possible, IMAP is possible.
type Can = u8;

fn fill(
    rulebook: &Rulebook,
    index: QuestionIndex,
    so_far: Answers,
    combination: usize,
    table: &mut [Can],
    missing: bool,
) {
    let Some(question) = rulebook.question_at(index) else {
        if !missing {
            let pop = engine::recommend(rulebook, &so_far).outcome.protocol == Protocol::Pop;
            table[combination] = if pop { 1 } else { 2 };
        }
        return;
    };
    let ways = question.choices.len() + 1;
    for choice in 0..question.choices.len() {
        let given = Answer::Choice(u8::try_from(choice).expect("few choices"));
        fill(rulebook, index.next(), so_far.with(index, given), combination * ways + choice, table, missing);
    }
    fill(rulebook, index.next(), so_far, combination * ways + ways - 1, table, true);
}

/// Joins, question by question, the possible protocols of the choices into those of the missing answer.
fn join(rulebook: &Rulebook, table: &mut [Can]) {
    let mut stride = table.len();
    for question in &rulebook.questions {
        let ways = question.choices.len() + 1;
        stride /= ways;
        for combination in (0..table.len()).filter(|combination| combination / stride % ways == ways - 1) {
            let choices = (1..ways).map(|back| table[combination - back * stride]);
            table[combination] |= choices.fold(0, |all, one| all | one);
        }
    }
}

/// Compares every partial answer with the table; missing answers are set to `missing`.
struct Comparison<'a> {
    rulebook: &'a Rulebook,
    table: &'a [Can],
    missing: Answer,
    open: u64,
    settled: u64,
    sure: u64,
}

impl Comparison<'_> {
    fn from(&mut self, index: QuestionIndex, so_far: Answers, combination: usize) {
        let Some(question) = self.rulebook.question_at(index) else { return self.compare(&so_far, combination) };
        let ways = question.choices.len() + 1;
        for choice in 0..question.choices.len() {
            let given = Answer::Choice(u8::try_from(choice).expect("few choices"));
            self.from(index.next(), so_far.with(index, given), combination * ways + choice);
        }
        self.from(index.next(), so_far.with(index, self.missing), combination * ways + ways - 1);
    }

    fn compare(&mut self, answers: &Answers, combination: usize) {
        let outcome = engine::recommend(self.rulebook, answers).outcome;
        let settled = match self.table[combination] {
            1 => Some(Protocol::Pop),
            2 => Some(Protocol::Imap),
            _ => None,
        };
        // If one protocol is possible, it is the verdict: no later answer, nor a missing one, can change it.
        assert_eq!(outcome.settled, settled.is_some(), "{}", answers.to_query(self.rulebook));
        assert!(settled.is_none_or(|only| only == outcome.protocol), "{}", answers.to_query(self.rulebook));
        self.open += u64::from(!outcome.settled);
        self.settled += u64::from(outcome.settled);
        self.sure += u64::from(outcome.sure);
    }
}

/// Numbers that a visitor can enter: none, each band of the rules, and a grid of mails a day, megabytes in use and
/// limits.
fn grid(rulebook: &Rulebook) -> Vec<Numbers> {
    let mut grid = vec![Numbers::default()];
    grid.extend(audit::bands(rulebook));
    for limit in [None, Some(100), Some(900)] {
        for mails in [None, Some(3), Some(40), Some(250)] {
            for used in [None, Some(85), Some(1_700)] {
                let entered = [(Number::Mails, mails), (Number::Used, used), (Number::Limit, limit)];
                let entered = entered.into_iter().filter_map(|(number, value)| Some((number, value?)));
                grid.push(entered.fold(Numbers::default(), |numbers, (number, value)| numbers.with(number, value)));
            }
        }
    }
    grid
}

fn main() {
    let rulebook = loader::embedded();
    let size = usize::try_from(audit::combinations_at_most(&rulebook)).expect("a space that fits in memory");
    let grid = grid(&rulebook);
    let mut totals = [0; 3];
    for (at, numbers) in grid.iter().enumerate() {
        let mut table = vec![0; size];
        fill(&rulebook, QuestionIndex::FIRST, Answers::default().with_numbers(*numbers), 0, &mut table, false);
        // Each join reads only cells that earlier joins have completed, so the order of questions does not matter.
        join(&rulebook, &mut table);
        // A missing answer and わからない are equivalent for the protocol.
        let missing = if at % 2 == 0 { Answer::Unanswered } else { Answer::Unknown };
        let mut comparison = Comparison { rulebook: &rulebook, table: &table, missing, open: 0, settled: 0, sure: 0 };
        comparison.from(QuestionIndex::FIRST, Answers::default().with_numbers(*numbers), 0);
        let Comparison { open, settled, sure, .. } = comparison;
        if at == 0 {
            println!("without numbers: {open} open, {settled} settled, {sure} of them against the points");
        }
        totals.iter_mut().zip([open, settled, sure]).for_each(|(sum, count)| *sum += count);
    }
    let [open, settled, sure] = totals;
    println!(
        "settled agrees with brute force on all {size} partial answers, with {} sets of numbers: {open} open, \
         {settled} settled, {sure} of them against the points",
        grid.len()
    );
}
