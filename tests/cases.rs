//! Decision cases as data: named persons, each with an outcome and a reason that a support lead has accepted.

use pop_or_imap::engine;
use pop_or_imap::present::Assessment;
use pop_or_imap::present::text;
use pop_or_imap::rulebook::Lang;
use serde::Deserialize;

use crate::support::{RULES, answers};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    person: String,
    answers: String,
    gives: String,
    /// The accepted strengths.
    strength: Strengths,
    #[serde(default)]
    because: Vec<String>,
    #[serde(default)]
    against: Vec<String>,
    #[serde(default)]
    advice: Vec<String>,
    /// Words that the Japanese text of the result must contain.
    #[serde(default)]
    must: Vec<String>,
    /// Words that the text must not contain.
    #[serde(default)]
    must_not: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Strengths {
    One(String),
    AnyOf(Vec<String>),
}

impl Strengths {
    fn allow(&self, strength: &str) -> bool {
        match self {
            Self::One(one) => one == strength,
            Self::AnyOf(some) => some.iter().any(|one| one == strength),
        }
    }
}

/// All cases: persons with the rules that decide for them, and situations with their required words.
fn cases() -> Vec<Case> {
    let read = |source| toml::from_str::<Cases>(source).unwrap().case;
    let mut cases = read(include_str!("data/cases.toml"));
    cases.extend(read(include_str!("data/situations.toml")));
    cases
}

#[test]
fn named_persons_get_what_a_support_lead_would_say() {
    let cases = cases();
    assert!(cases.len() >= 87, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let given = answers(&case.answers);
        let recommendation = engine::recommend(&RULES, &given);
        let outcome = recommendation.outcome;
        let got = (outcome.protocol.id(), outcome.strength.id());
        if got.0 != case.gives || !case.strength.allow(got.1) {
            wrong.push(format!("{}: {got:?} {:?}", case.person, outcome.score));
        }
        let text = text::recommendation(&Assessment::new(&RULES, &given), Lang::Ja, "/");
        for word in case.must.iter().filter(|word| !text.contains(*word)) {
            wrong.push(format!("{}: no {word} in\n{text}", case.person));
        }
        for word in case.must_not.iter().filter(|word| text.contains(*word)) {
            wrong.push(format!("{}: {word} in\n{text}", case.person));
        }
        let reasons: Vec<_> = recommendation.reasons().iter().map(|reason| reason.rule_id).collect();
        for because in &case.because {
            if !reasons.contains(&because.as_str()) {
                wrong.push(format!("{}: no {because} among {reasons:?}", case.person));
            }
        }
        let against: Vec<_> = recommendation.against().iter().map(|reason| reason.rule_id).collect();
        for rule in &case.against {
            if !against.contains(&rule.as_str()) {
                wrong.push(format!("{}: no {rule} among those against, {against:?}", case.person));
            }
        }
        for id in &case.advice {
            if !recommendation.advice().any(|advice| advice.id == *id) {
                wrong.push(format!("{}: no advice {id}", case.person));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
