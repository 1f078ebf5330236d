//! Owns what can be wrong with a rule set: one code a kind of fault, with the place in the file.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, Severity, SourceCode};

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
        }
    }

    /// Tells whether the rule set is usable all the same.
    #[must_use]
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::Tie)
    }
}

/// One fault of a rule set.
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
    pub fn new(code: Code, span: Range<usize>, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { code, message: message.into(), span, label: label.into(), help: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a did-you-mean where a known name is near, else the list of known names.
    #[must_use]
    pub fn suggest<'a>(self, written: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let nearest = known
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

/// Tells how like two names are, from 0 to 1, whatever their case; letters changed round count little.
fn likeness(written: &str, name: &str) -> f64 {
    let written = written.to_lowercase();
    strsim::jaro_winkler(&written, name).max(strsim::normalized_damerau_levenshtein(&written, name))
}

/// All faults of one rule-set file, in the order of the file; never empty.
///
/// Draws itself through [`miette`], each fault with its place underlined.
///
/// ```
/// use pop_or_imap::audit;
/// let problems = audit::load("rules.toml", "versoin = \"1\"\n").unwrap_err();
/// assert_eq!(problems.list[0].code.id(), "unknown-key");
/// assert_eq!(problems.list[0].help.as_deref(), Some("did you mean `version`?"));
/// ```
#[derive(Clone, Debug)]
pub struct Problems {
    /// The name of the file, as it is to be shown.
    pub file: String,
    /// The text of the file.
    pub source: String,
    /// The faults.
    pub list: Vec<Problem>,
}

impl Problems {
    /// Gives each fault with the source it points into, ready to be drawn.
    pub fn drawable(&self) -> impl Iterator<Item = Drawable<'_>> {
        self.list.iter().map(|problem| Drawable {
            problem,
            source: NamedSource::new(&self.file, self.source.clone()).with_language("toml"),
        })
    }

    /// Gives the line and column (both from 1, in characters) where a problem starts.
    #[must_use]
    pub fn position(&self, problem: &Problem) -> (usize, usize) {
        let before = self.source.get(..problem.span.start).unwrap_or(&self.source);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has {} fault(s)", self.file, self.list.len())?;
        for problem in &self.list {
            let (line, column) = self.position(problem);
            write!(f, "\n{}:{line}:{column}: {}: {}", self.file, problem.code.id(), problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// One problem together with its file, for miette to draw.
#[derive(Debug)]
pub struct Drawable<'a> {
    problem: &'a Problem,
    source: NamedSource<String>,
}

impl fmt::Display for Drawable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.message)
    }
}

impl std::error::Error for Drawable<'_> {}

impl Diagnostic for Drawable<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.problem.code.id()))
    }

    fn severity(&self) -> Option<Severity> {
        Some(if self.problem.code.is_warning() { Severity::Warning } else { Severity::Error })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.problem.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(Some(self.problem.label.clone()), self.problem.span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}
