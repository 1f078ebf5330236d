//! Owns `recommend --csv`: a table of accounts in, the same with an outcome for each row out.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use indicatif::ProgressBar;

use super::{fail, files, progress};
use crate::present::accounts_csv::{Reader, TableError, TableFormat, Writer};
use crate::rulebook::{Lang, Rulebook};

/// How many faulty rows are told on standard error; the output tells all.
const MOST_TOLD: usize = 5;

/// Why a table could not be worked through.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error("{}", .0.message(Lang::default()))]
    Refused(#[from] TableError),
    #[error("reading stopped: {0}")]
    Input(io::Error),
    #[error(transparent)]
    Output(io::Error),
}

/// What became of a table.
#[derive(Debug, Default)]
struct Tally {
    rows: u64,
    faulty: u64,
    /// What is said of the first faulty rows.
    first: Vec<String>,
}

/// Works through a table from a file, or from standard input where it is named `-`, to standard output.
///
/// Status 0; 1 where a row was faulty or the file cannot be read.
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
        Ok(Tally { faulty: 0, .. }) => ExitCode::SUCCESS,
        Ok(tally) => tell(&name, &tally),
        // Nobody reads on; that is no error of ours.
        Err(Stopped::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Stopped::Output(error)) => fail(&format!("the output cannot be written: {error}")),
        Err(stopped) => fail(&format!("{name}: {stopped}")),
    }
}

/// Opens a file, with a bar over its bytes where somebody watches who does not watch the rows go by.
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

fn work(rulebook: &Rulebook, input: impl Read, form: TableFormat, output: impl Write) -> Result<Tally, Stopped> {
    let reader = Reader::new(rulebook, Lang::default(), input)?;
    let mut writer = Writer::new(form, reader.header(), output).map_err(Stopped::Output)?;
    let mut tally = Tally::default();
    for row in reader {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                // What was read is not lost.
                writer.finish().map_err(Stopped::Output)?;
                return Err(Stopped::Input(error));
            }
        };
        tally.rows += 1;
        if let Err(fault) = &row.outcome {
            tally.faulty += 1;
            if tally.first.len() < MOST_TOLD {
                tally.first.push(fault.to_string());
            }
        }
        writer.write(&row).map_err(Stopped::Output)?;
    }
    writer.finish().map_err(Stopped::Output)?;
    Ok(tally)
}

/// Tells how many rows were faulty, and why the first of them were.
fn tell(name: &str, tally: &Tally) -> ExitCode {
    let Tally { rows, faulty, first } = tally;
    let mut words = format!("{name}: {faulty} of {rows} rows could not be read");
    for fault in first {
        words += "\n  ";
        words += fault;
    }
    if u64::try_from(first.len()).is_ok_and(|told| told < *faulty) {
        words += "\n  … the error column lists them all";
    }
    fail(&words)
}

/// Reads the setting that names a table.
pub(super) fn setting(written: &str) -> Result<PathBuf, String> {
    if written.is_empty() {
        Err("write the name of a file, or - for standard input".to_owned())
    } else {
        Ok(written.into())
    }
}
