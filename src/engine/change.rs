//! Owns what would change a verdict: single answers that flip it, and how many must change at least.

use super::{Outcome, recommend};
use crate::answers::{Answers, Given};
use crate::rulebook::{Choice, Protocol, Question, Rulebook, Strength};

/// An answer whose change flips the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// The place of the question.
    pub place: usize,
    /// The question.
    pub question: &'a Question,
    /// The choice that would flip it.
    pub choice: &'a Choice,
    /// The answers with that choice.
    pub answers: Answers,
    /// What would come out.
    pub protocol: Protocol,
    /// How surely.
    pub strength: Strength,
}

/// Finds every single answer whose change flips the protocol, most plausible first: missing answers before given ones,
/// where the rule set ranks choices near ones before far ones, then in the order of the file.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, engine};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=work&devices=one-pc&away=no&offline=no");
/// let changes = engine::would_change(&rulebook, &answers);
/// assert!(changes.iter().any(|change| change.question.id == "devices" && change.choice.id == "several"));
/// ```
#[must_use]
pub fn would_change<'a>(rulebook: &'a Rulebook, answers: &Answers) -> Vec<Change<'a>> {
    let now = recommend(rulebook, answers).outcome;
    let mut changes = Vec::new();
    for (place, question) in rulebook.questions.iter().enumerate() {
        if answers.choice(place).is_none() && !answers.asks(rulebook, place) {
            continue;
        }
        for (at, choice) in (0_u8..).zip(&question.choices) {
            let instead = answers.with(place, Given::Choice(at)).unseen();
            let Outcome { protocol, strength, .. } = recommend(rulebook, &instead).outcome;
            if protocol != now.protocol {
                let distance = answers.choice(place).map(|given| rulebook.steps_between(place, given, usize::from(at)));
                let change = Change { place, question, choice, answers: instead, protocol, strength };
                changes.push((distance, change));
            }
        }
    }
    // Missing answers have no distance, and `None` comes first; the sort is stable.
    changes.sort_by_key(|(distance, _)| *distance);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// Finds the least number of answers that must change, or be given, for the protocol to flip; `None` where none will.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, engine};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=work&devices=one-pc&away=no&backup=local&offline=received");
/// assert_eq!(engine::robustness(&rulebook, &answers), Some(2));
/// ```
#[must_use]
pub fn robustness(rulebook: &Rulebook, answers: &Answers) -> Option<usize> {
    let search = Search { rulebook, now: recommend(rulebook, answers).outcome.protocol, gains: gains(rulebook) };
    (1..=rulebook.questions.len()).find(|most| search.flips(answers, 0, *most))
}

struct Search<'a> {
    rulebook: &'a Rulebook,
    now: Protocol,
    /// The most that changing each question's answer can move the lead; `None` where a hard rule looks at it.
    gains: Vec<Option<i64>>,
}

impl Search<'_> {
    /// Tells whether changing at most `most` answers, from the question at `from` on, flips the protocol.
    fn flips(&self, answers: &Answers, from: usize, most: usize) -> bool {
        let outcome = recommend(self.rulebook, answers).outcome;
        if outcome.protocol != self.now {
            return true;
        }
        if most == 0 || !self.hopeful(answers, &outcome, from, most) {
            return false;
        }
        (from..self.rulebook.questions.len()).any(|place| {
            let Some(question) = self.rulebook.questions.get(place) else { return false };
            (0_u8..).zip(&question.choices).any(|(choice, _)| {
                let given = Given::Choice(choice);
                given != answers.given(place) && self.flips(&answers.with(place, given), place + 1, most - 1)
            })
        })
    }

    /// Tells whether the gains that are left can make up for the lead.
    fn hopeful(&self, answers: &Answers, outcome: &Outcome, from: usize, most: usize) -> bool {
        let rest = self.gains.get(from..).unwrap_or_default();
        if outcome.sure || self.gains.iter().any(Option::is_none) {
            return true;
        }
        let mut gains: Vec<i64> = rest.iter().copied().flatten().collect();
        gains.sort_unstable_by(|a, b| b.cmp(a));
        let lead = i64::from(outcome.score.pop.abs_diff(outcome.score.imap));
        // Every way of answering what is missing may lead to the other protocol: that is no change by itself.
        let missing = self.gains.iter().enumerate().filter(|(place, _)| answers.choice(*place).is_none());
        let by_missing: i64 = missing.filter_map(|(_, gain)| *gain).sum();
        outcome.decided_by.is_none() && by_missing + gains.into_iter().take(most).sum::<i64>() >= lead
    }
}

/// Bounds what changing each answer can do: the weights of all rules that look at its question.
fn gains(rulebook: &Rulebook) -> Vec<Option<i64>> {
    let gain = |place: usize| {
        // A question that steers others moves what they move.
        let gated = |rule: &crate::rulebook::Rule| {
            rulebook.questions.iter().enumerate().any(|(other, question)| {
                rule.condition.looks_at(other) && question.ask_unless.questions().any(|gate| gate == place)
            })
        };
        let rules = rulebook.rules.iter().filter(|rule| rule.condition.looks_at(place) || gated(rule));
        rules
            .map(|rule| match rule.effect.weight() {
                0 => None,
                weight => Some(i64::from(weight)),
            })
            .sum()
    };
    (0..rulebook.questions.len()).map(gain).collect()
}
