//! Random header values through the whole service, in this process.
//!
//! An input is a byte that picks the request target, followed by lines: a byte that picks a header name, and its value.
#![no_main]

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HOST, IF_MATCH,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, ORIGIN, RANGE, REFERER, TRANSFER_ENCODING,
};
use axum::http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::BodyExt as _;
use libfuzzer_sys::fuzz_target;
use pop_or_imap::web::{App, Settings, Site};
use pop_or_imap::{loader, web};
use tokio::runtime::{Builder, Runtime};

static SITE: LazyLock<Site> = LazyLock::new(|| web::site(App::new(loader::embedded(), Settings::default())));
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime can be made"));

const NAMES: [HeaderName; 16] = [
    ACCEPT,
    ACCEPT_LANGUAGE,
    ACCEPT_ENCODING,
    IF_NONE_MATCH,
    HOST,
    CONTENT_TYPE,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    CONNECTION,
    RANGE,
    IF_MATCH,
    IF_MODIFIED_SINCE,
    EXPECT,
    ORIGIN,
    REFERER,
    HeaderName::from_static("sec-fetch-site"),
];

const TARGETS: [(Method, &str); 15] = [
    (Method::GET, "/"),
    (Method::GET, "/wizard?purpose=work"),
    (Method::GET, "/result?purpose=work&devices=one-pc&mails=x"),
    (Method::HEAD, "/result"),
    (Method::GET, "/forecast?purpose=work&mails=x"),
    (Method::GET, "/setup?purpose=work&now=pop&local=x"),
    (Method::GET, "/reminder.ics?months=3"),
    (Method::GET, "/static/none"),
    (Method::GET, "/nowhere"),
    (Method::GET, "/api/v1/recommendation?away=yes"),
    (Method::POST, "/api/v1/recommendations"),
    (Method::POST, "/capacity"),
    (Method::POST, "/capacity/csv"),
    (Method::POST, "/helped"),
    (Method::DELETE, "/guide"),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((pick, rest)) = bytes.split_first() else { return };
    let (method, target) = &TARGETS[usize::from(*pick) % TARGETS.len()];
    let mut request = Request::new(Body::from("[{}]"));
    *request.method_mut() = method.clone();
    *request.uri_mut() = target.parse().expect("a target of the table");
    for line in rest.split(|byte| *byte == b'\n') {
        let Some((pick, value)) = line.split_first() else { continue };
        let Ok(value) = HeaderValue::from_bytes(value) else { continue };
        request.headers_mut().append(NAMES[usize::from(*pick) % NAMES.len()].clone(), value);
    }
    if !request.headers().contains_key(HOST) {
        request.headers_mut().insert(HOST, HeaderValue::from_static("a.example"));
    }
    RUNTIME.block_on(async {
        let (parts, body) = SITE.handle(request).await.into_parts();
        assert!(parts.status.as_u16() < 500, "{} for {target}", parts.status);
        let head: usize = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        assert!(head <= 4096, "a head of {head} bytes for {target}");
        body.collect().await.expect("a body in memory does not fail");
    });
});
