//! `/wizard`: one question, the answers so far, and the progress.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::answers::{Answer, Number};
use crate::interview::{self, InterviewStatus};
use crate::present::Wording;
use crate::rulebook::{Lang, Question, QuestionIndex};
use crate::web::assets::Sheet;
use crate::web::error::Error;
use crate::web::metrics::ViewEvent;
use crate::web::request::{AnsweredItem, PageRequest, RESULT_PATH, SENT, TO, TO_RESULT};
use crate::web::views::answer_list::{AnswerEntry, entry};
use crate::web::views::layout::{Layout, respond};

#[derive(Template)]
#[template(path = "wizard.html")]
struct WizardPage<'r> {
    l: Layout<'r>,
    notices: Vec<String>,
    question: &'r Question,
    lang: Lang,
    /// The link to the result once no missing answer can change it, and what the rest of the questions would add.
    settled: Option<(String, String)>,
    /// Whether the form was sent without a choice.
    unanswered: bool,
    progress: Option<Progress>,
    tiles: Vec<Tile<'r>>,
    hidden: Vec<(&'r str, String)>,
    answered: Vec<AnswerEntry<'r>>,
    /// The numbers that were given.
    numbers: Vec<NumberEntry>,
    /// How many answers support filled in, in words.
    by_support: Option<String>,
    /// Who filled in the current answer, in words.
    filled_by: Option<String>,
}

/// The position of the question in the interview.
struct Progress {
    words: String,
    /// The questions that are answered.
    done: usize,
    /// The maximum number of questions: those answered, this one, and those that can follow.
    total: usize,
}

/// A choice as the page shows it.
struct Tile<'r> {
    value: &'r str,
    label: &'r str,
    hint: Option<&'r str>,
    checked: bool,
    is_unknown: bool,
}

/// A number that was given, and where to change it.
struct NumberEntry {
    label: &'static str,
    value: String,
    filled_by: Option<String>,
    change: String,
}

/// `GET /wizard`
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    let interview_status = || request.interview_status();
    if let Some(sent) = request.navigation.sent {
        if request.answers.get(sent) == Answer::Unanswered {
            return question_page(request, interview_status(), sent, StatusCode::UNPROCESSABLE_ENTITY);
        }
        // The browser's history keeps the canonical URL, so that going back never sends the form again.
        let is_done = request.navigation.to_result || request.interview_status().next.is_none();
        return redirect(request, if is_done { RESULT_PATH } else { "/wizard" });
    }
    let interview_status = interview_status();
    match request.navigation.ask.or(interview_status.next) {
        Some(index) => question_page(request, interview_status, index, StatusCode::OK),
        None => redirect(request, RESULT_PATH),
    }
}

/// Redirects to a canonical URL.
fn redirect(request: &PageRequest, path: &str) -> Response {
    Redirect::to(&request.link(path).with_notices().to_string()).into_response()
}

fn question_page(
    request: &PageRequest,
    interview_status: InterviewStatus,
    index: QuestionIndex,
    status: StatusCode,
) -> Response {
    let Some(question) = request.rulebook.question_at(index) else {
        return Error::Internal.into_response();
    };
    let w = request.wording();
    let unanswered = status != StatusCode::OK;
    let title = w.title(question.title.get(request.lang), unanswered);
    let (back, words) = back(request, index, w);
    let about = w.question_description(question.title.get(request.lang));
    let page = WizardPage {
        l: Layout::new(request, &title).about(&about).noindex().sheet(request, Sheet::Questions).back(back, words),
        notices: request.notices(),
        question,
        lang: request.lang,
        settled: settled(request, interview_status),
        unanswered,
        progress: progress(request, interview_status, index, w),
        tiles: tiles(request, index, question),
        hidden: hidden(request, index, question),
        answered: answered(request, index),
        by_support: Some(request.carried.count_other_than(index))
            .filter(|count| *count > 0)
            .map(|count| w.filled_in(&request.support_name(), count)),
        numbers: numbers(request),
        filled_by: request.filled_in_by(AnsweredItem::Question(index)),
    };
    let mut response = respond(request, status, &page);
    let answered = interview::answered(&request.rulebook, &request.answers);
    response.extensions_mut().insert(ViewEvent::Question { question: question.id.as_str().into(), answered });
    response
}

