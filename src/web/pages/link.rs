//! `/link`: support staff fill in answers and get a link, its QR code, and replies to paste into a mail.

use askama::Template;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use crate::answers::{Answers, Number};
use crate::present::reply::{self, Reply, ReplyContext};
use crate::present::{Assessment, Wording};
use crate::rulebook::{CurrentUse, Lang};
use crate::web::assets::Sheet;
use crate::web::request::{ASK, Form, LABEL, PageRequest, RESULT_PATH, SETUP_PATH};
use crate::web::views::choice::{Choice, choices, id_of};
use crate::web::views::layout::{Layout, respond};
use crate::web::views::mailto::mailto;
use crate::web::views::number_field::{NumberField, number_fields};
use crate::web::views::qr_code;

/// The maximum length of a URL that every mail program and system opens, in characters.
const MAX_MAILTO_CHARS: usize = 2_000;

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage<'r> {
    l: Layout<'r>,
    notices: Vec<String>,
    /// Whether the form was sent with an error.
    wrong: bool,
    /// Whether there is a number.
    numbered: bool,
    questions: Vec<QuestionField<'r>>,
    /// How the account can be used now.
    uses: Vec<Choice<'r>>,
    /// The labels that an account can have, and the number after the label.
    labels: Vec<Choice<'r>>,
    label_number: String,
    fields: Vec<NumberField>,
    lang: Option<Lang>,
    /// The hidden fields that keep the page embedded.
    carried: Vec<(&'static str, String)>,
    /// Whether the link leads to the result rather than to the questions.
    to_result: bool,
    /// The link and the replies, unless nothing was chosen yet.
    made: Option<Made>,
}

/// What the page makes of the answers.
struct Made {
    link: String,
    /// Whether a QR code can hold the link.
    has_qr: bool,
    /// The link to the QR code as a file.
    png: String,
    replies: [ReplyView; 2],
}

/// A question as a field with its choices.
struct QuestionField<'r> {
    id: &'r str,
    title: &'r str,
    choices: Vec<Choice<'r>>,
}

/// A reply in one language.
struct ReplyView {
    lang: Lang,
    title: &'static str,
    reply: Reply,
    mailto: String,
}

/// `GET /link`
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    let fields = number_fields(request, &Number::ALL);
    let sent = request.has_sent(Form::Link);
    let wrong = sent && fields.iter().any(|field| field.error.is_some());
    if sent && !wrong {
        // The browser's history keeps the canonical URL.
        let link =
            request.link("/link").answers(&request.answers.without_prior_verdict()).with_notices().fragment("made");
        let link = if request.navigation.to_result { link.back_to_result() } else { link };
        let code = request.navigation.account_code(&request.rulebook);
        let link = code.iter().fold(link, |link, code| link.with(LABEL, code));
        return Redirect::to(&link.to_string()).into_response();
    }
    let w = request.wording();
    let title = w.title(w.link.page_title, wrong);
    let questions = request.rulebook.indexed_questions().map(|(index, question)| QuestionField {
        id: &question.id,
        title: question.short.get(request.lang),
        choices: choices(question, id_of(question, request.answers.get(index)), request.lang, w),
    });
    let embedding = request.carried.embedding().into_iter().map(|(key, value)| (key, value.to_owned()));
    let page = LinkPage {
        l: Layout::new(request, &title)
            .about(w.link.description)
            .noindex()
            .sheet(request, Sheet::Link)
            .broad()
            .back(request.link("/").to_string(), w.layout.home),
        notices: if wrong { Vec::new() } else { request.notices() },
        wrong,
        numbered: fields.iter().any(|field| !field.value.is_empty()),
        questions: questions.collect(),
        uses: uses(request),
        labels: labels(request),
        label_number: account_number(request),
        fields,
        lang: request.answers.lang,
        carried: request.company.to_pairs(&request.rulebook).into_iter().chain(embedding).collect(),
        to_result: request.navigation.to_result,
        made: (!wrong && has_answers(request)).then(|| made(request)),
    };
    respond(request, if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// Checks whether something was chosen.
fn has_answers(request: &PageRequest) -> bool {
    request.navigation.to_result || request.answers.without_prior_verdict().with_lang(None) != Answers::default()
}

fn made(request: &PageRequest) -> Made {
    let assessment = request.assessment();
    let link = support_link(request, &assessment, request.answers.lang);
    Made {
        has_qr: qr_code::can_hold(&link),
        png: png_link(request),
        link,
        // The one in the language of the page is open and first.
        replies: [request.lang, request.lang.other()].map(|lang| reply_view(request, &assessment, lang)),
    }
}

/// Lists the current uses of an account; the first is none.
fn uses(request: &PageRequest) -> Vec<Choice<'_>> {
    let (w, chosen) = (request.wording(), request.answers.now);
    let none = Choice { value: "", label: w.layout.choose_none, chosen: chosen.is_none() };
    let choice = |now: CurrentUse| Choice { value: now.id(), label: w.current_use(now), chosen: chosen == Some(now) };
    std::iter::once(none).chain(CurrentUse::ALL.map(choice)).collect()
}

