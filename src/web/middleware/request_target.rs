//! Rejects requests whose host or end is ambiguous, and request targets that are too long.

use axum::extract::Request;
use axum::http::header::CONNECTION;
use axum::response::{IntoResponse, Response};

use crate::web::error::Error;
use crate::web::request::{MAX_TARGET, host};

/// Returns the response to a request that is ambiguous, or whose target is too long; `None` if the request is valid.
pub(super) fn rejection(request: &Request) -> Option<Response> {
    if !host::is_unambiguous(request) {
        // The bytes after an ambiguous request may be read as something else than the client meant.
        return Some(([(CONNECTION, "close")], Error::BadRequest).into_response());
    }
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    (length > MAX_TARGET).then(|| Error::UriTooLong.into_response())
}
