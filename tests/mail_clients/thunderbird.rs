//! Thunderbird, headless: it reads our file over HTTP, creates the planned account, fetches a mail and leaves it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use super::{beside, rules_with_mail, run};
use crate::support::server::Server;

const ADDRESS: &str = "taro@example.test";
const PASSWORD: &str = "secret-word";
const SUBJECT: &str = "見積書の件";

/// A Dovecot server in a directory of its own, stopped when dropped.
struct Dovecot {
    directory: tempfile::TempDir,
    imap: u64,
    pop: u64,
}

impl Dovecot {
    fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        open_to_others(directory.path());
        let script = format!(
            "import sys, json; sys.path.insert(0, {:?})\n\
             import dovecot_server as d\n\
             ports = d.start_server({:?}, {{{ADDRESS:?}: {PASSWORD:?}}})\n\
             d.deliver({:?}, {ADDRESS:?}, 'From: hanako@example.test\\r\\nSubject: {SUBJECT}\\r\\n\\r\\nx\\r\\n'.encode())\n\
             print(json.dumps(ports))",
            beside(""),
            directory.path().join("d"),
            directory.path().join("d"),
        );
        let output = run("python3", &["-c", &script], "");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let ports: Value = serde_json::from_slice(&output.stdout).unwrap();
        let port = |name: &str| ports[name].as_u64().unwrap();
        Self { imap: port("imap"), pop: port("pop3"), directory }
    }

    /// Counts the messages that POP sees.
    fn messages(&self) -> usize {
        let stream = TcpStream::connect(("127.0.0.1", u16::try_from(self.pop).unwrap())).unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let mut ask = |command: String| {
            (&stream).write_all(command.as_bytes()).unwrap();
            lines.next().unwrap().unwrap()
        };
        ask(String::new());
        ask(format!("USER {ADDRESS}\r\n"));
        ask(format!("PASS {PASSWORD}\r\n"));
        let reply = ask("STAT\r\n".to_owned());
        reply.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let directory = self.directory.path().join("d");
        let script = beside("dovecot_server.py");
        run("python3", &[script.to_str().unwrap(), "stop", directory.to_str().unwrap()], "");
    }
}

/// Lets the user that the mail server runs as enter a directory.
fn open_to_others(directory: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn thunderbird_sets_the_planned_account_up() {
    let dovecot = Dovecot::start();
    let (imap, pop) = (dovecot.imap, dovecot.pop);
    // The days differ from Thunderbird's own, so that they can only come from the file.
    let servers = format!(
        "[mail]\nname = \"Example\"\nshort_name = \"Example\"\ndomain = \"example.test\"\nusername = \"address\"\nfirst = \"pop\"\n\
         imap = {{ host = \"mail.example.test\", port = {imap}, security = \"plain\" }}\n\
         pop = {{ host = \"mail.example.test\", port = {pop}, security = \"plain\" }}\n\
         smtp = {{ host = \"mail.example.test\", port = 2525, security = \"plain\" }}\n\
         plain_reason.ja = \"試験のためです。\"\nplain_reason.en = \"For a test.\"\n"
    );
    let rules = rules_with_mail();
    let (before, rest) = rules.split_once("[mail]\n").unwrap();
    let (_, after) = rest.split_once("documentation = \"https://www.example.jp/mail\"\n").unwrap();
    let rules = format!("{before}{servers}{after}").replacen("keep_days = 14", "keep_days = 21", 1);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, rules).unwrap();
    let mut server = Server::start(&["--serve-files", "--rules", file.path().to_str().unwrap()]);
    let port = server.address.port().to_string();
    for protocol in ["pop", "imap"] {
        let output = run(
            "python3",
            &[
                beside("thunderbird.py").to_str().unwrap(),
                "--http-port",
                &port,
                "--address",
                ADDRESS,
                "--protocol",
                protocol,
                "--password",
                PASSWORD,
                "--days",
                "21",
                "--message-subject",
                SUBJECT,
            ],
            "",
        );
        assert!(output.status.success(), "{protocol}: {}", String::from_utf8_lossy(&output.stderr));
        let account: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(account["first_protocol"], "pop3", "the operator's first protocol is the one marked: {account}");
        assert_eq!(account["type"], if protocol == "pop" { "pop3" } else { "imap" });
        assert_eq!(account["hostname"], "mail.example.test");
        assert_eq!(account["port"], if protocol == "pop" { pop } else { imap });
        assert_eq!(account["username"], ADDRESS, "the placeholder was replaced by Thunderbird");
        assert_eq!(account["fetched"], true);
        if protocol == "pop" {
            assert_eq!(account["leave_on_server"], true);
            assert_eq!(account["num_days_to_leave_on_server"], 21);
            assert_eq!(account["delete_by_age_from_server"], true);
        }
        assert_eq!(dovecot.messages(), 1, "the message stays on the server");
    }
    let paths = [server.pages("/mail/config-v1.1.xml"), server.pages("/.well-known/autoconfig/mail/config-v1.1.xml")];
    assert!(paths.iter().sum::<usize>() >= 2, "{paths:?}");
    server.signal("TERM");
    server.ended();
    let log = server.log();
    assert!(!log.contains("taro") && !log.contains("example.test"), "Thunderbird sends the address; it is not logged");
}
