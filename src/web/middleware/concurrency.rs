//! Concurrency limit of requests, and rejection of ambiguous and overlong ones.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::header::CONNECTION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use crate::web::error::Error;
use crate::web::request::{HEALTH_PATH, MAX_TARGET, host};

/// The maximum number of requests in flight, not counting those whose bodies are still being sent: the body budget bounds
/// these in bytes.
pub(super) const MAX_IN_FLIGHT: usize = 256;

/// Rejects requests that are ambiguous, whose target is too long, or that exceed the concurrency limit.
pub(super) async fn limit_concurrency(State(permits): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if !host::is_unambiguous(&request) {
        // The bytes after an ambiguous request may be read as something else than the client meant.
        return ([(CONNECTION, "close")], Error::BadRequest).into_response();
    }
    if length > MAX_TARGET {
        return Error::UriTooLong.into_response();
    }
    let has_body = *request.method() == Method::POST && !http_body::Body::is_end_stream(request.body());
    if has_body || request.uri().path() == HEALTH_PATH {
        return next.run(request).await;
    }
    let Ok(_permit) = permits.try_acquire() else { return Error::Busy.into_response() };
    next.run(request).await
}
