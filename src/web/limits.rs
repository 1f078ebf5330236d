//! Owns what a request may be: its host, the length of its address, and how many are under way at once.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{self, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::Error;

/// The longest address that is answered, in bytes: path and query.
const LONGEST_URI: usize = 8 * 1024;
/// How many requests are under way at most, those apart whose bodies are still on their way: these have a limit in bytes.
pub(super) const MOST_UNDER_WAY: usize = 256;

/// Tells whether a request names its host as it must (RFC 9112, 3.2): once, and validly.
pub(super) fn names_its_host<B>(request: &http::Request<B>) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (host, another) = (hosts.next(), hosts.next());
    match host.map(|host| host.to_str()) {
        None => request.version() < Version::HTTP_11,
        Some(Ok(host)) => another.is_none() && is_host(host),
        Some(Err(_)) => false,
    }
}

/// Tells whether a text is a host, with or without a port (RFC 3986, 3.2).
fn is_host(text: &str) -> bool {
    let Ok(authority) = text.parse::<Authority>() else { return false };
    let port = authority.as_str().strip_prefix(authority.host());
    port.is_some_and(|port| port.is_empty() || port == ":" || authority.port_u16().is_some())
}

/// Refuses what is beyond the limits.
pub(super) async fn hold(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if !names_its_host(&request) {
        return Error::BadRequest.into_response();
    }
    if length > LONGEST_URI {
        return Error::UriTooLong.into_response();
    }
    if !http_body::Body::is_end_stream(request.body()) {
        return next.run(request).await;
    }
    let Ok(_place) = places.try_acquire() else { return Error::Busy.into_response() };
    next.run(request).await
}
