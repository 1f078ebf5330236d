//! Timeout of requests: 503 if the server was slow, 408 if the client was still sending its body.

use std::time::Duration;

use axum::extract::Request;
use axum::http::header::CONNECTION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::web::error::Error;

/// How long a request without a body, or with a complete one, may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long a request may take whose body is still being sent: enough for the largest body over a slow line.
const TIME_LIMIT_WITH_BODY: Duration = Duration::from_mins(1);

/// Times out slow requests.
pub(super) async fn limit_time(request: Request, next: Next) -> Response {
    let is_complete = http_body::Body::is_end_stream(request.body());
    let limit = if is_complete { TIME_LIMIT } else { TIME_LIMIT_WITH_BODY };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) if is_complete => Error::Busy.into_response(),
        Err(_) => ([(CONNECTION, "close")], Error::TooSlow).into_response(),
    }
}
