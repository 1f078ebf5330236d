//! Owns what can be wrong with a rule set: one code a kind of fault, with the place in the file.

use std::ops::Range;

use crate::escape::{Escaped, needs_escape};

/// The longest message, label or help, in characters; what a file quotes may be megabytes long.
const MAX_TEXT: usize = 400;
/// The longest name that is compared with known names, in bytes: comparing takes the product of both lengths.
const MAX_COMPARED: usize = 64;

/// The kinds of faults, each with the code that `check` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// Not TOML.
    Syntax,
    /// A key that the format does not have.
    UnknownKey,
    /// A key that must be there is not.
    MissingKey,
    /// A value of another kind than the key takes.
    WrongType,
    /// A value of the right kind that makes no sense.
    BadValue,
    /// A reference to something that is not in the file.
    UnknownId,
    /// A choice that its question does not have.
    UnknownChoice,
    /// An id that is already taken.
    DuplicateId,
    /// A text without one of the languages.
    MissingText,
    /// A rule with no effect, or with two.
    SpeaksForNothing,
    /// A weight outside 1 to 20.
    WeightOutOfRange,
    /// A mailbox default above the plan's maximum, or a maximum above the total.
    QuotaAboveMaximum,
    /// More of something than a rule set can hold.
    TooMany,
    /// A question that depends on one asked later.
    AskedTooLate,
    /// A factor of the published advice that no rule weighs.
    FactorWithoutRule,
    /// An everyday use that does not give what it must.
    UseGivesSomethingElse,
    /// More combinations of answers than can be walked.
    SpaceTooLarge,
    /// A rule whose condition no combination meets.
    RuleNeverFires,
    /// A rule without which all comes out the same.
    RuleNeverMatters,
    /// A choice that gives the same as わからない.
    ChoiceNeverMatters,
    /// A question that nobody is asked.
    QuestionNeverAsked,
    /// A question none of whose choices matters.
    QuestionNeverMatters,
    /// Combinations with a verdict and no reason for it.
    NoReason,
    /// Combinations that score the same for both protocols: a warning, for the stated way out decides.
    Tie,
    /// Combinations that meet hard rules for both protocols.
    HardRulesContradict,
    /// A one-step expectation that does not hold.
    ExpectationBroken,
    /// Advice that no combination gives.
    AdviceNeverShows,
    /// A text that contradicts the answers with which it is shown.
    TextContradictsAnswers,
}

impl Code {
    /// Gives the code as printed, such as `unknown-key`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::UnknownKey => "unknown-key",
            Self::MissingKey => "missing-key",
            Self::WrongType => "wrong-type",
            Self::BadValue => "bad-value",
            Self::UnknownId => "unknown-id",
            Self::UnknownChoice => "unknown-choice",
            Self::DuplicateId => "duplicate-id",
            Self::MissingText => "missing-text",
            Self::SpeaksForNothing => "speaks-for-nothing",
            Self::WeightOutOfRange => "weight-out-of-range",
            Self::QuotaAboveMaximum => "quota-above-maximum",
            Self::TooMany => "too-many",
            Self::AskedTooLate => "asked-too-late",
            Self::FactorWithoutRule => "factor-without-rule",
            Self::UseGivesSomethingElse => "use-gives-something-else",
            Self::SpaceTooLarge => "space-too-large",
            Self::RuleNeverFires => "rule-never-fires",
            Self::RuleNeverMatters => "rule-never-matters",
            Self::ChoiceNeverMatters => "choice-never-matters",
            Self::QuestionNeverAsked => "question-never-asked",
            Self::QuestionNeverMatters => "question-never-matters",
            Self::NoReason => "no-reason",
            Self::Tie => "tie",
            Self::HardRulesContradict => "hard-rules-contradict",
            Self::ExpectationBroken => "expectation-broken",
            Self::AdviceNeverShows => "advice-never-shows",
            Self::TextContradictsAnswers => "text-contradicts-answers",
        }
    }

    /// Tells whether the rule set is usable all the same.
    #[must_use]
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::Tie)
    }
}

/// One fault of a rule set.
///
/// Its texts may quote the file; they hold no control characters and are at most a few lines long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The kind of fault.
    pub code: Code,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// The bytes of the file to underline.
    pub span: Range<usize>,
    /// The words beside the underlined place.
    pub label: String,
    /// What to do, such as a did-you-mean.
    pub help: Option<String>,
}

impl Problem {
    /// Makes a problem without help.
    pub fn new(code: Code, span: Range<usize>, message: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self { code, message: presentable(message.as_ref()), span, label: presentable(label.as_ref()), help: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl AsRef<str>) -> Self {
        self.help = Some(presentable(help.as_ref()));
        self
    }

    /// Adds a did-you-mean where a known name is near, else the list of known names.
    #[must_use]
    pub(super) fn suggest<'a>(self, written: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().filter(|name| name.len() <= MAX_COMPARED).collect();
        let compared: &[&str] = if written.len() <= MAX_COMPARED { &known } else { &[] };
        let nearest = compared
            .iter()
            .map(|name| (likeness(written, name), *name))
            .filter(|(likeness, _)| *likeness >= 0.5)
            .filter(|(likeness, name)| *likeness > 0.75 || name.len() <= 3)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match nearest {
            Some((_, name)) => self.help(format!("did you mean `{name}`?")),
            None if known.is_empty() => self,
            None => self.help(format!("known here: {}", known.join(", "))),
        }
    }
}

/// Returns a text with its control characters escaped, cut where it is too long.
fn presentable(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", Escaped(text.get(..end).unwrap_or_default())),
        None if text.contains(needs_escape) => Escaped(text).to_string(),
        None => text.to_owned(),
    }
}

/// Returns how like two names are, from 0 to 1, whatever their case; transposed letters count little.
fn likeness(written: &str, name: &str) -> f64 {
    let written = written.to_lowercase();
    strsim::jaro_winkler(&written, name).max(strsim::normalized_damerau_levenshtein(&written, name))
}
