//! Partial answers: which protocols the missing answers could still lead to.
//!
//! A missing answer may become any choice, so conditions have three truth values here. A *completion* answers every
//! missing question with a choice, except questions that are not asked, which stay unknown. Results are exact: bounds
//! only prune.

use super::possible_protocols::PossibleProtocols;
use super::{Outcome, decide};
use crate::answers::{Answer, Answers};
use crate::quota::{self, FigureRange};
use crate::rulebook::{AnswerSet, Condition, MAX_QUESTIONS, Protocol, QuestionIndex, QuestionSet, Rulebook, Situation};

/// Which answers count as missing.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, engine::{Missing, PartialAnswers}};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unknown");
/// let possible = |missing| PartialAnswers::new(&rulebook, &answers, missing).possible_protocols();
/// assert!(possible(Missing::Unanswered).pop && possible(Missing::UnansweredAndUnknown).pop);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Unanswered ones and わからない: everything that could still be found out.
    UnansweredAndUnknown,
    /// Those answered with わからない; unanswered ones stay so.
    Unknown,
    /// Unanswered ones: what could still be asked. The visitor may answer わからない, so `unknown` stays possible.
    Unanswered,
}

/// The three-valued truth of a condition over all completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Always,
    Maybe,
    Never,
}

/// A set of possible answers for each question.
#[derive(Clone, Copy, Debug)]
pub struct PartialAnswers<'a> {
    pub(super) rulebook: &'a Rulebook,
    answers: Answers,
    missing: Missing,
    possible: [AnswerSet; MAX_QUESTIONS],
    pub(super) all: AnswerSet,
    /// The questions whose answer is fixed.
    pub(super) fixed: QuestionSet,
    /// The ranges of the figures.
    figures: FigureRange,
    /// The protocol that all completions lead to, if there is only one: no answer can change it.
    settled: Option<Protocol>,
}

impl<'a> PartialAnswers<'a> {
    /// Creates the possible answers from given ones.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader, engine::{Missing, PartialAnswers}, rulebook::Protocol};
    /// let rulebook = loader::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened");
    /// let partial = PartialAnswers::new(&rulebook, &answers, Missing::UnansweredAndUnknown);
    /// assert_eq!(partial.possible_protocols().only(), Some(Protocol::Pop));
    /// ```
    #[must_use]
    pub fn new(rulebook: &'a Rulebook, answers: &Answers, missing: Missing) -> Self {
        let mut partial = Self {
            rulebook,
            answers: *answers,
            missing,
            possible: Default::default(),
            all: AnswerSet::default(),
            fixed: QuestionSet::EMPTY,
            figures: FigureRange::default(),
            settled: None,
        };
        for (index, question) in rulebook.indexed_questions() {
            let unknown = question.answer(None);
            let set = match (answers.get(index), missing) {
                // Until the question is certain to be asked, its answer may not count.
                (Answer::Choice(choice), _) => question.answer(Some(usize::from(choice))).union(unknown),
                (Answer::Unknown, Missing::Unanswered) | (Answer::Unanswered, Missing::Unknown) => unknown,
                _ => question.all_answers(),
            };
            if set.is_single() {
                partial.fixed = partial.fixed.with(index);
            }
            partial.set(index, set);
        }
        partial.figures = quota::figure_range(rulebook, answers.numbers, partial.all);
        partial.settle_gates();
        partial
    }

    /// Records that all completions lead to one protocol.
    #[must_use]
    pub fn settled_on(mut self, protocol: Option<Protocol>) -> Self {
        self.settled = protocol;
        self
    }

    /// Computes the protocols that completions can lead to.
    #[must_use]
    pub fn possible_protocols(&self) -> PossibleProtocols {
        let bounds = self.bounds();
        if bounds.may.only().is_some() {
            return bounds.may;
        }
        let Some(index) = self.branching_question(bounds.weights, None) else { return self.exact() };
        let mut possible = PossibleProtocols::default();
        for set in self.options(index) {
            possible.join(self.with(index, set).possible_protocols());
            if possible.pop && possible.imap {
                break;
            }
        }
        possible
    }

    /// Checks whether the answer to the question at `index`, or having none, changes the protocol or the advice of some
    /// completion. Advice that is not worth a question is ignored.
    ///
    /// The other answers are fixed; questions that are asked depending on this one may be unknown as well.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader, engine::{Missing, PartialAnswers}};
    /// let rulebook = loader::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened");
    /// let partial = PartialAnswers::new(&rulebook, &answers, Missing::Unanswered);
    /// let (frequency, _) = rulebook.question("frequency").unwrap();
    /// let (devices, _) = rulebook.question("devices").unwrap();
    /// // The hard rule has decided; how often mail is checked changes no advice, the devices do.
    /// assert!(!partial.matters(frequency) && partial.matters(devices));
    /// ```
    #[must_use]
    pub fn matters(&self, index: QuestionIndex) -> bool {
        !self.is_fixed(index) && (self.decides(index) || self.unlocks_relevant_question(index))
    }

