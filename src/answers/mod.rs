//! Owns what a visitor has said: key–value pairs in, [`Answers`] and what was ignored out, and the canonical query.
//!
//! The one door for pages, API and command line. Nothing here is an error: what is not understood is named and left
//! out, and costs none of the other answers.

mod company;
mod number;
mod query;
mod reading;
mod written;

pub use company::{Company, Entry, MOST_ACCOUNTS, MOST_ALIKE};
pub use number::{Number, Numbers};
pub use query::{pairs, query_of_link, value};
pub use reading::{Interpreted, Reading};
pub use written::ReadNumber;

use form_urlencoded::Serializer;

use crate::rulebook::{AnswerSet, Lang, MAX_QUESTIONS, Protocol, Rulebook};

/// What has been said to one question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Given {
    /// Nothing yet: may still be asked.
    #[default]
    Open,
    /// わからない: is not asked again, and counts as nothing said.
    Unknown,
    /// The choice at this place.
    Choice(u8),
}

/// Everything a link can say: answers, numbers, language, and the verdict its sender saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Answers {
    given: [Given; MAX_QUESTIONS],
    /// The optional numbers, for the forecast.
    pub numbers: Numbers,
    /// The language asked for.
    pub lang: Option<Lang>,
    /// The verdict that the link's sender saw.
    pub was: Option<Protocol>,
}

/// A pair that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The key as given.
    pub key: String,
    /// The value as given.
    pub value: String,
    /// Why it was left out.
    pub because: Because,
}

/// Why a pair was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// The key is none of ours.
    UnknownKey,
    /// The key is ours, the value is not one it takes.
    UnknownValue,
    /// An earlier pair with the same key counts.
    Repeated,
    /// It makes no sense beside another: more mails with attachments than mails.
    Contradicts,
    /// So many accounts are not read.
    TooMany,
}

/// The longest key or value that is repeated to the sender, in characters.
const LONGEST_ECHO: usize = 100;

impl Answers {
    /// Reads pairs in order; of pairs with the same key the first understood one counts.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit};
    /// let rulebook = audit::embedded();
    /// let (answers, ignored) = Answers::from_pairs(&rulebook, [("devices", "7"), ("plan", "standard"), ("devices", "one-pc")]);
    /// assert_eq!(answers.to_query(&rulebook), "plan=standard&devices=one-pc");
    /// assert_eq!((ignored[0].key.as_str(), ignored[0].value.as_str()), ("devices", "7"));
    /// ```
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        rulebook: &Rulebook,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> (Self, Vec<Ignored>) {
        let Reading { answers, ignored, .. } = Reading::of(rulebook, pairs);
        (answers, ignored)
    }

    /// Reads a query string, without `?`; [`pairs`] states what is understood.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit};
    /// let rulebook = audit::embedded();
    /// let (answers, ignored) = Answers::from_query(&rulebook, "away=yes&utm_source=mail&purpose=work&mails=%EF%BC%95%EF%BC%90%E9%80%9A");
    /// assert_eq!(answers.to_query(&rulebook), "purpose=work&away=yes&mails=50");
    /// assert_eq!(ignored.len(), 1);
    /// ```
    #[must_use]
    pub fn from_query(rulebook: &Rulebook, query: &str) -> (Self, Vec<Ignored>) {
        Self::from_pairs(rulebook, pairs(rulebook, query))
    }

    /// Tells what has been said to the question at `place`.
    #[must_use]
    pub fn given(&self, place: usize) -> Given {
        self.given.get(place).copied().unwrap_or_default()
    }

    /// Gives the place of the choice made for the question with this id, if one was made.
    #[must_use]
    pub fn choice(&self, place: usize) -> Option<usize> {
        match self.given(place) {
            Given::Choice(choice) => Some(usize::from(choice)),
            Given::Open | Given::Unknown => None,
        }
    }

    /// Gives the same answers with one of them changed.
    ///
    /// ```
    /// use pop_or_imap::{answers::{Answers, Given}, audit};
    /// let rulebook = audit::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "away=yes");
    /// let (away, _) = rulebook.question("away").unwrap();
    /// assert_eq!(answers.with(away, Given::Unknown).to_query(&rulebook), "away=unknown");
    /// ```
    #[must_use]
    pub fn with(mut self, place: usize, given: Given) -> Self {
        if let Some(slot) = self.given.get_mut(place) {
            *slot = given;
        }
        self
    }

    /// Gives the same answers with other numbers.
    #[must_use]
    pub const fn with_numbers(mut self, numbers: Numbers) -> Self {
        self.numbers = numbers;
        self
    }

