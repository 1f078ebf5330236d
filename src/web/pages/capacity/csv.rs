//! Tables of accounts on the page: CSV pasted or as a file in, a table or CSV out. Read in memory, never stored.
//!
//! A table is computed in turns of 64 rows (`blocking_queue`). The size of the response is bounded by that of the request:
//! - The page holds at most 5 bytes for each byte of the pasted text (a quotation mark is written `&#34;`), 3 KB for each
//!   of 200 errors, 1 KB for each row, and the page itself without a table.
//! - A download is streamed: it holds 64 rows at a time, each as bounded by [`accounts_csv`]. If not all rows can
//!   be written, it ends with an error, never as if it were complete.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::accounts;
use super::download::{self, Download, Piece};
use super::form::Form;
use super::page::show_with;
use super::summary::{Names, sum_up};
use super::table::{OwnColumns, ROWS_PER_TURN, TableAccount, TableRows, Unfinished, open};
use super::table_view::{TableLine, TableView};
use super::upload::{Part, TableForm};
use crate::present::{accounts_csv, purpose_words};
use crate::quota::{self, Account};
use crate::rulebook::Plan;
use crate::web::error::Error;
use crate::web::limits::{BlockingQueue, LongWork};
use crate::web::request::PageRequest;
use crate::web::views::layout::describe;

/// `POST /capacity/csv`: the page with a table and its outcomes, or the table with outcomes as a file.
pub(in crate::web) async fn send(
    State(queue): State<Arc<BlockingQueue>>,
    page: PageRequest,
    request: Request,
) -> Response {
    let form_data = match TableForm::read(request).await {
        Ok(form_data) => form_data,
        Err(error) => return error.into_response(),
    };
    answer(&queue, page, form_data).await.unwrap_or_else(IntoResponse::into_response)
}

/// The result of the first turn.
enum FirstTurn {
    Response(Response),
    Page(Box<PageWork>),
    /// The response head, the first rows, and the rest of the table.
    Download(Response, Vec<u8>, Box<Download>),
}

/// Computes a table, turn by turn.
async fn answer(queue: &Arc<BlockingQueue>, page: PageRequest, form_data: TableForm) -> Result<Response, Error> {
    let deadline = queue.deadline();
    let begin = move || {
        let page = if form_data.query.is_empty() { page } else { page.with_query(&form_data.query) };
        begin(page, form_data)
    };
    let mut work = match queue.begin(deadline, begin).await? {
        FirstTurn::Response(response) => return Ok(response),
        FirstTurn::Page(work) => work,
        FirstTurn::Download(head, first, rest) => {
            let permit = queue.reserve(LongWork::Stream)?;
            return Ok(head.map(|_| download::body(queue, first, rest, permit)));
        }
    };
    let _permit = queue.reserve(LongWork::Page)?;
    loop {
        work = match queue.turn(deadline, move || work.go_on()).await? {
            Step::Response(response) => return Ok(response),
            Step::More(work) => work,
        };
    }
}

/// Opens the table and computes its first rows, or renders the page with its error.
fn begin(request: PageRequest, form_data: TableForm) -> FirstTurn {
    let w = request.wording();
    let opened = match form_data.too_large {
        Some(part) => Err(w.table_too_large(part == Part::File, part.max_mb())),
        None if form_data.file.is_none() && form_data.pasted.trim_ascii().is_empty() => Err(w.table.nothing.to_owned()),
        None => open(&request, form_data.table()),
    };
    let table = match opened {
        Ok(table) => table,
        Err(error) => {
            let (table, status) = refused(&form_data, error);
            return FirstTurn::Response(show_with(&request, Form::of(&request), table, status));
        }
    };
    if matches!(form_data.get.as_str(), "csv" | "excel") {
        return begin_download(&request, &form_data, table);
    }
    let own = OwnColumns::of(table.header());
    match Box::new(PageWork { request, form_data, own, rows: TableRows::default(), table }).go_on() {
        Step::Response(response) => FirstTurn::Response(response),
        Step::More(work) => FirstTurn::Page(work),
    }
}

