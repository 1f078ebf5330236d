//! Rule-set files: reading, parsing, and reporting their faults.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use miette::{GraphicalReportHandler, GraphicalTheme};

use crate::escape::Escaped;
use crate::loader;
use crate::rulebook::{Diagnostic, Diagnostics, Rulebook};

/// The maximum size of a rule-set file, in bytes.
const MAX_FILE: u64 = 4 * 1024 * 1024;

/// The error of a rule-set file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    #[error(
        "{path} cannot be read: {why} (the file named on the command line, in POP_OR_IMAP_RULES or in POP_OR_IMAP_THEME)"
    )]
    Unreadable { path: String, why: String },
    #[error("{}", draw(.0))]
    Faulty(Box<Diagnostics>),
}

/// Returns the name of a file with its control characters escaped.
pub(super) fn shown(path: &Path) -> String {
    Escaped(path.display()).to_string()
}

/// Parses the argument that names a rule-set file.
pub(super) fn setting(written: &str) -> Result<PathBuf, String> {
    if written.is_empty() {
        Err("write the name of a file, or leave the setting out".to_owned())
    } else {
        Ok(written.into())
    }
}

/// Loads the rule set of a file, or the built-in one if there is no file.
pub(super) fn load(path: Option<&Path>) -> Result<Rulebook, FileError> {
    let Some(path) = path else { return Ok(loader::embedded()) };
    loader::load(&shown(path), &read(path)?).map_err(FileError::Faulty)
}

/// Loads the rule set of a valid file, with the everyday uses whose outcome is not the expected one.
pub(super) fn read_rules(path: &Path) -> Result<(Rulebook, Vec<Diagnostic>), FileError> {
    loader::parse(&shown(path), &read(path)?).map_err(FileError::Faulty)
}

/// Loads the rule set of a file after an audit of its whole answer space, or the built-in one if there is no file.
pub(super) fn load_audited(path: Option<&Path>) -> Result<Rulebook, FileError> {
    let Some(path) = path else { return Ok(loader::embedded()) };
    loader::load_audited(&shown(path), &read(path)?).map_err(FileError::Faulty)
}

/// Returns the text of a file, or of the built-in rule set if there is no file.
pub(super) fn source(path: Option<&Path>) -> Result<String, FileError> {
    path.map_or_else(|| Ok(loader::EMBEDDED.to_owned()), read)
}

/// Reads a file as UTF-8. Only regular files are read: a pipe or a device may never end or block.
pub(super) fn read(path: &Path) -> Result<String, FileError> {
    let unreadable = |why: String| FileError::Unreadable { path: shown(path), why };
    if !fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.is_file() {
        return Err(unreadable("it is not a regular file".to_owned()));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes));
    let length = read.map_err(|error| unreadable(error.to_string()))?;
    if u64::try_from(length).is_ok_and(|length| length > MAX_FILE) {
        return Err(unreadable(format!("it is larger than {MAX_FILE} bytes, the maximum")));
    }
    String::from_utf8(bytes).map_err(|error| unreadable(format!("it is not UTF-8 ({})", error.utf8_error())))
}

/// Renders the first faults with their positions underlined, and the number of the others; in colour on a terminal.
pub(super) fn draw(problems: &Diagnostics) -> String {
    use std::io::IsTerminal as _;
    let theme =
        if std::io::stderr().is_terminal() { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100);
    let mut text = String::new();
    for problem in problems.drawable() {
        if handler.render_report(&mut text, &problem).is_err() {
            text += &problem.to_string();
        }
        text.push('\n');
    }
    let (count, (_, more)) = (problems.count(), problems.shown());
    let others = if more > 0 { format!("… and {more} more\n\n") } else { String::new() };
    format!("{text}{others}{}: {count} {}", problems.file, if count == 1 { "fault" } else { "faults" })
}
