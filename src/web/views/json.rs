//! JSON responses by GET, shared by the API and the result page.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::layout::describe;
use crate::present::{Assessment, json};
use crate::web::request::PageRequest;

/// Renders the recommendation for the answers of a request.
pub(in crate::web) fn recommendation(request: &PageRequest, assessment: &Assessment<'_>) -> Response {
    respond(request, json::recommendation(assessment, &request.ignored, &request.interpreted, request.lang))
}

/// Renders JSON in the language of a request.
pub(in crate::web) fn respond(request: &PageRequest, body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    describe(request, &mut response);
    response
}
