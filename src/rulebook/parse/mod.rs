//! Parsing of a rule set: TOML text → raw items → [`Rulebook`], with recovery, so that all errors are found at once.

mod item_reader;
mod raw_items;
mod raw_mail;
mod resolve;
mod serde_messages;

use toml::Spanned;
use toml::de::DeTable;

use super::diagnostics::{Diagnostic, DiagnosticCollector};
use super::model::Rulebook;
use crate::digest::Digest;

/// The result of parsing a file.
#[derive(Debug)]
pub struct ParseOutcome {
    /// The rules, complete only if there are no diagnostics; `None` if a required section is missing.
    pub rulebook: Option<Rulebook>,
    /// The errors found so far, in file order; at most [`MAX_KEPT`](super::MAX_KEPT).
    pub diagnostics: Vec<Diagnostic>,
    /// How many more errors there are.
    pub more: usize,
    /// Whether an entry was left out or replaced, so that recommendations of the rulebook mean nothing.
    pub unreliable: bool,
}

/// Parses a rule set. Callers outside the core use [`crate::loader`], which checks more.
#[must_use]
pub fn parse(source: &str) -> ParseOutcome {
    let mut collector = DiagnosticCollector::new();
    let raw = item_reader::read_items(source, &mut collector);
    let resolved = resolve::resolve(raw, source, &mut collector);
    let (diagnostics, more) = collector.into_parts();
    ParseOutcome { rulebook: resolved.rulebook, diagnostics, more, unreliable: resolved.unreliable }
}

/// Computes the digest of the rules in a file. Colours and logo in a `[theme]` section are no rules and do not change it.
///
/// ```
/// use pop_or_imap::{loader, rulebook};
/// let themed = |accent: &str| format!("{}\n[theme]\naccent = \"{accent}\"\n", loader::EMBEDDED);
/// assert_eq!(rulebook::digest(&themed("#115a36")), rulebook::digest(&themed("")));
/// assert_eq!(rulebook::digest(loader::EMBEDDED), loader::embedded().digest);
/// ```
#[must_use]
pub fn digest(source: &str) -> Digest {
    let (document, _) = DeTable::parse_recoverable(source);
    let Some(theme) = document.get_ref().get("theme").and_then(|theme| theme.get_ref().as_table()) else {
        return Digest::of(source);
    };
    let mut values: Vec<_> = theme.values().map(Spanned::span).collect();
    values.sort_unstable_by_key(|span| span.start);
    let (mut rules, mut start) = (String::with_capacity(source.len()), 0);
    for value in values {
        rules += source.get(start..value.start).unwrap_or_default();
        start = value.end;
    }
    rules += source.get(start..).unwrap_or_default();
    Digest::of(rules)
}
