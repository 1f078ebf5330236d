//! Rules that change while the server runs: valid ones are applied, invalid ones rejected, and no response mixes two.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pop_or_imap::loader;
use pop_or_imap::web::{App, ReloadOutcome, Settings};

use crate::support::server::Server;
use crate::support::{Reply, Site, pieces, quick_rules};

/// The shipped rules, changed so that a case of one PC results in IMAP.
fn revised() -> String {
    let source = loader::EMBEDDED.replacen("version = \"1.2.0\"", "version = \"2.0.0\"", 1);
    let start = source.find("id = \"one-pc\"\nfactor").unwrap();
    let changed = source[start..].replacen("favours = \"pop\"\nweight = 6", "favours = \"imap\"\nweight = 6", 1);
    // The everyday use that depends on it would be an error.
    let source = format!("{}{changed}", &source[..start]);
    source
        .replacen("id = \"work-on-one-pc\"\nfactor = \"purpose\"", "id = \"work-on-one-pc\"\nfactor = \"devices\"", 1)
        .replacen(
            "favours = \"pop\"\nweight = 4\ntext.ja = \"パソコン1台で扱う",
            "favours = \"pop\"\nweight = 16\ntext.ja = \"パソコン1台で扱う",
            1,
        )
}

/// Checks whether verdict and version on a page come from the same rules.
fn is_of_one_rule_set(page: &Reply) -> bool {
    let dom = page.dom();
    dom.text("h1").contains("IMAP") == dom.text("footer").contains("2.0.0")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_reloads_under_load_fail_and_mix_nothing() {
    let good = [loader::EMBEDDED.to_owned(), revised()];
    let digests = good.each_ref().map(pop_or_imap::digest::Digest::of);
    let app = App::new(loader::embedded(), Settings::default());
    let site = Site::of(Arc::clone(&app));
    let done = Arc::new(AtomicBool::new(false));
    let visitors: Vec<_> = (0..4)
        .map(|visitor| {
            let (site, done, digests) = (site.clone(), Arc::clone(&done), digests.clone());
            tokio::spawn(async move {
                let mut seen = [0_u32; 2];
                while !done.load(Ordering::Relaxed) || seen[0] + seen[1] < 10 {
                    let body = site.get("/api/v1/recommendation?devices=one-pc&lang=en").await.json();
                    let which = digests
                        .iter()
                        .position(|digest| body["rules"]["digest"] == digest.as_str())
                        .expect("a known digest");
                    let expected = [("pop", "1.2.0"), ("imap", "2.0.0")][which];
                    assert_eq!(
                        (body["recommendation"]["protocol"].as_str(), body["rules"]["version"].as_str()),
                        (Some(expected.0), Some(expected.1))
                    );
                    let page = site.get("/result?devices=one-pc&lang=en").await;
                    assert_eq!(page.status, 200, "visitor {visitor}");
                    assert!(is_of_one_rule_set(&page), "{}", page.body);
                    seen[which] += 1;
                    tokio::task::yield_now().await;
                }
                seen
            })
        })
        .collect();
    let mut refused = 0;
    for round in 0..1000 {
        if round % 2 == 0 {
            assert!(matches!(
                app.replace_rulebook_with("rules.toml", &good[round / 2 % 2], loader::load),
                ReloadOutcome::Applied | ReloadOutcome::Unchanged
            ));
        } else {
            assert!(matches!(
                app.replace_rulebook_with(
                    "rules.toml",
                    &good[0].replacen("weight = 12", "weight = 99", 1),
                    loader::load
                ),
                ReloadOutcome::Rejected(_)
            ));
            refused += 1;
        }
        tokio::task::yield_now().await;
    }
    done.store(true, Ordering::Relaxed);
    let mut both = [0; 2];
    for visitor in visitors {
        let seen = visitor.await.expect("no visitor failed");
        both = [both[0] + seen[0], both[1] + seen[1]];
    }
    assert_eq!(refused, 500);
    assert!(both.iter().all(|count| *count > 0), "both rule sets served: {both:?}");
}

/// Replaces a file as editors do: writes a new file beside it, then renames it.
fn rename_into(path: &Path, source: &str) {
    let beside = path.with_extension("new");
    std::fs::write(&beside, source).unwrap();
    std::fs::rename(beside, path).unwrap();
}

#[test]
fn a_served_file_is_followed_through_edits_renames_and_symlink_swaps() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.toml");
    std::fs::write(&path, loader::EMBEDDED).unwrap();
    let server = Server::start(&["--rules", path.to_str().unwrap()]);
    server.wait_for("1.2.0");
    rename_into(&path, &revised());
    server.wait_for("2.0.0");
    // An invalid file is rejected and logged; the valid rules stay in use.
    std::fs::write(&path, loader::EMBEDDED.replacen("weight = 12", "weight = 99", 1)).unwrap();
    server.wait_for("\"faults\":1");
    assert!(server.admin("/readyz").contains("2.0.0"));
    assert!(server.get("/healthz").ends_with("ok"));
    // So is one with an error that only the check of all combinations finds, and one that is not text.
    let source = loader::EMBEDDED.replacen("raising = [\"no\", \"yes\"]", "raising = [\"yes\", \"no\"]", 1);
    std::fs::write(&path, &source).unwrap();
    server.wait_for(pop_or_imap::digest::Digest::of(&source).as_str());
    std::fs::write(&path, [0xFF, 0xFE, 0x00]).unwrap();
    server.wait_for("\"digest\":null");
    assert!(server.admin("/readyz").contains("2.0.0"));
    std::fs::write(&path, loader::EMBEDDED).unwrap();
    server.wait_for("1.2.0");
    server.wait_for("\"refused\":null");
    // As in Kubernetes: the path contains a symlink to a folder, and the link is replaced.
    for (version, source) in [("a", loader::EMBEDDED.to_owned()), ("b", revised())] {
        std::fs::create_dir(folder.path().join(version)).unwrap();
        std::fs::write(folder.path().join(version).join("rules.toml"), source).unwrap();
    }
    let data = folder.path().join("data");
    std::os::unix::fs::symlink("a", &data).unwrap();
    let mounted = data.join("rules.toml");
    let server = Server::start(&["--rules", mounted.to_str().unwrap()]);
    server.wait_for("1.2.0");
    let swapped = folder.path().join("data.new");
    std::os::unix::fs::symlink("b", &swapped).unwrap();
    std::fs::rename(swapped, &data).unwrap();
    server.wait_for("2.0.0");
    // SIGHUP triggers a check of the file and does not end the process.
    server.signal("HUP");
    server.wait_for("2.0.0");
    let built_in = Server::start(&[]);
    built_in.signal("HUP");
    built_in.wait_for("1.2.0");
}

