//! Caching of responses, in the server and in browsers: entity tags, 304s, HEAD, content codings, and cache headers.

use std::sync::Arc;

use axum::http::{Method, Request};
use pop_or_imap::loader;
use pop_or_imap::rulebook::Lang;
use pop_or_imap::web::{App, Settings};

use crate::support::{Reply, Site};

/// A page of each kind.
const PAGES: [&str; 15] = [
    "/",
    "/wizard",
    "/wizard?plan=standard&purpose=work&ask=devices",
    "/result?plan=standard&away=yes&mails=50",
    "/result?plan=nonsense&lang=en",
    "/forecast?plan=standard&away=yes&mails=50",
    "/setup?plan=standard&away=yes&now=pop",
    "/guide",
    "/rules",
    "/link?purpose=orders",
    "/link/qr.png?purpose=orders",
    "/result/qr.svg?purpose=orders&was=imap",
    "/capacity?plan=standard",
    "/api/v1/recommendation?devices=one-pc",
    "/api/v1/rulebook",
];

/// Headers that pages may vary by.
const PREFERENCES: [(&str, &str); 9] = [
    ("accept-language", "en-US,en;q=0.9,ja;q=0.8"),
    ("accept-language", "fr,ja;q=0.5,en;q=0.6"),
    ("accept", "text/plain"),
    ("accept", "application/json, text/html;q=0.5"),
    ("accept-encoding", "br"),
    ("accept-encoding", "gzip;q=0.5, zstd"),
    ("host", "one.example.jp"),
    ("host", "other.example.jp:8080"),
    ("x-nothing", "at all"),
];

async fn ask(site: &Site, method: Method, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    site.send(request, "").await
}

