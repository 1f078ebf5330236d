//! Owns what every request passes on its way to a page: headers, limits, time-out, panics, compression.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    CONNECTION, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;

use super::error::{self, Error};
use super::{App, bodies, cache, limits, metrics, panic_guard, response_budget, turns};

/// The largest body that is read, in bytes; the list of accounts has a limit of its own.
const LARGEST_BODY: usize = 1024 * 1024;
/// How long a request may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long one may take whose body is still on its way: time for the largest one over a slow line.
const TIME_LIMIT_WITH_BODY: Duration = Duration::from_mins(1);

/// What pages may load, and where forms lead; who may frame them is the operator's to say.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'";

/// Headers that every answer carries beside its policy, unless it has its own.
///
/// `cross-origin-resource-policy` is about what other sites load into their own pages; a page in a frame is not held
/// to it, so it stays strict whoever may frame the pages.
const SAFE: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Wraps the routes, and `large` ones that see to the size of bodies themselves; the first layer added is the innermost.
pub(super) fn wrap(routes: Router<Arc<App>>, large: Router<Arc<App>>, app: &Arc<App>) -> Router<Arc<App>> {
    let panics = app.metrics.panics.clone();
    let (compress_long, compress_short) = turns::compression();
    routes
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .merge(large)
        .layer(CatchPanicLayer::custom(move |_: Box<dyn std::any::Any + Send>| {
            panic_guard::report(&panics, "a handler");
            Error::Internal.into_response()
        }))
        .layer(middleware::from_fn(limit_time))
        .layer(middleware::from_fn_with_state(bodies::BodyBudget::new(app.responses.shortage()), bodies::count))
        .layer(middleware::from_fn_with_state(Arc::new(Semaphore::new(limits::MOST_UNDER_WAY)), limits::hold))
        .layer(middleware::from_fn_with_state(app.responses.clone(), response_budget::reserve))
        .layer(middleware::from_fn_with_state(Arc::clone(app), error::render))
        .layer(middleware::map_response(turns::mark_long))
        .layer(compress_long)
        .layer(compress_short)
        .layer(middleware::map_request(cache::narrow_codings))
        .layer(middleware::map_response(turns::piece_by_piece))
        .layer(middleware::map_response_with_state(app.responses.clone(), response_budget::attach))
        .layer(middleware::from_fn(cache::write_policy))
        .layer(middleware::from_fn(metrics::name_route))
        .layer(middleware::map_response_with_state(policy(app), add_safe_headers))
}

/// Gives up a request that takes too long: the server's fault, or that of who sends its body slowly.
async fn limit_time(request: Request, next: Next) -> Response {
    let whole = http_body::Body::is_end_stream(request.body());
    let limit = if whole { TIME_LIMIT } else { TIME_LIMIT_WITH_BODY };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) if whole => Error::Busy.into_response(),
        Err(_) => ([(CONNECTION, "close")], Error::TooSlow).into_response(),
    }
}

/// Writes the policy (CSP 3) that every answer carries.
fn policy(app: &App) -> HeaderValue {
    let policy = format!("{POLICY}; frame-ancestors {}", app.settings.frame_ancestors);
    // Origins are ASCII, so this cannot fail; if it did, the strictest policy would stand.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

async fn add_safe_headers(State(policy): State<HeaderValue>, mut response: Response) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    // For clients and scanners that do not read the policy; the header cannot name several origins.
    if policy.as_bytes().ends_with(b"frame-ancestors 'none'") {
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    for (name, value) in SAFE {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
