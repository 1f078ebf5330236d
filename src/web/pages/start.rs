//! `/`: what the wizard is, how long it takes, where each protocol keeps mail, and the everyday uses as shortcuts.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::answers::Answers;
use crate::interview;
use crate::present::mail_map::MailMap;
use crate::rulebook::{Protocol, Use};
use crate::web::assets::Sheet;
use crate::web::metrics::ViewEvent;
use crate::web::request::{PageRequest, RESULT_PATH};
use crate::web::views::layout::{Layout, respond};
use crate::web::views::mail_map::{self, MapView};

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage<'r> {
    l: Layout<'r>,
    notices: Vec<String>,
    begin: String,
    length: String,
    /// Where POP and IMAP keep mail.
    maps: [MapView; 2],
    uses: Vec<Shortcut<'r>>,
}

struct Shortcut<'r> {
    href: String,
    label: &'r str,
    /// The path of its icon, 24 × 24 units.
    icon: &'static str,
}

/// `GET /`
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    let uses = request.rulebook.uses.iter().map(|item| Shortcut {
        href: use_link(request, item),
        label: item.label.get(request.lang),
        icon: icon(&item.id),
    });
    let page = StartPage {
        l: Layout::new(request, request.wording().start.title)
            .about(request.wording().start.description)
            .sheet(request, Sheet::Questions)
            .broad(),
        notices: request.notices(),
        begin: request.link("/wizard").to_string(),
        length: request.wording().start_length(interview::max_remaining(&request.rulebook, &request.answers)),
        maps: usual_maps(request),
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

/// Returns where POP and IMAP keep mail with the usual settings, each with its caption.
pub(super) fn usual_maps(request: &PageRequest) -> [MapView; 2] {
    let w = request.wording();
    Protocol::ALL.map(|protocol| {
        let texts = request.rulebook.protocols.get(protocol);
        let name = w.noted(texts.name.get(request.lang), texts.reading.get(request.lang));
        mail_map::view(&MailMap::usual(protocol), w, name, false, vec![w.picture(protocol).to_owned()])
    })
}

/// Returns the icon of an everyday use; an envelope if the use is not one of the published table.
fn icon(id: &str) -> &'static str {
    match id {
        "office-pc" => "M3 5h18v11H3zM8 20h8M12 16v4",
        "out-and-about" => "M7 2h10v20H7zM11 18h2",
        "offline-reading" => "M2 9a15 15 0 0 1 20 0M6 13a9 9 0 0 1 12 0M12 18h.1M4 3l16 18",
        "many-attachments" => "m20 11-8 8a5 5 0 0 1-7-7l8-8a3.4 3.4 0 0 1 5 5l-8 8a1.7 1.7 0 0 1-3-2l7-7",
        "notifications" => "M18 16V9A6 6 0 0 0 6 9v7l-2 2h16zM10 21h4",
        "contact-form" => "M3 4h18v13H12l-5 4v-4H3z",
        "shop-orders" => "M2 3h3l3 12h10l3-9H6M9 20h.1M17 20h.1",
        "spare" => "M3 4h18v5H3zM5 9v11h14V9M10 13h4",
        _ => "M3 5h18v14H3zM3 6l9 7 9-7",
    }
}
