//! The command line: output, exit status, serving and its end.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

use pop_or_imap::audit;

fn program() -> assert_cmd::Command {
    assert_cmd::Command::new(env!("CARGO_BIN_EXE_pop-or-imap"))
}

/// A rule-set file with two faults.
fn faulty_file() -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    let source = audit::EMBEDDED.replacen("weight = 12", "wieght = 12", 1).replacen("[\"several\"]", "[\"severl\"]", 1);
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
    assert!(String::from_utf8(output.stderr).unwrap().contains("left out: x=1"));
}

/// A serving program, ended when dropped.
struct Server {
    child: Child,
    address: SocketAddr,
    stderr: BufReader<std::process::ChildStderr>,
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pop-or-imap"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
            .env("RUST_LOG", "debug")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("\"url\":\"http://") {
            line.clear();
            assert!(stderr.read_line(&mut line).unwrap() > 0, "the server ended before it served");
        }
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
        Self { child, address, stderr }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_serves_ends_on_sigterm_and_logs_no_answers() {
    let mut server = Server::start();
    assert!(server.get("/healthz").ends_with("ok"));
    assert!(server.get("/result?importance=critical").starts_with("HTTP/1.1 200"));
    let killed = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert!(server.child.wait().unwrap().success());
    let mut log = String::new();
    server.stderr.read_to_string(&mut log).unwrap();
    assert!(log.contains("\"path\":\"/result\""), "{log}");
    assert!(!log.contains("critical") && !log.contains("127.0.0.1:3"), "the log holds an answer: {log}");
}
