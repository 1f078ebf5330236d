//! All faults of one file: collected within bounds, with their positions, as text and as drawings.

use std::fmt;

use super::excerpt::Drawable;
use super::position::LineIndex;
use super::problem::Problem;
use crate::escape::Escaped;

/// How many faults of a file are kept, the first in its order; the others are counted.
pub const MAX_KEPT: usize = 1_000;
/// How many faults are shown to people; the others are counted.
pub const MAX_SHOWN: usize = 20;
/// How many faults of a file get a did-you-mean, which compares a name with every known one.
const MAX_SUGGESTIONS: usize = 1_000;

/// The faults found so far, of which at most [`MAX_KEPT`] are kept.
#[derive(Debug)]
pub(super) struct Found {
    /// At most twice [`MAX_KEPT`], so that sorting costs little for each fault.
    list: Vec<Problem>,
    /// How many were dropped.
    more: usize,
    /// How many may still get a did-you-mean.
    suggestions: usize,
}

impl Found {
    pub(super) const fn new() -> Self {
        Self { list: Vec::new(), more: 0, suggestions: MAX_SUGGESTIONS }
    }

    pub(super) fn push(&mut self, problem: Problem) {
        self.list.push(problem);
        if self.list.len() >= 2 * MAX_KEPT {
            self.truncate();
        }
    }

    /// Adds a did-you-mean to a problem while there are not too many.
    pub(super) fn suggest<'a>(
        &mut self,
        problem: Problem,
        written: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Problem {
        let Some(left) = self.suggestions.checked_sub(1) else { return problem };
        self.suggestions = left;
        problem.suggest(written, known)
    }

    /// Returns the first faults in the order of the file, and how many more there are.
    pub(super) fn into_parts(mut self) -> (Vec<Problem>, usize) {
        self.truncate();
        (self.list, self.more)
    }

    fn truncate(&mut self) {
        self.list.sort_by_key(|problem| problem.span.start);
        self.more += self.list.len().saturating_sub(MAX_KEPT);
        self.list.truncate(MAX_KEPT);
    }
}

/// The faults of one rule-set file, in the order of the file; never empty.
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
    /// The faults, at most [`MAX_KEPT`].
    pub list: Vec<Problem>,
    /// How many more the file has.
    pub more: usize,
    lines: LineIndex,
}

impl Problems {
    /// Makes the faults of a file; sorts them.
    #[must_use]
    pub fn new(file: &str, source: &str, mut list: Vec<Problem>, more: usize) -> Self {
        list.sort_by_key(|problem| problem.span.start);
        let more = more + list.len().saturating_sub(MAX_KEPT);
        list.truncate(MAX_KEPT);
        let lines = LineIndex::new(source);
        Self { file: Escaped(file).to_string(), source: source.to_owned(), list, more, lines }
    }

    /// Returns how many faults the file has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.len().saturating_add(self.more)
    }

    /// Returns the faults that are shown to people, and how many more there are.
    #[must_use]
    pub fn shown(&self) -> (&[Problem], usize) {
        let shown = self.list.get(..MAX_SHOWN).unwrap_or(&self.list);
        (shown, self.count().saturating_sub(shown.len()))
    }

    /// Returns each fault that is shown with its lines of the source, ready to be drawn.
    pub fn drawable(&self) -> impl Iterator<Item = Drawable<'_>> {
        self.shown().0.iter().map(|problem| Drawable::new(problem, &self.file, &self.source, self.position(problem)))
    }

    /// Returns the line and column (both from 1, in characters) where a problem starts.
    #[must_use]
    pub fn position(&self, problem: &Problem) -> (usize, usize) {
        self.lines.position(&self.source, problem.span.start)
    }
}

/// Lists the first faults and counts the others.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has {} fault(s)", self.file, self.count())?;
        let (shown, more) = self.shown();
        for problem in shown {
            let (line, column) = self.position(problem);
            write!(f, "\n{}:{line}:{column}: {}: {}", self.file, problem.code.id(), problem.message)?;
        }
        if more > 0 {
            write!(f, "\n… and {more} more")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
