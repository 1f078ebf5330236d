//! `/robots.txt` and `/sitemap.xml`: which pages search engines may index, in which languages.

use askama::Template;
use axum::Extension;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::web::cache_control::CachePolicy;
use crate::web::error::Error;
use crate::web::request::PageRequest;
use crate::web::views::layout::alternates;

/// The pages in the sitemap.
const IN_SITEMAP: [&str; 2] = ["/", "/guide"];

/// `GET /robots.txt`
///
/// Nothing is disallowed: questions and results have `noindex`, which a crawler sees only on pages that it may load. A
/// disallowed page can still be listed because of links to it.
pub(in crate::web) async fn robots(request: PageRequest) -> Response {
    let sitemap = request.origin().map_or_else(String::new, |origin| format!("\nSitemap: {origin}/sitemap.xml\n"));
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    (Extension(CachePolicy::OneHour), headers, format!("User-agent: *\nAllow: /\n{sitemap}")).into_response()
}

#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap {
    pages: Vec<Page>,
}

/// A URL, with those of the same page in each language.
struct Page {
    address: String,
    alternates: Vec<(&'static str, String)>,
}

/// `GET /sitemap.xml` (sitemaps.org 0.9). Its URLs must be absolute, so there is no sitemap if no host is known.
pub(in crate::web) async fn sitemap(request: PageRequest) -> Response {
    if request.origin().is_none() {
        return Error::NotFound.into_response();
    }
    let pages = IN_SITEMAP.into_iter().flat_map(|path| {
        let alternates = alternates(&request, path);
        alternates.clone().into_iter().map(move |(_, address)| Page { address, alternates: alternates.clone() })
    });
    match (Sitemap { pages: pages.collect() }).render() {
        Ok(xml) => {
            let headers = [(CONTENT_TYPE, "application/xml; charset=utf-8")];
            (Extension(CachePolicy::OneHour), headers, xml).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a template failed");
            Error::Internal.into_response()
        }
    }
}
