//! Owns the interview: which question is worth asking next, whether it is settled, and how many are left at most.

use std::cmp::Reverse;

use crate::answers::{Answers, Given};
use crate::engine::{self, Missing, Outcome, Prospect};
use crate::quota;
use crate::rulebook::{Lang, Protocol, Question, Rulebook, Strength};

/// Where an interview stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The place of the question to ask next; `None` where no open question can change protocol or advice, nor turn a
    /// strong verdict into a slight one.
    pub next: Option<usize>,
    /// Bit n: question n is open and may still be asked.
    pub worth_asking: u16,
    /// Whether no answer still missing could change the protocol.
    pub settled: bool,
}

/// Returns the status of the interview for these answers.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, interview};
/// let rulebook = audit::embedded();
/// let standing = interview::standing(&rulebook, &Answers::default());
/// assert_eq!(rulebook.questions[standing.next.unwrap()].id, "purpose");
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened");
/// assert!(interview::standing(&rulebook, &answers).settled);
/// ```
#[must_use]
pub fn standing(rulebook: &Rulebook, answers: &Answers) -> Standing {
    let relevance = Relevance::new(rulebook, answers);
    let next = relevance.next();
    // Once nothing is to be asked, nothing will be.
    let open = (0..rulebook.questions.len()).filter(|place| next.is_some() && answers.given(*place) == Given::Open);
    let pulling = relevance.pulling | relevance.pulling_of(Given::Open);
    let worth = open.filter(|place| relevance.may_be_asked(*place, pulling));
    let worth = worth.fold(0_u16, |worth, place| worth | 1 << place);
    Standing { next, worth_asking: worth, settled: relevance.outcome.settled }
}

/// What the open questions can still do: change the protocol, the advice, or a strong verdict into a slight one.
struct Relevance<'a> {
    rulebook: &'a Rulebook,
    answers: &'a Answers,
    outcome: Outcome,
    /// What the open questions can still be answered with.
    open: Prospect<'a>,
    /// The same with わからない taken as missing.
    all: Prospect<'a>,
    /// The questions to which わからない was said and any answer would pull toward one protocol, one bit each. Every
    /// combination of their answers may lead to it, whatever the points are: the sure-thing principle.
    pulling: u16,
    /// Whether strong and slight verdicts are both still possible, わからない taken as missing.
    strength_varies: bool,
}

impl<'a> Relevance<'a> {
    fn new(rulebook: &'a Rulebook, answers: &'a Answers) -> Self {
        let outcome = engine::recommend(rulebook, answers).outcome;
        let settled = outcome.settled.then_some(outcome.protocol);
        let open = Prospect::new(rulebook, answers, Missing::Open).settled_on(settled);
        let all = Prospect::new(rulebook, answers, Missing::OpenAndUnknown);
        let strength_varies = all.strength_varies();
        let relevance = Self { rulebook, answers, outcome, open, all, pulling: 0, strength_varies };
        Self { pulling: relevance.pulling_of(Given::Unknown), ..relevance }
    }

    /// Returns the questions of which this is given that pull toward one protocol, or would once わからない was said, one bit
    /// each. Nothing pulls toward a protocol where わからない was said and one of the answers decides for the other.
    fn pulling_of(&self, given: Given) -> u16 {
        let asked = |place: &usize| self.all.asked(*place) != Some(false);
        let said = |given: Given| (0..self.rulebook.questions.len()).filter(move |at| self.answers.given(*at) == given);
        let toward = |protocol| {
            let blocked = || said(Given::Unknown).filter(asked).any(|place| self.all.pulls(place, protocol).is_none());
            let pulling = said(given).filter(asked).filter(|place| self.all.pulls(*place, protocol) == Some(true));
            let bits = pulling.fold(0_u16, |bits, place| bits | 1 << place);
            if bits == 0 || blocked() { 0 } else { bits }
        };
        if self.outcome.settled { 0 } else { toward(Protocol::Pop) | toward(Protocol::Imap) }
    }

