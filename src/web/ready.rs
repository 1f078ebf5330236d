//! Owns `/readyz`: which rules serve, and whether newer ones were refused. Always 200 while it serves.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::App;

/// `GET /readyz`
pub(super) async fn page(State(app): State<Arc<App>>) -> Response {
    let rulebook = app.rulebook();
    let refused = app.refused().map(|refused| json!({ "digest": refused.digest, "faults": refused.faults }));
    let body = json!({
        "ready": true,
        "rules": { "version": rulebook.version, "digest": rulebook.digest },
        "refused": refused,
    });
    Json(body).into_response()
}
