//! Owns how long an answer may be kept, by browsers and by whatever stands between (RFC 9111).

use axum::http::HeaderValue;

/// How long an answer may be kept. Handlers put it among an answer's extensions; one place makes the header of it.
///
/// | policy | `Cache-Control` | for |
/// |---|---|---|
/// | `Checked` | `no-cache` | pages and what the API gives by GET: kept, and asked for again by their `ETag` |
/// | `ForGood` | `public, max-age=31536000, immutable` | files that are named by their content |
/// | `ForADay` | `public, max-age=86400` | icons, whose addresses browsers and other sites know |
/// | `ForAnHour` | `public, max-age=3600` | what crawlers read |
/// | `ForMinutes` | `public, max-age=600` | the script for sites that embed the pages: it must soon fit them |
/// | `Never` | `no-store` | everything else: errors, answers to what was posted, health |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::web) enum CachePolicy {
    Checked,
    ForGood,
    ForADay,
    ForAnHour,
    ForMinutes,
    #[default]
    Never,
}

impl CachePolicy {
    /// Gives the value of `Cache-Control`.
    pub(in crate::web) const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Checked => "no-cache",
            Self::ForGood => "public, max-age=31536000, immutable",
            Self::ForADay => "public, max-age=86400",
            Self::ForAnHour => "public, max-age=3600",
            Self::ForMinutes => "public, max-age=600",
            Self::Never => "no-store",
        })
    }
}