    /// Checks whether the answer to an open question can change protocol or advice.
    ///
    /// After わからない to a question any answer to which pulls toward one protocol, another answer can leave that protocol
    /// only, whatever the points say: every question that moves the points is asked until the protocol is settled.
    fn matters(&self, place: usize) -> bool {
        self.open.matters(place) || (self.pulling != 0 && self.moves_points(place))
    }

    /// Checks whether the interview may still come to ask a question. Once false, it stays false.
    fn may_be_asked(&self, place: usize, pulling: u16) -> bool {
        let by_points = pulling & !(1 << place) != 0 || self.strength_varies;
        self.open.matters(place) || (by_points && self.moves_points(place))
    }

    /// Checks whether the verdict is slight only because of わからない: more answers may make it strong again.
    fn is_lowered(&self) -> bool {
        let by_points = engine::decide(self.rulebook, &quota::situation(self.rulebook, self.answers));
        by_points.protocol == self.outcome.protocol && by_points.strength == Strength::Strong
    }

    fn moves_points(&self, place: usize) -> bool {
        self.all.asked(place) != Some(false) && self.all.swing(place) > 0
    }

    /// Returns the next question: one that can change protocol or advice; else one that moves the points, where some
    /// combination of the open answers turns a strong verdict into a slight one, or may lift one that わからない lowered.
    fn next(&self) -> Option<usize> {
        let ranked = || ranked(self.rulebook, self.answers, &self.open);
        let relevant = ranked().find(|place| self.matters(*place));
        relevant.or_else(|| {
            let unsafe_strength = self.strength_varies
                && match self.outcome.strength {
                    Strength::Strong => self.all.may_be_slight(),
                    Strength::Slight => self.is_lowered(),
                    _ => false,
                };
            if unsafe_strength { ranked().find(|place| self.moves_points(*place)) } else { None }
        })
    }
}

/// Ranks the questions that can be asked now: pinned ones, then those that can move the lead most; of equals, the
/// earliest in the file.
fn ranked(rulebook: &Rulebook, answers: &Answers, prospect: &Prospect<'_>) -> impl Iterator<Item = usize> {
    let by_swing = move |pinned: bool| {
        let open = questions(rulebook).filter(|(place, _)| answers.given(*place) == Given::Open);
        let ready = open.filter(|(place, question)| question.pinned == pinned && prospect.asked(*place) == Some(true));
        let mut ready: Vec<_> = ready.map(|(place, _)| place).collect();
        // One needs no ranking.
        if ready.len() > 1 {
            ready.sort_by_cached_key(|place| (Reverse(prospect.swing(*place)), *place));
        }
        ready
    };
    // The others are ranked only once no pinned question is left.
    [true, false].into_iter().flat_map(by_swing)
}

/// Returns whether no answer still missing, nor leaving it open or saying わからない, can change the protocol.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, interview};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unknown&devices=several");
/// assert!(!interview::settled(&rulebook, &answers));
/// ```
#[must_use]
pub fn settled(rulebook: &Rulebook, answers: &Answers) -> bool {
    engine::recommend(rulebook, answers).outcome.settled
}

/// Finds the one missing answer, わからない included, that can move the verdict most; `None` where it is settled.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, interview};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=no");
/// let place = interview::most_telling(&rulebook, &answers).unwrap();
/// assert_eq!(rulebook.questions[place].id, "devices");
/// ```
#[must_use]
pub fn most_telling(rulebook: &Rulebook, answers: &Answers) -> Option<usize> {
    if settled(rulebook, answers) {
        return None;
    }
    let prospect = Prospect::new(rulebook, answers, Missing::OpenAndUnknown);
    (0..rulebook.questions.len())
        .filter(|place| answers.choice(*place).is_none())
        .filter(|place| prospect.asked(*place) != Some(false) && prospect.matters(*place))
        .min_by_key(|place| Reverse(prospect.swing(*place)))
}

