//! Missing answers in a verdict: the sure-thing principle, and the strength after わからない.
//!
//! The points depend on the known answers. If all completions of the missing ones lead to one protocol, that protocol
//! is the verdict, whatever the points are now. So no later answer can change a settled verdict.

use super::partial::{Missing, PartialAnswers};
use super::possible_protocols::PossibleProtocols;
use super::{Outcome, advice_for, reach};
use crate::answers::{Answer, Answers};
use crate::rulebook::{EntrySet, Protocol, Rulebook, Situation, Strength};

/// Completes the verdict by points: takes the missing answers into account.
pub(super) fn complete(rulebook: &Rulebook, answers: &Answers, situation: &Situation, outcome: Outcome) -> Outcome {
    let missing = || rulebook.indexed_questions().filter(|(index, _)| answers.choice(*index).is_none());
    if missing().all(|(_, question)| !question.is_asked(situation.answers)) {
        return outcome;
    }
    let search = || PartialAnswers::new(rulebook, answers, Missing::UnansweredAndUnknown).possible_protocols();
    let possible = reach::prepared(rulebook, answers).unwrap_or_else(search);
    let outcome = within(outcome, possible, |protocol| advice_for(rulebook, situation, protocol));
    let unknown = missing().any(|(index, _)| answers.get(index) == Answer::Unknown);
    if unknown
        && outcome.strength == Strength::Strong
        && PartialAnswers::new(rulebook, answers, Missing::Unknown).may_be_slight()
    {
        return Outcome { strength: Strength::Slight, ..outcome };
    }
    outcome
}

/// Returns the verdict if completions can lead to these protocols; `advice` returns the advice with a protocol.
pub(super) fn within(
    outcome: Outcome,
    possible: PossibleProtocols,
    advice: impl FnOnce(Protocol) -> EntrySet,
) -> Outcome {
    match possible.only() {
        Some(protocol) if protocol != outcome.protocol => by_sure_thing(outcome, protocol, advice(protocol)),
        only => Outcome { settled: only.is_some(), ..outcome },
    }
}

/// Returns the verdict for the protocol that all completions lead to, against the points of the known answers.
fn by_sure_thing(outcome: Outcome, protocol: Protocol, advice: EntrySet) -> Outcome {
    Outcome {
        protocol,
        strength: Strength::Slight,
        decided_by: None,
        tied: false,
        sure: true,
        settled: true,
        advice,
        ..outcome
    }
}
