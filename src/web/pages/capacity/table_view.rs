//! Table of accounts as the page shows it.

use super::summary::Summary;

/// A table with its outcomes.
#[derive(Default)]
pub(super) struct TableView {
    /// The table as text, to be sent again.
    pub(super) text: String,
    /// What is wrong with the whole of it.
    pub(super) error: Option<String>,
    /// Whether that is wrong with the file, not with the text.
    pub(super) file_wrong: bool,
    /// Whether a file has to be chosen anew to be sent again.
    pub(super) choose_again: bool,
    /// How many rows came to something, and how many did not.
    pub(super) counts: Option<String>,
    pub(super) faults: Vec<String>,
    /// How many more rows came to nothing.
    pub(super) more_faults: Option<String>,
    pub(super) rows: Vec<TableLine>,
    pub(super) summary: Option<Summary>,
}

/// One row as it is shown.
pub(super) struct TableLine {
    pub(super) number: u64,
    pub(super) account: String,
    pub(super) protocol: String,
    pub(super) strength: &'static str,
    pub(super) used_with: String,
    pub(super) full: String,
}
