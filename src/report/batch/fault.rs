//! Owns what can be wrong with a table: as a whole, or with one of its rows.

use std::fmt;
use std::io;

use super::encoding::Encoding;
use super::header::LANG;
use super::records::Unsound;
use crate::answers::{Ignored, Number};
use crate::report::Wording;
use crate::rulebook::{Lang, Rulebook};

/// Why a whole table is not read.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It is UTF-16, as Excel's "Unicode text" is.
    #[error("UTF-16")]
    Utf16,
    /// It is a workbook, or packed in some other way.
    #[error("a workbook")]
    Workbook,
    /// There is nothing in it.
    #[error("no header row")]
    Empty,
    /// No column of the header row is a question or a number.
    #[error("no column with answers")]
    NoAnswers {
        /// The ids that would be understood.
        known: Vec<String>,
    },
    /// A column stands twice in the header row.
    #[error("{column} stands twice")]
    Twice {
        /// The id of the column.
        column: String,
    },
    /// The header row cannot be parted into cells, or its characters cannot be read.
    #[error("the header row cannot be read")]
    Header {
        /// The line on which it begins.
        line: u64,
    },
    /// It could not be had.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
}

impl Refused {
    /// Says in words why the table is not read, and what to do.
    ///
    /// ```
    /// use pop_or_imap::{audit, report::batch::Reader, rulebook::Lang};
    /// let refused = Reader::new(&audit::embedded(), Lang::En, &b"mails,mails\n1,2\n"[..]).unwrap_err();
    /// let words = "The column name “mails” appears more than once in the first row. Keep only one.";
    /// assert_eq!(refused.words(Lang::En), words);
    /// ```
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let w = Wording::of(lang);
        match self {
            Self::Utf16 => w.table_utf16.to_owned(),
            Self::Workbook => w.table_workbook.to_owned(),
            Self::Empty => w.table_empty.to_owned(),
            Self::NoAnswers { known } => w.table_without_answers(&w.list(known)),
            Self::Twice { column } => w.column_twice(column),
            Self::Header { line } => w.header_unreadable(*line),
            Self::Unreadable(error) => w.table_unreadable(error),
        }
    }
}

/// What is wrong with a row; its [`Display`](fmt::Display) says it in the row's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line on which the row begins; the first of the file is 1.
    pub line: u64,
    /// Everything that is wrong with it; never empty.
    pub flaws: Vec<Flaw>,
}

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The column, where it is one cell's.
    pub column: Option<String>,
    /// The value that was not understood, if one was not.
    pub value: Option<String>,
    /// What is wrong, with line and column, in words.
    pub words: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, flaw) in self.flaws.iter().enumerate() {
            text.write_str(if place == 0 { "" } else { super::BETWEEN })?;
            text.write_str(&flaw.words)?;
        }
        Ok(())
    }
}

/// Words what is wrong with one row.
pub(super) struct Finder<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) lang: Lang,
    pub(super) line: u64,
}

impl Finder<'_> {
    const fn wording(&self) -> &'static Wording {
        Wording::of(self.lang)
    }

    /// A value that the one door did not take.
    pub(super) fn not_understood(&self, ignored: Ignored) -> Flaw {
        let w = self.wording();
        let Ignored { key: column, value, because } = ignored;
        let what = if let Some((_, question)) = self.rulebook.question(&column) {
            let choices = question.choices.iter().map(|choice| choice.id.as_str()).chain(["unknown"]);
            w.no_such_choice(&value, &w.list(&choices.collect::<Vec<_>>()))
        } else if let Some(number) = Number::from_id(&column) {
            w.cell_refused(number, &value, because)
        } else {
            debug_assert_eq!(column, LANG, "no other column is looked at");
            w.no_such_choice(&value, &w.list(&Lang::ALL.map(Lang::id)))
        };
        Flaw { words: w.in_cell(self.line, &column, &what), column: Some(column), value: Some(value) }
    }

    /// A cell whose bytes are no characters.
    pub(super) fn not_text(&self, column: &str, encoding: Encoding) -> Flaw {
        let w = self.wording();
        let what = w.no_text(encoding.name());
        let words = match column.trim() {
            "" => w.in_line(self.line, &what),
            column => w.in_cell(self.line, column, &what),
        };
        Flaw { column: Some(column.to_owned()), value: None, words }
    }

    /// More cells than the header row has.
    pub(super) fn too_many(&self, cells: usize, columns: usize) -> Flaw {
        let w = self.wording();
        Flaw { column: None, value: None, words: w.in_line(self.line, &w.too_many_cells(cells, columns)) }
    }

    /// A row that cannot be parted into cells.
    pub(super) fn unsound(&self, unsound: Unsound) -> Flaw {
        let w = self.wording();
        let what = match unsound {
            Unsound::Unclosed => w.row_unclosed,
            Unsound::TooLong => w.row_too_long,
        };
        Flaw { column: None, value: None, words: w.in_line(self.line, what) }
    }
}
