//! Settled protocols: against all completions, and monotone as answers are added.

use pop_or_imap::answers::{Answer, Answers};
use pop_or_imap::engine::{self, Missing, PartialAnswers};
use pop_or_imap::rulebook::{Protocol, Strength};
use pop_or_imap::{interview, quota};

use super::{completions, completions_or_unknown, missing, outcome, partial_answers_with_numbers, random_below};
use crate::support::{RULES, answers};

#[test]
fn settled_is_what_brute_force_finds() {
    let mut counts = [0; 2];
    for partial in partial_answers_with_numbers(480) {
        let mut seen = [false; 2];
        completions(partial, &missing(&partial, Missing::UnansweredAndUnknown), &mut |whole| {
            seen[usize::from(outcome(whole).protocol == Protocol::Imap)] = true;
        });
        let now = outcome(&partial);
        let settled = seen[0] != seen[1];
        assert_eq!(interview::settled(&RULES, &partial), settled, "{}", partial.to_query(&RULES));
        // If one protocol is possible, it is the verdict, regardless of the points of the known answers.
        let by_points = engine::decide(&RULES, &quota::situation(&RULES, &partial));
        if settled {
            assert!(seen[usize::from(now.protocol == Protocol::Imap)], "{}", partial.to_query(&RULES));
        }
        assert_eq!(now.sure, settled && by_points.protocol != now.protocol, "{}", partial.to_query(&RULES));
        if now.sure {
            assert_eq!((now.strength, now.decided_by), (Strength::Slight, None));
        } else {
            assert_eq!((now.protocol, now.decided_by), (by_points.protocol, by_points.decided_by));
        }
        assert_eq!(now.score, by_points.score);
        let reach = PartialAnswers::new(&RULES, &partial, Missing::UnansweredAndUnknown).possible_protocols();
        assert!(!settled || [reach.pop, reach.imap] == seen);
        counts[usize::from(settled)] += 1;
    }
    assert!(counts.iter().all(|count| *count > 50), "both kinds are in the sample: {counts:?}");
}

/// Returns answers of visitors who finish the interview, some of whom answer わからない.
fn finished_interviews(count: u64) -> Vec<Answers> {
    let mut random = random_below(77);
    let finished = (0..count).map(|_| {
        let mut answers = Answers::default();
        while let Some(index) = interview::next(&RULES, &answers) {
            let choices = RULES.question_at(index).unwrap().choices.len() as u64;
            let given = match random(choices + 1) {
                choice if choice < choices => Answer::Choice(u8::try_from(choice).unwrap()),
                _ => Answer::Unknown,
            };
            answers = answers.with(index, given);
        }
        answers
    });
    finished.collect()
}

#[test]
fn what_a_finished_interview_omits_changes_neither_protocol_nor_strong_into_slight() {
    let mut omitted = 0;
    for answers in finished_interviews(250) {
        let now = outcome(&answers);
        let open = missing(&answers, Missing::Unanswered);
        omitted += open.len();
        completions_or_unknown(answers, &open, &mut |whole| {
            let then = outcome(whole);
            assert_eq!(then.protocol, now.protocol, "{} {}", answers.to_query(&RULES), whole.to_query(&RULES));
            assert!(
                now.strength != Strength::Strong || then.strength != Strength::Slight,
                "{} {}",
                answers.to_query(&RULES),
                whole.to_query(&RULES)
            );
        });
    }
    assert!(omitted > 200, "questions are omitted in the sample: {omitted}");
}

#[test]
fn settled_is_monotone() {
    // A past error: settled as IMAP, strong, and then POP, slight, with the purpose unanswered.
    let settled = answers("devices=pc-phone&away=yes&offline=no&frequency=constant");
    let more = answers(
        "plan=managed&devices=pc-phone&away=yes&offline=no&attachments=many&frequency=constant&importance=low&backup=local",
    );
    for one in [settled, more] {
        let now = outcome(&one);
        assert_eq!((now.protocol, now.settled), (Protocol::Imap, true));
    }
    let mut random = random_below(99);
    for partial in partial_answers_with_numbers(960) {
        let now = outcome(&partial);
        if !now.settled {
            continue;
        }
        let mut then = partial;
        for index in missing(&partial, Missing::UnansweredAndUnknown) {
            let choices = RULES.question_at(index).unwrap().choices.len() as u64;
            let given = match random(choices + 2) {
                choice if choice < choices => Answer::Choice(u8::try_from(choice).unwrap()),
                choice if choice == choices => Answer::Unknown,
                _ => continue,
            };
            then = then.with(index, given);
            let next = outcome(&then);
            assert_eq!((next.protocol, next.settled), (now.protocol, true), "{}", then.to_query(&RULES));
        }
    }
}

#[test]
fn after_unknown_the_weaker_strength_is_used() {
    let mut lowered = 0;
    for partial in partial_answers_with_numbers(384) {
        let unknown =
            RULES.question_indices().any(|index| partial.get(index) == Answer::Unknown && partial.asks(&RULES, index));
        let now = outcome(&partial);
        if !unknown || now.strength != Strength::Strong {
            lowered += u32::from(unknown && now.strength == Strength::Slight);
            continue;
        }
        completions(partial, &missing(&partial, Missing::Unknown), &mut |whole| {
            assert_ne!(
                outcome(whole).strength,
                Strength::Slight,
                "{} {}",
                partial.to_query(&RULES),
                whole.to_query(&RULES)
            );
        });
    }
    assert!(lowered > 0);
}

#[test]
fn settled_never_contradicts_the_verdict_shown() {
    // Every answer to one question favours POP; without an answer, IMAP leads.
    let rule = |choice: &str| {
        format!(
            "[[rule]]\nid = \"pop-{choice}\"\nfactor = \"importance\"\nwhen = {{ importance = [\"{choice}\"] }}\nfavours = \"pop\"\n\
             weight = 20\ntext.ja = \"理由です。\"\ntext.en = \"Because.\"\notherwise.ja = \"対策です。\"\notherwise.en = \"Mind.\"\n\n"
        )
    };
    let start = pop_or_imap::loader::EMBEDDED.find("[[rule]]").unwrap();
    let end = pop_or_imap::loader::EMBEDDED.find("[[rule]]\nid = \"starting-point\"").unwrap();
    let (head, tail) = (&pop_or_imap::loader::EMBEDDED[..start], &pop_or_imap::loader::EMBEDDED[end..]);
    let source = format!("{head}{}{}{}{tail}", rule("critical"), rule("normal"), rule("low"));
    let parsed = pop_or_imap::rulebook::parse(&source);
    let rules = parsed.rulebook.unwrap();
    // The sure-thing principle: every possible answer leads to POP.
    let outcome = engine::recommend(&rules, &Answers::default()).outcome;
    assert_eq!((outcome.protocol, outcome.strength, outcome.sure), (Protocol::Pop, Strength::Slight, true));
    assert_eq!((outcome.score.pop, outcome.score.imap, outcome.decided_by), (0, 1, None));
    assert!(interview::settled(&rules, &Answers::default()));
    assert!(interview::most_informative(&rules, &Answers::default()).is_none());
}