/// A server that follows a file in a folder, with its log as text or JSON, and the file put there.
fn following(json: bool) -> (tempfile::TempDir, std::path::PathBuf, Server) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.toml");
    std::fs::write(&path, quick_rules()).unwrap();
    let server =
        Server::start(&["--rules", path.to_str().unwrap(), "--log-format", if json { "json" } else { "text" }]);
    (folder, path, server)
}

#[test]
fn the_log_holds_why_a_rule_set_was_refused_however_many_faults_it_has() {
    for json in [false, true] {
        let (_folder, path, mut server) = following(json);
        // A table put there by mistake.
        let table = pieces(5_001, |n| format!("account{n},work,one-pc\n"));
        std::fs::write(&path, table).unwrap();
        server.wait_for("\"faults\":5001");
        // One of its lines is longer than the maximum in the log.
        let key = "x".repeat(600_000);
        let faults = format!("{key} = 1\n\"\\u001b]0;owned\\u0007\\n2026-01-01 INFO forged\" = 1\n");
        std::fs::write(&path, format!("{faults}{}", quick_rules())).unwrap();
        server.wait_for("\"faults\":2");
        // A valid one whose version would make the line too long.
        let version = "v".repeat(600_000);
        std::fs::write(&path, quick_rules().replacen("version = \"1\"", &format!("version = \"{version}\""), 1))
            .unwrap();
        server.wait_for("\"refused\":null");
        std::fs::write(&path, quick_rules()).unwrap();
        server.wait_for("\"version\":\"1\"");
        server.signal("TERM");
        server.ended();
        let log = server.log();
        assert!(!log.contains("lines of the log lost"), "{log}");
        let ours: Vec<_> = log.lines().filter(|line| line.contains("fault")).collect();
        assert!(ours[0].contains("faulty rules rejected") && ours[0].contains("5001"), "{ours:#?}");
        assert_eq!(ours.iter().filter(|line| line.contains("fault in the rules")).count(), 22, "{ours:#?}");
        assert!(ours[21].contains("more faults") && ours[21].contains("4981"), "{ours:#?}");
        assert!(ours.iter().any(|line| line.contains("unknown key `xxx") && line.len() < 2_000), "{ours:#?}");
        let forged = ours.iter().find(|line| line.contains("owned")).unwrap();
        assert!(forged.contains("u{1b}]0;owned") && forged.contains("forged"), "{forged}");
        assert_eq!(log.lines().filter(|line| line.contains("new rules in use")).count(), 2);
        assert!(log.chars().all(|c| c == '\n' || !c.is_control()), "{log:?}");
        let cut = log.lines().find(|line| line.contains("vvv")).unwrap();
        assert!(cut.len() <= 16 * 1024 && cut.contains("cut"), "{}", cut.len());
        if json {
            log.lines().for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).unwrap()));
        }
    }
}
