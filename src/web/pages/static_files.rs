//! Static files: `/static/…` by their digest, and files with constant URLs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::web::active_branding::ActiveBranding;
use crate::web::cache_control::CachePolicy;
use crate::web::error::Error;
use crate::web::installation::Installation;
use crate::web::negotiation::ContentCoding;

/// Lets other sites load a file into their pages.
const FOR_OTHER_SITES: (HeaderName, &str) = (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");

/// Serves an asset under its content-hashed name; any other name is not found.
pub(in crate::web) async fn asset(
    State(branding): State<Arc<ActiveBranding>>,
    State(installation): State<Arc<Installation>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let path = format!("/static/{name}");
    if let Some((content_type, text)) = branding.current().find(&path) {
        return lasting(content_type, text.into());
    }
    let Some(asset) = installation.assets.find(&path) else { return Error::NotFound.into_response() };
    let (coding, body) = asset.encoded(ContentCoding::for_file(&headers));
    let mut response = lasting(asset.content_type, body);
    let headers = response.headers_mut();
    if asset.is_compressed() {
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    } else {
        // A picture for links: sites that show the link load it.
        let (name, value) = FOR_OTHER_SITES;
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(coding) = coding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// Builds a response that caches may keep permanently.
fn lasting(content_type: &'static str, body: Bytes) -> Response {
    let mut response = (Extension(CachePolicy::Immutable), body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// `GET /embed.js`: cached shortly, because a site that embeds the pages must soon have the script that matches them.
pub(in crate::web) async fn embed_script() -> Response {
    let script = include_str!("../../../static/embed.js");
    let headers = [(CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (Extension(CachePolicy::TenMinutes), headers, [FOR_OTHER_SITES], script).into_response()
}

/// `GET /favicon.ico`
pub(in crate::web) async fn favicon() -> Response {
    icon("image/x-icon", include_bytes!("../../../static/favicon.ico"))
}

/// `GET /apple-touch-icon.png`
pub(in crate::web) async fn touch_icon() -> Response {
    icon("image/png", include_bytes!("../../../static/apple-touch-icon.png"))
}

fn icon(content_type: &'static str, bytes: &'static [u8]) -> Response {
    (Extension(CachePolicy::OneDay), [(CONTENT_TYPE, content_type)], bytes).into_response()
}
