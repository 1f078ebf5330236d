//! Security headers, limits, errors, languages and assets.

use axum::http::{Method, Request};
use pop_or_imap::loader;
use pop_or_imap::web::{App, Settings};

use crate::support::Site;

#[tokio::test]
async fn every_answer_carries_strict_headers() {
    let site = Site::new();
    for path in [
        "/",
        "/wizard",
        "/wizard?sent=plan",
        "/result",
        "/forecast",
        "/forecast?mails=x&sent=numbers",
        "/reminder.ics",
        "/setup?now=pop",
        "/setup?local=x&sent=setup",
        "/guide",
        "/nowhere",
        "/healthz",
        "/api/v1/rulebook",
        "/api/none",
    ] {
        let reply = site.get(path).await;
        assert!(!reply.header("content-security-policy").contains("unsafe"), "{reply}");
        reply
            .assert_header_contains("content-security-policy", "default-src 'none'")
            .assert_header_contains("content-security-policy", "frame-ancestors 'none'")
            .assert_header("x-content-type-options", "nosniff")
            .assert_header("referrer-policy", "no-referrer")
            .assert_header("cross-origin-opener-policy", "same-origin")
            .assert_header_contains("permissions-policy", "camera=()")
            .assert_no_header("set-cookie");
    }
}

#[tokio::test]
async fn errors_are_calm_pages_with_a_way_back() {
    let site = Site::new();
    let long = format!("/result?utm_source={}", "x".repeat(9000));
    for (method, path, status, heading) in [
        (Method::GET, "/nowhere", 404, "ページが見つかりません"),
        (Method::GET, "/static/none.css", 404, "ページが見つかりません"),
        (Method::POST, "/result", 405, "この方法では開けません"),
        (Method::GET, long.as_str(), 414, "アドレスが長すぎます"),
    ] {
        let reply = site.send(Request::builder().method(method).uri(path), "").await;
        let dom = reply.assert_status(status).assert_heading(heading).dom();
        assert_eq!(dom.attribute("main a", "href"), "/");
    }
    let english = site.get_with("/nowhere", "accept-language", "en-GB,en;q=0.9,ja;q=0.5").await;
    english.assert_heading("Page not found");
}

#[tokio::test]
async fn a_405_says_what_is_allowed() {
    Site::new().send(Request::delete("/guide"), "").await.assert_status(405).assert_header("allow", "GET,HEAD");
}

#[tokio::test]
async fn a_panic_inside_is_a_calm_page_and_shows_nothing_of_itself() {
    let app = App::new(loader::embedded(), Settings::default());
    let reply = Site::panicking(app).get("/panic?plan=standard").await;
    reply
        .assert_status(500)
        .assert_heading("うまく表示できませんでした")
        .assert_lacks("secret")
        .assert_header("x-content-type-options", "nosniff");
}

#[tokio::test]
async fn the_language_comes_from_the_query_else_the_browser_else_japanese() {
    let site = Site::new();
    for (path, wanted, got) in [
        ("/", "", "ja"),
        ("/", "en-US,en;q=0.9", "en"),
        ("/", "fr-FR,de;q=0.8", "ja"),
        ("/", "ja;q=0.2,en;q=0.8", "en"),
        ("/?lang=ja", "en-US", "ja"),
        ("/?lang=en", "ja", "en"),
        ("/?lang=fr", "en", "en"),
    ] {
        let reply = site.get_with(path, "accept-language", wanted).await.assert_header("content-language", got);
        let varies = reply.all_headers("vary").contains(&"accept-language");
        assert_eq!(varies, !matches!(path, "/?lang=ja" | "/?lang=en"), "{reply}");
    }
}

