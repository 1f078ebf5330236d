//! `/forecast`: when the mailbox fills, as chart and table, with the assumptions and a form for own numbers.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::capacity::add_link;
use super::reminder;
use crate::answers::{Number, Numbers};
use crate::present::forecast::clear_every_months;
use crate::present::{self, QuotaLine};
use crate::rulebook::Lang;
use crate::web::assets::Sheet;
use crate::web::request::{AnsweredItem, FORECAST_PATH, Form, PageRequest, RESULT_PATH, SENT};
use crate::web::views::forecast::{self, ForecastView};
use crate::web::views::layout::{Layout, respond};
use crate::web::views::number_field::{NumberField, number_fields};

#[derive(Template)]
#[template(path = "forecast.html")]
struct ForecastPage<'r> {
    l: Layout<'r>,
    lang: Lang,
    notices: Vec<String>,
    view: ForecastView,
    quota: Vec<QuotaLine>,
    /// The note of the plan, if it is known.
    plan_note: Option<&'r str>,
    /// What is known of the limit without a plan.
    limit_note: Option<String>,
    ask_plan: String,
    fields: Vec<NumberField>,
    /// The hidden fields of the form.
    hidden: Vec<(&'r str, String)>,
    /// Whether the form was sent with an error.
    wrong: bool,
    /// A link that adds this account to the company's accounts, if it fits into a URL.
    add: Option<String>,
    /// The link to a calendar entry, if the mailbox has to be cleared every few months.
    reminder: Option<String>,
}

/// `GET /forecast`
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    if let Some(redirect) = canonical_redirect(request) {
        return redirect;
    }
    let (lang, w) = (request.lang, request.wording());
    let assessment = request.assessment();
    let fields = number_fields(request, &Number::OF_FORECAST);
    let wrong = request.has_sent(Form::Numbers) && fields.iter().any(|field| field.error.is_some());
    let title = w.title(w.forecast.title, wrong);
    let protocol = assessment.outcome().protocol;
    let page = ForecastPage {
        l: Layout::new(request, &title)
            .about(w.forecast.description)
            .noindex()
            .sheet(request, Sheet::Figures)
            .broad()
            .back(request.link(RESULT_PATH).to_string(), w.layout.back_to_result),
        lang,
        notices: if wrong { Vec::new() } else { request.notices() },
        view: forecast::view(request, assessment.forecast(), protocol),
        quota: present::quota_lines(&assessment, lang),
        plan_note: assessment.quota().plan.map(|plan| plan.note.get(lang)),
        limit_note: present::limit_without_plan(&assessment, lang),
        ask_plan: request.ask_link("plan", true),
        fields,
        hidden: hidden(request),
        wrong,
        add: add_link(request),
        reminder: clear_every_months(assessment.forecast(), protocol).map(|months| reminder::link(request, months)),
    };
    respond(request, if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// Redirects a valid form of numbers to its canonical URL, which is then in the browser's history.
pub(super) fn canonical_redirect(request: &PageRequest) -> Option<Response> {
    let valid = || number_fields(request, &Number::OF_FORECAST).iter().all(|field| field.error.is_none());
    let redirect = || {
        let link = request.link(FORECAST_PATH).answers(&request.answers.without_prior_verdict()).with_notices();
        Redirect::to(&link.to_string()).into_response()
    };
    (request.has_sent(Form::Numbers) && valid()).then(redirect)
}

/// Redirects a form of numbers that an old page sent to the result.
pub(super) fn redirect_from_result(request: &PageRequest) -> Option<Response> {
    canonical_redirect(request).or_else(|| {
        let link = || request.link(FORECAST_PATH).with_notices().sent(Form::Numbers);
        request.has_sent(Form::Numbers).then(|| Redirect::to(&link().to_string()).into_response())
    })
}

/// Returns the hidden fields of the form: everything except the numbers.
fn hidden(request: &PageRequest) -> Vec<(&str, String)> {
    let numbers = Number::OF_FORECAST.into_iter().fold(request.answers.numbers, Numbers::without);
    let mut pairs = request.answers.without_prior_verdict().with_numbers(numbers).to_pairs(&request.rulebook);
    pairs.extend(request.company.to_pairs(&request.rulebook));
    let is_field = |item| matches!(item, AnsweredItem::Number(number) if Number::OF_FORECAST.contains(&number));
    pairs.extend(request.carried.pairs_without(&request.rulebook, is_field));
    pairs.push((SENT, Form::Numbers.id().to_owned()));
    pairs
}
