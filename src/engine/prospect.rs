//! Owns what is still possible: for answers of which some are missing, the protocols that can come out.
//!
//! `unknown` is three-valued here: a missing answer may become any choice. A *completion* gives every missing answer a
//! choice, but for questions that are not asked of such a visitor, which stay unknown. Exact: bounds only prune.

use super::reach::Reach;
use super::{Outcome, decide};
use crate::answers::{Answers, Given};
use crate::quota::{self, FigureRange};
use crate::rulebook::{AnswerSet, Condition, Effect, MAX_QUESTIONS, Protocol, Rulebook, Situation, Strength};

/// Which missing answers count as missing.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, engine::{Missing, Prospect}};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unknown");
/// let reach = |missing| Prospect::new(&rulebook, &answers, missing).reach();
/// assert!(reach(Missing::Open).pop && reach(Missing::OpenAndUnknown).pop);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Those not given yet and those given as わからない: what could still be found out.
    OpenAndUnknown,
    /// Those given as わからない; what is open stays so.
    Unknown,
    /// Those not given yet: what could still be asked. Whoever is asked may say わからない, so `unknown` stays possible.
    Open,
}

/// Whether a condition holds under everything that is still possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Always,
    Maybe,
    Never,
}

/// The answers that are still possible, question by question.
#[derive(Clone, Copy, Debug)]
pub struct Prospect<'a> {
    pub(super) rulebook: &'a Rulebook,
    answers: Answers,
    missing: Missing,
    possible: [AnswerSet; MAX_QUESTIONS],
    pub(super) all: AnswerSet,
    /// Bit n: the answer to question n is settled.
    pub(super) fixed: u16,
    /// What the figures can be.
    figures: FigureRange,
    /// The protocol that every completion leads to, where only one is left: no answer can change it.
    settled: Option<Protocol>,
}

impl<'a> Prospect<'a> {
    /// Looks at answers of which some are missing.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit, engine::{Missing, Prospect}, rulebook::Protocol};
    /// let rulebook = audit::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened");
    /// let prospect = Prospect::new(&rulebook, &answers, Missing::OpenAndUnknown);
    /// assert_eq!(prospect.reach().only(), Some(Protocol::Pop));
    /// ```
    #[must_use]
    pub fn new(rulebook: &'a Rulebook, answers: &Answers, missing: Missing) -> Self {
        let mut prospect = Self {
            rulebook,
            answers: *answers,
            missing,
            possible: Default::default(),
            all: AnswerSet::default(),
            fixed: 0,
            figures: FigureRange::default(),
            settled: None,
        };
        for (place, question) in rulebook.questions.iter().enumerate() {
            let unknown = question.answer(None);
            let set = match (answers.given(place), missing) {
                // Until it is sure that the question is asked, its answer may not count.
                (Given::Choice(choice), _) => question.answer(Some(usize::from(choice))).union(unknown),
                (Given::Unknown, Missing::Open) | (Given::Open, Missing::Unknown) => unknown,
                _ => question.all_answers(),
            };
            if set.is_single() {
                prospect.fixed |= 1 << place;
            }
            prospect.set(place, set);
        }
        prospect.figures = quota::figure_range(rulebook, answers.numbers, prospect.all);
        prospect.settle_gates();
        prospect
    }

    /// Returns the same prospect where it is known that every completion leads to one protocol.
    #[must_use]
    pub fn settled_on(mut self, protocol: Option<Protocol>) -> Self {
        self.settled = protocol;
        self
    }

    /// Tells which protocols can come out, over all completions.
    #[must_use]
    pub fn reach(&self) -> Reach {
        let bounds = self.bounds();
        if bounds.may.only().is_some() {
            return bounds.may;
        }
        let Some(place) = self.branch_at(bounds.weightiest, None) else { return self.exact() };
        let mut reach = Reach::default();
        for set in self.options(place) {
            reach.join(self.with(place, set).reach());
            if reach.pop && reach.imap {
                break;
            }
        }
        reach
    }

    /// Checks whether some completion's protocol, or what is to be done under it, depends on what is said, if anything, to
    /// the question at `place`. Advice that is not worth a question does not count.
    ///
    /// The other answers are held still; questions asked or not depending on this one may be unknown as well.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit, engine::{Missing, Prospect}};
    /// let rulebook = audit::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened");
    /// let prospect = Prospect::new(&rulebook, &answers, Missing::Open);
    /// let (frequency, _) = rulebook.question("frequency").unwrap();
    /// let (devices, _) = rulebook.question("devices").unwrap();
    /// // The hard rule has decided; how often mail is checked changes no advice, the devices do.
    /// assert!(!prospect.matters(frequency) && prospect.matters(devices));
    /// ```
    #[must_use]
    pub fn matters(&self, place: usize) -> bool {
        !self.is_fixed(place) && (self.decides(place) || self.opens_what_matters(place))
    }

