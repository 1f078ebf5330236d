//! Owns the result: the verdict first, then why, what to do, the quotas, and the other choice; as page, text or JSON.

use askama::Template;
use axum::http::header::{CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::api;
use super::forecast::{self, Field, ForecastView};
use super::helped;
use super::layout::{Layout, NOT_INDEXED, describe, respond};
use super::metrics::Shown;
use super::negotiation::Representation;
use super::qr::{self, Drawing};
use super::visit::{HELPED, NOT_HELPED, NUMBERS, SENT, Visit};
use super::wizard::{Answered, entry};
use crate::answers::{Given, Numbers};
use crate::engine::{self, Reason, Recommendation};
use crate::interview;
use crate::quota;
use crate::report::{self, QuotaLine, plain};
use crate::rulebook::{AdviceKind, Lang, Links, Protocol, ProtocolTexts, Strength};

/// Where results are.
pub(super) const PATH: &str = "/result";
/// How many things to do are shown as the ones that matter.
const FIRST_THINGS: usize = 3;
/// The width of the longest bar, in the drawing's units.
const LONGEST_BAR: u32 = 240;

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage<'v> {
    l: Layout<'v>,
    notices: Vec<String>,
    lang: Lang,
    /// What the account is for, if that was said.
    account: Option<&'v str>,
    verdict: String,
    /// Where mail is kept, how many devices, what to watch.
    facts: [&'v str; 3],
    other: &'v ProtocolTexts,
    /// What choosing the other one would cost.
    other_cost: &'v str,
    required: bool,
    /// What the hard rule costs, where other answers spoke for the other protocol.
    costs: Vec<&'v str>,
    main_reason: Option<&'v str>,
    /// A sentence where the link was sent with another verdict.
    was: Option<String>,
    /// Why the verdict is against the points, where it is.
    sure: Option<String>,
    /// A sentence about missing answers, with the words and addresses of the ways on.
    missing: Option<(String, Vec<(&'static str, String)>)>,
    robust: String,
    /// What would come out if one answer were another, and where to see it.
    changes: Vec<(String, String)>,
    sides: [Side<'v>; 2],
    todo: Vec<String>,
    more_todo: Vec<String>,
    know: Vec<String>,
    forecast: ForecastView,
    fields: Vec<Field>,
    /// What the form for own numbers carries along.
    hidden: Vec<(&'v str, String)>,
    /// Whether that form was sent with something wrong.
    wrong: bool,
    quota: Vec<QuotaLine>,
    /// The plan's note, or the way to tell the plan.
    plan_note: Option<&'v str>,
    /// What is known of the limit where the plan is not.
    limit_note: Option<String>,
    ask_plan: String,
    answers: Vec<Answered<'v>>,
    links: &'v Links,
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
struct Side<'v> {
    heading: String,
    label: String,
    /// The bar's length in the drawing's units.
    bar: u32,
    /// Whether it is the recommended one.
    chosen: bool,
    reasons: Vec<Line<'v>>,
}

/// A reason with the way to change the answer it rests on.
struct Line<'v> {
    text: &'v str,
    weight: u32,
    hard: bool,
    otherwise: Option<&'v str>,
    change: Option<String>,
}

/// `GET /result`, as the client prefers it.
pub(super) async fn page(visit: Visit, headers: HeaderMap) -> Response {
    if visit.has_sent(NUMBERS) && forecast::fields(&visit).iter().all(|field| field.error.is_none()) {
        // The address that stays in the browser's history is the canonical one.
        let href = visit.href_with_notices("/result", &visit.answers.unseen(), &[]);
        return Redirect::to(&format!("{href}#forecast")).into_response();
    }
    let representation = Representation::preferred(&headers);
    let mut response = match representation {
        Representation::Page => html(&visit),
        Representation::Text => text(&visit),
        Representation::Json => api::respond(&visit),
    };
    if helped(&visit).is_none() {
        response.extensions_mut().insert(Shown::recommendation(&visit.rulebook, &visit.answers, representation.id()));
    } else {
        // It was counted before the button was used.
        response.extensions_mut().remove::<Shown>();
    }
    response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    response.headers_mut().insert(NOT_INDEXED.0, HeaderValue::from_static(NOT_INDEXED.1));
    response
}

fn text(visit: &Visit) -> Response {
    let recommendation = engine::recommend(&visit.rulebook, &visit.answers);
    let sent_on = visit.answers.sent_on(recommendation.outcome.protocol);
    let link = visit.absolute(&visit.bare_href("/result", &sent_on));
    let text = plain::recommendation(&recommendation, &visit.answers, visit.lang, &link);
    let mut response = plain::add_notices(text, visit.notices(), visit.lang).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    describe(visit, &mut response);
    response
}

fn html(visit: &Visit) -> Response {
    let (rulebook, lang, w) = (&*visit.rulebook, visit.lang, visit.wording());
    let recommendation = engine::recommend(rulebook, &visit.answers);
    let outcome = recommendation.outcome;
    let verdict = report::verdict_phrases(&recommendation, lang);
    let reasons = report::listed_reasons(&recommendation);
    let quota = quota::quota(rulebook, &visit.answers);
    let forecast = forecast::of(visit);
    let advice = |kind| {
        let advice = recommendation.advice_of(kind);
        advice.map(|advice| report::forecast::advice(advice, &forecast, lang)).collect::<Vec<_>>()
    };
    let mut todo = advice(AdviceKind::Do);
    let more_todo = todo.split_off(todo.len().min(FIRST_THINGS));
    let fields = forecast::fields(visit);
    let wrong = visit.has_sent(NUMBERS) && fields.iter().any(|field| field.error.is_some());
    let title = w.title(&verdict, wrong);
    let main_reason = reasons.first().map(|reason| reason.text.get(lang));
    let about = w.result_description(&verdict, main_reason);
    let changes = report::listed_changes(rulebook, &visit.answers, lang);
    let chosen = rulebook.protocols.get(outcome.protocol);
    let other = rulebook.protocols.get(outcome.protocol.other());
    let sent_on = visit.answers.sent_on(outcome.protocol);
    let address = visit.absolute(&visit.bare_href("/result", &sent_on));
    let page = ResultPage {
        l: Layout::new(visit, &title).about(&about).noindex(),
        notices: if wrong { Vec::new() } else { visit.notices() },
        lang,
        account: report::purpose_words(rulebook, &visit.answers, lang),
        facts: chosen.facts_for(recommendation.answers).map(|fact| fact.get(lang)),
        other,
        other_cost: other.cost_for(recommendation.answers).get(lang),
        required: outcome.strength == Strength::Required,
        costs: costs(&recommendation, lang),
        main_reason,
        was: report::was_another(&recommendation, &visit.answers, lang),
        sure: report::sure_thing(&recommendation, lang),
        missing: missing(visit, &recommendation),
        robust: report::robust(rulebook, &visit.answers, changes.len(), lang),
        changes: changes.into_iter().map(|(words, changed)| (words, visit.href("/result", &changed))).collect(),
        sides: [
            side(visit, &recommendation, outcome.protocol, &reasons),
            side(visit, &recommendation, outcome.protocol.other(), &report::listed_against(&recommendation)),
        ],
        todo,
        more_todo,
        know: advice(AdviceKind::Know),
        forecast: forecast::view(visit, &forecast, outcome.protocol),
        fields,
        hidden: hidden(visit),
        wrong,
        quota: report::quota_lines(rulebook, &quota, &visit.answers, lang),
        plan_note: quota.plan.map(|plan| plan.note.get(lang)),
        limit_note: report::limit_without_plan(rulebook, &quota, lang),
        ask_plan: visit.ask_href("plan", true),
        answers: rulebook
            .questions
            .iter()
            .enumerate()
            .filter(|(at, _)| visit.answers.given(*at) != Given::Open || visit.answers.asks(rulebook, *at))
            .map(|(at, question)| entry(visit, at, question, true))
            .collect(),
        links: &rulebook.links,
        mailto: super::link::mailto(w.reply_subject, &format!("{}\n{address}\n", verdict.replace('|', ""))),
        qr: qr::draw(&address),
        address,
        staff: super::link::staff_href(visit),
        add: super::capacity::add_href(visit),
        restart: visit.href("/", &visit.shared()),
        helped_action: visit.href_with_notices(helped::PATH, &visit.answers, &[]),
        helped: helped(visit),
        verdict,
    };
    respond(visit, if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// Tells what the visitor has just said of the result: whether it helped.
fn helped(visit: &Visit) -> Option<bool> {
    [(HELPED, true), (NOT_HELPED, false)].into_iter().find_map(|(sent, helped)| visit.has_sent(sent).then_some(helped))
}

/// Gives what the form for own numbers carries along: everything else that was said.
fn hidden(visit: &Visit) -> Vec<(&str, String)> {
    let mut pairs = visit.answers.unseen().with_numbers(Numbers::default()).to_pairs(&visit.rulebook);
    pairs.extend(visit.company.to_pairs(&visit.rulebook));
    pairs.extend(visit.along.pairs_numbering(&visit.rulebook));
    pairs.push((SENT, NUMBERS.to_owned()));
    pairs
}

/// Tells what a hard rule costs: what goes against the answers that spoke for the other protocol.
fn costs<'v>(recommendation: &Recommendation<'v>, lang: Lang) -> Vec<&'v str> {
    let hard = recommendation.outcome.decided_by.is_some();
    let against = if hard { recommendation.against() } else { Vec::new() };
    let answered = against.iter().filter(|reason| reason.question.is_some());
    answered.filter_map(|reason| Some(reason.otherwise?.get(lang))).collect()
}

/// Says what missing answers could do: change the verdict, or add advice; nothing where none is worth giving.
fn missing(visit: &Visit, recommendation: &Recommendation<'_>) -> Option<(String, Vec<(&'static str, String)>)> {
    let (rulebook, w) = (&*visit.rulebook, visit.wording());
    let standing = interview::standing(rulebook, &visit.answers);
    let on = standing.next.map(|_| (w.continue_questions, visit.href("/wizard", &visit.answers)));
    let telling = interview::most_telling(rulebook, &visit.answers).and_then(|place| rulebook.questions.get(place));
    if let Some(question) = telling {
        let unsure = report::is_unsure(recommendation);
        let ask = (w.answer_that, visit.ask_href(&question.id, true));
        return Some((
            w.would_decide(&question.title.plain(visit.lang), unsure),
            std::iter::once(ask).chain(on).collect(),
        ));
    }
    on.map(|on| (w.rest_adds(&interview::names(rulebook, standing.worth_asking, visit.lang)), vec![on]))
}

fn side<'v>(
    visit: &'v Visit,
    recommendation: &Recommendation<'v>,
    protocol: Protocol,
    reasons: &[Reason<'v>],
) -> Side<'v> {
    let (lang, w) = (visit.lang, visit.wording());
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
                change: reason.question.map(|question| visit.ask_href(&question.id, true)),
            })
            .collect(),
    }
}
