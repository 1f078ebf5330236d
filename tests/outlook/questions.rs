//! Worthwhile questions: which, in which order, and how many are left.

use pop_or_imap::answers::{Answer, Answers};
use pop_or_imap::engine::{Missing, PartialAnswers};
use pop_or_imap::interview;

use super::{completions_or_unknown, missing, outcome, partial_answers};
use crate::support::{RULES, answers};

#[test]
fn a_question_is_worth_asking_only_where_brute_force_finds_a_difference() {
    let mut idle = 0;
    for partial in partial_answers(150) {
        let open = missing(&partial, Missing::Unanswered);
        let now = outcome(&partial);
        let settled = now.settled.then_some(now.protocol);
        let prospect = PartialAnswers::new(&RULES, &partial, Missing::Unanswered).settled_on(settled);
        let worth_asking = interview::status(&RULES, &partial).worth_asking;
        for index in &open {
            let others: Vec<_> = open.iter().copied().filter(|other| other != index).collect();
            let mut differs = false;
            completions_or_unknown(partial, &others, &mut |rest| {
                if differs || !rest.asks(&RULES, *index) {
                    return;
                }
                let choices = 0..RULES.question_at(*index).unwrap().choices.len();
                let choices = choices.map(|choice| Answer::Choice(u8::try_from(choice).unwrap()));
                let mut results = choices.chain([Answer::Unknown]).map(|given| {
                    let whole = outcome(&rest.with(*index, given));
                    let advice: Vec<_> = (0..RULES.advice.len())
                        .filter(|at| RULES.advice[*at].worth_a_question && whole.advised(*at))
                        .collect();
                    (whole.protocol, advice)
                });
                let first = results.next();
                differs = results.any(|result| Some(result) != first);
            });
            let may_be_asked = worth_asking.contains(*index);
            let id = &RULES.question_at(*index).unwrap().id;
            assert!(may_be_asked || !differs, "{id} can matter: {}", partial.to_query(&RULES));
            // The other way round, questions that steer others may count for what they steer. After わからない, every
            // question that moves the points counts.
            let steers = RULES.steers(*index);
            let unknown = RULES.question_indices().any(|index| partial.get(index) == Answer::Unknown);
            let matters = prospect.matters(*index);
            assert!(differs || !matters || steers || unknown, "{id} cannot matter: {}", partial.to_query(&RULES));
            idle += u32::from(!may_be_asked);
        }
    }
    assert!(idle > 20, "{idle} questions in the sample are not worth asking");
}

#[test]
fn the_interview_never_asks_what_cannot_matter_and_counts_truthfully() {
    for start in partial_answers(120) {
        let mut so_far = start;
        let mut left = interview::max_remaining(&RULES, &so_far);
        let mut step = 0;
        while let Some(index) = interview::next(&RULES, &so_far) {
            let interview_status = interview::status(&RULES, &so_far);
            assert_eq!(interview_status.next, Some(index));
            assert!(interview_status.worth_asking.contains(index), "{}", so_far.to_query(&RULES));
            // わからない is among the answers: the bound must hold for it as well.
            let choices = RULES.question_at(index).unwrap().choices.len();
            let given =
                if step % 3 == 0 { Answer::Unknown } else { Answer::Choice(u8::try_from(step % choices).unwrap()) };
            so_far = so_far.with(index, given);
            step += 1;
            let now = interview::max_remaining(&RULES, &so_far);
            assert!(now < left, "あと最大 {left} and then {now}: {}", so_far.to_query(&RULES));
            left = now;
        }
        assert_eq!(left, 0);
        assert!(interview::status(&RULES, &so_far).worth_asking.is_empty());
    }
}

#[test]
fn the_question_that_can_change_most_comes_first_after_the_pinned_one() {
    let order = |query: &str| {
        let index = interview::next(&RULES, &answers(query)).unwrap();
        RULES.question_at(index).unwrap().id.as_str()
    };
    assert_eq!(order(""), "purpose");
    assert_eq!(order("purpose=work"), "offline");
    assert_eq!(order("purpose=work&offline=no"), "devices");
    assert_eq!(interview::most_informative(&RULES, &answers("offline=unopened")), None);
}

