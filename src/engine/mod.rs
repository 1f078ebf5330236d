//! Engine: (rulebook, answers) → recommendation with protocol, strength, score, reasons and advice.
//!
//! Total and deterministic: no I/O, no clock, no failure, whole numbers only. The rules decide, and
//! [`Tie`](crate::rulebook::Tie) if the scores are equal.

pub(crate) mod bulk;
mod counterfactuals;
mod lead_bounds;
mod lead_change;
mod partial;
mod partial_strength;
mod possible_protocols;
mod reach;
mod reasons;
mod sure_thing;

pub use counterfactuals::{Counterfactual, counterfactuals, min_flips};
pub use partial::{Missing, PartialAnswers};
pub use possible_protocols::PossibleProtocols;
pub use reach::prepare;
pub use reasons::Reason;

use crate::answers::Answers;
use crate::quota;
use crate::rulebook::{
    Advice, AdviceKind, AnswerSet, ByProtocol, Effect, EntrySet, Protocol, Rule, RuleIndex, Rulebook, Situation,
    Strength,
};

/// The points for each protocol.
///
/// ```
/// use pop_or_imap::{engine::Score, rulebook::Protocol};
/// assert_eq!(*Score { pop: 7, imap: 2 }.get(Protocol::Imap), 2);
/// ```
pub type Score = ByProtocol<u32>;

/// The result of applying the rules, as indices only: cheap to create, copy and compare.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, engine};
/// let rulebook = loader::embedded();
/// let outcome = engine::recommend(&rulebook, &Answers::default()).outcome;
/// assert_eq!((outcome.score.pop, outcome.score.imap), (0, 1));
/// let applied = rulebook.indexed_rules().filter(|(index, _)| outcome.fired(*index));
/// assert_eq!(applied.map(|(_, rule)| rule.id.as_str()).collect::<Vec<_>>(), ["starting-point"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The recommended protocol.
    pub protocol: Protocol,
    /// The strength of the recommendation.
    pub strength: Strength,
    /// The points for each protocol.
    pub score: Score,
    /// The index of the hard rule that decided, if any.
    pub decided_by: Option<RuleIndex>,
    /// Whether the scores were equal and the tie rule decided.
    pub tied: bool,
    /// Whether the points favour the other protocol, but all completions of the answers lead to this one.
    pub sure: bool,
    /// Whether all completions of the answers lead to this protocol; true if no answer is missing.
    pub settled: bool,
    fired: EntrySet,
    advice: EntrySet,
}

impl Outcome {
    /// Checks whether the rule at `index` applied.
    #[must_use]
    pub const fn fired(&self, index: RuleIndex) -> bool {
        self.fired.contains(index.position())
    }

    /// Returns the rules that applied.
    #[must_use]
    pub const fn fired_rules(&self) -> EntrySet {
        self.fired
    }

    /// Returns the advice that applied.
    #[must_use]
    pub const fn applied_advice(&self) -> EntrySet {
        self.advice
    }

    /// Checks whether the advice at `index` applied.
    #[must_use]
    pub const fn advised(&self, index: usize) -> bool {
        self.advice.contains(index)
    }
}

/// An outcome with the rulebook that its indices refer to.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, engine, rulebook::AdviceKind};
/// let rulebook = loader::embedded();
/// let recommendation = engine::recommend(&rulebook, &Answers::default());
/// assert!(recommendation.decided_by().is_none());
/// assert!(recommendation.advice_of(AdviceKind::Do).count() >= 3);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Recommendation<'a> {
    /// The rules that were applied.
    pub rulebook: &'a Rulebook,
    /// The result of applying them.
    pub outcome: Outcome,
    /// The answers, which select among the texts of a rule.
    pub answers: AnswerSet,
}

/// Computes the recommendation for these answers.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, engine};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "devices=several&offline=unopened");
/// let recommendation = engine::recommend(&rulebook, &answers);
/// assert_eq!(recommendation.outcome.protocol.id(), "pop");
/// assert_eq!(recommendation.decided_by().unwrap().id, "unopened-offline");
/// assert!(recommendation.against().iter().any(|reason| reason.rule_id == "several-devices"));
/// ```
#[must_use]
pub fn recommend<'a>(rulebook: &'a Rulebook, answers: &Answers) -> Recommendation<'a> {
    let situation = quota::situation(rulebook, answers);
    let outcome = sure_thing::complete(rulebook, answers, &situation, decide(rulebook, &situation));
    Recommendation { rulebook, outcome, answers: situation.answers }
}

/// Returns the protocol that [`recommend`] would recommend.
fn protocol(rulebook: &Rulebook, answers: &Answers) -> Protocol {
    let Some(possible) = reach::prepared(rulebook, answers) else {
        return recommend(rulebook, answers).outcome.protocol;
    };
    // Where completions lead to both, the points decide.
    let by_points = || RuleTally::new(rulebook, &quota::situation(rulebook, answers)).verdict(rulebook);
    possible.only().unwrap_or_else(|| by_points().0)
}

