//! Owns tables of accounts on the page: CSV pasted or as a file in, a table or CSV out. Read in memory, never kept.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures_util::StreamExt as _;

use super::form::Form;
use super::{Summary, show_with, sum_up, weigh};
use crate::answers::{Answers, Number};
use crate::quota::Account;
use crate::report::Wording;
use crate::report::batch::{self, Reader, Row, Writer};
use crate::web::layout::describe;
use crate::web::visit::Visit;
use crate::web::{App, Error};

/// The largest file that is read, in MB.
const LARGEST_FILE_MB: usize = 1;
/// The largest text that may be pasted, in MB: 1 MB of Shift_JIS is about 1.5 MB as UTF-8, as it is pasted.
const LARGEST_PASTE_MB: usize = 2;
const MB: usize = 1024 * 1024;
/// The most of a form that is kept, in bytes: a file, a text, and what else it has.
const MOST_KEPT: usize = (LARGEST_FILE_MB + LARGEST_PASTE_MB) * MB + 64 * 1024;
/// The most of a form that is taken from the sender, who hears the answer only once all is sent.
const MOST_TAKEN: usize = 32 * MB;
/// The largest file whose text is put into the page, to be changed and sent again, in bytes of UTF-8.
const LARGEST_SHOWN: usize = 64 * 1024;
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
    /// Whether that is wrong with the file, not with the text.
    pub(super) file_wrong: bool,
    /// Whether a file has to be chosen anew to be sent again.
    pub(super) choose_again: bool,
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
    pasted: Bytes,
    /// The file, where one was chosen.
    file: Option<Bytes>,
    query: String,
    get: String,
    /// What was larger than is read, and so is left out.
    too_large: Option<Part>,
}

/// A field of the form that takes a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Text,
    File,
}

impl Part {
    const fn largest_mb(self) -> usize {
        match self {
            Self::Text => LARGEST_PASTE_MB,
            Self::File => LARGEST_FILE_MB,
        }
    }
}

impl Sent {
    /// The file, where one was chosen; else what was pasted.
    fn table(&self) -> &[u8] {
        self.file.as_ref().unwrap_or(&self.pasted)
    }

    /// Begins the answer with what goes back into the form: what was pasted, or the text of a small file.
    fn again(&self) -> Table {
        let pasted = || Table { text: batch::text(&self.pasted), ..Table::default() };
        let Some(file) = &self.file else { return pasted() };
        let text = batch::text(file);
        let shown = !text.is_empty() && text.len() <= LARGEST_SHOWN && !text.contains(['\0', '\u{FFFD}']);
        if shown {
            return Table { text, ..Table::default() };
        }
        Table { file_wrong: true, choose_again: true, ..pasted() }
    }
}

/// Gives the route, which sees to the size of its body itself.
pub(in crate::web) fn routes() -> Router<Arc<App>> {
    Router::new().route("/capacity/csv", post(send)).layer(DefaultBodyLimit::disable())
}

/// `POST /capacity/csv`: the page with the table and what it comes to, or the table with outcomes as a file.
async fn send(State(app): State<Arc<App>>, request: Request) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let sent = match read(request).await {
        Ok(sent) => sent,
        Err(error) => return error.into_response(),
    };
    // The company's service, total and accounts go along as the page's own query.
    let address = format!("/capacity?{}", sent.query).parse().unwrap_or(uri);
    let visit = Visit::new(&app, &address, &headers);
    match sent.get.as_str() {
        "csv" | "excel" => download(&visit, &sent),
        _ => {
            let (table, status) = shown(&visit, &sent);
            show_with(&visit, Form::of(&visit), table, status)
        }
    }
}