/// Returns the previous page: the result, the question answered before, or the start.
fn back(request: &PageRequest, index: QuestionIndex, w: &'static Wording) -> (String, &'static str) {
    if request.navigation.to_result {
        return (request.link(RESULT_PATH).to_string(), w.layout.back_to_result);
    }
    let path = request.interview_path();
    let before = path
        .iter()
        .rev()
        .skip_while(|earlier| path.contains(&index) && **earlier != index)
        .find(|earlier| **earlier != index);
    let href = before.and_then(|earlier| request.rulebook.question_at(*earlier));
    (
        href.map_or_else(|| request.link("/").to_string(), |question| request.ask_link(&question.id, false)),
        w.layout.back,
    )
}

/// Returns the link to the result once it is settled, and what the rest of the questions would add.
fn settled(request: &PageRequest, interview_status: InterviewStatus) -> Option<(String, String)> {
    let nothing_said = interview::answered(&request.rulebook, &request.answers) == 0;
    if request.navigation.to_result || nothing_said || !interview_status.settled {
        return None;
    }
    let names = interview::names(&request.rulebook, interview_status.worth_asking, request.lang);
    Some((request.wording().rest_adds(&names), request.link(RESULT_PATH).to_string()))
}

/// Returns the position of this question in the interview; `None` while an answer is being changed.
fn progress(
    request: &PageRequest,
    interview_status: InterviewStatus,
    index: QuestionIndex,
    w: &'static Wording,
) -> Option<Progress> {
    if request.answers.get(index) != Answer::Unanswered || request.navigation.to_result {
        return None;
    }
    let done = interview::answered(&request.rulebook, &request.answers);
    let following =
        interview::max_remaining_after(&request.rulebook, &request.answers, index, interview_status.worth_asking);
    Some(Progress { words: w.progress(done + 1, following), done, total: done + 1 + following })
}

fn tiles<'r>(request: &'r PageRequest, index: QuestionIndex, question: &'r Question) -> Vec<Tile<'r>> {
    let given = request.answers.get(index);
    let chosen = request.answers.choice(index);
    let mut tiles: Vec<_> = question
        .choices
        .iter()
        .enumerate()
        .map(|(position, choice)| Tile {
            value: &choice.id,
            label: choice.label.get(request.lang),
            hint: choice.hint.as_ref().map(|hint| hint.get(request.lang)),
            checked: chosen == Some(position),
            is_unknown: false,
        })
        .collect();
    let unknown = Tile {
        value: "unknown",
        label: request.wording().layout.unknown,
        hint: None,
        checked: given == Answer::Unknown,
        is_unknown: true,
    };
    tiles.push(unknown);
    tiles
}

/// Returns the hidden fields of the form: all other answers, and the target.
fn hidden<'r>(request: &'r PageRequest, index: QuestionIndex, question: &'r Question) -> Vec<(&'r str, String)> {
    let mut pairs = request.answers.without_prior_verdict().to_pairs(&request.rulebook);
    pairs.retain(|(key, _)| *key != question.id);
    pairs.extend(request.company.to_pairs(&request.rulebook));
    pairs.extend(request.carried.pairs_asking(&request.rulebook, index));
    pairs.push((SENT, question.id.clone()));
    if request.navigation.to_result {
        pairs.push((TO, TO_RESULT.to_owned()));
    }
    pairs
}

/// Lists the answers except that to the current question.
fn answered(request: &PageRequest, index: QuestionIndex) -> Vec<AnswerEntry<'_>> {
    let others = request.rulebook.indexed_questions().filter(|(other, _)| *other != index);
    others
        .filter(|(other, _)| request.answers.get(*other) != Answer::Unanswered)
        .map(|(other, question)| entry(request, other, question, request.navigation.to_result))
        .collect()
}

/// Lists the visitor's numbers; they are changed on the result page.
fn numbers(request: &PageRequest) -> Vec<NumberEntry> {
    let given = Number::OF_FORECAST.into_iter().filter_map(|number| {
        let value = request.answers.numbers.get(number)?.to_string();
        let change = request.link(RESULT_PATH).fragment(number.id()).to_string();
        let filled_by = request.filled_in_by(AnsweredItem::Number(number));
        Some(NumberEntry { label: request.wording().number(number), value, filled_by, change })
    });
    given.collect()
}
