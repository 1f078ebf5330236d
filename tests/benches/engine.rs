//! Speed of the engine, as ratios to a plain loop over the same answers in the same run.
//!
//! `cargo bench --bench engine` prints them.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use pop_or_imap::answers::{Answer, Answers};
use pop_or_imap::present::Assessment;
use pop_or_imap::{audit, engine, interview, loader, present::text, quota, rulebook::Lang, rulebook::Rulebook};

/// Returns the best of five runs of `work` over `sample`, in nanoseconds per item.
fn best<T>(sample: &[T], mut work: impl FnMut(&T)) -> f64 {
    let run = |work: &mut dyn FnMut(&T)| {
        let start = Instant::now();
        sample.iter().for_each(work);
        start.elapsed()
    };
    let fastest = (0..5).map(|_| run(&mut work)).min().unwrap_or(Duration::ZERO);
    fastest.as_secs_f64() * 1e9 / f64::from(u32::try_from(sample.len()).unwrap_or(u32::MAX))
}

/// Returns answers spread over the whole space; if `partial`, some questions are unanswered.
fn spread(rulebook: &Rulebook, count: u64, partial: bool) -> Vec<Answers> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = || {
        // splitmix64
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB) >> 33
    };
    (0..count)
        .map(|_| {
            rulebook.indexed_questions().fold(Answers::default(), |answers, (index, question)| {
                let choices = question.choices.len() as u64;
                if partial && random() % 2 == 0 {
                    return answers;
                }
                answers.with(index, Answer::Choice(u8::try_from(random() % choices).unwrap_or(0)))
            })
        })
        .collect()
}

fn main() {
    let rulebook = loader::embedded();
    let full = spread(&rulebook, 200_000, false);
    let situations: Vec<_> = full.iter().map(|answers| quota::situation(&rulebook, answers)).collect();
    let table: std::collections::HashMap<_, _> =
        situations.iter().map(|s| (s.answers, engine::decide(&rulebook, s))).collect();
    let lookup = best(&situations, |s| {
        black_box(table.get(&s.answers));
    });
    let line = |what: &str, nanos: f64| {
        println!("{what:<44} {nanos:>10.0} ns {:>12.0} a second {:>9.1} × lookup", 1e9 / nanos, nanos / lookup);
    };
    line("plain look-up in a hash map", lookup);
    line(
        "recommendation, reasons and advice as ids",
        best(&full, |answers| {
            black_box(engine::recommend(&rulebook, answers));
        }),
    );
    let many_open = spread(&rulebook, 20_000, true);
    line(
        "the same, half of the questions open",
        best(&many_open, |answers| {
            black_box(engine::recommend(&rulebook, answers));
        }),
    );
    let few = spread(&rulebook, 2_000, false);
    line(
        "recommendation as text",
        best(&few, |answers| {
            black_box(text::recommendation(&Assessment::new(&rulebook, answers), Lang::Ja, "/result"));
        }),
    );
    let partial = spread(&rulebook, 2_000, true);
    line(
        "next question, half of them open",
        best(&partial, |answers| {
            black_box(interview::status(&rulebook, answers));
        }),
    );
    line(
        "next question, nothing answered",
        best(&vec![Answers::default(); 200], |answers| {
            black_box(interview::status(&rulebook, answers));
        }),
    );
    line(
        "path so far",
        best(&partial, |answers| {
            black_box(interview::path(&rulebook, answers));
        }),
    );
    line(
        "what would change it",
        best(&few, |answers| {
            black_box(engine::counterfactuals(&rulebook, answers));
        }),
    );
    line(
        "how many must change",
        best(&few, |answers| {
            black_box(engine::min_flips(&rulebook, answers));
        }),
    );
    let combinations = audit::inspect(&rulebook, &mut |_| {}).map_or(1, |report| report.combinations);
    let whole = best(&[()], |()| {
        black_box(audit::inspect(&rulebook, &mut |_| {})).ok();
    });
    line("check of the whole space, a combination", whole / f64::from(u32::try_from(combinations).unwrap_or(1)));
    println!("check of the whole space: {combinations} combinations in {:.0} ms", whole / 1e6);
}
