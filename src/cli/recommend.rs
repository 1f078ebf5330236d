//! `recommend`: the recommendation for a query, as JSON or text like that of the server. Tables are in `batch`.

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

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("asked").required(true).args(["query", "csv"])))]
pub(super) struct RecommendArgs {
    /// Answers as in a link: `purpose=work&devices=pc-phone&lang=en`.
    query: Option<String>,
    /// A table with a row per account, instead of a query; `-` reads standard input.
    ///
    /// The header row has `account`, any question or number ids, and `lang`, in any order; other columns are copied.
    /// The encoding is UTF-8 or Shift_JIS. The output is the same table with the columns protocol, strength, settled,
    /// reasons, `months_to_full` and error added.
    #[arg(long, value_name = "FILE", value_parser = batch::setting)]
    csv: Option<PathBuf>,
    /// The output format: `text` (default) or `json` for a query, `csv` (default) or `jsonl` for a table.
    #[arg(long, value_enum)]
    format: Option<RecommendFormat>,
    /// Begin the table with a byte order mark, so that Excel recognizes UTF-8.
    #[arg(long)]
    bom: bool,
    /// The rule set to use; the built-in one if none is named.
    #[arg(long, env = "POP_OR_IMAP_RULES", value_name = "FILE", value_parser = super::files::setting)]
    rules: Option<PathBuf>,
    /// The origin that visitors use, with which the link begins.
    #[arg(long, env = "POP_OR_IMAP_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
}

/// The output formats of `recommend`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RecommendFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// A table for spreadsheets.
    Csv,
    /// One JSON object per row.
    Jsonl,
}

/// The input and the output format.
#[derive(Clone, Copy)]
enum Request<'a> {
    Text(&'a str),
    Json(&'a str),
    Table(&'a Path, TableFormat),
}

impl RecommendArgs {
    /// Returns the request, or the error of arguments that cannot be combined.
    fn request(&self) -> Result<Request<'_>, &'static str> {
        let query = self.query.as_deref().unwrap_or_default();
        match (&self.csv, self.format) {
            (None, _) | (_, Some(RecommendFormat::Jsonl)) if self.bom => Err("--bom needs --csv FILE and --format csv"),
            (None, None | Some(RecommendFormat::Text)) => Ok(Request::Text(query)),
            (None, Some(RecommendFormat::Json)) => Ok(Request::Json(query)),
            (None, Some(_)) => Err("a query is answered in --format text or json; csv and jsonl need --csv FILE"),
            (Some(_), Some(RecommendFormat::Text | RecommendFormat::Json)) => {
                Err("a table is answered in --format csv or jsonl; text and json need a QUERY")
            }
            (Some(file), Some(RecommendFormat::Jsonl)) => Ok(Request::Table(file, TableFormat::JsonLines)),
            (Some(file), None | Some(RecommendFormat::Csv)) => {
                Ok(Request::Table(file, TableFormat::Csv { bom: self.bom }))
            }
        }
    }
}

/// Runs the command; the status is 1 if the rule set or a row is invalid, 2 for arguments that cannot be combined.
pub(super) fn run(args: &RecommendArgs) -> ExitCode {
    let request = match args.request() {
        Ok(request) => request,
        Err(words) => return wrong_usage(&error(words)),
    };
    let rulebook = match files::load(args.rules.as_deref()) {
        Ok(rulebook) => rulebook,
        Err(error) => return fail(&error),
    };
    match request {
        Request::Table(file, form) => batch::run(&rulebook, file, form),
        Request::Json(query) => print_json(&rulebook, query),
        Request::Text(query) => print_text(&rulebook, query, args.public_url.as_deref().unwrap_or_default()),
    }
}

/// Builds a usage error of this command.
fn error(words: &str) -> clap::Error {
    let mut program = Cli::command();
    program.build();
    let command = program.find_subcommand_mut("recommend").cloned();
    command.unwrap_or(program).error(ErrorKind::ArgumentConflict, words)
}

/// Parses a query, or the query of a whole link.
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
        eprintln!("pop-or-imap: ignored: {}={}", ignored.key, ignored.value);
    }
    let assessment = Assessment::new(rulebook, &answers);
    let lang = answers.lang.unwrap_or_default();
    // Never empty: it contains at least the verdict.
    let link = format!("{base}/result?{}", answers.with_verdict(assessment.outcome().protocol).to_query(rulebook));
    let notices = interpreted.iter().map(|interpreted| Wording::of(lang).interpreted(interpreted));
    print(&text::add_notices(text::recommendation(&assessment, lang, &link), notices, lang))
}
