//! Owns the recommendation: (rulebook, answers) → protocol, strength, score, reasons and advice.
//!
//! Total and deterministic: no I/O, no clock, no failure, whole numbers only. It decides nothing by itself; the rules
//! do, and [`Tie`](crate::rulebook::Tie) where they balance.

mod change;
mod missing;
mod prospect;
mod reach;
mod reasons;
mod swing;

pub use change::{Change, robustness, would_change};
pub use prospect::{Missing, Prospect};
pub use reach::Reach;
pub use reasons::Reason;

use crate::answers::Answers;
use crate::quota;
use crate::rulebook::{
    Advice, AdviceKind, AnswerSet, ByProtocol, Condition, Effect, Protocol, Rule, Rulebook, Situation, Strength,
};

/// The points for each protocol.
///
/// ```
/// use pop_or_imap::{engine::Score, rulebook::Protocol};
/// assert_eq!(*Score { pop: 7, imap: 2 }.get(Protocol::Imap), 2);
/// ```
pub type Score = ByProtocol<u32>;

/// What the rules came to, by places only: cheap to make, copy and compare.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, engine};
/// let rulebook = audit::embedded();
/// let outcome = engine::recommend(&rulebook, &Answers::default()).outcome;
/// assert_eq!((outcome.score.pop, outcome.score.imap), (0, 1));
/// let applied = (0..rulebook.rules.len()).filter(|place| outcome.fired(*place));
/// assert_eq!(applied.map(|place| rulebook.rules[place].id.as_str()).collect::<Vec<_>>(), ["starting-point"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The protocol recommended.
    pub protocol: Protocol,
    /// How surely.
    pub strength: Strength,
    /// The points for each.
    pub score: Score,
    /// The place of the hard rule that decided, if one did.
    pub decided_by: Option<u8>,
    /// Whether the scores were equal and the stated way out was taken.
    pub tied: bool,
    /// Whether the points favour the other protocol, but every way of answering the missing questions leads to this one.
    pub sure: bool,
    /// Whether every way of answering the missing questions leads to this protocol; true where none is missing.
    pub settled: bool,
    fired: u128,
    advice: u128,
}

impl Outcome {
    /// Tells whether the rule at `place` applied.
    #[must_use]
    pub const fn fired(&self, place: usize) -> bool {
        self.fired >> place & 1 == 1
    }

    /// Gives the rules that applied, one bit each.
    #[must_use]
    pub const fn fired_bits(&self) -> u128 {
        self.fired
    }

    /// Gives the advice that applied, one bit each.
    #[must_use]
    pub const fn advice_bits(&self) -> u128 {
        self.advice
    }

    /// Tells whether the advice at `place` applied.
    #[must_use]
    pub const fn advised(&self, place: usize) -> bool {
        self.advice >> place & 1 == 1
    }
}

/// An outcome together with the rulebook that it points into.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, engine, rulebook::AdviceKind};
/// let rulebook = audit::embedded();
/// let recommendation = engine::recommend(&rulebook, &Answers::default());
/// assert!(recommendation.decided_by().is_none());
/// assert!(recommendation.advice_of(AdviceKind::Do).count() >= 3);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Recommendation<'a> {
    /// The rules.
    pub rulebook: &'a Rulebook,
    /// What they came to.
    pub outcome: Outcome,
    /// The answers, which choose among the texts of a rule.
    pub answers: AnswerSet,
}

/// Recommends a protocol for these answers.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, engine};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "devices=several&offline=unopened");
/// let recommendation = engine::recommend(&rulebook, &answers);
/// assert_eq!(recommendation.outcome.protocol.id(), "pop");
/// assert_eq!(recommendation.decided_by().unwrap().id, "unopened-offline");
/// assert!(recommendation.against().iter().any(|reason| reason.rule_id == "several-devices"));
/// ```
#[must_use]
pub fn recommend<'a>(rulebook: &'a Rulebook, answers: &Answers) -> Recommendation<'a> {
    let situation = quota::situation(rulebook, answers);
    let outcome = missing::complete(rulebook, answers, &situation, decide(rulebook, &situation));
    Recommendation { rulebook, outcome, answers: situation.answers }
}

/// Applies every rule, cap and piece of advice to a situation: the verdict by points, whatever is still missing.
///
/// Of several hard rules that apply, the first in the file decides.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, engine, quota};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "attachments=many");
/// let outcome = engine::decide(&rulebook, &quota::situation(&rulebook, &answers));
/// assert_eq!(outcome.score, engine::recommend(&rulebook, &answers).outcome.score);
/// ```
#[must_use]
pub fn decide(rulebook: &Rulebook, situation: &Situation) -> Outcome {
    let tally = Tally::default().add(rulebook, situation, |_| true);
    tally.outcome(rulebook, situation, |protocol| advice_for(rulebook, situation, protocol, |_| true))
}

/// What rules come to, added up.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    score: Score,
    fired: u128,
    /// The first hard rule in the file that applies.
    hard: Option<(u8, Protocol)>,
}

impl Tally {
    /// Adds the rules that apply, of those whose condition is among `which`.
    fn add(mut self, rulebook: &Rulebook, situation: &Situation, which: impl Fn(&Condition) -> bool) -> Self {
        for (place, rule) in (0_u8..).zip(&rulebook.rules) {
            if !which(&rule.condition) || !rule.condition.holds(situation) {
                continue;
            }
            self.fired |= 1 << place;
            match rule.effect {
                Effect::Favours { protocol, weight } => *self.score.get_mut(protocol) += weight,
                Effect::Requires(protocol) => {
                    let first = self.hard.is_none_or(|(before, _)| place < before);
                    self.hard = if first { Some((place, protocol)) } else { self.hard };
                }
            }
        }
        self
    }

