//! Excerpts: a diagnostic with a few lines of its file around it, safe to print and bounded in size.
//!
//! Without it, miette would copy the file for each diagnostic, scan it from the start, and print lines of any length
//! with all their control characters.

use std::fmt;
use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, Severity, SourceCode, SourceSpan, SpanContents};

use super::diagnostic::Diagnostic;
use crate::escape::needs_escape;

/// The maximum length of a piece of a line before and after the start of a span, in characters.
const MAX_BESIDE: usize = 120;

/// One diagnostic with its excerpt, for miette to draw.
#[derive(Debug)]
pub struct Drawable<'a> {
    diagnostic: &'a Diagnostic,
    excerpt: Excerpt<'a>,
}

impl<'a> Drawable<'a> {
    pub(super) fn new(diagnostic: &'a Diagnostic, file: &'a str, source: &str, position: (usize, usize)) -> Self {
        Self { diagnostic, excerpt: Excerpt::new(file, source, &diagnostic.span, position) }
    }
}

/// The line of a span with its neighbours.
#[derive(Debug)]
struct Excerpt<'a> {
    file: &'a str,
    text: String,
    /// The span in the text, up to the end of its line.
    span: Range<usize>,
    /// How many lines of the file, and how many of the text, precede the span's line.
    lines_before: (usize, usize),
    /// The column of the span, from 0.
    column: usize,
}

impl<'a> Excerpt<'a> {
    fn new(file: &'a str, source: &str, span: &Range<usize>, (line, column): (usize, usize)) -> Self {
        let start = source.floor_char_boundary(span.start);
        let (before, after) = source.split_at(start);
        let (previous, left) = before.rsplit_once('\n').map_or((None, before), |(lines, left)| (Some(lines), left));
        let (right, next) = after.split_once('\n').map_or((after, None), |(right, lines)| (right, Some(lines)));
        let end = source.floor_char_boundary(span.end).saturating_sub(start).min(right.trim_end_matches('\r').len());
        let mut text = String::new();
        if let Some(lines) = previous {
            push(&mut text, head(lines.rsplit('\n').next().unwrap_or_default()));
            text.push('\n');
        }
        push(&mut text, tail(left));
        let from = text.len();
        push(&mut text, head(right.get(..end).unwrap_or_default()));
        let to = text.len();
        push(&mut text, head(right.get(end..).unwrap_or_default()));
        text.push('\n');
        if let Some(lines) = next.filter(|lines| !lines.is_empty()) {
            push(&mut text, head(lines.split('\n').next().unwrap_or_default()));
            text.push('\n');
        }
        let lines_before = (line.saturating_sub(1), usize::from(previous.is_some()));
        Self { file, text, span: from..to, lines_before, column: column.saturating_sub(1) }
    }
}

/// Returns the beginning of a line, between the marks for omitted text.
fn head(line: &str) -> (&str, &str, &str) {
    let line = line.strip_suffix('\r').unwrap_or(line);
    match line.char_indices().nth(MAX_BESIDE) {
        Some((end, _)) => ("", line.get(..end).unwrap_or_default(), "…"),
        None => ("", line, ""),
    }
}

/// Returns the end of a line, between the marks for omitted text.
fn tail(line: &str) -> (&str, &str, &str) {
    match line.char_indices().rev().nth(MAX_BESIDE) {
        Some((at, c)) => ("…", line.get(at + c.len_utf8()..).unwrap_or_default(), ""),
        None => ("", line, ""),
    }
}

/// Adds a piece of a line, each control character replaced by its picture, so that columns stay the same.
fn push(text: &mut String, (begin, line, end): (&str, &str, &str)) {
    text.push_str(begin);
    text.extend(line.chars().map(|c| match c {
        '\t' => '\t',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        c if needs_escape(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }));
    text.push_str(end);
}

impl SourceCode for Excerpt<'_> {
    /// Returns the whole excerpt if lines around the span are requested, else the span alone, from which miette takes
    /// the position.
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (in_file, in_text) = self.lines_before;
        let (range, line, column) = if before + after == 0 {
            (self.span.clone(), in_file, self.column)
        } else {
            (0..self.text.len(), in_file.saturating_sub(in_text), 0)
        };
        let data = self.text.as_bytes().get(range.clone()).ok_or(MietteError::OutOfBounds)?;
        let lines = data.split(|byte| *byte == b'\n').skip(1).count();
        let contents = MietteSpanContents::new_named(self.file.to_owned(), data, range.into(), line, column, lines);
        Ok(Box::new(contents.with_language("toml")))
    }
}

impl fmt::Display for Drawable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Drawable<'_> {}

impl miette::Diagnostic for Drawable<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code.id()))
    }

    fn severity(&self) -> Option<Severity> {
        Some(if self.diagnostic.code.is_warning() { Severity::Warning } else { Severity::Error })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(Some(self.diagnostic.label.clone()), self.excerpt.span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}
