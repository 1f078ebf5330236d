//! `Cache-Control` of responses (RFC 9111).

use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;

/// How long caches may reuse a response. A handler adds it as an extension; [`write`] turns it into the header.
///
/// | policy | `Cache-Control` | responses |
/// |---|---|---|
/// | `Revalidate` | `no-cache` | pages, and JSON by GET: reused after a conditional request |
/// | `Immutable` | `public, max-age=31536000, immutable` | files that are named by their digest |
/// | `OneDay` | `public, max-age=86400` | icons, whose URLs browsers and other sites know |
/// | `OneHour` | `public, max-age=3600` | files for crawlers |
/// | `TenMinutes` | `public, max-age=600` | the script for sites that embed the pages: it must soon match them |
/// | `NoStore` | `no-store` | everything else: errors, responses to POST, health |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum CachePolicy {
    Revalidate,
    Immutable,
    OneDay,
    OneHour,
    TenMinutes,
    #[default]
    NoStore,
}

impl CachePolicy {
    const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Revalidate => "no-cache",
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::OneDay => "public, max-age=86400",
            Self::OneHour => "public, max-age=3600",
            Self::TenMinutes => "public, max-age=600",
            Self::NoStore => "no-store",
        })
    }
}

/// Writes the policy of a response into its header; errors and responses to unsafe methods such as POST are never stored.
pub(super) fn write(is_safe: bool, response: &mut Response) {
    let policy =
        response.extensions().get::<CachePolicy>().copied().filter(|_| is_safe && response.status().is_success());
    response.headers_mut().entry(CACHE_CONTROL).or_insert(policy.unwrap_or_default().header());
}
