//! Owns the JSON API: the same engine, the wire types, and the OpenAPI document generated from this code.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use utoipa::OpenApi;

use super::App;
use super::layout::describe;
use super::visit::Visit;
use crate::report::wire;

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
    paths(recommendation, rulebook, openapi)
)]
pub struct Description;

/// Gives the API's routes, to be nested under `/api/v1`.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/recommendation", get(recommendation))
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
    params(
        ("plan" = Option<String>, Query, description = "standard, managed, maintenance, setup or unknown"),
        ("purpose" = Option<String>, Query, description = "work, personal, notification, inquiry, orders, spare or unknown"),
        ("devices" = Option<String>, Query, description = "one-pc, pc-phone, several, phone-only or unknown"),
        ("away" = Option<String>, Query, description = "yes, no or unknown"),
        ("offline" = Option<String>, Query, description = "unopened, received, no or unknown"),
        ("attachments" = Option<String>, Query, description = "many, some, few or unknown"),
        ("frequency" = Option<String>, Query, description = "constant, daily, weekly, rarely or unknown"),
        ("importance" = Option<String>, Query, description = "critical, normal, low or unknown"),
        ("backup" = Option<String>, Query, description = "local, server, none or unknown"),
        ("mails" = Option<String>, Query, description = "Mails received a day"),
        ("attached" = Option<String>, Query, description = "Of those, how many have an attachment"),
        ("used" = Option<String>, Query, description = "MB in the mailbox now"),
        ("limit" = Option<String>, Query, description = "The mailbox's own limit in MB"),
        ("keep" = Option<String>, Query, description = "Days a POP client leaves mail on the server"),
        ("lang" = Option<String>, Query, description = "The language of the texts: ja or en"),
        ("was" = Option<String>, Query, description = "The verdict that the link's sender saw: pop or imap"),
    ),
    responses((status = 200, description = "The recommendation", body = wire::RecommendationResponse))
)]
async fn recommendation(visit: Visit) -> Response {
    let body = wire::respond(&visit.rulebook, &visit.answers, visit.ignored.clone(), visit.lang);
    let mut response = Json(body).into_response();
    describe(&visit, response.headers_mut());
    response
}

/// Gives the whole rule set that serves now, texts in both languages.
#[utoipa::path(
    get,
    path = "/api/v1/rulebook",
    responses((status = 200, description = "The rule set", body = wire::RulebookResponse))
)]
async fn rulebook(State(app): State<Arc<App>>) -> Response {
    Json(wire::rulebook(&app.rulebook())).into_response()
}

/// Gives this description.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    responses((status = 200, description = "The OpenAPI document"))
)]
async fn openapi() -> Response {
    Json(Description::openapi()).into_response()
}
