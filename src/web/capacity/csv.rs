//! Owns tables of accounts on the page: CSV pasted or as a file in, a table or CSV out. Read in memory, never kept.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::multipart::Multipart;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tower_http::limit::RequestBodyLimitLayer;

use super::form::Form;
use super::{Summary, show_with, sum_up, weigh};
use crate::answers::{Answers, Number};
use crate::quota::Account;
use crate::report::Wording;
use crate::report::batch::{self, Reader, Row, Writer};
use crate::web::layout::describe;
use crate::web::visit::Visit;
use crate::web::{App, Error};

/// The largest table that is read, in bytes, and what the form adds to it.
const LARGEST_TABLE: usize = 1024 * 1024;
/// See [`LARGEST_TABLE`].
const FORM_ROOM: usize = 64 * 1024;
/// The most rows that are read.
const MOST_ROWS: usize = 5_000;
/// The most faults that are listed above the table.
const MOST_FAULTS: usize = 20;

/// A table as it was sent, with what it came to.
#[derive(Default)]
pub(super) struct Table {
    /// The table as text, to be sent again.
    pub(super) text: String,
    /// What is wrong with the whole of it.
    pub(super) error: Option<String>,
    /// How many rows came to something, and how many did not.
    pub(super) counts: Option<String>,
    pub(super) faults: Vec<String>,
    pub(super) rows: Vec<Line>,
    pub(super) summary: Option<Summary>,
}

/// One row as it is shown.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) account: String,
    pub(super) protocol: String,
    pub(super) strength: &'static str,
    pub(super) fills: String,
}

/// What the form sends.
#[derive(Default)]
struct Sent {
    pasted: Vec<u8>,
    file: Vec<u8>,
    query: String,
    get: String,
}

impl Sent {
    /// The file, where one was chosen; else what was pasted.
    fn table(&self) -> &[u8] {
        if self.file.is_empty() { &self.pasted } else { &self.file }
    }
}

/// Gives the route, which sees to the size of its body itself.
pub(in crate::web) fn routes() -> Router<Arc<App>> {
    let limit = RequestBodyLimitLayer::new(LARGEST_TABLE + FORM_ROOM);
    Router::new().route("/capacity/csv", post(send)).layer(DefaultBodyLimit::disable()).layer(limit)
}

/// `POST /capacity/csv`: the page with the table and what it comes to, or the table with outcomes as a file.
async fn send(State(app): State<Arc<App>>, request: Request) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let sent = match Multipart::from_request(request, &()).await {
        Ok(form) => read_form(form).await,
        Err(_) => Err(StatusCode::BAD_REQUEST),
    };
    let sent = match sent {
        Ok(sent) => sent,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => return Error::TooLarge.into_response(),
        Err(_) => return Error::BadRequest.into_response(),
    };
    let visit = super::visit(&app, &uri, &headers, &sent.query);
    match sent.get.as_str() {
        "csv" | "excel" => download(&visit, &sent),
        _ => {
            let (table, status) = shown(&visit, &sent);
            show_with(&visit, Form::of(&visit), table, status)
        }
    }
}

async fn read_form(mut form: Multipart) -> Result<Sent, StatusCode> {
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|error| error.status())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| error.status())?;
        let text = || String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            "csv" => sent.pasted = bytes.to_vec(),
            "file" => sent.file = bytes.to_vec(),
            "query" => sent.query = text(),
            "get" => sent.get = text(),
            _ => {}
        }
    }
    if sent.table().len() > LARGEST_TABLE { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(sent) }
}

/// Reads a table row by row, at most as many as are taken.
fn rows<'a>(visit: &'a Visit, table: &'a [u8]) -> Result<(Reader<'a, &'a [u8]>, Vec<Row<'a>>), String> {
    let w = visit.wording();
    let base = visit.shared();
    let mut reader =
        Reader::new(&visit.rulebook, visit.lang, table).map_err(|refused| refused.words(visit.lang))?.over(base);
    let mut rows = Vec::new();
    let mut more = 0_usize;
    for row in reader.by_ref() {
        let row = row.map_err(|_| w.csv_unreadable.to_owned())?;
        if rows.len() < MOST_ROWS { rows.push(row) } else { more += 1 }
    }
    if more > 0 {
        return Err(w.too_many_rows(MOST_ROWS + more, MOST_ROWS));
    }
    if rows.is_empty() { Err(w.csv_empty.to_owned()) } else { Ok((reader, rows)) }
}

