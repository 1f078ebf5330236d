//! The wizard inside pages of other origins: shown if allowed, in a frame of the right height.

use std::time::Duration;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use pop_or_imap::web::Settings;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Browser, Look};

/// A site that shows the wizard between texts of its own, on one port.
struct Host {
    listener: TcpListener,
    port: u16,
}

impl Host {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        Self { listener, port }
    }

    /// Serves a page that embeds the wizard as in the README, in a frame with this `box-sizing`.
    fn serve(self, wizard: &str, sizing: &str) {
        let page = format!(
            "<!doctype html><html lang=ja><title>Support</title><body style='margin:0'>
             <p id=before style='height:300px'>Our own words</p>
             <iframe src='{wizard}/?embed=1' title='POPとIMAPの選び方' allow='clipboard-write' style='width:100%;height:40rem;border:1px solid #ccc;box-sizing:{sizing}'></iframe>
             <script src='{wizard}/embed.js' defer></script>
             <p style='height:2000px'>More of them</p>"
        );
        let routes = Router::new().route("/", get(move || async move { Html(page) }));
        tokio::spawn(async move { axum::serve(self.listener, routes).await.unwrap() });
    }
}

/// Waits, for ten seconds at most, until a script returns a truthy value in the current page or frame.
async fn until(browser: &Browser, script: &str) {
    let mut last = Value::Null;
    for _ in 0..200 {
        // Scripts fail while one page is replaced by another.
        if let Ok(given) = browser.driver.execute(script, vec![]).await {
            last = given.json().clone();
            if last == json!(true) {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never true, {last} at last: {script}");
}

async fn enter(browser: &Browser) {
    browser.find("iframe").await.enter_frame().await.unwrap();
}

/// Opens a page and enters its frame.
async fn open(browser: &Browser, address: &str) {
    browser.driver.goto(address).await.unwrap();
    enter(browser).await;
}

/// Waits until the frame is as high as the page in it, and nothing in it scrolls. Returns the height.
async fn fits(browser: &Browser) -> u64 {
    until(
        browser,
        "const { scrollHeight } = document.documentElement;
         const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
         return document.readyState === 'complete' && innerHeight === height && scrollHeight <= height
           || [document.readyState, innerHeight, height, scrollHeight]",
    )
    .await;
    browser.run("return innerHeight").await.as_u64().unwrap()
}

/// Waits, in the surrounding page, until part of the frame is visible.
async fn in_view(browser: &Browser, place: &str) {
    let at = browser.run(&format!("return document.querySelector('{place}').getBoundingClientRect().top")).await;
    browser.driver.enter_default_frame().await.unwrap();
    until(
        browser,
        &format!(
            "const {{ top, height }} = document.querySelector('iframe').getBoundingClientRect();
             return top + {at} >= 0 && top + {at} < innerHeight || [top, height, {at}, scrollY, innerHeight]"
        ),
    )
    .await;
    enter(browser).await;
}

async fn journey(browser: &Browser, host: &str) {
    open(browser, host).await;
    until(browser, "return !!document.querySelector('main .button') && !document.querySelector('header, footer')")
        .await;
    let start = fits(browser).await;
    browser.driver.enter_default_frame().await.unwrap();
    assert_eq!(browser.run("return scrollY").await, json!(0), "the first page leaves the site where it is");
    enter(browser).await;

    // A long page, from a link far down: its top is in view.
    browser.click("main > p:last-child a").await;
    until(browser, "return location.pathname === '/guide'").await;
    assert!(fits(browser).await > start + 1000);
    in_view(browser, ".around").await;
    browser.click(".back").await;
    until(browser, "return location.pathname === '/'").await;
    assert_eq!(fits(browser).await, start, "the frame shrinks, too");

    browser.click("main .button").await;
    for (question, value) in [("purpose", "work"), ("offline", "no"), ("devices", "pc-phone")] {
        until(browser, &format!("return !!document.querySelector('input[name={question}][value={value}]')")).await;
        browser.click(&format!("input[name={question}][value={value}] + label")).await;
        browser.click("form button").await;
    }
    until(browser, "return location.search === '?purpose=work&devices=pc-phone&offline=no&embed=1'").await;
    // The rest is not known.
    for _ in 0..9 {
        let sent = browser.run("return location.search").await;
        browser.click("input[value=unknown] + label").await;
        browser.click("form button").await;
        until(browser, &format!("return location.search !== {sent} && document.readyState === 'complete'")).await;
        if browser.has(".verdict").await {
            break;
        }
    }
    assert!(browser.text(".verdict").await.contains("IMAP"));
    fits(browser).await;

    // A link within the page leads there, though it is the page around that scrolls.
    browser.click("a[href='#reasons']").await;
    in_view(browser, "#reasons").await;
    let shared = browser.text("#address").await;
    assert!(shared.starts_with(&browser.site) && !shared.contains("embed"), "{shared}");
    // So does one from another page.
    browser.click(".mailbox a[href^='/forecast']").await;
    until(browser, "return location.pathname === '/forecast' && document.readyState === 'complete'").await;
    fits(browser).await;
    browser.find("#mails").await.send_keys("50").await.unwrap();
    browser.click(".numbers button").await;
    until(browser, "return location.search.includes('mails=50') && document.readyState === 'complete'").await;
    fits(browser).await;
    in_view(browser, "h1").await;
    browser.driver.enter_default_frame().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn inside_sites_that_may_show_it_and_in_no_others() {
    let (other_site, other_port) = (Host::new().await, Host::new().await);
    let by_name = format!("http://localhost:{}", other_site.port);
    let by_number = format!("http://127.0.0.1:{}", other_port.port);
    let not_named = [format!("http://127.0.0.1:{}", other_site.port), format!("http://localhost:{}", other_port.port)];
    let frame_ancestors = format!("{by_name} {by_number}").parse().unwrap();
    let browser = Browser::start_with(Settings { frame_ancestors, ..Settings::default() }).await;
    other_site.serve(&browser.site, "content-box");
    other_port.serve(&browser.site, "border-box");

    for (host, look) in [(&by_name, Look::DESKTOP), (&by_number, Look::PHONE)] {
        browser.look(look).await;
        journey(&browser, host).await;
    }
    for host in &not_named {
        open(&browser, host).await;
        until(&browser, "return location.href.startsWith('chrome-error:')").await;
        assert!(!browser.has("main").await, "{host}");
        browser.driver.enter_default_frame().await.unwrap();
        let height = browser.run("return document.querySelector('iframe').style.height").await;
        assert_eq!(height, json!("40rem"), "{host}");
    }
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_may_show_it_where_nobody_is_named() {
    let host = Host::new().await;
    let address = format!("http://127.0.0.1:{}", host.port);
    let browser = Browser::start().await;
    host.serve(&browser.site, "content-box");
    open(&browser, &address).await;
    until(&browser, "return location.href.startsWith('chrome-error:')").await;
    assert!(!browser.has("main").await);
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_embedded_pages_and_nothing_is_cut_off() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&file).expect("axe-core is missing: run ./tests/run, which installs it");
    let browser = Browser::start().await;
    for look in [Look::DESKTOP, Look { width: 320, ..Look::PHONE.dark() }] {
        browser.look(look).await;
        for path in [
            "/?embed=1",
            "/wizard?plan=standard&embed=1",
            "/result?purpose=work&embed=1",
            "/forecast?purpose=work&embed=1",
            "/setup?purpose=work&now=pop&embed=1",
            "/nowhere?embed=1",
        ] {
            browser.open(path).await;
            let wider = browser.run("return document.documentElement.scrollWidth - innerWidth").await;
            assert!(wider.as_i64().unwrap() <= 0, "{path} is {wider} px too wide, {look:?}");
            browser.run(&axe).await;
            let script = "const done = arguments[0];
                axe.run(document, { resultTypes: ['violations'] }).then(found => done(JSON.stringify(found.violations)))";
            let found = browser.driver.execute_async(script, vec![]).await.unwrap();
            assert_eq!(found.json(), &json!("[]"), "{path} {look:?}");
        }
    }
    browser.end().await;
}
