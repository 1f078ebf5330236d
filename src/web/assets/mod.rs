//! Embedded assets: named by their digest, compressed once at start, and cached without limit; and the files with
//! constant URLs, which other sites and browsers request by name.

use std::io::Write as _;

use bytes::Bytes;

use super::negotiation::ContentCoding;
use crate::digest::Digest;
use crate::rulebook::Lang;

/// One asset in all its encodings.
#[derive(Debug)]
pub(in crate::web) struct Asset {
    /// Its address, with the first 16 hex digits of its digest in the name.
    pub(in crate::web) path: String,
    pub(in crate::web) content_type: &'static str,
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
pub(in crate::web) struct Assets {
    pub(in crate::web) style: Asset,
    pub(in crate::web) script: Asset,
    pub(in crate::web) icon: Asset,
    /// The pictures that are shown with links, one a language.
    previews: [Asset; 2],
}

impl Assets {
    /// Takes the assets that were built in.
    pub(in crate::web) fn embedded() -> Self {
        Self {
            style: Asset::new("style", "css", "text/css; charset=utf-8", include_bytes!("../../../static/style.css")),
            script: Asset::new(
                "script",
                "js",
                "text/javascript; charset=utf-8",
                include_bytes!("../../../static/script.js"),
            ),
            icon: Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../../../static/icon.svg")),
            previews: [
                Asset::picture("preview-ja", include_bytes!("../../../static/preview-ja.png")),
                Asset::picture("preview-en", include_bytes!("../../../static/preview-en.png")),
            ],
        }
    }

    /// Gives the picture that is shown with links, in a language.
    pub(in crate::web) const fn preview(&self, lang: Lang) -> &Asset {
        let [ja, en] = &self.previews;
        match lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }

    /// Returns the asset at a path.
    pub(in crate::web) fn find(&self, path: &str) -> Option<&Asset> {
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

    /// Checks whether the asset is compressed, so that its response depends on `Accept-Encoding`.
    pub(in crate::web) const fn is_compressed(&self) -> bool {
        self.packed.is_some()
    }

    /// Gives the asset in a coding, or as it is where it is not packed.
    pub(in crate::web) fn encoded(&self, coding: ContentCoding) -> (Option<&'static str>, Bytes) {
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
    format!("/static/{stem}.{}.{extension}", Digest::of(plain).short())
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
