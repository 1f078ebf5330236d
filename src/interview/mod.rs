//! Interview: the next question, whether the verdict is settled, and how many questions remain.

use std::cmp::Reverse;
use std::fmt;

use crate::answers::{Answer, Answers};
use crate::engine::{self, Missing, Outcome, PartialAnswers};
use crate::quota;
use crate::rulebook::{Lang, Protocol, Question, QuestionIndex, QuestionSet, Rulebook, Strength};

/// The status of an interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InterviewStatus {
    /// The index of the next question; `None` if no unanswered question can change protocol or advice, or turn a strong
    /// verdict into a slight one.
    pub next: Option<QuestionIndex>,
    /// The unanswered questions that may still be asked.
    pub worth_asking: QuestionSet,
    /// Whether no missing answer can change the protocol.
    pub settled: bool,
}

/// Returns the status of the interview for these answers.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, interview};
/// let rulebook = loader::embedded();
/// let status = interview::status(&rulebook, &Answers::default());
/// assert_eq!(rulebook.question_at(status.next.unwrap()).unwrap().id, "purpose");
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened");
/// assert!(interview::status(&rulebook, &answers).settled);
/// ```
#[must_use]
pub fn status(rulebook: &Rulebook, answers: &Answers) -> InterviewStatus {
    let relevance = Relevance::new(rulebook, answers);
    let next = relevance.next();
    // If there is no next question now, there will be none later.
    let open = rulebook.question_indices().filter(|index| next.is_some() && answers.get(*index) == Answer::Unanswered);
    let pulling = relevance.pulling.union(relevance.pulling_of(Answer::Unanswered));
    let worth_asking = open.filter(|index| relevance.may_be_asked(*index, pulling)).collect();
    InterviewStatus { next, worth_asking, settled: relevance.outcome.settled }
}

/// What an assessment asks about an interview: [`Computed`], or remembered from other visitors.
pub trait InterviewSource: fmt::Debug + Send + Sync {
    /// Returns the status of the interview, as [`status`] does.
    fn status(&self, rulebook: &Rulebook, answers: &Answers) -> InterviewStatus;

    /// Returns the missing answer that can move the verdict most, as [`most_informative`] does.
    fn most_informative(&self, rulebook: &Rulebook, answers: &Answers) -> Option<QuestionIndex>;
}

/// The source that computes everything anew.
#[derive(Clone, Copy, Debug)]
pub struct Computed;

impl InterviewSource for Computed {
    fn status(&self, rulebook: &Rulebook, answers: &Answers) -> InterviewStatus {
        status(rulebook, answers)
    }

    fn most_informative(&self, rulebook: &Rulebook, answers: &Answers) -> Option<QuestionIndex> {
        most_informative(rulebook, answers)
    }
}

/// What unanswered questions can still change: the protocol, the advice, or a strong verdict to a slight one.
struct Relevance<'a> {
    rulebook: &'a Rulebook,
    answers: &'a Answers,
    outcome: Outcome,
    /// The completions of unanswered questions.
    open: PartialAnswers<'a>,
    /// The completions if わからない counts as missing too.
    all: PartialAnswers<'a>,
    /// The questions answered with わからない whose every answer would pull toward one protocol. Every combination
    /// of their answers may lead to it, whatever the points are: the sure-thing principle.
    pulling: QuestionSet,
    /// Whether strong and slight verdicts are both possible if わからない counts as missing.
    strength_varies: bool,
}

impl<'a> Relevance<'a> {
    fn new(rulebook: &'a Rulebook, answers: &'a Answers) -> Self {
        let outcome = engine::recommend(rulebook, answers).outcome;
        let settled = outcome.settled.then_some(outcome.protocol);
        let open = PartialAnswers::new(rulebook, answers, Missing::Unanswered).settled_on(settled);
        let all = PartialAnswers::new(rulebook, answers, Missing::UnansweredAndUnknown);
        let strength_varies = all.strength_varies();
        let relevance = Self { rulebook, answers, outcome, open, all, pulling: QuestionSet::EMPTY, strength_varies };
        Self { pulling: relevance.pulling_of(Answer::Unknown), ..relevance }
    }

