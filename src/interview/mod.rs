//! Owns the interview: which question is worth asking next, and how many are left at most.

use crate::answers::{Answers, Given};
use crate::rulebook::{Rulebook, Situation};

/// Tells whether the question at `place` is asked of somebody with these answers.
#[must_use]
pub fn applies(rulebook: &Rulebook, answers: &Answers, place: usize) -> bool {
    let Some(question) = rulebook.questions.get(place) else { return false };
    if question.ask_unless.when.is_empty() {
        return true;
    }
    let situation = Situation { answers: answers.as_set(rulebook), mailbox_limit_mb: None };
    !question.ask_unless.holds(&situation)
}

/// Gives the place of the next question, or `None` where nothing is left to ask.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, interview};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=unknown");
/// assert_eq!(rulebook.questions[interview::next(&rulebook, &answers).unwrap()].id, "purpose");
/// ```
#[must_use]
pub fn next(rulebook: &Rulebook, answers: &Answers) -> Option<usize> {
    (0..rulebook.questions.len())
        .find(|place| answers.given(*place) == Given::Open && applies(rulebook, answers, *place))
}

/// Counts the questions to which something was said, `unknown` included.
#[must_use]
pub fn answered(rulebook: &Rulebook, answers: &Answers) -> usize {
    (0..rulebook.questions.len()).filter(|place| answers.given(*place) != Given::Open).count()
}

/// Gives the most questions that can still be asked, whatever the answers will be.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, interview};
/// let rulebook = audit::embedded();
/// assert_eq!(interview::left_at_most(&rulebook, &Answers::default()), 9);
/// // An account for notices is not asked about attachments.
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=notification");
/// assert_eq!(interview::left_at_most(&rulebook, &answers), 7);
/// ```
#[must_use]
pub fn left_at_most(rulebook: &Rulebook, answers: &Answers) -> usize {
    next(rulebook, answers).map_or(0, |place| 1 + left_after(rulebook, answers, place))
}

/// Gives the most questions that can follow the one at `place`, whatever its answer and theirs will be.
#[must_use]
pub fn left_after(rulebook: &Rulebook, answers: &Answers, place: usize) -> usize {
    let Some(question) = rulebook.questions.get(place) else { return 0 };
    let unknown = left_at_most(rulebook, &answers.with(place, Given::Unknown));
    // Only where another question depends on this one can its answer matter to the count.
    if !rulebook.questions.iter().any(|other| other.ask_unless.questions().any(|on| on == place)) {
        return unknown;
    }
    (0_u8..)
        .zip(&question.choices)
        .map(|(choice, _)| left_at_most(rulebook, &answers.with(place, Given::Choice(choice))))
        .fold(unknown, usize::max)
}
