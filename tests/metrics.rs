//! Metrics: what is counted, the absence of personal data, and the feedback on results.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use pop_or_imap::loader;
use pop_or_imap::web::{self, App, Settings};
use tower::ServiceExt as _;

use crate::support::{Reply, Site};

/// A site with its admin listener.
struct Watched {
    app: Arc<App>,
    site: Site,
}

impl Watched {
    fn new() -> Self {
        let app = App::new(loader::embedded(), Settings::default());
        Self { site: Site::of(Arc::clone(&app)), app }
    }

    async fn metrics(&self) -> String {
        self.metrics_as(&[]).await.1
    }

    /// Returns the metrics for a client that accepts this media type, and their media type.
    async fn metrics_as(&self, accept: &[&str]) -> (String, String) {
        let request = Request::get("/metrics").header("host", "127.0.0.1:9100");
        let request = accept.iter().fold(request, |request, accept| request.header("accept", *accept));
        let request = request.body(Body::empty()).unwrap();
        let response = web::admin(Arc::clone(&self.app)).oneshot(request).await.unwrap();
        let media_type = response.headers()["content-type"].to_str().unwrap().to_owned();
        let text = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        (media_type, String::from_utf8(text).unwrap())
    }

    /// Returns the value of one series, 0 if it is missing.
    async fn value(&self, series: &str) -> u64 {
        let metrics = self.metrics().await;
        let value = metrics.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        value.map_or(0, |value| value.parse().unwrap())
    }

