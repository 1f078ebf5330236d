//! Owns the reading of a table of accounts: its rows, and the columns that this page alone understands.

use crate::answers::{Because, Number};
use crate::report::Wording;
use crate::report::batch::{Fault, Flaw, Header, Outcome, Reader, Row};
use crate::rulebook::Protocol;
use crate::web::visit::Visit;

/// The most rows that are read.
const MOST_ROWS: usize = 5_000;
/// The column for the total.
pub(super) const TOTAL: &str = "server_total";
/// The column for the web site's share.
pub(super) const WEBSITE: &str = "server_website";
/// The columns that this page reads beside those of every table: they say nothing of what is recommended.
pub(super) const OWN_COLUMNS: [&str; 3] = ["used_with", TOTAL, WEBSITE];

/// A table as it was read.
pub(super) struct Read<'v> {
    pub(super) header: Header,
    pub(super) rows: Vec<Row<'v>>,
    /// The protocol that each row says it is used with.
    used_with: Vec<Option<Protocol>>,
    /// The first total and share of the web site that rows tell, in MB.
    pub(super) sizes: [Option<u64>; 2],
}

impl<'v> Read<'v> {
    /// Reads a table row by row, at most as many as are taken.
    pub(super) fn of(visit: &'v Visit, table: &[u8]) -> Result<Self, String> {
        let w = visit.wording();
        let base = visit.shared();
        let mut reader =
            Reader::new(&visit.rulebook, visit.lang, table).map_err(|refused| refused.words(visit.lang))?.over(base);
        let mut rows = Vec::new();
        let mut more = 0_usize;
        for row in reader.by_ref() {
            let row = row.map_err(|_| w.csv_unreadable.to_owned())?;
            if rows.len() < MOST_ROWS { rows.push(row) } else { more += 1 }
        }
        if more > 0 {
            return Err(w.too_many_rows(MOST_ROWS + more, MOST_ROWS));
        }
        if rows.is_empty() {
            return Err(w.csv_empty.to_owned());
        }
        let mut table = Self { header: reader.header().clone(), used_with: Vec::new(), sizes: [None; 2], rows };
        let column = |id: &str| table.header.names().iter().position(|name| name.trim().eq_ignore_ascii_case(id));
        let [used_with, total, website] = OWN_COLUMNS.map(column);
        for row in &mut table.rows {
            table.used_with.push(protocol(row, used_with, w));
            let sizes = [size(row, total, TOTAL, w), size(row, website, WEBSITE, w)];
            if row.outcome.is_ok() {
                for (known, told) in table.sizes.iter_mut().zip(sizes) {
                    *known = known.or(told);
                }
            }
        }
        Ok(table)
    }

    /// Gives the rows that came to something, each with the protocol that it is used with.
    pub(super) fn good(&self) -> Vec<(&Row<'_>, &Outcome<'_>, Protocol)> {
        let rows = self.rows.iter().zip(&self.used_with).filter_map(|(row, used_with)| {
            let outcome = row.outcome.as_ref().ok()?;
            Some((row, outcome, used_with.unwrap_or(outcome.recommendation.outcome.protocol)))
        });
        rows.collect()
    }
}

/// Reads the protocol that a row says it is used with; what is no protocol is one more fault of the row.
fn protocol(row: &mut Row<'_>, at: Option<usize>, w: &Wording) -> Option<Protocol> {
    let written = said(row, at)?;
    let protocol = Protocol::from_id(&written.to_ascii_lowercase());
    if protocol.is_none() {
        let [column, ..] = OWN_COLUMNS;
        add_flaw(row, column, &written, &w.no_such_choice(&written, &w.list(&Protocol::ALL.map(Protocol::id))), w);
    }
    protocol
}

/// Reads a size that a row tells of the server.
fn size(row: &mut Row<'_>, at: Option<usize>, column: &str, w: &Wording) -> Option<u64> {
    let written = said(row, at)?;
    let size = Number::Used.read(&written).filter(|size| *size > 0 || column == WEBSITE);
    if size.is_none() {
        add_flaw(row, column, &written, &w.cell_refused(Number::Used, &written, Because::UnknownValue), w);
    }
    size
}

/// Gives what stands in a cell, if anything does.
fn said(row: &Row<'_>, at: Option<usize>) -> Option<String> {
    let written = row.cells.get(at?)?.trim();
    (!written.is_empty()).then(|| written.to_owned())
}

/// Adds what is wrong with a cell to what is wrong with its row.
fn add_flaw(row: &mut Row<'_>, column: &str, value: &str, what: &str, w: &Wording) {
    let words = w.in_cell(row.line, column, what);
    let flaw = Flaw { column: Some(column.to_owned()), value: Some(value.to_owned()), words };
    match &mut row.outcome {
        Err(fault) => fault.flaws.push(flaw),
        Ok(_) => row.outcome = Err(Fault { line: row.line, flaws: vec![flaw] }),
    }
}
