//! The manual and the completions: generated from the command line's own definitions, and checked in as files.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;
use pop_or_imap::cli::Cli;

use super::{output_of, place};

/// The changelog.
const CHANGELOG: &str = include_str!("../../deploy/CHANGELOG.md");

/// The pages: their command, their name, and their additional text.
const PAGES: [(&str, &str, &str); 6] = [
    ("", "pop-or-imap", include_str!("manual/pop-or-imap.man")),
    ("serve", "pop-or-imap-serve", include_str!("manual/serve.man")),
    ("check", "pop-or-imap-check", include_str!("manual/check.man")),
    ("diff", "pop-or-imap-diff", include_str!("manual/diff.man")),
    ("files", "pop-or-imap-files", include_str!("manual/files.man")),
    ("recommend", "pop-or-imap-recommend", include_str!("manual/recommend.man")),
];

/// Returns the program's whole command line, without the command `help`, which a manual does not need.
fn command() -> Command {
    let mut command = Cli::command().disable_help_subcommand(true).mut_subcommands(plain_help);
    command = plain_help(command);
    command.build();
    command
}

/// Replaces the help text of `--help`; a manual need not point to another manual.
fn plain_help(command: Command) -> Command {
    command
        .disable_help_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Print a summary of this manual"))
}

/// The latest version in the changelog, and its day.
fn release() -> (&'static str, &'static str) {
    // An unreleased version has no day.
    CHANGELOG.lines().find_map(|line| line.strip_prefix("## [")?.split_once("] - ")).unwrap()
}

/// Renders a manual page, with the hand-written sections at its end.
fn page(command: &Command, name: &'static str, more: &str) -> String {
    let (version, day) = release();
    let mut page = format!(".TH {} 1 {day} \"pop\\-or\\-imap {version}\" \"User Commands\"\n", name.to_uppercase());
    page.push_str(&rendered(|man, out| man.render_name_section(out), command.clone().name(name).display_name(name)));
    page.push_str(".SH SYNOPSIS\n");
    let usage = command.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap().replace('-', "\\-");
    let (words, arguments) = usage.split_at(usage.find(" [").or(usage.find(" <")).unwrap());
    writeln!(page, "\\fB{words}\\fR{arguments}").unwrap();
    if command.has_subcommands() {
        page.push_str(".br\n\\fBpop\\-or\\-imap\\fR [OPTIONS OF SERVE]\n");
    }
    page.push_str(&rendered(|man, out| man.render_description_section(out), command.clone()));
    page.push_str(&rendered(|man, out| man.render_options_section(out), command.clone()));
    if command.has_subcommands() {
        let named = command.clone().subcommand_help_heading("COMMANDS");
        page.push_str(&rendered(|man, out| man.render_subcommands_section(out), named));
    }
    let settings: Vec<_> = command.get_arguments().filter(|setting| setting.get_env().is_some()).collect();
    if !settings.is_empty() {
        page.push_str(".SH ENVIRONMENT\nAn option counts where both are given.\n");
    }
    for setting in settings {
        let (variable, option) = (setting.get_env().unwrap().to_str().unwrap(), setting.get_long().unwrap());
        writeln!(page, ".TP\n\\fB{variable}\\fR\nAs \\fB\\-\\-{}\\fR.", option.replace('-', "\\-")).unwrap();
    }
    page + more
}

/// Renders a section as roff that every formatter accepts.
fn rendered(section: impl Fn(&Man, &mut Vec<u8>) -> std::io::Result<()>, command: Command) -> String {
    let mut text = Vec::new();
    section(&Man::new(command), &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    // Brackets around addresses are for rustdoc, and an empty line is for .PP to make.
    text.replace(".br\n\n.br\n", ".sp\n").replace("<https://", "https://").replace(".jp>", ".jp")
}

/// Renders the changelog in Debian's format.
fn debian_changelog() -> String {
    let mut entries = Vec::new();
    for (version, day) in CHANGELOG.lines().filter_map(|line| line.strip_prefix("## [")?.split_once("] - ")) {
        let day = output_of(std::process::Command::new("date").args(["--utc", "--rfc-email", "--date", day]));
        entries.push(format!(
            "pop-or-imap ({version}-1) stable; urgency=medium\n\n  * New release: see CHANGELOG.md.\n\n \
             -- The authors of pop-or-imap <pop-or-imap@example.jp>  {day}"
        ));
    }
    entries.join("\n")
}

/// Generates all generated files: paths below `deploy/`, with their content.
fn files() -> Vec<(String, String)> {
    let command = command();
    let mut files = Vec::new();
    for (subcommand, name, more) in PAGES {
        let page = page(command.find_subcommand(subcommand).unwrap_or(&command), name, more);
        files.push((format!("man/{name}.1"), page));
    }
    let shells = [(Shell::Bash, "pop-or-imap.bash"), (Shell::Zsh, "_pop-or-imap"), (Shell::Fish, "pop-or-imap.fish")];
    for (shell, name) in shells {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "pop-or-imap", &mut script);
        // In clap_complete 4.6, subcommands of a program with hyphens in its name are looked up under a wrong name.
        let script = String::from_utf8(script).unwrap().replace("pop__subcmd__or__subcmd__imap", "pop__or__imap");
        files.push((format!("completions/{name}"), script));
    }
    files.push(("debian/changelog".to_owned(), debian_changelog()));
    files
}

#[test]
fn manual_completions_and_changelog_are_up_to_date() {
    assert_eq!(release().0, env!("CARGO_PKG_VERSION"), "deploy/CHANGELOG.md begins with another version");
    for (path, text) in files() {
        let kept = std::fs::read_to_string(place("deploy").join(&path)).unwrap_or_default();
        assert!(
            kept == text,
            "deploy/{path} is old: cargo nextest run --run-ignored only -E 'test(writes_the_manual)'"
        );
    }
}

#[test]
fn no_formatter_finds_fault_with_the_manual() {
    for (path, _) in files().iter().filter(|(path, _)| path.starts_with("man/")) {
        let page = place("deploy").join(path);
        let faults = output_of(std::process::Command::new("mandoc").args(["-T", "lint", "-W", "warning"]).arg(&page));
        assert_eq!(faults, "", "{path}");
        let shown =
            output_of(std::process::Command::new("man").args(["--warnings", "-l"]).arg(&page).env("MANWIDTH", "80"));
        for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO"] {
            assert!(shown.lines().any(|line| line == heading), "{heading} in {shown}");
        }
    }
}

/// Returns the completions of bash after these words.
fn offered(words: &str) -> Vec<String> {
    let script = place("deploy/completions/pop-or-imap.bash");
    let offered = output_of(std::process::Command::new("bash").arg("-c").arg(format!(
        "source '{}'; COMP_WORDS=(pop-or-imap {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
         _pop__or__imap pop-or-imap \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD - 1]}}\"; \
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script.display()
    )));
    offered.lines().map(str::to_owned).collect()
}

#[test]
fn shells_complete_commands_and_options() {
    assert_eq!(offered("rec"), ["recommend"]);
    assert_eq!(offered("serve --pub"), ["--public-url"]);
    assert_eq!(offered("check --format ''"), ["text", "json", "mermaid"]);
    for (shell, script) in [("zsh", "_pop-or-imap"), ("fish", "pop-or-imap.fish")] {
        output_of(std::process::Command::new(shell).arg("-n").arg(place("deploy/completions").join(script)));
    }
}

#[test]
#[ignore = "writes deploy/man and deploy/completions"]
fn writes_the_manual() {
    for (path, text) in files() {
        let path = place("deploy").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}
