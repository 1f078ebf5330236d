//! Answers and numbers in words.

use super::{Assessment, Wording};
use crate::answers::{Answer, Answers, Number};
use crate::rulebook::{Lang, QuestionIndex, Rulebook};

/// Returns the label of the choice that answers the question at `index`, if there is one.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=unknown&away=yes");
/// let words = |id| present::choice_words(&rulebook, &answers, rulebook.question(id).unwrap().0, Lang::En);
/// assert_eq!((words("away"), words("plan")), (Some("Yes, also when out"), None));
/// ```
#[must_use]
pub fn choice_words<'a>(
    rulebook: &'a Rulebook,
    answers: &Answers,
    index: QuestionIndex,
    lang: Lang,
) -> Option<&'a str> {
    let choices = &rulebook.question_at(index)?.choices;
    Some(choices.get(answers.choice(index)?)?.label.get(lang))
}

/// Returns the answer to the question at `index` in words, including わからない, if there is one.
#[must_use]
pub fn answer_words<'a>(
    rulebook: &'a Rulebook,
    answers: &Answers,
    index: QuestionIndex,
    lang: Lang,
) -> Option<&'a str> {
    match answers.get(index) {
        Answer::Unknown => Some(Wording::of(lang).layout.unknown),
        Answer::Unanswered | Answer::Choice(_) => choice_words(rulebook, answers, index, lang),
    }
}

/// Returns the purpose of the account in words, if it was answered.
#[must_use]
pub fn purpose_words<'a>(rulebook: &'a Rulebook, answers: &Answers, lang: Lang) -> Option<&'a str> {
    choice_words(rulebook, answers, rulebook.question("purpose")?.0, lang)
}

/// Returns what the account is used for and with, as far as it was answered: its purpose and its devices.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{self, Assessment}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=work&devices=one-pc");
/// let words = present::account_words(&Assessment::new(&rulebook, &answers), Lang::Ja);
/// assert_eq!(words.as_deref(), Some("仕事のメール・パソコン1台だけ"));
/// ```
#[must_use]
pub fn account_words(assessment: &Assessment<'_>, lang: Lang) -> Option<String> {
    let Assessment { rulebook, answers, .. } = assessment;
    let drawn = rulebook.indexed_questions().find(|(_, question)| question.choices.iter().any(|c| !c.draws.is_empty()));
    let devices = drawn.and_then(|(index, _)| choice_words(rulebook, answers, index, lang));
    let words: Vec<_> = purpose_words(rulebook, answers, lang).into_iter().chain(devices).collect();
    (!words.is_empty()).then(|| words.join(Wording::of(lang).layout.between))
}

/// Returns a line with the current use of the account, if it is known.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present, rulebook::Lang};
/// let (answers, _) = Answers::from_query(&loader::embedded(), "now=pop");
/// assert_eq!(present::now_line(&answers, Lang::Ja).as_deref(), Some("今の使い方：POPで受信している"));
/// ```
#[must_use]
pub fn now_line(answers: &Answers, lang: Lang) -> Option<String> {
    let w = Wording::of(lang);
    answers.now.map(|now| w.pair(w.setup.now_short, w.current_use(now)))
}

/// Lists the numbers that were entered, each with its name and unit.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present, rulebook::Lang};
/// let (answers, _) = Answers::from_query(&loader::embedded(), "used=300&keep=14");
/// let lines: Vec<_> = present::number_lines(&answers, Lang::En).collect();
/// assert_eq!(lines, ["Used now: 300 MB", "Days POP leaves mail on the server: 14 days"]);
/// ```
pub fn number_lines(answers: &Answers, lang: Lang) -> impl Iterator<Item = String> + use<> {
    let (w, numbers) = (Wording::of(lang), answers.numbers);
    let entered = Number::ALL.into_iter().filter_map(move |number| Some((number, numbers.get(number)?)));
    entered.map(move |(number, value)| w.pair(w.number_name(number), &w.number_value(number, value)))
}

/// Splits a text after its first sentence. A full stop within brackets ends none.
///
/// ```
/// use pop_or_imap::{present, rulebook::Lang};
/// assert_eq!(present::first_sentence("Stop (see 1. and 2.). Go on.", Lang::En), ("Stop (see 1. and 2.).", "Go on."));
/// ```
#[must_use]
pub fn first_sentence(text: &str, lang: Lang) -> (&str, &str) {
    let end = match lang {
        Lang::Ja => "。",
        Lang::En => ". ",
    };
    let ends = text.match_indices(end).map(|(at, end)| at + end.trim_end().len());
    let mut ends = ends.filter(|at| {
        let before = text.get(..*at).unwrap_or_default();
        before.matches(['（', '(']).count() == before.matches(['）', ')']).count()
    });
    ends.next().and_then(|at| text.split_at_checked(at)).map_or((text, ""), |(first, rest)| (first, rest.trim_start()))
}
