//! Errors for which a whole table is rejected.

use std::io;

use super::MAX_COLUMNS;
use crate::present::Wording;
use crate::rulebook::Lang;

/// Why a table is rejected.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file is UTF-16, as Excel's "Unicode text" is.
    #[error("UTF-16")]
    Utf16,
    /// The file is a workbook or an archive.
    #[error("a workbook")]
    Workbook,
    /// The file has no header row.
    #[error("no header row")]
    Empty,
    /// No column of the header row is a question or a number.
    #[error("no column with answers")]
    NoAnswerColumn {
        /// The ids that are accepted.
        known: Vec<String>,
    },
    /// The header row has the same column twice.
    #[error("duplicate column {column}")]
    DuplicateColumn {
        /// The id of the column.
        column: String,
    },
    /// The table has more than [`MAX_COLUMNS`] columns.
    #[error("{columns} columns")]
    TooManyColumns {
        /// The number of columns.
        columns: usize,
    },
    /// The header row is malformed, or its bytes are invalid in the table's encoding.
    #[error("the header row cannot be read")]
    UnreadableHeader {
        /// The line on which the header row begins.
        line: u64,
    },
    /// Reading the input failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl TableError {
    /// Returns the error in words: why the table is rejected, and what to do.
    ///
    /// ```
    /// use pop_or_imap::{loader, present::accounts_csv::Reader, rulebook::Lang};
    /// let error = Reader::new(&loader::embedded(), Lang::En, &b"mails,mails\n1,2\n"[..]).unwrap_err();
    /// let message = "The column name “mails” appears more than once in the first row. Keep only one.";
    /// assert_eq!(error.message(Lang::En), message);
    /// ```
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let w = Wording::of(lang);
        match self {
            Self::Utf16 => w.table.table_utf16.to_owned(),
            Self::Workbook => w.table.table_workbook.to_owned(),
            Self::Empty => w.table.table_empty.to_owned(),
            Self::NoAnswerColumn { known } => w.table_without_answers(&w.list(known)),
            Self::DuplicateColumn { column } => w.column_twice(column),
            Self::TooManyColumns { columns } => w.too_many_columns(*columns, MAX_COLUMNS),
            Self::UnreadableHeader { line } => w.header_unreadable(*line),
            Self::Io(error) => w.table_unreadable(error),
        }
    }
}
