//! Invariants over every combination of answers, including `unknown`.

use pop_or_imap::answers::{Answer, Answers};
use pop_or_imap::engine::{self, Outcome};
use pop_or_imap::loader;
use pop_or_imap::rulebook::{AdviceKind, Protocol, Rule, RuleIndex, Strength};

use crate::support::{RULES, every_combination};

#[test]
fn every_combination_gives_a_reason_three_things_to_do_and_no_tie() {
    let mut both = [0_u64; 2];
    let count = every_combination(&RULES, |answers| {
        let recommendation = engine::recommend(&RULES, answers);
        let outcome = recommendation.outcome;
        let speaks =
            |(index, rule): (RuleIndex, &Rule)| outcome.fired(index) && rule.effect.protocol() == outcome.protocol;
        assert!(RULES.indexed_rules().any(speaks), "no reason: {}", answers.to_query(&RULES));
        assert!(!outcome.tied, "tie: {}", answers.to_query(&RULES));
        let things = recommendation.advice_of(AdviceKind::Do).count();
        assert!(things >= 3, "{things} things to do: {}", answers.to_query(&RULES));
        both[usize::from(outcome.protocol == Protocol::Imap)] += 1;
    });
    assert_eq!(count, RULES.questions.iter().map(|question| question.choices.len() as u64 + 1).product::<u64>());
    assert!(both.iter().all(|of_one| *of_one > 10_000), "both protocols are really recommended: {both:?}");
}

#[test]
fn the_hard_rule_always_wins() {
    let (offline, question) = RULES.question("offline").unwrap();
    let (unopened, _) = question.choice("unopened").unwrap();
    every_combination(&RULES, |answers| {
        let outcome = engine::recommend(&RULES, answers).outcome;
        let hard = answers.choice(offline) == Some(unopened);
        assert_eq!(outcome.strength == Strength::Required, hard);
        assert_eq!(outcome.decided_by.is_some(), hard);
        assert!(!hard || outcome.protocol == Protocol::Pop);
    });
}

/// Returns how far an outcome leans to POP; a hard rule leans to the maximum.
fn leaning(outcome: &Outcome) -> i64 {
    match (outcome.decided_by, outcome.protocol) {
        (Some(_), Protocol::Pop) => i64::MAX,
        (Some(_), Protocol::Imap) => i64::MIN,
        (None, _) => i64::from(outcome.score.pop) - i64::from(outcome.score.imap),
    }
}

/// Along `choices`, each step leaves the leaning or moves it toward `protocol`, whatever the other answers are.
fn each_step_leans(question: &str, choices: &[&str], protocol: Protocol) {
    let (index, asked) = RULES.question(question).unwrap();
    let choices: Vec<u8> = choices.iter().map(|id| u8::try_from(asked.choice(id).unwrap().0).unwrap()).collect();
    let lean = |answers: &Answers| {
        let leaning = leaning(&engine::recommend(&RULES, answers).outcome);
        if protocol == Protocol::Pop { leaning } else { leaning.saturating_neg() }
    };
    every_combination(&RULES, |answers| {
        // One combination of the others is enough: the one in which this question is unknown.
        if answers.get(index) != Answer::Unknown {
            return;
        }
        for step in choices.windows(2) {
            let [from, to] = [step[0], step[1]].map(|choice| answers.with(index, Answer::Choice(choice)));
            assert!(lean(&from) <= lean(&to), "{} → {}", from.to_query(&RULES), to.to_query(&RULES));
        }
    });
}

#[test]
fn more_devices_never_lean_to_pop() {
    each_step_leans("devices", &["one-pc", "pc-phone", "several"], Protocol::Imap);
    each_step_leans("devices", &["one-pc", "pc-phone", "people"], Protocol::Imap);
}

#[test]
fn reading_when_out_never_leans_to_pop() {
    each_step_leans("away", &["no", "yes"], Protocol::Imap);
}

