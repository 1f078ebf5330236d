//! `/`: what the wizard is, how long it takes, and the everyday uses as shortcuts.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::answers::Answers;
use crate::interview;
use crate::rulebook::Use;
use crate::web::metrics::ViewEvent;
use crate::web::request::{PageRequest, RESULT_PATH};
use crate::web::views::layout::{Layout, respond};

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage<'r> {
    l: Layout<'r>,
    notices: Vec<String>,
    begin: String,
    length: String,
    uses: Vec<Shortcut<'r>>,
}

struct Shortcut<'r> {
    href: String,
    label: &'r str,
}

/// `GET /`
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    let uses = request
        .rulebook
        .uses
        .iter()
        .map(|item| Shortcut { href: use_link(request, item), label: item.label.get(request.lang) });
    let page = StartPage {
        l: Layout::new(request, request.wording().start.title).about(request.wording().start.description),
        notices: request.notices(),
        begin: request.link("/wizard").to_string(),
        length: request.wording().start_length(interview::max_remaining(&request.rulebook, &request.answers)),
        uses: uses.collect(),
    };
    let mut response = respond(request, StatusCode::OK, &page);
    response.extensions_mut().insert(ViewEvent::Start);
    response
}

/// Returns a link to the result of an everyday use, with the visitor's service and language.
pub(super) fn use_link(request: &PageRequest, item: &Use) -> String {
    let answers = request.answers_for_all_accounts().overlay(&Answers::from_use(item));
    request.link(RESULT_PATH).answers(&answers).to_string()
}
