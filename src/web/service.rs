//! Path of a request: negotiation, the page cache, else the router; every request is counted and logged.

use std::sync::Arc;
use std::time::Instant;

use arc_swap::Guard;
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use axum::{BoxError, body};

use super::cache::CacheLookup;
use super::metrics::{self, Tally};
use super::middleware::{Middleware, panic_guard};
use super::request::{AUTOCONFIG_PATHS, Negotiated, PageContext, host, target};
use super::stage;
use super::state::App;

/// The public site: returns a response to every request and never fails.
#[derive(Clone, Debug)]
pub struct Site {
    app: Arc<App>,
    middleware: Arc<Middleware>,
    router: Router,
}

impl Site {
    pub(super) fn new(app: Arc<App>, router: Router) -> Self {
        Self { middleware: Arc::new(Middleware::new(&app)), app, router }
    }

    /// Handles a request.
    pub async fn handle<B>(&self, request: Request<B>) -> Response
    where
        B: HttpBody<Data = body::Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let start = Instant::now();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let panics = &self.app.metrics.panics;
        let respond = async {
            let (response, tally) = self.respond(request).await;
            self.count(&method, response.status(), &tally, start);
            response
        };
        if let Some(response) = panic_guard::catch(panics, respond).await {
            return response;
        }
        let response = panic_guard::bare_error(&path);
        panic_guard::run(panics, || self.count(&method, response.status(), &Tally::of(&response), start));
        response
    }

    /// Counts a request and writes its line of the access log.
    fn count(&self, method: &Method, status: StatusCode, tally: &Tally, start: Instant) {
        stage::enter("metrics");
        let elapsed = start.elapsed();
        self.app.metrics.count(method, status, tally, elapsed);
        // The query contains the visitor's answers. So can the path, if a program escaped the whole link. Neither is logged.
        let (method, route) = (metrics::method_name(method), tally.route());
        // Mail apps ask for these files with an address; not even the time of the request is logged.
        if AUTOCONFIG_PATHS.contains(&route) {
            return;
        }
        tracing::info!(target: "pop_or_imap::access", method, route, status = status.as_u16(), micros = elapsed.as_micros());
    }

    async fn respond<B>(&self, mut request: Request<B>) -> (Response, Arc<Tally>)
    where
        B: HttpBody<Data = body::Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        stage::enter("negotiation");
        host::apply_absolute_form(&mut request);
        target::normalize(&mut request);
        let (rules, branding) = (self.app.rules.load(), self.app.branding.current());
        let negotiated = Negotiated::new(&self.app.installation.settings, request.uri(), request.headers());
        let lookup = CacheLookup::new(&rules, &branding, &negotiated, &request);
        let lookup = lookup.filter(|_| host::is_unambiguous(&request));
        if let Some(cached) = lookup.as_ref().and_then(|lookup| lookup.get(&self.app.cache)) {
            return cached;
        }
        let context = Arc::new(PageContext { rules: Guard::into_inner(rules), branding, negotiated });
        if lookup.is_some() {
            // Of a page that is stored, all of it is needed.
            *request.method_mut() = Method::GET;
        }
        let request = request.map(Body::new);
        // In a box, so that the requests of cached pages do not carry it.
        let response = Box::pin(self.middleware.respond(self.router.clone(), request, &context)).await;
        let (response, tally) = if let Some(lookup) = lookup {
            lookup.store(&self.app.cache, response).await
        } else {
            let tally = Tally::of(&response);
            (response, Arc::new(tally))
        };
        (self.guarded(response), tally)
    }

    /// Guards the body of a response that did not come from the cache: it can still be produced while it is sent.
    fn guarded(&self, response: Response) -> Response {
        panic_guard::guard_body(&self.app.metrics.panics, response)
    }
}
