//! `recommend --csv`: reads a table of accounts, and writes it with a recommendation for each row.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use indicatif::ProgressBar;

use super::{fail, files, progress};
use crate::present::accounts_csv::{Reader, TableError, TableFormat, Writer};
use crate::rulebook::{Lang, Rulebook};

/// The maximum number of row errors that are listed on standard error; the output contains all of them.
const MAX_LISTED: usize = 5;

/// The error of a table that could not be processed completely.
#[derive(Debug, thiserror::Error)]
enum BatchError {
    #[error("{}", .0.message(Lang::default()))]
    Refused(#[from] TableError),
    #[error("reading stopped: {0}")]
    Input(io::Error),
    #[error(transparent)]
    Output(io::Error),
}

/// The counts of a table's rows, and the first errors.
#[derive(Debug, Default)]
struct Summary {
    rows: u64,
    invalid: u64,
    first_errors: Vec<String>,
}

/// Processes a table from a file, or from standard input if the path is `-`, to standard output.
///
/// The status is 1 if a row is invalid or the file cannot be read, otherwise 0.
pub(super) fn run(rulebook: &Rulebook, path: &Path, form: TableFormat) -> ExitCode {
    let output = BufWriter::new(io::stdout().lock());
    let (name, done) = if path == Path::new("-") {
        ("standard input".to_owned(), work(rulebook, io::stdin().lock(), form, output))
    } else {
        let name = files::shown(path);
        let (file, bar) = match open(path) {
            Ok(opened) => opened,
            Err(error) => return fail(&format!("{name} cannot be read: {error}")),
        };
        let done = work(rulebook, bar.wrap_read(file), form, output);
        bar.finish_and_clear();
        (name, done)
    };
    match done {
        Ok(Summary { invalid: 0, .. }) => ExitCode::SUCCESS,
        Ok(summary) => report(&name, &summary),
        // The reader of a pipe has closed it, which is not an error.
        Err(BatchError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(BatchError::Output(error)) => fail(&format!("the output cannot be written: {error}")),
        Err(error) => fail(&format!("{name}: {error}")),
    }
}

/// Opens a file, with a progress bar over its bytes unless the rows appear on the terminal.
fn open(path: &Path) -> io::Result<(File, ProgressBar)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let watched = metadata.is_file() && !io::stdout().is_terminal();
    let bar = if watched { progress::bytes(metadata.len()) } else { ProgressBar::hidden() };
    Ok((file, bar))
}

fn work(rulebook: &Rulebook, input: impl Read, form: TableFormat, output: impl Write) -> Result<Summary, BatchError> {
    let reader = Reader::new(rulebook, Lang::default(), input)?;
    let mut writer = Writer::new(form, reader.header(), output).map_err(BatchError::Output)?;
    let mut summary = Summary::default();
    for row in reader {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                // The rows that were read are still written.
                writer.finish().map_err(BatchError::Output)?;
                return Err(BatchError::Input(error));
            }
        };
        summary.rows += 1;
        if let Err(error) = &row.outcome {
            summary.invalid += 1;
            if summary.first_errors.len() < MAX_LISTED {
                summary.first_errors.push(error.to_string());
            }
        }
        writer.write(&row).map_err(BatchError::Output)?;
    }
    writer.finish().map_err(BatchError::Output)?;
    Ok(summary)
}

/// Reports how many rows are invalid, with the first errors.
fn report(name: &str, summary: &Summary) -> ExitCode {
    let Summary { rows, invalid, first_errors } = summary;
    let mut text = format!("{name}: rows that could not be read: {invalid} of {rows}");
    for error in first_errors {
        text += "\n  ";
        text += error;
    }
    if u64::try_from(first_errors.len()).is_ok_and(|listed| listed < *invalid) {
        text += "\n  … the column error contains all of them";
    }
    fail(&text)
}

/// Parses the argument that names a table.
pub(super) fn setting(written: &str) -> Result<PathBuf, String> {
    if written.is_empty() {
        Err("write the name of a file, or - for standard input".to_owned())
    } else {
        Ok(written.into())
    }
}
