//! Owns `POST /api/v1/recommendations`: a list of accounts' answers in, a list of what each comes to out.
//!
//! What is read is bounded, and what is written is made item by item, as fast as it is taken.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use mediatype::MediaType;
use mediatype::names::{APPLICATION, JSON};

use super::App;
use super::error::problem;
use super::layout::describe;
use super::list::{self, Unlisted};
use super::list_turns::Admission;
use super::metrics::Shown;
use super::visit::Visit;
use crate::answers::Reading;
use crate::report::Wording;
use crate::report::wire::{self, Answered, ProblemDetails};
use crate::rulebook::{Lang, Rulebook};

/// Where the list is sent.
pub(super) const PATH: &str = "/api/v1/recommendations";
/// The largest list that is read, in MB.
const LARGEST_LIST_MB: usize = 4;
/// The same in bytes.
const LARGEST_LIST: usize = LARGEST_LIST_MB * 1024 * 1024;

/// Gives the route, which sees to the size of its body itself.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route(PATH, post(recommendations))
}

/// Recommends a protocol for each of many accounts.
///
/// Takes a list of objects, each with an account's answers: question and number ids with their values, `lang` and
/// `was`, all optional; null says nothing. Gives a list with an item for each, in the same order: what
/// `/api/v1/recommendation` gives for these answers, or what is wrong with the item. At most 5,000 items and 4 MB.
#[utoipa::path(
    post,
    path = "/api/v1/recommendations",
    responses(
        (status = 200, description = "An item for each that was sent, in order", body = Vec<wire::Answered>),
        (status = 400, description = "The body is no list", body = wire::ProblemDetails, content_type = "application/problem+json"),
        (status = 413, description = "The list is too long or too large; the detail tells how many came", body = wire::ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "Too many long lists are in flight; Retry-After tells when to send it again", body = wire::ProblemDetails, content_type = "application/problem+json"),
        (status = 415, description = "The body is not said to be JSON", body = wire::ProblemDetails, content_type = "application/problem+json"),
        (status = "default", description = "What went wrong", body = wire::ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(super) async fn recommendations(visit: Visit, headers: HeaderMap, body: Body) -> Response {
    if !is_json(&headers) {
        let accept = [(ACCEPT, HeaderValue::from_static("application/json"))];
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, accept).into_response();
    }
    let list = match read(&headers, body).await {
        Ok(body) => list::items(&body),
        Err(refused) => return refused.respond(&visit),
    };
    match list {
        Ok(items) => match visit.app.lists.admit(items.len(), visit.app.responses.shortage()).await {
            Ok(admission) => answer(&visit, items, admission),
            Err(busy) => busy.into_response(),
        },
        Err(unlisted) => refuse(&visit, unlisted),
    }
}

/// Tells whether the body is said to be JSON (RFC 8259, or a format built on it).
fn is_json(headers: &HeaderMap) -> bool {
    let named = headers.get(CONTENT_TYPE).and_then(|value| MediaType::parse(value.to_str().ok()?).ok());
    named.is_some_and(|named| named.ty == APPLICATION && (named.subty == JSON || named.suffix == Some(JSON)))
}

/// Why a body could not be read.
enum Unread {
    TooLarge,
    /// The sender ended early.
    Broken,
}

impl Unread {
    fn respond(&self, visit: &Visit) -> Response {
        let w = visit.wording();
        match self {
            Self::TooLarge => {
                problem(visit, StatusCode::PAYLOAD_TOO_LARGE, w.error_413, &w.list_too_large(LARGEST_LIST_MB))
            }
            Self::Broken => problem(visit, StatusCode::BAD_REQUEST, w.error_body, w.not_a_list),
        }
    }
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Unread> {
    let said = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|said| said > LARGEST_LIST) {
        return Err(Unread::TooLarge);
    }
    let mut read = Vec::new();
    let mut body = body.into_data_stream();
    while let Some(part) = body.next().await {
        let part = part.map_err(|_| Unread::Broken)?;
        if read.len() + part.len() > LARGEST_LIST {
            return Err(Unread::TooLarge);
        }
        read.extend_from_slice(&part);
    }
    Ok(read.into())
}

fn refuse(visit: &Visit, unlisted: Unlisted) -> Response {
    let w = visit.wording();
    match unlisted {
        Unlisted::NotJson { line, column } => {
            problem(visit, StatusCode::BAD_REQUEST, w.error_body, &w.not_json(line, column))
        }
        Unlisted::NotAnArray => problem(visit, StatusCode::BAD_REQUEST, w.error_body, w.not_a_list),
        Unlisted::TooLong { came } => {
            problem(visit, StatusCode::PAYLOAD_TOO_LARGE, w.error_413, &w.list_too_long(came, list::MOST))
        }
    }
}

/// Responds item by item; other lists and other requests have their turn between two.
fn answer(visit: &Visit, items: Vec<Bytes>, admission: Admission) -> Response {
    let (app, rulebook, lang) = (Arc::clone(&visit.app), Arc::clone(&visit.rulebook), visit.lang);
    let items = stream::iter(items.into_iter().enumerate()).then(move |(place, item)| {
        // Held until the last item has been taken.
        let _ = &admission;
        let (app, rulebook) = (Arc::clone(&app), Arc::clone(&rulebook));
        async move {
            tokio::task::yield_now().await;
            let _turn = app.lists.take().await;
            written(&answered(&app, &rulebook, &item, place + 1, lang), place == 0)
        }
    });
    let [opening, end] = [&b"["[..], b"]"].map(|mark| stream::iter([Ok(Bytes::from_static(mark))]));
    let mut response = Body::from_stream(opening.chain(items).chain(end)).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    describe(visit, &mut response);
    response
}

/// Gives what one item comes to; items are counted from 1.
fn answered<'a>(app: &App, rulebook: &'a Rulebook, item: &[u8], number: usize, lang: Lang) -> Answered<'a> {
    let w = Wording::of(lang);
    let problem = |status: StatusCode, title: &str, detail| {
        Answered::Problem(ProblemDetails::new(status.as_u16(), title, detail))
    };
    if item.len() > list::LARGEST_ITEM {
        let detail = w.item_too_large(number, list::LARGEST_ITEM / 1024);
        return problem(StatusCode::PAYLOAD_TOO_LARGE, w.error_413, detail);
    }
    let Some(pairs) = list::pairs(item) else {
        return problem(StatusCode::BAD_REQUEST, w.error_body, w.item_no_object(number));
    };
    let Reading { answers, ignored, interpreted } = Reading::of(rulebook, pairs);
    let lang = answers.lang.unwrap_or(lang);
    app.metrics.show(&Shown::recommendation(rulebook, &answers, "list"));
    let response = wire::respond(rulebook, &answers, ignored, lang).interpreting(&interpreted);
    Answered::Recommendation(Box::new(response))
}

/// Writes an item as JSON, parted from the one before.
fn written(answered: &Answered<'_>, first: bool) -> serde_json::Result<Bytes> {
    let mut text = if first { Vec::new() } else { vec![b','] };
    serde_json::to_writer(&mut text, answered)?;
    Ok(text.into())
}