    /// Checks whether the answer allows another question that matters.
    fn unlocks_relevant_question(&self, index: QuestionIndex) -> bool {
        let gated = self.rulebook.indexed_questions();
        let mut gated = gated.filter(|(_, question)| question.ask_unless.questions().any(|gate| gate == index));
        gated.any(|(other, _)| {
            self.asked(other).is_none() && self.choices(index).any(|set| self.with(index, set).matters(other))
        })
    }

    /// Checks whether protocol or advice depend on the answer itself.
    fn decides(&self, index: QuestionIndex) -> bool {
        if self.is_fixed(index) {
            return false;
        }
        let mut seen = PossibleProtocols::default();
        let mut undecided = false;
        let mut weights = [0; MAX_QUESTIONS];
        for set in self.answers_to(index) {
            let bounds = self.holding(index, set).bounds();
            match self.settled.or(bounds.may.only()) {
                Some(protocol) => seen.add(protocol),
                None => undecided = true,
            }
            for (sum, more) in weights.iter_mut().zip(bounds.weights) {
                *sum += more;
            }
        }
        if seen.pop && seen.imap {
            return true;
        }
        if !undecided {
            match self.advice_depends_on(index, seen) {
                Truth::Always => return true,
                Truth::Never => return false,
                Truth::Maybe => {}
            }
        }
        let Some(other) = self.branching_question(weights, Some(index)) else { return false };
        self.options(other).any(|set| self.with(other, set).decides(index))
    }

    /// Returns whether the question at `index` is certain to be asked or not to be; `None` if it is open.
    pub(crate) fn asked(&self, index: QuestionIndex) -> Option<bool> {
        let question = self.rulebook.question_at(index)?;
        if question.is_always_asked() {
            return Some(true);
        }
        match self.holds(&question.ask_unless) {
            Truth::Always => Some(false),
            Truth::Never => Some(true),
            Truth::Maybe => None,
        }
    }

    const fn is_fixed(&self, index: QuestionIndex) -> bool {
        self.fixed.contains(index)
    }

    fn set(&mut self, index: QuestionIndex, set: AnswerSet) {
        if let (Some(slot), Some(question)) =
            (self.possible.get_mut(usize::from(index)), self.rulebook.question_at(index))
        {
            *slot = set;
            self.all = self.all.difference(question.all_answers()).union(set);
        }
    }

    /// Restricts the answers to one question, and the figures with them.
    fn narrow(&mut self, index: QuestionIndex, set: AnswerSet) {
        self.set(index, set);
        if self.rulebook.is_figure_question(index) {
            self.figures = quota::figure_range(self.rulebook, self.answers.numbers, self.all);
        }
    }

    /// Returns the partial answers with one answer fixed, and its effect on which questions are asked.
    pub(super) fn with(&self, index: QuestionIndex, set: AnswerSet) -> Self {
        let mut next = self.holding(index, set);
        next.settle_gates();
        next
    }

    /// Returns the partial answers with one answer fixed and all others unchanged.
    pub(super) fn holding(&self, index: QuestionIndex, set: AnswerSet) -> Self {
        let mut next = *self;
        next.narrow(index, set);
        next.fixed = next.fixed.with(index);
        next
    }

    /// Removes `unknown` from questions that are certain to be asked, and everything else from those that are certain
    /// not to be.
    fn settle_gates(&mut self) {
        for (index, question) in self.rulebook.indexed_questions() {
            if self.is_fixed(index) {
                continue;
            }
            match self.asked(index) {
                Some(true) if self.missing == Missing::Unanswered && self.answers.get(index) == Answer::Unanswered => {}
                Some(true) => {
                    let choices = self.possible(index).difference(question.answer(None));
                    self.narrow(index, choices);
                    if choices.is_single() {
                        self.fixed = self.fixed.with(index);
                    }
                }
                Some(false) => {
                    self.narrow(index, question.answer(None));
                    self.fixed = self.fixed.with(index);
                }
                None => {}
            }
        }
    }

    fn possible(&self, index: QuestionIndex) -> AnswerSet {
        self.possible.get(usize::from(index)).copied().unwrap_or_default()
    }

