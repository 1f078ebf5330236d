//! Owns the HTTP side: routes, state, and how a page becomes a response. Decides nothing about mail.
//!
//! All of a visitor's state is the query string: no cookie, no session. Flow of a request: query →
//! `Visit` (answers, what was ignored, language) → interview or engine → view → askama → HTML.

#![expect(clippy::disallowed_methods, reason = "the server reads the clock, and files of /proc")]

mod admin;
mod along;
pub mod api;
mod assets;
mod blocking_queue;
mod bodies;
mod cache;
mod capacity;
mod connections;
mod crawlers;
mod error;
mod exposition;
mod forecast;
mod framing;
mod guide;
mod helped;
mod layers;
mod layout;
mod limits;
mod link;
mod list;
mod list_turns;
mod metrics;
mod negotiation;
mod panic_guard;
mod process;
mod qr;
mod recommendations;
mod reload;
mod response_budget;
mod result;
mod rules;
mod server;
mod site;
mod start;
mod targets;
mod theme;
mod turns;
mod urls;
mod visit;
mod wizard;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};
use axum::Router;
use axum::routing::get;

pub use admin::admin;
pub use connections::Connections;
pub use error::Error;
pub use framing::{FrameAncestors, NotAnOrigin};
#[cfg(feature = "cli")]
pub(crate) use limits::is_origin;
pub use reload::{Offered, Refused};
pub use server::{Clients, NotANetwork, ProxyNetwork, TrustedProxies, serve};
pub use site::Site;

use crate::rulebook::Rulebook;
use assets::Assets;
use blocking_queue::BlockingQueue;
use cache::Pages;
use list_turns::ListTurns;
use metrics::Metrics;
use response_budget::ResponseBudget;

/// What all requests share: the rules that serve now, the assets, and the operator's settings.
#[derive(Debug)]
pub struct App {
    rulebook: ArcSwap<Rulebook>,
    refused: ArcSwapOption<Refused>,
    assets: Assets,
    pages: Pages,
    metrics: Metrics,
    tables: BlockingQueue,
    lists: ListTurns,
    responses: ResponseBudget,
    settings: Settings,
    /// What tells pages of this build and these settings from those of others.
    stamp: String,
    /// Whether the end has been asked for.
    ending: AtomicBool,
}

/// The operator's settings.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The address that visitors use, without a slash at its end: `https://mail.example.jp`. Links to be shared begin
    /// with it; without it they begin with the host of the request.
    pub public_url: Option<String>,
    /// Who gives support, as visitors know them: named where answers are marked and under replies.
    pub support_name: Option<String>,
    /// Inside whose pages the wizard may be shown.
    pub frame_ancestors: FrameAncestors,
    /// What tells this build from every other, for the tags of pages; the version where nothing is known.
    pub build: Option<String>,
    /// How long the page of one table may take; 10 s where it is `None`.
    pub table_time: Option<Duration>,
}

impl App {
    /// Makes the state that requests share.
    #[must_use]
    pub fn new(rulebook: Rulebook, settings: Settings) -> Arc<Self> {
        let metrics = Metrics::new(settings.build.as_deref().unwrap_or_default(), &rulebook);
        let responses = ResponseBudget::new(metrics.response_bytes.clone());
        let tables = BlockingQueue::new(settings.table_time, responses.shortage());
        Arc::new(Self {
            rulebook: ArcSwap::from_pointee(rulebook),
            refused: ArcSwapOption::empty(),
            assets: Assets::embedded(),
            pages: Pages::new(),
            responses,
            metrics,
            tables,
            lists: ListTurns::new(),
            stamp: format!("{} {settings:?}", env!("CARGO_PKG_VERSION")),
            settings,
            ending: AtomicBool::new(false),
        })
    }

    /// Gives what is counted of the connections that visitors open.
    #[must_use]
    pub fn connections(&self) -> &Connections {
        &self.metrics.connections
    }

    /// Says that the end has been asked for: from now on, the operator's side tells that nobody new is to be sent here.
    pub fn begin_to_end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    /// Tells whether the end has been asked for.
    fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Relaxed)
    }

    /// Gives the rules that serve now; a request uses one snapshot from end to end.
    #[must_use]
    pub fn rulebook(&self) -> Arc<Rulebook> {
        self.rulebook.load_full()
    }
}

/// Builds the site.
///
/// ```
/// use axum::http::Request;
/// use pop_or_imap::{audit, web};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let site = web::site(web::App::new(audit::embedded(), web::Settings::default()));
/// let request = Request::get("/healthz").header("host", "localhost").body(String::new()).unwrap();
/// assert_eq!(site.answer(request).await.status(), 200);
/// # });
/// ```
pub fn site(app: Arc<App>) -> Site {
    site_with(app, |routes| routes)
}

/// Builds the site with routes added inside all its layers; tests use it to see what the layers do.
pub fn site_with(app: Arc<App>, more: impl FnOnce(Router<Arc<App>>) -> Router<Arc<App>>) -> Site {
    let routes = Router::new()
        .route("/", get(start::page))
        .route("/wizard", get(wizard::page))
        .route(result::PATH, get(result::page))
        .route("/guide", get(guide::page))
        .route("/rules", get(rules::page))
        .route("/link", get(link::page))
        .route("/link/qr.png", get(link::png))
        .route("/capacity", get(capacity::page).post(capacity::save))
        .route(helped::PATH, get(helped::back).post(helped::save))
        .route(limits::HEALTH_PATH, get(|| async { "ok" }))
        .route("/static/{name}", get(assets::asset))
        .route("/robots.txt", get(crawlers::robots))
        .route("/sitemap.xml", get(crawlers::sitemap))
        .merge(assets::stable())
        .nest("/api/v1", api::routes())
        .fallback(|| async { Error::NotFound })
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed });
    let large = recommendations::routes().merge(capacity::routes());
    let layered = layers::wrap(more(routes), large, &app).with_state(Arc::clone(&app));
    Site::new(app, layered)
}
