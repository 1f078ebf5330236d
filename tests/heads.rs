//! Response heads and generated URLs: bounded for any query, so that no proxy treats a response as a failure.

use axum::http::{HeaderMap, StatusCode};
use proptest::prelude::*;
use scraper::{Html, Selector};

use crate::support::Site;

/// The maximum length of a request target.
const MAX_TARGET: usize = 8 * 1024;
/// The maximum length of a response head.
const MAX_HEAD: usize = 4 * 1024;
/// The maximum length of the head of a redirect whose answers and accounts need more.
const MAX_REDIRECT_HEAD: usize = 9 * 1024;
/// The bytes that the server adds: status line, date, length or transfer coding, connection.
const ADDED: usize = 200;

const ROUTES: [&str; 20] = [
    "/",
    "/wizard",
    "/wizard?sent=purpose&purpose=work",
    "/wizard?ask=plan",
    "/result",
    "/result?sent=numbers",
    "/forecast",
    "/forecast?sent=numbers",
    "/setup",
    "/setup?sent=setup&now=pop",
    "/reminder.ics",
    "/guide",
    "/rules",
    "/link",
    "/link?sent=link&to=result",
    "/link/qr.png",
    "/result/qr.svg",
    "/capacity",
    "/helped",
    "/nowhere",
];

fn length(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum::<usize>() + ADDED
}

/// Joins a route and a query, cut to the maximum length of a request target.
fn target(route: &str, query: &str) -> String {
    let separator = if route.contains('?') { '&' } else { '?' };
    let mut target = format!("{route}{separator}{query}");
    target.truncate(MAX_TARGET);
    target
}

/// Returns the URLs on a page that refer to this server.
fn urls(page: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let mut urls = Vec::new();
    for (selector, attribute) in [("[href]", "href"), ("[action]", "action"), ("[src]", "src")] {
        let elements = Selector::parse(selector).unwrap();
        urls.extend(page.select(&elements).filter_map(|element| element.attr(attribute)).map(str::to_owned));
    }
    urls
}

/// Checks the head of one response and every URL in it.
async fn check(site: &Site, target: &str, needs_more: bool) {
    let reply = site.get_with(target, "host", "mail.example.jp").await;
    assert!(!reply.status.is_server_error() && reply.status != StatusCode::URI_TOO_LONG, "{target}");
    let head = length(&reply.headers);
    let max = if needs_more && reply.status.is_redirection() { MAX_REDIRECT_HEAD } else { MAX_HEAD };
    assert!(head <= max, "a head of {head} bytes for {target}");
    let location = reply.header("location").to_owned();
    let html = reply.header("content-type").starts_with("text/html");
    let on_page = if html { urls(&reply.body) } else { Vec::new() };
    for url in on_page.iter().chain(Some(&location)) {
        let path = url.strip_prefix("http://mail.example.jp").unwrap_or(url);
        let sent = path.split('#').next().unwrap();
        assert!(url.starts_with("mailto:") || sent.len() <= MAX_TARGET, "{} bytes: {url}", sent.len());
    }
}

#[tokio::test]
async fn values_that_are_not_understood_do_not_make_redirects_long() {
    let site = Site::new();
    // A past error: 78 invalid numbers, each of which triples in length when it is encoded.
    let numbers = vec![format!("mails={}", "(".repeat(95)); 78].join("&");
    let each = ["plan", "purpose", "devices", "mails", "attached", "used", "limit", "keep", "total", "website", "a"]
        .map(|key| format!("{key}={}", "(".repeat(600)))
        .join("&");
    for route in ROUTES {
        for query in [&numbers, &each] {
            check(&site, &target(route, query), false).await;
        }
    }
}

#[tokio::test]
async fn the_first_value_of_each_key_keeps_its_notice_through_a_redirect() {
    let site = Site::new();
    let reply = site.get("/wizard?sent=purpose&purpose=work&mails=x&mails=y&used=z&plan=none").await;
    reply.assert_redirect_to("/wizard?purpose=work&mails=x&used=z&plan=none");
}

#[tokio::test]
async fn two_hundred_accounts_pass_through_every_redirect() {
    let site = Site::new();
    let accounts = vec!["a=sales12_work.pc-phone.yes_50_imap"; 200].join("&");
    for route in ROUTES {
        check(&site, &target(route, &accounts), true).await;
    }
    // Short ones are all included.
    let all = vec!["a=sales12_work_50"; 200].join("&");
    let reply = site.get(&format!("/wizard?sent=purpose&purpose=work&{all}")).await;
    assert_eq!(reply.header("location").matches("&a=sales12_work_50").count(), 200);
}

