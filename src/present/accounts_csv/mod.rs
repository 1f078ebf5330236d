//! Owns tables of accounts: CSV in, the same table with an outcome for each row out, as CSV or JSON Lines.
//!
//! The header row has `account`, any question or number ids and `lang`, in any order; other columns are carried
//! through. UTF-8 and Shift_JIS are read, parted by commas or tabs. A row that is not understood says why and costs
//! none of the others. Memory stays the same however long the table is.
//!
//! Tables come from strangers. Threat: a small table that takes much time, memory, or output. Bounds:
//! - A table has at most [`MAX_COLUMNS`] columns. Cells beyond them are counted and not kept.
//! - Every step is linear in the bytes read; a row costs what its own cells cost, however many columns there are.
//! - A [`Fault`] has at most [`MAX_REASONS`] reasons and a count of the rest. What it repeats is cut, and control
//!   characters in it are made visible.
//! - A CSV row is at most 4 times as long as the row that was read, plus a comma a column, plus 4 KB for the outcome. A
//!   line of JSON Lines also repeats the names of all columns.
//!
//! ```
//! use pop_or_imap::{loader, present::accounts_csv::{Form, Reader, Writer}, rulebook::Lang};
//! let rulebook = loader::embedded();
//! let reader = Reader::new(&rulebook, Lang::En, &b"account,offline\nsales,unopened\n"[..]).unwrap();
//! let mut writer = Writer::new(Form::Csv { bom: false }, reader.header(), Vec::new()).unwrap();
//! for row in reader {
//!     writer.write(&row.unwrap()).unwrap();
//! }
//! let table = String::from_utf8(writer.finish().unwrap()).unwrap();
//! assert!(table.starts_with("account,offline,protocol,strength,settled,reasons,months_to_full,error\r\n"));
//! assert!(table.contains("\r\nsales,unopened,pop,required,true,"));
//! ```

mod echo;
mod encoding;
mod fault;
mod header;
mod reader;
mod records;
mod writer;

pub use echo::echo;
pub use encoding::{Encoding, text};
pub use fault::{Fault, Flaw, Refused};
pub use header::Header;
pub use reader::{Paused, Reader};
pub use writer::{Form, Writer, cells};

use crate::answers::Answers;
use crate::engine::Recommendation;
use crate::rulebook::Lang;

/// The most columns that a table may have.
pub const MAX_COLUMNS: usize = 256;

/// The most reasons that are kept for one faulty row; the others are counted.
pub const MAX_REASONS: usize = 5;

/// The columns that the output adds, in order.
pub const OUTCOME: [&str; 6] = ["protocol", "strength", "settled", "reasons", "months_to_full", "error"];

/// What JSON Lines calls the line of a row.
const LINE: &str = "line";

/// What stands between texts in one cell.
const BETWEEN: &str = " / ";

/// How a cell begins that a spreadsheet could take for a formula, in Excel in Japan also in full width (OWASP, CSV
/// Injection); the writer puts `'` before it.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Checks whether a spreadsheet could take a cell for a formula. Programs skip marks and controls at its beginning.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(FORMULA) || cell.trim_start_matches(is_invisible).starts_with(FORMULA)
}

/// Checks whether a character shows nothing: a control, a byte order mark, or one that changes the direction of text.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Gives what a cell says: without the writer's mark, and without space around it.
fn said(cell: &str) -> &str {
    let unmarked = cell.strip_prefix('\'').filter(|rest| is_formula(rest));
    unmarked.unwrap_or(cell).trim()
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The line on which it begins; the first of the file is 1.
    pub line: u64,
    /// Its cells, in the order of the header's names. Empty cells at the end may be missing.
    pub cells: Vec<String>,
    /// What it comes to, or what is wrong with it.
    pub outcome: Result<Outcome<'a>, Fault>,
}

/// What the answers of a row come to.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    /// What the row says.
    pub answers: Answers,
    /// What is recommended.
    pub recommendation: Recommendation<'a>,
    /// Whether no answer still missing could change the protocol.
    pub settled: bool,
    /// Months until IMAP fills the mailbox, where its limit is known and it ever does.
    pub months_to_full: Option<u64>,
    /// The language of the row's texts.
    pub lang: Lang,
}

impl<'a> Outcome<'a> {
    /// Gives the reasons for the verdict in words.
    pub fn reasons(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let lang = self.lang;
        self.recommendation.reasons().into_iter().map(move |reason| reason.text.get(lang))
    }
}
