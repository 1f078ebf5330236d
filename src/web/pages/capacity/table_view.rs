//! Table of accounts as the page shows it.

use super::summary::Summary;

/// A table with its outcomes.
#[derive(Default)]
pub(super) struct TableView {
    /// The table as text, for the form to send again.
    pub(super) text: String,
    /// The error of the whole table.
    pub(super) error: Option<String>,
    /// Whether the error is that of the file, not of the text.
    pub(super) file_wrong: bool,
    /// Whether the file has to be selected again before it can be sent.
    pub(super) choose_again: bool,
    /// The number of valid rows, and of invalid ones.
    pub(super) counts: Option<String>,
    pub(super) faults: Vec<String>,
    /// The number of invalid rows of which no error is shown.
    pub(super) more_faults: Option<String>,
    pub(super) rows: Vec<TableLine>,
    pub(super) summary: Option<Summary>,
}

/// A row as the page shows it.
pub(super) struct TableLine {
    pub(super) number: u64,
    pub(super) account: String,
    pub(super) protocol: String,
    pub(super) strength: &'static str,
    pub(super) used_with: String,
    pub(super) full: String,
}
