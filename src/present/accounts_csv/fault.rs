//! Owns what can be wrong with a table: as a whole, or with one of its rows.

use std::fmt;
use std::io;

use super::echo::{echo, echo_name};
use super::encoding::Encoding;
use super::header::LANG;
use super::records::Unsound;
use super::{MAX_COLUMNS, MAX_REASONS};
use crate::answers::{IgnoredPair, IgnoredReason, Number};
use crate::present::Wording;
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
    /// It has more columns than are read.
    #[error("{columns} columns")]
    TooWide {
        /// How many there are.
        columns: usize,
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
    /// use pop_or_imap::{loader, present::accounts_csv::Reader, rulebook::Lang};
    /// let refused = Reader::new(&loader::embedded(), Lang::En, &b"mails,mails\n1,2\n"[..]).unwrap_err();
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
            Self::TooWide { columns } => w.too_many_columns(*columns, MAX_COLUMNS),
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
    /// The first things that are wrong with it; never empty, and at most [`MAX_REASONS`].
    pub flaws: Vec<Flaw>,
    /// How many more things are wrong with it.
    pub more: usize,
    /// The language of its words.
    pub lang: Lang,
}

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The column, where it is one cell's; cut where it is long.
    pub column: Option<String>,
    /// The value that was not understood, if one was not; cut where it is long.
    pub value: Option<String>,
    /// What is wrong, with line and column, in words.
    pub words: String,
}

impl Fault {
    /// Collects what is wrong with a row; `None` where nothing is.
    pub(super) fn of(line: u64, lang: Lang, flaws: impl IntoIterator<Item = Flaw>) -> Option<Self> {
        let mut flaws = flaws.into_iter();
        let first: Vec<Flaw> = flaws.by_ref().take(MAX_REASONS).collect();
        (!first.is_empty()).then(|| Self { line, flaws: first, more: flaws.count(), lang })
    }

    /// Returns what is wrong with one cell of a row, as [`add`](Self::add) words it.
    #[must_use]
    pub fn new(line: u64, lang: Lang, column: &str, value: &str, what: &str) -> Self {
        let mut fault = Self { line, flaws: Vec::new(), more: 0, lang };
        fault.add(column, value, what);
        fault
    }

    /// Adds what is wrong with one more cell. Column and value are repeated as [`echo`] does; `what` is words.
    pub fn add(&mut self, column: &str, value: &str, what: &str) {
        if self.flaws.len() >= MAX_REASONS {
            self.more += 1;
            return;
        }
        let words = Wording::of(self.lang).in_cell(self.line, &echo_name(column), what);
        self.flaws.push(Flaw { column: Some(echo_name(column)), value: Some(echo(value)), words });
    }

    /// Returns the first reasons in words, at most so many, and how many there are besides.
    ///
    /// ```
    /// use pop_or_imap::{loader, present::accounts_csv::Reader, rulebook::Lang};
    /// let rulebook = loader::embedded();
    /// let mut rows = Reader::new(&rulebook, Lang::En, &b"mails,keep,away\nx,y,z\n"[..]).unwrap();
    /// let fault = rows.next().unwrap().unwrap().outcome.unwrap_err();
    /// assert!(fault.shortened(1).ends_with("such as 50 / and 2 more"));
    /// ```
    #[must_use]
    pub fn shortened(&self, most: usize) -> String {
        let shown = self.flaws.iter().take(most).map(|flaw| flaw.words.as_str());
        let more = self.flaws.len().saturating_sub(most) + self.more;
        let more = (more > 0).then(|| Wording::of(self.lang).and_more(more));
        shown.chain(more.as_deref()).collect::<Vec<_>>().join(super::BETWEEN)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        text.write_str(&self.shortened(MAX_REASONS))
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

    /// A value that the one door did not take; `cell` is what its cell says.
    pub(super) fn not_understood(&self, ignored: IgnoredPair, cell: Option<&str>) -> Flaw {
        let w = self.wording();
        let IgnoredPair { key: column, value, reason: because } = ignored;
        // Numbers that contradict each other are repeated as they were understood.
        let value = cell.filter(|_| because == IgnoredReason::UnknownValue).map_or(value, echo);
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
        let column = echo_name(column);
        let words = match column.as_str() {
            "" => w.in_line(self.line, &what),
            column => w.in_cell(self.line, column, &what),
        };
        Flaw { column: Some(column), value: None, words }
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
