//! Counterfactuals: one question, one answer, and the minimum number of answers.

use pop_or_imap::answers::{Answer, Answers};
use pop_or_imap::engine::{self, Missing, Outcome, PartialAnswers};
use pop_or_imap::rulebook::{Protocol, QuestionIndex};

use super::{completions, completions_or_unknown, missing, outcome, partial_answers};
use crate::support::RULES;

#[test]
fn the_swing_of_a_question_is_the_widest_that_brute_force_finds() {
    let lead = |outcome: &Outcome| i64::from(outcome.score.pop) - i64::from(outcome.score.imap);
    for partial in partial_answers(120) {
        let open = missing(&partial, Missing::Unanswered);
        let prospect = PartialAnswers::new(&RULES, &partial, Missing::Unanswered);
        for index in &open {
            let id = RULES.question_at(*index).unwrap().id.as_str();
            let steers = RULES.steers(*index);
            // A question under a hard rule has the maximum effect; one that steers others moves them too.
            if id == "offline" || steers {
                continue;
            }
            let others: Vec<_> = open.iter().copied().filter(|other| other != index).collect();
            let mut widest = 0;
            completions_or_unknown(partial, &others, &mut |rest| {
                if !rest.asks(&RULES, *index) {
                    return;
                }
                let choices = 0..RULES.question_at(*index).unwrap().choices.len();
                let leads: Vec<_> = choices
                    .map(|choice| lead(&outcome(&rest.with(*index, Answer::Choice(u8::try_from(choice).unwrap())))))
                    .collect();
                widest = widest.max(leads.iter().max().unwrap() - leads.iter().min().unwrap());
            });
            assert_eq!(i64::from(prospect.max_lead_change(*index)), widest, "{id}: {}", partial.to_query(&RULES));
        }
    }
}

#[test]
fn would_change_lists_every_single_change_that_flips_it_and_no_other() {
    for partial in partial_answers(300) {
        let now = outcome(&partial).protocol;
        let mut expected = Vec::new();
        for (index, question) in RULES.indexed_questions() {
            for (at, choice) in (0_u8..).zip(&question.choices) {
                let changed = outcome(&partial.with(index, Answer::Choice(at)));
                if changed.protocol != now && partial.asks(&RULES, index) {
                    expected.push((question.id.as_str(), choice.id.as_str(), changed.strength));
                }
            }
        }
        let changes = engine::counterfactuals(&RULES, &partial);
        let mut found: Vec<_> = changes
            .iter()
            .map(|change| (change.question.id.as_str(), change.choice.id.as_str(), change.strength))
            .collect();
        let given = |index: QuestionIndex| partial.choice(index).is_some();
        assert!(changes.is_sorted_by_key(|change| given(change.question_index)), "missing answers come first");
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}", partial.to_query(&RULES));
    }
}

/// Returns whether changing exactly the answers to `open`, each to any choice, can flip the protocol.
fn some_change_flips(from: Answers, open: &[QuestionIndex], now: Protocol) -> bool {
    let mut flips = false;
    completions(from, open, &mut |whole| flips |= outcome(whole).protocol != now);
    flips
}

#[test]
fn robustness_is_the_least_number_of_changes_that_brute_force_finds() {
    let mut seen = std::collections::BTreeMap::new();
    for partial in partial_answers(80) {
        let now = outcome(&partial).protocol;
        let count = RULES.questions.len();
        let mut least = None;
        'sizes: for size in 1..=3_u32 {
            for bits in (0_u32..1 << count).filter(|bits| bits.count_ones() == size) {
                let open: Vec<_> =
                    RULES.question_indices().filter(|index| bits >> usize::from(*index) & 1 == 1).collect();
                if some_change_flips(partial, &open, now) {
                    least = Some(size as usize);
                    break 'sizes;
                }
            }
        }
        let found = engine::min_flips(&RULES, &partial);
        *seen.entry(found).or_insert(0) += 1;
        assert_eq!(found.filter(|found| *found <= 3), least, "{}", partial.to_query(&RULES));
    }
    assert!(seen.len() > 1, "{seen:?}");
}
