//! Tables of accounts on the page: CSV pasted or as a file in, a table or CSV out. Read in memory, never stored.
//!
//! A table is computed in turns of 64 rows (`blocking_queue`). The size of the response is bounded by that of the request:
//! - The page holds at most 5 bytes for each byte of the pasted text (a quotation mark is written `&#34;`), 3 KB for each
//!   of 200 errors, 1 KB for each row, and the page itself without a table.
//! - A download is streamed: it holds 64 rows at a time, each as bounded by [`batch`]. If not all rows can
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
use super::summary::sum_up;
use super::table::{Gathered, OwnColumns, ROWS_A_TURN, TableAccount, Unfinished, open};
use super::table_view::{TableLine, TableView};
use super::upload::{Part, Sent};
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
    let sent = match Sent::read(request).await {
        Ok(sent) => sent,
        Err(error) => return error.into_response(),
    };
    answer(&queue, page, sent).await.unwrap_or_else(IntoResponse::into_response)
}

/// What the first turn leads to.
enum Begun {
    Answered(Response),
    Page(Box<PageWork>),
    /// The response head, the first rows, and the rest of the table.
    Download(Response, Vec<u8>, Box<Download>),
}

/// Computes a table, turn by turn.
async fn answer(queue: &Arc<BlockingQueue>, page: PageRequest, sent: Sent) -> Result<Response, Error> {
    let deadline = queue.deadline();
    let begin = move || {
        let page = if sent.query.is_empty() { page } else { page.with_query(&sent.query) };
        begin(page, sent)
    };
    let mut work = match queue.begin(deadline, begin).await? {
        Begun::Answered(response) => return Ok(response),
        Begun::Page(work) => work,
        Begun::Download(head, first, rest) => {
            let place = queue.reserve(LongWork::Stream)?;
            return Ok(head.map(|_| download::body(queue, first, rest, place)));
        }
    };
    let _place = queue.reserve(LongWork::Page)?;
    loop {
        work = match queue.turn(deadline, move || work.go_on()).await? {
            Step::Answered(response) => return Ok(response),
            Step::More(work) => work,
        };
    }
}

/// Opens the table and computes its first rows, or renders the page with its error.
fn begin(request: PageRequest, sent: Sent) -> Begun {
    let w = request.wording();
    let opened = match sent.too_large {
        Some(part) => Err(w.table_too_large(part == Part::File, part.largest_mb())),
        None if sent.file.is_none() && sent.pasted.trim_ascii().is_empty() => Err(w.table.nothing.to_owned()),
        None => open(&request, sent.table()),
    };
    let table = match opened {
        Ok(table) => table,
        Err(error) => {
            let (table, status) = refused(&sent, error);
            return Begun::Answered(show_with(&request, Form::of(&request), table, status));
        }
    };
    if matches!(sent.get.as_str(), "csv" | "excel") {
        return begin_download(&request, &sent, table);
    }
    let own = OwnColumns::of(table.header());
    match Box::new(PageWork { request, sent, own, gathered: Gathered::default(), table }).go_on() {
        Step::Answered(response) => Begun::Answered(response),
        Step::More(work) => Begun::Page(work),
    }
}

/// Begins a download; a table of one turn is sent as a whole.
fn begin_download(request: &PageRequest, sent: &Sent, table: Unfinished) -> Begun {
    let form = accounts_csv::TableFormat::Csv { bom: sent.get == "excel" };
    let mut head = StatusCode::OK.into_response();
    let headers = head.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"accounts.csv\""));
    describe(request, &mut head);
    match Download::new(request, form, table).and_then(Download::go_on) {
        Ok(Piece { bytes, rest: None }) => Begun::Answered(head.map(|_| Body::from(bytes))),
        Ok(Piece { bytes, rest: Some(rest) }) => Begun::Download(head, bytes, rest),
        // Reading and writing memory cannot fail.
        Err(error) => {
            tracing::debug!(%error, "the download of a table could not begin");
            Begun::Answered(Error::Internal.into_response())
        }
    }
}

/// A page that is being computed.
struct PageWork {
    request: PageRequest,
    sent: Sent,
    own: OwnColumns,
    gathered: Gathered,
    table: Unfinished,
}

/// The result of a turn.
enum Step {
    Answered(Response),
    More(Box<PageWork>),
}

impl PageWork {
    /// Computes more rows, or renders the page if there are none.
    fn go_on(mut self: Box<Self>) -> Step {
        let w = self.request.wording();
        let mut reader = self.table.resume(&self.request.rulebook);
        for _ in 0..ROWS_A_TURN {
            let Some(Ok(row)) = reader.next() else {
                let table = shown(&self.request, &self.sent, self.gathered);
                return Step::Answered(show_with(&self.request, Form::of(&self.request), table, StatusCode::OK));
            };
            self.gathered.add(row, reader.header(), self.own, w);
        }
        self.table = reader.pause();
        Step::More(self)
    }
}

/// Renders the form again, with the error at its field.
fn refused(sent: &Sent, error: String) -> (TableView, StatusCode) {
    let again = sent.again();
    let (file_wrong, status) = match sent.too_large {
        Some(part) => (part == Part::File, StatusCode::PAYLOAD_TOO_LARGE),
        None => (again.file_wrong, StatusCode::UNPROCESSABLE_ENTITY),
    };
    (TableView { error: Some(error), file_wrong, ..again }, status)
}

/// Returns the table as the page shows it, with the summary of all accounts.
fn shown(request: &PageRequest, sent: &Sent, gathered: Gathered) -> TableView {
    let (lang, w) = (request.lang, request.wording());
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
    let names: Vec<_> = gathered.accounts.iter().map(|row| group(&row.answers)).collect();
    table.summary = Some(sum_up(request, &capacity, &names));
    let protocol = |protocol| request.rulebook.protocols.get(protocol).name.get(lang).to_owned();
    let rows = gathered.accounts.into_iter().zip(&capacity.accounts).map(|(row, room)| {
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
