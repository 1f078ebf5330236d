//! `recommend --csv`: files and pipes, formats, exit statuses.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use super::{json_lines, parsed};

const GOOD: &str = "account,devices\n営業,one-pc\n総務,several\n";

fn program() -> assert_cmd::Command {
    let mut program = assert_cmd::Command::new(env!("CARGO_BIN_EXE_pop-or-imap"));
    program.arg("recommend");
    program
}

fn file(table: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(table.as_bytes()).unwrap();
    file
}

#[test]
fn a_file_and_standard_input_give_the_same_table() {
    let from_file = program().arg("--csv").arg(file(GOOD).path()).output().unwrap();
    assert!(from_file.status.success());
    assert!(from_file.stderr.is_empty(), "{}", String::from_utf8_lossy(&from_file.stderr));
    let from_input = program().args(["--csv", "-"]).write_stdin(GOOD).output().unwrap();
    assert!(from_input.status.success());
    assert_eq!(from_input.stdout, from_file.stdout);
    let text = String::from_utf8(from_file.stdout).unwrap();
    assert_eq!(text.matches("\r\n").count(), 3);
    assert_eq!(parsed(&text)[2][..4], ["総務", "several", "imap", "strong"]);
    let marked = program().args(["--csv", "-", "--bom", "--format", "csv"]).write_stdin(GOOD).output().unwrap();
    assert_eq!(marked.stdout, [b"\xEF\xBB\xBF", text.as_bytes()].concat());
    let lines = program().args(["--csv", "-", "--format", "jsonl"]).write_stdin(GOOD).output().unwrap();
    let lines = json_lines(&String::from_utf8(lines.stdout).unwrap());
    assert_eq!((lines.len(), &lines[0]["protocol"], &lines[1]["line"]), (2, &"pop".into(), &3.into()));
    // A setting for other commands has no effect.
    program().args(["--csv", "-"]).env("POP_OR_IMAP_PUBLIC_URL", "https://a.jp").write_stdin(GOOD).assert().success();
}

#[test]
fn faulty_rows_are_counted_told_and_cost_the_others_nothing() {
    let table = [GOOD, "x,7\n", &"y,8\n".repeat(6)].concat();
    let output = program().args(["--csv", "-"]).write_stdin(table).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(parsed(&String::from_utf8(output.stdout).unwrap()).len(), 10);
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("standard input: rows that could not be read: 7 of 9"), "{words}");
    assert!(words.contains("4行目のdevices：「7」") && words.contains("8行目") && !words.contains("9行目"), "{words}");
    assert!(words.contains("the column error contains all of them"));
}

#[test]
fn what_cannot_be_read_is_status_1_with_words_and_no_output() {
    for (table, words) in [
        ("", "何もありません"),
        ("account\nA\n", "plan、purpose"),
        ("mails,mails\n1,2\n", "2つ以上"),
        ("\u{FEFF}", "何もありません"),
    ] {
        let output = program().arg("--csv").arg(file(table).path()).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{table}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains(words) && message.contains(".csv: "), "{message}");
    }
    for missing in ["none.csv", "/"] {
        let output = program().args(["--csv", missing]).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8(output.stderr).unwrap().contains(&format!("{missing} cannot be read")));
    }
    program().args(["--csv", "-", "--rules", "none.toml"]).write_stdin(GOOD).assert().code(1);
}

#[test]
fn what_does_not_go_together_is_wrong_usage() {
    for arguments in [
        &[][..],
        &["away=yes", "--csv", "-"],
        &["away=yes", "--format", "csv"],
        &["away=yes", "--format", "jsonl"],
        &["away=yes", "--bom"],
        &["--csv", "-", "--format", "json"],
        &["--csv", "-", "--format", "text"],
        &["--csv", "-", "--format", "jsonl", "--bom"],
        &["--csv", ""],
        &["--csv"],
    ] {
        let output = program().args(arguments).write_stdin(GOOD).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("--"), "{arguments:?}");
    }
    let help = String::from_utf8(program().arg("--help").output().unwrap().stdout).unwrap();
    assert!(help.contains("--csv <FILE>") && help.contains("Shift_JIS") && help.contains("jsonl"), "{help}");
}

#[test]
fn other_rules_have_their_say() {
    let rules = pop_or_imap::loader::EMBEDDED.replacen("id = \"several\"", "id = \"many-pcs\"", 1);
    let rules = rules.replace("\"several\"", "\"many-pcs\"");
    let file = file(&rules);
    let output = program().args(["--csv", "-", "--rules"]).arg(file.path()).write_stdin(GOOD).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("many-pcs"));
}

#[test]
fn a_closed_pipe_ends_quietly_and_a_long_table_streams() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pop-or-imap"))
        .args(["recommend", "--csv", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let part = "A,one-pc\n".repeat(10_000);
    input.write_all(b"account,devices\n").unwrap();
    input.write_all(part.as_bytes()).unwrap();
    // The input is still open, and the first rows are out.
    let mut first = [0; 4096];
    output.read_exact(&mut first).unwrap();
    assert!(first.starts_with(b"account,devices,protocol,"));
    drop(output);
    // It may have ended already.
    let _ = input.write_all(part.as_bytes());
    drop(input);
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success() && ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn progress_is_shown_on_a_terminal_alone() {
    let table = file(&["account,devices\n", &"A,one-pc\n".repeat(20_000)].concat());
    // The output is read only after a while, so that it takes longer than a second on any machine.
    let command = format!(
        "'{}' recommend --csv '{}' | (sleep 2; wc -l)",
        env!("CARGO_BIN_EXE_pop-or-imap"),
        table.path().display()
    );
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success());
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (rows, progress) = run("sh", &["-c", &command]);
    assert_eq!((rows.trim(), progress.as_str()), ("20001", ""), "no progress bar without a terminal");
    // `script` provides a terminal, and merges both streams into one.
    let watched = format!("stty cols 80; {command}");
    let (shown, _) = run("script", &["--quiet", "--return", "--command", &watched, "/dev/null"]);
    assert!(shown.contains("% ") && shown.contains("left") && shown.contains("KiB"), "{shown:?}");
    assert!(shown.trim_end().ends_with("20001"), "it is cleared at the end: {shown:?}");
}

#[test]
fn nothing_in_a_table_reaches_the_terminal_as_it_is() {
    let table =
        [b"\"X\x1b[31m\",mails\n".as_slice(), b"\xFF,\"1\x1b]0;x\x07\"\n", "営業営業営業,1\n".as_bytes()].concat();
    let output = program().args(["--csv", "-"]).write_stdin(table).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("could not be read: 1 of 2") && words.contains("X␛[31m"), "{words:?}");
    assert!(!words.contains(|c: char| c.is_control() && c != '\n'), "{words:?}");
    // A table that is rejected.
    let wide = format!("mails{}\n", ",\u{1b}".repeat(300));
    let output = program().args(["--csv", "-"]).write_stdin(wide).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("256") && words.contains("301") && !words.contains('\u{1b}'), "{words:?}");
}
