//! Problem details (RFC 9457): errors of the API.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::present::json::ProblemDetails;
use crate::web::request::PageRequest;
use crate::web::views::layout::{Rendered, describe};

/// Builds a response with problem+json (RFC 9457), which the middleware for error pages leaves as it is.
pub(in crate::web) fn problem(request: &PageRequest, status: StatusCode, title: &str, detail: &str) -> Response {
    let body = ProblemDetails::new(status.as_u16(), title, detail);
    let mut response = (status, axum::Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    describe(request, &mut response);
    response.extensions_mut().insert(Rendered);
    response
}