#[test]
fn answers_to_questions_that_are_not_asked_do_not_count() {
    for (query, extra) in [
        ("purpose=notification", "attachments=many"),
        ("devices=phone-only", "away=yes"),
        ("purpose=spare&frequency=rarely", "backup=local"),
    ] {
        let with = answers(&format!("{query}&{extra}"));
        assert_eq!(outcome(&with), outcome(&answers(query)), "{query}&{extra}");
        assert!(with.to_query(&RULES).contains(extra), "it stays in the link");
    }
}

#[test]
fn the_count_holds_where_some_answers_are_unknown() {
    // Every way on from here, わからない included, asks no more questions than `left_at_most` returned.
    fn longest(so_far: Answers) -> usize {
        let Some(index) = interview::next(&RULES, &so_far) else { return 0 };
        let choices = 0..RULES.question_at(index).unwrap().choices.len();
        let ways = choices.map(|choice| Answer::Choice(u8::try_from(choice).unwrap())).chain([Answer::Unknown]);
        1 + ways.map(|given| longest(so_far.with(index, given))).max().unwrap()
    }
    for query in [
        "purpose=unknown&offline=no&devices=one-pc&attachments=unknown&backup=unknown",
        "purpose=work&offline=unknown&devices=unknown&importance=unknown&backup=unknown&plan=unknown",
        "purpose=spare&offline=received&devices=phone-only&frequency=unknown",
    ] {
        let most = interview::max_remaining(&RULES, &answers(query));
        let asked = longest(answers(query));
        assert!(asked <= most, "{query}: at most {most}, {asked} asked");
    }
}

#[test]
fn a_gate_without_rules_of_its_own_is_asked_where_what_it_gates_matters() {
    let question = "[[question]]\nid = \"out\"\ntitle.ja = \"外出は？\"\ntitle.en = \"Out?\"\nshort.ja = \"外出\"\nshort.en = \"Out\"\n\
                    why.ja = \"なし。\"\nwhy.en = \"None.\"\n\
                    [[question.choice]]\nid = \"yes\"\nlabel.ja = \"する\"\nlabel.en = \"Yes\"\ngiven.ja = \"するなら\"\ngiven.en = \"If\"\n\
                    [[question.choice]]\nid = \"no\"\nlabel.ja = \"しない\"\nlabel.en = \"No\"\ngiven.ja = \"しないなら\"\ngiven.en = \"If not\"\n\n";
    let source = pop_or_imap::loader::EMBEDDED
        .replacen("[[question]]\nid = \"away\"", &format!("{question}[[question]]\nid = \"away\""), 1)
        .replacen("ask_unless = { devices = [\"phone-only\"] }", "ask_unless = { out = [\"no\"] }", 1);
    let rules = pop_or_imap::loader::load("rules.toml", &source).unwrap_or_else(|problems| panic!("{problems}"));
    let mut so_far = Answers::default();
    let mut asked = Vec::new();
    while let Some(index) = interview::next(&rules, &so_far) {
        asked.push(rules.question_at(index).unwrap().id.clone());
        let answer = match rules.question_at(index).unwrap().id.as_str() {
            "out" => Answer::Choice(0),
            // If it stays unknown, the verdict is not settled.
            _ => Answer::Unknown,
        };
        so_far = so_far.with(index, answer);
    }
    let turn = |id: &str| asked.iter().position(|asked| asked == id);
    assert!(turn("out").is_some() && turn("out") < turn("away"), "{asked:?}");
    let report = pop_or_imap::audit::inspect(&rules, &mut |_| {}).unwrap();
    // Its texts are written for the other gate.
    let other = report
        .diagnostics
        .iter()
        .filter(|problem| problem.code != pop_or_imap::rulebook::DiagnosticCode::TextContradictsAnswers);
    assert_eq!(other.count(), 0, "{:?}", report.diagnostics);
}
