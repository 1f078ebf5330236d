//! Owns the page on which support staff make a link: any answers filled in, and out come the link, its QR code, and
//! replies to paste into a mail.

use askama::Template;
use axum::Extension;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::along::Along;
use super::cache::CachePolicy;
use super::capacity::{Choice, choices, id_of};
use super::error::Error;
use super::forecast::{self, Field};
use super::layout::{Layout, NOT_INDEXED, respond};
use super::qr::{self, Drawing};
use super::visit::{LINK, TO, TO_RESULT, Visit};
use crate::answers::{Answers, Company};
use crate::engine;
use crate::report::reply::{self, Reply};
use crate::rulebook::Lang;

/// What stays as it is in a `mailto` address (RFC 6068).
const MAILTO: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The longest address that every mail program and system opens, in characters.
const LONGEST_MAILTO: usize = 2_000;

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage<'v> {
    l: Layout<'v>,
    notices: Vec<String>,
    /// Whether the form was sent with something wrong.
    wrong: bool,
    /// Whether a number was written.
    numbered: bool,
    questions: Vec<Asked<'v>>,
    fields: Vec<Field>,
    lang: Option<Lang>,
    /// What keeps the form's page embedded.
    carried: Vec<(&'static str, String)>,
    /// Whether the link leads to the result rather than to the questions.
    to_result: bool,
    link: String,
    qr: Option<Drawing>,
    png: String,
    replies: Vec<Written>,
}

/// A question as a field to choose from.
struct Asked<'v> {
    id: &'v str,
    title: &'v str,
    choices: Vec<Choice<'v>>,
}

/// A reply in one language.
struct Written {
    lang: Lang,
    title: &'static str,
    reply: Reply,
    mailto: String,
}

/// `GET /link`
pub(super) async fn page(visit: Visit) -> Response {
    let fields = forecast::fields(&visit);
    let sent = visit.has_sent(LINK);
    let wrong = sent && fields.iter().any(|field| field.error.is_some());
    if sent && !wrong {
        // The address that stays in the browser's history is the canonical one.
        let to = [(TO, TO_RESULT)];
        let more = if visit.to_result { &to[..] } else { &[] };
        let href = visit.href_with_notices("/link", &visit.answers.unseen(), more);
        return Redirect::to(&format!("{href}#made")).into_response();
    }
    let w = visit.wording();
    let title = w.title(w.link_page_title, wrong);
    let link = link(&visit, visit.answers.lang);
    let questions = visit.rulebook.questions.iter().enumerate().map(|(place, question)| Asked {
        id: &question.id,
        title: question.short.get(visit.lang),
        choices: choices(question, id_of(question, visit.answers.given(place)), visit.lang, w),
    });
    let embedding = visit.embedding().into_iter().map(|(key, value)| (key, value.to_owned()));
    let page = LinkPage {
        l: Layout::new(&visit, &title)
            .about(w.link_description)
            .noindex()
            .back(visit.href("/", &visit.answers), w.home),
        notices: if wrong { Vec::new() } else { visit.notices() },
        wrong,
        numbered: fields.iter().any(|field| !field.value.is_empty()),
        questions: questions.collect(),
        fields,
        lang: visit.answers.lang,
        carried: visit.company.to_pairs(&visit.rulebook).into_iter().chain(embedding).collect(),
        to_result: visit.to_result,
        qr: qr::draw(&link),
        png: png_href(&visit),
        link,
        replies: Lang::ALL.map(|lang| written(&visit, lang)).into(),
    };
    respond(&visit, if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// `GET /link/qr.png`: the link's QR code as a file.
pub(super) async fn png(visit: Visit) -> Response {
    let Some(file) = qr::png(&link(&visit, visit.answers.lang)) else { return Error::UriTooLong.into_response() };
    let mut response = (Extension(CachePolicy::Checked), file).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"pop-or-imap-qr.png\""));
    headers.insert(NOT_INDEXED.0, HeaderValue::from_static(NOT_INDEXED.1));
    response
}

/// Writes the address of the link's QR code as a file.
fn png_href(visit: &Visit) -> String {
    let to = visit.to_result.then_some((TO, TO_RESULT));
    let keys: Vec<_> = to.into_iter().chain(visit.embedding()).collect();
    visit.state_href("/link/qr.png", &visit.answers.unseen(), &Company::default(), &keys)
}

/// Writes the address of the page for staff, from a result: whose answers these are means nothing there.
pub(super) fn staff_href(visit: &Visit) -> String {
    let keys: Vec<_> = [(TO, TO_RESULT)].into_iter().chain(visit.embedding()).collect();
    visit.state_href("/link", &visit.answers.unseen(), &visit.company, &keys)
}

/// Writes the link that is made, whole.
fn link(visit: &Visit, lang: Option<Lang>) -> String {
    let answers = visit.answers.unseen().in_lang(lang);
    let (path, answers) = if visit.to_result {
        let protocol = engine::recommend(&visit.rulebook, &answers).outcome.protocol;
        ("/result", answers.sent_on(protocol))
    } else {
        ("/wizard", answers)
    };
    visit.absolute(&by_support(visit, path, &answers))
}

/// Writes an address with answers that support filled in.
fn by_support(visit: &Visit, path: &str, answers: &Answers) -> String {
    let carried = Along::of_support(&visit.rulebook, answers).pairs(visit, answers);
    let keys: Vec<_> = carried.iter().map(|(key, value)| (*key, value.as_str())).collect();
    visit.state_href(path, answers, &Company::default(), &keys)
}

fn written(visit: &Visit, lang: Lang) -> Written {
    // Japanese is what a link without a language is in, unless it asks for another.
    let asked = Some(lang).filter(|lang| *lang != Lang::default() || visit.answers.lang.is_some());
    let link = link(visit, asked);
    let support = visit.app.settings.support_name.as_deref();
    let (rulebook, w) = (&*visit.rulebook, visit.wording());
    let reply = if visit.to_result {
        reply::with_verdict(rulebook, &visit.answers, lang, &link, support)
    } else {
        reply::with_questions(rulebook, &visit.answers, lang, &link, support)
    };
    let title = match lang {
        Lang::Ja => w.reply_ja,
        Lang::En => w.reply_en,
    };
    let whole = mailto(&reply.subject, &reply.text);
    let mailto = if whole.len() > LONGEST_MAILTO { mailto(&reply.subject, &reply.brief) } else { whole };
    Written { lang, title, reply, mailto }
}

/// Writes an address that opens a mail with subject and text filled in.
pub(super) fn mailto(subject: &str, text: &str) -> String {
    let text = text.replace('\n', "\r\n");
    format!("mailto:?subject={}&body={}", utf8_percent_encode(subject, MAILTO), utf8_percent_encode(&text, MAILTO))
}
