//! `check`: reports every fault of a rule set with its position, after an audit of the whole answer space.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::files::{self, FileError};
use super::{fail, print, progress};
use crate::audit::{self, AuditReport};
use crate::escape::Escaped;
use crate::loader;
use crate::present::mermaid;
use crate::rulebook::{Diagnostics, Rulebook};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The rule set to check; the built-in one if none is named.
    #[arg(value_parser = files::setting)]
    file: Option<PathBuf>,
    /// A theme to check too.
    #[arg(long, env = "POP_OR_IMAP_THEME", value_name = "FILE", value_parser = files::setting)]
    theme: Option<PathBuf>,
    /// The output format.
    #[arg(long, value_enum, default_value_t)]
    format: CheckFormat,
}

/// The output formats of `check`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// The interview as a Mermaid flow chart.
    Mermaid,
}

/// Runs the command; the status is 1 if the file has faults or cannot be read, otherwise 0.
pub(super) fn run(args: &CheckArgs) -> ExitCode {
    if let Some(path) = &args.theme {
        let checked = files::read(path)
            .and_then(|source| loader::load_theme(&files::shown(path), &source).map_err(FileError::Faulty));
        if let Err(error) = checked {
            return fail(&error);
        }
    }
    let name = args.file.as_ref().map_or_else(|| "rules.toml (built in)".to_owned(), |file| files::shown(file));
    let source = match files::source(args.file.as_deref()) {
        Ok(source) => source,
        Err(error) => return fail(&error),
    };
    let (rulebook, uses) = match loader::parse(&name, &source) {
        Ok(read) => read,
        Err(problems) if args.format == CheckFormat::Json => {
            let (faults, more) = (faults(&problems), problems.more);
            print(&format!("{}\n", json!({ "file": name, "faults": faults, "more_faults": more })));
            return ExitCode::FAILURE;
        }
        Err(problems) => return fail(&FileError::Faulty(problems)),
    };
    if args.format == CheckFormat::Mermaid {
        return print(&escape_lines(&mermaid::mermaid(&rulebook)));
    }
    let start = Instant::now();
    let bar = progress::bar(audit::combinations_at_most(&rulebook));
    let inspected = audit::inspect(&rulebook, &mut |done| bar.set_position(done));
    bar.finish_and_clear();
    let millis = start.elapsed().as_millis();
    let (report, found) = match inspected {
        Ok(report) => (Some(report.clone()), report.diagnostics),
        Err(problem) => (None, vec![problem]),
    };
    let today = today().date_naive().to_string();
    let stale = audit::stale_clients(&rulebook, &today);
    let found = uses.into_iter().chain(found).chain(stale).collect();
    let problems = Diagnostics::new(&name, &source, found, 0);
    let failed = problems.list.iter().any(|problem| !problem.code.is_warning());
    if args.format == CheckFormat::Json {
        let found = report.as_ref().map(|report| figures(report, millis));
        let whole = json!({
            "file": name,
            "version": rulebook.version,
            "digest": rulebook.digest.as_str(),
            "faults": faults(&problems),
            "more_faults": problems.more,
            "space": found,
        });
        print(&format!("{whole}\n"));
    } else {
        if !problems.list.is_empty() {
            eprintln!("{}", files::draw(&problems));
        }
        print(&words(&name, &rulebook, &problems, report.as_ref(), millis));
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Returns the time by which the age of texts is judged: now, or the one in `SOURCE_DATE_EPOCH`, for checks that must not
/// depend on the day.
fn today() -> DateTime<Utc> {
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    epoch.and_then(|seconds| DateTime::from_timestamp(seconds, 0)).unwrap_or_else(Utc::now)
}

/// Escapes the control characters of each line.
fn escape_lines(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for line in text.lines() {
        // Writing to a String cannot fail.
        let _ = writeln!(escaped, "{}", Escaped(line));
    }
    escaped
}

fn words(
    name: &str,
    rulebook: &Rulebook,
    problems: &Diagnostics,
    report: Option<&AuditReport>,
    millis: u128,
) -> String {
    let mut text = format!("{name}: {}\n", if problems.list.is_empty() { "no faults" } else { "see above" });
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{} questions, {} rules, {} pieces of advice, {} everyday uses; version {}, {}",
        rulebook.questions.len(),
        rulebook.rules.len(),
        rulebook.advice.len(),
        rulebook.uses.len(),
        Escaped(&rulebook.version),
        rulebook.digest,
    );
    let Some(report) = report else { return text };
    let _ = writeln!(
        text,
        "{} combinations of answers, each with {} ranges of numbers, checked in {millis} ms; {} ties",
        report.combinations, report.bands, report.ties
    );
    for ((protocol, strength), count) in &report.distribution {
        let share = count.saturating_mul(1000) / report.combinations.max(1);
        let _ =
            writeln!(text, "  {:<5}{:<9} {count:>8}  {:>3}.{} %", protocol.id(), strength.id(), share / 10, share % 10);
    }
    let [chosen, fixed, whole] = report.average_questions.map(|count| format!("{}.{:02}", count / 100, count % 100));
    let _ = writeln!(
        text,
        "questions until the verdict is settled, on average: {chosen}; in the order of the file: {fixed}; \
         of a whole interview: {whole}"
    );
    text
}

fn figures(report: &AuditReport, millis: u128) -> serde_json::Value {
    let distribution: Vec<_> = report
        .distribution
        .iter()
        .map(|((protocol, strength), count)| json!({ "protocol": protocol.id(), "strength": strength.id(), "count": count }))
        .collect();
    let [chosen, fixed, whole] = report.average_questions;
    json!({
        "combinations": report.combinations,
        "bands": report.bands,
        "milliseconds": u64::try_from(millis).unwrap_or(u64::MAX),
        "ties": report.ties,
        "distribution": distribution,
        "questions_until_settled_hundredths": { "interview": chosen, "file_order": fixed },
        "questions_of_an_interview_hundredths": whole,
    })
}

/// Returns the first thousand faults; the report contains the number of the others.
fn faults(problems: &Diagnostics) -> Vec<serde_json::Value> {
    let faults = problems.list.iter().map(|problem| {
        let (line, column) = problems.position(problem);
        json!({
            "code": problem.code.id(),
            "warning": problem.code.is_warning(),
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
