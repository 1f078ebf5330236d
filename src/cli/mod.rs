//! Command line: parses the arguments, and runs a command, which returns an exit status. Each command has its own file.

#![expect(clippy::disallowed_methods, reason = "commands read arguments, files and the clock, and start threads")]

mod batch;
mod build;
mod check;
mod client_files;
mod diff;
mod files;
mod follow;
mod log;
mod progress;
mod recommend;
mod serve;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};

/// Helps people choose POP or IMAP for a mail account.
///
/// Without a command, serves the wizard on 127.0.0.1:3000 with the built-in rules.
#[derive(Debug, Parser)]
#[command(
    name = "pop-or-imap",
    version,
    after_help = "Exit status: 0 success, 1 failure (such as a faulty rule set or an invalid row), 2 wrong usage.\n\n\
                  Examples:\n  \
                  pop-or-imap\n  \
                  pop-or-imap --listen 127.0.0.1:8080 --rules rules.toml\n  \
                  pop-or-imap check rules.toml\n  \
                  pop-or-imap recommend 'plan=standard&devices=one-pc' --format json\n  \
                  pop-or-imap recommend --csv accounts.csv --bom > recommended.csv"
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the wizard and the API.
    Serve(serve::ServeArgs),
    /// Checks a rule set over all combinations of answers, and reports every fault with its position.
    Check(check::CheckArgs),
    /// Compares two rule sets: which recommendations change, and which entries cause it.
    Diff(diff::DiffArgs),
    /// Writes configuration files for mail apps, for the operator's own web server.
    Files(client_files::FilesArgs),
    /// Recommends POP or IMAP for the answers in a query, or for every account in a table.
    Recommend(recommend::RecommendArgs),
}

/// The output formats of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// The exit status for invalid arguments or environment variables.
const WRONG_USAGE: u8 = 2;

/// Runs the command that the arguments name; wrong usage ends the process with status 2.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse_from(with_command(std::env::args_os().collect())) {
        Ok(cli) => cli,
        Err(error) => return wrong_usage(&error),
    };
    match cli.command {
        Command::Serve(args) => serve::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Files(args) => client_files::run(&args),
        Command::Recommend(args) => recommend::run(&args),
    }
}

/// Adds `serve` if the arguments name no command.
fn with_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let first = arguments.get(1).map(|first| first.to_string_lossy().into_owned());
    let general = ["-h", "--help", "-V", "--version"];
    if first.is_none_or(|first| first.starts_with('-') && !general.contains(&first.as_str())) {
        arguments.insert(arguments.len().min(1), "serve".into());
    }
    arguments
}

/// Prints clap's error, and the environment variable that the invalid value may come from.
fn wrong_usage(error: &clap::Error) -> ExitCode {
    // If standard error is closed, there is nowhere to report to.
    let _ = error.print();
    if let Some(ContextValue::String(invalid)) = error.get(ContextKind::InvalidArg) {
        let mut command = Cli::command();
        command.build();
        let mut settings =
            command.get_arguments().chain(command.get_subcommands().flat_map(clap::Command::get_arguments));
        let variable = settings.find(|setting| setting.to_string() == *invalid).and_then(clap::Arg::get_env);
        if let Some(variable) = variable {
            eprintln!("\nThis setting can also come from the environment variable {}.", variable.display());
        }
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Prints an error to standard error; returns status 1.
fn fail(why: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("pop-or-imap: {why}");
    ExitCode::FAILURE
}

/// Prints to standard output; a closed pipe is not an error.
fn print(text: &str) -> ExitCode {
    use std::io::Write as _;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => fail(&error),
        _ => ExitCode::SUCCESS,
    }
}