fn shown(visit: &Visit, sent: &Sent) -> (Table, StatusCode) {
    let (lang, w) = (visit.lang, visit.wording());
    let mut table = Table { text: batch::text(sent.table()), ..Table::default() };
    let (reader, rows) = match rows(visit, sent.table()) {
        Ok(read) => read,
        Err(error) => return (Table { error: Some(error), ..table }, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let account = reader.header().account();
    let name = |row: &Row<'_>| account.and_then(|at| row.cells.get(at)).cloned().unwrap_or_default();
    let good: Vec<_> = rows.iter().filter_map(|row| Some((row, row.outcome.as_ref().ok()?))).collect();
    let faulty = rows.len() - good.len();
    table.counts = Some(w.rows_read(good.len(), faulty));
    table.faults =
        rows.iter().filter_map(|row| Some(row.outcome.as_ref().err()?.to_string())).take(MOST_FAULTS).collect();
    let accounts: Vec<Account> = good
        .iter()
        .map(|(_, outcome)| Account { answers: outcome.answers, protocol: outcome.recommendation.outcome.protocol })
        .collect();
    if !accounts.is_empty() {
        let names: Vec<_> = good.iter().map(|(_, outcome)| purpose(visit, &outcome.answers, w)).collect();
        table.summary = Some(sum_up(visit, &weigh(visit, &accounts), &names));
    }
    table.rows = good
        .iter()
        .map(|(row, outcome)| {
            let found = outcome.recommendation.outcome;
            Line {
                number: row.line,
                account: name(row),
                protocol: visit.rulebook.protocols.get(found.protocol).name.get(lang).to_owned(),
                strength: w.strength(found.strength),
                fills: outcome.months_to_full.map_or_else(|| w.dash.to_owned(), |months| w.in_months(months)),
            }
        })
        .collect();
    (table, StatusCode::OK)
}

/// Names what an account is for: the accounts of a table are grouped by it.
fn purpose(visit: &Visit, answers: &Answers, w: &Wording) -> String {
    let question = visit.rulebook.question("purpose");
    let choice = question.and_then(|(place, question)| question.choices.get(answers.choice(place)?));
    choice.map_or_else(|| w.unnamed.to_owned(), |choice| choice.label.get(visit.lang).to_owned())
}

fn download(visit: &Visit, sent: &Sent) -> Response {
    let Ok((reader, rows)) = rows(visit, sent.table()) else {
        let (table, status) = shown(visit, sent);
        return show_with(visit, Form::of(visit), table, status);
    };
    let form = batch::Form::Csv { bom: sent.get == "excel" };
    let written = Writer::new(form, reader.header(), Vec::new()).and_then(|mut writer| {
        rows.iter().try_for_each(|row| writer.write(row))?;
        writer.finish()
    });
    // Writing to memory does not fail.
    let Ok(written) = written else { return Error::Internal.into_response() };
    let mut response = Body::from(written).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"accounts.csv\""));
    describe(visit, headers);
    response
}

/// Writes the company's accounts as a table, to be read by the same door.
pub(super) fn of_company(visit: &Visit) -> String {
    let rulebook = &visit.rulebook;
    let mut keys: Vec<&str> = vec!["account"];
    keys.extend(rulebook.questions.iter().map(|question| question.id.as_str()));
    keys.extend(Number::ALL.map(Number::id));
    let mut lines = vec![keys.join(",")];
    for (at, entry) in visit.company.accounts.iter().enumerate() {
        let pairs = super::whole(visit, entry).to_pairs(rulebook);
        let said = |key: &&str| pairs.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str());
        let cells: Vec<&str> = keys.iter().skip(1).map(said).collect();
        lines.push(format!("{},{}", super::name(rulebook, visit, entry, at), cells.join(",")));
    }
    lines.join("\r\n")
}

/// Lists the columns that a table can have, each with what it holds.
pub(super) fn columns(visit: &Visit) -> Vec<(&str, String)> {
    let (lang, w) = (visit.lang, visit.wording());
    let account = ("account", w.csv_account.to_owned());
    let questions = visit.rulebook.questions.iter().map(|question| {
        let choices = question.choices.iter().map(|choice| (choice.id.as_str(), choice.label.get(lang)));
        let choices: Vec<_> = choices.chain([("unknown", w.unknown)]).map(|(id, words)| w.pair(id, words)).collect();
        (question.id.as_str(), format!("{} {}", question.short.get(lang), choices.join(w.list_between)))
    });
    let numbers = Number::ALL.map(|number| (number.id(), w.number(number).to_owned()));
    std::iter::once(account).chain(questions).chain(numbers).collect()
}
