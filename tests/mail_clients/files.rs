//! Configuration files: what the command writes and the server sends, against the schema, the reference, and other readers.

use std::collections::BTreeSet;

use assert_cmd::Command;
use pop_or_imap::loader;
use pop_or_imap::rulebook::Protocol;
use pop_or_imap::web::{App, Settings};

use super::{beside, rules_with_mail, run};
use crate::support::server::{Server, status};
use crate::support::{Reply, Site};

const PATHS: [&str; 2] = ["/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"];

/// The site with files, for a rule set.
fn site(rules: &str) -> Site {
    let rulebook = loader::load("rules.toml", rules).unwrap();
    Site::of(App::new(rulebook, Settings { serve_files: true, ..Settings::default() }))
}

/// Checks an XML file against the schema; returns the errors.
fn schema_errors(file: &str) -> Option<String> {
    let output = run("xmllint", &["--noout", "--relaxng", beside("autoconfig.rng").to_str().unwrap(), "-"], file);
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Checks a profile against the reference; returns the errors.
fn profile_errors(file: &str) -> Option<String> {
    let output = run("python3", &[beside("profile.py").to_str().unwrap()], file);
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (!output.status.success()).then(|| format!("{}{}", words(&output.stdout), words(&output.stderr)))
}

/// Returns rules whose mail servers differ by a replacement.
fn changed(from: &str, to: &str) -> String {
    let rules = rules_with_mail();
    assert!(rules.contains(from), "{from}");
    rules.replacen(from, to, 1)
}

#[tokio::test]
async fn the_configuration_is_valid_for_every_kind_of_servers() {
    let variants = [
        rules_with_mail(),
        changed("first = \"imap\"", "first = \"pop\""),
        changed("username = \"address\"", "username = \"local\""),
        changed("port = 465, security = \"tls\"", "port = 587, security = \"starttls\""),
        changed("keep_days = 14", "keep_days = 0"),
        changed("name = \"サンプルホスティング\"", "name = \"A & B <\\\"x\\\">\""),
        changed("imap = { host = \"mail.example.jp\"", "imap = { host = \"mail.{domain}\""),
        changed(
            "documentation = \"https://www.example.jp/mail\"",
            "documentation = \"https://www.example.jp/?a=1&b=2\"",
        ),
    ];
    for rules in variants {
        let reply = site(&rules).get(PATHS[0]).await.assert_ok();
        assert_eq!(schema_errors(&reply.body), None, "{}", reply.body);
    }
    let given = changed("username = \"address\"", "username = \"given\"");
    assert_eq!(site(&given).get(PATHS[0]).await.status, 404, "apps would take a missing name for one");
    let first = |rules: String| async move { site(&rules).get(PATHS[0]).await.body };
    let pop_first = first(changed("first = \"imap\"", "first = \"pop\"")).await;
    assert!(pop_first.find("type=\"pop3\"").unwrap() < pop_first.find("type=\"imap\"").unwrap());
    assert!(first(changed("keep_days = 14", "keep_days = 0")).await.contains("<leaveMessagesOnServer>false<"));
}

#[tokio::test]
async fn faulty_files_are_rejected_by_schema_and_reference() {
    let site = site(&rules_with_mail());
    let file = site.get(PATHS[0]).await.body;
    for (from, to) in [
        ("<port>993</port>", "<port>POP</port>"),
        ("<port>993</port>", "<port>0</port>"),
        ("<port>993</port>", ""),
        ("SSL", "TLS"),
        ("type=\"imap\"", "type=\"imap4\""),
        ("<hostname>mail.example.jp</hostname>", "<hostname></hostname>"),
        ("<hostname>mail.example.jp</hostname>", "<hostname>https://mail.example.jp</hostname>"),
        ("%EMAILADDRESS%", "taro@example.jp"),
        ("<displayShortName>サンプル</displayShortName>", "<displayShortName>12345678901234567890x</displayShortName>"),
        ("<daysToLeaveMessagesOnServer>14", "<daysToLeaveMessagesOnServer>-1"),
        ("</emailProvider>", "<surprise/></emailProvider>"),
        ("version=\"1.1\"", "version=\"9\""),
    ] {
        assert!(file.contains(from), "{from}");
        assert!(schema_errors(&file.replacen(from, to, 1)).is_some(), "{from} → {to}");
    }
    let profile = site.get("/setup/imap.mobileconfig").await.body;
    for (from, to) in [
        ("EmailTypeIMAP", "EmailTypeImap"),
        ("<integer>993</integer>", "<string>993</string>"),
        ("<integer>993</integer>", "<integer>0</integer>"),
        ("<key>IncomingMailServerUseSSL</key>", "<key>IncomingMailServerUseTLS</key>"),
        ("<string>mail.example.jp</string>", "<string></string>"),
        ("<true/>", "<false/>"),
        ("<key>EmailAccountDescription</key>", "<key>EmailAddress</key>"),
        ("<key>PayloadOrganization</key>", "<key>IncomingPassword</key>"),
        ("<string>com.apple.mail.managed</string>", "<string>com.apple.mail</string>"),
    ] {
        assert!(profile.contains(from), "{from}");
        assert!(profile_errors(&profile.replacen(from, to, 1)).is_some(), "{from} → {to}");
    }
}

#[tokio::test]
async fn profiles_are_valid_and_new_for_each_download() {
    let site = site(&rules_with_mail());
    let mut ids = BTreeSet::new();
    for protocol in Protocol::ALL {
        for _ in 0..3 {
            let reply = site.get(&format!("/setup/{}.mobileconfig?plan=standard", protocol.id())).await.assert_ok();
            assert_eq!(reply.header("content-type"), "application/x-apple-aspen-config");
            assert_eq!(reply.header("cache-control"), "no-store");
            assert!(reply.header("content-disposition").starts_with("attachment; filename=\"mail-"));
            let file = reply.body.clone();
            assert_eq!(profile_errors(&file), None, "{file}");
            assert!(!file.contains("<string></string>") && !file.contains("<string/>"), "{file}");
            let binary = run("plistutil", &["-i", "-", "-o", "/dev/null"], &file);
            assert!(binary.status.success(), "{}", String::from_utf8_lossy(&binary.stderr));
            let id = file.split("<key>PayloadIdentifier</key>").nth(1).unwrap().split("</string>").next().unwrap();
            assert!(ids.insert(id.to_owned()), "an account would replace an earlier one: {id}");
        }
    }
}

#[tokio::test]
async fn no_profile_is_offered_for_hosts_by_customer_or_without_encryption() {
    let patterns = changed("imap = { host = \"mail.example.jp\"", "imap = { host = \"mail.{domain}\"");
    let plain = changed(
        "port = 465, security = \"tls\" }",
        "port = 25, security = \"plain\" }\nplain_reason.ja = \"社内だけで使うためです。\"\nplain_reason.en = \"It is used inside the company only.\"",
    );
    for (rules, offered) in [(rules_with_mail(), [200, 200]), (patterns, [200, 404]), (plain, [404, 404])] {
        let site = site(&rules);
        for (protocol, expected) in Protocol::ALL.into_iter().zip(offered) {
            let path = format!("/setup/{}.mobileconfig", protocol.id());
            assert_eq!(site.get(&path).await.status, expected, "{path}");
            let query = if protocol == Protocol::Pop { "offline=unopened" } else { "purpose=orders" };
            let page = site.get(&format!("/setup?{query}")).await;
            let dom = page.dom();
            assert_eq!(dom.has(&format!("a[href^='{path}']")), expected == 200, "{path}");
        }
    }
}

#[tokio::test]
async fn files_are_served_only_if_the_operator_says_so() {
    let without = Site::of(App::new(loader::load("r", &rules_with_mail()).unwrap(), Settings::default()));
    let empty = site(loader::EMBEDDED);
    for path in PATHS.into_iter().chain(["/setup/pop.mobileconfig", "/setup/imap.mobileconfig"]) {
        assert_eq!(without.get(path).await.status, 404, "{path}");
        assert_eq!(empty.get(path).await.status, 404, "{path} of rules without mail servers");
    }
    assert!(!without.get("/setup?purpose=orders").await.dom().has("a[href*=mobileconfig]"));
}

#[tokio::test]
async fn the_configuration_is_the_same_for_everybody() {
    let site = site(&rules_with_mail());
    let expected = site.get(PATHS[0]).await;
    assert_eq!(expected.header("content-type"), "text/xml; charset=utf-8");
    for path in PATHS {
        for query in ["", "?emailaddress=taro%40example.jp", "?lang=en&plan=managed", "?emailaddress=%FF", "?"] {
            let reply = site.get_with(&format!("{path}{query}"), "accept-language", "en").await;
            assert_eq!(reply.body, expected.body, "{path}{query}");
            assert_eq!(reply.header("etag"), expected.header("etag"), "{path}{query}");
        }
    }
    let long = format!("{}?emailaddress={}", PATHS[0], "x".repeat(20_000));
    assert_eq!(site.get(&long).await.status, 200, "a long query is ignored too");
}

/// Checks that a marker address appears in nothing that a response or a later reader could show.
#[test]
fn an_address_in_the_query_appears_nowhere() {
    let rules = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&rules, rules_with_mail()).unwrap();
    let mut server = Server::start(&["--serve-files", "--rules", rules.path().to_str().unwrap()]);
    let marker = "marker-0b5e1f";
    for path in PATHS {
        for query in [format!("?emailaddress={marker}%40example.jp"), format!("%3Femailaddress={marker}")] {
            for extra in ["", "If-None-Match: \"x\"\r\n", "Accept-Encoding: gzip\r\n"] {
                let host = server.address;
                let request = format!("GET {path}{query} HTTP/1.1\r\nHost: {host}\r\n{extra}Connection: close\r\n\r\n");
                let reply = server.send(request);
                assert_eq!(status(&reply), 200, "{path}{query}");
                assert!(!String::from_utf8_lossy(&reply).contains(marker));
            }
        }
        // Methods without a route, and errors.
        let reply = server.send(format!(
            "POST {path}?emailaddress={marker} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ));
        assert_eq!(status(&reply), 405);
        assert!(!String::from_utf8_lossy(&reply).contains(marker));
        let reply = server.send(format!(
            "GET {path}?emailaddress={marker} HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"
        ));
        assert_eq!(status(&reply), 400);
        assert!(!String::from_utf8_lossy(&reply).contains(marker));
    }
    assert!(!server.admin("/metrics").contains(marker));
    server.signal("TERM");
    server.ended();
    let log = server.log();
    assert!(!log.contains("config-v1.1.xml") && !log.contains(marker), "{log}");
    assert!(!log.contains("route="), "requests for these files are not logged, however they are answered: {log}");
}

#[test]
fn the_command_writes_what_the_server_sends() {
    let directory = tempfile::tempdir().unwrap();
    let rules = directory.path().join("rules.toml");
    let own = rules_with_mail().replacen(
        "id = \"managed\"\ncapacity_gb",
        "id = \"managed\"\nmail = { host = \"managed.example.jp\" }\ncapacity_gb",
        1,
    );
    std::fs::write(&rules, &own).unwrap();
    let out = directory.path().join("out");
    let command = || Command::new(env!("CARGO_BIN_EXE_pop-or-imap"));
    command().args(["files", "--rules"]).arg(&rules).arg("--out").arg(&out).assert().success();
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let served: Reply = runtime.block_on(site(&own).get(PATHS[0]));
    assert_eq!(read("config-v1.1.xml"), served.body);
    let managed = read("managed/config-v1.1.xml");
    assert!(managed.contains("<hostname>managed.example.jp</hostname>") && !managed.contains("mail.example.jp<"));
    assert_eq!(schema_errors(&managed), None);
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 2, "no other file, and nothing half written");
    // A link in the way leads nowhere, and every user can read the file.
    let outside = directory.path().join("outside");
    std::fs::write(&outside, "mine").unwrap();
    std::fs::remove_file(out.join("config-v1.1.xml")).unwrap();
    std::os::unix::fs::symlink(&outside, out.join("config-v1.1.xml")).unwrap();
    command().args(["files", "--rules"]).arg(&rules).arg("--out").arg(&out).assert().success();
    assert_eq!((read("config-v1.1.xml"), std::fs::read_to_string(&outside).unwrap()), (served.body, "mine".to_owned()));
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(out.join("config-v1.1.xml")).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o644);
    let refused = command().args(["files", "--out"]).arg(directory.path().join("none")).assert().code(1);
    assert!(String::from_utf8_lossy(&refused.get_output().stderr).contains("[mail]"));
    command().arg("files").assert().code(2);
}
