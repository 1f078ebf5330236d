//! Owns tables of accounts on the page: CSV pasted or as a file in, a table or CSV out. Read in memory, never kept.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::form::Form;
use super::table::{OWN_COLUMNS, Read, TOTAL, WEBSITE};
use super::upload::{Part, Sent};
use super::{Summary, show_with, sum_up};
use crate::answers::Number;
use crate::quota::{self, Account};
use crate::report::batch::{self, Row, Writer};
use crate::report::purpose_words;
use crate::rulebook::{Plan, Protocol};
use crate::web::layout::describe;
use crate::web::visit::Visit;
use crate::web::{App, Error};

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
    pub(super) used_with: String,
    pub(super) full: String,
}

/// Gives the route, which sees to the size of its body itself.
pub(in crate::web) fn routes() -> Router<Arc<App>> {
    Router::new().route("/capacity/csv", post(send)).layer(DefaultBodyLimit::disable())
}

/// `POST /capacity/csv`: the page with the table and what it comes to, or the table with outcomes as a file.
async fn send(State(app): State<Arc<App>>, request: Request) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let sent = match Sent::read(request).await {
        Ok(sent) => sent,
        Err(error) => return error.into_response(),
    };
    // A table of thousands of rows takes a good part of a second.
    let work = {
        let app = Arc::clone(&app);
        move || {
            let visit = super::visit(&app, &uri, &headers, &sent.query);
            match sent.get.as_str() {
                "csv" | "excel" => download(&visit, &sent),
                _ => {
                    let (table, status) = shown(&visit, &sent);
                    show_with(&visit, Form::of(&visit), table, status)
                }
            }
        }
    };
    app.aside.run(work).await.unwrap_or_else(IntoResponse::into_response)
}

/// Opens what was sent, or says what is wrong with it.
fn opened<'v>(visit: &'v Visit, sent: &Sent) -> Result<Read<'v>, String> {
    let w = visit.wording();
    match sent.too_large {
        Some(part) => Err(w.table_too_large(part == Part::File, part.largest_mb())),
        None if sent.file.is_none() && sent.pasted.trim_ascii().is_empty() => Err(w.csv_nothing.to_owned()),
        None => Read::of(visit, sent.table()),
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
    let read = match opened(visit, sent) {
        Ok(read) => read,
        Err(error) => return refused(sent, error),
    };
    let mut table = sent.again();
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
    // The accounts of a table are grouped by what they are for.
    let group = |answers| purpose_words(&visit.rulebook, answers, lang).unwrap_or(w.unnamed).to_owned();
    let names: Vec<_> = good.iter().map(|(_, outcome, _)| group(&outcome.answers)).collect();
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

fn download(visit: &Visit, sent: &Sent) -> Response {
    let read = match opened(visit, sent) {
        Ok(read) => read,
        Err(error) => {
            let (table, status) = refused(sent, error);
            return show_with(visit, Form::of(visit), table, status);
        }
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
    describe(visit, &mut response);
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
