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
use super::{Summary, show_with, sum_up};
use crate::answers::{Answers, Because, Number};
use crate::quota::{self, Account};
use crate::report::Wording;
use crate::report::batch::{self, Fault, Flaw, Header, Outcome, Reader, Row, Writer};
use crate::rulebook::{Plan, Protocol};
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

/// The column for the total.
const TOTAL: &str = "server_total";
/// The column for the web site's share.
const WEBSITE: &str = "server_website";
/// The columns that this page reads beside those of every table: they say nothing of what is recommended.
const OWN_COLUMNS: [&str; 3] = ["used_with", TOTAL, WEBSITE];

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
    pub(super) used_with: String,
    pub(super) full: String,
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

/// A table as it was read.
struct Read<'v> {
    header: Header,
    rows: Vec<Row<'v>>,
    /// The protocol that each row says it is used with.
    used_with: Vec<Option<Protocol>>,
    /// The first total and share of the web site that rows tell, in MB.
    sizes: [Option<u64>; 2],
}

impl Read<'_> {
    /// Gives the rows that came to something, each with the protocol that it is used with.
    fn good(&self) -> Vec<(&Row<'_>, &Outcome<'_>, Protocol)> {
        let rows = self.rows.iter().zip(&self.used_with).filter_map(|(row, used_with)| {
            let outcome = row.outcome.as_ref().ok()?;
            Some((row, outcome, used_with.unwrap_or(outcome.recommendation.outcome.protocol)))
        });
        rows.collect()
    }
}

/// Reads a table row by row, at most as many as are taken.
fn read<'v>(visit: &'v Visit, table: &[u8]) -> Result<Read<'v>, String> {
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
    if rows.is_empty() {
        return Err(w.csv_empty.to_owned());
    }
    let mut table = Read { header: reader.header().clone(), used_with: Vec::new(), sizes: [None; 2], rows };
    let column = |id: &str| table.header.names().iter().position(|name| name.trim().eq_ignore_ascii_case(id));
    let [used_with, total, website] = OWN_COLUMNS.map(column);
    for row in &mut table.rows {
        table.used_with.push(protocol(row, used_with, w));
        let sizes = [size(row, total, TOTAL, w), size(row, website, WEBSITE, w)];
        if row.outcome.is_ok() {
            for (known, told) in table.sizes.iter_mut().zip(sizes) {
                *known = known.or(told);
            }
        }
    }
    Ok(table)
}

/// Reads the protocol that a row says it is used with; what is no protocol is one more fault of the row.
fn protocol(row: &mut Row<'_>, at: Option<usize>, w: &Wording) -> Option<Protocol> {
    let written = said(row, at)?;
    let protocol = Protocol::from_id(&written.to_ascii_lowercase());
    if protocol.is_none() {
        let [column, ..] = OWN_COLUMNS;
        add_flaw(row, column, &written, &w.no_such_choice(&written, &w.list(&Protocol::ALL.map(Protocol::id))), w);
    }
    protocol
}

/// Reads a size that a row tells of the server.
fn size(row: &mut Row<'_>, at: Option<usize>, column: &str, w: &Wording) -> Option<u64> {
    let written = said(row, at)?;
    let size = Number::Used.read(&written).filter(|size| *size > 0 || column == WEBSITE);
    if size.is_none() {
        add_flaw(row, column, &written, &w.cell_refused(Number::Used, &written, Because::UnknownValue), w);
    }
    size
}

/// Gives what stands in a cell, if anything does.
fn said(row: &Row<'_>, at: Option<usize>) -> Option<String> {
    let written = row.cells.get(at?)?.trim();
    (!written.is_empty()).then(|| written.to_owned())
}

/// Adds what is wrong with a cell to what is wrong with its row.
fn add_flaw(row: &mut Row<'_>, column: &str, value: &str, what: &str, w: &Wording) {
    let words = w.in_cell(row.line, column, what);
    let flaw = Flaw { column: Some(column.to_owned()), value: Some(value.to_owned()), words };
    match &mut row.outcome {
        Err(fault) => fault.flaws.push(flaw),
        Ok(_) => row.outcome = Err(Fault { line: row.line, flaws: vec![flaw] }),
    }
}

