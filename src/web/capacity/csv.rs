//! Tables of accounts on the page: CSV pasted or as a file in, a table or CSV out. Read in memory, never stored.
//!
//! A table is worked out in turns of 64 rows (`blocking_queue`). What is answered is bounded by what was sent:
//! - The page holds at most 5 bytes for each byte of the pasted text (a quotation mark is written `&#34;`), 3 KB for each
//!   of 200 errors, 1 KB for each row, and the page itself without a table.
//! - A download is streamed: it holds 64 rows at a time, each as bounded by [`batch`]. It ends with an error, never as if
//!   it were complete, where not all rows could be written.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::download::{self, Download, Piece};
use super::form::Form;
use super::table::{Gathered, OWN_COLUMNS, OwnColumns, ROWS_A_TURN, TOTAL, TableAccount, Unfinished, WEBSITE, open};
use super::upload::{Part, Sent};
use super::{Summary, show_with, sum_up};
use crate::answers::Number;
use crate::quota::{self, Account};
use crate::report::{batch, purpose_words};
use crate::rulebook::{Plan, Protocol};
use crate::web::blocking_queue::LongWork;
use crate::web::layout::describe;
use crate::web::visit::Visit;
use crate::web::{App, Error};

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
    /// How many more rows came to nothing.
    pub(super) more_faults: Option<String>,
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
    answer(&app, uri, headers, sent).await.unwrap_or_else(IntoResponse::into_response)
}

/// What the first turn leads to.
enum Begun {
    Answered(Response),
    Page(Box<PageWork>),
    /// The head of the answer, its first rows, and what follows.
    Download(Response, Vec<u8>, Box<Download>),
}

/// Works a table out, turn by turn.
async fn answer(app: &Arc<App>, uri: Uri, headers: HeaderMap, sent: Sent) -> Result<Response, Error> {
    let deadline = app.tables.deadline();
    let begin = {
        let app = Arc::clone(app);
        move || begin(super::visit(&app, &uri, &headers, &sent.query), sent)
    };
    let mut work = match app.tables.begin(deadline, begin).await? {
        Begun::Answered(response) => return Ok(response),
        Begun::Page(work) => work,
        Begun::Download(head, first, rest) => {
            let place = app.tables.reserve(LongWork::Stream)?;
            return Ok(head.map(|_| download::body(app, first, rest, place)));
        }
    };
    let _place = app.tables.reserve(LongWork::Page)?;
    loop {
        work = match app.tables.turn(deadline, move || work.go_on()).await? {
            Step::Answered(response) => return Ok(response),
            Step::More(work) => work,
        };
    }
}

/// Opens what was sent, or shows what is wrong with it, and works out the first rows.
fn begin(visit: Visit, sent: Sent) -> Begun {
    let w = visit.wording();
    let opened = match sent.too_large {
        Some(part) => Err(w.table_too_large(part == Part::File, part.largest_mb())),
        None if sent.file.is_none() && sent.pasted.trim_ascii().is_empty() => Err(w.csv_nothing.to_owned()),
        None => open(&visit, sent.table()),
    };
    let table = match opened {
        Ok(table) => table,
        Err(error) => {
            let (table, status) = refused(&sent, error);
            return Begun::Answered(show_with(&visit, Form::of(&visit), table, status));
        }
    };
    if matches!(sent.get.as_str(), "csv" | "excel") {
        return begin_download(&visit, &sent, table);
    }
    let own = OwnColumns::of(table.header());
    match Box::new(PageWork { visit, sent, own, gathered: Gathered::default(), table }).go_on() {
        Step::Answered(response) => Begun::Answered(response),
        Step::More(work) => Begun::Page(work),
    }
}

/// Begins a download; a table that is done in one turn is answered as a whole.
fn begin_download(visit: &Visit, sent: &Sent, table: Unfinished) -> Begun {
    let form = batch::Form::Csv { bom: sent.get == "excel" };
    let mut head = StatusCode::OK.into_response();
    let headers = head.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"accounts.csv\""));
    describe(visit, &mut head);
    match Download::new(visit, form, table).and_then(Download::go_on) {
        Ok(Piece { bytes, rest: None }) => Begun::Answered(head.map(|_| Body::from(bytes))),
        Ok(Piece { bytes, rest: Some(rest) }) => Begun::Download(head, bytes, rest),
        // Memory can be read and written.
        Err(_) => Begun::Answered(Error::Internal.into_response()),
    }
}

/// A page that is being worked out.
struct PageWork {
    visit: Visit,
    sent: Sent,
    own: OwnColumns,
    gathered: Gathered,
    table: Unfinished,
}

/// What a turn leads to.
enum Step {
    Answered(Response),
    More(Box<PageWork>),
}

impl PageWork {
    /// Works out some rows more, or the page where there are none.
    fn go_on(mut self: Box<Self>) -> Step {
        let w = self.visit.wording();
        let mut reader = self.table.resume(&self.visit.rulebook);
        for _ in 0..ROWS_A_TURN {
            let Some(Ok(row)) = reader.next() else {
                let table = shown(&self.visit, &self.sent, self.gathered);
                return Step::Answered(show_with(&self.visit, Form::of(&self.visit), table, StatusCode::OK));
            };
            self.gathered.add(row, reader.header(), self.own, w);
        }
        self.table = reader.pause();
        Step::More(self)
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

/// Returns the table as the page shows it, with what all accounts come to together.
fn shown(visit: &Visit, sent: &Sent, gathered: Gathered) -> Table {
    let (lang, w) = (visit.lang, visit.wording());
    let mut table = sent.again();
    table.counts = Some(w.rows_read(gathered.accounts.len(), gathered.faulty));
    table.more_faults = Some(gathered.not_shown()).filter(|rows| *rows > 0).map(|rows| w.more_faulty_rows(rows));
    table.faults = gathered.errors;
    if gathered.accounts.is_empty() {
        return table;
    }
    let account = |row: &TableAccount| Account { answers: row.answers, protocol: row.used_with };
    let accounts: Vec<Account> = gathered.accounts.iter().map(account).collect();
    let [total, website] = gathered.sizes;
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
    let names: Vec<_> = gathered.accounts.iter().map(|row| group(&row.answers)).collect();
    table.summary = Some(sum_up(visit, &capacity, &names));
    let protocol = |protocol| visit.rulebook.protocols.get(protocol).name.get(lang).to_owned();
    let rows = gathered.accounts.into_iter().zip(&capacity.rooms).map(|(row, room)| {
        let full = w.when(room.full);
        Line {
            number: row.line,
            account: row.name,
            protocol: protocol(row.found.protocol),
            strength: w.strength(row.found.strength),
            used_with: protocol(row.used_with),
            full: if room.limit_assumed { w.noted(&full, w.as_assumed) } else { full },
        }
    });
    table.rows = rows.collect();
    table
}

/// Finds the plan whose total counts: the address's, else that which all rows are of.
fn plan<'v>(visit: &'v Visit, accounts: &[Account]) -> Option<&'v Plan> {
    let of = |account: &Account| quota::quota(&visit.rulebook, &account.answers).plan;
    let first = of(accounts.first()?)?;
    let same = || accounts.iter().all(|account| of(account).is_some_and(|plan| plan.id == first.id));
    super::plan(visit).or_else(|| same().then_some(first))
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
    String::from_utf8(table).unwrap_or_default()
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
