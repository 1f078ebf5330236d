//! Panic guard: a panic between a request's head and its response's last byte affects that request only.
//!
//! Before the response head is sent, the client receives a 500; afterwards, its connection is closed. Both are counted
//! and logged. `CatchPanicLayer` further inside renders the 500 as a page for panics of handlers; this guard covers
//! everything else: negotiation, page cache, error pages, compression, metrics, and bodies.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use futures_util::FutureExt as _;
use http_body::{Body as _, Frame, SizeHint};
use prometheus_client::metrics::counter::Counter;

use crate::present::Wording;
use crate::present::json::ProblemDetails;
use crate::rulebook::Lang;
use crate::web::metrics::report_panic;
use crate::web::request::is_api;

/// Headers of the 500 that is built without layers and templates.
const HEADERS: [(HeaderName, &str); 3] = [
    (CACHE_CONTROL, "no-store"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// Awaits what produces a response; `None` if it panics.
pub(in crate::web) async fn catch(panics: &Counter, response: impl Future<Output = Response>) -> Option<Response> {
    AssertUnwindSafe(response).catch_unwind().await.inspect_err(|_| report_panic(panics, "a request")).ok()
}

/// Runs work that must not fail a request.
pub(in crate::web) fn run(panics: &Counter, work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        report_panic(panics, "the count of a failed request");
    }
}

/// Guards a body that is produced while it is sent; a body in memory stays as it is.
pub(in crate::web) fn guard_body(panics: &Counter, response: Response) -> Response {
    if response.body().size_hint().exact() == Some(0) {
        return response;
    }
    let panics = panics.clone();
    response.map(|body| Body::new(GuardedBody { body, panics }))
}

/// Builds a 500 without templates and layers, in both languages, because any of them may be what panicked.
pub(in crate::web) fn bare_error(path: &str) -> Response {
    let [ja, en] = Lang::ALL.map(Wording::of);
    let (content_type, body) = if is_api(path) {
        let status = StatusCode::INTERNAL_SERVER_ERROR.as_u16();
        let problem = ProblemDetails::new(status, en.error.status_500, en.error.status_500_text);
        ("application/problem+json", serde_json::to_string(&problem).unwrap_or_default())
    } else {
        let page = format!(
            "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title>\
             <h1>{}</h1><p>{}</p><p><a href=\"/\">{}</a></p>\
             <div lang=\"en\"><h2>{}</h2><p>{}</p><p><a href=\"/?lang=en\">{}</a></p></div></html>\n",
            ja.error.status_500,
            ja.error.status_500,
            ja.error.status_500_text,
            ja.layout.home,
            en.error.status_500,
            en.error.status_500_text,
            en.layout.home
        );
        ("text/html; charset=utf-8", page)
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.extend(HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}

/// A body whose panics become errors, on which the server closes the connection.
struct GuardedBody {
    body: Body,
    panics: Counter,
}

/// The body of a response panicked.
#[derive(Debug, thiserror::Error)]
#[error("the body of a response panicked")]
struct BodyPanicked;

impl GuardedBody {
    fn fail(&mut self, _: Box<dyn Any + Send>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        report_panic(&self.panics, "a response body");
        // What has panicked is not polled again.
        self.body = Body::empty();
        Poll::Ready(Some(Err(axum::Error::new(BodyPanicked))))
    }
}

impl http_body::Body for GuardedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let body = &mut self.body;
        let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(body).poll_frame(context)));
        polled.unwrap_or_else(|panic| self.fail(panic))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
