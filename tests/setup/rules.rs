//! Faults in mail servers, mail apps and switches, each at its place.

use pop_or_imap::audit;
use pop_or_imap::loader;

use crate::mail_clients::rules_with_mail;

/// Checks that a replacement in the rules with mail servers is a fault with this code, underlined at a text.
#[track_caller]
fn caught(from: &str, to: &str, code: &str, at: &str) {
    let rules = rules_with_mail();
    assert!(rules.contains(from), "{from}");
    let source = rules.replacen(from, to, 1);
    let faults = loader::load("rules.toml", &source).expect_err(to);
    let marked = |fault: &pop_or_imap::rulebook::Diagnostic| source[fault.span.clone()].to_owned();
    let found = faults.list.iter().find(|fault| fault.code.id() == code && marked(fault).contains(at));
    assert!(found.is_some(), "no {code} at {at}: {faults}");
}

const IMAP: &str = "imap = { host = \"mail.example.jp\", port = 993, security = \"tls\" }";
const POP: &str = "pop = { host = \"mail.example.jp\", port = 995, security = \"tls\" }";
const SMTP: &str = "smtp = { host = \"mail.example.jp\", port = 465, security = \"tls\" }";

#[test]
fn every_fault_of_mail_servers_is_caught() {
    for (port, security) in
        [(993, "starttls"), (143, "tls"), (995, "tls"), (110, "starttls"), (465, "tls"), (587, "starttls")]
    {
        let written = format!("imap = {{ host = \"mail.example.jp\", port = {port}, security = \"{security}\" }}");
        caught(IMAP, &written, "bad-value", &port.to_string());
    }
    for (port, security) in [(995, "starttls"), (110, "tls"), (993, "tls"), (143, "starttls"), (465, "tls")] {
        let written = format!("pop = {{ host = \"mail.example.jp\", port = {port}, security = \"{security}\" }}");
        caught(POP, &written, "bad-value", &port.to_string());
    }
    for (port, security) in [(465, "starttls"), (587, "tls"), (25, "tls"), (993, "tls")] {
        let written = format!("smtp = {{ host = \"mail.example.jp\", port = {port}, security = \"{security}\" }}");
        caught(SMTP, &written, "bad-value", &port.to_string());
    }
    for host in [
        "",
        "mail",
        "mail..example.jp",
        "https://mail.example.jp",
        "mail.example.jp:993",
        "mail.example.jp.",
        "mail_1.example.jp",
        "-mail.example.jp",
        "mail-.example.jp",
        "メール.jp",
        "192.0.2.1",
        "{domain}.example.jp",
        "mail.{domain}.jp",
        "mail.{host}",
        "mail{domain}",
        "mail example.jp",
        "<b>.example.jp",
    ] {
        caught(IMAP, &IMAP.replace("mail.example.jp", host), "bad-value", host);
    }
    let long = format!("{}.jp", vec!["x".repeat(63); 4].join("."));
    caught(IMAP, &IMAP.replace("mail.example.jp", &long), "bad-value", &long);
    caught(IMAP, &IMAP.replace("mail.example.jp", &format!("{}.jp", "x".repeat(64))), "bad-value", "xxxx");
    caught("domain = \"example.jp\"", "domain = \"mail.{domain}\"", "bad-value", "{domain}");
    caught(
        SMTP,
        &SMTP.replace("port = 465, security = \"tls\"", "port = 25, security = \"plain\""),
        "bad-value",
        "plain",
    );
    caught(IMAP, &IMAP.replace("993", "0"), "bad-value", "0");
    caught(IMAP, &IMAP.replace("993", "70000"), "bad-value", "70000");
    caught(IMAP, &IMAP.replace("tls", "ssl"), "unknown-id", "ssl");
    caught("username = \"address\"", "username = \"mail\"", "unknown-id", "mail");
    caught("first = \"imap\"", "first = \"imap4\"", "unknown-id", "imap4");
    caught("name = \"サンプルホスティング\"", &format!("name = \"{}\"", "あ".repeat(61)), "bad-value", "ああ");
    caught("short_name = \"サンプル\"", &format!("short_name = \"{}\"", "x".repeat(21)), "bad-value", "xx");
    caught("short_name = \"サンプル\"", "short_name = \" \"", "bad-value", " ");
    caught("documentation = \"https://www.example.jp/mail\"", "documentation = \"www.example.jp\"", "bad-value", "www");
    for key in ["name", "domain", "username", "first", "imap", "pop", "smtp", "short_name"] {
        let line = rules_with_mail();
        let line = line.lines().find(|line| line.starts_with(&format!("{key} = "))).unwrap().to_owned();
        caught(&format!("{line}\n"), "", "missing-key", "");
    }
    caught(POP, &format!("{POP}\nport = 995"), "unknown-key", "port");
    let without = rules_with_mail().replacen("id = \"managed\"\n", "id = \"managed\"\nmail = { host = \"x\" }\n", 1);
    assert!(loader::load("r", &without).is_err(), "a plan's host is checked too");
    let alone =
        loader::EMBEDDED.replacen("id = \"managed\"\n", "id = \"managed\"\nmail = { host = \"mail.example.jp\" }\n", 1);
    assert!(loader::load("r", &alone).unwrap_err().list.iter().any(|fault| fault.code.id() == "missing-key"));
}