/// Begins a download; a table of one turn is sent as a whole.
fn begin_download(request: &PageRequest, form_data: &TableForm, table: Unfinished) -> FirstTurn {
    let form = accounts_csv::TableFormat::Csv { bom: form_data.get == "excel" };
    let mut head = StatusCode::OK.into_response();
    let headers = head.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"accounts.csv\""));
    describe(request, &mut head);
    match Download::new(request, form, table).and_then(Download::go_on) {
        Ok(Piece { bytes, rest: None }) => FirstTurn::Response(head.map(|_| Body::from(bytes))),
        Ok(Piece { bytes, rest: Some(rest) }) => FirstTurn::Download(head, bytes, rest),
        // Reading and writing memory cannot fail.
        Err(error) => {
            tracing::debug!(%error, "the download of a table could not begin");
            FirstTurn::Response(Error::Internal.into_response())
        }
    }
}

/// A page that is being computed.
struct PageWork {
    request: PageRequest,
    form_data: TableForm,
    own: OwnColumns,
    rows: TableRows,
    table: Unfinished,
}

/// The result of a turn.
enum Step {
    Response(Response),
    More(Box<PageWork>),
}

impl PageWork {
    /// Computes more rows, or renders the page if there are none.
    fn go_on(mut self: Box<Self>) -> Step {
        let w = self.request.wording();
        let mut reader = self.table.resume(&self.request.rulebook);
        for _ in 0..ROWS_PER_TURN {
            let Some(Ok(row)) = reader.next() else {
                let table = shown(&self.request, &self.form_data, self.rows);
                return Step::Response(show_with(&self.request, Form::of(&self.request), table, StatusCode::OK));
            };
            self.rows.add(row, reader.header(), self.own, w);
        }
        self.table = reader.pause();
        Step::More(self)
    }
}

/// Renders the form again, with the error at its field.
fn refused(form_data: &TableForm, error: String) -> (TableView, StatusCode) {
    let again = form_data.again();
    let (file_wrong, status) = match form_data.too_large {
        Some(part) => (part == Part::File, StatusCode::PAYLOAD_TOO_LARGE),
        None => (again.file_wrong, StatusCode::UNPROCESSABLE_ENTITY),
    };
    (TableView { error: Some(error), file_wrong, ..again }, status)
}

/// Returns the table as the page shows it, with the summary of all accounts.
fn shown(request: &PageRequest, form_data: &TableForm, rows: TableRows) -> TableView {
    let (lang, w) = (request.lang, request.wording());
    let mut table = form_data.again();
    table.counts = Some(w.rows_read(rows.accounts.len(), rows.faulty));
    table.more_faults = Some(rows.not_shown()).filter(|rows| *rows > 0).map(|rows| w.more_faulty_rows(rows));
    table.faults = rows.errors;
    if rows.accounts.is_empty() {
        return table;
    }
    let account = |row: &TableAccount| Account { answers: row.answers, protocol: row.used_with };
    let accounts: Vec<Account> = rows.accounts.iter().map(account).collect();
    let [total, website] = rows.sizes;
    let company = &request.company;
    let capacity = quota::capacity(
        &request.rulebook,
        plan(request, &accounts),
        &accounts,
        total.or(company.total_mb),
        website.or(company.website_mb),
    );
    // The accounts of a table are grouped by their purpose.
    let group = |answers| purpose_words(&request.rulebook, answers, lang).unwrap_or(w.capacity.unnamed).to_owned();
    let names = rows.accounts.iter().enumerate().map(|(at, row)| Names {
        own: if row.name.is_empty() { w.account_at(at + 1) } else { row.name.clone() },
        group: group(&row.answers),
    });
    let names: Vec<_> = names.collect();
    table.summary = Some(sum_up(request, &capacity, &names));
    let protocol = |protocol| request.rulebook.protocols.get(protocol).name.get(lang).to_owned();
    let rows = rows.accounts.into_iter().zip(&capacity.accounts).map(|(row, room)| {
        let full = w.when(room.full);
        TableLine {
            number: row.line,
            account: row.name,
            protocol: protocol(row.found.protocol),
            strength: w.strength(row.found.strength),
            used_with: protocol(row.used_with),
            full: if room.limit_assumed { w.noted(&full, w.forecast.as_assumed) } else { full },
        }
    });
    table.rows = rows.collect();
    table
}

/// Returns the plan whose total counts: that of the URL, else the one that all rows share.
fn plan<'r>(request: &'r PageRequest, accounts: &[Account]) -> Option<&'r Plan> {
    let of = |account: &Account| quota::quota(&request.rulebook, &account.answers).plan;
    let first = of(accounts.first()?)?;
    let same = || accounts.iter().all(|account| of(account).is_some_and(|plan| plan.id == first.id));
    accounts::plan(request).or_else(|| same().then_some(first))
}