/// Reads the form; what is too large in it is left out, so that the rest can be given back.
async fn read(request: Request) -> Result<Sent, Error> {
    let (parts, body) = request.into_parts();
    let (mut kept, mut taken) = (Vec::new(), 0);
    let mut body = body.into_data_stream();
    while let Some(part) = body.next().await {
        let part = part.map_err(|_| Error::BadRequest)?;
        taken += part.len();
        kept.extend_from_slice(part.get(..part.len().min(MOST_KEPT - kept.len())).unwrap_or_default());
        if taken > MOST_TAKEN {
            break;
        }
    }
    let cut = taken > kept.len();
    let form = Multipart::from_request(Request::from_parts(parts, Body::from(kept)), &()).await;
    let mut form = form.map_err(|_| Error::BadRequest)?;
    let mut sent = Sent::default();
    loop {
        match form.next_field().await {
            Ok(Some(field)) => read_field(&mut sent, field, cut).await?,
            Ok(None) => break,
            Err(_) if cut => break,
            Err(_) => return Err(Error::BadRequest),
        }
    }
    // Cut off, and yet neither table is too large: it is no form of ours.
    if cut && sent.too_large.is_none() { Err(Error::TooLarge) } else { Ok(sent) }
}

/// Reads a field of the form, whose end may have been cut off.
async fn read_field(sent: &mut Sent, field: Field<'_>, cut: bool) -> Result<(), Error> {
    let name = field.name().unwrap_or_default().to_owned();
    // A browser sends the field without a name where no file was chosen.
    let chosen = field.file_name().is_some_and(|name| !name.is_empty());
    let part = match name.as_str() {
        "csv" => Some(Part::Text),
        "file" => Some(Part::File),
        _ => None,
    };
    let (bytes, whole) = match field.bytes().await {
        Ok(bytes) => (bytes, true),
        Err(_) if cut => (Bytes::new(), false),
        Err(_) => return Err(Error::BadRequest),
    };
    let too_large = part.filter(|part| !whole || bytes.len() > part.largest_mb() * MB);
    sent.too_large = sent.too_large.or(too_large);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match (name.as_str(), part) {
        _ if too_large.is_some() => {}
        (_, Some(Part::Text)) => sent.pasted = bytes,
        (_, Some(Part::File)) => sent.file = Some(bytes).filter(|bytes| chosen || !bytes.is_empty()),
        ("query", _) => sent.query = text(&bytes),
        ("get", _) => sent.get = text(&bytes),
        _ => {}
    }
    Ok(())
}

/// A table that could be read.
type Opened<'a> = (Reader<'a, &'a [u8]>, Vec<Row<'a>>);

/// Reads a table row by row, at most as many as are taken.
fn rows<'a>(visit: &'a Visit, table: &'a [u8]) -> Result<Opened<'a>, String> {
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

/// Opens what was sent, or says what is wrong with it.
fn opened<'a>(visit: &'a Visit, sent: &'a Sent) -> Result<Opened<'a>, String> {
    let w = visit.wording();
    match sent.too_large {
        Some(part) => Err(w.table_too_large(part == Part::File, part.largest_mb())),
        None if sent.file.is_none() && sent.pasted.trim_ascii().is_empty() => Err(w.csv_nothing.to_owned()),
        None => rows(visit, sent.table()),
    }
}

/// Gives the form back, with what is wrong at its field.
fn refused(sent: &Sent, error: String) -> (Table, StatusCode) {
    let again = sent.again();
    let (file_wrong, status) = match sent.too_large {
        Some(part) => (part == Part::File, StatusCode::PAYLOAD_TOO_LARGE),
        None => (again.file_wrong, StatusCode::UNPROCESSABLE_ENTITY),
    };
    (Table { error: Some(error), file_wrong, ..again }, status)
}

fn shown(visit: &Visit, sent: &Sent) -> (Table, StatusCode) {
    let (lang, w) = (visit.lang, visit.wording());
    let (reader, rows) = match opened(visit, sent) {
        Ok(opened) => opened,
        Err(error) => return refused(sent, error),
    };
    let mut table = sent.again();
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
    let (reader, rows) = match opened(visit, sent) {
        Ok(opened) => opened,
        Err(error) => {
            let (table, status) = refused(sent, error);
            return show_with(visit, Form::of(visit), table, status);
        }
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