    /// Tells whether the answer lets a question be asked that matters.
    fn opens_what_matters(&self, place: usize) -> bool {
        let gated = self.rulebook.questions.iter().enumerate();
        let mut gated = gated.filter(|(_, question)| question.ask_unless.questions().any(|gate| gate == place));
        gated.any(|(other, _)| {
            self.asked(other).is_none() && self.choices(place).any(|set| self.with(place, set).matters(other))
        })
    }

    /// Tells whether protocol or advice hang on the answer itself.
    fn decides(&self, place: usize) -> bool {
        if self.is_fixed(place) {
            return false;
        }
        let mut seen = Reach::default();
        let mut undecided = false;
        let mut weightiest = [0; MAX_QUESTIONS];
        for set in self.answers_to(place) {
            let bounds = self.holding(place, set).bounds();
            match self.settled.or(bounds.may.only()) {
                Some(protocol) => seen.add(protocol),
                None => undecided = true,
            }
            for (sum, more) in weightiest.iter_mut().zip(bounds.weightiest) {
                *sum += more;
            }
        }
        if seen.pop && seen.imap {
            return true;
        }
        if !undecided {
            match self.advice_hangs_on(place, seen) {
                Holds::Always => return true,
                Holds::Never => return false,
                Holds::Maybe => {}
            }
        }
        let Some(other) = self.branch_at(weightiest, Some(place)) else { return false };
        self.options(other).any(|set| self.with(other, set).decides(place))
    }

    /// Tells whether the question at `place` is sure to be asked, sure not to be, or neither yet.
    pub(crate) fn asked(&self, place: usize) -> Option<bool> {
        let question = self.rulebook.questions.get(place)?;
        if question.ask_unless.when.is_empty() {
            return Some(true);
        }
        match self.holds(&question.ask_unless) {
            Holds::Always => Some(false),
            Holds::Never => Some(true),
            Holds::Maybe => None,
        }
    }

    const fn is_fixed(&self, place: usize) -> bool {
        self.fixed >> place & 1 == 1
    }

    fn set(&mut self, place: usize, set: AnswerSet) {
        if let (Some(slot), Some(question)) = (self.possible.get_mut(place), self.rulebook.questions.get(place)) {
            *slot = set;
            self.all = self.all.without(question.all_answers()).union(set);
        }
    }

    /// Narrows the answers to one question, and the figures with them.
    fn narrow(&mut self, place: usize, set: AnswerSet) {
        self.set(place, set);
        if self.rulebook.is_figure_question(place) {
            self.figures = quota::figure_range(self.rulebook, self.answers.numbers, self.all);
        }
    }

    /// The same prospect with one answer settled, and what that says about questions asked or not.
    fn with(&self, place: usize, set: AnswerSet) -> Self {
        let mut next = self.holding(place, set);
        next.settle_gates();
        next
    }

    /// The same prospect with one answer settled, all others held as they are.
    fn holding(&self, place: usize, set: AnswerSet) -> Self {
        let mut next = *self;
        next.narrow(place, set);
        next.fixed |= 1 << place;
        next
    }

    /// Takes `unknown` away from what is sure to be asked, and everything else from what is sure not to be.
    fn settle_gates(&mut self) {
        for (place, question) in self.rulebook.questions.iter().enumerate() {
            if self.is_fixed(place) {
                continue;
            }
            match self.asked(place) {
                Some(true) if self.missing == Missing::Open && self.answers.given(place) == Given::Open => {}
                Some(true) => {
                    let choices = self.possible(place).without(question.answer(None));
                    self.narrow(place, choices);
                    self.fixed |= u16::from(choices.is_single()) << place;
                }
                Some(false) => {
                    self.narrow(place, question.answer(None));
                    self.fixed |= 1 << place;
                }
                None => {}
            }
        }
    }

    fn possible(&self, place: usize) -> AnswerSet {
        self.possible.get(place).copied().unwrap_or_default()
    }

