//! Host and framing of a request: a request is served only if its host and its end are unambiguous.

#[cfg(feature = "cli")]
use std::net::Ipv6Addr;

use axum::http::header::{HOST, TRANSFER_ENCODING};
use axum::http::uri::{Authority, Scheme};
use axum::http::{self, HeaderValue, Version};

/// The maximum length of a host, in bytes: a name and a port.
const MAX_HOST: usize = 255 + ":65535".len();

/// Checks whether the host of a request and its end are unambiguous.
pub(in crate::web) fn is_unambiguous<B>(request: &http::Request<B>) -> bool {
    // Without a scheme there is an authority in the form for CONNECT only (RFC 9112, 3.2.3), which a proxy may answer.
    let is_http = match request.uri().scheme() {
        Some(scheme) => [Scheme::HTTP, Scheme::HTTPS].contains(scheme),
        None => request.uri().authority().is_none(),
    };
    is_http && has_one_host(request) && is_plainly_framed(request)
}

/// Replaces the `Host` header by the host of a target in absolute form, which takes precedence (RFC 9112, 3.2.2).
pub(in crate::web) fn apply_absolute_form<B>(request: &mut http::Request<B>) {
    let authority = request.uri().scheme().and(request.uri().authority());
    let host = authority.and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    if let Some(host) = host.filter(|_| has_one_host(request)) {
        request.headers_mut().insert(HOST, host);
    }
}

/// Checks whether a body is chunked once, if it has a transfer coding at all (RFC 9112, 6.1).
///
/// Any other coding is unsupported, or an attempt to make a proxy see another end of the request than this server
/// (request smuggling).
fn is_plainly_framed<B>(request: &http::Request<B>) -> bool {
    let mut codings = request.headers().get_all(TRANSFER_ENCODING).iter();
    let chunked = codings.next().is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    chunked && codings.next().is_none()
}

/// Checks whether a request has one valid host (RFC 9112, 3.2).
fn has_one_host<B>(request: &http::Request<B>) -> bool {
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
pub(in crate::web) fn is_host(text: &str) -> bool {
    if text.len() > MAX_HOST || text.contains('@') {
        return false;
    }
    let Ok(authority) = text.parse::<Authority>() else { return false };
    let port = authority.as_str().strip_prefix(authority.host());
    port.is_some_and(|port| port.is_empty() || port == ":" || authority.port_u16().is_some())
}

/// The path that load balancers check. It is exempt from the concurrency limit: a busy replica is still healthy.
pub(in crate::web) const HEALTH_PATH: &str = "/healthz";

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
