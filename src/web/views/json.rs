//! JSON responses by GET, shared by the API and the result page.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::layout::describe;
use crate::report::wire;
use crate::web::metrics::Shown;
use crate::web::request::PageRequest;

/// Returns the recommendation for the answers of a request.
pub(in crate::web) fn recommendation_json(request: &PageRequest) -> Response {
    let body = wire::respond(&request.rulebook, &request.answers, request.ignored.clone(), request.lang);
    let mut response = json(request, body.interpreting(&request.interpreted));
    response.extensions_mut().insert(Shown::recommendation(&request.rulebook, &request.answers, "json"));
    response
}

/// Returns JSON in the language of a request.
pub(in crate::web) fn json(request: &PageRequest, body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    describe(request, &mut response);
    response
}
