//! Routes of the public site.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::error::Error;
use super::request::{AUTOCONFIG_PATHS, FORECAST_PATH, HEALTH_PATH, RESULT_PATH, SETUP_PATH, get_page};
use super::service::Site;
use super::state::{App, AppState};
use super::{api, middleware, pages};

/// Builds the public site.
///
/// ```
/// use axum::http::Request;
/// use pop_or_imap::{loader, web};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let site = web::site(web::App::new(loader::embedded(), web::Settings::default()));
/// let request = Request::get("/healthz").header("host", "localhost").body(String::new()).unwrap();
/// assert_eq!(site.handle(request).await.status(), 200);
/// # });
/// ```
pub fn site(app: Arc<App>) -> Site {
    site_with(app, |routes| routes)
}

/// Builds the public site with more routes inside its middleware, for tests of the middleware.
pub fn site_with(app: Arc<App>, more: impl FnOnce(Router<AppState>) -> Router<AppState>) -> Site {
    let pages = Router::new()
        .route("/", get_page(pages::start::page))
        .route("/wizard", get_page(pages::wizard::page))
        .route(RESULT_PATH, get_page(pages::result::page))
        .route(pages::result::QR_PATH, get_page(pages::result::qr_svg))
        .route(FORECAST_PATH, get_page(pages::forecast::page))
        .route(SETUP_PATH, get_page(pages::setup::page))
        .route(pages::reminder::PATH, get(pages::reminder::file))
        .route("/guide", get_page(pages::guide::page))
        .route("/rules", get_page(pages::rules::page))
        .route("/link", get_page(pages::link::page))
        .route("/link/qr.png", get_page(pages::link::png))
        .route("/capacity", get_page(pages::capacity::page))
        .route(pages::feedback::PATH, get(pages::feedback::back))
        .route("/static/{name}", get(pages::static_files::asset))
        .route("/robots.txt", get(pages::robots::robots))
        .route("/sitemap.xml", get(pages::robots::sitemap))
        .route("/embed.js", get(pages::static_files::embed_script))
        .route("/favicon.ico", get(pages::static_files::favicon))
        .route("/apple-touch-icon.png", get(pages::static_files::touch_icon))
        .route("/api/v1/recommendation", get_page(api::recommendation))
        .route("/api/v1/forecast", get_page(api::forecast))
        .route("/api/v1/rulebook", get_page(api::rulebook))
        .route("/api/v1/openapi.json", get_page(api::openapi))
        .fallback(|| async { Error::NotFound });
    let pages = if app.installation.settings.serve_files { client_files(pages) } else { pages };
    let forms = Router::new()
        .route("/capacity", post(pages::capacity::save))
        .route(pages::feedback::PATH, post(pages::feedback::save));
    // These bound the size of their bodies themselves.
    let large = Router::new()
        .route(api::BATCH_PATH, post(api::recommendations))
        .route("/capacity/csv", post(pages::capacity::send).layer(DefaultBodyLimit::disable()));
    let health = Router::new().route(HEALTH_PATH, get(|| async { "ok" }));
    let groups = middleware::RouteGroups { pages: more(pages), forms, large, health };
    let router = middleware::limit(groups, &app.metrics.panics).with_state(AppState(Arc::clone(&app)));
    Site::new(app, router)
}

/// Adds the routes of configuration files for mail apps.
fn client_files(routes: Router<AppState>) -> Router<AppState> {
    let [host, well_known] = AUTOCONFIG_PATHS;
    let [pop, imap] = pages::client_files::PROFILE_PATHS;
    routes
        .route(host, get_page(pages::client_files::autoconfig))
        .route(well_known, get_page(pages::client_files::autoconfig))
        .route(pop, get(pages::client_files::pop_profile))
        .route(imap, get(pages::client_files::imap_profile))
}