#[test]
fn a_fault_is_named_once_and_nothing_is_ignored() {
    let typo = rules_with_mail().replacen("username = \"address\"", "username = \"adress\"", 1).replacen(
        "id = \"managed\"\n",
        "id = \"managed\"\nmail = { host = \"mail.{domain}\" }\n",
        1,
    );
    assert_eq!(loader::load("r", &typo).unwrap_err().count(), 1, "the plan is not to blame");
    for line in ["documentation = \"https://www.example.jp/\"", "fetched_shows_as_read = true"] {
        let alone = loader::EMBEDDED.replacen("\n[mail]\n", &format!("\n[mail]\n{line}\n"), 1);
        assert!(loader::load("r", &alone).is_err(), "{line} alone has no effect");
    }
}

#[test]
fn longest_names_and_other_ports_are_valid() {
    let rules = rules_with_mail()
        .replacen("name = \"サンプルホスティング\"", &format!("name = \"{}\"", "あ".repeat(60)), 1)
        .replacen("short_name = \"サンプル\"", &format!("short_name = \"{}\"", "x".repeat(20)), 1)
        .replacen(IMAP, "imap = { host = \"mail.{domain}\", port = 10993, security = \"starttls\" }", 1)
        .replacen(SMTP, "smtp = { host = \"xn--eckwd4c7c.example.jp\", port = 587, security = \"starttls\" }", 1);
    let rulebook = loader::load("rules.toml", &rules).unwrap();
    assert!(rulebook.mail.is_some());
    assert!(loader::embedded().mail.is_none(), "the built-in rules name no servers");
    let removed = loader::EMBEDDED.replacen("\n[mail]\n", "\n", 1);
    assert!(loader::load("rules.toml", &removed).unwrap().mail.is_none(), "the section may be missing");
}

#[test]
fn every_fault_of_mail_apps_is_caught() {
    caught("checked = \"2026-11-27\"\n", "", "missing-key", "");
    caught("checked = \"2026-11-27\"", "checked = \"in May\"", "bad-value", "in May");
    caught("runs_on = [\"pc\"]", "runs_on = [\"watch\"]", "unknown-id", "watch");
    caught("runs_on = [\"pc\"]", "runs_on = []", "bad-value", "[]");
    caught("id = \"outlook-new\"", "id = \"outlook-classic\"", "duplicate-id", "outlook-classic");
    caught("step = \"keep-data\"", "step = \"keep-date\"", "unknown-id", "keep-date");
    caught("「{protocol}」を選び、「続ける」", "「{protokoll}」を選び、「続ける」", "bad-value", "protokoll");
    caught("calls = { imap = \"IMAP\" }", "calls = {}", "bad-value", "{}");
    caught("日数を{days}にします", "日数を{protocol}にします", "bad-value", "protocol");
    caught("mark.same.en = ", "mark.same.fr = ", "unknown-key", "fr");
}

#[test]
fn every_fault_of_switches_is_caught() {
    caught("kind = \"guard\"\nguards = [\"taken-by-pop\"]", "kind = \"guard\"", "guard-without-loss", "stop-pop");
    caught(
        "kind = \"guard\"\nguards = [\"taken-by-pop\"]",
        "kind = \"action\"\nguards = [\"taken-by-pop\"]",
        "bad-value",
        "action",
    );
    caught("kind = \"guard\"\nguards = [\"taken-by-pop\"]", "kind = \"action\"", "loss-without-guard", "taken-by-pop");
    caught("guards = [\"taken-by-pop\"]", "guards = [\"taken-by-pops\"]", "unknown-id", "taken-by-pops");
    caught("risks = [\"taken-by-pop\", ", "risks = [", "bad-value", "taken-by-pop");
    caught(
        "[[switch]]\nfrom = [\"imap\"]",
        "[[loss]]\nid = \"more\"\ntext.ja = \"x\"\ntext.en = \"x\"\n\n[[switch]]\nfrom = [\"imap\"]",
        "loss-without-guard",
        "more",
    );
    caught("from = [\"imap\"]\nto = [\"pop\"]", "from = [\"both\"]\nto = [\"imap\"]", "duplicate-id", "both");
    caught("from = [\"imap\"]", "from = [\"pop3\"]", "unknown-id", "pop3");
    caught("from = [\"imap\"]", "from = []", "bad-value", "[]");
    caught("to = [\"pop\"]", "to = [\"smtp\"]", "unknown-id", "smtp");
    caught("id = \"copy-sent-up\"", "id = \"copy-up\"", "duplicate-id", "copy-up");
    caught("サーバーに{days}残す設定にします", "サーバーに{hours}残す設定にします", "bad-value", "hours");
    caught("kind = \"action\"", "kind = \"maybe\"", "unknown-id", "maybe");
}

#[test]
fn texts_of_steps_are_checked_against_the_answers() {
    let source = rules_with_mail().replacen("POPで受信している機器のすべてで、", "スマートフォンとパソコンで、", 1);
    let rulebook = loader::load("rules.toml", &source).unwrap();
    let faults = audit::contradictions(&rulebook);
    assert!(faults.iter().any(|fault| fault.message.contains("stop-pop")), "{faults:?}");
}

#[test]
fn old_checks_of_mail_apps_are_a_warning() {
    let rulebook = loader::embedded();
    assert!(audit::stale_clients(&rulebook, "2026-11-27").is_empty());
    let count = rulebook.clients.len();
    let long_ago = audit::stale_clients(&rulebook, "2027-11-28");
    assert_eq!(long_ago.len(), count);
    assert!(long_ago.iter().all(|fault| fault.code.is_warning() && fault.message.contains("2026-11-27")));
    assert!(audit::stale_clients(&rulebook, "2027-11-27").is_empty(), "a year is still recent");
    let future = audit::stale_clients(&rulebook, "2026-11-26");
    assert_eq!(future.len(), count, "a day that has not come yet");
}
