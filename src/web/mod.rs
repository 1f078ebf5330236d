//! Owns the HTTP side: routes, state, and how a page becomes a response. Decides nothing about mail.
//!
//! All of a visitor's state is the query string: no cookie, no session. Flow of a request: query →
//! `Visit` (answers, what was ignored, language) → interview or engine → view → askama → HTML.

mod along;
pub mod api;
mod assets;
mod capacity;
mod crawlers;
mod error;
mod forecast;
mod framing;
mod guide;
mod layers;
mod layout;
mod link;
mod list;
mod qr;
mod ready;
mod recommendations;
mod reload;
mod result;
mod rules;
mod server;
mod start;
mod theme;
mod visit;
mod wizard;

use std::sync::Arc;

use arc_swap::{ArcSwap, ArcSwapOption};
use axum::Router;
use axum::routing::get;

pub use error::Error;
pub use framing::{FrameAncestors, NotAnOrigin};
pub use reload::{Offered, Refused};
pub use server::serve;

use crate::rulebook::Rulebook;
use assets::Assets;

/// What all requests share: the rules that serve now, the assets, and the operator's settings.
#[derive(Debug)]
pub struct App {
    rulebook: ArcSwap<Rulebook>,
    refused: ArcSwapOption<Refused>,
    assets: Assets,
    settings: Settings,
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
}

impl App {
    /// Makes the state that requests share.
    #[must_use]
    pub fn new(rulebook: Rulebook, settings: Settings) -> Arc<Self> {
        Arc::new(Self {
            rulebook: ArcSwap::from_pointee(rulebook),
            refused: ArcSwapOption::empty(),
            assets: Assets::embedded(),
            settings,
        })
    }

    /// Gives the rules that serve now; a request uses one snapshot from end to end.
    #[must_use]
    pub fn rulebook(&self) -> Arc<Rulebook> {
        self.rulebook.load_full()
    }
}

/// Builds the router with all its layers.
///
/// ```
/// use pop_or_imap::{audit, web};
/// let router = web::router(web::App::new(audit::embedded(), web::Settings::default()));
/// # drop(router);
/// ```
pub fn router(app: Arc<App>) -> Router {
    router_with(app, |routes| routes)
}

/// Builds the router with routes added inside all its layers; tests use it to see what the layers do.
pub fn router_with(app: Arc<App>, more: impl FnOnce(Router<Arc<App>>) -> Router<Arc<App>>) -> Router {
    let routes = Router::new()
        .route("/", get(start::page))
        .route("/wizard", get(wizard::page))
        .route("/result", get(result::page))
        .route("/guide", get(guide::page))
        .route("/rules", get(rules::page))
        .route("/link", get(link::page))
        .route("/link/qr.png", get(link::png))
        .route("/capacity", get(capacity::page).post(capacity::save))
        .route("/readyz", get(ready::page))
        .route("/healthz", get(|| async { "ok" }))
        .route("/static/{name}", get(assets::asset))
        .route("/robots.txt", get(crawlers::robots))
        .route("/sitemap.xml", get(crawlers::sitemap))
        .merge(assets::stable())
        .nest("/api/v1", api::routes())
        .fallback(|| async { Error::NotFound })
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed });
    layers::wrap(more(routes), recommendations::routes().merge(capacity::routes()), &app).with_state(app)
}