fn shown(visit: &Visit, sent: &Sent) -> (Table, StatusCode) {
    let (lang, w) = (visit.lang, visit.wording());
    let mut table = Table { text: batch::text(sent.table()), ..Table::default() };
    let read = match read(visit, sent.table()) {
        Ok(read) => read,
        Err(error) => return (Table { error: Some(error), ..table }, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let account = read.header.account();
    let name = |row: &Row<'_>| account.and_then(|at| row.cells.get(at)).cloned().unwrap_or_default();
    let good = read.good();
    table.counts = Some(w.rows_read(good.len(), read.rows.len() - good.len()));
    table.faults =
        read.rows.iter().filter_map(|row| Some(row.outcome.as_ref().err()?.to_string())).take(MOST_FAULTS).collect();
    if good.is_empty() {
        return (table, StatusCode::OK);
    }
    let accounts: Vec<Account> =
        good.iter().map(|(_, outcome, protocol)| Account { answers: outcome.answers, protocol: *protocol }).collect();
    let [total, website] = read.sizes;
    let company = &visit.company;
    let capacity = quota::capacity(
        &visit.rulebook,
        plan(visit, &accounts),
        &accounts,
        total.or(company.total_mb),
        website.or(company.website_mb),
    );
    let names: Vec<_> = good.iter().map(|(_, outcome, _)| purpose(visit, &outcome.answers, w)).collect();
    table.summary = Some(sum_up(visit, &capacity, &names));
    let protocol = |protocol| visit.rulebook.protocols.get(protocol).name.get(lang).to_owned();
    table.rows = good
        .iter()
        .zip(&capacity.rooms)
        .map(|((row, outcome, used_with), room)| {
            let found = outcome.recommendation.outcome;
            let full = w.when(room.full);
            Line {
                number: row.line,
                account: name(row),
                protocol: protocol(found.protocol),
                strength: w.strength(found.strength),
                used_with: protocol(*used_with),
                full: if room.limit_assumed { w.noted(&full, w.as_assumed) } else { full },
            }
        })
        .collect();
    (table, StatusCode::OK)
}

/// Finds the plan whose total counts: the address's, else that which all rows are of.
fn plan<'v>(visit: &'v Visit, accounts: &[Account]) -> Option<&'v Plan> {
    let of = |account: &Account| quota::quota(&visit.rulebook, &account.answers).plan;
    let first = of(accounts.first()?)?;
    let same = || accounts.iter().all(|account| of(account).is_some_and(|plan| plan.id == first.id));
    super::plan(visit).or_else(|| same().then_some(first))
}

/// Names what an account is for: the accounts of a table are grouped by it.
fn purpose(visit: &Visit, answers: &Answers, w: &Wording) -> String {
    let question = visit.rulebook.question("purpose");
    let choice = question.and_then(|(place, question)| question.choices.get(answers.choice(place)?));
    choice.map_or_else(|| w.unnamed.to_owned(), |choice| choice.label.get(visit.lang).to_owned())
}

fn download(visit: &Visit, sent: &Sent) -> Response {
    let Ok(read) = read(visit, sent.table()) else {
        let (table, status) = shown(visit, sent);
        return show_with(visit, Form::of(visit), table, status);
    };
    let form = batch::Form::Csv { bom: sent.get == "excel" };
    let written = Writer::new(form, &read.header, Vec::new()).and_then(|mut writer| {
        read.rows.iter().try_for_each(|row| writer.write(row))?;
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

/// Writes the company's accounts as a table, to be read by the same door: nothing that was said is left out.
pub(super) fn of_company(visit: &Visit) -> String {
    let (rulebook, company) = (&visit.rulebook, &visit.company);
    let mut keys: Vec<&str> = rulebook.questions.iter().map(|question| question.id.as_str()).collect();
    keys.extend(Number::ALL.map(Number::id));
    let [used_with, ..] = OWN_COLUMNS;
    // A total that is the plan's is not told again.
    let sizes: Vec<(&str, u64)> = [(TOTAL, company.total_mb), (WEBSITE, company.website_mb)]
        .into_iter()
        .filter_map(|(column, size)| Some((column, size?)))
        .collect();
    let header = ["account"].into_iter().chain(keys.iter().copied()).chain([used_with]);
    let header = header.chain(sizes.iter().map(|(column, _)| *column)).map(str::to_owned).collect::<Vec<_>>();
    let accounts = company.accounts.iter().enumerate().map(|(at, entry)| {
        let pairs = super::whole(visit, entry).to_pairs(rulebook);
        let said = |key: &&str| pairs.iter().find(|(name, _)| name == key).map_or_else(String::new, |it| it.1.clone());
        let mut row = vec![super::name(rulebook, visit, entry, at)];
        row.extend(keys.iter().map(said));
        row.push(entry.protocol.map_or("", Protocol::id).to_owned());
        row.extend(sizes.iter().map(|(_, size)| size.to_string()));
        row
    });
    let table = batch::cells(std::iter::once(header).chain(accounts));
    // Writing to memory does not fail, and rows are as long as their header.
    table.ok().and_then(|table| String::from_utf8(table).ok()).unwrap_or_default()
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
    let [used_with, total, website] = OWN_COLUMNS;
    let own = [(used_with, w.csv_used_with), (total, w.csv_total), (website, w.csv_website)];
    let own = own.map(|(id, words)| (id, words.to_owned()));
    std::iter::once(account).chain(questions).chain(numbers).chain(own).collect()
}
