//! Pages inside another site: allowed frame ancestors, and links that stay embedded.

use pop_or_imap::loader;
use pop_or_imap::web::{App, FrameAncestors, Settings};

use crate::support::Site;

fn framed_by(list: &str) -> Site {
    let frame_ancestors = list.parse().unwrap();
    Site::of(App::new(loader::embedded(), Settings { frame_ancestors, ..Settings::default() }))
}

#[tokio::test]
async fn only_the_origins_that_are_named_may_frame_a_page() {
    for (list, ancestors) in [
        ("", "'none'"),
        ("'none'", "'none'"),
        ("https://support.example.jp", "https://support.example.jp"),
        (" https://Support.example.jp/  http://127.0.0.1:8080 ", "https://support.example.jp http://127.0.0.1:8080"),
        ("'self' https://www.example.jp", "'self' https://www.example.jp"),
    ] {
        let site = framed_by(list);
        for path in ["/", "/wizard?embed=1", "/result", "/nowhere", "/api/v1/rulebook"] {
            // Framed pages do not need the header; resources that other sites could load into their own pages do.
            let reply = site.get(path).await.assert_header("cross-origin-resource-policy", "same-origin");
            let policy = reply.header("content-security-policy");
            assert!(policy.ends_with(&format!("; frame-ancestors {ancestors}")), "{list}: {policy}");
            assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{list}: {policy}");
        }
    }
}

#[test]
fn what_is_no_origin_is_refused_and_named() {
    for word in [
        "example.jp",
        "//example.jp",
        "https://",
        "https://example.jp/help",
        "https://example.jp?a",
        "https://example.jp#a",
        "https://u:p@example.jp",
        "https://example.jp:0",
        "https://example.jp:",
        "https://example.jp:99999",
        "https://*.example.jp",
        "https://a.example,https://b.example",
        "https://a.example;script-src",
        "https://サンプル.jp",
        "https://[::1]",
        "javascript://example.jp",
        "*",
        "self",
        "'none' https://example.jp",
    ] {
        let refused = format!("https://good.example {word}").parse::<FrameAncestors>();
        let words = refused.expect_err(word).to_string();
        assert!(words.contains(" is not an origin: write scheme and host"), "{word}: {words}");
    }
}

/// Every kind of page and state, inside another site.
const PAGES: [&str; 16] = [
    "/?embed=1",
    "/?lang=en&embed=1",
    "/wizard?plan=standard&embed=1",
    "/wizard?offline=unopened&purpose=work&by=support&embed=1",
    "/wizard?plan=standard&purpose=work&ask=purpose&to=result&embed=1",
    "/result?plan=standard&purpose=work&devices=pc-phone&away=yes&by=plan&embed=1",
    "/forecast?plan=standard&purpose=work&devices=pc-phone&away=yes&mails=50&by=plan&embed=1",
    "/forecast?plan=managed&devices=one-pc&mails=x&sent=numbers&embed=1",
    "/setup?plan=standard&purpose=work&devices=pc-phone&away=yes&now=pop&local=3GB&by=now&embed=1",
    "/setup?devices=pc-phone&local=x&sent=setup&embed=1",
    "/guide?plan=managed&embed=1",
    "/rules?purpose=work&embed=1",
    "/link?plan=standard&to=result&embed=1",
    "/capacity?plan=standard&mails=30&embed=1",
    "/capacity?plan=managed&a=sales1_work.pc-phone.yes..many&a=info_inquiry&by=support&embed=1",
    "/nowhere?embed=1",
];

/// The site with all links to other sites.
fn with_links() -> Site {
    let source = loader::EMBEDDED
        .replace("troubleshooting = \"\"", "troubleshooting = \"https://support.example.jp/trouble\"")
        .replace("enquiry = \"\"", "enquiry = \"mailto:support@example.jp\"")
        .replace("support_scope = \"\"", "support_scope = \"https://support.example.jp/scope\"");
    let rules = loader::load("rules.toml", &source).unwrap();
    let public_url = Some("https://mail.example.jp".to_owned());
    Site::of(App::new(rules, Settings { public_url, ..Settings::default() }))
}

/// Checks whether an address of the server stays embedded.
fn is_embedded(href: &str) -> bool {
    let query = href.split('#').next().unwrap().split_once('?').map_or("", |(_, query)| query);
    query.split('&').filter(|pair| *pair == "embed=1").count() == 1
}

