//! Answers: the parser of query parameters, what it ignored, and the canonical query.
//!
//! Pages, API and command line all use this parser. Invalid parameters are reported and left out; all others still
//! count.

mod accounts;
mod number;
mod number_parser;
mod parsed_answers;
mod query_pairs;

pub use accounts::{AccountEntry, Company, MAX_ACCOUNTS_IN_LINK, MAX_LABEL_NUMBER};
pub use number::{Number, Numbers, ParsedNumber};
pub use parsed_answers::{InterpretedNumber, ParsedAnswers};
pub use query_pairs::{pairs, query_of_link, value};

use std::borrow::Cow;

use form_urlencoded::Serializer;

use crate::rulebook::{AnswerSet, CurrentUse, Lang, MAX_QUESTIONS, Protocol, QuestionIndex, Rulebook, Use};

/// The answer to one question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Answer {
    /// No answer yet; the question may still be asked.
    #[default]
    Unanswered,
    /// わからない: the question is not asked again, and nothing is known.
    Unknown,
    /// The choice with this index.
    Choice(u8),
}

/// Everything that a link contains about one account: answers, numbers, language, and the verdict its sender saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Answers {
    by_question: [Answer; MAX_QUESTIONS],
    /// The optional numbers, for the forecast.
    pub numbers: Numbers,
    /// How the account is used now; it never affects the recommendation.
    pub now: Option<CurrentUse>,
    /// The requested language.
    pub lang: Option<Lang>,
    /// The verdict that the sender of the link saw (`was`).
    pub prior_verdict: Option<Protocol>,
}

/// A parameter that was ignored, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredPair {
    /// The key, shortened and without control characters.
    pub key: String,
    /// The value, shortened and without control characters.
    pub value: String,
    /// Why it was ignored.
    pub reason: IgnoredReason,
}

/// Why a parameter was ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IgnoredReason {
    /// The key is unknown.
    UnknownKey,
    /// The key is known, but the value is not valid for it.
    UnknownValue,
    /// An earlier pair with the same key counts.
    Repeated,
    /// It contradicts another number: more mails with attachments than mails.
    Contradicts,
    /// It exceeds the maximum number of accounts.
    TooMany,
}

/// The maximum length of a key or value in a notice, in characters.
const MAX_ECHO_CHARS: usize = 100;
/// The length of most queries in bytes, at most.
const USUAL_QUERY: usize = 192;

impl Answers {
    /// Parses pairs in order; of pairs with the same key, the first valid one counts.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader};
    /// let rulebook = loader::embedded();
    /// let (answers, ignored) = Answers::from_pairs(&rulebook, [("devices", "7"), ("plan", "standard"), ("devices", "one-pc")]);
    /// assert_eq!(answers.to_query(&rulebook), "plan=standard&devices=one-pc");
    /// assert_eq!((ignored[0].key.as_str(), ignored[0].value.as_str()), ("devices", "7"));
    /// ```
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        rulebook: &Rulebook,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> (Self, Vec<IgnoredPair>) {
        let ParsedAnswers { answers, ignored, .. } = ParsedAnswers::from_pairs(rulebook, pairs);
        (answers, ignored)
    }

    /// Parses a query string, without `?`; [`pairs`] describes the accepted forms.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader};
    /// let rulebook = loader::embedded();
    /// let (answers, ignored) = Answers::from_query(&rulebook, "away=yes&utm_source=mail&purpose=work&mails=%EF%BC%95%EF%BC%90%E9%80%9A");
    /// assert_eq!(answers.to_query(&rulebook), "purpose=work&away=yes&mails=50");
    /// assert_eq!(ignored.len(), 1);
    /// ```
    #[must_use]
    pub fn from_query(rulebook: &Rulebook, query: &str) -> (Self, Vec<IgnoredPair>) {
        Self::from_pairs(rulebook, pairs(rulebook, query))
    }

    /// Returns the answers of an everyday use.
    #[must_use]
    pub fn from_use(item: &Use) -> Self {
        item.answers.iter().fold(Self::default(), |answers, (question, choice)| {
            answers.with(*question, Answer::Choice(u8::try_from(*choice).unwrap_or(u8::MAX)))
        })
    }

    /// Returns the answer to the question at `index`.
    #[must_use]
    pub fn get(&self, index: QuestionIndex) -> Answer {
        self.by_question.get(usize::from(index)).copied().unwrap_or_default()
    }

    /// Returns the index of the choice for the question at `index`, if it was answered with one.
    #[must_use]
    pub fn choice(&self, index: QuestionIndex) -> Option<usize> {
        match self.get(index) {
            Answer::Choice(choice) => Some(usize::from(choice)),
            Answer::Unanswered | Answer::Unknown => None,
        }
    }

    /// Returns the answers with one of them replaced.
    ///
    /// ```
    /// use pop_or_imap::{answers::{Answers, Answer}, loader};
    /// let rulebook = loader::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "away=yes");
    /// let (away, _) = rulebook.question("away").unwrap();
    /// assert_eq!(answers.with(away, Answer::Unknown).to_query(&rulebook), "away=unknown");
    /// ```
    #[must_use]
    pub fn with(mut self, index: QuestionIndex, answer: Answer) -> Self {
        if let Some(slot) = self.by_question.get_mut(usize::from(index)) {
            *slot = answer;
        }
        self
    }

    /// Returns the answers with other numbers.
    #[must_use]
    pub const fn with_numbers(mut self, numbers: Numbers) -> Self {
        self.numbers = numbers;
        self
    }

    /// Returns the answers with another current use, or with none.
    #[must_use]
    pub const fn with_now(mut self, now: Option<CurrentUse>) -> Self {
        self.now = now;
        self
    }

