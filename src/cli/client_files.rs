//! `files`: configuration files for mail apps, for the operator's own web server.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{fail, files, print};
use crate::rulebook::Rulebook;
use crate::setup;

/// The name of the file that mail apps look for (draft-ietf-mailmaint-autoconfig-06).
const AUTOCONFIG: &str = "config-v1.1.xml";

#[derive(Debug, Args)]
pub(super) struct FilesArgs {
    /// The directory to write to; it is created if it does not exist.
    ///
    /// `config-v1.1.xml` has the servers of `[mail]`. A plan with servers of its own gets a directory with its own file.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The rule set with the mail servers; the built-in one, which has none, if none is named.
    #[arg(long, env = "POP_OR_IMAP_RULES", value_name = "FILE", value_parser = files::setting)]
    rules: Option<PathBuf>,
}

/// Runs the command; the status is 1 if the rule set is faulty, names no mail servers, or a file cannot be written.
pub(super) fn run(args: &FilesArgs) -> ExitCode {
    let rulebook = match files::load(args.rules.as_deref()) {
        Ok(rulebook) => rulebook,
        Err(error) => return fail(&error),
    };
    let contents = contents(&rulebook);
    if contents.is_empty() {
        return fail(&"the rule set names no mail servers: fill in the section [mail]");
    }
    let mut written = String::new();
    for (name, content) in contents {
        let path = args.out.join(name);
        if let Err(error) = write(&path, &content) {
            return fail(&format!("{} cannot be written: {error}", files::shown(&path)));
        }
        written += &format!("{}\n", files::shown(&path));
    }
    print(&written)
}

/// Returns the files: path and content.
fn contents(rulebook: &Rulebook) -> Vec<(PathBuf, String)> {
    let days = rulebook.assumptions.keep_days;
    let general = rulebook.mail.iter().map(|servers| (PathBuf::from(AUTOCONFIG), setup::autoconfig(servers, days)));
    let plans = rulebook.plans.iter().filter_map(|plan| {
        let servers = plan.mail.as_ref()?;
        Some((Path::new(&plan.id).join(AUTOCONFIG), setup::autoconfig(servers, days)))
    });
    general.chain(plans).collect()
}

/// Writes a file beside its final name first, so that a web server never sends half of it.
fn write(path: &Path, content: &str) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let new = path.with_extension("xml.new");
    fs::write(&new, content)?;
    fs::rename(&new, path)
}