#[tokio::test]
async fn an_embedded_page_is_compact_and_every_way_on_stays_embedded() {
    let site = with_links();
    for path in PAGES {
        let dom = site.get(path).await.dom();
        assert!(!dom.has("header") && !dom.has("footer") && !dom.has(".skip"), "{path}");
        assert_eq!((dom.all("main").len(), dom.all("nav.languages a").len()), (1, 1), "{path}");
        let mut out = 0;
        for link in dom.all("a[href]") {
            let href = link.attr("href").unwrap();
            if link.attr("download").is_some() {
                // A file, not a page.
                assert!(["/reminder.ics?", "/link/qr."].iter().any(|file| href.starts_with(file)), "{path}: {href}");
            } else if href.starts_with('/') {
                assert!(is_embedded(href) && link.attr("target").is_none(), "{path}: {href}");
            } else if !href.starts_with('#') {
                assert_eq!(link.attr("target"), Some("_top"), "{path}: {href}");
                assert!(!href.contains("embed"), "{path}: {href}");
                out += 1;
            }
        }
        assert_eq!(
            out > 0,
            ["/result", "/guide", "/link", "/setup"].iter().any(|with| path.starts_with(with)),
            "{path}"
        );
        for (at, form) in dom.all("form").iter().enumerate() {
            let post = form.attr("method") == Some("post");
            let own = dom.all("form input[type=hidden][name=embed][value='1']");
            assert!(if post { is_embedded(form.attr("action").unwrap()) } else { own.len() == 1 }, "{path}: form {at}");
        }
        // Shared links open the site without a frame.
        for shared in dom.texts("#address").into_iter().chain(dom.texts(".reply")) {
            assert!(!shared.contains("embed"), "{path}: {shared}");
        }
        for canonical in dom.all("link[rel=canonical], meta[property='og:url']") {
            assert!(!format!("{:?}", canonical.value()).contains("embed"), "{path}");
        }
    }
}

#[tokio::test]
async fn alone_nothing_is_embedded() {
    let site = with_links();
    for path in PAGES {
        for alone in [path.replace("embed=1", ""), path.replace("embed=1", "embed=0")] {
            let reply = site.get(&alone).await;
            let dom = reply.dom();
            assert!(dom.has("header") && dom.has("footer") && dom.has(".skip") && !dom.has(".languages"), "{alone}");
            assert!(
                !reply.body.contains("_top") && !reply.body.contains("embed=") && !dom.has("[name=embed]"),
                "{alone}"
            );
        }
    }
}

#[tokio::test]
async fn redirects_and_errors_stay_embedded() {
    const FORM: &str = "application/x-www-form-urlencoded";
    const PARTS: &str = "multipart/form-data; boundary=x";
    let site = with_links();
    for (sent, leads_to) in [
        ("/wizard?purpose=work&sent=purpose&embed=1", "/wizard?purpose=work&embed=1"),
        ("/wizard?purpose=work&sent=purpose&to=result&embed=1", "/result?purpose=work&embed=1"),
        ("/wizard?plan=none&purpose=work&sent=purpose&embed=1", "/wizard?purpose=work&embed=1&plan=none"),
        ("/forecast?mails=50&sent=numbers&embed=1", "/forecast?mails=50&embed=1"),
        ("/result?mails=50&sent=numbers&embed=1", "/forecast?mails=50&embed=1"),
        ("/result?mails=x&sent=numbers&embed=1", "/forecast?embed=1&mails=x&sent=numbers"),
        ("/setup?now=pop&sent=setup&embed=1", "/setup?now=pop&embed=1"),
        ("/link?sent=link&embed=1&plan=standard", "/link?plan=standard&embed=1#made"),
    ] {
        site.get(sent).await.assert_redirect_to(leads_to);
    }
    let reply = site.post_form("/capacity?embed=1", "plan=standard&purpose-1=work").await;
    reply.assert_redirect_to("/capacity?plan=standard&a=_work&embed=1");
    let table = |query: &str| {
        let part = |name: &str, value: &str| {
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        format!("{}{}--x--\r\n", part("query", query), part("csv", "account,purpose\na,work"))
    };
    let query = site.get("/capacity?plan=standard&embed=1").await.dom().attribute("#csv-form [name=query]", "value");
    site.post_as(PARTS, "/capacity/csv?embed=1", &table(&query)).await.assert_has(".embedded #read");
    for (path, media_type, body, status) in [
        ("/capacity?embed=1", FORM, "plan=standard&no-1=x", 422),
        ("/capacity/csv?embed=1", PARTS, "nonsense", 400),
        ("/capacity/csv?embed=1", PARTS, &"x".repeat(4_000_000), 413),
        ("/result?embed=1", FORM, "", 405),
    ] {
        let reply = site.post_as(media_type, path, body).await;
        reply.assert_status(status).assert_has("body.embedded").assert_has_no("header");
    }
    for path in
        ["/wizard?sent=plan&embed=1", "/forecast?mails=x&sent=numbers&embed=1", "/setup?local=x&sent=setup&embed=1"]
    {
        site.get(path).await.assert_status(422).assert_has("body.embedded");
    }
}

#[tokio::test]
async fn the_script_for_other_sites_is_theirs_to_load() {
    let reply = Site::new()
        .get("/embed.js")
        .await
        .assert_header("content-type", "text/javascript; charset=utf-8")
        .assert_header("cache-control", "public, max-age=600")
        .assert_header("cross-origin-resource-policy", "cross-origin")
        .assert_header("x-content-type-options", "nosniff")
        .assert_contains("origin !== home");
    assert!(reply.body.len() < 2048);
}
