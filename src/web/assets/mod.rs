//! Embedded assets: named by their digest, compressed once, and cached without limit; and the files with constant URLs,
//! which other sites and browsers request by name.

use std::io::Write as _;
use std::sync::OnceLock;

use bytes::Bytes;

use super::negotiation::ContentCoding;
use crate::digest::Digest;
use crate::rulebook::Lang;

/// An asset in all content codings.
#[derive(Debug)]
pub(in crate::web) struct Asset {
    /// The path, which contains the first 16 hex digits of the digest.
    pub(in crate::web) path: String,
    pub(in crate::web) content_type: &'static str,
    plain: Bytes,
    /// The compressed forms, if compression makes it smaller.
    compressed: Option<CompressedAsset>,
}

/// An asset in the content codings that compress it, each made when it is first needed: all of them would take as long as
/// the rest of the start.
#[derive(Debug, Default)]
struct CompressedAsset {
    brotli: OnceLock<Bytes>,
    zstd: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

/// A style sheet that only some pages load, beside the one of all pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Sheet {
    /// Start and questions.
    Questions,
    /// The result.
    Result,
    /// Forecast and capacity.
    Figures,
    /// Guide and rules.
    Guide,
    /// The page for support staff.
    Link,
    /// The page for setting up an account.
    Setup,
}

impl Sheet {
    const ALL: [Self; 6] = [Self::Questions, Self::Result, Self::Figures, Self::Guide, Self::Link, Self::Setup];

    fn asset(self) -> Asset {
        match self {
            Self::Questions => Asset::sheet("questions", include_str!("../../../static/questions.css")),
            Self::Result => Asset::sheet("result", include_str!("../../../static/result.css")),
            Self::Figures => Asset::sheet("figures", include_str!("../../../static/figures.css")),
            Self::Guide => Asset::sheet("guide", include_str!("../../../static/guide.css")),
            Self::Link => Asset::sheet("link", include_str!("../../../static/link.css")),
            Self::Setup => Asset::sheet("setup", include_str!("../../../static/setup.css")),
        }
    }
}

/// All assets.
#[derive(Debug)]
pub(in crate::web) struct Assets {
    /// The style sheet of all pages.
    pub(in crate::web) base: Asset,
    /// The style sheets of some pages.
    sheets: [Asset; Sheet::ALL.len()],
    pub(in crate::web) script: Asset,
    pub(in crate::web) icon: Asset,
    /// The pictures that are shown with links, one per language.
    previews: [Asset; 2],
}

impl Assets {
    /// Returns the assets that are part of the program.
    pub(in crate::web) fn embedded() -> Self {
        Self {
            base: Asset::sheet("base", include_str!("../../../static/base.css")),
            sheets: Sheet::ALL.map(Sheet::asset),
            script: Asset::new(
                "script",
                "js",
                "text/javascript; charset=utf-8",
                include_str!("../../../static/script.js"),
            ),
            icon: Asset::new("icon", "svg", "image/svg+xml", include_str!("../../../static/icon.svg")),
            previews: [
                Asset::picture("preview-ja", include_bytes!("../../../static/preview-ja.png")),
                Asset::picture("preview-en", include_bytes!("../../../static/preview-en.png")),
            ],
        }
    }

    /// Returns a style sheet of some pages.
    pub(in crate::web) fn sheet(&self, sheet: Sheet) -> &Asset {
        let [questions, result, figures, guide, link, setup] = &self.sheets;
        match sheet {
            Sheet::Questions => questions,
            Sheet::Result => result,
            Sheet::Figures => figures,
            Sheet::Guide => guide,
            Sheet::Link => link,
            Sheet::Setup => setup,
        }
    }

    /// Returns the picture that is shown with links in a language.
    pub(in crate::web) const fn preview(&self, lang: Lang) -> &Asset {
        let [ja, en] = &self.previews;
        match lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }

    /// Compresses all assets with the coding that browsers prefer, so that no visitor has to wait for it.
    pub(in crate::web) fn prepare(&self) {
        for asset in self.all() {
            asset.encoded(ContentCoding::Brotli);
        }
    }

    /// Returns the asset at a path.
    pub(in crate::web) fn find(&self, path: &str) -> Option<&Asset> {
        self.all().find(|asset| asset.path == path)
    }

    fn all(&self) -> impl Iterator<Item = &Asset> {
        [&self.base, &self.script, &self.icon].into_iter().chain(&self.sheets).chain(&self.previews)
    }
}

impl Asset {
    fn new(stem: &str, extension: &str, content_type: &'static str, source: &str) -> Self {
        let plain = Bytes::from(compact(source));
        let compressed = Some(CompressedAsset::default());
        Self { path: hashed(stem, extension, &plain), content_type, plain, compressed }
    }

    fn sheet(stem: &str, source: &str) -> Self {
        Self::new(stem, "css", "text/css; charset=utf-8", source)
    }

    /// Creates a picture, which compression would not make smaller.
    fn picture(stem: &str, plain: &'static [u8]) -> Self {
        let path = hashed(stem, "png", plain);
        Self { path, content_type: "image/png", plain: Bytes::from_static(plain), compressed: None }
    }

    /// Checks whether the asset is compressed, so that its response depends on `Accept-Encoding`.
    pub(in crate::web) const fn is_compressed(&self) -> bool {
        self.compressed.is_some()
    }

    /// Returns the asset in a content coding, or unencoded if it has no such form.
    pub(in crate::web) fn encoded(&self, coding: ContentCoding) -> (Option<&'static str>, Bytes) {
        let compressed = self.compressed.as_ref().and_then(|compressed| match coding {
            ContentCoding::Brotli => Some(compressed.brotli.get_or_init(|| brotli(&self.plain))),
            ContentCoding::Zstd => Some(compressed.zstd.get_or_init(|| zstd(&self.plain))),
            ContentCoding::Gzip => Some(compressed.gzip.get_or_init(|| gzip(&self.plain))),
            ContentCoding::Identity => None,
        });
        compressed.map_or_else(|| (None, self.plain.clone()), |bytes| (Some(coding.id()), bytes.clone()))
    }
}

/// Returns a style sheet or script without indentation and the lines that are comments: they are a tenth of what a visitor
/// loads. No text in these files goes over several lines.
fn compact(source: &str) -> String {
    let is_comment = |line: &str| line.starts_with("//") || line.starts_with("/*") && line.ends_with("*/");
    source.split_inclusive('\n').map(str::trim_start).filter(|line| !is_comment(line.trim_end())).collect()
}

/// Returns the path of an asset, which is derived from its content.
fn hashed(stem: &str, extension: &str, plain: &[u8]) -> String {
    format!("/static/{stem}.{}.{extension}", Digest::of(plain).short())
}

fn brotli(plain: &[u8]) -> Bytes {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    match brotli::BrotliCompress(&mut &*plain, &mut out, &params) {
        Ok(_) => out.into(),
        // Writing to memory cannot fail. An empty asset would be worse than a panic.
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
