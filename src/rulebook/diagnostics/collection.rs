//! Diagnostics of one file: collected up to a limit, with their positions, as text and as drawings.

use std::fmt;

use super::diagnostic::Diagnostic;
use super::excerpt::Drawable;
use super::line_index::LineIndex;
use crate::escape::Escaped;

/// The maximum number of diagnostics that are kept, the first in file order; further ones are counted.
pub const MAX_KEPT: usize = 1_000;
/// The maximum number of diagnostics that are shown; further ones are counted.
pub const MAX_SHOWN: usize = 20;
/// The maximum number of did-you-means for a file, because each compares a name with all known ones.
const MAX_SUGGESTIONS: usize = 1_000;

/// Collects diagnostics during parsing and keeps at most [`MAX_KEPT`].
#[derive(Debug)]
pub(in crate::rulebook) struct DiagnosticCollector {
    /// At most twice [`MAX_KEPT`], so that sorting is cheap per diagnostic.
    list: Vec<Diagnostic>,
    /// How many were dropped.
    more: usize,
    /// How many did-you-means are left.
    suggestions: usize,
}

impl DiagnosticCollector {
    pub(in crate::rulebook) const fn new() -> Self {
        Self { list: Vec::new(), more: 0, suggestions: MAX_SUGGESTIONS }
    }

    pub(in crate::rulebook) fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
        if self.list.len() >= 2 * MAX_KEPT {
            self.truncate();
        }
    }

    /// Adds a did-you-mean to a diagnostic while the limit allows.
    pub(in crate::rulebook) fn suggest<'a>(
        &mut self,
        diagnostic: Diagnostic,
        written: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Diagnostic {
        let Some(left) = self.suggestions.checked_sub(1) else { return diagnostic };
        self.suggestions = left;
        diagnostic.suggest(written, known)
    }

    /// Returns the first diagnostics in file order, and the number of further ones.
    pub(in crate::rulebook) fn into_parts(mut self) -> (Vec<Diagnostic>, usize) {
        self.truncate();
        (self.list, self.more)
    }

    fn truncate(&mut self) {
        self.list.sort_by_key(|diagnostic| diagnostic.span.start);
        self.more += self.list.len().saturating_sub(MAX_KEPT);
        self.list.truncate(MAX_KEPT);
    }
}

/// The diagnostics of one rule-set file, in file order; never empty.
///
/// Drawn with [`miette`], each with its span underlined.
///
/// ```
/// use pop_or_imap::loader;
/// let diagnostics = loader::load("rules.toml", "versoin = \"1\"\n").unwrap_err();
/// assert_eq!(diagnostics.list[0].code.id(), "unknown-key");
/// assert_eq!(diagnostics.list[0].help.as_deref(), Some("did you mean `version`?"));
/// ```
#[derive(Clone, Debug)]
pub struct Diagnostics {
    /// The name of the file, as shown.
    pub file: String,
    /// The text of the file, for the excerpts.
    pub source: String,
    /// The first diagnostics, at most [`MAX_KEPT`].
    pub list: Vec<Diagnostic>,
    /// How many more diagnostics the file has.
    pub more: usize,
    lines: LineIndex,
}

impl Diagnostics {
    /// Creates the diagnostics of a file and sorts them in file order.
    #[must_use]
    pub fn new(file: &str, source: &str, mut list: Vec<Diagnostic>, more: usize) -> Self {
        list.sort_by_key(|diagnostic| diagnostic.span.start);
        let more = more + list.len().saturating_sub(MAX_KEPT);
        list.truncate(MAX_KEPT);
        let lines = LineIndex::new(source);
        Self { file: Escaped(file).to_string(), source: source.to_owned(), list, more, lines }
    }

    /// Returns how many diagnostics the file has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.len().saturating_add(self.more)
    }

    /// Returns the diagnostics that are shown, and the number of further ones.
    #[must_use]
    pub fn shown(&self) -> (&[Diagnostic], usize) {
        let shown = self.list.get(..MAX_SHOWN).unwrap_or(&self.list);
        (shown, self.count().saturating_sub(shown.len()))
    }

    /// Returns the diagnostics that are shown, each with its lines of the source, ready to be drawn.
    pub fn drawable(&self) -> impl Iterator<Item = Drawable<'_>> {
        self.shown()
            .0
            .iter()
            .map(|diagnostic| Drawable::new(diagnostic, &self.file, &self.source, self.position(diagnostic)))
    }

    /// Returns the line and column where a diagnostic starts, both from 1, in characters.
    #[must_use]
    pub fn position(&self, diagnostic: &Diagnostic) -> (usize, usize) {
        self.lines.position(&self.source, diagnostic.span.start)
    }
}

/// Lists the first diagnostics and counts the others.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has {} fault(s)", self.file, self.count())?;
        let (shown, more) = self.shown();
        for diagnostic in shown {
            let (line, column) = self.position(diagnostic);
            write!(f, "\n{}:{line}:{column}: {}: {}", self.file, diagnostic.code.id(), diagnostic.message)?;
        }
        if more > 0 {
            write!(f, "\n… and {more} more")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
