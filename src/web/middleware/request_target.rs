//! Rejects requests whose host or end is ambiguous, and request targets that are too long.

use axum::extract::Request;
use axum::http::header::CONNECTION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::web::error::Error;
use crate::web::request::{MAX_TARGET, host};

/// Rejects a request that is ambiguous, or whose target is too long.
pub(super) async fn reject_invalid(request: Request, next: Next) -> Response {
    if !host::is_unambiguous(&request) {
        // The bytes after an ambiguous request may be read as something else than the client meant.
        return ([(CONNECTION, "close")], Error::BadRequest).into_response();
    }
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if length > MAX_TARGET {
        return Error::UriTooLong.into_response();
    }
    next.run(request).await
}
