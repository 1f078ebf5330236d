//! `/result`: the verdict first, then why, what to do, the quotas, and the other choice; as page, text or JSON.

use askama::Template;
use axum::http::header::{CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use crate::answers::{Given, Numbers};
use crate::engine::{self, Reason, Recommendation};
use crate::interview;
use crate::quota;
use crate::report::{self, QuotaLine, plain};
use crate::rulebook::{AdviceKind, Lang, Links, Protocol, ProtocolTexts, Strength};
use crate::web::metrics::Shown;
use crate::web::negotiation::Representation;
use crate::web::request::{Form, NUMBERS, PageRequest, RESULT_PATH, SENT};
use crate::web::views::answer_list::{AnswerEntry, entry};
use crate::web::views::forecast::{self, ForecastView};
use crate::web::views::json::recommendation_json;
use crate::web::views::layout::{Layout, NOT_INDEXED, describe, respond};
use crate::web::views::mailto::mailto;
use crate::web::views::number_field::{NumberField, number_fields};
use crate::web::views::qr_code::{self, Drawing};

/// How many things to do are shown as the ones that matter.
const FIRST_THINGS: usize = 3;
/// The width of the longest bar, in the drawing's units.
const LONGEST_BAR: u32 = 240;

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage<'r> {
    l: Layout<'r>,
    notices: Vec<String>,
    lang: Lang,
    /// What the account is for, if that was said.
    account: Option<&'r str>,
    verdict: String,
    /// Where mail is kept, how many devices, what to watch.
    facts: [&'r str; 3],
    other: &'r ProtocolTexts,
    /// What choosing the other one would cost.
    other_cost: &'r str,
    required: bool,
    /// What the hard rule costs, where other answers spoke for the other protocol.
    costs: Vec<&'r str>,
    main_reason: Option<&'r str>,
    /// A sentence where the link was sent with another verdict.
    was: Option<String>,
    /// Why the verdict is against the points, where it is.
    sure: Option<String>,
    /// A sentence about missing answers, with the words and addresses of the ways on.
    missing: Option<(String, Vec<(&'static str, String)>)>,
    robust: String,
    /// What would come out if one answer were another, and where to see it.
    changes: Vec<(String, String)>,
    sides: [Side<'r>; 2],
    todo: Vec<String>,
    more_todo: Vec<String>,
    know: Vec<String>,
    forecast: ForecastView,
    fields: Vec<NumberField>,
    /// What the form for own numbers carries along.
    hidden: Vec<(&'r str, String)>,
    /// Whether that form was sent with something wrong.
    wrong: bool,
    quota: Vec<QuotaLine>,
    /// The plan's note, or the way to tell the plan.
    plan_note: Option<&'r str>,
    /// What is known of the limit where the plan is not.
    limit_note: Option<String>,
    ask_plan: String,
    answers: Vec<AnswerEntry<'r>>,
    links: &'r Links,
    /// Where this account is among the company's, if it still fits into an address.
    add: Option<String>,
    /// Where staff find a reply about this result.
    staff: String,
    /// What opens a mail with this result.
    mailto: String,
    /// The address as a QR code, for paper.
    qr: Option<Drawing>,
    /// The address of this result, whole.
    address: String,
    restart: String,
    /// Where the buttons lead that say whether it helped, and what was said.
    helped_action: String,
    helped: Option<bool>,
}

/// One protocol's side of the comparison.
struct Side<'r> {
    heading: String,
    label: String,
    /// The bar's length in the drawing's units.
    bar: u32,
    /// Whether it is the recommended one.
    chosen: bool,
    reasons: Vec<Line<'r>>,
}

/// A reason with the way to change the answer it rests on.
struct Line<'r> {
    text: &'r str,
    weight: u32,
    hard: bool,
    otherwise: Option<&'r str>,
    change: Option<String>,
}

/// `GET /result`, in the negotiated representation.
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    if request.has_sent(Form::Numbers) && number_fields(request).iter().all(|field| field.error.is_none()) {
        // The browser's history keeps the canonical URL.
        let link = request.link(RESULT_PATH).answers(&request.answers.unseen()).with_notices().fragment("forecast");
        return Redirect::to(&link.to_string()).into_response();
    }
    let representation = request.representation();
    let mut response = match representation {
        Representation::Page => html(request),
        Representation::Text => text(request),
        Representation::Json => recommendation_json(request),
    };
    if helped(request).is_none() {
        let shown = Shown::recommendation(&request.rulebook, &request.answers, representation.id());
        response.extensions_mut().insert(shown);
    } else {
        // It was counted before the visitor used the button.
        response.extensions_mut().remove::<Shown>();
    }
    response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    response.headers_mut().insert(NOT_INDEXED.0, HeaderValue::from_static(NOT_INDEXED.1));
    response
}

fn text(request: &PageRequest) -> Response {
    let recommendation = engine::recommend(&request.rulebook, &request.answers);
    let sent_on = request.answers.sent_on(recommendation.outcome.protocol);
    let link = request.shared_link(RESULT_PATH).answers(&sent_on).absolute().to_string();
    let text = plain::recommendation(&recommendation, &request.answers, request.lang, &link);
    let mut response = plain::add_notices(text, request.notices(), request.lang).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    describe(request, &mut response);
    response
}

fn html(request: &PageRequest) -> Response {
    let (rulebook, lang, w) = (&*request.rulebook, request.lang, request.wording());
    let recommendation = engine::recommend(rulebook, &request.answers);
    let outcome = recommendation.outcome;
    let verdict = report::verdict_phrases(&recommendation, lang);
    let reasons = report::listed_reasons(&recommendation);
    let quota = quota::quota(rulebook, &request.answers);
    let forecast = quota::forecast(rulebook, &request.answers);
    let advice = |kind| {
        let advice = recommendation.advice_of(kind);
        advice.map(|advice| report::forecast::advice(advice, &forecast, lang)).collect::<Vec<_>>()
    };
    let mut todo = advice(AdviceKind::Do);
    let more_todo = todo.split_off(todo.len().min(FIRST_THINGS));
    let fields = number_fields(request);
    let wrong = request.has_sent(Form::Numbers) && fields.iter().any(|field| field.error.is_some());
    let title = w.title(&verdict, wrong);
    let main_reason = reasons.first().map(|reason| reason.text.get(lang));
    let about = w.result_description(&verdict, main_reason);
    let changes = report::listed_changes(rulebook, &request.answers, lang);
    let chosen = rulebook.protocols.get(outcome.protocol);
    let other = rulebook.protocols.get(outcome.protocol.other());
    let sent_on = request.answers.sent_on(outcome.protocol);
    let address = request.shared_link(RESULT_PATH).answers(&sent_on).absolute().to_string();
    let page = ResultPage {
        l: Layout::new(request, &title).about(&about).noindex(),
        notices: if wrong { Vec::new() } else { request.notices() },
        lang,
        account: report::purpose_words(rulebook, &request.answers, lang),
        facts: chosen.facts_for(recommendation.answers).map(|fact| fact.get(lang)),
        other,
        other_cost: other.cost_for(recommendation.answers).get(lang),
        required: outcome.strength == Strength::Required,
        costs: costs(&recommendation, lang),
        main_reason,
        was: report::was_another(&recommendation, &request.answers, lang),
        sure: report::sure_thing(&recommendation, lang),
        missing: missing(request, &recommendation),
        robust: report::robust(rulebook, &request.answers, changes.len(), lang),
        changes: changes
            .into_iter()
            .map(|(words, changed)| (words, request.link(RESULT_PATH).answers(&changed).to_string()))
            .collect(),
        sides: [
            side(request, &recommendation, outcome.protocol, &reasons),
            side(request, &recommendation, outcome.protocol.other(), &report::listed_against(&recommendation)),
        ],
        todo,
        more_todo,
        know: advice(AdviceKind::Know),
        forecast: forecast::view(request, &forecast, outcome.protocol),
        fields,
        hidden: hidden(request),
        wrong,
        quota: report::quota_lines(rulebook, &quota, &request.answers, lang),
        plan_note: quota.plan.map(|plan| plan.note.get(lang)),
        limit_note: report::limit_without_plan(rulebook, &quota, lang),
        ask_plan: request.ask_link("plan", true),
        answers: rulebook
            .questions
            .iter()
            .enumerate()
            .filter(|(at, _)| request.answers.given(*at) != Given::Open || request.answers.asks(rulebook, *at))
            .map(|(at, question)| entry(request, at, question, true))
            .collect(),
        links: &rulebook.links,
        mailto: mailto(w.reply_subject, &format!("{}\n{address}\n", verdict.replace('|', ""))),
        qr: qr_code::draw(&address),
        address,
        staff: staff_link(request),
        add: super::capacity::add_link(request),
        restart: request.link("/").answers(&request.answers_for_all_accounts()).to_string(),
        helped_action: request.link(super::feedback::PATH).with_notices().to_string(),
        helped: helped(request),
        verdict,
    };
    respond(request, if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// Returns whether the result helped, if the visitor has just said so.
fn helped(request: &PageRequest) -> Option<bool> {
    match request.navigation.form {
        Some(Form::Feedback { helped }) => Some(helped),
        _ => None,
    }
}

/// Returns a link to the page for support staff with these answers. Who filled them in has no meaning there.
fn staff_link(request: &PageRequest) -> String {
    let link = request.shared_link("/link").answers(&request.answers.unseen()).company(&request.company);
    link.embedded().back_to_result().to_string()
}

/// Gives what the form for own numbers carries along: everything else that was said.
fn hidden(request: &PageRequest) -> Vec<(&str, String)> {
    let mut pairs = request.answers.unseen().with_numbers(Numbers::default()).to_pairs(&request.rulebook);
    pairs.extend(request.company.to_pairs(&request.rulebook));
    pairs.extend(request.carried.pairs_without_numbers(&request.rulebook));
    pairs.push((SENT, NUMBERS.to_owned()));
    pairs
}

/// Tells what a hard rule costs: what goes against the answers that spoke for the other protocol.
fn costs<'r>(recommendation: &Recommendation<'r>, lang: Lang) -> Vec<&'r str> {
    let hard = recommendation.outcome.decided_by.is_some();
    let against = if hard { recommendation.against() } else { Vec::new() };
    let answered = against.iter().filter(|reason| reason.question.is_some());
    answered.filter_map(|reason| Some(reason.otherwise?.get(lang))).collect()
}

/// Says what missing answers could do: change the verdict, or add advice; nothing where none is worth giving.
fn missing(
    request: &PageRequest,
    recommendation: &Recommendation<'_>,
) -> Option<(String, Vec<(&'static str, String)>)> {
    let (rulebook, w) = (&*request.rulebook, request.wording());
    let standing = interview::standing(rulebook, &request.answers);
    let on = standing.next.map(|_| (w.continue_questions, request.link("/wizard").to_string()));
    let telling = interview::most_telling(rulebook, &request.answers).and_then(|place| rulebook.questions.get(place));
    if let Some(question) = telling {
        let unsure = report::is_unsure(recommendation);
        let ask = (w.answer_that, request.ask_link(&question.id, true));
        return Some((
            w.would_decide(&question.title.plain(request.lang), unsure),
            std::iter::once(ask).chain(on).collect(),
        ));
    }
    on.map(|on| (w.rest_adds(&interview::names(rulebook, standing.worth_asking, request.lang)), vec![on]))
}

fn side<'r>(
    request: &'r PageRequest,
    recommendation: &Recommendation<'r>,
    protocol: Protocol,
    reasons: &[Reason<'r>],
) -> Side<'r> {
    let (lang, w) = (request.lang, request.wording());
    let name = recommendation.rulebook.protocols.get(protocol).name.get(lang);
    let score = recommendation.outcome.score;
    let points = *score.get(protocol);
    let most = score.pop.max(score.imap).max(1);
    let chosen = protocol == recommendation.outcome.protocol;
    Side {
        heading: w.speaks_for(name),
        label: w.score(name, points),
        bar: points.saturating_mul(LONGEST_BAR) / most,
        chosen,
        reasons: reasons
            .iter()
            .map(|reason| Line {
                text: reason.text.get(lang),
                weight: reason.weight,
                hard: reason.hard,
                otherwise: reason.otherwise.filter(|_| !chosen).map(|text| text.get(lang)),
                change: reason.question.map(|question| request.ask_link(&question.id, true)),
            })
            .collect(),
    }
}
