//! Input table of accounts: its rows, and the columns that only this page uses.

use std::io::Cursor;

use bytes::Bytes;

use crate::answers::{Answers, IgnoredReason, Number};
use crate::engine;
use crate::present::Wording;
use crate::present::accounts_csv::{self, Header, PausedReader, Reader, Row, RowError};
use crate::rulebook::Protocol;
use crate::web::request::PageRequest;

/// The maximum number of rows.
const MAX_ROWS: usize = 5_000;
/// How many rows are computed in one turn.
pub(super) const ROWS_PER_TURN: usize = 64;
/// The maximum number of errors that the page shows for one row.
const MAX_ROW_ERRORS: usize = 3;
/// The maximum number of errors that the page shows.
const MAX_ERRORS: usize = 200;
/// The column for the total.
pub(super) const TOTAL: &str = "server_total";
/// The column for the web site's share.
pub(super) const WEBSITE: &str = "server_website";
/// The columns that only this page reads; they do not affect recommendations.
pub(super) const OWN_COLUMNS: [&str; 3] = ["used_with", TOTAL, WEBSITE];

/// A table that is not read to its end.
pub(super) type Unfinished = PausedReader<Cursor<Bytes>>;

/// Opens a table, or returns the error of the whole table, such as too many rows.
///
/// All rows are counted first, without computing them, so a table is rejected before the response begins.
pub(super) fn open(request: &PageRequest, table: &Bytes) -> Result<Unfinished, String> {
    let w = request.wording();
    let reader = || {
        let reader = Reader::new(&request.rulebook, request.lang, Cursor::new(table.clone()));
        reader.map_err(|error| error.message(request.lang))
    };
    let (mut counted, mut rows) = (reader()?, 0);
    let unreadable = |error| {
        tracing::debug!(%error, "the rows of a table cannot be counted");
        w.table.unreadable.to_owned()
    };
    while counted.skip_row().map_err(unreadable)? {
        rows += 1;
    }
    match rows {
        0 => Err(w.table.empty.to_owned()),
        _ if rows > MAX_ROWS => Err(w.too_many_rows(rows, MAX_ROWS)),
        _ => Ok(reader()?.with_defaults(request.answers_for_all_accounts()).pause()),
    }
}

/// The positions of the columns that only this page uses.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnColumns([Option<usize>; OWN_COLUMNS.len()]);

/// The values of a row in these columns.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OwnCells {
    /// The protocol that the account is used with.
    pub(super) used_with: Option<Protocol>,
    /// The server's total and the web site's share, in MB.
    pub(super) sizes: [Option<u64>; 2],
}

impl OwnColumns {
    pub(super) fn of(header: &Header) -> Self {
        let column = |id: &str| header.names().iter().position(|name| name.trim().eq_ignore_ascii_case(id));
        Self(OWN_COLUMNS.map(column))
    }

    /// Parses the cells of a row. An invalid value is added to the errors of the row.
    pub(super) fn read(self, row: &mut Row<'_>, w: &Wording) -> OwnCells {
        let [used_with, total, website] = self.0;
        OwnCells {
            used_with: protocol(row, used_with, w),
            sizes: [size(row, total, TOTAL, w), size(row, website, WEBSITE, w)],
        }
    }
}

/// The rows of a table, as far as the page stores them.
#[derive(Debug, Default)]
pub(super) struct TableRows {
    pub(super) accounts: Vec<TableAccount>,
    /// The first total and web site's share in the rows, in MB.
    pub(super) sizes: [Option<u64>; 2],
    pub(super) faulty: usize,
    /// The errors of the first invalid rows, in words.
    pub(super) errors: Vec<String>,
    /// The number of these errors.
    shown: usize,
}

/// A valid row.
#[derive(Debug)]
pub(super) struct TableAccount {
    pub(super) line: u64,
    /// Its name as the page shows it.
    pub(super) name: String,
    pub(super) answers: Answers,
    pub(super) found: engine::Outcome,
    pub(super) used_with: Protocol,
}

impl TableRows {
    /// Adds a row; of its cells, only the name is stored.
    pub(super) fn add(&mut self, mut row: Row<'_>, header: &Header, own: OwnColumns, w: &Wording) {
        let own = own.read(&mut row, w);
        match &row.outcome {
            Ok(outcome) => {
                for (known, size) in self.sizes.iter_mut().zip(own.sizes) {
                    *known = known.or(size);
                }
                let name = header.account().and_then(|at| row.cells.get(at)).map_or("", String::as_str);
                let found = outcome.recommendation.outcome;
                self.accounts.push(TableAccount {
                    line: row.line,
                    name: accounts_csv::excerpt(&name.split_whitespace().collect::<Vec<_>>().join(" ")),
                    answers: outcome.answers,
                    found,
                    used_with: own.used_with.unwrap_or(found.protocol),
                });
            }
            Err(fault) => {
                self.faulty += 1;
                let shown = fault.errors.len().min(MAX_ROW_ERRORS).min(MAX_ERRORS - self.shown);
                if shown > 0 {
                    self.shown += shown;
                    self.errors.push(fault.shortened(shown));
                }
            }
        }
    }

    /// Returns the number of invalid rows of which no error is shown.
    pub(super) fn not_shown(&self) -> usize {
        self.faulty - self.errors.len()
    }
}

/// Parses the protocol that a row is used with.
fn protocol(row: &mut Row<'_>, at: Option<usize>, w: &Wording) -> Option<Protocol> {
    let written = cell_text(row, at)?;
    let protocol = Protocol::from_id(&written.to_ascii_lowercase());
    if protocol.is_none() {
        let [column, ..] = OWN_COLUMNS;
        let shown = accounts_csv::excerpt(&written);
        add_error(row, column, &written, &w.no_such_choice(&shown, &w.list(&Protocol::ALL.map(Protocol::id))));
    }
    protocol
}

/// Parses a size of the server in a row.
fn size(row: &mut Row<'_>, at: Option<usize>, column: &str, w: &Wording) -> Option<u64> {
    let written = cell_text(row, at)?;
    let size = Number::Used.parse_exact(&written).filter(|size| *size > 0 || column == WEBSITE);
    if size.is_none() {
        let shown = accounts_csv::excerpt(&written);
        add_error(row, column, &written, &w.cell_refused(Number::Used, &shown, IgnoredReason::UnknownValue));
    }
    size
}

/// Returns the text of a cell; `None` if it is empty.
fn cell_text(row: &Row<'_>, at: Option<usize>) -> Option<String> {
    let written = row.cells.get(at?)?.trim();
    (!written.is_empty()).then(|| written.to_owned())
}

/// Adds the error of a cell to the errors of its row.
fn add_error(row: &mut Row<'_>, column: &str, value: &str, message: &str) {
    match &mut row.outcome {
        Err(fault) => fault.add(column, value, message),
        Ok(outcome) => row.outcome = Err(RowError::new(row.line, outcome.lang, column, value, message)),
    }
}
