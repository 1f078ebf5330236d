//! Pairs of key and value read into answers, with all that was left out or read as something else.

use unicode_normalization::UnicodeNormalization;

use super::{Answers, Because, Given, Ignored, Number, ReadNumber, echo};
use crate::rulebook::{Lang, Protocol, Rulebook};

/// The maximum length of a value that can be an id, in characters.
const MAX_ID_LENGTH: usize = 100;

/// The answers that were read, and the pairs that need a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The answers.
    pub answers: Answers,
    /// The pairs that were left out.
    pub ignored: Vec<Ignored>,
    /// The numbers that count and are not exactly what was written.
    pub interpreted: Vec<Interpreted>,
}

/// A number that was written as a range, or as part of a mail or day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreted {
    /// The number's field.
    pub number: Number,
    /// The value as given.
    pub value: String,
    /// The number that counts, in the unit of its field.
    pub read_as: u64,
}

impl Reading {
    /// Reads pairs in order; of pairs with the same key the first understood one counts.
    ///
    /// White space around keys and values, and in ids upper case, full-width letters and the punctuation of a sentence
    /// around a link, are understood.
    ///
    /// ```
    /// use pop_or_imap::{answers::Reading, audit};
    /// let reading = Reading::of(&audit::embedded(), [("mails", "10〜20"), ("Away", "YES"), ("keep", "?")]);
    /// assert_eq!(reading.answers.to_query(&audit::embedded()), "away=yes&mails=15");
    /// assert_eq!((reading.interpreted[0].value.as_str(), reading.interpreted[0].read_as), ("10〜20", 15));
    /// assert_eq!(reading.ignored[0].key, "keep");
    /// ```
    #[must_use]
    pub fn of<K: AsRef<str>, V: AsRef<str>>(rulebook: &Rulebook, pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut reading = Self::default();
        for (key, value) in pairs {
            let (key, value) = (key.as_ref(), value.as_ref());
            if let Err(because) = reading.take(rulebook, key, value) {
                reading.ignored.push(Ignored { key: echo(key), value: echo(value), because });
            }
        }
        if let Some((number, value)) = reading.answers.numbers.take_contradiction() {
            let written = reading.interpreted.iter().find(|interpreted| interpreted.number == number);
            let value = written.map_or_else(|| value.to_string(), |interpreted| interpreted.value.clone());
            let key = number.id().to_owned();
            reading.ignored.push(Ignored { key, value, because: Because::Contradicts });
            reading.interpreted.retain(|interpreted| interpreted.number != number);
        }
        reading
    }

    /// Takes one pair, or returns why it is left out.
    fn take(&mut self, rulebook: &Rulebook, key: &str, value: &str) -> Result<(), Because> {
        // Ids have no upper case, so this is unambiguous.
        let (written, value) = (key, value.trim());
        let key = written.trim().to_ascii_lowercase();
        let answers = &mut self.answers;
        if let Some((place, question)) = rulebook.question(&key) {
            let id = id(value);
            let given = match question.choice(&id) {
                Some((choice, _)) => Given::Choice(u8::try_from(choice).map_err(|_| Because::UnknownValue)?),
                None if id == "unknown" => Given::Unknown,
                // A form's empty field says nothing.
                None if id.is_empty() => return Ok(()),
                None => return Err(Because::UnknownValue),
            };
            return match answers.given.get_mut(place) {
                Some(slot @ Given::Open) => {
                    *slot = given;
                    Ok(())
                }
                _ => Err(Because::Repeated),
            };
        }
        if let Some(number) = Number::from_id(&key) {
            if value.is_empty() {
                return Ok(());
            }
            let ReadNumber { value: read_as, is_exact } = answers.numbers.take(number, value)?;
            let is_noted = self.interpreted.iter().any(|interpreted| interpreted.number == number);
            if !is_exact && !is_noted {
                self.interpreted.push(Interpreted { number, value: echo(value), read_as });
            }
            return Ok(());
        }
        match key.as_str() {
            "lang" => once(&mut answers.lang, Lang::from_tag(value)),
            "was" => once(&mut answers.was, Protocol::from_id(&value.to_ascii_lowercase())),
            // The question to show again is the pages' own business; a company's accounts are read apart.
            "ask" | "total" | "website" => Ok(()),
            "a" if written == "a" => Ok(()),
            _ => Err(Because::UnknownKey),
        }
    }
}

/// Returns the id that a text is: in lower case and in compatibility form (NFKC), without the punctuation of the sentence
/// around a link.
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

/// Fills a slot once.
fn once<T>(slot: &mut Option<T>, value: Option<T>) -> Result<(), Because> {
    match (&slot, value) {
        (_, None) => Err(Because::UnknownValue),
        (Some(_), Some(_)) => Err(Because::Repeated),
        (None, value) => {
            *slot = value;
            Ok(())
        }
    }
}