#[tokio::test]
async fn what_is_kept_is_what_would_be_made() {
    let warm = Site::new();
    for round in 0..2 {
        for path in PAGES {
            for preference in PREFERENCES {
                let kept = ask(&warm, Method::GET, path, &[preference]).await;
                let fresh = ask(&Site::new(), Method::GET, path, &[preference]).await;
                assert_eq!(kept.status, fresh.status);
                assert_eq!(kept.headers, fresh.headers, "{round} {path} {preference:?}");
                assert!(kept.body == fresh.body, "{round} {path} {preference:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_page_that_the_client_has_is_not_sent_again() {
    let (site, replica) = (Site::new(), Site::new());
    for path in PAGES {
        let first = ask(&site, Method::GET, path, &[]).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() == 18, "{path}: {tag} is strong");
        let others = format!("\"other\", W/{tag}");
        for (unless, site) in [(tag.as_str(), &site), (tag.as_str(), &replica), (others.as_str(), &site), ("*", &site)]
        {
            for method in [Method::GET, Method::HEAD] {
                let again = ask(site, method, path, &[("if-none-match", unless)]).await;
                let again = again.assert_status(304).assert_body("");
                for header in ["etag", "cache-control", "vary", "content-security-policy"] {
                    assert_eq!(again.all_headers(header), first.all_headers(header), "{path} {header}");
                }
                again.assert_no_header("content-length").assert_no_header("content-type");
            }
        }
        for unless in ["\"other\"", "nonsense", ""] {
            ask(&site, Method::GET, path, &[("if-none-match", unless)]).await.assert_ok().assert_body(&first.body);
        }
    }
}

#[tokio::test]
async fn another_page_has_another_tag_and_the_same_page_has_the_same() {
    let of = |rules: &str, settings: Settings| Site::of(App::new(loader::load("", rules).unwrap(), settings));
    let revised = loader::EMBEDDED.replacen("version = \"", "version = \"9", 1);
    let build = |build: &str| Settings { build: Some(build.to_owned()), ..Settings::default() };
    let support = Settings { support_name: Some("サポート".to_owned()), ..Settings::default() };
    let sites =
        [of(loader::EMBEDDED, Settings::default()), of(&revised, Settings::default()), of(loader::EMBEDDED, support)];
    let mut tags = Vec::new();
    for site in &sites {
        tags.push(ask(site, Method::GET, "/result", &[]).await.header("etag").to_owned());
    }
    let [plain, ..] = &sites;
    // A tag is the digest of the encoded body, so another build with the same page keeps clients' caches valid.
    for other in ["one", "other"] {
        let same = ask(&of(loader::EMBEDDED, build(other)), Method::GET, "/result", &[]).await;
        assert_eq!(same.header("etag"), tags[0], "{other}");
    }
    for path in ["/result?away=yes", "/result?lang=en"] {
        tags.push(ask(plain, Method::GET, path, &[]).await.header("etag").to_owned());
    }
    for preference in PREFERENCES.iter().filter(|(name, _)| *name != "x-nothing") {
        tags.push(ask(plain, Method::GET, "/result", &[*preference]).await.header("etag").to_owned());
    }
    let count = tags.len();
    tags.sort();
    tags.dedup();
    // A preference of German or French before English still results in English.
    assert_eq!(tags.len(), count - 1, "{tags:?}");
}

#[tokio::test]
async fn new_rules_are_seen_at_once() {
    let app = App::new(loader::embedded(), Settings::default());
    let site = Site::of(Arc::clone(&app));
    let before = ask(&site, Method::GET, "/", &[]).await;
    let title = app.rulebook().uses.first().unwrap().label.get(Lang::Ja).to_owned();
    let revised = loader::EMBEDDED.replace(&title, "新しい使い方");
    assert!(matches!(app.replace_rulebook("", &revised), pop_or_imap::web::ReloadOutcome::Applied));
    let before = before.assert_lacks("新しい使い方");
    let after = ask(&site, Method::GET, "/", &[("if-none-match", before.header("etag"))]).await;
    after.assert_ok().assert_contains("新しい使い方");
    assert!(matches!(app.replace_rulebook("", loader::EMBEDDED), pop_or_imap::web::ReloadOutcome::Applied));
    let back = ask(&site, Method::GET, "/", &[]).await;
    back.assert_header("etag", before.header("etag")).assert_body(&before.body);
}

#[tokio::test]
async fn head_gives_the_head_of_get() {
    let site = Site::new();
    let more =
        ["/healthz", "/nowhere", "/robots.txt", "/embed.js", "/favicon.ico", "/api/v1/recommendations", "/api/none"];
    for path in PAGES.into_iter().chain(more) {
        for encoding in ["identity", "br"] {
            // Requested first, so that it is not cached yet.
            let head = ask(&Site::new(), Method::HEAD, path, &[("accept-encoding", encoding)]).await;
            let got = ask(&site, Method::GET, path, &[("accept-encoding", encoding)]).await;
            let kept = ask(&site, Method::HEAD, path, &[("accept-encoding", encoding)]).await;
            for head in [head, kept] {
                let mut headers = head.assert_status(got.status).assert_body("").headers;
                if !got.headers.contains_key("content-length") {
                    headers.remove("content-length");
                }
                assert_eq!(headers, got.headers, "{path} {encoding}");
            }
        }
    }
}

#[tokio::test]
async fn the_best_encoding_that_the_client_takes() {
    let site = Site::new();
    // The smallest file, which is compressed once, and the page that takes the least time to compress.
    for (accepted, file, page) in [
        ("", "", ""),
        ("br", "br", "br"),
        ("gzip, deflate, br, zstd", "br", "zstd"),
        ("gzip, deflate, br", "br", "gzip"),
        ("gzip, deflate, zstd", "zstd", "zstd"),
        ("GZip", "gzip", "gzip"),
        ("x-gzip", "gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.9", "gzip", "gzip"),
        ("br, gzip;q=0.9", "br", "br"),
        ("br; q=0.5 , zstd ;q=0.501", "zstd", "zstd"),
        ("br;q=0, gzip;q=0.0", "", ""),
        ("*", "br", "zstd"),
        ("*;q=0.3, br;q=0", "zstd", "zstd"),
        ("identity;q=1, br;q=0.9", "", ""),
        ("identity;q=0, *;q=0", "", ""),
        ("br;q=2, gzip;q=x, zstd;q=", "", ""),
        ("br;q=0.0005, gzip", "gzip", "gzip"),
        (";;;,,,", "", ""),
        ("deflate, sdch", "", ""),
    ] {
        let style = {
            let dom = site.get("/").await.dom();
            dom.attribute("link[rel=stylesheet][href*='/base.']", "href")
        };
        for (path, best) in [("/guide", page), ("/api/v1/forecast?plan=standard", page), (&style, file)] {
            let reply = ask(&site, Method::GET, path, &[("accept-encoding", accepted)]).await;
            let reply = reply.assert_header("content-encoding", best);
            assert!(reply.all_headers("vary").contains(&"accept-encoding"), "{reply}");
        }
    }
}

#[tokio::test]
async fn caches_are_told_how_long_and_on_what_it_depends() {
    let site = Site::new();
    let style = site.get("/").await.dom().attribute("link[rel=stylesheet][href*='/base.']", "href");
    for (path, policy, vary) in [
        ("/", "no-cache", "accept-encoding accept-language"),
        ("/?lang=ja", "no-cache", "accept-encoding"),
        ("/result", "no-cache", "accept accept-encoding accept-language"),
        ("/result?lang=en", "no-cache", "accept accept-encoding"),
        ("/forecast", "no-cache", "accept-encoding accept-language"),
        ("/forecast?lang=en", "no-cache", "accept-encoding"),
        ("/setup", "no-cache", "accept-encoding accept-language"),
        ("/setup?now=pop&lang=en", "no-cache", "accept-encoding"),
        ("/reminder.ics?months=3", "no-store", "accept-encoding accept-language"),
        ("/api/v1/rulebook", "no-cache", "accept-encoding"),
        (style.as_str(), "public, max-age=31536000, immutable", "accept-encoding"),
        ("/favicon.ico", "public, max-age=86400", ""),
        ("/embed.js", "public, max-age=600", "accept-encoding"),
        ("/robots.txt", "public, max-age=3600", ""),
        ("/healthz", "no-store", ""),
        ("/static/none.css", "no-store", "accept-encoding accept-language"),
        ("/capacity?sent=none&plan=", "no-cache", "accept-encoding accept-language"),
        ("/wizard?sent=plan", "no-store", "accept-encoding accept-language"),
    ] {
        site.get(path).await.assert_header("cache-control", policy).assert_vary(vary);
    }
    site.post("/api/v1/recommendations", "[{}]").await.assert_ok().assert_header("cache-control", "no-store");
}
