//! Middleware of the public site: security headers, limits, timeouts, panics, compression, error pages.

mod compression;
mod error_pages;
pub(super) mod panic_guard;
mod request_target;
mod security_headers;

use std::sync::Arc;
use std::time::Duration;

use axum::error_handling::HandleErrorLayer;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state, map_request, map_response, map_response_with_state};
use axum::response::IntoResponse;
use axum::{BoxError, Router};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::cache_control;
use super::error::Error;
use super::limits::{BodyBudget, body_budget, cooperative_body, response_budget};
use super::metrics::{self, report_panic};
use super::state::{App, AppState};

/// The maximum number of requests for pages in flight.
const MAX_IN_FLIGHT: usize = 256;
/// The maximum size of a form, in bytes; routes for large bodies have limits of their own.
const MAX_BODY: usize = 1024 * 1024;
/// How long a request without a body may take. After that, the response is 503.
const PAGE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request with a body may take: enough for the largest body over a slow line. After that, the response is 408.
const BODY_TIMEOUT: Duration = Duration::from_mins(1);

/// The routes, grouped by the limits that apply to them.
pub(super) struct RouteGroups {
    /// Routes without a body.
    pub(super) pages: Router<AppState>,
    /// Routes with a small body.
    pub(super) forms: Router<AppState>,
    /// Routes that bound the size of their bodies themselves.
    pub(super) large: Router<AppState>,
    /// The health check, which no limit applies to: a busy replica is still healthy.
    pub(super) health: Router<AppState>,
}

/// Applies the middleware to the routes. The first layer is the innermost.
///
/// Requests with bodies are not counted against the concurrency limit, so that slow senders cannot exhaust it: the body
/// budget bounds them in bytes.
pub(super) fn apply_middleware(routes: RouteGroups, app: &Arc<App>) -> Router<AppState> {
    let RouteGroups { pages, forms, large, health } = routes;
    let panics = app.metrics.panics.clone();
    let policy = security_headers::policy(&app.installation.settings.frame_ancestors);
    let limit_concurrency = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(|error: BoxError| async move {
            tracing::debug!(%error, "the limit of requests in flight is reached");
            Error::Busy
        }))
        .load_shed()
        .layer(tower::limit::GlobalConcurrencyLimitLayer::new(MAX_IN_FLIGHT));
    let pages = pages
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PAGE_TIMEOUT))
        .layer(limit_concurrency);
    let bodies = forms
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .merge(large)
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, BODY_TIMEOUT));
    pages
        .merge(bodies)
        .merge(health)
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .layer(CatchPanicLayer::custom(move |_: Box<dyn std::any::Any + Send>| {
            report_panic(&panics, "a handler");
            Error::Internal.into_response()
        }))
        .layer(from_fn_with_state(BodyBudget::new(app.responses.shortage()), body_budget::count))
        .layer(from_fn(request_target::reject_invalid))
        .layer(from_fn_with_state(app.responses.clone(), response_budget::reserve))
        .layer(from_fn_with_state(Arc::clone(&app.installation), error_pages::render))
        .layer(map_response(cooperative_body::mark_large))
        .layer(cooperative_body::compression())
        .layer(from_fn(compression::compress_short))
        .layer(map_request(compression::normalize_codings))
        .layer(map_response(cooperative_body::yield_between_frames))
        .layer(map_response_with_state(app.responses.clone(), response_budget::attach))
        .layer(from_fn(cache_control::write))
        .layer(from_fn(metrics::record_route))
        .layer(map_response_with_state(policy, security_headers::add))
}