#[test]
fn more_attachments_never_lean_to_imap() {
    each_step_leans("attachments", &["few", "some", "many"], Protocol::Pop);
}

#[test]
fn own_backups_never_lean_to_imap() {
    each_step_leans("backup", &["none", "local"], Protocol::Pop);
    each_step_leans("backup", &["server", "local"], Protocol::Pop);
}

#[test]
fn less_need_to_read_offline_never_leans_to_pop() {
    each_step_leans("offline", &["unopened", "received", "no"], Protocol::Imap);
}

#[test]
fn volume_attachments_and_limit_count_together() {
    let margin = |query: &str| leaning(&engine::recommend(&RULES, &crate::support::answers(query)).outcome);
    assert!(margin("plan=managed&attachments=many") > margin("plan=standard&attachments=many"));
    assert!(margin("plan=managed&attachments=some") > margin("plan=standard&attachments=some"));
    assert!(margin("plan=standard&attachments=many&limit=500") > margin("plan=standard&attachments=many"));
    // More mail, a smaller mailbox and a fuller one all lean to POP, and none of them the other way.
    assert!(margin("plan=managed&attachments=few&mails=50") > margin("plan=standard&attachments=few&mails=50"));
    assert!(margin("plan=standard&attachments=few&mails=200") > margin("plan=standard&attachments=few"));
    assert!(margin("plan=standard&mails=20&attached=0&used=1900") > margin("plan=standard&mails=20&attached=0"));
    assert!(margin("plan=standard&mails=5") < margin("plan=standard"), "room for years favours IMAP");
    // The sooner it fills, the more.
    let steps = ["mails=30", "mails=120", "mails=180", "mails=1500", "mails=1500&used=2000"];
    let margins = steps.map(|numbers| margin(&format!("plan=standard&attached=0&{numbers}")));
    assert!(margins.is_sorted_by(|less, more| less < more), "{margins:?}");
    // A limit of 100 MB that fills in two weeks does not justify clearing IMAP weekly.
    let small = crate::support::answers("purpose=work&devices=one-pc&away=yes&offline=no&mails=60&limit=100");
    assert_eq!(engine::recommend(&RULES, &small).outcome.protocol, Protocol::Pop);
}

#[test]
fn volumes_that_nobody_entered_earn_no_points() {
    // Whatever is assumed, the figures depend on what was entered.
    let text = loader::EMBEDDED.replacen("work = 50\npersonal = 20", "work = 5000\npersonal = 2", 1);
    assert_ne!(text, loader::EMBEDDED);
    let text = text.replacen("attachment_kb = 2000", "attachment_kb = 90000", 1).replacen("many = 10", "many = 90", 1);
    let assumed = loader::load("rules.toml", &text).unwrap();
    for given in crate::support::sample(&RULES, 97) {
        for numbers in ["", "&used=300", "&limit=400", "&keep=20"] {
            let query = format!("{}{numbers}", given.to_query(&RULES));
            let given = crate::support::answers(&query);
            let [one, other] = [&RULES, &assumed].map(|rules| engine::recommend(rules, &given).outcome);
            assert_eq!(one, other, "{query}");
        }
    }
    let outcome = |query| engine::recommend(&RULES, &crate::support::answers(query)).outcome;
    // A past error: 50 assumed mails a day, which the visitor had not entered, led to POP.
    let query = "plan=managed&purpose=work&devices=one-pc&away=yes&offline=no&attachments=many&frequency=constant&importance=critical&backup=server";
    let capacity = |outcome: engine::Outcome| {
        let rules = RULES.indexed_rules().filter(|(index, _)| outcome.fired(*index));
        rules.filter(|(_, rule)| rule.id.starts_with("fills-")).count()
    };
    assert_eq!(capacity(outcome(query)), 0);
    assert_eq!(capacity(outcome(&format!("{query}&mails=50"))), 1);
}
