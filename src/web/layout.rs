//! Owns what every page has around its content, and how a template becomes a response.

use askama::Template;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::cache::CachePolicy;
use super::crawlers;
use super::theme;
use super::visit::Visit;
use crate::report::Wording;
use crate::rulebook::Rulebook;

/// Keeps search engines away from what is no page.
pub(super) const NOT_INDEXED: (HeaderName, &str) = (HeaderName::from_static("x-robots-tag"), "noindex");

/// Marks responses that are pages of ours already, whatever their status.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rendered;

/// What the base template shows around a page.
#[derive(Debug)]
pub(super) struct Layout<'v> {
    pub(super) w: &'static Wording,
    pub(super) rulebook: &'v Rulebook,
    /// The title without phrase marks, without the product's name.
    pub(super) title: String,
    /// Address and words of the link before the content.
    pub(super) back: Option<(String, &'static str)>,
    /// What the page is about, in a sentence or two.
    pub(super) description: String,
    /// The canonical address of this page; none where there is nothing at its address.
    pub(super) canonical: Option<String>,
    /// The same page in each language, for search engines: language and address.
    pub(super) alternates: Vec<(&'static str, String)>,
    /// The address of the picture that is shown with a link.
    pub(super) preview: String,
    /// Whether search engines are to leave the page out.
    pub(super) noindex: bool,
    /// The same page in the other language.
    pub(super) switch: String,
    pub(super) home: String,
    pub(super) guide: String,
    pub(super) rules: String,
    pub(super) capacity: String,
    pub(super) staff: String,
    /// Whether the page is shown inside another site: without header and footer, and links away lead out of the frame.
    pub(super) embed: bool,
    pub(super) css: &'v str,
    /// The operator's style sheet and logo, where there are any.
    pub(super) theme: Option<String>,
    pub(super) logo: Option<(String, u32)>,
    /// Who gives support.
    pub(super) support: Option<&'v str>,
    pub(super) script: &'v str,
    pub(super) icon: &'v str,
}

impl<'v> Layout<'v> {
    /// Lays out a page; `title` may hold phrase marks.
    pub(super) fn new(visit: &'v Visit, title: &str) -> Self {
        let other = visit.answers.in_lang(Some(visit.lang.other()));
        let switch = visit.href_with_notices(&visit.path, &other, &visit.navigation());
        Self {
            w: visit.wording(),
            rulebook: &visit.rulebook,
            title: title.replace('|', ""),
            back: None,
            description: visit.wording().description.to_owned(),
            canonical: Some(crawlers::canonical(visit)),
            alternates: crawlers::alternates(visit, &visit.path),
            preview: visit.absolute(&visit.app.assets.preview(visit.lang).path),
            noindex: false,
            switch,
            home: visit.href("/", &visit.answers),
            guide: visit.href("/guide", &visit.answers),
            rules: visit.href("/rules", &visit.answers),
            capacity: visit.href("/capacity", &visit.shared()),
            staff: visit.alone_href("/link", &visit.answers.unseen()),
            theme: theme::style(&visit.rulebook),
            logo: theme::logo(&visit.rulebook),
            support: visit.app.settings.support_name.as_deref(),
            embed: visit.along.embed,
            css: &visit.app.assets.style.path,
            script: &visit.app.assets.script.path,
            icon: &visit.app.assets.icon.path,
        }
    }

    /// Sets the link before the content.
    pub(super) fn back(mut self, href: String, words: &'static str) -> Self {
        self.back = Some((href, words));
        self
    }

    /// Says what the page is about; `description` may hold phrase marks.
    pub(super) fn about(mut self, description: &str) -> Self {
        self.description = description.replace('|', "");
        self
    }

    /// Says that there is nothing at this address.
    pub(super) fn nowhere(mut self) -> Self {
        self.canonical = None;
        self.noindex()
    }

    /// Keeps search engines away from the page.
    pub(super) fn noindex(mut self) -> Self {
        self.noindex = true;
        self.alternates.clear();
        self
    }
}

/// Makes a response of a page.
pub(super) fn respond(visit: &Visit, status: StatusCode, page: &impl Template) -> Response {
    let html = match page.render() {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "a template failed");
            return super::Error::Internal.into_response();
        }
    };
    let mut response = (status, html).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    describe(visit, &mut response);
    response.extensions_mut().insert(Rendered);
    response
}

/// Says what holds for every rendering of a page: its language, on what it depends beside its address, and that it may
/// be kept.
pub(super) fn describe(visit: &Visit, response: &mut Response) {
    response.extensions_mut().insert(CachePolicy::Checked);
    let headers = response.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(visit.lang.id()));
    if visit.answers.lang.is_none() {
        headers.append(VARY, HeaderValue::from_static("accept-language"));
    }
}
