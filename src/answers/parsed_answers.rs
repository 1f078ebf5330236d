//! Answers parsed from query parameters, with the parameters that were ignored or interpreted.

use unicode_normalization::UnicodeNormalization;

use super::{Answer, Answers, IgnoredPair, IgnoredReason, Number, ParsedNumber, echo};
use crate::rulebook::{CurrentUse, Lang, Protocol, Rulebook};

/// The maximum length of a value that can be an id, in characters.
const MAX_ID_LENGTH: usize = 100;

/// The answers, and the parameters that need a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedAnswers {
    /// The answers that count.
    pub answers: Answers,
    /// The parameters that were ignored.
    pub ignored: Vec<IgnoredPair>,
    /// The numbers that count but differ from what was written.
    pub interpreted: Vec<InterpretedNumber>,
}

/// A number that was written as a range, or with a fraction of a mail or day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterpretedNumber {
    /// The number's field.
    pub number: Number,
    /// The value as written, shortened.
    pub value: String,
    /// The number that counts, in the unit of its field.
    pub read_as: u64,
}

impl ParsedAnswers {
    /// Parses pairs in order; of pairs with the same key, the first valid one counts.
    ///
    /// Accepts white space around keys and values; in ids also upper case, full-width letters, and the punctuation of a
    /// sentence around a link.
    ///
    /// ```
    /// use pop_or_imap::{answers::ParsedAnswers, loader};
    /// let parsed = ParsedAnswers::from_pairs(&loader::embedded(), [("mails", "10〜20"), ("Away", "YES"), ("keep", "?")]);
    /// assert_eq!(parsed.answers.to_query(&loader::embedded()), "away=yes&mails=15");
    /// assert_eq!((parsed.interpreted[0].value.as_str(), parsed.interpreted[0].read_as), ("10〜20", 15));
    /// assert_eq!(parsed.ignored[0].key, "keep");
    /// ```
    #[must_use]
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        rulebook: &Rulebook,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut parsed = Self::default();
        for (key, value) in pairs {
            let (key, value) = (key.as_ref(), value.as_ref());
            if let Err(reason) = parsed.add(rulebook, key, value) {
                parsed.ignored.push(IgnoredPair { key: echo(key), value: echo(value), reason });
            }
        }
        if let Some((number, value)) = parsed.answers.numbers.remove_contradiction() {
            let written = parsed.interpreted.iter().find(|interpreted| interpreted.number == number);
            let value = written.map_or_else(|| value.to_string(), |interpreted| interpreted.value.clone());
            let key = number.id().to_owned();
            parsed.ignored.push(IgnoredPair { key, value, reason: IgnoredReason::Contradicts });
            parsed.interpreted.retain(|interpreted| interpreted.number != number);
        }
        parsed
    }

    /// Adds one parameter; the error is the reason to ignore it.
    fn add(&mut self, rulebook: &Rulebook, key: &str, value: &str) -> Result<(), IgnoredReason> {
        // Ids have no upper case, so this is unambiguous.
        let (written, value) = (key, value.trim());
        let key = written.trim().to_ascii_lowercase();
        let answers = &mut self.answers;
        if let Some((index, question)) = rulebook.question(&key) {
            let id = id(value);
            let answer = match question.choice(&id) {
                Some((choice, _)) => Answer::Choice(u8::try_from(choice).map_err(|_| IgnoredReason::UnknownValue)?),
                None if id == "unknown" => Answer::Unknown,
                // An empty form field is not an answer.
                None if id.is_empty() => return Ok(()),
                None => return Err(IgnoredReason::UnknownValue),
            };
            return match answers.by_question.get_mut(usize::from(index)) {
                Some(slot @ Answer::Unanswered) => {
                    *slot = answer;
                    Ok(())
                }
                _ => Err(IgnoredReason::Repeated),
            };
        }
        if let Some(number) = Number::from_id(&key) {
            if value.is_empty() {
                return Ok(());
            }
            let parsed = number.parse_rounded(value).ok_or(IgnoredReason::UnknownValue)?;
            if !answers.numbers.insert(number, parsed) {
                return Err(IgnoredReason::Repeated);
            }
            let ParsedNumber { value: read_as, is_exact } = parsed;
            let is_noted = self.interpreted.iter().any(|interpreted| interpreted.number == number);
            if !is_exact && !is_noted {
                self.interpreted.push(InterpretedNumber { number, value: echo(value), read_as });
            }
            return Ok(());
        }
        match key.as_str() {
            "lang" => once(&mut answers.lang, Lang::from_tag(value)),
            // An empty form field is not an answer.
            "now" if value.is_empty() => Ok(()),
            "now" => once(&mut answers.now, CurrentUse::from_id(&id(value))),
            "was" => once(&mut answers.prior_verdict, Protocol::from_id(&value.to_ascii_lowercase())),
            // `ask` is parsed by pages, and the accounts of a company by `Company`.
            "ask" | "total" | "website" => Ok(()),
            "a" if written == "a" => Ok(()),
            _ => Err(IgnoredReason::UnknownKey),
        }
    }
}

/// Normalizes a text to an id: lower case, compatibility form (NFKC), without the punctuation of a sentence around a
/// link.
fn id(written: &str) -> String {
    // Ids have no upper case.
    let is_plain = written.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_plain {
        return written.to_ascii_lowercase();
    }
    let surrounds = |c: char| !c.is_alphanumeric() && c != '-' && c != '_';
    let plain: String = written.chars().take(MAX_ID_LENGTH).nfkc().flat_map(char::to_lowercase).collect();
    match plain.trim_matches(surrounds) {
        "" => plain,
        trimmed => trimmed.to_owned(),
    }
}

/// Fills an empty slot; the error is the reason to ignore the value.
fn once<T>(slot: &mut Option<T>, value: Option<T>) -> Result<(), IgnoredReason> {
    match (&slot, value) {
        (_, None) => Err(IgnoredReason::UnknownValue),
        (Some(_), Some(_)) => Err(IgnoredReason::Repeated),
        (None, value) => {
            *slot = value;
            Ok(())
        }
    }
}
