//! Owns what is kept of answers: encoded pages in memory, entity tags and 304s (RFC 9110, 13), and what caches are told.
//!
//! A page is a function of its address, the language, form and coding that the client prefers, the host, the rules, and
//! this build: all of that is its key, and its entity tag is the key's digest. Nothing is ever stale, so nothing expires;
//! what is kept is bounded in bytes.

mod key;
mod policy;

use std::sync::Arc;

use axum::body::Body;
use axum::body::HttpBody as _;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH,
};
use axum::http::{self, HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::metrics::Tally;
use super::negotiation::{self, ContentCoding};
use super::response_budget::Reservation;
use super::{App, Error, panic_guard};
use crate::rulebook::Rulebook;
use key::Key;
pub(super) use policy::CachePolicy;

/// How many bytes of pages are kept, with their keys and headers.
const CAPACITY: u64 = 2 * 1024 * 1024;
/// About how many bytes a page has, encoded.
const TYPICAL: u64 = 8 * 1024;
/// What a page takes beside its body and its key: headers, and its place.
const OVERHEAD: u64 = 3 * 1024;

/// Encoded pages, the ones that are asked for most.
#[derive(Debug)]
pub(super) struct Pages(Cache<Key, Arc<Page>, Bytewise>);

/// An answer as it is sent, but for what a single request makes of it.
#[derive(Debug)]
struct Page {
    headers: HeaderMap,
    body: Bytes,
    tally: Tally,
}

/// Weighs a page by the bytes that it takes.
#[derive(Clone, Copy, Debug)]
struct Bytewise;

impl Weighter<Key, Arc<Page>> for Bytewise {
    fn weight(&self, key: &Key, page: &Arc<Page>) -> u64 {
        (page.body.len() + key.len()) as u64 + OVERHEAD
    }
}

impl Pages {
    /// Makes room for pages.
    pub(super) fn new() -> Self {
        let estimated = usize::try_from(CAPACITY / TYPICAL).unwrap_or(usize::MAX);
        Self(Cache::with_weighter(estimated, CAPACITY, Bytewise))
    }
}

/// What a request asks of a page.
pub(super) struct Asked {
    key: Key,
    /// The rules that the key is of, and the answer will be.
    rulebook: Arc<Rulebook>,
    accepted: &'static str,
    head: bool,
    /// The values of `If-None-Match`.
    unless: Vec<HeaderValue>,
}

impl Asked {
    /// Reads a request; nothing where its method is not one that asks for a page.
    pub(super) fn read<B>(app: &App, request: &http::Request<B>) -> Option<Self> {
        let head = request.method() == Method::HEAD;
        if !head && request.method() != Method::GET {
            return None;
        }
        panic_guard::stage("cache key");
        let headers = request.headers();
        let accepted = ContentCoding::accepted(headers);
        let rulebook = app.rulebook();
        let key = Key::of(app, &rulebook, request.uri(), headers, accepted);
        let unless = headers.get_all(IF_NONE_MATCH).iter().cloned().collect();
        Some(Self { key, rulebook, accepted, head, unless })
    }

    /// Answers with the page that is kept, if it is.
    pub(super) fn kept(&self, app: &App) -> Option<(Response, Tally)> {
        let page = app.pages.0.get(&self.key)?;
        Some((self.finish(page.respond(app)), page.tally.clone()))
    }

    /// Asks for the page as a whole, in the coding that was picked.
    pub(super) fn narrow<B>(&self, request: &mut http::Request<B>) {
        *request.method_mut() = Method::GET;
        request.extensions_mut().insert(Arc::clone(&self.rulebook));
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(self.accepted));
    }

    /// Keeps a fresh answer where it may be kept, and answers with it.
    pub(super) async fn keep(self, app: &App, mut response: Response) -> (Response, Tally) {
        let tally = Tally::of(&response);
        let policy = response.extensions().get::<CachePolicy>().copied().unwrap_or_default();
        if response.status() != StatusCode::OK || policy != CachePolicy::Checked {
            return (self.finish(response), tally);
        }
        panic_guard::stage("storing in the cache");
        let reservation = response.extensions_mut().remove::<Reservation>();
        let (mut parts, body) = response.into_parts();
        let Ok(body) = body.collect().await else {
            // What is made in memory does not fail half-way.
            return (Error::Internal.into_response(), tally);
        };
        // A copy has no room to spare, so that what is counted is what is taken.
        let body = Bytes::copy_from_slice(&body.to_bytes());
        let body = match reservation {
            Some(reservation) => reservation.carried_by(body),
            None => body,
        };
        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        parts.headers.insert(ETAG, self.key.etag(&app.stamp));
        let page = Arc::new(Page { headers: parts.headers, body, tally: tally.clone() });
        response = page.respond(app);
        app.pages.0.insert(self.key.clone(), page);
        (self.finish(response), tally)
    }

    /// Checks whether the client has the page with this entity tag, by weak comparison (RFC 9110, 13.1.2).
    fn has(&self, etag: Option<&HeaderValue>) -> bool {
        let Some(etag) = etag.and_then(|etag| etag.to_str().ok()) else { return false };
        let lines = self.unless.iter().filter_map(|line| line.to_str().ok());
        let mut tags = lines.flat_map(|line| negotiation::split(line, ','));
        tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
    }

    /// Leaves out what this request does not ask for: a page that it has, or the body.
    fn finish(&self, mut response: Response) -> Response {
        if response.status() == StatusCode::OK && self.has(response.headers().get(ETAG)) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = Body::empty();
            for about_body in [CONTENT_LENGTH, CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE] {
                response.headers_mut().remove(about_body);
            }
        } else if self.head {
            let length = response.body().size_hint().exact();
            let length = length.filter(|_| !response.headers().contains_key(CONTENT_LENGTH));
            response.headers_mut().extend(length.map(|length| (CONTENT_LENGTH, HeaderValue::from(length))));
            *response.body_mut() = Body::empty();
        }
        response
    }
}

impl Page {
    fn respond(&self, app: &App) -> Response {
        let mut response = Response::new(app.responses.body(self.body.clone()));
        *response.headers_mut() = self.headers.clone();
        response
    }
}

/// Narrows what a request takes to the codings that are used for it, for requests that no page is kept of as well.
pub(super) async fn narrow_codings(mut request: Request) -> Request {
    let accepted = ContentCoding::accepted(request.headers());
    request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(accepted));
    request
}

/// Writes the policy that an answer carries among its extensions into its headers. Errors, and answers to what was
/// posted, are never kept, whatever made them.
pub(super) async fn write_policy(request: Request, next: Next) -> Response {
    let asked = [Method::GET, Method::HEAD].contains(request.method());
    let mut response = next.run(request).await;
    let policy =
        response.extensions().get::<CachePolicy>().copied().filter(|_| asked && response.status().is_success());
    response.headers_mut().entry(CACHE_CONTROL).or_insert(policy.unwrap_or_default().header());
    response
}
