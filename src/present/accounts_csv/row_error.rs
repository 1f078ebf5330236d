//! Errors in one row of a table.

use std::fmt;

use super::MAX_REASONS;
use super::encoding::Encoding;
use super::excerpt::{column_excerpt, excerpt};
use super::header::LANG;
use super::records::MalformedRecord;
use crate::answers::{IgnoredPair, IgnoredReason, Number};
use crate::present::Wording;
use crate::rulebook::{Lang, Rulebook};

/// Everything that is wrong with a row. [`Display`](fmt::Display) writes it in the language of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// The line on which the row begins, counted from 1.
    pub line: u64,
    /// The first errors of the row; never empty, and at most [`MAX_REASONS`].
    pub errors: Vec<CellError>,
    /// The number of further errors.
    pub more: usize,
    /// The language of the messages.
    pub lang: Lang,
}

/// One error of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// The column, if the error is in one cell; an [`excerpt`] of at most 40 characters.
    pub column: Option<String>,
    /// The rejected value, if there is one; an [`excerpt`].
    pub value: Option<String>,
    /// The error in words, with line and column.
    pub message: String,
}

impl RowError {
    /// Collects the errors of a row; `None` if there are none.
    pub(super) fn collect(line: u64, lang: Lang, errors: impl IntoIterator<Item = CellError>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let first: Vec<CellError> = errors.by_ref().take(MAX_REASONS).collect();
        (!first.is_empty()).then(|| Self { line, errors: first, more: errors.count(), lang })
    }

    /// Returns the error of one cell; the arguments are those of [`add`](Self::add).
    #[must_use]
    pub fn new(line: u64, lang: Lang, column: &str, value: &str, what: &str) -> Self {
        let mut error = Self { line, errors: Vec::new(), more: 0, lang };
        error.add(column, value, what);
        error
    }

    /// Adds the error of one more cell. `what` is the error in words, without line and column.
    pub fn add(&mut self, column: &str, value: &str, what: &str) {
        if self.errors.len() >= MAX_REASONS {
            self.more += 1;
            return;
        }
        let message = Wording::of(self.lang).in_cell(self.line, &column_excerpt(column), what);
        self.errors.push(CellError { column: Some(column_excerpt(column)), value: Some(excerpt(value)), message });
    }

    /// Returns the first `max` messages and the number of the others.
    ///
    /// ```
    /// use pop_or_imap::{loader, present::accounts_csv::Reader, rulebook::Lang};
    /// let rulebook = loader::embedded();
    /// let mut rows = Reader::new(&rulebook, Lang::En, &b"mails,keep,away\nx,y,z\n"[..]).unwrap();
    /// let error = rows.next().unwrap().unwrap().outcome.unwrap_err();
    /// assert!(error.shortened(1).ends_with("such as 50 / and 2 more"));
    /// ```
    #[must_use]
    pub fn shortened(&self, max: usize) -> String {
        let shown = self.errors.iter().take(max).map(|error| error.message.as_str());
        let more = self.errors.len().saturating_sub(max) + self.more;
        let more = (more > 0).then(|| Wording::of(self.lang).and_more(more));
        shown.chain(more.as_deref()).collect::<Vec<_>>().join(super::SEPARATOR)
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        text.write_str(&self.shortened(MAX_REASONS))
    }
}

/// Builds the errors of one row.
pub(super) struct CellErrorBuilder<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) lang: Lang,
    pub(super) line: u64,
}

impl CellErrorBuilder<'_> {
    const fn wording(&self) -> &'static Wording {
        Wording::of(self.lang)
    }

    /// Returns the error of a value that the answer parser ignored; `cell` is the text of its cell.
    pub(super) fn ignored(&self, ignored: IgnoredPair, cell: Option<&str>) -> CellError {
        let w = self.wording();
        let IgnoredPair { key: column, value, reason } = ignored;
        // Numbers that contradict each other are quoted as the parser understood them.
        let value = cell.filter(|_| reason == IgnoredReason::UnknownValue).map_or(value, excerpt);
        let what = if let Some((_, question)) = self.rulebook.question(&column) {
            let choices = question.choices.iter().map(|choice| choice.id.as_str()).chain(["unknown"]);
            w.no_such_choice(&value, &w.list(&choices.collect::<Vec<_>>()))
        } else if let Some(number) = Number::from_id(&column) {
            w.cell_refused(number, &value, reason)
        } else {
            debug_assert_eq!(column, LANG, "the parser gets no other columns");
            w.no_such_choice(&value, &w.list(&Lang::ALL.map(Lang::id)))
        };
        CellError { message: w.in_cell(self.line, &column, &what), column: Some(column), value: Some(value) }
    }

    /// Returns the error of a cell whose bytes are invalid in the encoding.
    pub(super) fn invalid_bytes(&self, column: &str, encoding: Encoding) -> CellError {
        let w = self.wording();
        let what = w.no_text(encoding.name());
        let column = column_excerpt(column);
        let message = match column.as_str() {
            "" => w.in_line(self.line, &what),
            column => w.in_cell(self.line, column, &what),
        };
        CellError { column: Some(column), value: None, message }
    }

    /// Returns the error of a row with more cells than the header row has.
    pub(super) fn too_many_cells(&self, cells: usize, columns: usize) -> CellError {
        let w = self.wording();
        CellError { column: None, value: None, message: w.in_line(self.line, &w.too_many_cells(cells, columns)) }
    }

    /// Returns the error of a row that cannot be split into cells.
    pub(super) fn malformed(&self, malformed: MalformedRecord) -> CellError {
        let w = self.wording();
        let what = match malformed {
            MalformedRecord::UnclosedQuote => w.table.row_unclosed,
            MalformedRecord::TooLong => w.table.row_too_long,
        };
        CellError { column: None, value: None, message: w.in_line(self.line, what) }
    }
}
