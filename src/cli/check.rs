//! Owns `check`: every fault of a rule set, at its place.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::files::{self, FileError};
use super::{Format, fail, print};
use crate::rulebook::Problems;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The rule set to check; the built-in one where none is named.
    file: Option<PathBuf>,
    /// In which form to report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the command: status 0 where the file is clean, 1 where it has faults or cannot be read.
pub(super) fn run(args: &CheckArgs) -> ExitCode {
    let name = args.file.as_ref().map_or_else(|| "rules.toml (built in)".to_owned(), |file| file.display().to_string());
    match (files::load(args.file.as_deref()), args.format) {
        (Ok(rulebook), Format::Text) => print(&format!(
            "{name}: no faults\n{} questions, {} rules, {} pieces of advice, {} everyday uses\nversion {}, {}\n",
            rulebook.questions.len(),
            rulebook.rules.len(),
            rulebook.advice.len(),
            rulebook.uses.len(),
            rulebook.version,
            rulebook.digest,
        )),
        (Ok(rulebook), Format::Json) => print(&format!(
            "{}\n",
            json!({ "file": name, "version": rulebook.version, "digest": rulebook.digest, "faults": [] })
        )),
        (Err(FileError::Faulty(problems)), Format::Json) => {
            print(&format!("{}\n", json!({ "file": name, "faults": faults(&problems) })));
            ExitCode::FAILURE
        }
        (Err(error), _) => fail(&error),
    }
}

fn faults(problems: &Problems) -> Vec<serde_json::Value> {
    let faults = problems.list.iter().map(|problem| {
        let (line, column) = problems.position(problem);
        json!({
            "code": problem.code.id(),
            "message": problem.message,
            "line": line,
            "column": column,
            "start": problem.span.start,
            "end": problem.span.end,
            "label": problem.label,
            "help": problem.help,
        })
    });
    faults.collect()
}