    /// Every answer still possible to a question, one by one; `unknown` last, where it is.
    pub(super) fn options(&self, place: usize) -> impl Iterator<Item = AnswerSet> + '_ {
        let question = self.rulebook.questions.get(place);
        let answers = question.into_iter().flat_map(|question| {
            (0..question.choices.len()).map(Some).chain([None]).map(|choice| question.answer(choice))
        });
        answers.filter(move |set| set.meets(self.possible(place)))
    }

    /// Every choice still possible to a question, and saying nothing to it, one by one.
    fn answers_to(&self, place: usize) -> impl Iterator<Item = AnswerSet> + '_ {
        let silence = self.rulebook.questions.get(place).map(|question| question.answer(None));
        self.choices(place).chain(silence)
    }

    /// Every choice still possible to a question, one by one.
    pub(super) fn choices(&self, place: usize) -> impl Iterator<Item = AnswerSet> + '_ {
        let unknown = self.rulebook.questions.get(place).map(|question| question.answer(None));
        self.options(place).filter(move |set| Some(*set) != unknown)
    }

    pub(super) fn holds(&self, condition: &Condition) -> Holds {
        if !condition.barred().meets(self.all) {
            return if condition.is_unbounded() { Holds::Always } else { self.figures_hold(condition) };
        }
        let left = self.all.without(condition.barred());
        let ruled_out = condition.questions().any(|place| !left.meets(self.possible(place)));
        if ruled_out || (!condition.is_unbounded() && self.figures_hold(condition) == Holds::Never) {
            Holds::Never
        } else {
            Holds::Maybe
        }
    }

    /// Tells whether the figures are in a condition's bounds, whatever is answered.
    fn figures_hold(&self, condition: &Condition) -> Holds {
        match self.figures.hold(condition) {
            Some(true) => Holds::Always,
            Some(false) => Holds::Never,
            None => Holds::Maybe,
        }
    }

    /// Gives what an answer means to the figures: answers with the same give the same figures.
    pub(super) fn figure_key(&self, place: usize, choice: Option<usize>) -> Option<u64> {
        quota::figure_key(self.rulebook, self.answers.numbers, place, choice)
    }

    /// Works the figures out; the questions that they rest on have one answer each in `all`.
    pub(super) fn figures_of(&self, all: AnswerSet) -> Situation {
        quota::figures(self.rulebook, self.answers.numbers, all)
    }

    /// Checks whether some completion has a slight verdict. Exact, like [`Self::reach`].
    pub(crate) fn may_be_slight(&self) -> bool {
        let bounds = self.bounds();
        if !self.slight_within(&bounds) {
            return false;
        }
        match self.branch_at(bounds.weightiest, None) {
            Some(place) => self.options(place).any(|set| self.with(place, set).may_be_slight()),
            None => self.outcome().strength == Strength::Slight,
        }
    }

    /// Checks whether completions can have strong and slight verdicts, as far as bounds show: never less than they can.
    pub(crate) fn strength_varies(&self) -> bool {
        let bounds = self.bounds();
        let strong = i64::from(self.rulebook.scale.strong);
        (bounds.most >= strong || bounds.least <= -strong) && self.slight_within(&bounds)
    }

    /// Checks whether bounds leave room for a slight verdict.
    fn slight_within(&self, bounds: &Bounds) -> bool {
        let moderate = i64::from(self.rulebook.scale.moderate);
        let by_points = bounds.least < moderate && bounds.most > -moderate;
        let capped = |protocol: Protocol, reached: bool| {
            reached
                && self.rulebook.caps.iter().any(|cap| {
                    cap.protocol == protocol
                        && cap.at_most == Strength::Slight
                        && self.holds(&cap.condition) != Holds::Never
                })
        };
        let by_cap = capped(Protocol::Pop, bounds.most > 0) || capped(Protocol::Imap, bounds.least < 0);
        !bounds.hard && (by_points || by_cap)
    }

    /// Checks whether every answer to the question at `place` may move the lead toward a protocol, as against saying nothing
    /// to it; `None` where one of them alone decides for the other protocol. Looks at one rule after another: never
    /// `Some(false)` where every answer does.
    pub(crate) fn pulls(&self, place: usize, toward: Protocol) -> Option<bool> {
        let silence = self.rulebook.questions.get(place).map(|question| question.answer(None))?;
        let silent = self.holding(place, silence);
        let mut pulls = true;
        for set in self.choices(place) {
            let chosen = self.holding(place, set);
            let mut most = 0_i64;
            for rule in self.rulebook.rules.iter().filter(|rule| rule.condition.looks_at(place)) {
                let [with, without] = [chosen, silent].map(|prospect| prospect.holds(&rule.condition));
                match rule.effect {
                    Effect::Requires(protocol) if protocol != toward && with == Holds::Always => return None,
                    Effect::Requires(_) if with != Holds::Never => most = i64::MAX,
                    Effect::Requires(_) => {}
                    Effect::Favours { protocol, weight } => {
                        let gains = if protocol == toward {
                            with != Holds::Never && without != Holds::Always
                        } else {
                            with != Holds::Always && without != Holds::Never
                        };
                        most = most.saturating_add(if gains { i64::from(weight) } else { 0 });
                        let loses = if protocol == toward {
                            with == Holds::Never && without == Holds::Always
                        } else {
                            with == Holds::Always && without == Holds::Never
                        };
                        most = most.saturating_sub(if loses { i64::from(weight) } else { 0 });
                    }
                }
            }
            pulls &= most > 0;
        }
        Some(pulls)
    }

    fn bounds(&self) -> Bounds {
        let mut bounds = Bounds::default();
        // The range of POP's lead, and whether a hard rule is sure to decide.
        let (mut least, mut most) = (0_i64, 0_i64);
        let mut hard = false;
        for rule in &self.rulebook.rules {
            let holds = self.holds(&rule.condition);
            if holds == Holds::Never {
                continue;
            }
            match rule.effect {
                // The first hard rule that is sure to hold decides; those before it may.
                Effect::Requires(protocol) if !hard => {
                    bounds.may.add(protocol);
                    hard = holds == Holds::Always;
                }
                Effect::Requires(_) => {}
                Effect::Favours { .. } => {
                    let points = rule.effect.pop_lead();
                    least += if holds == Holds::Always { points } else { points.min(0) };
                    most += if holds == Holds::Always { points } else { points.max(0) };
                }
            }
            if holds == Holds::Maybe {
                bounds.note_weight(&rule.condition, rule.effect);
            }
        }
        if !hard {
            let tie = self.rulebook.tie.favours;
            bounds.may.pop |= most > 0 || (most >= 0 && least <= 0 && tie == Protocol::Pop);
            bounds.may.imap |= least < 0 || (most >= 0 && least <= 0 && tie == Protocol::Imap);
        }
        Bounds { least, most, hard, ..bounds }
    }

    /// Picks the question to branch at: not settled, sure to be asked or held still, the weightiest.
    fn branch_at(&self, weights: [u32; MAX_QUESTIONS], except: Option<usize>) -> Option<usize> {
        let open = (0..self.rulebook.questions.len()).filter(|place| !self.is_fixed(*place) && Some(*place) != except);
        open.filter(|place| self.asked(*place).is_some() || self.waits_only_for(*place, except))
            .max_by_key(|place| (weights.get(*place).copied(), std::cmp::Reverse(*place)))
    }

    /// Tells whether nothing but the excepted question keeps this one from being asked for sure.
    fn waits_only_for(&self, place: usize, except: Option<usize>) -> bool {
        let Some(question) = self.rulebook.questions.get(place) else { return false };
        question.ask_unless.questions().all(|other| self.is_fixed(other) || Some(other) == except)
    }

    /// Decides where every answer is settled.
    fn exact(&self) -> Reach {
        let mut reach = Reach::default();
        reach.add(self.outcome().protocol);
        reach
    }

    fn outcome(&self) -> Outcome {
        decide(self.rulebook, &self.figures_of(self.all))
    }

    /// Tells whether advice hangs on an answer, where the protocol does not: `Maybe` where figures are not known yet.
    fn advice_hangs_on(&self, place: usize, seen: Reach) -> Holds {
        let protocol = seen.only();
        let mut answer = Holds::Never;
        for advice in &self.rulebook.advice {
            let fits = advice.protocol.is_none() || advice.protocol == protocol;
            if !fits || !advice.worth_a_question || !advice.condition.looks_at(place) {
                continue;
            }
            let (mut can, mut fails, mut unsure) = (false, false, false);
            for set in self.answers_to(place) {
                match self.holding(place, set).holds(&advice.condition) {
                    Holds::Always => can = true,
                    Holds::Never => fails = true,
                    // With the others chosen well it holds; only figures may still stand against that.
                    Holds::Maybe if advice.condition.is_unbounded() => can = true,
                    Holds::Maybe => unsure = true,
                }
            }
            if can && fails {
                return Holds::Always;
            }
            if unsure {
                answer = Holds::Maybe;
            }
        }
        answer
    }
}

/// What can come out at a glance: never less than what really can.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds {
    may: Reach,
    /// The least and the greatest lead of POP, in points.
    least: i64,
    most: i64,
    /// Whether a hard rule is sure to decide.
    hard: bool,
    /// For each question, the weights of the undecided rules that wait for it.
    weightiest: [u32; MAX_QUESTIONS],
}

impl Bounds {
    /// Adds an undecided rule's weight to every question it waits for.
    fn note_weight(&mut self, condition: &Condition, effect: Effect) {
        let weight = if let Effect::Favours { weight, .. } = effect { weight } else { 1000 };
        for (place, sum) in self.weightiest.iter_mut().enumerate() {
            if condition.looks_at(place) {
                *sum += weight;
            }
        }
    }
}
