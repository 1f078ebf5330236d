//! Admin listener: metrics, readiness with the rule set in use, and the version of the program.

use std::any::Any;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST};
use axum::http::uri::Authority;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tower_http::catch_panic::CatchPanicLayer;

use super::metrics::report_panic;
use super::request::host;
use super::stage;
use super::state::App;
use crate::digest::Digest;

/// The response to requests with another host name.
const BY_ADDRESS: &str =
    "The admin listener accepts an IP address or localhost as Host. Let a proxy in front of it send one of them.\n";

/// Builds the admin service of a site.
///
/// ```
/// use axum::{body::Body, http::Request};
/// use pop_or_imap::{loader, web};
/// use tower::ServiceExt as _;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let app = web::App::new(loader::embedded(), web::Settings::default());
/// let request = Request::get("/readyz").header("host", "localhost:9100").body(Body::empty()).unwrap();
/// assert_eq!(web::admin(app).oneshot(request).await.unwrap().status(), 200);
/// # });
/// ```
pub fn admin(app: Arc<App>) -> Router {
    let panics = app.metrics.panics.clone();
    let panicked = move |_: Box<dyn Any + Send>| {
        report_panic(&panics, "a handler for the operator");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    };
    Router::new()
        .route("/metrics", get(metrics))
        .route("/readyz", get(ready))
        .route("/version", get(version))
        .fallback(|| async { (StatusCode::NOT_FOUND, "There are /metrics, /readyz and /version.\n") })
        .layer(middleware::from_fn(require_local_host))
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(app)
}

/// Rejects requests whose host is neither an IP address nor `localhost`.
///
/// A web site can point its own name at this listener (DNS rebinding), so that a browser on this machine reads the metrics
/// for it. The browser sends that name as the host.
async fn require_local_host(mut request: Request, next: Next) -> Response {
    stage::enter("operator");
    host::apply_absolute_form(&mut request);
    let host = request.headers().get(HOST).filter(|_| host::is_unambiguous(&request));
    match host.and_then(|value| value.to_str().ok()?.parse::<Authority>().ok()) {
        None => (StatusCode::BAD_REQUEST, BY_ADDRESS).into_response(),
        Some(host) if is_local_host(host.host()) => next.run(request).await,
        Some(_) => (StatusCode::FORBIDDEN, BY_ADDRESS).into_response(),
    }
}

fn is_local_host(host: &str) -> bool {
    let six = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let address = six.map_or_else(|| host.parse::<Ipv4Addr>().is_ok(), |six| six.parse::<Ipv6Addr>().is_ok());
    address || host.eq_ignore_ascii_case("localhost")
}

/// The media type of `OpenMetrics` 1.0, which Prometheus has read since version 2.5.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `GET /metrics`
async fn metrics(State(app): State<Arc<App>>) -> Response {
    match app.metrics.write(&app.rulebook(), app.rejected_rules().is_some()) {
        Ok(text) => ([(CONTENT_TYPE, OPEN_METRICS), (CACHE_CONTROL, "no-store")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// `GET /readyz`: the rule set in use, and the newest one if it was rejected. 200 until shutdown starts, then 503.
async fn ready(State(app): State<Arc<App>>) -> Response {
    let rulebook = app.rulebook();
    let rejected = app
        .rejected_rules()
        .map(|rejected| json!({ "digest": rejected.digest.as_ref().map(Digest::as_str), "faults": rejected.faults }));
    let ready = !app.is_stopping();
    let body = json!({
        "ready": ready,
        "rules": { "version": rulebook.version, "digest": rulebook.digest.as_str() },
        "refused": rejected,
    });
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// `GET /version`
async fn version(State(app): State<Arc<App>>) -> Response {
    let body = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION"), "build": app.installation.settings.build });
    ([(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
