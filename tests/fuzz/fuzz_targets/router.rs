//! Arbitrary requests through the whole service, in this process.
//!
//! An input has the form of a request: a line with method and target, header lines, an empty line, and a body. Requests
//! that hyper would reject before the service sees them are skipped.
#![no_main]

use std::io::Read as _;
use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use http_body_util::BodyExt as _;
use libfuzzer_sys::fuzz_target;
use percent_encoding::percent_decode;
use pop_or_imap::web::{App, Settings, Site};
use pop_or_imap::{loader, web};
use tokio::runtime::{Builder, Runtime};

static SITE: LazyLock<Site> = LazyLock::new(|| web::site(App::new(loader::embedded(), Settings::default())));

/// A marker that appears on a page only if input is not escaped.
const MARKS: [&str; 4] = ["<zz", "\"zz", "'zz", "&zz;"];
/// A header that a response may depend on, with another value.
const VARYING: [(&str, &str); 3] =
    [("accept", "application/json"), ("accept-language", "en"), ("accept-encoding", "gzip")];

/// A response with its decoded body.
#[derive(Debug, PartialEq)]
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Clone)]
struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Asked {
    /// Parses an input; `None` if it is not a request.
    fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(2).position(|two| two == b"\n\n");
        let (head, body) = bytes.split_at(end.unwrap_or(bytes.len()));
        let mut lines = head.split(|byte| *byte == b'\n');
        let mut first = lines.next()?.splitn(2, |byte| *byte == b' ');
        let method = Method::from_bytes(first.next()?).ok()?;
        let uri = Uri::try_from(first.next()?).ok()?;
        let mut headers = HeaderMap::new();
        for line in lines {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let name = HeaderName::from_bytes(&line[..colon]).ok()?;
            headers.append(name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?);
        }
        let body = Bytes::copy_from_slice(body.get(2..).unwrap_or_default());
        Some(Self { method, uri, headers, body })
    }

    fn with(&self, method: Method, name: &'static str, value: &HeaderValue) -> Self {
        let mut other = Self { method, ..self.clone() };
        other.headers.insert(name, value.clone());
        other
    }

    fn answer(&self, runtime: &Runtime) -> Reply {
        let mut request = Request::new(Body::from(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        runtime.block_on(async {
            let (parts, body) = SITE.handle(request).await.into_parts();
            let body = body.collect().await.expect("what is made in memory does not fail").to_bytes();
            Reply { status: parts.status, body: decoded(&parts.headers, body), headers: parts.headers }
        })
    }

    /// Checks whether a marker is in the request, decoded once.
    fn has(&self, mark: &str) -> bool {
        let address = self.uri.to_string();
        let headers = self.headers.values().map(HeaderValue::as_bytes);
        let sent = headers.chain([address.as_bytes(), &self.body]);
        sent.flat_map(|bytes| [bytes.to_vec(), percent_decode(bytes).collect()])
            .any(|bytes| bytes.windows(mark.len()).any(|part| part == mark.as_bytes()))
    }
}

/// Decodes the content coding of a body.
fn decoded(headers: &HeaderMap, body: Bytes) -> Bytes {
    let mut plain = Vec::new();
    let read = match headers.get("content-encoding").map(HeaderValue::as_bytes) {
        _ if body.is_empty() => return body,
        None => return body,
        Some(b"br") => brotli::Decompressor::new(&body[..], 4096).read_to_end(&mut plain),
        Some(b"gzip") => flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut plain),
        Some(b"zstd") => zstd::Decoder::new(&body[..]).and_then(|mut decoder| decoder.read_to_end(&mut plain)),
        Some(other) => panic!("{other:?} was not accepted"),
    };
    read.expect("what was encoded can be decoded");
    plain.into()
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("our headers are ASCII"))
    }

    fn varies(&self, on: &str) -> bool {
        let all = self.headers.get_all("vary").iter().filter_map(|line| line.to_str().ok());
        all.flat_map(|line| line.split(',')).any(|name| name.trim().eq_ignore_ascii_case(on))
    }

    /// Checks the guarantees of every response.
    fn is_sound(&self, asked: &Asked) {
        assert!(self.status.as_u16() < 500, "{}", self.status);
        assert!(self.header("content-security-policy").starts_with("default-src 'none'"));
        assert!(!self.header("cache-control").is_empty());
        let kind = self.header("content-type");
        assert!(self.body.is_empty() || !kind.is_empty(), "a body has a kind");
        if kind.starts_with("text/html") {
            let page = std::str::from_utf8(&self.body).expect("pages are UTF-8");
            for mark in MARKS {
                assert!(!page.contains(mark) || !asked.has(mark), "{mark} is not escaped");
            }
            assert!(!page.contains("\"javascript:"));
        }
        if kind.contains("json") && !self.body.is_empty() {
            let json: serde_json::Value = serde_json::from_slice(&self.body).expect("JSON is JSON");
            assert!(kind != "application/problem+json" || json["status"] == self.status.as_u16());
        }
        if self.status.is_redirection() && self.status != StatusCode::NOT_MODIFIED {
            let to = self.header("location");
            // On this server only.
            assert!(to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\"), "{to}");
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some(mut asked) = Asked::read(bytes) else { return };
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime can be made");
    let reply = asked.answer(&runtime);
    reply.is_sound(&asked);
    assert_eq!(asked.answer(&runtime), reply, "the same request gets the same answer");
    if asked.method != Method::GET {
        return;
    }
    let head = Asked { method: Method::HEAD, ..asked.clone() }.answer(&runtime);
    assert!(head.status == reply.status && head.body.is_empty());
    let mut headers = head.headers;
    if !reply.headers.contains_key("content-length") {
        headers.remove("content-length");
    }
    assert_eq!(headers, reply.headers, "HEAD has the head of GET");
    if let Some(tag) = reply.headers.get("etag").filter(|_| reply.status == StatusCode::OK) {
        let again = asked.with(Method::GET, "if-none-match", tag).answer(&runtime);
        assert!(again.status == StatusCode::NOT_MODIFIED && again.body.is_empty());
        assert_eq!(again.headers.get("etag"), Some(tag));
    }
    if reply.status != StatusCode::NOT_MODIFIED {
        for (name, value) in VARYING {
            let other = asked.with(Method::GET, name, &HeaderValue::from_static(value)).answer(&runtime);
            assert!(other.body == reply.body || reply.varies(name), "depends on {name}, which is missing in Vary");
            if let (Some(tag), Some(same)) = (reply.headers.get("etag"), other.headers.get("etag")) {
                assert_eq!(tag == same, other.headers == reply.headers && other.body == reply.body, "{name}");
            }
        }
    }
    // A redirect leads to a page within a step or two.
    let mut on = reply;
    for _ in 0..3 {
        if on.status.is_redirection() && on.status != StatusCode::NOT_MODIFIED {
            let Ok(uri) = Uri::try_from(on.header("location")) else { panic!("{}", on.header("location")) };
            asked.uri = uri;
            on = asked.answer(&runtime);
            on.is_sound(&asked);
        }
    }
    assert!(!on.status.is_redirection() || on.status == StatusCode::NOT_MODIFIED, "round and round");
});
