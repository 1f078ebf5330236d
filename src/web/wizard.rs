//! Owns the question page: one question, what is answered so far, and the way on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::along::Said;
use super::layout::{Layout, respond};
use super::metrics::Shown;
use super::visit::{SENT, TO, TO_RESULT, Visit};
use crate::answers::{Given, Number};
use crate::interview::{self, Standing};
use crate::report::{Wording, said_words};
use crate::rulebook::{Lang, Question};

#[derive(Template)]
#[template(path = "wizard.html")]
struct WizardPage<'v> {
    l: Layout<'v>,
    notices: Vec<String>,
    question: &'v Question,
    lang: Lang,
    /// Where the result is, once no missing answer can change it, and what the rest would add.
    settled: Option<(String, String)>,
    /// Whether the form was sent with nothing chosen.
    unanswered: bool,
    progress: Option<String>,
    tiles: Vec<Tile<'v>>,
    hidden: Vec<(&'v str, String)>,
    answered: Vec<Answered<'v>>,
    /// The numbers that were given.
    numbers: Vec<Told>,
    /// How many answers support filled in, in words.
    by_support: Option<String>,
    /// Who filled in the answer at hand, in words.
    filled_by: Option<String>,
}

/// A choice as it is shown.
struct Tile<'v> {
    value: &'v str,
    label: &'v str,
    hint: Option<&'v str>,
    checked: bool,
}

/// A number that was given, and where to change it.
struct Told {
    label: &'static str,
    value: String,
    filled_by: Option<String>,
    change: String,
}

/// A question that is answered already.
pub(super) struct Answered<'v> {
    pub(super) question: &'v str,
    /// The answer in words; `None` where there is none yet.
    pub(super) answer: Option<&'v str>,
    /// Whether the answer counts: not where the question is not asked of such a visitor.
    pub(super) counts: bool,
    /// Who filled it in, in words, where that was support.
    pub(super) filled_by: Option<String>,
    pub(super) change: String,
    pub(super) given: Given,
}

/// `GET /wizard`
pub(super) async fn page(visit: Visit) -> Response {
    let standing = || interview::standing(&visit.rulebook, &visit.answers);
    if let Some(sent) = visit.sent {
        if visit.answers.given(sent) == Given::Open {
            return question_page(&visit, standing(), sent, StatusCode::UNPROCESSABLE_ENTITY);
        }
        // The address that stays in the browser's history is the canonical one, so that going back never sends again.
        let done = visit.to_result || interview::next(&visit.rulebook, &visit.answers).is_none();
        return redirect(&visit, if done { "/result" } else { "/wizard" });
    }
    let standing = standing();
    match visit.ask.or(standing.next) {
        Some(place) => question_page(&visit, standing, place, StatusCode::OK),
        None => redirect(&visit, "/result"),
    }
}

/// Leads on to a canonical address; what was not understood goes along, so that its notice is not lost.
fn redirect(visit: &Visit, path: &str) -> Response {
    Redirect::to(&visit.href_with_notices(path, &visit.answers, &[])).into_response()
}

fn question_page(visit: &Visit, standing: Standing, place: usize, status: StatusCode) -> Response {
    let Some(question) = visit.rulebook.questions.get(place) else {
        return super::Error::Internal.into_response();
    };
    let w = visit.wording();
    let unanswered = status != StatusCode::OK;
    let title = w.title(question.title.get(visit.lang), unanswered);
    let (back, words) = back(visit, place, w);
    let about = w.question_description(question.title.get(visit.lang));
    let page = WizardPage {
        l: Layout::new(visit, &title).about(&about).noindex().back(back, words),
        notices: visit.notices(),
        question,
        lang: visit.lang,
        settled: settled(visit, standing),
        unanswered,
        progress: progress(visit, standing, place, w),
        tiles: tiles(visit, place, question),
        hidden: hidden(visit, place, question),
        answered: answered(visit, place),
        by_support: Some(visit.along.count_beside(place))
            .filter(|count| *count > 0)
            .map(|count| w.filled_in(&support(visit), count)),
        numbers: numbers(visit),
        filled_by: filled_by(visit, Said::Answer(place)),
    };
    let mut response = respond(visit, status, &page);
    let answered = interview::answered(&visit.rulebook, &visit.answers);
    response.extensions_mut().insert(Shown::Question { question: question.id.as_str().into(), answered });
    response
}

