//! The interview: no unnecessary question, and correct progress.

use pop_or_imap::answers::{Answer, Answers};
use pop_or_imap::rulebook::{QuestionIndex, Rulebook};
use pop_or_imap::{engine, interview, loader};

use crate::support::{RULES, answers};

/// Walks every path through the interview; calls `visit` with (questions asked before, answers so far) at each step.
fn every_way(mut visit: impl FnMut(usize, &Answers)) {
    fn walk(asked: usize, so_far: Answers, visit: &mut dyn FnMut(usize, &Answers)) {
        visit(asked, &so_far);
        let Some(index) = interview::next(&RULES, &so_far) else { return };
        // One choice that no condition depends on represents all others.
        let steering: Vec<usize> = RULES
            .questions
            .iter()
            .flat_map(|q| q.ask_unless.when.iter().filter(|t| t.question == index).flat_map(|t| t.choices.clone()))
            .collect();
        let rest = (0..RULES.question_at(index).unwrap().choices.len()).find(|choice| !steering.contains(choice));
        walk(asked + 1, so_far.with(index, Answer::Unknown), visit);
        for choice in steering.iter().copied().chain(rest) {
            walk(asked + 1, so_far.with(index, Answer::Choice(u8::try_from(choice).unwrap())), visit);
        }
    }
    walk(0, Answers::default(), &mut visit);
}

#[test]
fn the_count_of_questions_left_is_the_most_that_can_follow() {
    /// Returns the length of the longest path to the end, by walking all paths.
    fn longest(so_far: Answers) -> usize {
        let Some(index) = interview::next(&RULES, &so_far) else { return 0 };
        let choices = 0..RULES.question_at(index).unwrap().choices.len();
        let given = choices.map(|choice| Answer::Choice(u8::try_from(choice).unwrap())).chain([Answer::Unknown]);
        1 + given.map(|given| longest(so_far.with(index, given))).max().unwrap()
    }
    for query in
        ["plan=unknown&purpose=work&devices=one-pc", "purpose=notification&devices=phone-only&plan=setup&offline=no"]
    {
        assert_eq!(interview::max_remaining(&RULES, &answers(query)), longest(answers(query)), "{query}");
    }
    every_way(|asked, so_far| {
        assert!(asked + interview::max_remaining(&RULES, so_far) <= 9);
        if let Some(index) = interview::next(&RULES, so_far) {
            let left = interview::max_remaining(&RULES, so_far);
            let worth = interview::status(&RULES, so_far).worth_asking;
            assert!(left > interview::max_remaining_after(&RULES, so_far, index, worth));
        }
    });
}

#[test]
fn questions_that_cannot_matter_are_not_asked() {
    let asked_of = |query: &str| {
        let mut so_far = answers(query);
        let mut asked = Vec::new();
        while let Some(index) = interview::next(&RULES, &so_far) {
            asked.push(RULES.question_at(index).unwrap().id.as_str());
            so_far = so_far.with(index, Answer::Unknown);
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
        if let Some(index) = interview::next(&RULES, so_far) {
            assert_eq!(so_far.get(index), Answer::Unanswered);
        }
    });
}

/// A rule set of four questions, three of them with one choice, and almost no texts.
const SMALL: &str = include_str!("data/rules/small.toml");

/// Calls `visit` with every combination of answers, missing answers and わからない.
fn every_partial(rulebook: &Rulebook, from: QuestionIndex, answers: Answers, visit: &mut dyn FnMut(&Answers)) {
    let Some(question) = rulebook.question_at(from) else { return visit(&answers) };
    let choices = (0..question.choices.len()).map(|choice| Answer::Choice(u8::try_from(choice).unwrap()));
    for given in [Answer::Unanswered, Answer::Unknown].into_iter().chain(choices) {
        every_partial(rulebook, from.next(), answers.with(from, given), visit);
    }
}

#[test]
fn in_small_rule_sets_too_some_answer_tells_unless_it_is_settled() {
    let mut unsettled = 0;
    for weight in 1..=6 {
        let source = SMALL.replace("weight = 4", &format!("weight = {weight}"));
        let (rulebook, _) = loader::parse("small.toml", &source).unwrap();
        for numbers in ["", "used=1&limit=1"] {
            let entered = Answers::from_query(&rulebook, numbers).0;
            every_partial(&rulebook, QuestionIndex::FIRST, entered, &mut |answers| {
                let verdict = engine::recommend(&rulebook, answers).outcome.protocol;
                let mut same = true;
                every_completion(&rulebook, QuestionIndex::FIRST, *answers, &mut |whole| {
                    same &= engine::recommend(&rulebook, whole).outcome.protocol == verdict;
                });
                let query = answers.to_query(&rulebook);
                assert_eq!(interview::settled(&rulebook, answers), same, "{weight} {query}");
                let telling = interview::most_informative(&rulebook, answers);
                assert_eq!(telling.is_none(), same, "{weight} {query}");
                assert!(telling.is_none_or(|index| answers.choice(index).is_none()), "{weight} {query}");
                unsettled += u32::from(!same);
            });
        }
    }
    assert!(unsettled > 200, "{unsettled}");
}

/// Calls `visit` with every completion of the missing answers.
fn every_completion(rulebook: &Rulebook, from: QuestionIndex, answers: Answers, visit: &mut dyn FnMut(&Answers)) {
    let Some(question) = rulebook.question_at(from) else { return visit(&answers) };
    if answers.choice(from).is_some() {
        return every_completion(rulebook, from.next(), answers, visit);
    }
    for choice in 0..question.choices.len() {
        let given = Answer::Choice(u8::try_from(choice).unwrap());
        every_completion(rulebook, from.next(), answers.with(from, given), visit);
    }
}
