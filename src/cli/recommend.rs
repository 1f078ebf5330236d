//! Owns `recommend`: the engine's answer to a query, as the API or the text version gives it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::serve::public_url;
use super::{Format, fail, files, print};
use crate::answers::Answers;
use crate::engine;
use crate::report::{plain, wire};

/// Arguments of `recommend`.
#[derive(Debug, Args)]
pub(super) struct RecommendArgs {
    /// Answers as in a link: `purpose=work&devices=pc-phone&lang=en`.
    query: String,
    /// In which form to answer.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The rule set to use; the built-in one where none is named.
    #[arg(long, env = "POP_OR_IMAP_RULES", value_name = "FILE", value_parser = super::files::setting)]
    rules: Option<PathBuf>,
    /// The address that visitors use, to begin the link with.
    #[arg(long, env = "POP_OR_IMAP_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
}

/// Runs the command: status 0, or 1 where the rule set cannot be used.
pub(super) fn run(args: &RecommendArgs) -> ExitCode {
    let rulebook = match files::load(args.rules.as_deref()) {
        Ok(rulebook) => rulebook,
        Err(error) => return fail(&error),
    };
    // A whole link may have been pasted.
    let query = args.query.split_once('?').map_or(args.query.as_str(), |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let (answers, ignored) = Answers::from_query(&rulebook, query);
    let lang = answers.lang.unwrap_or_default();
    if args.format == Format::Json {
        let body = wire::respond(&rulebook, &answers, ignored, lang);
        return match serde_json::to_string_pretty(&body) {
            Ok(json) => print(&(json + "\n")),
            Err(error) => fail(&error),
        };
    }
    for ignored in &ignored {
        eprintln!("pop-or-imap: left out: {}={}", ignored.key, ignored.value);
    }
    let base = args.public_url.as_deref().unwrap_or_default();
    let recommendation = engine::recommend(&rulebook, &answers);
    // Never empty: it says at least what came out.
    let link = format!("{base}/result?{}", answers.sent_on(recommendation.outcome.protocol).to_query(&rulebook));
    print(&plain::recommendation(&recommendation, &answers, lang, &link))
}
