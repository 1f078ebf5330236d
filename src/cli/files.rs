//! Owns the reading of rule-set files.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use miette::{GraphicalReportHandler, GraphicalTheme};

use crate::escape::Escaped;
use crate::loader;
use crate::rulebook::{Diagnostic, Diagnostics, Rulebook};

/// The largest rule-set file that is read, in bytes.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;

/// Why a rule set could not be had from a file.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// The file cannot be read.
    #[error(
        "{path} cannot be read: {why} (the file named on the command line, in POP_OR_IMAP_RULES or in POP_OR_IMAP_THEME)"
    )]
    Unreadable { path: String, why: String },
    /// The file has faults.
    #[error("{}", draw(.0))]
    Faulty(Box<Diagnostics>),
}

/// Returns the name of a file as it is shown: with its control characters escaped.
pub(super) fn shown(path: &Path) -> String {
    Escaped(path.display()).to_string()
}

/// Reads the setting that names a rule-set file.
pub(super) fn setting(written: &str) -> Result<PathBuf, String> {
    if written.is_empty() {
        Err("write the name of a file, or leave the setting out".to_owned())
    } else {
        Ok(written.into())
    }
}

/// Gives the rules in a file, or the built-in ones where no file is named.
pub(super) fn load(path: Option<&Path>) -> Result<Rulebook, FileError> {
    let Some(path) = path else { return Ok(loader::embedded()) };
    loader::load(&shown(path), &read(path)?).map_err(FileError::Faulty)
}

/// Gives the rules in a file that is sound in itself, with the everyday uses that do not give what they must.
pub(super) fn read_rules(path: &Path) -> Result<(Rulebook, Vec<Diagnostic>), FileError> {
    loader::parse(&shown(path), &read(path)?).map_err(FileError::Faulty)
}

/// Gives the rules in a file once its whole answer space is proven; the built-in ones where no file is named.
pub(super) fn prove(path: Option<&Path>) -> Result<Rulebook, FileError> {
    let Some(path) = path else { return Ok(loader::embedded()) };
    loader::load_audited(&shown(path), &read(path)?).map_err(FileError::Faulty)
}

/// Loads the theme of a file, if one is named.
pub(super) fn theme_source(path: Option<&Path>) -> Result<Option<String>, FileError> {
    path.map(read).transpose()
}

/// Gives the text of a file, or of the built-in rules where no file is named.
pub(super) fn source(path: Option<&Path>) -> Result<String, FileError> {
    path.map_or_else(|| Ok(loader::EMBEDDED.to_owned()), read)
}

/// Reads a file as UTF-8; nothing but a file, since others may never end, or never begin.
fn read(path: &Path) -> Result<String, FileError> {
    let unreadable = |why: String| FileError::Unreadable { path: shown(path), why };
    if !fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.is_file() {
        return Err(unreadable("it is not a file".to_owned()));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes));
    let length = read.map_err(|error| unreadable(error.to_string()))?;
    if u64::try_from(length).is_ok_and(|length| length > LARGEST_FILE) {
        return Err(unreadable(format!("it has more than the {LARGEST_FILE} bytes that a rule set may have")));
    }
    String::from_utf8(bytes).map_err(|error| unreadable(format!("it is not UTF-8 ({})", error.utf8_error())))
}

/// Draws the first problems with their places underlined and counts the others; in colour on a terminal only.
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
