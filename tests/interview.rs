//! No question too many, and progress never lies.

use pop_or_imap::answers::{Answers, Given};
use pop_or_imap::interview;

use crate::support::{RULES, answers};

/// Every way through the interview; calls `visit` with (questions asked before, answers so far) at each step.
fn every_way(mut visit: impl FnMut(usize, &Answers)) {
    fn walk(asked: usize, so_far: Answers, visit: &mut dyn FnMut(usize, &Answers)) {
        visit(asked, &so_far);
        let Some(place) = interview::next(&RULES, &so_far) else { return };
        // One choice that steers nothing stands for all others.
        let steering: Vec<usize> = RULES
            .questions
            .iter()
            .flat_map(|q| q.ask_unless.when.iter().filter(|t| t.question == place).flat_map(|t| t.choices.clone()))
            .collect();
        let rest = (0..RULES.questions[place].choices.len()).find(|choice| !steering.contains(choice));
        walk(asked + 1, so_far.with(place, Given::Unknown), visit);
        for choice in steering.iter().copied().chain(rest) {
            walk(asked + 1, so_far.with(place, Given::Choice(u8::try_from(choice).unwrap())), visit);
        }
    }
    walk(0, Answers::default(), &mut visit);
}

#[test]
fn the_count_of_questions_left_is_the_most_that_can_follow() {
    /// The longest way to the end, by walking all of them.
    fn longest(so_far: Answers) -> usize {
        let Some(place) = interview::next(&RULES, &so_far) else { return 0 };
        let choices = 0..RULES.questions[place].choices.len();
        let given = choices.map(|choice| Given::Choice(u8::try_from(choice).unwrap())).chain([Given::Unknown]);
        1 + given.map(|given| longest(so_far.with(place, given))).max().unwrap()
    }
    for query in
        ["plan=unknown&purpose=work&devices=one-pc", "purpose=notification&devices=phone-only&plan=setup&offline=no"]
    {
        assert_eq!(interview::left_at_most(&RULES, &answers(query)), longest(answers(query)), "{query}");
    }
    every_way(|asked, so_far| {
        assert!(asked + interview::left_at_most(&RULES, so_far) <= 9);
        if let Some(place) = interview::next(&RULES, so_far) {
            let left = interview::left_at_most(&RULES, so_far);
            let worth = interview::standing(&RULES, so_far).worth_asking;
            assert!(left > interview::left_after(&RULES, so_far, place, worth));
        }
    });
}

#[test]
fn questions_that_cannot_matter_are_not_asked() {
    let asked_of = |query: &str| {
        let mut so_far = answers(query);
        let mut asked = Vec::new();
        while let Some(place) = interview::next(&RULES, &so_far) {
            asked.push(RULES.questions[place].id.as_str());
            so_far = so_far.with(place, Given::Unknown);
        }
        asked
    };
    assert!(!asked_of("purpose=notification").contains(&"attachments"));
    assert!(!asked_of("devices=phone-only").contains(&"away"));
    assert!(!asked_of("purpose=spare").contains(&"backup"));
    assert_eq!(asked_of("").len(), 9);
}

#[test]
fn a_question_is_never_asked_twice() {
    every_way(|_, so_far| {
        if let Some(place) = interview::next(&RULES, so_far) {
            assert_eq!(so_far.given(place), Given::Open);
        }
    });
}