    /// Returns the questions with this answer that pull toward one protocol, or would after わからない.
    /// Nothing pulls toward a protocol if some answer to a question with わからない decides for the other.
    fn pulling_of(&self, answer: Answer) -> QuestionSet {
        let asked = |index: &QuestionIndex| self.all.asked(*index) != Some(false);
        let answered =
            |answer: Answer| self.rulebook.question_indices().filter(move |index| self.answers.get(*index) == answer);
        let toward = |protocol| {
            let blocked =
                || answered(Answer::Unknown).filter(asked).any(|index| self.all.pulls(index, protocol).is_none());
            let pulling = answered(answer).filter(asked).filter(|index| self.all.pulls(*index, protocol) == Some(true));
            let pulling: QuestionSet = pulling.collect();
            if pulling.is_empty() || blocked() { QuestionSet::EMPTY } else { pulling }
        };
        if self.outcome.settled { QuestionSet::EMPTY } else { toward(Protocol::Pop).union(toward(Protocol::Imap)) }
    }

    /// Checks whether the answer to an unanswered question can change protocol or advice.
    ///
    /// After わからない to a question whose every answer pulls toward one protocol, another answer can leave only that
    /// protocol, whatever the points are: every question that moves the points is asked until the protocol is settled.
    fn matters(&self, index: QuestionIndex) -> bool {
        self.open.matters(index) || (!self.pulling.is_empty() && self.moves_points(index))
    }

    /// Checks whether the interview may still ask a question. Once false, it stays false.
    fn may_be_asked(&self, index: QuestionIndex, pulling: QuestionSet) -> bool {
        let by_points = !pulling.without(index).is_empty() || self.strength_varies;
        self.open.matters(index) || (by_points && self.moves_points(index))
    }

    /// Checks whether the verdict is slight only because of わからない, so that more answers may make it strong again.
    fn is_lowered(&self) -> bool {
        let by_points = engine::decide(self.rulebook, &quota::situation(self.rulebook, self.answers));
        by_points.protocol == self.outcome.protocol && by_points.strength == Strength::Strong
    }

    fn moves_points(&self, index: QuestionIndex) -> bool {
        self.all.asked(index) != Some(false) && self.all.max_lead_change(index) > 0
    }

    /// Returns the next question: one that can change protocol or advice; else one that moves the points, if a
    /// combination of answers turns a strong verdict into a slight one, or could raise one that わからない lowered.
    fn next(&self) -> Option<QuestionIndex> {
        let ranked = || ranked(self.rulebook, self.answers, &self.open);
        let relevant = ranked().find(|index| self.matters(*index));
        relevant.or_else(|| {
            let unsafe_strength = self.strength_varies
                && match self.outcome.strength {
                    Strength::Strong => self.all.may_be_slight(),
                    Strength::Slight => self.is_lowered(),
                    _ => false,
                };
            if unsafe_strength { ranked().find(|index| self.moves_points(*index)) } else { None }
        })
    }
}

/// Ranks the questions that can be asked now: pinned ones first, then by maximum lead change, then in file order.
fn ranked(rulebook: &Rulebook, answers: &Answers, partial: &PartialAnswers<'_>) -> impl Iterator<Item = QuestionIndex> {
    let by_lead_change = move |pinned: bool| {
        let open = rulebook.indexed_questions().filter(|(index, _)| answers.get(*index) == Answer::Unanswered);
        let ready = open.filter(|(index, question)| question.pinned == pinned && partial.asked(*index) == Some(true));
        let mut ready: Vec<_> = ready.map(|(index, _)| index).collect();
        // A single question needs no ranking, which is expensive.
        if ready.len() > 1 {
            ready.sort_by_cached_key(|index| (Reverse(partial.max_lead_change(*index)), *index));
        }
        ready
    };
    // Lazy: the others are ranked only if no pinned question is left.
    [true, false].into_iter().flat_map(by_lead_change)
}

/// Checks whether no missing answer, nor leaving it open or answering わからない, can change the protocol.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, interview};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unknown&devices=several");
/// assert!(!interview::settled(&rulebook, &answers));
/// ```
#[must_use]
pub fn settled(rulebook: &Rulebook, answers: &Answers) -> bool {
    engine::recommend(rulebook, answers).outcome.settled
}

/// Returns the missing answer, including わからない, that can move the verdict most; `None` if it is settled.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, interview};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=no");
/// let index = interview::most_informative(&rulebook, &answers).unwrap();
/// assert_eq!(rulebook.question_at(index).unwrap().id, "devices");
/// ```
#[must_use]
pub fn most_informative(rulebook: &Rulebook, answers: &Answers) -> Option<QuestionIndex> {
    if settled(rulebook, answers) {
        return None;
    }
    let partial = PartialAnswers::new(rulebook, answers, Missing::UnansweredAndUnknown);
    rulebook
        .question_indices()
        .filter(|index| answers.choice(*index).is_none())
        .filter(|index| partial.asked(*index) != Some(false) && partial.matters(*index))
        .min_by_key(|index| Reverse(partial.max_lead_change(*index)))
}

