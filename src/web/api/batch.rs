//! `POST /api/v1/recommendations`: the recommendations for a list of accounts.
//!
//! The size of the body is bounded. The response is produced item by item, as fast as the client reads it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use mediatype::MediaType;
use mediatype::names::{APPLICATION, JSON};

use super::json_array::{self, ArrayError};
use crate::answers::ParsedAnswers;
use crate::present::json::{self as wire, BatchItem, ProblemDetails};
use crate::present::{Assessment, Wording};
use crate::rulebook::{Lang, Rulebook};
use crate::web::limits::{Admission, ListTurns, ResponseBudget};
use crate::web::metrics::{Metrics, ViewEvent};
use crate::web::request::PageRequest;
use crate::web::views::layout::describe;
use crate::web::views::problem;

/// The path.
pub(in crate::web) const PATH: &str = "/api/v1/recommendations";
/// The maximum size of a list, in MB.
const MAX_LIST_MB: usize = 4;
/// The same in bytes.
const MAX_LIST: usize = MAX_LIST_MB * 1024 * 1024;

/// Recommends a protocol for each of many accounts.
///
/// The request body is a list of objects, each with an account's answers: question and number ids with their values,
/// `lang` and `was`, all optional; null is the same as a missing key. The response is a list with one item for each
/// object, in the same order: the response of `/api/v1/recommendation` to these answers, or the error of the item. At
/// most 5,000 items and 4 MB.
#[utoipa::path(
    post,
    path = "/api/v1/recommendations",
    tag = "recommendations",
    responses(
        (status = 200, description = "One item for each object, in order", body = Vec<wire::BatchItem>),
        (status = 400, description = "The body is not a list", body = wire::ProblemDetails, content_type = "application/problem+json"),
        (status = 413, description = "The list is too long or too large; the detail contains the number of items", body = wire::ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "Too many long lists are in flight; Retry-After is the time to wait before the next attempt", body = wire::ProblemDetails, content_type = "application/problem+json"),
        (status = 415, description = "The Content-Type is not JSON", body = wire::ProblemDetails, content_type = "application/problem+json"),
        (status = "default", description = "An error", body = wire::ProblemDetails, content_type = "application/problem+json"),
    )
)]
pub(in crate::web) async fn recommendations(
    request: PageRequest,
    State(turns): State<Arc<ListTurns>>,
    State(metrics): State<Arc<Metrics>>,
    State(responses): State<ResponseBudget>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if !is_json(&headers) {
        let accept = [(ACCEPT, HeaderValue::from_static("application/json"))];
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, accept).into_response();
    }
    let list = match read(&headers, body).await {
        Ok(body) => json_array::items(&body),
        Err(error) => return error.respond(&request),
    };
    match list {
        Ok(items) => match turns.admit(items.len(), responses.shortage()).await {
            Ok(admission) => respond(&request, turns, metrics, items, admission),
            Err(busy) => busy.into_response(),
        },
        Err(error) => reject(&request, error),
    }
}

/// Checks whether the media type of the body is JSON (RFC 8259) or based on it (`+json`).
fn is_json(headers: &HeaderMap) -> bool {
    let named = headers.get(CONTENT_TYPE).and_then(|value| MediaType::parse(value.to_str().ok()?).ok());
    named.is_some_and(|named| named.ty == APPLICATION && (named.subty == JSON || named.suffix == Some(JSON)))
}

/// An error while a body is read.
enum BodyError {
    TooLarge,
    /// The client disconnected.
    Disconnected,
}

