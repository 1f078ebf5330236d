//! Diagnostics of a rule set: the error codes, and one error with its span in the file.

use crate::escape::{Escaped, needs_escape};

/// A range of bytes of the file.
pub type Span = std::ops::Range<usize>;

/// The maximum length of a message, label or help, in characters, because a file may contain megabytes of quoted text.
const MAX_TEXT: usize = 400;
/// The maximum length of a name that is compared with known names, in bytes, because comparing costs the product of
/// both lengths.
const MAX_COMPARED: usize = 64;

/// The kinds of errors, each with the code that `check` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DiagnosticCode {
    /// Not TOML.
    Syntax,
    /// A key that the format does not have.
    UnknownKey,
    /// A required key is missing.
    MissingKey,
    /// A value of the wrong type.
    WrongType,
    /// A value of the right type that is not allowed.
    BadValue,
    /// A reference to an id that the file does not define.
    UnknownId,
    /// A reference to a choice that its question does not have.
    UnknownChoice,
    /// An id that is defined twice.
    DuplicateId,
    /// A text without one of the two languages.
    MissingText,
    /// A rule with no effect, or with two.
    NoEffect,
    /// A weight outside 1 to 20.
    WeightOutOfRange,
    /// A mailbox default above the plan's maximum, or a maximum above the total.
    QuotaAboveMaximum,
    /// More entries than a rule set can have.
    TooMany,
    /// A question that depends on a later one.
    AskedTooLate,
    /// A factor of the published advice without a rule.
    FactorWithoutRule,
    /// An everyday use with a different result than it states.
    UseGivesSomethingElse,
    /// More combinations of answers than the audit can enumerate.
    SpaceTooLarge,
    /// A rule whose condition no combination satisfies.
    RuleNeverFires,
    /// A rule whose removal changes no result.
    RuleNeverMatters,
    /// A choice with the same results as わからない.
    ChoiceNeverMatters,
    /// A question that is never asked.
    QuestionNeverAsked,
    /// A question without a choice that matters.
    QuestionNeverMatters,
    /// Combinations with a verdict but no reason.
    NoReason,
    /// Combinations with equal scores: a warning, because the tie rule decides.
    Tie,
    /// A warning: colours and logo belong into a file of their own.
    ThemeInRules,
    /// Combinations that satisfy hard rules for both protocols.
    HardRulesContradict,
    /// A one-step expectation that does not hold.
    ExpectationBroken,
    /// Advice that no combination shows.
    AdviceNeverShows,
    /// A text that contradicts the answers it is shown with.
    TextContradictsAnswers,
    /// A guard of a switch that names no loss.
    GuardWithoutLoss,
    /// A loss that no step of a switch guards against.
    LossWithoutGuard,
    /// A warning: the texts of a mail app have not been compared with it for a long time.
    ClientCheckedLongAgo,
}

impl DiagnosticCode {
    /// Returns the code as printed, such as `unknown-key`.
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
            Self::NoEffect => "speaks-for-nothing",
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
            Self::ThemeInRules => "theme-in-rules",
            Self::HardRulesContradict => "hard-rules-contradict",
            Self::ExpectationBroken => "expectation-broken",
            Self::AdviceNeverShows => "advice-never-shows",
            Self::TextContradictsAnswers => "text-contradicts-answers",
            Self::GuardWithoutLoss => "guard-without-loss",
            Self::LossWithoutGuard => "loss-without-guard",
            Self::ClientCheckedLongAgo => "client-checked-long-ago",
        }
    }

    /// Checks whether the rule set can still be used.
    #[must_use]
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::Tie | Self::ThemeInRules | Self::ClientCheckedLongAgo)
    }
}

/// One error or warning of a rule set.
///
/// Its texts may quote the file; they contain no control characters and are at most a few lines long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of error.
    pub code: DiagnosticCode,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// The bytes of the file to underline.
    pub span: Span,
    /// The words next to the underlined span.
    pub label: String,
    /// How to correct it, such as a did-you-mean.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic without help.
    pub fn new(code: DiagnosticCode, span: Span, message: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self { code, message: presentable(message.as_ref()), span, label: presentable(label.as_ref()), help: None }
    }

    /// Adds how to correct it.
    #[must_use]
    pub fn help(mut self, help: impl AsRef<str>) -> Self {
        self.help = Some(presentable(help.as_ref()));
        self
    }

    /// Adds a did-you-mean if a known name is similar, else the list of known names.
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

/// Returns a text with its control characters escaped, truncated to [`MAX_TEXT`].
fn presentable(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", Escaped(text.get(..end).unwrap_or_default())),
        None if text.contains(needs_escape) => Escaped(text).to_string(),
        None => text.to_owned(),
    }
}

/// Computes the similarity of two names, from 0 to 1, case-insensitively; transposed letters count little.
fn likeness(written: &str, name: &str) -> f64 {
    let written = written.to_lowercase();
    strsim::jaro_winkler(&written, name).max(strsim::normalized_damerau_levenshtein(&written, name))
}
