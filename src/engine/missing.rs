//! Missing answers in a verdict: the sure-thing principle, and the strength after わからない.
//!
//! The points rest on the answers that are known. Where every way of answering the others leads to one protocol, that
//! protocol is the verdict, whatever the points are now. So no later answer can change a settled verdict.

use super::prospect::{Missing, Prospect};
use super::reach::Reach;
use super::{Outcome, advice_for};
use crate::answers::{Answers, Given};
use crate::rulebook::{Protocol, Rulebook, Situation, Strength};

/// Turns the verdict by points into the verdict, in regard of the answers that are missing.
pub(super) fn complete(rulebook: &Rulebook, answers: &Answers, situation: &Situation, outcome: Outcome) -> Outcome {
    let missing = || (0..rulebook.questions.len()).filter(|place| answers.choice(*place).is_none());
    if missing().all(|place| !answers.asks(rulebook, place)) {
        return outcome;
    }
    let prospect = Prospect::new(rulebook, answers, Missing::OpenAndUnknown);
    let outcome = within(rulebook, situation, outcome, prospect.reach());
    let unknown = missing().any(|place| answers.given(place) == Given::Unknown);
    if unknown
        && outcome.strength == Strength::Strong
        && Prospect::new(rulebook, answers, Missing::Unknown).may_be_slight()
    {
        return Outcome { strength: Strength::Slight, ..outcome };
    }
    outcome
}

/// Returns the verdict where `reach` is what can come out once the missing answers are given.
pub(super) fn within(rulebook: &Rulebook, situation: &Situation, outcome: Outcome, reach: Reach) -> Outcome {
    match reach.only() {
        Some(protocol) if protocol != outcome.protocol => by_sure_thing(rulebook, situation, outcome, protocol),
        only => Outcome { settled: only.is_some(), ..outcome },
    }
}

/// Returns the verdict for the protocol that every completion leads to, against the points of the known answers.
fn by_sure_thing(rulebook: &Rulebook, situation: &Situation, outcome: Outcome, protocol: Protocol) -> Outcome {
    Outcome {
        protocol,
        strength: Strength::Slight,
        decided_by: None,
        tied: false,
        sure: true,
        settled: true,
        advice: advice_for(rulebook, situation, protocol, |_| true),
        ..outcome
    }
}
