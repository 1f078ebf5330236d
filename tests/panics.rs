//! Panics at any stage between a request's head and its response's last byte: each ends that request only.
//!
//! The stages of a request are events at trace level; a subscriber that panics on one of them injects the panic there.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use pop_or_imap::loader;
use pop_or_imap::web::{self, App, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::support::{Reply, Site, admin};

/// Panics on the event of one stage, and counts the errors that are logged.
struct PanicAt {
    stage: &'static str,
    errors: Arc<AtomicUsize>,
}

impl Visit for PanicAt {
    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}

    fn record_str(&mut self, field: &Field, value: &str) {
        assert!(field.name() != "name" || value != self.stage, "secret words");
    }
}

impl Subscriber for PanicAt {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "pop_or_imap::stage" || *metadata.level() == Level::ERROR
    }

    fn event(&self, event: &Event<'_>) {
        if *event.metadata().level() == Level::ERROR {
            self.errors.fetch_add(1, Ordering::Relaxed);
        }
        event.record(&mut Self { stage: self.stage, errors: Arc::clone(&self.errors) });
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn app() -> Arc<App> {
    App::new(loader::embedded(), Settings::default())
}

/// Returns the number of panics that the operator's metrics report.
async fn panics(app: &Arc<App>) -> String {
    let metrics = admin(app, "/metrics").await.body;
    metrics.lines().find_map(|line| line.strip_prefix("pop_or_imap_panics_total ")).unwrap().to_owned()
}

/// Sends a request while a stage panics; returns the response and how many errors were logged.
async fn with_panic_at(stage: &'static str, app: &Arc<App>, path: &str) -> (Reply, usize) {
    let errors = Arc::default();
    let _guard = tracing::subscriber::set_default(PanicAt { stage, errors: Arc::clone(&errors) });
    let reply = Site::of(Arc::clone(app)).get_with(path, "host", "a.example").await;
    (reply, errors.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_panic_at_any_stage_is_a_500_and_is_counted_and_logged() {
    for (stage, path) in [
        ("negotiation", "/result?purpose=work"),
        ("negotiation", "/api/v1/recommendation"),
        ("cache key", "/"),
        ("cache key", "/healthz"),
        ("storing in the cache", "/guide"),
        ("storing in the cache", "/api/v1/rulebook"),
        ("error page", "/nowhere"),
        ("error page", "/api/nowhere"),
        ("metrics", "/static/none"),
    ] {
        let app = app();
        let (reply, errors) = with_panic_at(stage, &app, path).await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{stage} at {path}");
        let reply = reply
            .assert_lacks("secret")
            .assert_header("cache-control", "no-store")
            .assert_header_contains("content-security-policy", "default-src 'none'");
        if path.starts_with("/api") {
            reply.assert_problem(500, "");
        } else {
            let dom = reply.assert_heading("うまく表示できませんでした").dom();
            assert_eq!(dom.text("h2"), "Something went wrong");
        }
        // If counting itself panics, so does counting the 500.
        let panicked = if stage == "metrics" { 2 } else { 1 };
        assert_eq!((panics(&app).await, errors), (panicked.to_string(), panicked), "{stage} at {path}");
        // The next request is answered, and nothing of the failed one has been stored.
        let next = Site::of(app).get_with("/result?purpose=work", "host", "a.example").await;
        assert_eq!(next.status, StatusCode::OK, "{stage} at {path}");
    }
}

#[tokio::test]
async fn a_stored_page_is_guarded_too() {
    let app = app();
    let site = Site::of(Arc::clone(&app));
    let get = || site.get_with("/guide", "host", "a.example");
    get().await.assert_ok();
    get().await.assert_ok();
    for stage in ["negotiation", "cache key", "metrics"] {
        let (reply, _) = with_panic_at(stage, &app, "/guide").await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{stage}");
    }
    get().await.assert_ok();
}

#[tokio::test]
async fn a_panic_on_the_operators_side_is_a_500_too() {
    let app = app();
    let errors = Arc::default();
    let guard = tracing::subscriber::set_default(PanicAt { stage: "operator", errors });
    admin(&app, "/readyz").await.assert_status(500);
    drop(guard);
    admin(&app, "/readyz").await.assert_ok();
    assert_eq!(panics(&app).await, "1");
}

/// A body that panics after a few frames.
async fn breaking() -> Body {
    let pieces = stream::iter(0..10).then(|number| async move {
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(number < 5, "secret words");
        Ok::<_, std::convert::Infallible>(Bytes::from(vec![b'x'; 32 * 1024]))
    });
    Body::from_stream(pieces)
}

#[tokio::test]
async fn a_panic_while_a_body_is_sent_closes_its_connection_only() {
    for coding in ["identity", "gzip", "br", "zstd"] {
        let app = app();
        let site = web::site_with(Arc::clone(&app), |routes| routes.route("/breaking", get(breaking)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let connections = app.connections().clone();
        let serving = tokio::spawn(async move {
            let stop = async { drop(stopped.await) };
            web::serve(listener, site, web::Listener::Public(web::TrustedProxies::default()), &connections, stop).await
        });
        let ask = async |path: &str| {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: {coding}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            let mut reply = Vec::new();
            // An open connection is an error for /breaking, and expected for the others.
            let ended = tokio::time::timeout(Duration::from_secs(2), stream.read_to_end(&mut reply)).await.is_ok();
            (String::from_utf8_lossy(&reply).into_owned(), ended)
        };
        let (reply, ended) = ask("/breaking").await;
        assert!(ended && !reply.ends_with("\r\n0\r\n\r\n"), "{coding}: closed, and not as if it were complete");
        assert!(reply.is_empty() || reply.starts_with("HTTP/1.1 200") || reply.starts_with("HTTP/1.1 500"), "{reply}");
        assert_eq!(panics(&app).await, "1", "{coding}");
        let (reply, ended) = ask("/healthz").await;
        assert!(!ended && reply.starts_with("HTTP/1.1 200"), "{coding}: {reply}");
        drop(stop);
        serving.abort();
    }
}

/// The header values of a past error: 21 parts, several of them with `q=nan`.
const NOT_A_NUMBER: &str = "zz;q=nan,y;q=0.69,y;q=0.83,x;q=nan,y;q=0.74,x;q=nan,y;q=0.95,y;q=0.09,x;q=nan,x;q=nan,\
    y;q=0.83,y;q=0.47,y;q=0.17,y;q=1.00,x;q=nan,y;q=0.39,y;q=0.79,y;q=0.26,x;q=nan,y;q=0.85,x;q=nan,y;q=0.19";

#[tokio::test]
async fn quality_values_that_are_no_numbers_are_skipped_on_every_route() {
    let app = app();
    let site = Site::of(Arc::clone(&app));
    for name in ["accept", "accept-language", "accept-encoding"] {
        for path in ["/", "/wizard", "/result", "/healthz", "/nowhere", "/api/v1/recommendation", "/static/none"] {
            let reply = site.get_with(path, name, NOT_A_NUMBER).await;
            assert!(!reply.status.is_server_error(), "{name} at {path}");
        }
        let request = Request::post("/capacity").header(name, NOT_A_NUMBER);
        assert!(!site.send(request, "").await.status.is_server_error(), "{name}");
    }
    assert_eq!(panics(&app).await, "0");
}

#[tokio::test]
async fn entity_tags_of_any_form_are_compared_without_a_panic() {
    let app = app();
    let site = Site::of(Arc::clone(&app));
    let tag = site.get_with("/guide", "host", "a.example").await.header("etag").to_owned();
    for (value, status) in [
        ("\"a b\"".to_owned(), 200),
        ("\"".to_owned(), 200),
        ("W/".to_owned(), 200),
        (", ,".to_owned(), 200),
        ("*".to_owned(), 304),
        (tag.clone(), 304),
        (format!("\"x, y\", W/{tag}"), 304),
    ] {
        let request = Request::get("/guide").header("host", "a.example").header("if-none-match", &value);
        site.send(request, "").await.assert_status(status);
    }
    assert_eq!(panics(&app).await, "0");
}
