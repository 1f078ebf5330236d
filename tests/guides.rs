//! The guides: every command in a guide is run in order, and must print what the guide shows. `[..]` matches any part
//! of a line, and a line `...` matches any lines.
//!
//! trycmd supports neither pipes nor a server that runs beside the commands. After a change, `SNAPSHOTS=overwrite` in
//! the environment writes the actual output into the guides.

mod blocks;
mod contributing;
mod stage;
mod tables;

use std::path::Path;

use blocks::{blocks, commands};

use crate::mail_clients::rules_with_mail;
use snapbox::Data;
use stage::Stage;

/// Runs the commands of a page, and returns the page with their actual output.
fn play(page: &str) -> String {
    let mut stage = Stage::new();
    let (mut actual, mut at, mut old) = (String::new(), 0, String::new());
    for block in blocks(page) {
        actual += &page[at..block.place.start];
        match &*block.info {
            "console" => {
                for command in commands(&block.text) {
                    let (printed, _) = stage.run(&command.typed);
                    let end = if printed.is_empty() || printed.ends_with('\n') { "" } else { "\n" };
                    actual += &[&*command.shown, &*printed, end].concat();
                }
            }
            "toml old" => {
                old.clone_from(&block.text);
                actual += &block.text;
            }
            "toml new" => {
                edit(&stage, |rules| replace(rules, &old, &block.text));
                actual += &block.text;
            }
            "toml add" => {
                edit(&stage, |rules| add(rules, &block.text));
                actual += &block.text;
            }
            _ => actual += &block.text,
        }
        at = block.place.end;
    }
    actual + &page[at..]
}

/// Changes the copy of the rules that a page works on.
fn edit(stage: &Stage, change: impl FnOnce(&str) -> String) {
    let path = stage.path("new.toml");
    let rules = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, change(&rules)).unwrap();
}

fn replace(rules: &str, old: &str, new: &str) -> String {
    assert_eq!(rules.matches(old).count(), 1, "a reader must find this, and once only: {old}");
    rules.replacen(old, new, 1)
}

/// Adds entries after the last of their kind, before the line that begins the next part of the file.
fn add(rules: &str, entries: &str) -> String {
    let kind = entries.lines().next().unwrap();
    let last = rules.rfind(&format!("\n{kind}\n")).unwrap_or_else(|| panic!("there is no {kind}"));
    let place = rules[last..].find("\n# ─").map_or(rules.len(), |next| last + next);
    format!("{}\n{entries}{}", &rules[..place], &rules[place..])
}

/// Returns a file of the repository.
fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Asserts that a page shows the actual output of its commands.
fn hold(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs").join(name);
    let actual = play(&std::fs::read_to_string(&path).unwrap());
    let shown = Data::read_from(&path, None);
    snapbox::Assert::new().action_env("SNAPSHOTS").normalize_paths(false).eq(actual, shown);
}

#[test]
fn the_guide_to_the_api_shows_what_comes_out() {
    hold("api.md");
}

#[test]
fn the_guide_to_the_rules_shows_what_comes_out() {
    hold("rules.md");
}

#[test]
fn the_guide_to_entries_of_the_rules_shows_what_comes_out() {
    hold("entries.md");
}

#[test]
fn the_table_of_dependencies_counts_what_cargo_counts() {
    hold("dependencies.md");
}

#[test]
fn what_readme_shows_can_be_done() {
    let mut stage = Stage::new();
    for (name, text) in [
        ("new.toml", pop_or_imap::loader::EMBEDDED.to_owned()),
        ("with-servers.toml", rules_with_mail()),
        ("accounts.csv", "account,purpose,mails\ninfo,inquiry,20\n".to_owned()),
    ] {
        std::fs::write(stage.path(name), text).unwrap();
    }
    // Besides the address of the server: a request that it rejects is a failure.
    let settings = std::fs::read_to_string(stage.path(".curlrc")).unwrap();
    std::fs::write(stage.path(".curlrc"), settings + "fail\nsilent\nshow-error\n").unwrap();
    let shown = blocks(&page("README.md")).into_iter().map(|block| block.text.replace("\\\n", ""));
    let mut done = 0;
    for line in shown.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()) {
        if !line.starts_with("pop-or-imap ") && !line.starts_with("curl ") {
            continue;
        }
        let typed = if line.contains(" serve ") { serving(&line) } else { line.clone() };
        let (printed, succeeded) = stage.run(&typed);
        assert!(succeeded, "{line}: {printed}");
        done += 1;
    }
    assert!(done >= 6, "README shows {done} commands");
}

/// Starts the server on any port, waits until it reports that it listens, and asks it to stop. An earlier log would
/// report that too soon.
fn serving(line: &str) -> String {
    let mut words = line.split("  #").next().unwrap().split(' ');
    let mut command = String::new();
    while let Some(word) = words.next() {
        if word == "--listen" || word == "--admin-listen" {
            words.next();
        } else {
            command += &[word, " "].concat();
        }
    }
    format!(
        "rm -f log; {command}--listen 127.0.0.1:0 >log 2>&1 &
        for _ in $(seq 300); do grep -qs 'serving url=' log && break; sleep 0.1; done
        kill $! && wait $! || {{ cat log; false; }}"
    )
}
