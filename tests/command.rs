//! The command line: output, exit status, start and shutdown of the server.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use pop_or_imap::loader;

use crate::support::server::Server;
use crate::support::{pieces, quick_rules};

fn program() -> assert_cmd::Command {
    let mut program = assert_cmd::Command::new(env!("CARGO_BIN_EXE_pop-or-imap"));
    // The age of texts is judged as on this day: 2026-12-01.
    program.env("SOURCE_DATE_EPOCH", "1796083200");
    program
}

/// A rule set with two errors.
fn faulty_file() -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    let source = loader::EMBEDDED.replacen("weight = 12", "wieght = 12", 1).replacen("[\"several\"", "[\"severl\"", 1);
    file.write_all(source.as_bytes()).unwrap();
    file
}

#[test]
fn check_prints_every_fault_with_its_place_and_fails() {
    let file = faulty_file();
    let output = program().arg("check").arg(file.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stderr).unwrap();
    for expected in
        ["unknown-key", "wieght = 12", "did you mean `weight`?", "unknown-choice", "did you mean `several`?", "faults"]
    {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    assert!(words.contains("───"), "the place is underlined: {words}");
    let output = program().args(["check", "--format", "json"]).arg(file.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes: Vec<_> =
        report["faults"].as_array().unwrap().iter().map(|fault| fault["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"unknown-key") && codes.contains(&"unknown-choice"), "{codes:?}");
}

#[test]
fn check_of_the_built_in_rules_is_clean() {
    program().arg("check").assert().success();
    let output = program().args(["check", "--format", "json"]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["faults"], serde_json::json!([]));
}

#[test]
fn a_server_does_not_start_on_a_faulty_file() {
    let file = faulty_file();
    let output = program().args(["serve", "--listen", "127.0.0.1:0", "--rules"]).arg(file.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("did you mean `weight`?"));
    let output = program().args(["serve", "--rules", "none.toml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("none.toml cannot be read"));
}

#[test]
fn wrong_usage_is_status_2_and_names_the_variable() {
    let output = program().args(["serve", "--listen", "nowhere"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let output = program().arg("serve").env("POP_OR_IMAP_PUBLIC_URL", "example").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("POP_OR_IMAP_PUBLIC_URL"), "{words}");
    assert_eq!(program().arg("frobnicate").output().unwrap().status.code(), Some(2));
    let help = String::from_utf8(program().arg("--help").output().unwrap().stdout).unwrap();
    let serve = String::from_utf8(program().args(["serve", "--help"]).output().unwrap().stdout).unwrap();
    let help = format!("{help}{serve}");
    for taught in ["serve", "check", "recommend", "127.0.0.1:3000", "POP_OR_IMAP_LISTEN", "Exit status", "Examples"] {
        assert!(help.contains(taught), "{taught} in {help}");
    }
}

#[test]
fn recommend_says_what_it_left_out() {
    let output = program().args(["recommend", "?purpose=work&devices=pc-phone&away=yes&x=1&lang=en"]).output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().contains("IMAP is strongly recommended"));
    assert!(String::from_utf8(output.stderr).unwrap().contains("ignored: x=1"));
}

#[test]
fn it_serves_ends_on_sigterm_and_logs_no_answers() {
    let mut server = Server::start(&[]);
    assert!(server.get("/healthz").ends_with("ok"));
    assert!(server.get("/result?importance=critical").starts_with("HTTP/1.1 200"));
    // A link as mail programs alter it.
    assert!(server.get("/result%3Fimportance=critical").starts_with("HTTP/1.1 200"));
    server.send("critical / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    server.signal("TERM");
    assert!(server.ended().success());
    let log = server.log();
    assert!(log.contains("\"route\":\"/result\""), "{log}");
    assert!(!log.contains("critical") && !log.contains("127.0.0.1:3"), "the log holds an answer: {log}");
}

#[test]
fn a_half_sent_head_neither_stays_nor_keeps_the_server_from_ending() {
    let mut server = Server::start(&[]);
    let mut stream = TcpStream::connect(server.address).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: a\r\n").unwrap();
    server.signal("TERM");
    assert!(server.ended().success());
    let mut rest = Vec::new();
    // Closed by the server, with or without a response.
    let _ = stream.read_to_end(&mut rest);
}

#[test]
fn settings_without_a_command_serve_and_do_not_touch_other_commands() {
    let output = program().args(["--rules", "none.toml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("none.toml cannot be read"));
    program().args(["--rules", "none.toml", "recommend", "away=yes"]).assert().code(2);
    program().arg("check").env("POP_OR_IMAP_LISTEN", "garbage").assert().success();
    for refused in [
        "https://example.jp/mail",
        "https://example.jp/#x",
        "https://example.jp?x",
        "https://example.jp/?",
        "http://u:p@example.jp",
        "https://@example.jp",
        "https://a:443@example.jp:80",
        "example.jp",
        "ftp://example.jp",
        "https://",
        "https:///",
        "https://:443",
        "https://example.jp:99999",
        "https://example.jp:0",
        "https://example.jp:",
        "https://example.jp:443x",
        "https://exam ple.jp",
        "https://example.jp\n",
        "https://a'b&c",
        "https://[::1",
        "https://[x]",
    ] {
        program().args(["serve", "--public-url", refused]).assert().code(2);
        program().args(["recommend", "away=yes", "--public-url", refused]).assert().code(2);
    }
    for taken in ["https://example.jp", "http://example.jp:8080/", "https://[::1]:8443", "HTTPS://example.jp"] {
        let output = program().args(["recommend", "away=yes", "--public-url", taken]).output().unwrap();
        assert_eq!(output.status.code(), Some(if taken.starts_with("HTTPS") { 2 } else { 0 }), "{taken}");
    }
    for refused in ["support.example.jp", "https://example.jp/help", "https://a.example b", "https://*.example.jp"] {
        let output = program().args(["serve", "--frame-ancestors", refused]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{refused}");
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(words.contains("--frame-ancestors") && words.contains("such as https://support.example.jp"), "{words}");
    }
    program().arg("serve").env("POP_OR_IMAP_FRAME_ANCESTORS", "ftp://a.example").assert().code(2);
}

#[test]
fn a_whole_link_can_be_pasted() {
    let link = "https://mail.example.jp/result?purpose=work&devices=pc-phone&away=yes&lang=en";
    let output = program().args(["recommend", link, "--public-url", "https://mail.example.jp/"]).output().unwrap();
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(words.contains("IMAP is strongly recommended"));
    assert!(words.contains("https://mail.example.jp/result?purpose=work&devices=pc-phone&away=yes&lang=en&was=imap"));
}

#[test]
fn diff_groups_what_changes_and_fails_where_a_protocol_does() {
    let mut old = tempfile::NamedTempFile::new().unwrap();
    old.write_all(loader::EMBEDDED.as_bytes()).unwrap();
    let mut new = tempfile::NamedTempFile::new().unwrap();
    new.write_all(loader::EMBEDDED.replacen("weight = 12", "weight = 4", 1).as_bytes()).unwrap();
    let output = program().arg("diff").args([old.path(), new.path()]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(words.contains("because of several-devices: protocol ") && words.contains("/result?"), "{words}");
    program().arg("diff").args([old.path(), old.path()]).assert().success();
    let output = program().args(["diff", "--format", "json"]).args([old.path(), new.path()]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["groups"][0]["causes"], serde_json::json!(["several-devices"]));
}

#[test]
fn check_tells_the_whole_space_and_draws_the_interview() {
    let words = String::from_utf8(program().arg("check").output().unwrap().stdout).unwrap();
    for expected in [
        "no faults",
        "combinations of answers, each with",
        "0 ties",
        "required",
        "questions until the verdict is settled",
    ] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    let output = program().args(["check", "--format", "json"]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["space"]["combinations"].as_u64().unwrap() > 300_000);
    let chart = String::from_utf8(program().args(["check", "--format", "mermaid"]).output().unwrap().stdout).unwrap();
    assert!(
        chart.starts_with("flowchart TD\n") && chart.contains("q_purpose -.->|\"notification: skips\"| q_attachments")
    );
    // A warning is printed, and is not a failure.
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(loader::EMBEDDED.replacen("weight = 1\n", "weight = 2\n", 1).as_bytes()).unwrap();
    let output = program().arg("check").arg(file.path()).output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("tie"));
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("rules.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for no_file in [pipe.to_str().unwrap(), "/dev/zero", folder.path().to_str().unwrap()] {
        let output = program().args(["check", no_file]).timeout(std::time::Duration::from_mins(1)).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{no_file}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("it is not a regular file"), "{no_file}");
    }
}

/// A folder with a rule set whose file name contains terminal control sequences.
fn hostile_file(source: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules\u{1b}[31m\n2026-01-01 INFO new rules in use\u{9b}0m.toml");
    std::fs::write(&path, source).unwrap();
    (folder, path)
}

/// Asserts that the output has no control characters but line breaks, and no forged line.
fn assert_plain(bytes: &[u8]) {
    let words = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(!words.is_empty() && words.chars().all(|c| c == '\n' || !c.is_control()), "{words:?}");
    assert!(!words.lines().any(|line| line.starts_with("2026-01-01") || line.starts_with("forged")), "{words}");
}

#[test]
fn no_command_passes_control_characters_on_to_the_terminal() {
    let key = "\"\\u001b]0;owned\\u0007\\nforged: new rules in use\" = 1\n";
    let raw = "# \u{9b}31m and \u{7f}\n";
    let faulty = format!("{raw}{key}{raw}{}", quick_rules());
    let moved = quick_rules().replacen("strength = \"moderate\"", "strength = \"strong\"", 1);
    let (_folder, faulty) = hostile_file(&faulty);
    let (_other, moved) = hostile_file(&moved);
    let (_third, fine) = hostile_file(&quick_rules());
    let none = faulty.with_file_name("none\u{1b}[31m\nforged");
    for arguments in [
        vec!["check".as_ref(), faulty.as_os_str()],
        vec!["check".as_ref(), moved.as_os_str()],
        vec!["check".as_ref(), fine.as_os_str()],
        vec!["check".as_ref(), none.as_os_str()],
        vec!["diff".as_ref(), faulty.as_os_str(), fine.as_os_str()],
        vec!["diff".as_ref(), fine.as_os_str(), moved.as_os_str()],
        vec!["serve".as_ref(), "--rules".as_ref(), faulty.as_os_str()],
        vec!["serve".as_ref(), "--rules".as_ref(), none.as_os_str()],
        vec!["serve".as_ref(), "--log-format=json".as_ref(), "--rules".as_ref(), faulty.as_os_str()],
        vec!["recommend".as_ref(), "away=yes".as_ref(), "--rules".as_ref(), faulty.as_os_str()],
        vec!["recommend".as_ref(), "--csv".as_ref(), none.as_os_str()],
        vec!["recommend".as_ref(), "x%1b=%0aforged%1b[31m&plan=%1b[31m&away=yes".as_ref()],
    ] {
        let output = program().args(&arguments).output().unwrap();
        assert_plain(&[output.stdout, output.stderr].concat());
    }
    let output = program().arg("serve").env("RUST_LOG", "a=\u{1b}[31m\nforged").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_plain(&output.stderr);
}

#[test]
fn check_shows_twenty_faults_and_counts_the_others() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    // One of the lines has a megabyte.
    let keys = pieces(3_000, |n| format!("key{n} = \"{}\"\n", "x".repeat(if n == 3 { 1 << 20 } else { 3 })));
    file.write_all(format!("{keys}{}", loader::EMBEDDED).as_bytes()).unwrap();
    let output = program().arg("check").arg(file.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(words.matches("unknown-key").count(), 20);
    assert!(words.ends_with(": 3000 faults\n") && words.contains("… and 2980 more"), "{words}");
    assert!(words.len() < 32 * 1024, "{}", words.len());
    let output = program().args(["check", "--format", "json"]).arg(file.path()).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["faults"].as_array().unwrap().len(), 1_000);
    assert_eq!(report["more_faults"], 2_000);
    assert_eq!((&report["faults"][999]["line"], &report["faults"][999]["column"]), (&1_000.into(), &1.into()));
    assert!(output.stdout.len() < 1 << 20, "{}", output.stdout.len());
}

#[test]
fn a_server_that_does_not_start_logs_why_in_the_form_of_the_log() {
    let mut file = faulty_file();
    file.write_all(&b"x,y\n".repeat(5_001)).unwrap();
    let output = program().args(["serve", "--log-format", "json", "--rules"]).arg(file.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<serde_json::Value> = words.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 22, "{words}");
    assert!(lines[0]["fields"]["faults"].as_u64().unwrap() > 5_000, "{words}");
    assert!(lines[1]["fields"]["code"].is_string() && lines[21]["fields"]["more"].is_u64(), "{words}");
}

#[test]
fn check_warns_of_apps_that_nobody_checked_for_a_year() {
    let at = |seconds: &str| program().arg("check").env("SOURCE_DATE_EPOCH", seconds).output().unwrap();
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    // 2028-01-01: a warning, which is no fault.
    let late = at("1830297600");
    assert!(late.status.success());
    assert!(words(late.stderr).contains("`thunderbird` was last checked more than a year ago: 2026-11-27"));
    let now = at("1796083200");
    assert!(words(now.stdout).starts_with("rules.toml (built in): no faults"));
}
