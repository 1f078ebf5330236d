//! Owns errors: one status each, shown as a calm page in the visitor's language or as problem+json.
//!
//! What went wrong inside is logged, never shown.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::layout::{Layout, Rendered, describe, respond};
use super::visit::Visit;
use super::{App, api, panic_guard};
use crate::report::wire::ProblemDetails;

/// After how many seconds what could not be done may be asked for again.
const RETRY_IN_SECONDS: &str = "2";

/// What can go wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing at this path.
    #[error("not found")]
    NotFound,
    /// The path does not take this method.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// The address is longer than any of ours.
    #[error("URI too long")]
    UriTooLong,
    /// The request makes no sense.
    #[error("bad request")]
    BadRequest,
    /// More was sent than is read.
    #[error("payload too large")]
    TooLarge,
    /// There is more to do than can be done; it may be asked again soon.
    #[error("busy")]
    Busy,
    /// The request took too long to come.
    #[error("request time-out")]
    TooSlow,
    /// Something failed inside.
    #[error("internal error")]
    Internal,
}

impl Error {
    /// Gives the HTTP status.
    ///
    /// ```
    /// use pop_or_imap::web::Error;
    /// assert_eq!(Error::UriTooLong.status().as_u16(), 414);
    /// ```
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    /// Gives the bare status; `render` makes a page of it, which takes the request's language.
    fn into_response(self) -> Response {
        self.status().into_response()
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'v> {
    l: Layout<'v>,
    heading: &'static str,
    text: &'static str,
}

/// Turns every bare error, from whatever layer, into a page or into problem+json; keeps its other headers.
pub(super) async fn render(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let bare = next.run(request).await;
    let status = bare.status();
    if !(status.is_client_error() || status.is_server_error()) || bare.extensions().get::<Rendered>().is_some() {
        return bare;
    }
    panic_guard::stage("error page");
    let mut visit = Visit::new(&app, &uri, &headers);
    // The path may be anything at all; links lead to the start.
    "/".clone_into(&mut visit.path);
    let (heading, text) = words(&visit, status);
    let mut response = if api::is_api(uri.path()) {
        problem(&visit, status, heading, text)
    } else {
        respond(&visit, status, &ErrorPage { l: Layout::new(&visit, heading).nowhere(), heading, text })
    };
    for (name, value) in bare.headers() {
        response.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    // The bare body's length is not this one's.
    response.headers_mut().remove(CONTENT_LENGTH);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(RETRY_IN_SECONDS));
    }
    response
}

fn words(visit: &Visit, status: StatusCode) -> (&'static str, &'static str) {
    let w = visit.wording();
    match status.as_u16() {
        404 => (w.error_404, w.error_404_text),
        405 => (w.error_405, w.error_405_text),
        408 => (w.error_408, w.error_408_text),
        413 => (w.error_413, w.error_413_text),
        414 => (w.error_414, w.error_414_text),
        415 => (w.error_415, w.error_415_text),
        429 | 503 => (w.error_503, w.error_503_text),
        500.. => (w.error_500, w.error_500_text),
        _ => (w.error_400, w.error_400_text),
    }
}

/// Answers with problem+json that stays as it is.
pub(super) fn problem(visit: &Visit, status: StatusCode, title: &str, detail: &str) -> Response {
    let body = ProblemDetails::new(status.as_u16(), title, detail);
    let mut response = (status, axum::Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    describe(visit, &mut response);
    response.extensions_mut().insert(Rendered);
    response
}
