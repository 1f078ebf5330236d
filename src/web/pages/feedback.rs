//! `/helped`: whether a result helped. It is counted and not stored; the response leads back to the result.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};

use crate::engine;
use crate::web::error::Error;
use crate::web::metrics::Metrics;
use crate::web::request::{Form, PageRequest, RESULT_PATH};

/// The path of the two buttons.
pub(in crate::web) const PATH: &str = "/helped";
/// The fragment of the result's part that thanks.
const FRAGMENT: &str = "helped";
/// The maximum size of the form's body, in bytes.
const MAX_BODY: usize = 1024;

/// `POST /helped`, with the result's query in the URL and the button in the body.
pub(in crate::web) async fn save(
    request: PageRequest,
    State(metrics): State<Arc<Metrics>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Ok(body) = to_bytes(body, MAX_BODY).await else { return Error::TooLarge.into_response() };
    let value = form_urlencoded::parse(&body).find(|(key, _)| key == "helped").map(|(_, value)| value);
    let helped = match value.as_deref() {
        Some("yes") => true,
        Some("no") => false,
        _ => return Error::BadRequest.into_response(),
    };
    // Other sites can make a browser send this form; such requests are not counted.
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_none_or(|site| [&b"same-origin"[..], b"none"].contains(&site)) {
        let outcome = engine::recommend(&request.rulebook, &request.answers).outcome;
        metrics.help(helped, outcome);
    }
    let result = request.link(RESULT_PATH).with_notices().sent(Form::Feedback { helped }).fragment(FRAGMENT);
    Redirect::to(&result.to_string()).into_response()
}

/// `GET /helped`, for a visitor who reloads the form's URL: leads to the result, which asks again.
pub(in crate::web) async fn back(request: PageRequest) -> Response {
    Redirect::to(&request.link(RESULT_PATH).with_notices().to_string()).into_response()
}
