//! The files of `deploy/`, tested with the programs that they are for.

mod container;
mod kubernetes;
mod manual;
mod monitoring;
mod package;
mod proxies;
mod unit;

use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the path of a file of the repository.
fn place(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The program that the tests run.
fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_pop-or-imap"))
}

/// Runs a program that must succeed, and returns its output.
fn output_of(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; tests/run installs it"));
    let words = [output.stdout, output.stderr].map(|words| String::from_utf8_lossy(&words).into_owned()).concat();
    assert!(output.status.success(), "{command:?}: {}\n{words}", output.status);
    words
}
