//! `/result`: the verdict with a map of where mail is kept, then what to do, how the mailbox fills, why, the answers,
//! and the link to share; as page, text or JSON. Every section renders one [`Assessment`].

mod actions;
mod answers;
mod comparison;
mod feedback;
mod mailbox;
mod share;
mod verdict;

use askama::Template;
use axum::http::header::{CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::present::{self, Assessment, text};
use crate::rulebook::Links;
use crate::web::assets::Sheet;
use crate::web::metrics::ViewEvent;
use crate::web::negotiation::Representation;
use crate::web::pages::forecast::redirect_from_result;
use crate::web::request::PageRequest;
use crate::web::views::json;
use crate::web::views::layout::{Layout, NOT_INDEXED, describe, respond};
use actions::ActionsSection;
use answers::AnswersSection;
use comparison::ComparisonSection;
use feedback::FeedbackSection;
use mailbox::MailboxSection;
use share::ShareSection;
pub(in crate::web) use share::{QR_PATH, qr_svg};
use verdict::VerdictSection;

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage<'r> {
    l: Layout<'r>,
    notices: Vec<String>,
    verdict: VerdictSection<'r>,
    actions: ActionsSection<'r>,
    comparison: ComparisonSection<'r>,
    mailbox: MailboxSection,
    answers: AnswersSection<'r>,
    share: ShareSection,
    feedback: FeedbackSection,
    links: &'r Links,
    restart: String,
}

/// `GET /result`, in the negotiated representation.
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    let representation = request.representation();
    if representation == Representation::Page
        && let Some(redirect) = redirect_from_result(request)
    {
        return redirect;
    }
    let assessment = request.assessment();
    let mut response = match representation {
        Representation::Page => html(request, &assessment),
        Representation::Text => plain_text(request, &assessment),
        Representation::Json => json::recommendation(request, &assessment),
    };
    // A response to the feedback buttons was counted before the visitor used them.
    if FeedbackSection::helped(request).is_none() {
        response.extensions_mut().insert(ViewEvent::recommendation(&assessment, representation.id()));
    }
    response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    response.headers_mut().insert(NOT_INDEXED.0, HeaderValue::from_static(NOT_INDEXED.1));
    response
}

fn plain_text(request: &PageRequest, assessment: &Assessment<'_>) -> Response {
    let link = share::result_link(request, assessment);
    let text = text::recommendation(assessment, request.lang, &link);
    let mut response = text::add_notices(text, request.notices(), request.lang).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    describe(request, &mut response);
    response
}

fn html<'r>(request: &'r PageRequest, assessment: &Assessment<'r>) -> Response {
    let headline = present::verdict_phrases(assessment, request.lang);
    let verdict = VerdictSection::new(request, assessment);
    let description = request.wording().result_description(&headline, verdict.main_reason);
    let page = ResultPage {
        l: Layout::new(request, &headline).about(&description).noindex().sheet(request, Sheet::Result).broad(),
        notices: request.notices(),
        share: ShareSection::new(request, assessment, &headline),
        verdict,
        actions: ActionsSection::new(request, assessment),
        mailbox: MailboxSection::new(request, assessment),
        comparison: ComparisonSection::new(request, assessment),
        answers: AnswersSection::new(request),
        feedback: FeedbackSection::new(request),
        links: &request.rulebook.links,
        restart: request.link("/").answers(&request.answers_for_all_accounts()).to_string(),
    };
    respond(request, StatusCode::OK, &page)
}