impl BodyError {
    fn respond(&self, request: &PageRequest) -> Response {
        let w = request.wording();
        match self {
            Self::TooLarge => {
                problem(request, StatusCode::PAYLOAD_TOO_LARGE, w.error.status_413, &w.list_too_large(MAX_LIST_MB))
            }
            Self::Disconnected => problem(request, StatusCode::BAD_REQUEST, w.error.body, w.error.not_a_list),
        }
    }
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, BodyError> {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > MAX_LIST) {
        return Err(BodyError::TooLarge);
    }
    let mut read = Vec::new();
    let mut body = body.into_data_stream();
    while let Some(part) = body.next().await {
        let part = part.map_err(|error| {
            tracing::debug!(%error, "the body of a list could not be read");
            BodyError::Disconnected
        })?;
        if read.len() + part.len() > MAX_LIST {
            return Err(BodyError::TooLarge);
        }
        read.extend_from_slice(&part);
    }
    Ok(read.into())
}

/// Builds the response to a body that is not a valid array.
fn reject(request: &PageRequest, error: ArrayError) -> Response {
    let w = request.wording();
    match error {
        ArrayError::NotJson { line, column } => {
            problem(request, StatusCode::BAD_REQUEST, w.error.body, &w.not_json(line, column))
        }
        ArrayError::NotAnArray => problem(request, StatusCode::BAD_REQUEST, w.error.body, w.error.not_a_list),
        ArrayError::TooLong { count } => problem(
            request,
            StatusCode::PAYLOAD_TOO_LARGE,
            w.error.status_413,
            &w.list_too_long(count, json_array::MAX_ITEMS),
        ),
    }
}

/// Builds a response that is computed item by item; between two items, other lists and requests have their turn.
fn respond(
    request: &PageRequest,
    turns: Arc<ListTurns>,
    metrics: Arc<Metrics>,
    items: Vec<Bytes>,
    admission: Admission,
) -> Response {
    let (rulebook, lang) = (Arc::clone(&request.rulebook), request.lang);
    let items = stream::iter(items.into_iter().enumerate()).then(move |(index, item)| {
        // Held until the last item has been computed.
        let _ = &admission;
        let (turns, metrics, rulebook) = (Arc::clone(&turns), Arc::clone(&metrics), Arc::clone(&rulebook));
        async move {
            tokio::task::yield_now().await;
            let _turn = turns.take().await;
            encode(&item_response(&metrics, &rulebook, &item, index + 1, lang), index == 0)
        }
    });
    let [opening, end] = [&b"["[..], b"]"].map(|mark| stream::iter([Ok(Bytes::from_static(mark))]));
    let mut response = Body::from_stream(opening.chain(items).chain(end)).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    describe(request, &mut response);
    response
}

/// Returns the response to one item; items are counted from 1.
fn item_response<'a>(
    metrics: &Metrics,
    rulebook: &'a Rulebook,
    item: &[u8],
    number: usize,
    lang: Lang,
) -> BatchItem<'a> {
    let w = Wording::of(lang);
    let problem = |status: StatusCode, title: &str, detail| {
        BatchItem::Problem(ProblemDetails::new(status.as_u16(), title, detail))
    };
    if item.len() > json_array::MAX_ITEM_BYTES {
        let detail = w.item_too_large(number, json_array::MAX_ITEM_BYTES / 1024);
        return problem(StatusCode::PAYLOAD_TOO_LARGE, w.error.status_413, detail);
    }
    let Some(pairs) = json_array::pairs(item) else {
        return problem(StatusCode::BAD_REQUEST, w.error.body, w.item_no_object(number));
    };
    let ParsedAnswers { answers, ignored, interpreted } = ParsedAnswers::from_pairs(rulebook, pairs);
    let lang = answers.lang.unwrap_or(lang);
    let assessment = Assessment::new(rulebook, &answers);
    metrics.show(&ViewEvent::recommendation(&assessment, "list"));
    let response = wire::recommendation(&assessment, &ignored, &interpreted, lang);
    BatchItem::Recommendation(Box::new(response))
}

/// Encodes an item as JSON, with a comma before it unless it is the first.
fn encode(item: &BatchItem<'_>, first: bool) -> serde_json::Result<Bytes> {
    let mut text = if first { Vec::new() } else { vec![b','] };
    serde_json::to_writer(&mut text, item)?;
    Ok(text.into())
}
