//! Owns the interview: which question is worth asking next, whether it is settled, and how many are left at most.

use std::cmp::Reverse;

use crate::answers::{Answers, Given};
use crate::engine::{self, Missing, Prospect};
use crate::rulebook::{Lang, Question, Rulebook};

/// Where an interview stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The place of the question to ask next; `None` where no question can change protocol or advice any more.
    pub next: Option<usize>,
    /// Bit n: question n is open and can change protocol or advice.
    pub worth_asking: u16,
    /// Whether no answer still missing could change the protocol.
    pub settled: bool,
}

/// Tells where the interview stands for these answers.
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
    let prospect = Prospect::new(rulebook, answers, Missing::Open);
    let open = (0..rulebook.questions.len()).filter(|place| answers.given(*place) == Given::Open);
    let worth = open.filter(|place| prospect.matters(*place)).fold(0_u16, |worth, place| worth | 1 << place);
    let next = ranked(rulebook, answers, &prospect).find(|place| worth >> place & 1 == 1);
    Standing { next, worth_asking: worth, settled: settled(rulebook, answers) }
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

/// Tells whether no answer still missing, わからない included, could change the protocol.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, interview};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unknown&devices=several");
/// assert!(!interview::settled(&rulebook, &answers));
/// ```
#[must_use]
pub fn settled(rulebook: &Rulebook, answers: &Answers) -> bool {
    is_settled(rulebook, answers, &Prospect::new(rulebook, answers, Missing::OpenAndUnknown))
}

/// Tells whether whatever can still be found out leaves the verdict as it is now.
fn is_settled(rulebook: &Rulebook, answers: &Answers, prospect: &Prospect<'_>) -> bool {
    prospect.reach().only() == Some(engine::recommend(rulebook, answers).outcome.protocol)
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
    let prospect = Prospect::new(rulebook, answers, Missing::OpenAndUnknown);
    if is_settled(rulebook, answers, &prospect) {
        return None;
    }
    let missing = || (0..rulebook.questions.len()).filter(|place| answers.choice(*place).is_none());
    let telling = |prospect: &Prospect<'_>| {
        missing()
            .filter(|place| prospect.asked(*place) != Some(false) && prospect.matters(*place))
            .min_by_key(|place| Reverse(prospect.swing(*place)))
    };
    // Where whatever is said leads to the other protocol, it is only saying nothing that leads to this one.
    telling(&prospect).or_else(|| {
        let silent = missing().fold(*answers, |answers, place| answers.with(place, Given::Open));
        telling(&Prospect::new(rulebook, &silent, Missing::Open))
    })
}

/// Gives the place of the next question, or `None` where nothing is left to ask.
#[must_use]
pub fn next(rulebook: &Rulebook, answers: &Answers) -> Option<usize> {
    let prospect = Prospect::new(rulebook, answers, Missing::Open);
    ranked(rulebook, answers, &prospect).find(|place| prospect.matters(*place))
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
