//! Owns what search engines are told: which pages are for them, at which addresses, in which languages.

use askama::Template;
use axum::Extension;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::Error;
use super::cache::CachePolicy;
use super::visit::Visit;
use crate::answers::Answers;
use crate::rulebook::Lang;

/// The pages that say the same to everybody, whatever the answers: those that search engines may show.
const FOR_SEARCH: [&str; 3] = ["/", "/guide", "/rules"];
/// The pages that search engines are led to.
const IN_SITEMAP: [&str; 2] = ["/", "/guide"];

/// Writes the canonical address of a page: without what only goes along, such as `by` and `embed`.
///
/// Answers are part of it where they make the page; the accounts gathered only where they are what it shows.
pub(super) fn canonical(visit: &Visit) -> String {
    let path = visit.path.as_str();
    visit.absolute(&match path {
        _ if FOR_SEARCH.contains(&path) => visit.bare_href(path, &in_lang(visit.answers.lang)),
        "/capacity" => visit.company_href(path, &visit.answers),
        _ => visit.bare_href(path, &visit.answers),
    })
}

/// Gives the addresses of a page in each language, and that which takes the visitor's (`x-default`); none for pages that
/// are not for search engines.
pub(super) fn alternates(visit: &Visit, path: &str) -> Vec<(&'static str, String)> {
    if !FOR_SEARCH.contains(&path) {
        return Vec::new();
    }
    let address = |lang| visit.absolute(&visit.bare_href(path, &in_lang(lang)));
    let languages = Lang::ALL.map(|lang| (lang.id(), address(Some(lang))));
    languages.into_iter().chain([("x-default", address(None))]).collect()
}

fn in_lang(lang: Option<Lang>) -> Answers {
    Answers::default().in_lang(lang)
}

/// `GET /robots.txt`
///
/// Nothing is disallowed: questions, results and the like carry `noindex`, which a crawler sees only where it may look.
/// A page that is disallowed could still be listed, by what links to it.
pub(super) async fn robots(visit: Visit) -> Response {
    let sitemap = visit.origin().map_or_else(String::new, |origin| format!("\nSitemap: {origin}/sitemap.xml\n"));
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    (Extension(CachePolicy::ForAnHour), headers, format!("User-agent: *\nAllow: /\n{sitemap}")).into_response()
}

#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap {
    pages: Vec<Page>,
}

/// An address with that of the same page in each language.
struct Page {
    address: String,
    alternates: Vec<(&'static str, String)>,
}

/// `GET /sitemap.xml` (sitemaps.org 0.9): its addresses must be whole, so there is none where no host is known.
pub(super) async fn sitemap(visit: Visit) -> Response {
    if visit.origin().is_none() {
        return Error::NotFound.into_response();
    }
    let pages = IN_SITEMAP.into_iter().flat_map(|path| {
        let alternates = alternates(&visit, path);
        alternates.clone().into_iter().map(move |(_, address)| Page { address, alternates: alternates.clone() })
    });
    match (Sitemap { pages: pages.collect() }).render() {
        Ok(xml) => {
            let headers = [(CONTENT_TYPE, "application/xml; charset=utf-8")];
            (Extension(CachePolicy::ForAnHour), headers, xml).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a template failed");
            Error::Internal.into_response()
        }
    }
}
