//! Owns the way of a request: from what is kept, else through the layers to a page; each is counted, and has a line in the log.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use axum::{BoxError, body};
use tower::{Service, ServiceExt as _};

use super::cache::Asked;
use super::metrics::{self, Tally};
use super::{App, limits, panic_guard, targets};

/// The whole site: takes a request, gives an answer, never fails.
#[derive(Clone, Debug)]
pub struct Site {
    app: Arc<App>,
    router: Router,
}

impl Site {
    pub(super) const fn new(app: Arc<App>, router: Router) -> Self {
        Self { app, router }
    }

    /// Answers a request.
    pub async fn answer<B>(&self, request: Request<B>) -> Response
    where
        B: HttpBody<Data = body::Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let begun = Instant::now();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let panics = &self.app.metrics.panics;
        let answered = async {
            let (response, tally) = self.respond(request).await;
            self.count(&method, response.status(), &tally, begun);
            response
        };
        if let Some(response) = panic_guard::catch(panics, answered).await {
            return response;
        }
        let response = panic_guard::bare_error(&path);
        panic_guard::run(panics, || self.count(&method, response.status(), &Tally::of(&response), begun));
        response
    }

    /// Counts a request, and writes its line in the access log.
    fn count(&self, method: &Method, status: StatusCode, tally: &Tally, begun: Instant) {
        panic_guard::stage("metrics");
        let took = begun.elapsed();
        self.app.metrics.count(method, status, tally, took);
        // The query contains the answers, and a path can, if a program has mangled a link: neither is logged.
        let (method, route) = (metrics::named(method), tally.route());
        tracing::info!(target: "pop_or_imap::access", method, route, status = status.as_u16(), micros = took.as_micros());
    }

    async fn respond<B>(&self, mut request: Request<B>) -> (Response, Tally)
    where
        B: HttpBody<Data = body::Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        panic_guard::stage("negotiation");
        limits::take_host(&mut request);
        targets::normalize(&mut request);
        let asked = Asked::read(&self.app, &request).filter(|_| limits::is_clear(&request));
        if let Some(kept) = asked.as_ref().and_then(|asked| asked.kept(&self.app)) {
            return kept;
        }
        if let Some(asked) = &asked {
            asked.narrow(&mut request);
        }
        let answered = self.router.clone().oneshot(request.map(Body::new)).await;
        let response = answered.unwrap_or_else(|never: Infallible| match never {});
        let Some(asked) = asked else {
            let tally = Tally::of(&response);
            return (self.guarded(response), tally);
        };
        let (response, tally) = asked.keep(&self.app, response).await;
        (self.guarded(response), tally)
    }

    /// Guards the body of a fresh response, which can still be in the making.
    fn guarded(&self, response: Response) -> Response {
        panic_guard::guard_body(&self.app.metrics.panics, response)
    }
}

impl<B> Service<Request<B>> for Site
where
    B: HttpBody<Data = body::Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let site = self.clone();
        Box::pin(async move { Ok(site.answer(request).await) })
    }
}