    fn outcome(self, rulebook: &Rulebook, situation: &Situation, advice: impl Fn(Protocol) -> u128) -> Outcome {
        let Self { score, fired, hard } = self;
        let (protocol, strength) = if let Some((_, protocol)) = hard {
            (protocol, Strength::Required)
        } else {
            let (protocol, strength) = verdict_of(rulebook, score);
            (protocol, capped(rulebook, situation, protocol, strength))
        };
        Outcome {
            protocol,
            strength,
            score,
            decided_by: hard.map(|(place, _)| place),
            tied: hard.is_none() && score.pop == score.imap,
            sure: false,
            settled: true,
            fired,
            advice: advice(protocol),
        }
    }
}

/// The points that answers alone come to, for adding those of one set of figures after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Points(Tally);

impl Points {
    pub(crate) fn new(rulebook: &Rulebook, answers: AnswerSet) -> Self {
        let situation = Situation { answers, ..Situation::default() };
        Self(Tally::default().add(rulebook, &situation, Condition::is_unbounded))
    }

    fn with_figures(&self, rulebook: &Rulebook, situation: &Situation) -> Tally {
        self.0.add(rulebook, situation, |condition| !condition.is_unbounded())
    }

    /// Returns the points for the same answers with these figures, and the protocol that a hard rule decides for.
    pub(crate) fn score(&self, rulebook: &Rulebook, situation: &Situation) -> (Score, Option<Protocol>) {
        let tally = self.with_figures(rulebook, situation);
        (tally.score, tally.hard.map(|(_, protocol)| protocol))
    }
}

/// What answers alone come to, for deciding with one set of figures after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WithoutFigures {
    points: Points,
    /// The advice with POP, and with IMAP.
    advice: [u128; 2],
}

impl WithoutFigures {
    pub(crate) fn new(rulebook: &Rulebook, answers: AnswerSet) -> Self {
        let situation = Situation { answers, ..Situation::default() };
        let advice = |protocol| advice_for(rulebook, &situation, protocol, Condition::is_unbounded);
        Self { points: Points::new(rulebook, answers), advice: [Protocol::Pop, Protocol::Imap].map(advice) }
    }

    /// Decides like [`decide`], for the same answers with these figures.
    pub(crate) fn decide(&self, rulebook: &Rulebook, situation: &Situation) -> Outcome {
        self.points.with_figures(rulebook, situation).outcome(rulebook, situation, |protocol| {
            let [pop, imap] = self.advice;
            let advice = if protocol == Protocol::Pop { pop } else { imap };
            advice | advice_for(rulebook, situation, protocol, |condition| !condition.is_unbounded())
        })
    }
}

/// Decides like [`decide`], in regard of what can come out once the missing answers are given.
pub(crate) fn decide_within(rulebook: &Rulebook, situation: &Situation, reach: Reach) -> Outcome {
    missing::within(rulebook, situation, decide(rulebook, situation), reach)
}

/// Returns the advice that applies where a protocol is recommended, of that whose condition is among `which`, one bit
/// each.
fn advice_for(
    rulebook: &Rulebook,
    situation: &Situation,
    protocol: Protocol,
    which: impl Fn(&Condition) -> bool,
) -> u128 {
    let places = (0_u8..).zip(&rulebook.advice).filter(|(_, item)| which(&item.condition));
    let applies = |item: &Advice| item.protocol.is_none_or(|only| only == protocol) && item.condition.holds(situation);
    places.filter(|(_, item)| applies(item)).fold(0, |bits, (place, _)| bits | 1 << place)
}

/// Lowers a strength to the caps that apply.
fn capped(rulebook: &Rulebook, situation: &Situation, protocol: Protocol, strength: Strength) -> Strength {
    let caps = rulebook.caps.iter().filter(|cap| cap.protocol == protocol && cap.condition.holds(situation));
    caps.map(|cap| cap.at_most).fold(strength, Strength::min)
}

/// Gives the verdict that a score comes to where no hard rule decides.
///
/// ```
/// use pop_or_imap::{audit, engine, rulebook::ByProtocol};
/// let (protocol, strength) = engine::verdict_of(&audit::embedded(), ByProtocol { pop: 3, imap: 3 });
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
    /// Gives the hard rule that decided, if one did.
    #[must_use]
    pub fn decided_by(&self) -> Option<&'a Rule> {
        self.rulebook.rules.get(usize::from(self.outcome.decided_by?))
    }

    /// Gives all advice that applies, most pressing first.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit, engine};
    /// let rulebook = audit::embedded();
    /// let recommendation = engine::recommend(&rulebook, &Answers::default());
    /// assert!(recommendation.advice().any(|advice| advice.id == "imap-watch-limit"));
    /// ```
    pub fn advice(&self) -> impl Iterator<Item = &'a Advice> + use<'a> {
        let outcome = self.outcome;
        self.rulebook
            .advice
            .iter()
            .enumerate()
            .filter(move |(place, _)| outcome.advised(*place))
            .map(|(_, advice)| advice)
    }

    /// Gives the advice of one kind that applies, most pressing first.
    pub fn advice_of(&self, kind: AdviceKind) -> impl Iterator<Item = &'a Advice> + use<'a> {
        self.advice().filter(move |advice| advice.kind == kind)
    }
}
