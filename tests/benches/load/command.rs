//! Commands that go through all combinations of answers.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use pop_or_imap::loader;

use crate::client::PROGRAM;

/// Measures `check` of the built-in rules: the fastest of three runs.
pub fn check() -> Duration {
    fastest(&["check"], &[])
}

/// Measures `diff` of the built-in rules and the same with another weight: the fastest of three runs.
pub fn diff() -> Duration {
    let folder = tempfile::tempdir().expect("there is room for two files");
    let changed = loader::EMBEDDED.replacen("weight = 6", "weight = 5", 1);
    assert_ne!(changed, loader::EMBEDDED, "a rule has this weight");
    let [old, new] = [("old.toml", loader::EMBEDDED), ("new.toml", &changed)].map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("there is room for two files");
        path
    });
    fastest(&["diff"], &[&old, &new])
}

fn fastest(arguments: &[&str], files: &[&Path]) -> Duration {
    let runs = (0..3).map(|_| {
        let begun = Instant::now();
        let mut command = Command::new(PROGRAM.as_str());
        let done = command.args(arguments).args(files).stdout(Stdio::null()).stderr(Stdio::null()).status();
        done.expect("the program starts");
        begun.elapsed()
    });
    runs.min().unwrap_or_default()
}
