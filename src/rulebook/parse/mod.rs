//! Parsing of a rule set: TOML text → raw items → [`Rulebook`], with recovery, so that all errors are found at once.

mod item_reader;
mod raw_items;
mod resolve;

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
    let resolved = resolve::resolve(raw, Digest::of(source), &mut collector);
    let (diagnostics, more) = collector.into_parts();
    ParseOutcome { rulebook: resolved.rulebook, diagnostics, more, unreliable: resolved.unreliable }
}