    /// Returns every possible answer to a question; `unknown` last.
    pub(super) fn options(&self, index: QuestionIndex) -> impl Iterator<Item = AnswerSet> + '_ {
        let question = self.rulebook.question_at(index);
        let answers = question.into_iter().flat_map(|question| {
            (0..question.choices.len()).map(Some).chain([None]).map(|choice| question.answer(choice))
        });
        answers.filter(move |set| set.intersects(self.possible(index)))
    }

    /// Returns every possible choice of a question, and no answer.
    fn answers_to(&self, index: QuestionIndex) -> impl Iterator<Item = AnswerSet> + '_ {
        let silence = self.rulebook.question_at(index).map(|question| question.answer(None));
        self.choices(index).chain(silence)
    }

    /// Returns every possible choice of a question.
    pub(super) fn choices(&self, index: QuestionIndex) -> impl Iterator<Item = AnswerSet> + '_ {
        let unknown = self.rulebook.question_at(index).map(|question| question.answer(None));
        self.options(index).filter(move |set| Some(*set) != unknown)
    }

    pub(super) fn holds(&self, condition: &Condition) -> Truth {
        if !condition.excluded().intersects(self.all) {
            return if condition.is_unbounded() { Truth::Always } else { self.figures_hold(condition) };
        }
        let left = self.all.difference(condition.excluded());
        let ruled_out = condition.questions().any(|index| !left.intersects(self.possible(index)));
        if ruled_out || (!condition.is_unbounded() && self.figures_hold(condition) == Truth::Never) {
            Truth::Never
        } else {
            Truth::Maybe
        }
    }

    /// Checks whether the figures are in a condition's bounds for all possible answers.
    fn figures_hold(&self, condition: &Condition) -> Truth {
        match self.figures.hold(condition) {
            Some(true) => Truth::Always,
            Some(false) => Truth::Never,
            None => Truth::Maybe,
        }
    }

    /// Returns a key for the effect of an answer on the figures: answers with the same key have the same figures.
    pub(super) fn figure_key(&self, index: QuestionIndex, choice: Option<usize>) -> Option<u64> {
        quota::figure_key(self.rulebook, self.answers.numbers, index, choice)
    }

    /// Computes the figures; `all` has one answer for each question that they depend on.
    pub(super) fn figures_of(&self, all: AnswerSet) -> Situation {
        quota::figures(self.rulebook, self.answers.numbers, all)
    }

    /// Selects the question to branch at: not fixed, with a known effect on the questions asked, and the largest
    /// weight.
    pub(super) fn branching_question(
        &self,
        weights: [u32; MAX_QUESTIONS],
        except: Option<QuestionIndex>,
    ) -> Option<QuestionIndex> {
        let open = self.rulebook.question_indices().filter(|index| !self.is_fixed(*index) && Some(*index) != except);
        open.filter(|index| self.asked(*index).is_some() || self.depends_only_on(*index, except))
            .max_by_key(|index| (weights.get(usize::from(*index)).copied(), std::cmp::Reverse(*index)))
    }

    /// Checks whether only the excepted question leaves open whether this one is asked.
    fn depends_only_on(&self, index: QuestionIndex, except: Option<QuestionIndex>) -> bool {
        let Some(question) = self.rulebook.question_at(index) else { return false };
        question.ask_unless.questions().all(|other| self.is_fixed(other) || Some(other) == except)
    }

    /// Decides where every answer is fixed.
    fn exact(&self) -> PossibleProtocols {
        let mut possible = PossibleProtocols::default();
        possible.add(self.outcome().protocol);
        possible
    }

    pub(super) fn outcome(&self) -> Outcome {
        decide(self.rulebook, &self.figures_of(self.all))
    }

    /// Checks whether advice depends on an answer while the protocol does not; `Maybe` while figures are unknown.
    fn advice_depends_on(&self, index: QuestionIndex, seen: PossibleProtocols) -> Truth {
        let protocol = seen.only();
        let mut answer = Truth::Never;
        for advice in &self.rulebook.advice {
            let fits = advice.protocol.is_none() || advice.protocol == protocol;
            if !fits || !advice.worth_a_question || !advice.condition.looks_at(index) {
                continue;
            }
            let (mut can, mut fails, mut unreliable) = (false, false, false);
            for set in self.answers_to(index) {
                match self.holding(index, set).holds(&advice.condition) {
                    Truth::Always => can = true,
                    Truth::Never => fails = true,
                    // Suitable other answers satisfy it; only figures could still prevent that.
                    Truth::Maybe if advice.condition.is_unbounded() => can = true,
                    Truth::Maybe => unreliable = true,
                }
            }
            if can && fails {
                return Truth::Always;
            }
            if unreliable {
                answer = Truth::Maybe;
            }
        }
        answer
    }
}
