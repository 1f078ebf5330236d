//! Page cache: encoded responses keyed by everything they depend on, and conditional requests (RFC 9110, 13).
//!
//! Only responses of handlers behind [`get_page`](crate::web::request::get_page) are stored. Such a handler sees a
//! [`PageRequest`](crate::web::request::PageRequest), which is made of the values in the key and of constants; it never
//! sees the headers. So a page cannot depend on anything that its key lacks. An entity tag is a hash of the encoded
//! body, and not a cryptographic one: only the operator chooses what pages contain. Entries never become stale, so none
//! expires; the cache is bounded in bytes.

mod key;

use std::sync::Arc;

use axum::body::Body;
use axum::body::HttpBody as _;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{self, HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use twox_hash::XxHash3_64;

use super::active_branding::Branding;
use super::active_rules::RulesInUse;
use super::error::Error;
use super::limits::{Reservation, ResponseBudget};
use super::metrics::Tally;
use super::negotiation;
use super::request::{Cacheable, Negotiated};
use super::stage;
use key::CacheKey;

/// The capacity in bytes: bodies, keys and headers.
const CAPACITY: u64 = 1024 * 1024;
/// The estimated size of an encoded page, in bytes.
const TYPICAL: u64 = 8 * 1024;
/// The estimated size of an entry's headers and its slot, in bytes.
const OVERHEAD: u64 = 3 * 1024;

/// The most requested pages, in their content codings.
#[derive(Debug)]
pub(super) struct PageCache {
    pages: Cache<CacheKey, Arc<CachedPage>, ByBytes>,
    responses: ResponseBudget,
}

/// A response without what depends on a single request.
#[derive(Debug)]
struct CachedPage {
    headers: HeaderMap,
    body: Bytes,
    tally: Arc<Tally>,
}

/// Weighs an entry by its size in bytes.
#[derive(Clone, Copy, Debug)]
struct ByBytes;

impl Weighter<CacheKey, Arc<CachedPage>> for ByBytes {
    fn weight(&self, key: &CacheKey, page: &Arc<CachedPage>) -> u64 {
        (page.body.len() + key.len()) as u64 + OVERHEAD
    }
}

impl PageCache {
    /// Creates an empty cache; its responses count against `responses`.
    pub(super) fn new(responses: ResponseBudget) -> Self {
        let estimated = usize::try_from(CAPACITY / TYPICAL).unwrap_or(usize::MAX);
        Self { pages: Cache::with_weighter(estimated, CAPACITY, ByBytes), responses }
    }

    fn respond(&self, page: &CachedPage) -> Response {
        let mut response = Response::new(self.responses.body(page.body.clone()));
        *response.headers_mut() = page.headers.clone();
        response
    }
}

/// A GET or HEAD request as the cache sees it.
pub(super) struct CacheLookup {
    key: CacheKey,
    is_head: bool,
    if_none_match: Vec<HeaderValue>,
}

impl CacheLookup {
    /// Reads a request; `None` if its method is neither GET nor HEAD.
    pub(super) fn new<B>(
        rules: &RulesInUse,
        branding: &Branding,
        negotiated: &Negotiated,
        request: &http::Request<B>,
    ) -> Option<Self> {
        let is_head = request.method() == Method::HEAD;
        if !is_head && request.method() != Method::GET {
            return None;
        }
        stage::enter("cache key");
        let key = CacheKey::new(rules, branding, negotiated, request.uri());
        let if_none_match = request.headers().get_all(IF_NONE_MATCH).iter().cloned().collect();
        Some(Self { key, is_head, if_none_match })
    }

    /// Returns the cached page, if there is one.
    pub(super) fn get(&self, cache: &PageCache) -> Option<(Response, Arc<Tally>)> {
        let page = cache.pages.get(&self.key)?;
        Some((self.apply_conditional(cache.respond(&page)), Arc::clone(&page.tally)))
    }

    /// Stores a new response if it is cacheable, and returns it.
    pub(super) async fn store(self, cache: &PageCache, mut response: Response) -> (Response, Arc<Tally>) {
        let tally = Arc::new(Tally::of(&response));
        if response.status() != StatusCode::OK || response.extensions().get::<Cacheable>().is_none() {
            return (self.apply_conditional(response), tally);
        }
        stage::enter("storing in the cache");
        let reservation = response.extensions_mut().remove::<Reservation>();
        let (mut parts, body) = response.into_parts();
        let body = match body.collect().await {
            Ok(body) => body,
            // Bodies of pages are in memory and complete.
            Err(error) => {
                tracing::debug!(%error, "the body of a page could not be read");
                return (Error::Internal.into_response(), tally);
            }
        };
        // The copy has no spare capacity, so the weight is the memory in use.
        let body = Bytes::copy_from_slice(&body.to_bytes());
        let etag = format!("\"{:016x}\"", XxHash3_64::oneshot(&body));
        let body = match reservation {
            Some(reservation) => reservation.carried_by(body),
            None => body,
        };
        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        // Hex digits in quotes are a valid value.
        parts.headers.insert(ETAG, HeaderValue::try_from(etag).unwrap_or(HeaderValue::from_static("\"\"")));
        let page = Arc::new(CachedPage { headers: parts.headers, body, tally: Arc::clone(&tally) });
        let response = cache.respond(&page);
        cache.pages.insert(self.key.clone(), page);
        (self.apply_conditional(response), tally)
    }

    /// Checks whether the client has the page with this entity tag, by weak comparison (RFC 9110, 13.1.2).
    fn has(&self, etag: Option<&HeaderValue>) -> bool {
        let Some(etag) = etag.and_then(|etag| etag.to_str().ok()) else { return false };
        let lines = self.if_none_match.iter().filter_map(|line| line.to_str().ok());
        let mut tags = lines.flat_map(|line| negotiation::split(line, ','));
        tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
    }

    /// Turns a response into a 304 if the client has the page, and removes the body of a response to HEAD.
    fn apply_conditional(&self, mut response: Response) -> Response {
        if response.status() == StatusCode::OK && self.has(response.headers().get(ETAG)) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = Body::empty();
            for name in [CONTENT_LENGTH, CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE] {
                response.headers_mut().remove(name);
            }
        } else if self.is_head {
            let length = response.body().size_hint().exact();
            let length = length.filter(|_| !response.headers().contains_key(CONTENT_LENGTH));
            response.headers_mut().extend(length.map(|length| (CONTENT_LENGTH, HeaderValue::from(length))));
            *response.body_mut() = Body::empty();
        }
        response
    }
}
