//! Tables of accounts: CSV in; the same table with an outcome for each row out, as CSV or JSON Lines.
//!
//! The header row has `account`, any question or number ids and `lang`, in any order; other columns are copied. The
//! input is UTF-8 or Shift_JIS, separated by commas or tabs. An invalid row reports why in its `error` column; all
//! other rows are still processed. Memory use does not depend on the length of the table.
//!
//! Input is untrusted. Threat: a small table that takes much time, memory or output. Bounds:
//! - A table has at most [`MAX_COLUMNS`] columns. Cells beyond them are counted but not stored.
//! - Every step is linear in the bytes read; the cost of a row depends on its own cells, not on the number of columns.
//! - A [`RowError`] has at most [`MAX_REASONS`] messages and a count of the rest. Values in it are [`excerpt`]s.
//! - A CSV row is at most 4 times as long as the input row, plus a comma per column, plus 4 KB for the outcome. A line
//!   of JSON Lines also repeats the names of all columns.
//!
//! ```
//! use pop_or_imap::{loader, present::accounts_csv::{TableFormat, Reader, Writer}, rulebook::Lang};
//! let rulebook = loader::embedded();
//! let reader = Reader::new(&rulebook, Lang::En, &b"account,offline\nsales,unopened\n"[..]).unwrap();
//! let mut writer = Writer::new(TableFormat::Csv { bom: false }, reader.header(), Vec::new()).unwrap();
//! for row in reader {
//!     writer.write(&row.unwrap()).unwrap();
//! }
//! let table = String::from_utf8(writer.finish().unwrap()).unwrap();
//! assert!(table.starts_with("account,offline,protocol,strength,settled,reasons,months_to_full,error\r\n"));
//! assert!(table.contains("\r\nsales,unopened,pop,required,true,"));
//! ```

mod encoding;
mod excerpt;
mod header;
mod reader;
mod records;
mod row_error;
mod table_error;
mod writer;

pub use encoding::{Encoding, text};
pub use excerpt::excerpt;
pub use header::Header;
pub use reader::{PausedReader, Reader};
pub use row_error::{CellError, RowError};
pub use table_error::TableError;
pub use writer::{TableFormat, Writer, cells};

use crate::answers::Answers;
use crate::engine::Recommendation;
use crate::rulebook::Lang;

/// The maximum number of columns of a table.
pub const MAX_COLUMNS: usize = 256;

/// The maximum number of errors that are stored for one row; further errors are counted.
pub const MAX_REASONS: usize = 5;

/// The columns that the output adds, in order.
pub const OUTCOME: [&str; 6] = ["protocol", "strength", "settled", "reasons", "months_to_full", "error"];

/// The key of a row's line number in JSON Lines.
const LINE: &str = "line";

/// The separator of texts in one cell.
const SEPARATOR: &str = " / ";

/// Characters that begin a formula in a spreadsheet; Excel in Japan also accepts the full-width ones (OWASP, CSV
/// Injection). The writer prefixes such a cell with `'`.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Checks whether a spreadsheet could take a cell for a formula. Leading invisible characters are skipped, as programs
/// do.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(FORMULA) || cell.trim_start_matches(is_invisible).starts_with(FORMULA)
}

/// Checks whether a character is invisible: a control character, a byte order mark, or one that sets the text
/// direction.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Returns the value of a cell: trimmed, and without a leading `'` that a [`Writer`] added.
fn cell_value(cell: &str) -> &str {
    let unguarded = cell.strip_prefix('\'').filter(|rest| is_formula(rest));
    unguarded.unwrap_or(cell).trim()
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The line on which the row begins, counted from 1.
    pub line: u64,
    /// The cells, in the order of the header's names. Empty cells at the end may be missing.
    pub cells: Vec<String>,
    /// The outcome, or the errors of the row.
    pub outcome: Result<RowOutcome<'a>, RowError>,
}

/// The outcome of a row's answers.
#[derive(Clone, Copy, Debug)]
pub struct RowOutcome<'a> {
    /// The answers, including the reader's defaults.
    pub answers: Answers,
    /// The recommendation.
    pub recommendation: Recommendation<'a>,
    /// Whether no missing answer can change the protocol.
    pub settled: bool,
    /// Months until IMAP fills the mailbox; `None` if its limit is unknown or it never fills.
    pub months_to_full: Option<u64>,
    /// The language of the row's texts.
    pub lang: Lang,
}

impl<'a> RowOutcome<'a> {
    /// Returns the reasons for the verdict in words.
    pub fn reasons(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let lang = self.lang;
        self.recommendation.reasons().into_iter().map(move |reason| reason.text.get(lang))
    }
}
