//! Real mail programs: every change is carried out on Dovecot, Thunderbird sets an account up from our file, and its labels
//! are those we quote; configuration files against a schema and Apple's reference.

mod files;
mod labels;
mod switching;
mod thunderbird;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Returns the path of a file beside these tests.
fn beside(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mail_clients").join(name)
}

/// Runs a program with some input.
fn run(program: &str, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Returns the built-in rules with the example of mail servers.
pub fn rules_with_mail() -> String {
    let mail = include_str!("../data/rules/mail.toml");
    assert!(pop_or_imap::loader::EMBEDDED.contains("\n[mail]\n"));
    pop_or_imap::loader::EMBEDDED.replacen("[mail]\n", mail, 1)
}