    async fn help(&self, query: &str, body: &str, site: &str) -> Reply {
        let request = Request::post(format!("/helped?{query}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site);
        self.site.send(request, body.to_owned()).await
    }
}

#[tokio::test]
async fn a_journey_is_counted_step_by_step_and_kept_pages_count_as_well() {
    let watched = Watched::new();
    for _ in 0..3 {
        watched.site.get("/").await;
        watched.site.get("/wizard").await;
        watched.site.get("/wizard?plan=standard&ask=devices").await;
        watched.site.get("/result?plan=standard&offline=unopened").await;
        watched.site.get_with("/result?plan=standard&offline=unopened", "accept", "text/plain").await;
        watched.site.get("/api/v1/recommendation?away=yes").await;
        watched.site.post("/api/v1/recommendations", r#"[{"away":"yes"},{"purpose":"spare"},7]"#).await;
        watched.site.get("/nowhere").await;
        watched.site.get(&format!("/wizard?plan={}", "x".repeat(9_000))).await;
        watched.site.get_with("/guide", "host", "a@b").await;
    }
    for (series, value) in [
        (r#"pop_or_imap_requests_total{route="/",method="GET",status="200"}"#, 3),
        (r#"pop_or_imap_requests_total{route="/result",method="GET",status="200"}"#, 6),
        (r#"pop_or_imap_requests_total{route="/api/v1/recommendations",method="POST",status="200"}"#, 3),
        (r#"pop_or_imap_requests_total{route="none",method="GET",status="404"}"#, 3),
        (r#"pop_or_imap_requests_total{route="/wizard",method="GET",status="414"}"#, 3),
        (r#"pop_or_imap_requests_total{route="/guide",method="GET",status="400"}"#, 3),
        (r#"pop_or_imap_request_duration_seconds_count{route="/wizard"}"#, 9),
        (r#"pop_or_imap_steps_total{step="start",answered="0"}"#, 3),
        (r#"pop_or_imap_steps_total{step="question",answered="0"}"#, 3),
        (r#"pop_or_imap_steps_total{step="question",answered="1"}"#, 3),
        (r#"pop_or_imap_steps_total{step="result",answered="2"}"#, 6),
        (r#"pop_or_imap_questions_total{question="devices"}"#, 3),
        (r#"pop_or_imap_recommendations_total{protocol="pop",strength="required",form="page"}"#, 3),
        (r#"pop_or_imap_recommendations_total{protocol="pop",strength="required",form="text"}"#, 3),
        (r#"pop_or_imap_reloads_total{outcome="applied"}"#, 0),
    ] {
        assert_eq!(watched.value(series).await, value, "{series}\n{}", watched.metrics().await);
    }
    let listed: u64 = {
        let metrics = watched.metrics().await;
        let listed = metrics.lines().filter(|line| line.contains("form=\"list\""));
        listed.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum()
    };
    assert_eq!(listed, 6);
}

#[tokio::test]
async fn nothing_that_visitors_send_is_in_the_metrics_and_they_cannot_make_them_grow() {
    let watched = Watched::new();
    let visit = async |number: u32| {
        let secret = format!("secret{number}");
        for path in [
            format!("/{secret}"),
            format!("/static/{secret}.css"),
            format!("/result?away=yes&mails={number}&utm={secret}&by={secret}&importance=critical"),
            format!("/wizard?ask={secret}&plan={secret}"),
            format!("/api/v1/{secret}?devices={secret}"),
        ] {
            watched.site.get_with(&path, "host", &format!("{secret}.example")).await;
        }
        watched.site.send(Request::builder().method(secret.as_str()).uri("/result"), "").await;
    };
    visit(0).await;
    visit(1).await;
    let before: BTreeSet<String> = series(&watched.metrics().await);
    for number in 2..200 {
        visit(number).await;
    }
    let metrics = watched.metrics().await;
    assert_eq!(series(&metrics), before);
    for word in ["secret", "critical", "utm", "example"] {
        assert!(!metrics.contains(word), "{word} in {metrics}");
    }
}

/// Returns the names and labels of all series.
fn series(metrics: &str) -> BTreeSet<String> {
    let lines = metrics.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(line.rsplit_once(' ')?.0.to_owned())).collect()
}

#[tokio::test]
async fn whether_a_result_helped_is_counted_and_thanked_for_without_a_script() {
    let watched = Watched::new();
    let result = watched.site.get("/result?plan=standard&offline=unopened&devices=7&embed=1&lang=ja").await.dom();
    assert_eq!(result.attribute("#helped form", "method"), "post");
    let action = result.attribute("#helped form", "action");
    let query = action.strip_prefix("/helped?").unwrap();
    assert_eq!(result.all("#helped button[name=helped]").len(), 2);
    for (body, site) in [("helped=yes", "same-origin"), ("helped=no", "none"), ("helped=yes", "cross-site")] {
        let sent = if body == "helped=no" { "not-helped" } else { "helped" };
        let back = format!("/result?plan=standard&offline=unopened&lang=ja&embed=1&devices=7&sent={sent}");
        let reply = watched.help(query, body, site).await;
        reply.assert_redirect_to(&format!("{back}#helped")).assert_no_header("set-cookie");
        let thanks = watched.site.get(&back).await.dom();
        assert_eq!(thanks.text("#helped p[role=status]"), "お知らせいただき、ありがとうございました。");
        assert_eq!(thanks.all("#helped p").len(), if body == "helped=no" { 3 } else { 1 });
        assert!(!thanks.has("#helped form"));
        assert!(thanks.text(".notice").contains('7'), "what was not understood is still named");
    }
    for (helped, count) in [("yes", 1), ("no", 1)] {
        let series = format!(r#"pop_or_imap_helped_total{{helped="{helped}",protocol="pop",strength="required"}}"#);
        assert_eq!(watched.value(&series).await, count, "{}", watched.metrics().await);
    }
    for body in ["", "helped=maybe", "other=yes"] {
        watched.help(query, body, "same-origin").await.assert_status(400);
    }
    watched.help(query, &"x".repeat(5_000), "same-origin").await.assert_status(413);
    // A client that loads the form's address again is redirected.
    for address in ["/helped?plan=standard&by=support&devices=7&sent=helped", "/helped"] {
        let query = if address == "/helped" { "" } else { "?plan=standard&by=support&devices=7" };
        let reply = watched.site.get(address).await;
        reply.assert_redirect_to(&format!("/result{query}")).assert_header("cache-control", "no-store");
    }
}

#[tokio::test]
async fn whoever_follows_a_link_from_the_thanks_is_asked_again() {
    let site = Site::new();
    for (sent, embed) in [("helped", ""), ("not-helped", ""), ("helped", "&embed=1"), ("not-helped", "&embed=1")] {
        let path = format!("/result?plan=standard&devices=7&mails=50{embed}&sent={sent}");
        let reply = site.get_with(&path, "host", "a.example").await;
        let page = reply.assert_header("x-robots-tag", "noindex").dom();
        assert!(page.has("#helped [role=status]"));
        let mut links = 0;
        for element in page.all("*") {
            for (name, value) in element.value().attrs().filter(|(name, _)| *name != "id") {
                assert!(!value.contains("helped"), "{name}={value} on {path}");
                links += usize::from(["href", "action", "value", "src", "content"].contains(&name));
            }
        }
        assert!(links > 20 && !page.text(".address").contains("helped"), "{links} on {path}");
        let switch = page.attribute("a[hreflang=en]", "href");
        assert!(switch.contains("devices=7") && site.get(&switch).await.dom().has("#helped form"), "{switch}");
        // The page with the thanks has the result's canonical URL, and must not be indexed.
        assert_eq!(page.attribute("link[rel=canonical]", "href"), "http://a.example/result?plan=standard&mails=50");
        assert_eq!(page.attribute("meta[name=robots]", "content"), "noindex");
        // After negative feedback, the page and its links show what to do next.
        let on = page.all("#helped a");
        assert_eq!(on.len(), usize::from(sent == "not-helped"));
        for link in on {
            let place = link.attr("href").unwrap();
            assert!(page.has(&format!("section{place}.answers a")), "{place} is where answers can be changed");
        }
    }
}

#[tokio::test]
async fn where_to_ask_is_said_with_the_operators_address_if_there_is_one() {
    let rules = loader::EMBEDDED.replacen("enquiry = \"\"", "enquiry = \"https://support.example.jp/ask\"", 1);
    let rules = loader::load("", &rules).unwrap();
    let site = Site::of(App::new(rules, Settings::default()));
    for (embed, target) in [("", None), ("&embed=1", Some("_top"))] {
        let page = site.get(&format!("/result?plan=standard{embed}&sent=not-helped")).await.dom();
        let link = page.one("#helped a[href='https://support.example.jp/ask']");
        assert_eq!(link.attr("target"), target);
    }
}

#[tokio::test]
async fn a_page_is_counted_as_shown_where_somebody_sees_it_anew() {
    let watched = Watched::new();
    let shown = async || {
        let metrics = watched.metrics().await;
        ["recommendations", "steps", "questions"].map(|name| {
            let name = format!("pop_or_imap_{name}_total{{");
            let lines = metrics.lines().filter(|line| line.starts_with(&name));
            lines.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum::<u64>()
        })
    };
    let not_shown = [
        "/result?away=yes&sent=helped",
        "/result?away=yes&sent=not-helped",
        "/result?away=yes&mails=abc&sent=numbers",
        "/forecast?away=yes",
        "/forecast?away=yes&mails=abc&sent=numbers",
        "/setup?away=yes&now=pop",
        "/setup?away=yes&local=abc&sent=setup",
        "/reminder.ics",
        "/wizard?plan=standard&sent=devices",
        "/helped?away=yes",
    ];
    // Twice, so that the second response is from the cache if the page is cached.
    for _ in 0..2 {
        for path in not_shown {
            watched.site.get(path).await;
            watched.site.get_with(path, "accept", "text/plain").await;
            watched.site.get_with(path, "accept", "application/json").await;
        }
        for path in ["/", "/wizard", "/result?away=yes", "/api/v1/recommendation?away=yes"] {
            watched.site.head(path).await;
        }
    }
    // A form with errors is returned as a page only; as text or JSON, it is a result like any other.
    assert_eq!(shown().await, [4, 2, 0], "{}", watched.metrics().await);
    for path in ["/", "/wizard", "/result?away=yes", "/api/v1/recommendation?away=yes"] {
        watched.site.get(path).await;
    }
    assert_eq!(shown().await, [6, 5, 1]);
    let metrics = watched.metrics().await;
    for name in ["recommendations", "steps", "questions"] {
        let help = metrics.lines().find(|line| line.starts_with(&format!("# HELP pop_or_imap_{name} "))).unwrap();
        assert!(help.contains("HEAD") && help.contains("correct") && help.contains("feedback"), "{help}");
    }
}

#[tokio::test]
async fn reloads_and_the_rules_that_serve_are_seen() {
    let watched = Watched::new();
    let revised = loader::EMBEDDED.replacen("version = \"", "version = \"9", 1);
    watched.app.replace_rulebook("", &revised);
    watched.app.replace_rulebook("", &revised);
    assert_eq!(watched.metrics().await.matches("pop_or_imap_rules_rejected 0\n").count(), 1);
    watched.app.replace_rulebook("", "version = 1");
    assert_eq!(watched.value("pop_or_imap_rules_rejected").await, 1);
    watched.app.replace_rulebook("", &revised);
    assert_eq!(watched.value("pop_or_imap_rules_rejected").await, 0, "the rules that serve were put back");
    watched.app.reject_unreadable_rules();
    assert_eq!(watched.value("pop_or_imap_rules_rejected").await, 1);
    assert_eq!(watched.value(r#"pop_or_imap_reloads_total{outcome="applied"}"#).await, 1);
    assert_eq!(watched.value(r#"pop_or_imap_reloads_total{outcome="rejected"}"#).await, 2);
    let rulebook = watched.app.rulebook();
    let rules = format!(r#"pop_or_imap_rules_info{{version="{}",digest="{}"}}"#, rulebook.version, rulebook.digest);
    assert_eq!(watched.value(&rules).await, 1);
    assert_eq!(watched.metrics().await.matches("pop_or_imap_rules_info{").count(), 1, "only of those that serve");
}

#[tokio::test]
async fn what_can_come_is_counted_from_0_so_that_the_first_is_an_increase() {
    let watched = Watched::new();
    let first = series(&watched.metrics().await);
    for part in [
        r#"recommendations_total{protocol="imap",strength="slight",form="list"}"#,
        r#"helped_total{helped="no",protocol="pop",strength="required"}"#,
        r#"questions_total{question="backup"}"#,
        r#"steps_total{step="start",answered="0"}"#,
        r#"steps_total{step="question",answered="8"}"#,
        r#"steps_total{step="result",answered="9"}"#,
        r#"reloads_total{outcome="rejected"}"#,
        "connections_evicted_total",
        r#"connections_failed_total{cause="malformed"}"#,
        r#"connections_failed_total{cause="too_slow"}"#,
    ] {
        assert!(first.contains(&format!("pop_or_imap_{part}")), "{part} in {first:#?}");
    }
    watched.site.get("/").await;
    watched.site.get("/wizard").await;
    watched.site.get("/result?plan=standard&offline=unopened").await;
    watched.help("plan=standard&offline=unopened", "helped=no", "same-origin").await;
    let later = series(&watched.metrics().await);
    let new: Vec<_> = later.difference(&first).filter(|name| !name.contains("request")).collect();
    assert!(new.is_empty(), "{new:#?}");
    // A question that new rules add, too.
    let renamed = loader::EMBEDDED.replace("backup", "safety").replace("factor = \"safety\"", "factor = \"backup\"");
    assert!(matches!(watched.app.replace_rulebook_with("", &renamed, loader::load), web::ReloadOutcome::Applied));
    assert!(watched.metrics().await.contains("questions_total{question=\"safety\"} 0\n"));
}

#[tokio::test]
async fn metrics_are_open_metrics_whatever_the_client_accepts() {
    let watched = Watched::new();
    watched.site.get("/").await;
    for accept in [&[][..], &["*/*"], &["text/plain;version=0.0.4"], &["text/html"], &["", ";;q=,", "\u{e9}"]] {
        let (media_type, text) = watched.metrics_as(accept).await;
        assert_eq!(media_type, "application/openmetrics-text; version=1.0.0; charset=utf-8", "{accept:?}");
        assert!(text.ends_with("# EOF\n") && text.contains("# UNIT"), "{accept:?}");
        assert!(text.contains("# TYPE pop_or_imap_requests counter\n"), "{accept:?}");
    }
}

#[tokio::test]
async fn times_are_told_apart_from_a_kept_page_to_the_limit() {
    let watched = Watched::new();
    watched.site.get("/").await;
    let metrics = watched.metrics().await;
    let bounds = metrics.lines().filter_map(|line| {
        line.strip_prefix("pop_or_imap_request_duration_seconds_bucket{le=\"")?.split('"').next()?.parse::<f64>().ok()
    });
    let bounds: Vec<_> = bounds.collect();
    assert!(bounds[0] <= 0.000_01 && bounds.contains(&10.0), "{bounds:?}");
    for pair in bounds.windows(2) {
        assert!(pair[0] < pair[1] && pair[1] <= pair[0] * 5.0 || pair[1].is_infinite(), "{pair:?}");
    }
}