    /// Gives the same answers for a link to be sent on, which says what its sender saw.
    #[must_use]
    pub const fn sent_on(mut self, seen: Protocol) -> Self {
        self.was = Some(seen);
        self
    }

    /// Gives the same answers without the verdict that the link's sender saw: it says nothing once answers change.
    #[must_use]
    pub const fn unseen(mut self) -> Self {
        self.was = None;
        self
    }

    /// Gives the verdict that the link's sender saw, if it was another than `now`.
    #[must_use]
    pub fn was_other_than(&self, now: Protocol) -> Option<Protocol> {
        self.was.filter(|was| *was != now)
    }

    /// Gives the same answers, asked for in a language or in none.
    #[must_use]
    pub fn in_lang(mut self, lang: Option<Lang>) -> Self {
        self.lang = lang;
        self
    }

    /// Gives the same answers with those of `other` laid over them.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit};
    /// let rulebook = audit::embedded();
    /// let [mine, other] = ["plan=managed&away=no", "away=yes"].map(|q| Answers::from_query(&rulebook, q).0);
    /// assert_eq!(mine.over(&other).to_query(&rulebook), "plan=managed&away=yes");
    /// ```
    #[must_use]
    pub fn over(mut self, other: &Self) -> Self {
        for (mine, others) in self.given.iter_mut().zip(other.given) {
            if others != Given::Open {
                *mine = others;
            }
        }
        self
    }

    /// Gives the numbers, language and verdict seen, with nothing said to any question.
    #[must_use]
    pub fn unsaid(mut self) -> Self {
        self.given = Default::default();
        self
    }

    /// Tells whether the question at `place` is asked of somebody with these answers.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit};
    /// let rulebook = audit::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "purpose=notification");
    /// let (attachments, _) = rulebook.question("attachments").unwrap();
    /// assert!(!answers.asks(&rulebook, attachments));
    /// ```
    #[must_use]
    pub fn asks(&self, rulebook: &Rulebook, place: usize) -> bool {
        rulebook.questions.get(place).is_some_and(|question| question.is_asked(self.as_set(rulebook)))
    }

    /// Gives the answers that count, as a set: one bit of each question, `unknown` where nothing was said.
    ///
    /// What was said to a question that is not asked of such a visitor stays in the link and does not count.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit};
    /// let rulebook = audit::embedded();
    /// let set = |query: &str| Answers::from_query(&rulebook, query).0.as_set(&rulebook);
    /// assert_eq!(set("purpose=notification&attachments=many"), set("purpose=notification"));
    /// ```
    #[must_use]
    pub fn as_set(&self, rulebook: &Rulebook) -> AnswerSet {
        let mut set = AnswerSet::default();
        for (place, question) in rulebook.questions.iter().enumerate() {
            // Whether a question is asked hangs on earlier ones only; the loader sees to that.
            let counts = question.is_asked(set);
            set = set.union(question.answer(self.choice(place).filter(|_| counts)));
        }
        set
    }

    /// Gives the pairs of the canonical query: questions in the rulebook's order, numbers, `lang`, `was`.
    #[must_use]
    pub fn to_pairs<'a>(&self, rulebook: &'a Rulebook) -> Vec<(&'a str, String)> {
        let mut pairs = self.question_pairs(rulebook);
        pairs.extend(self.numbers.pairs().map(|(id, value)| (id as &str, value)));
        pairs.extend(self.lang.map(|lang| ("lang", lang.id().to_owned())));
        pairs.extend(self.was.map(|protocol| ("was", protocol.id().to_owned())));
        pairs
    }

    /// Gives the pairs of what was said to the questions, `unknown` among them where it was said.
    #[must_use]
    pub fn question_pairs<'a>(&self, rulebook: &'a Rulebook) -> Vec<(&'a str, String)> {
        let said = rulebook.questions.iter().enumerate().filter_map(|(place, question)| {
            let value = match self.given(place) {
                Given::Open => return None,
                Given::Unknown => "unknown",
                Given::Choice(choice) => question.choices.get(usize::from(choice))?.id.as_str(),
            };
            Some((question.id.as_str(), value.to_owned()))
        });
        said.collect()
    }

    /// Gives the canonical query, without `?`.
    #[must_use]
    pub fn to_query(&self, rulebook: &Rulebook) -> String {
        Serializer::new(String::new()).extend_pairs(self.to_pairs(rulebook)).finish()
    }
}

/// Gives what may be repeated to the sender of a text.
fn echo(text: &str) -> String {
    text.chars().filter(|c| is_printable(*c)).take(LONGEST_ECHO).collect()
}

/// Tells whether a character may be repeated to the sender: no control, and nothing that turns text round.
fn is_printable(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'))
}
