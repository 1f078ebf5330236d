//! Owns the way of a request: from what is kept, else through the layers to a page; each is counted, and has a line in the log.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::Request;
use axum::response::Response;
use axum::{BoxError, body};
use tower::{Service, ServiceExt as _};

use super::cache::Asked;
use super::metrics::{self, Tally};
use super::{App, limits};

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
        let method = request.method().clone();
        let (response, tally) = self.respond(request).await;
        let (status, took) = (response.status(), begun.elapsed());
        self.app.metrics.count(&method, status, &tally, took);
        // The query holds the answers, and so may a path that somebody's program has mangled: neither is in the log.
        let (method, route) = (metrics::named(&method), tally.route());
        tracing::info!(target: "pop_or_imap::access", method, route, status = status.as_u16(), micros = took.as_micros());
        response
    }

    async fn respond<B>(&self, mut request: Request<B>) -> (Response, Tally)
    where
        B: HttpBody<Data = body::Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        limits::take_host(&mut request);
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
            return (response, tally);
        };
        asked.keep(&self.app, response).await
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