/// Lists the labels of accounts; the first is none.
fn labels(request: &PageRequest) -> Vec<Choice<'_>> {
    let chosen = request.navigation.account.map(|(label, _)| label);
    let none = Choice { value: "", label: request.wording().layout.choose_none, chosen: chosen.is_none() };
    let labels = request.rulebook.labels.iter().enumerate().map(|(index, label)| Choice {
        value: &label.id,
        label: label.text.get(request.lang),
        chosen: chosen == Some(index),
    });
    std::iter::once(none).chain(labels).collect()
}

/// Returns the number after the label of the account, empty without one.
fn account_number(request: &PageRequest) -> String {
    let number = request.navigation.account.map(|(_, number)| number).filter(|number| *number > 0);
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// `GET /link/qr.png`: the link's QR code as a file.
pub(in crate::web) fn png(request: &PageRequest) -> Response {
    let assessment = request.assessment();
    let mut response = qr_code::png_response(&support_link(request, &assessment, request.answers.lang));
    if response.status().is_success() {
        let disposition = HeaderValue::from_static("attachment; filename=\"pop-or-imap-qr.png\"");
        response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
    }
    response
}

/// Returns a link to the QR code as a file.
fn png_link(request: &PageRequest) -> String {
    let link = request.shared_link("/link/qr.png").answers(&request.answers.without_prior_verdict()).embedded();
    if request.navigation.to_result { link.back_to_result() } else { link }.to_string()
}

/// Returns the link that the page makes: to the result or to the questions, with answers that support filled in.
fn support_link(request: &PageRequest, assessment: &Assessment<'_>, lang: Option<Lang>) -> String {
    let answers = request.answers.without_prior_verdict().with_lang(lang);
    let (path, answers) = if request.navigation.to_result {
        (RESULT_PATH, answers.with_verdict(assessment.outcome().protocol))
    } else {
        ("/wizard", answers)
    };
    request.shared_link(path).answers(&answers).by_support().absolute().to_string()
}

/// Returns the link to the question that can change the recommendation most, with the answers that support filled in.
fn deciding_link(request: &PageRequest, assessment: &Assessment<'_>, lang: Option<Lang>) -> Option<String> {
    let question = assessment.most_informative()?;
    let answers = request.answers.without_prior_verdict().with_lang(lang);
    let link = request.shared_link("/wizard").answers(&answers).by_support().with(ASK, &question.id);
    Some(link.back_to_result().absolute().to_string())
}

/// Returns the link to the page for setting up the account, with the answers that support filled in.
fn setup_link(request: &PageRequest, lang: Option<Lang>) -> String {
    let answers = request.answers.without_prior_verdict().with_lang(lang);
    request.shared_link(SETUP_PATH).answers(&answers).by_support().absolute().to_string()
}

/// Returns the name of the account that the reply is about: a label and a number, as in the list of accounts.
fn account_name(request: &PageRequest, lang: Lang) -> Option<String> {
    let (label, number) = request.navigation.account?;
    let label = request.rulebook.labels.get(label)?.text.get(lang);
    Some(if number > 0 { format!("{label}{}{number}", Wording::of(lang).layout.gap) } else { label.to_owned() })
}

fn reply_view(request: &PageRequest, assessment: &Assessment<'_>, lang: Lang) -> ReplyView {
    // A link without a language is Japanese, unless the browser prefers another.
    let asked = Some(lang).filter(|lang| *lang != Lang::default() || request.answers.lang.is_some());
    let link = support_link(request, assessment, asked);
    let deciding_link = deciding_link(request, assessment, asked);
    let setup_link = setup_link(request, asked);
    let account = account_name(request, lang);
    let context = ReplyContext {
        link: &link,
        deciding_link: deciding_link.as_deref(),
        setup_link: Some(&setup_link),
        account: account.as_deref(),
        support: request.installation.settings.support_name.as_deref(),
    };
    let w = request.wording();
    let reply = if request.navigation.to_result {
        reply::with_verdict(assessment, lang, &context)
    } else {
        reply::with_questions(assessment, lang, &context)
    };
    let title = match lang {
        Lang::Ja => w.link.reply_ja,
        Lang::En => w.link.reply_en,
    };
    let whole = mailto(&reply.subject, &reply.text);
    let mailto = if whole.len() > MAX_MAILTO_CHARS { mailto(&reply.subject, &reply.brief) } else { whole };
    ReplyView { lang, title, reply, mailto }
}
