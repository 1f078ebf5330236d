//! Middleware of the public site: security headers, limits, timeouts, panics, compression, error pages.

mod concurrency;
mod error_pages;
pub(super) mod panic_guard;
mod security_headers;
mod timeout;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state, map_request, map_response, map_response_with_state};
use axum::response::IntoResponse;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;

use super::error::Error;
use super::limits::{BodyBudget, body_budget, cooperative_body, response_budget};
use super::metrics::{self, report_panic};
use super::state::{App, AppState};
use super::{cache_control, negotiation};
use concurrency::{MAX_IN_FLIGHT, limit_concurrency};
use error_pages::ErrorPages;

/// The maximum size of a body, in bytes; routes for large bodies have limits of their own.
const MAX_BODY: usize = 1024 * 1024;
/// Applies the middleware to the routes, and to `large` ones, which bound the size of their bodies themselves.
///
/// The first layer is the innermost.
pub(super) fn apply_middleware(routes: Router<AppState>, large: Router<AppState>, app: &Arc<App>) -> Router<AppState> {
    let panics = app.metrics.panics.clone();
    let policy = security_headers::policy(&app.installation.settings.frame_ancestors);
    let (compress_long, compress_short) = cooperative_body::compression();
    routes
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .merge(large)
        .layer(CatchPanicLayer::custom(move |_: Box<dyn std::any::Any + Send>| {
            report_panic(&panics, "a handler");
            Error::Internal.into_response()
        }))
        .layer(from_fn(timeout::limit_time))
        .layer(from_fn_with_state(BodyBudget::new(app.responses.shortage()), body_budget::count))
        .layer(from_fn_with_state(Arc::new(Semaphore::new(MAX_IN_FLIGHT)), limit_concurrency))
        .layer(from_fn_with_state(app.responses.clone(), response_budget::reserve))
        .layer(from_fn_with_state(ErrorPages::new(app), error_pages::render))
        .layer(map_response(cooperative_body::mark_long))
        .layer(compress_long)
        .layer(compress_short)
        .layer(map_request(negotiation::normalize_codings))
        .layer(map_response(cooperative_body::piece_by_piece))
        .layer(map_response_with_state(app.responses.clone(), response_budget::attach))
        .layer(from_fn(cache_control::write))
        .layer(from_fn(metrics::record_route))
        .layer(map_response_with_state(policy, security_headers::add))
}
