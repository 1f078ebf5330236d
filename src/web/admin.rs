//! Owns what the operator's side is told, on a listener of its own: metrics, which rules serve, which program it is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use super::App;
use super::exposition::Exposition;

/// Builds the operator's side of a site.
///
/// ```
/// use axum::{body::Body, http::Request};
/// use pop_or_imap::{audit, web};
/// use tower::ServiceExt as _;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let app = web::App::new(audit::embedded(), web::Settings::default());
/// let ready = web::admin(app).oneshot(Request::get("/readyz").body(Body::empty()).unwrap()).await.unwrap();
/// assert_eq!(ready.status(), 200);
/// # });
/// ```
pub fn admin(app: Arc<App>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/readyz", get(ready))
        .route("/version", get(version))
        .fallback(|| async { (StatusCode::NOT_FOUND, "There are /metrics, /readyz and /version.\n") })
        .with_state(app)
}

/// `GET /metrics`, in the format that the client prefers.
async fn metrics(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let format = Exposition::preferred(&headers);
    match app.metrics.write(&app.rulebook(), app.refused().is_some()) {
        Ok(text) => {
            let headers = [(CONTENT_TYPE, format.media_type()), (CACHE_CONTROL, "no-store"), (VARY, "accept")];
            (headers, format.write(text)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// `GET /readyz`: which rules serve, and whether newer ones were refused. Always 200 while it serves.
async fn ready(State(app): State<Arc<App>>) -> Response {
    let rulebook = app.rulebook();
    let refused = app.refused().map(|refused| json!({ "digest": refused.digest, "faults": refused.faults }));
    let body = json!({
        "ready": true,
        "rules": { "version": rulebook.version, "digest": rulebook.digest },
        "refused": refused,
    });
    ([(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// `GET /version`
async fn version(State(app): State<Arc<App>>) -> Response {
    let body =
        json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION"), "build": app.settings.build });
    ([(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