#[tokio::test]
async fn the_result_comes_in_the_form_that_is_preferred() {
    let site = Site::new();
    for (accept, form) in [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/plain", "text/plain"),
        ("application/json", "application/json"),
        ("text/html;q=0.5, application/json", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("image/png", "text/html"),
        ("rubbish", "text/html"),
    ] {
        let reply = site.get_with("/result", "accept", accept).await;
        assert!(reply.header("content-type").starts_with(form), "{reply}");
        assert!(reply.all_headers("vary").contains(&"accept"), "{reply}");
    }
}

#[tokio::test]
async fn assets_are_named_by_content_compressed_and_cached_for_good() {
    let site = Site::new();
    let dom = site.get("/").await.dom();
    let style = dom.attribute("link[rel=stylesheet][href*='/base.']", "href");
    for (accepted, encoding) in
        [("br, gzip", "br"), ("gzip", "gzip"), ("", ""), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", "")]
    {
        let reply = site.get_with(&style, "accept-encoding", accepted).await;
        reply
            .assert_header("content-encoding", encoding)
            .assert_header("cache-control", "public, max-age=31536000, immutable")
            .assert_header("content-type", "text/css; charset=utf-8");
    }
    site.get("/static/style.0000000000000000.css").await.assert_status(404);
}

#[tokio::test]
async fn start_question_and_result_fit_in_one_round_trip_with_all_they_load() {
    let site = Site::new();
    for (path, kilobytes) in [
        ("/", 9),
        ("/wizard?plan=standard&purpose=work&devices=pc-phone", 8),
        ("/result?plan=standard&purpose=work&devices=pc-phone", 13),
    ] {
        let dom = site.get(path).await.dom();
        let mut loads = vec![path.to_owned(), dom.attribute("link[rel=icon]", "href")];
        let sheets = dom.all("link[rel=stylesheet]");
        loads.extend(sheets.iter().map(|sheet| sheet.attr("href").unwrap().to_owned()));
        loads.push(dom.attribute("script", "src"));
        let mut sum = 0;
        for load in loads {
            sum += site.size(&load, "br").await;
        }
        println!("{path}: {sum} bytes with all it loads, compressed");
        assert!(sum <= kilobytes * 1_000, "{path}: {sum} bytes");
    }
    let script = site.get(&site.get("/").await.dom().attribute("script", "src")).await;
    assert!(script.body.len() < 5 * 1024);
}

#[tokio::test]
async fn odd_queries_never_break_a_page() {
    let site = Site::new();
    let many = format!("/result?{}", "a=1&".repeat(1900));
    for path in [
        "/result?%FF%FE=%00",
        "/result?plan=%E3%81",
        "/wizard?ask=%2e%2e%2f&sent=none",
        "/wizard?&&&===",
        "/result?mails=-1&used=NaN&limit=1e400&keep=%F0%9F%92%A9",
        "/result?limit=0",
        "/static/..%2f..%2frules.toml",
        many.as_str(),
    ] {
        let status = site.get(path).await.status;
        assert!(!status.is_server_error(), "{path}: {status}");
    }
}

#[tokio::test]
async fn links_to_be_shared_begin_with_the_public_address_else_the_host() {
    let settings = Settings { public_url: Some("https://mail.example.jp".to_owned()), ..Settings::default() };
    let site = Site::of(App::new(loader::embedded(), settings));
    assert_eq!(
        site.get("/result?away=yes").await.dom().text(".address"),
        "https://mail.example.jp/result?away=yes&was=imap"
    );
    let site = Site::new();
    let reply = site.get_with("/result?away=yes", "host", "wizard.example.jp:8080").await;
    assert_eq!(reply.dom().text(".address"), "http://wizard.example.jp:8080/result?away=yes&was=imap");
    // HTTP/1.0 needs no host; an invalid host is rejected.
    assert_eq!(site.get("/result?away=yes").await.dom().text(".address"), "/result?away=yes&was=imap");
    site.get_with("/result?away=yes", "host", "evil\"><b>").await.assert_status(400);
}

#[tokio::test]
async fn comments_are_not_loaded() {
    let site = Site::new();
    let dom = site.get("/result").await.dom();
    let sheets = dom.all("link[rel=stylesheet]");
    let mut files: Vec<String> = sheets.iter().map(|sheet| sheet.attr("href").unwrap().to_owned()).collect();
    files.push(dom.attribute("script", "src"));
    for file in files {
        let body = site.get(&file).await.assert_ok().body.clone();
        assert!(!body.lines().any(|line| line.trim().starts_with("//") || line.contains("/*")), "{file}");
    }
}
