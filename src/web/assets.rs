//! Owns the embedded assets: named by their content, compressed once at start, cached for good; and the few files whose
//! addresses stay, for other sites and browsers ask for them by name.

use std::io::Write as _;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use bytes::Bytes;

use super::cache::CachePolicy;
use super::negotiation::ContentCoding;
use super::{App, Error, theme};
use crate::rulebook::{self, Lang};

/// Lets other sites load a file into their pages.
const FOR_OTHER_SITES: (HeaderName, &str) = (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");

/// One asset in all its encodings.
#[derive(Debug)]
pub(super) struct Asset {
    /// Its address, with the first 16 hex digits of its digest in the name.
    pub(super) path: String,
    content_type: &'static str,
    plain: Bytes,
    /// In the codings that pack it, where that makes it smaller.
    packed: Option<Packed>,
}

/// An asset in the codings that pack it.
#[derive(Debug)]
struct Packed {
    brotli: Bytes,
    zstd: Bytes,
    gzip: Bytes,
}

/// All assets.
#[derive(Debug)]
pub(super) struct Assets {
    pub(super) style: Asset,
    pub(super) script: Asset,
    pub(super) icon: Asset,
    /// The pictures that are shown with links, one a language.
    previews: [Asset; 2],
}

impl Assets {
    /// Takes the assets that were built in.
    pub(super) fn embedded() -> Self {
        Self {
            style: Asset::new("style", "css", "text/css; charset=utf-8", include_bytes!("../../static/style.css")),
            script: Asset::new(
                "script",
                "js",
                "text/javascript; charset=utf-8",
                include_bytes!("../../static/script.js"),
            ),
            icon: Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../../static/icon.svg")),
            previews: [
                Asset::picture("preview-ja", include_bytes!("../../static/preview-ja.png")),
                Asset::picture("preview-en", include_bytes!("../../static/preview-en.png")),
            ],
        }
    }

    /// Gives the picture that is shown with links, in a language.
    pub(super) const fn preview(&self, lang: Lang) -> &Asset {
        let [ja, en] = &self.previews;
        match lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }

    fn find(&self, path: &str) -> Option<&Asset> {
        [&self.style, &self.script, &self.icon].into_iter().chain(&self.previews).find(|asset| asset.path == path)
    }
}

impl Asset {
    fn new(stem: &str, extension: &str, content_type: &'static str, plain: &'static [u8]) -> Self {
        let packed = Some(Packed { brotli: brotli(plain), zstd: zstd(plain), gzip: gzip(plain) });
        Self { path: hashed(stem, extension, plain), content_type, plain: Bytes::from_static(plain), packed }
    }

    /// A picture, which is as small as it gets.
    fn picture(stem: &str, plain: &'static [u8]) -> Self {
        let path = hashed(stem, "png", plain);
        Self { path, content_type: "image/png", plain: Bytes::from_static(plain), packed: None }
    }

    /// Gives the asset in a coding, or as it is where it is not packed.
    fn encoded(&self, coding: ContentCoding) -> (Option<&'static str>, Bytes) {
        let packed = self.packed.as_ref().and_then(|packed| match coding {
            ContentCoding::Brotli => Some(&packed.brotli),
            ContentCoding::Zstd => Some(&packed.zstd),
            ContentCoding::Gzip => Some(&packed.gzip),
            ContentCoding::Identity => None,
        });
        packed.map_or_else(|| (None, self.plain.clone()), |packed| (Some(coding.id()), packed.clone()))
    }
}

/// Names an asset by its content.
fn hashed(stem: &str, extension: &str, plain: &[u8]) -> String {
    format!("/static/{stem}.{}.{extension}", short(&rulebook::digest(plain)))
}

/// Shortens a digest to what a name needs: its first 16 hex digits.
pub(super) fn short(digest: &str) -> &str {
    let digits = digest.trim_start_matches("sha256:");
    digits.get(..16).unwrap_or(digits)
}

fn brotli(plain: &[u8]) -> Bytes {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    match brotli::BrotliCompress(&mut &*plain, &mut out, &params) {
        Ok(_) => out.into(),
        // Writing to memory does not fail; if it did, an empty stream would be worse than none.
        Err(error) => unreachable!("compressing in memory: {error}"),
    }
}

fn zstd(plain: &[u8]) -> Bytes {
    match zstd::encode_all(plain, 19) {
        Ok(out) => out.into(),
        Err(error) => unreachable!("compressing in memory: {error}"),
    }
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    match encoder.write_all(plain).and_then(|()| encoder.finish()) {
        Ok(out) => out.into(),
        Err(error) => unreachable!("compressing in memory: {error}"),
    }
}

/// Serves an asset under its content-hashed name; any other name is not found.
pub(super) async fn asset(State(app): State<Arc<App>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("/static/{name}");
    let rulebook = app.rulebook();
    if let Some((content_type, text)) = theme::find(&rulebook, &path) {
        return lasting(content_type, text.into());
    }
    let Some(asset) = app.assets.find(&path) else { return Error::NotFound.into_response() };
    let (coding, body) = asset.encoded(ContentCoding::preferred(&headers));
    let mut response = lasting(asset.content_type, body);
    let headers = response.headers_mut();
    if asset.packed.is_some() {
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    } else {
        // A picture for links: who shows the link loads it.
        let (name, value) = FOR_OTHER_SITES;
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(coding) = coding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// Makes a response that may be kept for good.
fn lasting(content_type: &'static str, body: Bytes) -> Response {
    let mut response = (Extension(CachePolicy::ForGood), body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// Gives the routes of the files whose addresses stay.
pub(super) fn stable() -> Router<Arc<App>> {
    // Short, for a site that embeds the wizard must soon have the script that fits it.
    let embed = || async {
        let script = include_str!("../../static/embed.js");
        let headers = [(CONTENT_TYPE, "text/javascript; charset=utf-8")];
        (Extension(CachePolicy::ForMinutes), headers, [FOR_OTHER_SITES], script)
    };
    let icon = |content_type: &'static str, bytes: &'static [u8]| {
        get(move || async move { (Extension(CachePolicy::ForADay), [(CONTENT_TYPE, content_type)], bytes) })
    };
    Router::new()
        .route("/embed.js", get(embed))
        .route("/favicon.ico", icon("image/x-icon", include_bytes!("../../static/favicon.ico")))
        .route("/apple-touch-icon.png", icon("image/png", include_bytes!("../../static/apple-touch-icon.png")))
}