/// Returns the index of the next question, or `None` if the interview is finished.
#[must_use]
pub fn next(rulebook: &Rulebook, answers: &Answers) -> Option<QuestionIndex> {
    Relevance::new(rulebook, answers).next()
}

/// Counts the answered questions, including those answered with `unknown`.
#[must_use]
pub fn answered(rulebook: &Rulebook, answers: &Answers) -> usize {
    rulebook.question_indices().filter(|index| answers.get(*index) != Answer::Unanswered).count()
}

/// Returns the questions that led to these answers, in the order in which they were asked.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, interview};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=work&offline=no");
/// let path = interview::path(&rulebook, &answers);
/// assert_eq!(path.iter().map(|index| &rulebook.question_at(*index).unwrap().id).collect::<Vec<_>>(), ["purpose", "offline"]);
/// ```
#[must_use]
pub fn path(rulebook: &Rulebook, answers: &Answers) -> Vec<QuestionIndex> {
    path_by(answers, |answers| next(rulebook, answers))
}

/// Returns the questions that led to these answers, by a function that returns the next question.
#[must_use]
pub fn path_by(answers: &Answers, next: impl Fn(&Answers) -> Option<QuestionIndex>) -> Vec<QuestionIndex> {
    let mut path = Vec::new();
    let mut so_far = answers.without_answers();
    while let Some(index) = next(&so_far) {
        let answer = answers.get(index);
        if answer == Answer::Unanswered {
            break;
        }
        path.push(index);
        so_far = so_far.with(index, answer);
    }
    path
}

/// Computes the maximum number of questions that can still be asked, over all answers.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, interview};
/// let rulebook = loader::embedded();
/// assert_eq!(interview::max_remaining(&rulebook, &Answers::default()), 9);
/// ```
#[must_use]
pub fn max_remaining(rulebook: &Rulebook, answers: &Answers) -> usize {
    longest(rulebook, answers, status(rulebook, answers).worth_asking, QuestionIndex::FIRST)
}

/// Computes the maximum number of questions after the one at `index`, over all answers.
#[must_use]
pub fn max_remaining_after(
    rulebook: &Rulebook,
    answers: &Answers,
    index: QuestionIndex,
    worth_asking: QuestionSet,
) -> usize {
    let rest = worth_asking.without(index);
    let Some(question) = rulebook.question_at(index) else { return 0 };
    ways(rulebook, index, question)
        .map(|answer| longest(rulebook, &answers.with(index, answer), rest, QuestionIndex::FIRST))
        .fold(0, usize::max)
}

/// Counts the questions worth asking from `from` on, along the longest path.
///
/// A question that is not worth asking now never will be, so this is an upper bound.
fn longest(rulebook: &Rulebook, answers: &Answers, worth: QuestionSet, from: QuestionIndex) -> usize {
    let Some(question) = rulebook.question_at(from) else { return 0 };
    if !worth.contains(from) || !answers.asks(rulebook, from) {
        return longest(rulebook, answers, worth, from.next());
    }
    if !rulebook.steers(from) {
        // No other question depends on the answer.
        return 1 + longest(rulebook, answers, worth, from.next());
    }
    ways(rulebook, from, question)
        .map(|answer| 1 + longest(rulebook, &answers.with(from, answer), worth, from.next()))
        .fold(0, usize::max)
}

/// Returns the answers to a question that can lead to different questions; a single one if no question depends on it.
fn ways<'a>(
    rulebook: &Rulebook,
    index: QuestionIndex,
    question: &'a Question,
) -> impl Iterator<Item = Answer> + use<'a> {
    let steers = rulebook.steers(index);
    let choices = (0_u8..).zip(&question.choices).filter(move |_| steers).map(|(choice, _)| Answer::Choice(choice));
    choices.chain([Answer::Unknown])
}

/// Returns the short names of a set of questions, for lists.
#[must_use]
pub fn names(rulebook: &Rulebook, questions: QuestionSet, lang: Lang) -> Vec<&str> {
    let named = questions.iter().filter_map(|index| rulebook.question_at(index));
    named.map(|question| question.short.get(lang)).collect()
}