    /// Returns the answers with the verdict that is shown now, for a link to be shared.
    #[must_use]
    pub const fn with_verdict(mut self, seen: Protocol) -> Self {
        self.prior_verdict = Some(seen);
        self
    }

    /// Returns the answers without the verdict that the sender saw, which means nothing once answers change.
    #[must_use]
    pub const fn without_prior_verdict(mut self) -> Self {
        self.prior_verdict = None;
        self
    }

    /// Returns the verdict that the sender of the link saw, if it differs from `now`.
    #[must_use]
    pub fn prior_verdict_unless(&self, now: Protocol) -> Option<Protocol> {
        self.prior_verdict.filter(|was| *was != now)
    }

    /// Returns the answers with a requested language, or with none.
    #[must_use]
    pub fn with_lang(mut self, lang: Option<Lang>) -> Self {
        self.lang = lang;
        self
    }

    /// Returns the answers with those of `other` laid over them.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader};
    /// let rulebook = loader::embedded();
    /// let [mine, other] = ["plan=managed&away=no", "away=yes"].map(|q| Answers::from_query(&rulebook, q).0);
    /// assert_eq!(mine.overlay(&other).to_query(&rulebook), "plan=managed&away=yes");
    /// ```
    #[must_use]
    pub fn overlay(mut self, other: &Self) -> Self {
        for (mine, others) in self.by_question.iter_mut().zip(other.by_question) {
            if others != Answer::Unanswered {
                *mine = others;
            }
        }
        self
    }

    /// Returns numbers, current use, language and prior verdict, with all questions unanswered.
    #[must_use]
    pub fn without_answers(mut self) -> Self {
        self.by_question = Default::default();
        self
    }

    /// Checks whether the question at `index` is asked, given these answers.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader};
    /// let rulebook = loader::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "purpose=notification");
    /// let (attachments, _) = rulebook.question("attachments").unwrap();
    /// assert!(!answers.asks(&rulebook, attachments));
    /// ```
    #[must_use]
    pub fn asks(&self, rulebook: &Rulebook, index: QuestionIndex) -> bool {
        let question = rulebook.question_at(index);
        question.is_some_and(|question| question.is_always_asked() || question.is_asked(self.as_set(rulebook)))
    }

    /// Returns the answers that count, as a set: one bit per question, `unknown` if it is unanswered.
    ///
    /// The answer to a question that is not asked stays in the link but does not count.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader};
    /// let rulebook = loader::embedded();
    /// let set = |query: &str| Answers::from_query(&rulebook, query).0.as_set(&rulebook);
    /// assert_eq!(set("purpose=notification&attachments=many"), set("purpose=notification"));
    /// ```
    #[must_use]
    pub fn as_set(&self, rulebook: &Rulebook) -> AnswerSet {
        let mut set = AnswerSet::default();
        for (index, question) in rulebook.indexed_questions() {
            // Whether a question is asked depends only on earlier ones; the loader checks that.
            let counts = question.is_asked(set);
            set = set.union(question.answer(self.choice(index).filter(|_| counts)));
        }
        set
    }

    /// Returns the pairs of the canonical query: questions in the rulebook's order, numbers, `now`, `local`,
    /// `lang`, `was`.
    #[must_use]
    pub fn to_pairs<'a>(&self, rulebook: &'a Rulebook) -> Vec<(&'a str, String)> {
        let mut pairs = self.question_pairs(rulebook);
        pairs.extend(self.other_pairs().map(|(id, value)| (id as &str, value.into_owned())));
        pairs
    }

    /// Returns the pairs of the questions, including those answered with `unknown`.
    #[must_use]
    pub fn question_pairs<'a>(&self, rulebook: &'a Rulebook) -> Vec<(&'a str, String)> {
        self.question_ids(rulebook).map(|(key, value)| (key, value.to_owned())).collect()
    }

    fn question_ids<'a>(&self, rulebook: &'a Rulebook) -> impl Iterator<Item = (&'a str, &'a str)> {
        rulebook.indexed_questions().filter_map(|(index, question)| {
            let value = match self.get(index) {
                Answer::Unanswered => return None,
                Answer::Unknown => "unknown",
                Answer::Choice(choice) => question.choices.get(usize::from(choice))?.id.as_str(),
            };
            Some((question.id.as_str(), value))
        })
    }

    /// Returns the pairs after those of the questions.
    fn other_pairs(&self) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> {
        let number = |(id, value): (&'static str, String)| (id, Cow::Owned(value));
        let forecast = self.numbers.pairs(Number::OF_FORECAST).map(number);
        let now = self.now.map(|now| ("now", now.id().into()));
        let local = self.numbers.pairs([Number::Local]).map(number);
        let lang = self.lang.map(|lang| ("lang", lang.id().into()));
        let was = self.prior_verdict.map(|protocol| ("was", protocol.id().into()));
        forecast.chain(now).chain(local).chain(lang).chain(was)
    }

    /// Returns the canonical query, without `?`.
    #[must_use]
    pub fn to_query(&self, rulebook: &Rulebook) -> String {
        let query = String::with_capacity(USUAL_QUERY);
        Serializer::new(query).extend_pairs(self.question_ids(rulebook)).extend_pairs(self.other_pairs()).finish()
    }
}

/// Returns a text in the form in which notices may repeat it.
fn echo(text: &str) -> String {
    text.chars().filter(|c| is_printable(*c)).take(MAX_ECHO_CHARS).collect()
}

/// Checks whether notices may repeat a character: not a control, and not a mark that changes text direction.
fn is_printable(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'))
}
