//! Error pages: a body for every error response, as a page in the visitor's language or as problem+json.
//!
//! The cause of an error is logged where it occurs and never shown.

use std::sync::Arc;

use askama::Template;
use axum::http::header::{CONNECTION, CONTENT_LENGTH, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::Response;

use crate::web::installation::Installation;
use crate::web::request::{PageContext, PageRequest, is_api};
use crate::web::stage;
use crate::web::views::layout::{Layout, Rendered, respond};
use crate::web::views::problem;

/// When a client may retry after 503, in seconds.
const RETRY_IN_SECONDS: &str = "2";

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'v> {
    l: Layout<'v>,
    heading: &'static str,
    text: &'static str,
}

/// Renders a body for an error response without one, whichever part of the program it comes from, and keeps its other
/// headers.
pub(super) fn render(
    installation: &Arc<Installation>,
    context: &Arc<PageContext>,
    uri: &Uri,
    bare: Response,
) -> Response {
    let status = bare.status();
    if !(status.is_client_error() || status.is_server_error()) || bare.extensions().get::<Rendered>().is_some() {
        return bare;
    }
    stage::enter("error page");
    let mut request = PageRequest::new(Arc::clone(installation), Arc::clone(context), uri);
    // The path can be any text; links lead to the start page.
    "/".clone_into(&mut request.path);
    let (heading, text) = words(&request, status);
    let mut response = if is_api(uri.path()) {
        problem(&request, status, heading, text)
    } else {
        respond(&request, status, &ErrorPage { l: Layout::new(&request, heading).not_found(), heading, text })
    };
    for (name, value) in bare.headers() {
        response.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    // The length is that of the empty body.
    response.headers_mut().remove(CONTENT_LENGTH);
    if status == StatusCode::REQUEST_TIMEOUT {
        // The rest of the body can still arrive, and must not be read as the next request (RFC 9110, 15.5.9).
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(RETRY_IN_SECONDS));
    }
    response
}

/// Returns the heading and the text for a status.
fn words(request: &PageRequest, status: StatusCode) -> (&'static str, &'static str) {
    let w = request.wording();
    match status.as_u16() {
        404 => (w.error.status_404, w.error.status_404_text),
        405 => (w.error.status_405, w.error.status_405_text),
        408 => (w.error.status_408, w.error.status_408_text),
        413 => (w.error.status_413, w.error.status_413_text),
        414 => (w.error.status_414, w.error.status_414_text),
        415 => (w.error.status_415, w.error.status_415_text),
        429 | 503 => (w.error.status_503, w.error.status_503_text),
        500.. => (w.error.status_500, w.error.status_500_text),
        _ => (w.error.status_400, w.error.status_400_text),
    }
}
