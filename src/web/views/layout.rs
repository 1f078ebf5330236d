//! Layout: what surrounds the content of every page, and how a template becomes a response.

use askama::Template;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::answers::Answers;
use crate::present::Wording;
use crate::rulebook::{Lang, Rulebook};
use crate::web::assets::Sheet;
use crate::web::error::Error;
use crate::web::request::PageRequest;

/// The pages whose content does not depend on answers: those that search engines may index.
const INDEXED: [&str; 3] = ["/", "/guide", "/rules"];
/// Keeps search engines from indexing a response.
pub(in crate::web) const NOT_INDEXED: (HeaderName, &str) = (HeaderName::from_static("x-robots-tag"), "noindex");

/// Marks an error response that has its body already.
#[derive(Clone, Copy, Debug)]
pub(in crate::web) struct Rendered;

/// The fields of the base template.
#[derive(Debug)]
pub(in crate::web) struct Layout<'r> {
    pub(in crate::web) w: &'static Wording,
    pub(in crate::web) rulebook: &'r Rulebook,
    /// The title without phrase marks, without the product's name.
    pub(in crate::web) title: String,
    /// Address and words of the link before the content.
    pub(in crate::web) back: Option<(String, &'static str)>,
    /// What the page is about, in a sentence or two.
    pub(in crate::web) description: String,
    /// The canonical address of this page; none where there is nothing at its address.
    pub(in crate::web) canonical: Option<String>,
    /// The same page in each language, for search engines: language and address.
    pub(in crate::web) alternates: Vec<(&'static str, String)>,
    /// The address of the picture that is shown with a link.
    pub(in crate::web) preview: String,
    /// Whether search engines are to leave the page out.
    pub(in crate::web) noindex: bool,
    /// The same page in the other language.
    pub(in crate::web) switch: String,
    pub(in crate::web) home: String,
    pub(in crate::web) guide: String,
    pub(in crate::web) rules: String,
    pub(in crate::web) capacity: String,
    pub(in crate::web) staff: String,
    /// Whether the page is shown inside another site: without header and footer, and links away lead out of the frame.
    pub(in crate::web) embed: bool,
    /// The style sheet of all pages, and that of this one, if it has its own.
    pub(in crate::web) css: &'r str,
    pub(in crate::web) page_css: Option<&'r str>,
    /// Whether the page uses the width of the window.
    pub(in crate::web) broad: bool,
    /// The path of the page.
    pub(in crate::web) path: &'r str,
    /// The operator's style sheet and logo, where there are any.
    pub(in crate::web) theme: Option<String>,
    pub(in crate::web) logo: Option<(String, u32)>,
    /// The name of the support team.
    pub(in crate::web) support: Option<&'r str>,
    pub(in crate::web) script: &'r str,
    pub(in crate::web) icon: &'r str,
}

impl<'r> Layout<'r> {
    /// Creates the layout of a page; `title` may contain phrase marks.
    pub(in crate::web) fn new(request: &'r PageRequest, title: &str) -> Self {
        let other = request.answers.with_lang(Some(request.lang.other()));
        let (settings, assets) = (&request.installation.settings, &request.installation.assets);
        let preview = &assets.preview(request.lang).path;
        Self {
            w: request.wording(),
            rulebook: &request.rulebook,
            title: title.replace('|', ""),
            back: None,
            description: request.wording().layout.description.to_owned(),
            canonical: Some(canonical(request)),
            alternates: alternates(request, &request.path),
            preview: request.origin().map_or_else(|| preview.clone(), |origin| format!("{origin}{preview}")),
            noindex: false,
            switch: request.link(&request.path).answers(&other).with_notices().same_navigation().to_string(),
            home: request.link("/").to_string(),
            guide: request.link("/guide").to_string(),
            rules: request.link("/rules").to_string(),
            capacity: request.link("/capacity").answers(&request.answers_for_all_accounts()).to_string(),
            staff: request
                .shared_link("/link")
                .answers(&request.answers.without_prior_verdict())
                .embedded()
                .to_string(),
            theme: request.branding().style(),
            logo: request.branding().logo(),
            support: settings.support_name.as_deref(),
            embed: request.carried.is_embedded,
            css: &assets.base.path,
            page_css: None,
            broad: false,
            path: &request.path,
            script: &assets.script.path,
            icon: &assets.icon.path,
        }
    }

    /// Adds the style sheet of some pages.
    pub(in crate::web) fn sheet(mut self, request: &'r PageRequest, sheet: Sheet) -> Self {
        self.page_css = Some(&request.installation.assets.sheet(sheet).path);
        self
    }

    /// Lets the page use the width of the window.
    pub(in crate::web) fn broad(mut self) -> Self {
        self.broad = true;
        self
    }

    /// Sets the link before the content.
    pub(in crate::web) fn back(mut self, href: String, words: &'static str) -> Self {
        self.back = Some((href, words));
        self
    }

    /// Sets the description; it may contain phrase marks.
    pub(in crate::web) fn about(mut self, description: &str) -> Self {
        self.description = description.replace('|', "");
        self
    }

    /// Marks the page of a URL that does not exist.
    pub(in crate::web) fn not_found(mut self) -> Self {
        self.canonical = None;
        self.noindex()
    }

    /// Keeps search engines from indexing the page.
    pub(in crate::web) fn noindex(mut self) -> Self {
        self.noindex = true;
        self.alternates.clear();
        self
    }
}

/// The length of most pages in bytes at most, so that their text grows without being copied.
const USUAL_LENGTH: usize = 32 * 1024;

/// Renders a page as a response.
pub(in crate::web) fn respond(request: &PageRequest, status: StatusCode, page: &impl Template) -> Response {
    let mut html = String::with_capacity(USUAL_LENGTH);
    if let Err(error) = page.render_into(&mut html) {
        tracing::error!(%error, "a template failed");
        return Error::Internal.into_response();
    }
    let mut response = (status, html).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    describe(request, &mut response);
    response.extensions_mut().insert(Rendered);
    response
}

/// Adds the headers of every representation of a page: its language, and the headers that were negotiated.
pub(in crate::web) fn describe(request: &PageRequest, response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(request.lang.id()));
    if request.answers.lang.is_none() {
        headers.append(VARY, HeaderValue::from_static("accept-language"));
    }
}

/// Returns the canonical URL of a page, without carried parameters.
///
/// It has the answers if the content depends on them, and the accounts only if they are what the page shows.
fn canonical(request: &PageRequest) -> String {
    let path = request.path.as_str();
    let link = request.shared_link(path);
    match path {
        _ if INDEXED.contains(&path) => link.answers(&in_lang(request.answers.lang)),
        "/capacity" => link.company(&request.company),
        _ => link,
    }
    .absolute()
    .to_string()
}

/// Returns the URLs of a page in each language, and the one that negotiates the language (`x-default`); none for pages
/// that are not indexed.
pub(in crate::web) fn alternates(request: &PageRequest, path: &str) -> Vec<(&'static str, String)> {
    if !INDEXED.contains(&path) {
        return Vec::new();
    }
    let url = |lang| request.shared_link(path).answers(&in_lang(lang)).absolute().to_string();
    let languages = Lang::ALL.map(|lang| (lang.id(), url(Some(lang))));
    languages.into_iter().chain([("x-default", url(None))]).collect()
}

fn in_lang(lang: Option<Lang>) -> Answers {
    Answers::default().with_lang(lang)
}
