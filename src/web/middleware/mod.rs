//! Middleware of the public site: security headers, limits, timeouts, panics, compression, error pages.

mod compression;
mod error_pages;
pub(super) mod panic_guard;
mod request_target;
mod security_headers;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::error_handling::HandleErrorLayer;
use axum::extract::{MatchedPath, Request};
use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::{BoxError, Router};
use prometheus_client::metrics::counter::Counter;
use tower::{ServiceBuilder, ServiceExt as _};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::cache_control;
use super::error::Error;
use super::installation::Installation;
use super::limits::{BodyBudget, ResponseBudget, body_budget, cooperative_body, response_budget};
use super::metrics::report_panic;
use super::request::PageContext;
use super::state::{App, AppState};

/// The maximum number of requests for pages in flight.
const MAX_IN_FLIGHT: usize = 256;
/// The maximum size of a form, in bytes; routes for large bodies have limits of their own.
const MAX_BODY: usize = 1024 * 1024;
/// How long a request without a body may take. After that, the response is 503.
const PAGE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request with a body may take: enough for the largest body over a slow line. After that, the response is 408.
const BODY_TIMEOUT: Duration = Duration::from_mins(1);

/// The routes, grouped by the limits that apply to them.
pub(super) struct RouteGroups {
    /// Routes without a body.
    pub(super) pages: Router<AppState>,
    /// Routes with a small body.
    pub(super) forms: Router<AppState>,
    /// Routes that bound the size of their bodies themselves.
    pub(super) large: Router<AppState>,
    /// The health check, which no limit applies to: a busy replica is still healthy.
    pub(super) health: Router<AppState>,
}

/// Applies the limits to the routes, and catches the panics of their handlers.
///
/// Requests with bodies are not counted against the concurrency limit, so that slow senders cannot exhaust it: the body
/// budget bounds them in bytes.
pub(super) fn limit(routes: RouteGroups, panics: &Counter) -> Router<AppState> {
    let RouteGroups { pages, forms, large, health } = routes;
    let panics = panics.clone();
    let limit_concurrency = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(|error: BoxError| async move {
            tracing::debug!(%error, "the limit of requests in flight is reached");
            Error::Busy
        }))
        .load_shed()
        .layer(tower::limit::GlobalConcurrencyLimitLayer::new(MAX_IN_FLIGHT));
    let pages = pages.layer(
        ServiceBuilder::new()
            .layer(limit_concurrency)
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PAGE_TIMEOUT))
            .layer(RequestBodyLimitLayer::new(MAX_BODY)),
    );
    let bodies = forms
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .merge(large)
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, BODY_TIMEOUT));
    pages.merge(bodies).merge(health).method_not_allowed_fallback(|| async { Error::MethodNotAllowed }).layer(
        ServiceBuilder::new().layer(from_fn(reject_invalid)).layer(CatchPanicLayer::custom(
            move |_: Box<dyn std::any::Any + Send>| {
                report_panic(&panics, "a handler");
                Error::Internal.into_response()
            },
        )),
    )
}

/// Rejects an invalid request, and adds the matched route to the extensions of the response, also of a rejection.
async fn reject_invalid(request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let mut response = match request_target::rejection(&request) {
        Some(rejection) => rejection,
        None => next.run(request).await,
    };
    if let Some(matched) = matched {
        response.extensions_mut().insert(matched);
    }
    response
}

/// What happens to every request before and after the router.
///
/// These are functions in order and no layers: the router would clone a layer and everything inside it for each request,
/// which took as long as half of the pages.
#[derive(Debug)]
pub(super) struct Middleware {
    installation: Arc<Installation>,
    bodies: BodyBudget,
    responses: ResponseBudget,
    /// The policy (CSP 3) of every response.
    policy: HeaderValue,
}

impl Middleware {
    pub(super) fn new(app: &App) -> Self {
        Self {
            installation: Arc::clone(&app.installation),
            bodies: BodyBudget::new(app.responses.shortage()),
            responses: app.responses.clone(),
            policy: security_headers::policy(&app.installation.settings.frame_ancestors),
        }
    }

    /// Returns the complete response to a request that `router` handles.
    pub(super) async fn respond(&self, router: Router, mut request: Request, context: &Arc<PageContext>) -> Response {
        let codings = context.negotiated.codings;
        let accepted = HeaderValue::from_static(codings.header);
        // Handlers see the negotiated codings only.
        request.headers_mut().insert(ACCEPT_ENCODING, accepted.clone());
        request.extensions_mut().insert(Arc::clone(context));
        let uri = request.uri().clone();
        let is_safe = [Method::GET, Method::HEAD].contains(request.method());
        let mut matched = None;
        let next = async |request| {
            let response = route(router, request).await;
            matched = response.extensions().get::<MatchedPath>().cloned();
            response
        };
        let response = body_budget::count(&self.bodies, request, next).await;
        let response = response_budget::reserve(&self.responses, response);
        let response = error_pages::render(&self.installation, context, &uri, response);
        let response = if cooperative_body::is_large(&response) {
            cooperative_body::yield_between_frames(cooperative_body::compress_large(accepted, response).await)
        } else {
            compression::compress_short(codings.preferred, response).await
        };
        let mut response = response_budget::attach(&self.responses, response);
        cache_control::write(is_safe, &mut response);
        security_headers::add(&self.policy, &mut response);
        // For the metrics, also where the response was replaced by an error.
        if let Some(matched) = matched {
            response.extensions_mut().insert(matched);
        }
        response
    }
}

async fn route(router: Router, request: Request) -> Response {
    router.oneshot(request).await.unwrap_or_else(|never: Infallible| match never {})
}
