//! Owns reasons: the rules that applied, sorted into those for the verdict and those against.

use std::cmp::Reverse;

use super::Recommendation;
use crate::rulebook::{Protocol, Question, Text};

/// The id of the reason given when the scores are equal.
const TIE_ID: &str = "tie";

/// Why a protocol was recommended, or what spoke against it.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, engine, rulebook::Lang};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "devices=one-pc");
/// let reason = engine::recommend(&rulebook, &answers).reasons()[0];
/// assert_eq!((reason.rule_id, reason.question.unwrap().id.as_str()), ("one-pc", "devices"));
/// assert_eq!(reason.text.get(Lang::En), "With one PC, mail stays with you, and server space is little worry.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason<'a> {
    /// The rule's id; `tie` for the stated way out of equal scores.
    pub rule_id: &'a str,
    /// The protocol it speaks for.
    pub favours: Protocol,
    /// Its points; 0 for a hard rule and for a tie.
    pub weight: u32,
    /// Whether it is a hard rule.
    pub hard: bool,
    /// The question it rests on, if on one.
    pub question: Option<&'a Question>,
    /// Whether its points are everyone's, so that it is a reason only where the verdict is slight.
    pub baseline: bool,
    /// The reason in words.
    pub text: &'a Text,
    /// What going against it costs, and what to do about that.
    pub otherwise: Option<&'a Text>,
}

impl<'a> Recommendation<'a> {
    /// Gives the reasons for the verdict: the hard rule first, then by weight, then in the order of the file.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit, engine};
    /// let rulebook = audit::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "devices=pc-phone&away=yes");
    /// let reasons = engine::recommend(&rulebook, &answers).reasons();
    /// assert_eq!(reasons[0].rule_id, "pc-and-phone");
    /// assert!(reasons.is_sorted_by_key(|reason| std::cmp::Reverse(reason.weight)));
    /// ```
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason<'a>> {
        let mut reasons = self.speaking_for(self.outcome.protocol);
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

    /// Gives the rules that spoke for the other protocol, in the same order.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit, engine};
    /// let rulebook = audit::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened&away=yes");
    /// let against = engine::recommend(&rulebook, &answers).against();
    /// assert_eq!(against[0].rule_id, "read-when-out");
    /// ```
    #[must_use]
    pub fn against(&self) -> Vec<Reason<'a>> {
        self.speaking_for(self.outcome.protocol.other())
    }

    fn speaking_for(&self, protocol: Protocol) -> Vec<Reason<'a>> {
        let rulebook = self.rulebook;
        let fired = rulebook.rules.iter().enumerate().filter(|(place, _)| self.outcome.fired(*place));
        let mut reasons: Vec<Reason<'a>> = fired
            .filter(|(_, rule)| rule.effect.protocol() == protocol)
            .map(|(_, rule)| Reason {
                rule_id: &rule.id,
                favours: protocol,
                weight: rule.effect.weight(),
                hard: rule.effect.is_hard(),
                question: rule.condition.questions().next().and_then(|place| rulebook.questions.get(place)),
                baseline: rule.baseline,
                text: rule.text_for(self.answers),
                otherwise: rule.otherwise_for(self.answers),
            })
            .collect();
        // The sort is stable: equal weights stay in the order of the file.
        reasons.sort_by_key(|reason| (Reverse(reason.hard), Reverse(reason.weight)));
        reasons
    }
}
