//! Contradictions: words that must not be shown with certain answers; `check` reports texts that contain them.

use super::condition::Condition;
use super::diagnostics::Span;
use super::text::Text;

/// Words that no reason, counter-reason, advice, fact or cost may contain if the condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The id that diagnostics name.
    pub id: String,
    /// The answers that the words contradict.
    pub condition: Condition,
    /// The words that contradict those answers.
    pub words: Words,
    /// Longer phrases in which the words are allowed.
    pub except: Words,
    /// The position of its id in the file.
    pub span: Span,
}

/// Words in each language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Japanese words.
    pub ja: Vec<String>,
    /// English words.
    pub en: Vec<String>,
}

impl Contradiction {
    /// Returns the first word of the contradiction that a text contains outside the allowed phrases.
    ///
    /// English words match at the beginning of a word, case-insensitively.
    #[must_use]
    pub fn word_in(&self, text: &Text) -> Option<&str> {
        let ja = self.except.ja.iter().fold(text.ja.clone(), |rest, phrase| rest.replace(phrase, "\n"));
        let en = self.except.en.iter().map(|phrase| phrase.to_lowercase());
        let en = en.fold(text.en.to_lowercase(), |rest, phrase| rest.replace(&phrase, "\n"));
        let begins = |at: usize| !en.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric);
        let in_en = |word: &&String| en.match_indices(&word.to_lowercase()).any(|(at, _)| begins(at));
        let found = self.words.ja.iter().find(|word| ja.contains(word.as_str()));
        found.or_else(|| self.words.en.iter().find(in_en)).map(String::as_str)
    }
}
