//! CONTRIBUTING.md against the project: its files, scripts, commands and example exist.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use assert_cmd::Command;
use pulldown_cmark::{Event, Parser, Tag};

use super::blocks::blocks;
use super::page;

/// Returns whether the project has this file or folder.
fn exists(path: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists()
}

#[test]
fn contributing_names_files_that_exist() {
    let page = page("CONTRIBUTING.md");
    let mut checked = 0;
    for event in Parser::new(&page) {
        let path = match event {
            Event::Start(Tag::Link { dest_url, .. }) => dest_url.into_string(),
            Event::Code(code) if code.starts_with("./tests/") || code.starts_with("tests/") => code.into_string(),
            _ => continue,
        };
        assert!(exists(&path), "{path}");
        checked += 1;
    }
    assert!(checked > 10, "{checked} paths");
    assert!(page.lines().count() <= 65, "it fits on one screen");
}

#[test]
fn contributing_shows_commands_and_an_assertion_that_are_in_use() {
    let page = page("CONTRIBUTING.md");
    let mut scripts = 0;
    let shown: Vec<String> =
        blocks(&page).iter().flat_map(|block| block.text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    for line in &shown {
        if let Some(script) = line.strip_prefix("./").and_then(|rest| rest.split(' ').next()) {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(script);
            let mode =
                std::fs::metadata(&path).unwrap_or_else(|error| panic!("{script}: {error}")).permissions().mode();
            assert!(mode & 0o111 != 0, "{script} is not executable");
            scripts += 1;
        }
    }
    assert_eq!(scripts, 2);
    let example = shown.iter().find(|line| line.contains("Site::new()")).unwrap();
    assert!(super::page("tests/safety.rs").contains(example.trim()), "no test contains {example}");
    // The guide for authors of rules is tested with what these commands print.
    for (written, command) in [("`cargo run -- check rules.toml`", "check"), ("`cargo run -- diff OLD NEW`", "diff")] {
        assert!(page.contains(written), "{written}");
        Command::new(env!("CARGO_BIN_EXE_pop-or-imap")).args([command, "--help"]).assert().success();
    }
}
