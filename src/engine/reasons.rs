//! Reasons: the rules that applied, separated into those for and those against the verdict.

use std::cmp::Reverse;

use super::Recommendation;
use crate::rulebook::{Protocol, Question, Text};

/// The id of the reason for equal scores.
const TIE_ID: &str = "tie";

/// A reason for or against the recommended protocol.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, engine, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "devices=one-pc");
/// let reason = engine::recommend(&rulebook, &answers).reasons()[0];
/// assert_eq!((reason.rule_id, reason.question.unwrap().id.as_str()), ("one-pc", "devices"));
/// assert_eq!(reason.text.get(Lang::En), "With one PC, mail is kept on it, and server space is rarely a concern.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason<'a> {
    /// The rule's id; `tie` for the tie rule.
    pub rule_id: &'a str,
    /// The protocol it favours.
    pub favours: Protocol,
    /// Its points; 0 for a hard rule and for a tie.
    pub weight: u32,
    /// Whether it is a hard rule.
    pub hard: bool,
    /// The first question of its condition, if any.
    pub question: Option<&'a Question>,
    /// Whether its points apply to every account, so that it is a reason only if the verdict is slight.
    pub baseline: bool,
    /// The reason in words.
    pub text: &'a Text,
    /// The cost of going against it, and how to limit it.
    pub otherwise: Option<&'a Text>,
}

impl<'a> Recommendation<'a> {
    /// Returns the reasons for the verdict: hard rules first, then by weight, then in file order.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader, engine};
    /// let rulebook = loader::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "devices=pc-phone&away=yes");
    /// let reasons = engine::recommend(&rulebook, &answers).reasons();
    /// assert_eq!(reasons[0].rule_id, "pc-and-phone");
    /// assert!(reasons.is_sorted_by_key(|reason| std::cmp::Reverse(reason.weight)));
    /// ```
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason<'a>> {
        let mut reasons = self.reasons_favouring(self.outcome.protocol);
        if self.outcome.tied {
            let tie = &self.rulebook.tie;
            let reason = Reason {
                rule_id: TIE_ID,
                favours: tie.favours,
                weight: 0,
                hard: false,
                question: None,
                baseline: false,
                text: &tie.text,
                otherwise: None,
            };
            reasons.insert(0, reason);
        }
        reasons
    }

    /// Returns the reasons for the other protocol, in the same order.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader, engine};
    /// let rulebook = loader::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened&away=yes");
    /// let against = engine::recommend(&rulebook, &answers).against();
    /// assert_eq!(against[0].rule_id, "read-when-out");
    /// ```
    #[must_use]
    pub fn against(&self) -> Vec<Reason<'a>> {
        self.reasons_favouring(self.outcome.protocol.other())
    }

    fn reasons_favouring(&self, protocol: Protocol) -> Vec<Reason<'a>> {
        let rulebook = self.rulebook;
        let fired = rulebook.indexed_rules().filter(|(index, _)| self.outcome.fired(*index));
        let mut reasons: Vec<Reason<'a>> = fired
            .filter(|(_, rule)| rule.effect.protocol() == protocol)
            .map(|(_, rule)| Reason {
                rule_id: &rule.id,
                favours: protocol,
                weight: rule.effect.weight(),
                hard: rule.effect.is_hard(),
                question: rule.condition.questions().next().and_then(|index| rulebook.question_at(index)),
                baseline: rule.baseline,
                text: rule.text_for(self.answers),
                otherwise: rule.otherwise_for(self.answers),
            })
            .collect();
        // The sort is stable: equal weights stay in file order.
        reasons.sort_by_key(|reason| (Reverse(reason.hard), Reverse(reason.weight)));
        reasons
    }
}
