//! Owns the start page: what this is, how long it takes, and the everyday uses as shortcuts.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::layout::{Layout, respond};
use super::metrics::Shown;
use super::visit::Visit;
use crate::interview;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage<'v> {
    l: Layout<'v>,
    notices: Vec<String>,
    begin: String,
    length: String,
    uses: Vec<Shortcut<'v>>,
}

struct Shortcut<'v> {
    href: String,
    label: &'v str,
}

/// `GET /`
pub(super) async fn page(visit: Visit) -> Response {
    let uses = visit
        .rulebook
        .uses
        .iter()
        .map(|item| Shortcut { href: visit.use_href(item), label: item.label.get(visit.lang) });
    let page = StartPage {
        l: Layout::new(&visit, visit.wording().start_title).about(visit.wording().start_description),
        notices: visit.notices(),
        begin: visit.href("/wizard", &visit.answers),
        length: visit.wording().start_length(interview::left_at_most(&visit.rulebook, &visit.answers)),
        uses: uses.collect(),
    };
    let mut response = respond(&visit, StatusCode::OK, &page);
    response.extensions_mut().insert(Shown::Start);
    response
}
