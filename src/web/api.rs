//! Owns the JSON API: the same engine, the wire types, and the OpenAPI document generated from this code.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use utoipa::OpenApi;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Required};

use super::App;
use super::layout::describe;
use super::visit::Visit;
use crate::answers::Number;
use crate::report::{Wording, wire};
use crate::rulebook::{Lang, Protocol, Rulebook};

/// Tells whether a path is the API's, whose errors are problem+json.
pub(super) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// The description of the API.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "pop-or-imap",
        description = "Recommends POP or IMAP for a mail account. No key, no cookie; the query holds all there is."
    ),
    paths(recommendation, forecast, rulebook, openapi)
)]
pub struct Description;

/// Gives the API's routes, to be nested under `/api/v1`.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/recommendation", get(recommendation))
        .route("/forecast", get(forecast))
        .route("/rulebook", get(rulebook))
        .route("/openapi.json", get(openapi))
}

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
async fn recommendation(visit: Visit) -> Response {
    respond(&visit)
}

/// Answers a visit with JSON, as the result page does too where that is preferred.
pub(super) fn respond(visit: &Visit) -> Response {
    json(visit, wire::respond(&visit.rulebook, &visit.answers, visit.ignored.clone(), visit.lang))
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
async fn forecast(visit: Visit) -> Response {
    json(&visit, wire::forecast(&visit.rulebook, &visit.answers, visit.ignored.clone()))
}

/// Answers with JSON that hangs on the visit's address and language.
fn json(visit: &Visit, body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    describe(visit, response.headers_mut());
    response
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
async fn rulebook(State(app): State<Arc<App>>) -> Response {
    Json(wire::rulebook(&app.rulebook())).into_response()
}

/// Gives this description, with the questions of the rule set that serves now.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    responses((status = 200, description = "The OpenAPI document", body = serde_json::Value))
)]
async fn openapi(State(app): State<Arc<App>>) -> Response {
    Json(describe_api(&app.rulebook())).into_response()
}

/// Describes the API for a rule set: every question is a parameter with its choices.
fn describe_api(rulebook: &Rulebook) -> utoipa::openapi::OpenApi {
    let mut document = Description::openapi();
    let questions = rulebook.questions.iter().map(|question| {
        let choices = question.choices.iter().map(|choice| choice.id.as_str()).chain(["unknown"]);
        parameter(&question.id, &question.title.plain(Lang::En), Some(choices.map(str::to_owned).collect()))
    });
    let numbers = Number::ALL.into_iter().map(|number| {
        let words = format!("{}, as a number as people write it", Wording::of(Lang::En).number(number));
        parameter(number.id(), &words, None)
    });
    let general = [
        parameter("lang", "The language of the texts", Some(Lang::ALL.map(|lang| lang.id().to_owned()).to_vec())),
        parameter(
            "was",
            "The verdict that the link's sender saw",
            Some(Protocol::ALL.map(|protocol| protocol.id().to_owned()).to_vec()),
        ),
    ];
    let parameters: Vec<_> = questions.chain(numbers).chain(general).map(RefOr::T).collect();
    for path in ["/api/v1/recommendation", "/api/v1/forecast"] {
        if let Some(operation) = document.paths.paths.get_mut(path).and_then(|path| path.get.as_mut()) {
            operation.parameters = Some(parameters.clone());
        }
    }
    document
}

/// Describes a parameter of the query: words, and the values it takes if they can be listed.
fn parameter(name: &str, words: &str, values: Option<Vec<String>>) -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(values).build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(words))
        .schema(Some(schema))
        .build()
}
