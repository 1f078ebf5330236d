//! Owns `recommend`: the engine's answer to a query, as the API or the text version gives it; `batch` has tables.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgGroup, Args, CommandFactory as _, ValueEnum};

use super::serve::public_url;
use super::{Cli, batch, fail, files, print, wrong_usage};
use crate::answers::{self, ParsedAnswers};
use crate::present::accounts_csv::TableFormat;
use crate::present::{Assessment, Wording, json, text};
use crate::rulebook::Rulebook;

/// Arguments of `recommend`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("asked").required(true).args(["query", "csv"])))]
pub(super) struct RecommendArgs {
    /// Answers as in a link: `purpose=work&devices=pc-phone&lang=en`.
    query: Option<String>,
    /// A table of accounts instead, a row each; `-` reads standard input.
    ///
    /// The header row has `account`, any question or number ids, and `lang`, in any order; other columns are carried
    /// through. UTF-8 and Shift_JIS are read. The table comes back with the columns protocol, strength, settled,
    /// reasons, `months_to_full` and error.
    #[arg(long, value_name = "FILE", value_parser = batch::setting)]
    csv: Option<PathBuf>,
    /// In which form to answer: `text` (unless told) or `json` for a query, `csv` (unless told) or `jsonl` for a table.
    #[arg(long, value_enum)]
    format: Option<RecommendFormat>,
    /// Begin the table with a byte order mark, by which Excel knows UTF-8.
    #[arg(long)]
    bom: bool,
    /// The rule set to use; the built-in one where none is named.
    #[arg(long, env = "POP_OR_IMAP_RULES", value_name = "FILE", value_parser = super::files::setting)]
    rules: Option<PathBuf>,
    /// The address that visitors use, to begin the link with.
    #[arg(long, env = "POP_OR_IMAP_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
}

/// In which form `recommend` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RecommendFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// A table for spreadsheets.
    Csv,
    /// A JSON object a row.
    Jsonl,
}

/// What is asked for.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    Text(&'a str),
    Json(&'a str),
    Table(&'a Path, TableFormat),
}

impl RecommendArgs {
    /// Tells what is asked for, or what does not go together.
    fn wanted(&self) -> Result<Wanted<'_>, &'static str> {
        let query = self.query.as_deref().unwrap_or_default();
        match (&self.csv, self.format) {
            (None, _) | (_, Some(RecommendFormat::Jsonl)) if self.bom => Err("--bom goes with a table in --format csv"),
            (None, None | Some(RecommendFormat::Text)) => Ok(Wanted::Text(query)),
            (None, Some(RecommendFormat::Json)) => Ok(Wanted::Json(query)),
            (None, Some(_)) => Err("a query is answered in --format text or json; csv and jsonl need --csv FILE"),
            (Some(_), Some(RecommendFormat::Text | RecommendFormat::Json)) => {
                Err("a table is answered in --format csv or jsonl; text and json need a QUERY")
            }
            (Some(file), Some(RecommendFormat::Jsonl)) => Ok(Wanted::Table(file, TableFormat::JsonLines)),
            (Some(file), None | Some(RecommendFormat::Csv)) => {
                Ok(Wanted::Table(file, TableFormat::Csv { bom: self.bom }))
            }
        }
    }
}

/// Runs the command: status 0, 1 where the rule set or a row cannot be used, 2 for what does not go together.
pub(super) fn run(args: &RecommendArgs) -> ExitCode {
    let wanted = match args.wanted() {
        Ok(wanted) => wanted,
        Err(words) => return wrong_usage(&error(words)),
    };
    let rulebook = match files::load(args.rules.as_deref()) {
        Ok(rulebook) => rulebook,
        Err(error) => return fail(&error),
    };
    match wanted {
        Wanted::Table(file, form) => batch::run(&rulebook, file, form),
        Wanted::Json(query) => print_json(&rulebook, query),
        Wanted::Text(query) => print_text(&rulebook, query, args.public_url.as_deref().unwrap_or_default()),
    }
}

/// Makes an error of usage, with the usage of this command.
fn error(words: &str) -> clap::Error {
    let mut program = Cli::command();
    program.build();
    let command = program.find_subcommand_mut("recommend").cloned();
    command.unwrap_or(program).error(ErrorKind::ArgumentConflict, words)
}

/// Reads a query; a whole link may have been pasted.
fn read(rulebook: &Rulebook, query: &str) -> ParsedAnswers {
    ParsedAnswers::from_pairs(rulebook, answers::pairs(rulebook, answers::query_of_link(query)))
}

fn print_json(rulebook: &Rulebook, query: &str) -> ExitCode {
    let ParsedAnswers { answers, ignored, interpreted } = read(rulebook, query);
    let assessment = Assessment::new(rulebook, &answers);
    let body = json::recommendation(&assessment, &ignored, &interpreted, answers.lang.unwrap_or_default());
    match serde_json::to_string_pretty(&body) {
        Ok(json) => print(&(json + "\n")),
        Err(error) => fail(&error),
    }
}

fn print_text(rulebook: &Rulebook, query: &str, base: &str) -> ExitCode {
    let ParsedAnswers { answers, ignored, interpreted } = read(rulebook, query);
    for ignored in &ignored {
        eprintln!("pop-or-imap: left out: {}={}", ignored.key, ignored.value);
    }
    let assessment = Assessment::new(rulebook, &answers);
    let lang = answers.lang.unwrap_or_default();
    // Never empty: it says at least what came out.
    let link = format!("{base}/result?{}", answers.with_verdict(assessment.outcome().protocol).to_query(rulebook));
    let notices = interpreted.iter().map(|interpreted| Wording::of(lang).interpreted(interpreted));
    print(&text::add_notices(text::recommendation(&assessment, lang, &link), notices, lang))
}