/// Applies all rules, caps and advice to a situation: the verdict by points, ignoring what is missing.
///
/// If several hard rules apply, the first in the file decides.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, engine, quota};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "attachments=many");
/// let outcome = engine::decide(&rulebook, &quota::situation(&rulebook, &answers));
/// assert_eq!(outcome.score, engine::recommend(&rulebook, &answers).outcome.score);
/// ```
#[must_use]
pub fn decide(rulebook: &Rulebook, situation: &Situation) -> Outcome {
    let capped = |protocol, strength| capped(rulebook, situation, protocol, strength);
    RuleTally::new(rulebook, situation).outcome(rulebook, capped, |protocol| advice_for(rulebook, situation, protocol))
}

/// The sums of the rules that apply.
#[derive(Clone, Copy, Debug, Default)]
struct RuleTally {
    score: Score,
    fired: EntrySet,
    /// The first hard rule in the file that applies.
    hard: Option<(RuleIndex, Protocol)>,
}

impl RuleTally {
    fn new(rulebook: &Rulebook, situation: &Situation) -> Self {
        let mut tally = Self::default();
        for (index, rule) in rulebook.indexed_rules().filter(|(_, rule)| rule.condition.holds(situation)) {
            tally.fired = tally.fired.with(usize::from(index));
            match rule.effect {
                Effect::Favours { protocol, weight } => *tally.score.get_mut(protocol) += weight,
                Effect::Requires(protocol) => tally.hard = tally.hard.or(Some((index, protocol))),
            }
        }
        tally
    }

    /// Returns the protocol, and the strength without caps.
    fn verdict(&self, rulebook: &Rulebook) -> (Protocol, Strength) {
        let hard = self.hard.map(|(_, protocol)| (protocol, Strength::Required));
        hard.unwrap_or_else(|| verdict_of(rulebook, self.score))
    }

    /// Returns the outcome; `capped` limits a strength to the caps that apply, `advice` returns the advice that does.
    fn outcome(
        self,
        rulebook: &Rulebook,
        capped: impl FnOnce(Protocol, Strength) -> Strength,
        advice: impl FnOnce(Protocol) -> EntrySet,
    ) -> Outcome {
        let (protocol, uncapped) = self.verdict(rulebook);
        let Self { score, fired, hard } = self;
        let strength = if hard.is_some() { uncapped } else { capped(protocol, uncapped) };
        Outcome {
            protocol,
            strength,
            score,
            decided_by: hard.map(|(index, _)| index),
            tied: hard.is_none() && score.pop == score.imap,
            sure: false,
            settled: true,
            fired,
            advice: advice(protocol),
        }
    }
}

/// Returns the advice that applies with a protocol.
fn advice_for(rulebook: &Rulebook, situation: &Situation, protocol: Protocol) -> EntrySet {
    let applies = |item: &Advice| item.protocol.is_none_or(|only| only == protocol) && item.condition.holds(situation);
    rulebook.advice.iter().enumerate().filter(|(_, item)| applies(item)).map(|(index, _)| index).collect()
}

/// Limits a strength to the caps that apply.
fn capped(rulebook: &Rulebook, situation: &Situation, protocol: Protocol, strength: Strength) -> Strength {
    let caps = rulebook.caps.iter().filter(|cap| cap.protocol == protocol && cap.condition.holds(situation));
    caps.map(|cap| cap.at_most).fold(strength, Strength::min)
}

/// Returns the verdict for a score if no hard rule decides.
///
/// ```
/// use pop_or_imap::{loader, engine, rulebook::ByProtocol};
/// let (protocol, strength) = engine::verdict_of(&loader::embedded(), ByProtocol { pop: 3, imap: 3 });
/// assert_eq!((protocol.id(), strength.id()), ("imap", "slight"));
/// ```
#[must_use]
pub fn verdict_of(rulebook: &Rulebook, score: Score) -> (Protocol, Strength) {
    if score.pop == score.imap {
        return (rulebook.tie.favours, Strength::Slight);
    }
    let protocol = if score.pop > score.imap { Protocol::Pop } else { Protocol::Imap };
    let lead = score.pop.abs_diff(score.imap);
    let strength = if lead >= rulebook.scale.strong {
        Strength::Strong
    } else if lead >= rulebook.scale.moderate {
        Strength::Moderate
    } else {
        Strength::Slight
    };
    (protocol, strength)
}

impl<'a> Recommendation<'a> {
    /// Returns the hard rule that decided, if any.
    #[must_use]
    pub fn decided_by(&self) -> Option<&'a Rule> {
        self.rulebook.rule_at(self.outcome.decided_by?)
    }

    /// Returns all advice that applies, most pressing first.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader, engine};
    /// let rulebook = loader::embedded();
    /// let recommendation = engine::recommend(&rulebook, &Answers::default());
    /// assert!(recommendation.advice().any(|advice| advice.id == "imap-watch-limit"));
    /// ```
    pub fn advice(&self) -> impl Iterator<Item = &'a Advice> + use<'a> {
        let outcome = self.outcome;
        self.rulebook
            .advice
            .iter()
            .enumerate()
            .filter(move |(index, _)| outcome.advised(*index))
            .map(|(_, advice)| advice)
    }

    /// Returns the advice of one kind that applies, most pressing first.
    pub fn advice_of(&self, kind: AdviceKind) -> impl Iterator<Item = &'a Advice> + use<'a> {
        self.advice().filter(move |advice| advice.kind == kind)
    }
}
