//! Counterfactuals: single answers that would flip the verdict, and the minimum number of changes that do.

use super::{Outcome, protocol, recommend};
use crate::answers::{Answer, Answers};
use crate::rulebook::{Choice, Protocol, Question, QuestionIndex, Rule, Rulebook, Strength};

/// An answer whose change flips the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counterfactual<'a> {
    /// The index of the question in the rulebook.
    pub question_index: QuestionIndex,
    /// The question whose answer changes.
    pub question: &'a Question,
    /// The choice that would flip it.
    pub choice: &'a Choice,
    /// The answers with that choice.
    pub answers: Answers,
    /// The protocol that would be recommended.
    pub protocol: Protocol,
    /// The strength of that recommendation.
    pub strength: Strength,
}

/// Computes every single answer whose change flips the protocol, most plausible first: missing answers before given
/// ones, near choices before far ones if the rule set ranks them, then in file order.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, engine};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=work&devices=one-pc&away=no&offline=no");
/// let changes = engine::counterfactuals(&rulebook, &answers);
/// assert!(changes.iter().any(|change| change.question.id == "devices" && change.choice.id == "several"));
/// ```
#[must_use]
pub fn counterfactuals<'a>(rulebook: &'a Rulebook, answers: &Answers) -> Vec<Counterfactual<'a>> {
    let now = protocol(rulebook, answers);
    let mut changes = Vec::new();
    for (index, question) in rulebook.indexed_questions() {
        if answers.choice(index).is_none() && !answers.asks(rulebook, index) {
            continue;
        }
        for (at, choice) in (0_u8..).zip(&question.choices) {
            let instead = answers.with(index, Answer::Choice(at)).without_prior_verdict();
            if protocol(rulebook, &instead) != now {
                let Outcome { protocol, strength, .. } = recommend(rulebook, &instead).outcome;
                let distance = answers.choice(index).map(|given| rulebook.steps_between(index, given, usize::from(at)));
                let change =
                    Counterfactual { question_index: index, question, choice, answers: instead, protocol, strength };
                changes.push((distance, change));
            }
        }
    }
    // Missing answers have no distance, and `None` comes first; the sort is stable.
    changes.sort_by_key(|(distance, _)| *distance);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// Computes the minimum number of answers that must change, or be given, to flip the protocol; `None` if nothing can.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, engine};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=work&devices=one-pc&away=no&backup=local&offline=received");
/// assert_eq!(engine::min_flips(&rulebook, &answers), Some(2));
/// ```
#[must_use]
pub fn min_flips(rulebook: &Rulebook, answers: &Answers) -> Option<usize> {
    let search = FlipSearch { rulebook, now: protocol(rulebook, answers), gains: gains(rulebook) };
    (1..=rulebook.questions.len()).find(|most| search.flips(answers, QuestionIndex::FIRST, *most))
}

struct FlipSearch<'a> {
    rulebook: &'a Rulebook,
    now: Protocol,
    /// The maximum lead change for each question; `None` if a hard rule depends on it.
    gains: Vec<Option<i64>>,
}

impl FlipSearch<'_> {
    /// Checks whether changing at most `most` answers, of the questions from `from` on, flips the protocol.
    fn flips(&self, answers: &Answers, from: QuestionIndex, most: usize) -> bool {
        if protocol(self.rulebook, answers) != self.now {
            return true;
        }
        if most == 0 || !self.may_flip(answers, &recommend(self.rulebook, answers).outcome, from, most) {
            return false;
        }
        self.rulebook.indexed_questions().skip(usize::from(from)).any(|(index, question)| {
            (0_u8..).zip(&question.choices).any(|(choice, _)| {
                let answer = Answer::Choice(choice);
                answer != answers.get(index) && self.flips(&answers.with(index, answer), index.next(), most - 1)
            })
        })
    }

    /// Checks whether the remaining gains can exceed the lead; prunes the search.
    fn may_flip(&self, answers: &Answers, outcome: &Outcome, from: QuestionIndex, most: usize) -> bool {
        let rest = self.gains.get(usize::from(from)..).unwrap_or_default();
        if outcome.sure || self.gains.iter().any(Option::is_none) {
            return true;
        }
        let mut gains: Vec<i64> = rest.iter().copied().flatten().collect();
        gains.sort_unstable_by(|a, b| b.cmp(a));
        let lead = i64::from(outcome.score.pop.abs_diff(outcome.score.imap));
        // Missing answers may move the lead without counting as a change.
        let gains_of = self.rulebook.question_indices().zip(&self.gains);
        let missing = gains_of.filter(|(index, _)| answers.choice(*index).is_none());
        let by_missing: i64 = missing.filter_map(|(_, gain)| *gain).sum();
        outcome.decided_by.is_none() && by_missing + gains.into_iter().take(most).sum::<i64>() >= lead
    }
}

/// Computes an upper bound of each question's lead change: the sum of the weights of all rules that depend on it.
fn gains(rulebook: &Rulebook) -> Vec<Option<i64>> {
    let gain = |index: QuestionIndex| {
        // A question that decides whether others are asked moves what they move.
        let gated = |rule: &Rule| {
            rulebook.indexed_questions().any(|(other, question)| {
                rule.condition.looks_at(other) && question.ask_unless.questions().any(|gate| gate == index)
            })
        };
        let rules = rulebook.rules.iter().filter(|rule| rule.condition.looks_at(index) || gated(rule));
        rules
            .map(|rule| match rule.effect.weight() {
                0 => None,
                weight => Some(i64::from(weight)),
            })
            .sum()
    };
    rulebook.question_indices().map(gain).collect()
}
