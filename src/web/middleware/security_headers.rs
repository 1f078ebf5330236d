//! Security headers of every response.

use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use crate::web::frame_ancestors::FrameAncestors;

/// What pages may load and where forms may be sent. The operator decides which sites may frame the pages.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'";

/// Headers of every response besides its policy, unless the response has its own.
///
/// `cross-origin-resource-policy` restricts what other sites load into their own pages. It does not apply to pages in
/// frames, so it stays strict whatever `frame-ancestors` allows.
const HEADERS: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Returns the policy (CSP 3) of every response.
pub(super) fn policy(ancestors: &FrameAncestors) -> HeaderValue {
    let policy = format!("{POLICY}; frame-ancestors {ancestors}");
    // Origins are ASCII, so this cannot fail. If it did, the strictest policy would apply.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

/// Adds the security headers to a response.
pub(super) fn add(policy: &HeaderValue, response: &mut Response) {
    let headers: &mut HeaderMap = response.headers_mut();
    // For clients and scanners that do not read the policy; the header cannot name several origins.
    if policy.as_bytes().ends_with(b"frame-ancestors 'none'") {
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
