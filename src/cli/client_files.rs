//! `files`: configuration files for mail apps, for the operator's own web server.

use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use tempfile::NamedTempFile;

use super::{fail, files, print};
use crate::setup::{AUTOCONFIG, autoconfig_files};

/// The mode of the files: a web server must be able to read them.
const MODE: u32 = 0o644;

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

/// Runs the command; the status is 1 if the rule set is faulty, has no file, or a file cannot be written.
pub(super) fn run(args: &FilesArgs) -> ExitCode {
    let rulebook = match files::load(args.rules.as_deref()) {
        Ok(rulebook) => rulebook,
        Err(error) => return fail(&error),
    };
    if rulebook.mail.is_none() {
        return fail(&"the rule set names no mail servers: fill in the section [mail]");
    }
    let contents = autoconfig_files(&rulebook);
    if contents.is_empty() {
        return fail(&"mail apps cannot know the user names of `username = \"given\"`: there is no file");
    }
    let mut written = String::new();
    for (plan, content) in contents {
        let directory = plan.map_or_else(|| args.out.clone(), |plan| args.out.join(plan));
        let path = directory.join(AUTOCONFIG);
        if let Err(error) = write(&directory, &path, &content) {
            return fail(&format!("{} cannot be written: {error}", files::shown(&path)));
        }
        // Writing to a String cannot fail.
        let _ = writeln!(written, "{}", files::shown(&path));
    }
    print(&written)
}

/// Writes a file under another name first, so that a web server never sends half of it.
fn write(directory: &Path, path: &Path, content: &str) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let mut file = NamedTempFile::new_in(directory)?;
    file.write_all(content.as_bytes())?;
    file.as_file().set_permissions(Permissions::from_mode(MODE))?;
    file.persist(path)?;
    Ok(())
}
