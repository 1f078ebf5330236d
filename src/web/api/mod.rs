//! JSON API: the same engine as the pages, with its wire types.

mod batch;
mod json_array;
mod openapi;

use axum::Json;
use axum::response::{IntoResponse, Response};

use super::metrics::ViewEvent;
use super::request::PageRequest;
use super::views::json;
use crate::present::json as wire;
pub(super) use batch::{PATH as BATCH_PATH, recommendations};
pub use openapi::Description;

/// Recommends a protocol for the answers in the query.
///
/// Every question of the rule set is a parameter, and so are the optional numbers. An invalid value is listed under
/// `ignored`; all other answers are still used.
#[utoipa::path(
    get,
    path = "/api/v1/recommendation",
    tag = "recommendations",
    responses(
        (status = 200, description = "The recommendation", body = wire::RecommendationResponse),
        (status = "default", description = "An error", body = wire::ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(super) fn recommendation(request: &PageRequest) -> Response {
    let assessment = request.assessment();
    let mut response = json::recommendation(request, &assessment);
    response.extensions_mut().insert(ViewEvent::recommendation(&assessment, "json"));
    response
}

/// Forecasts the mailbox for the answers in the query: when it is full, and the values that this is computed from.
///
/// The parameters are those of a recommendation.
#[utoipa::path(
    get,
    path = "/api/v1/forecast",
    tag = "forecasts",
    responses(
        (status = 200, description = "The forecast", body = wire::ForecastResponse),
        (status = "default", description = "An error", body = wire::ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(super) fn forecast(request: &PageRequest) -> Response {
    let assessment = request.assessment();
    json::respond(request, wire::forecast(&assessment, &request.ignored, &request.interpreted, request.lang))
}

/// Returns the rule set in use: questions, rules, advice, everyday uses and plans, with texts in both languages.
#[utoipa::path(
    get,
    path = "/api/v1/rulebook",
    tag = "rules",
    responses(
        (status = 200, description = "The rule set", body = wire::RulebookResponse),
        (status = "default", description = "An error", body = wire::ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(super) fn rulebook(request: &PageRequest) -> Response {
    Json(wire::rulebook(&request.rulebook)).into_response()
}

/// Returns this description, with the questions of the rule set in use.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "description",
    responses((status = 200, description = "The OpenAPI document", body = serde_json::Value))
)]
pub(super) fn openapi(request: &PageRequest) -> Response {
    Json(openapi::describe(&request.rulebook)).into_response()
}
