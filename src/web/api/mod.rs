//! JSON API: the same engine as the pages, with its wire types.

mod batch;
mod json_array;
mod openapi;

use axum::Json;
use axum::response::{IntoResponse, Response};

use super::metrics::Shown;
use super::request::PageRequest;
use super::views::json;
use crate::present::{Assessment, json as wire};
pub(super) use batch::{PATH as BATCH_PATH, recommendations};
pub use openapi::Description;

/// Recommends a protocol for the answers in the query.
///
/// Every question of the rulebook is a parameter, and so are the optional numbers. What is not understood is listed
/// under `ignored` and costs none of the other answers.
#[utoipa::path(
    get,
    path = "/api/v1/recommendation",
    responses(
        (status = 200, description = "The recommendation", body = wire::RecommendationResponse),
        (status = "default", description = "What went wrong", body = wire::ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(super) fn recommendation(request: &PageRequest) -> Response {
    let assessment = Assessment::new(&request.rulebook, &request.answers);
    let mut response = json::recommendation(request, &assessment);
    response.extensions_mut().insert(Shown::recommendation(&assessment, "json"));
    response
}

/// Forecasts the mailbox for the answers in the query: when it fills, and all that this was worked out of.
///
/// It takes the same parameters as a recommendation.
#[utoipa::path(
    get,
    path = "/api/v1/forecast",
    responses(
        (status = 200, description = "The forecast", body = wire::ForecastResponse),
        (status = "default", description = "What went wrong", body = wire::ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(super) fn forecast(request: &PageRequest) -> Response {
    let assessment = Assessment::new(&request.rulebook, &request.answers);
    json::respond(request, wire::forecast(&assessment, &request.ignored, &request.interpreted, request.lang))
}

/// Gives the rule set that serves now: questions, rules, advice, everyday uses and plans, texts in both languages.
#[utoipa::path(
    get,
    path = "/api/v1/rulebook",
    responses(
        (status = 200, description = "The rule set", body = wire::RulebookResponse),
        (status = "default", description = "What went wrong", body = wire::ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(super) fn rulebook(request: &PageRequest) -> Response {
    Json(wire::rulebook(&request.rulebook)).into_response()
}

/// Gives this description, with the questions of the rule set that serves now.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    responses((status = 200, description = "The OpenAPI document", body = serde_json::Value))
)]
pub(super) fn openapi(request: &PageRequest) -> Response {
    Json(openapi::describe(&request.rulebook)).into_response()
}
