//! Owns what a request may be: its host, the length of its address, and how many are under way at once.

#[cfg(feature = "cli")]
use std::net::Ipv6Addr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, HOST, TRANSFER_ENCODING};
use axum::http::uri::{Authority, Scheme};
use axum::http::{self, HeaderValue, Method, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::Error;
use super::urls::MAX_TARGET;

/// The longest host, in bytes: a name and a port.
const LONGEST_HOST: usize = 255 + ":65535".len();
/// How many requests are under way at most, those apart whose bodies are still on their way: these have a limit in bytes.
pub(super) const MOST_UNDER_WAY: usize = 256;

/// Tells whether a request says clearly whom it asks and where it ends.
pub(super) fn is_clear<B>(request: &http::Request<B>) -> bool {
    // Without a scheme there is an authority in the form for CONNECT only (RFC 9112, 3.2.3), which a proxy may answer.
    let ours = match request.uri().scheme() {
        Some(scheme) => [Scheme::HTTP, Scheme::HTTPS].contains(scheme),
        None => request.uri().authority().is_none(),
    };
    ours && names_its_host(request) && is_plainly_framed(request)
}

/// Puts the host of an address in absolute form in the place of the header's, which it overrules (RFC 9112, 3.2.2).
pub(super) fn take_host<B>(request: &mut http::Request<B>) {
    let authority = request.uri().scheme().and(request.uri().authority());
    let host = authority.and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    if let Some(host) = host.filter(|_| names_its_host(request)) {
        request.headers_mut().insert(HOST, host);
    }
}

/// Tells whether a body is chunked once, if it has a transfer coding at all (RFC 9112, 6.1).
///
/// Any other is one that we cannot take off, or a way to make a proxy see another end of the request than we do.
fn is_plainly_framed<B>(request: &http::Request<B>) -> bool {
    let mut codings = request.headers().get_all(TRANSFER_ENCODING).iter();
    let chunked = codings.next().is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    chunked && codings.next().is_none()
}

/// Tells whether a request names its host as it must (RFC 9112, 3.2): once, and validly.
fn names_its_host<B>(request: &http::Request<B>) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (host, another) = (hosts.next(), hosts.next());
    match host.map(|host| host.to_str()) {
        None => request.version() < Version::HTTP_11,
        Some(Ok(host)) => another.is_none() && is_host(host),
        Some(Err(_)) => false,
    }
}

/// Returns whether a text is a host, with or without a port (RFC 9110, 7.2), and not longer than any name (RFC 1035, 2.3.4).
///
/// An authority of RFC 3986 can also have user information before the last `@`; a `Host` has none.
pub(super) fn is_host(text: &str) -> bool {
    if text.len() > LONGEST_HOST || text.contains('@') {
        return false;
    }
    let Ok(authority) = text.parse::<Authority>() else { return false };
    let port = authority.as_str().strip_prefix(authority.host());
    port.is_some_and(|port| port.is_empty() || port == ":" || authority.port_u16().is_some())
}

/// The path that balancers check. It is exempt from the limit on requests: a replica that is busy is not one that is gone.
pub(super) const HEALTH_PATH: &str = "/healthz";

/// Returns whether a text is the origin of a website: scheme, a host that DNS or IP can resolve, and a port if any.
#[cfg(feature = "cli")]
pub(crate) fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(authority) = rest.filter(|rest| is_host(rest)).and_then(|rest| rest.parse::<Authority>().ok()) else {
        return false;
    };
    let host = authority.host();
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let named = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let port = authority.as_str().strip_prefix(host).unwrap_or_default();
    let reachable = port.is_empty() || authority.port_u16().is_some_and(|port| port != 0);
    reachable && address.map_or(named, |address| address.parse::<Ipv6Addr>().is_ok())
}

/// Refuses what is beyond the limits.
pub(super) async fn hold(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if !is_clear(&request) {
        // What comes behind it on the connection may not be what it seems.
        return ([(CONNECTION, "close")], Error::BadRequest).into_response();
    }
    if length > MAX_TARGET {
        return Error::UriTooLong.into_response();
    }
    let has_body = *request.method() == Method::POST && !http_body::Body::is_end_stream(request.body());
    if has_body || request.uri().path() == HEALTH_PATH {
        return next.run(request).await;
    }
    let Ok(_place) = places.try_acquire() else { return Error::Busy.into_response() };
    next.run(request).await
}
