//! Owns `/helped`: whether a result helped. It is counted and nothing is kept; the way leads back to the result.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};

use super::visit::{HELPED, NOT_HELPED, SENT, Visit};
use super::{Error, result};
use crate::engine;

/// Where the two buttons lead.
pub(super) const PATH: &str = "/helped";
/// The part of the result that thanks.
pub(super) const PLACE: &str = "helped";
/// The largest body that the form sends, in bytes, with room to spare.
const LARGEST_BODY: usize = 1024;

/// `POST /helped`, with the result's query in the address and the button in the body.
pub(super) async fn save(visit: Visit, headers: HeaderMap, body: Body) -> Response {
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else { return Error::TooLarge.into_response() };
    let said = form_urlencoded::parse(&body).find(|(key, _)| key == "helped").map(|(_, value)| value);
    let helped = match said.as_deref() {
        Some("yes") => true,
        Some("no") => false,
        _ => return Error::BadRequest.into_response(),
    };
    // Other sites may send forms here; what they make a browser say is not counted.
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_none_or(|site| [&b"same-origin"[..], b"none"].contains(&site)) {
        let outcome = engine::recommend(&visit.rulebook, &visit.answers).outcome;
        visit.app.metrics.help(helped, outcome);
    }
    let result = to_result(&visit, Some(if helped { HELPED } else { NOT_HELPED }));
    Redirect::to(&format!("{result}#{PLACE}")).into_response()
}

/// `GET /helped`, of whoever loads the form's address again: there is the result, which asks.
pub(super) async fn back(visit: Visit) -> Response {
    Redirect::to(&to_result(&visit, None)).into_response()
}

/// Writes the address of the result; what was not understood goes along, so that its notice is not lost.
fn to_result(visit: &Visit, sent: Option<&str>) -> String {
    let more: Vec<_> = sent.into_iter().map(|sent| (SENT, sent)).collect();
    visit.href_with_notices(result::PATH, &visit.answers, &more)
}
