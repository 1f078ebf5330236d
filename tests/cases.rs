//! Decision cases as data: named persons, each with the outcome and the reason that a support lead would accept.

use pop_or_imap::engine;
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
    strength: String,
    because: Vec<String>,
    #[serde(default)]
    against: Vec<String>,
    #[serde(default)]
    advice: Vec<String>,
}

#[test]
fn named_persons_get_what_a_support_lead_would_say() {
    let cases: Cases = toml::from_str(include_str!("data/cases.toml")).unwrap();
    assert!(cases.case.len() >= 38, "{} cases", cases.case.len());
    let mut wrong = Vec::new();
    for case in &cases.case {
        let recommendation = engine::recommend(&RULES, &answers(&case.answers));
        let outcome = recommendation.outcome;
        let got = (outcome.protocol.id(), outcome.strength.id());
        if got != (case.gives.as_str(), case.strength.as_str()) {
            wrong.push(format!("{}: {got:?} {:?}", case.person, outcome.score));
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