/// Returns the place of the next question, or `None` where nothing is left to ask.
#[must_use]
pub fn next(rulebook: &Rulebook, answers: &Answers) -> Option<usize> {
    Relevance::new(rulebook, answers).next()
}

/// Counts the questions to which something was said, `unknown` included.
#[must_use]
pub fn answered(rulebook: &Rulebook, answers: &Answers) -> usize {
    (0..rulebook.questions.len()).filter(|place| answers.given(*place) != Given::Open).count()
}

/// Gives the questions that were asked on the way to these answers, in the order in which they were.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, interview};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=work&offline=no");
/// let path = interview::path(&rulebook, &answers);
/// assert_eq!(path.iter().map(|place| rulebook.questions[*place].id.as_str()).collect::<Vec<_>>(), ["purpose", "offline"]);
/// ```
#[must_use]
pub fn path(rulebook: &Rulebook, answers: &Answers) -> Vec<usize> {
    let mut path = Vec::new();
    let mut so_far = answers.unsaid();
    while let Some(place) = next(rulebook, &so_far) {
        let given = answers.given(place);
        if given == Given::Open {
            break;
        }
        path.push(place);
        so_far = so_far.with(place, given);
    }
    path
}

/// Gives the most questions that can still be asked, whatever the answers will be.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, interview};
/// let rulebook = audit::embedded();
/// assert_eq!(interview::left_at_most(&rulebook, &Answers::default()), 9);
/// ```
#[must_use]
pub fn left_at_most(rulebook: &Rulebook, answers: &Answers) -> usize {
    longest(rulebook, answers, standing(rulebook, answers).worth_asking, 0)
}

/// Gives the most questions that can follow the one at `place`, whatever its answer and theirs will be.
#[must_use]
pub fn left_after(rulebook: &Rulebook, answers: &Answers, place: usize, worth_asking: u16) -> usize {
    let rest = worth_asking & !(1 << place);
    let Some(question) = rulebook.questions.get(place) else { return 0 };
    ways(rulebook, place, question)
        .map(|given| longest(rulebook, &answers.with(place, given), rest, 0))
        .fold(0, usize::max)
}

/// Counts questions worth asking from the one at `from` on, along the way on which most are asked.
///
/// What is not worth asking now never will be, so this is never less than what will really be asked.
fn longest(rulebook: &Rulebook, answers: &Answers, worth: u16, from: usize) -> usize {
    let Some(question) = rulebook.questions.get(from) else { return 0 };
    if worth >> from & 1 == 0 || !answers.asks(rulebook, from) {
        return longest(rulebook, answers, worth, from + 1);
    }
    ways(rulebook, from, question)
        .map(|given| 1 + longest(rulebook, &answers.with(from, given), worth, from + 1))
        .fold(0, usize::max)
}

/// Gives the answers to a question that can lead to different questions; one stands for all where none steers.
fn ways<'a>(rulebook: &'a Rulebook, place: usize, question: &'a Question) -> impl Iterator<Item = Given> + 'a {
    let steers = rulebook.questions.iter().any(|other| other.ask_unless.questions().any(|on| on == place));
    let choices = (0_u8..).zip(&question.choices).filter(move |_| steers).map(|(choice, _)| Given::Choice(choice));
    choices.chain([Given::Unknown])
}

/// Names the questions in a set of places, for lists.
#[must_use]
pub fn names(rulebook: &Rulebook, places: u16, lang: Lang) -> Vec<&str> {
    let named = questions(rulebook).filter(|(place, _)| places >> place & 1 == 1);
    named.map(|(_, question)| question.short.get(lang)).collect()
}

fn questions(rulebook: &Rulebook) -> impl Iterator<Item = (usize, &Question)> {
    rulebook.questions.iter().enumerate()
}