/// Gives the page before this one: the result, the question answered before, or the start.
fn back(visit: &Visit, place: usize, w: &'static Wording) -> (String, &'static str) {
    if visit.to_result {
        return (visit.href("/result", &visit.answers), w.back_to_result);
    }
    let path = interview::path(&visit.rulebook, &visit.answers);
    let before = path.iter().rev().skip_while(|at| path.contains(&place) && **at != place).find(|at| **at != place);
    let href = before.and_then(|earlier| visit.rulebook.questions.get(*earlier));
    (href.map_or_else(|| visit.href("/", &visit.answers), |question| visit.ask_href(&question.id, false)), w.back)
}

/// Offers the result once it is settled, and says what the rest of the questions would add.
fn settled(visit: &Visit, standing: Standing) -> Option<(String, String)> {
    let nothing_said = interview::answered(&visit.rulebook, &visit.answers) == 0;
    if visit.to_result || nothing_said || !standing.settled {
        return None;
    }
    let names = interview::names(&visit.rulebook, standing.worth_asking, visit.lang);
    Some((visit.wording().rest_adds(&names), visit.href("/result", &visit.answers)))
}

/// Tells where in the interview this question stands; nothing where an answer is being changed.
fn progress(visit: &Visit, standing: Standing, place: usize, w: &'static Wording) -> Option<String> {
    if visit.answers.given(place) != Given::Open || visit.to_result {
        return None;
    }
    let number = interview::answered(&visit.rulebook, &visit.answers) + 1;
    let following = interview::left_after(&visit.rulebook, &visit.answers, place, standing.worth_asking);
    Some(w.progress(number, following))
}

fn tiles<'v>(visit: &'v Visit, place: usize, question: &'v Question) -> Vec<Tile<'v>> {
    let given = visit.answers.given(place);
    let chosen = visit.answers.choice(place);
    let mut tiles: Vec<_> = question
        .choices
        .iter()
        .enumerate()
        .map(|(at, choice)| Tile {
            value: &choice.id,
            label: choice.label.get(visit.lang),
            hint: choice.hint.as_ref().map(|hint| hint.get(visit.lang)),
            checked: chosen == Some(at),
        })
        .collect();
    let unknown =
        Tile { value: "unknown", label: visit.wording().unknown, hint: None, checked: given == Given::Unknown };
    tiles.push(unknown);
    tiles
}

/// Gives what the form carries along: all other answers, and where it leads.
fn hidden<'v>(visit: &'v Visit, place: usize, question: &'v Question) -> Vec<(&'v str, String)> {
    let mut pairs = visit.answers.unseen().to_pairs(&visit.rulebook);
    pairs.retain(|(key, _)| *key != question.id);
    pairs.extend(visit.company.to_pairs(&visit.rulebook));
    pairs.extend(visit.along.pairs_asking(&visit.rulebook, place));
    pairs.push((SENT, question.id.clone()));
    if visit.to_result {
        pairs.push((TO, TO_RESULT.to_owned()));
    }
    pairs
}

/// Lists what is answered, but for the question at hand.
fn answered(visit: &Visit, place: usize) -> Vec<Answered<'_>> {
    let questions = visit.rulebook.questions.iter().enumerate();
    questions
        .filter(|(at, _)| *at != place && visit.answers.given(*at) != Given::Open)
        .map(|(at, question)| entry(visit, at, question, visit.to_result))
        .collect()
}

/// Describes a question with its answer, if it has one.
pub(super) fn entry<'v>(visit: &'v Visit, place: usize, question: &'v Question, to_result: bool) -> Answered<'v> {
    Answered {
        question: question.short.get(visit.lang),
        answer: said_words(&visit.rulebook, &visit.answers, place, visit.lang),
        counts: visit.answers.asks(&visit.rulebook, place),
        filled_by: filled_by(visit, Said::Answer(place)),
        change: visit.ask_href(&question.id, to_result),
        given: visit.answers.given(place),
    }
}

/// Lists the numbers that were given; they are changed where the result forecasts.
fn numbers(visit: &Visit) -> Vec<Told> {
    let given = Number::ALL.into_iter().filter_map(|number| {
        let value = visit.answers.numbers.get(number)?.to_string();
        let change = format!("{}#{}", visit.href("/result", &visit.answers), number.id());
        let filled_by = filled_by(visit, Said::Number(number));
        Some(Told { label: visit.wording().number(number), value, filled_by, change })
    });
    given.collect()
}

/// Says who filled in an answer, where that was support.
pub(super) fn filled_by(visit: &Visit, said: Said) -> Option<String> {
    visit.along.is_by_support(said).then(|| visit.wording().filled_by(&support(visit)))
}

/// Names who gives support.
fn support(visit: &Visit) -> String {
    visit.app.settings.support_name.clone().unwrap_or_else(|| visit.wording().support.to_owned())
}