#[tokio::test]
async fn accounts_that_grow_when_written_out_are_cut_with_a_notice() {
    let site = Site::new();
    let accounts = vec!["a=accounts9999__9.9.9tb.9tb.9_pop"; 200].join("&");
    for route in ROUTES {
        check(&site, &target(route, &accounts), true).await;
    }
    let page = site.get(&format!("/capacity?{accounts}")).await;
    page.assert_contains("入りきらないアカウントは使いませんでした");
    let wizard = site.get(&format!("/wizard?sent=purpose&purpose=work&{accounts}")).await;
    assert!(wizard.header("location").len() <= MAX_TARGET);
}

#[tokio::test]
async fn answers_given_later_never_make_accounts_drop_out() {
    let site = Site::new();
    let accounts = vec!["a=accounts9999_work.pc-phone.yes_50.5"; 200].join("&");
    let mut target = target("/wizard?plan=standard", &accounts);
    // What does not fit is reported in the first response.
    site.get(&target).await.assert_contains("入りきらないアカウントは使いませんでした");
    let mut counts = Vec::new();
    while target.starts_with("/wizard") {
        let page = site.get(&target).await.dom();
        let mut query = form_urlencoded::Serializer::new(String::new());
        let hidden = page.all("main form input[type=hidden]");
        counts.push(hidden.iter().filter(|input| input.attr("name") == Some("a")).count());
        for input in hidden {
            query.append_pair(input.attr("name").unwrap(), input.attr("value").unwrap());
        }
        let radio = page.all("main form input[type=radio]")[0];
        query.append_pair(radio.attr("name").unwrap(), radio.attr("value").unwrap());
        let sent = site.get(&format!("/wizard?{}", query.finish())).await;
        target = sent.header("location").to_owned();
    }
    assert!(counts.len() > 2 && counts[0] > 150 && counts.iter().all(|count| *count == counts[0]), "{counts:?}");
}

#[tokio::test]
async fn a_form_that_names_a_far_row_is_shown_with_the_rows_it_has() {
    let reply = Site::new().post_form("/capacity", "mails-150=x").await.assert_status(422);
    assert!(reply.body.len() < 100_000, "{} bytes", reply.body.len());
    assert_eq!(reply.dom().attribute("#mails-150", "value"), "x", "nothing is lost");
}

#[tokio::test]
async fn a_form_that_carries_the_longest_state_is_answered_when_it_is_sent() {
    let site = Site::new();
    let accounts = vec!["a=sales12_work.pc-phone.yes_50_imap"; 230].join("&");
    let page = site.get(&target("/wizard?plan=standard", &accounts)).await.dom();
    let mut query = form_urlencoded::Serializer::new(String::new());
    for input in page.all("main form input[type=hidden]") {
        query.append_pair(input.attr("name").unwrap(), input.attr("value").unwrap());
    }
    let radio = page.all("main form input[type=radio]")[0];
    query.append_pair(radio.attr("name").unwrap(), radio.attr("value").unwrap());
    let sent = format!("/wizard?{}", query.finish());
    site.get(&sent).await.assert_status(303);
}

fn hostile_query() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        prop::sample::select(vec![
            "plan",
            "purpose",
            "devices",
            "away",
            "offline",
            "attachments",
            "frequency",
            "importance",
            "backup",
            "mails",
            "attached",
            "used",
            "limit",
            "keep",
            "lang",
            "was",
            "ask",
            "by",
            "embed",
            "to",
            "a",
            "total",
            "website",
            "sent",
            "utm_source",
        ])
        .prop_map(str::to_owned),
        "[a-z%&=_.]{0,12}",
    ];
    let value = prop_oneof![
        prop::sample::select(vec![
            "work",
            "pc-phone",
            "yes",
            "many",
            "unknown",
            "5tb",
            "50",
            "support",
            "plan",
            "result",
            "numbers",
            "link",
            "helped",
            "sales12_work.pc-phone.yes_5.5.9tb.9tb.9_imap",
            "info___9tb.9tb.9tb.9tb",
        ])
        .prop_map(str::to_owned),
        "[('%E38182]{0,300}",
        "[ -~]{0,200}".prop_map(|text| text.replace(['#', ' ', '"', '<', '>', '`', '{', '}', '\\', '^', '|'], "+")),
    ];
    prop::collection::vec((key, value), 0..250).prop_map(|pairs| {
        let pairs: Vec<String> = pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        pairs.join("&")
    })
}

#[test]
fn no_query_makes_a_long_head_or_url_on_any_route() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let site = Site::new();
    let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(query in hostile_query(), route in prop::sample::select(ROUTES.to_vec()))| {
        let target = target(route, &query);
        prop_assume!(target.parse::<axum::http::Uri>().is_ok());
        let accounts = query.matches("a=").count() > 0;
        runtime.block_on(check(&site, &target, accounts));
    });
}
