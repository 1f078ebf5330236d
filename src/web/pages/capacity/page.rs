//! View of the page: the accounts with their summary, and the forms.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::accounts::{accounts, name, weigh};
use super::chart::Share;
use super::form::Form;
use super::own_table;
use super::summary::{SOON, Summary, summary};
use super::table_view::TableView;
use crate::answers::{AccountEntry, Answers, MAX_ACCOUNTS_IN_LINK};
use crate::present::{self, forecast};
use crate::web::assets::Sheet;
use crate::web::request::{FORECAST_PATH, MAX_ACCOUNTS, MAX_STATE, PageRequest, RESULT_PATH};
use crate::web::views::layout::{Layout, respond};

/// The length that answers to all questions add to a URL.
const ROOM_FOR_ANSWERS: usize = 500;

#[derive(Template)]
#[template(path = "capacity.html")]
struct CapacityPage<'r> {
    l: Layout<'r>,
    notices: Vec<String>,
    single: Option<Single>,
    summary: Option<Summary>,
    accounts: Vec<Row>,
    form: Form<'r>,
    table: TableView,
    /// The columns that a table can have, each with its description.
    columns: Vec<(&'r str, String)>,
    /// The hidden fields of forms: answers, total, accounts.
    query: String,
    /// The hidden fields of the form of accounts: the answers for the visitor's own account.
    own: String,
    /// The accounts as a table, if there are any.
    own_table: Option<String>,
    /// The link to the questions for one more account, if it still fits into a URL.
    ask: Option<String>,
    address: String,
    /// The targets of the form of accounts and of the forms for tables.
    actions: [String; 2],
}

/// The mailbox of the answers in the URL.
struct Single {
    sentence: String,
    /// The link to its forecast.
    details: String,
    /// The link that adds it to the accounts, if it fits into a URL.
    add: Option<String>,
}

/// An account as the page shows it.
struct Row {
    name: String,
    purpose: String,
    recommended: String,
    /// The link to the result.
    result: String,
    used_with: String,
    limit: String,
    full: String,
    /// Whether the mailbox is full within a year.
    warns: bool,
    /// The share of the limit that is used after one year.
    share: Share,
    /// The size after one year and after three, and whether that is its limit.
    levels: [(String, bool); 2],
    /// Its number in the list, from 1.
    at: usize,
}

/// `GET /capacity`
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    show(request, Form::of(request), StatusCode::OK)
}

/// Renders the page with a form, filled in as it was sent or from the URL.
pub(super) fn show(request: &PageRequest, form: Form<'_>, status: StatusCode) -> Response {
    show_with(request, form, TableView::default(), status)
}

/// Renders the page with a form and a table that was sent.
pub(super) fn show_with(request: &PageRequest, form: Form<'_>, table: TableView, status: StatusCode) -> Response {
    let w = request.wording();
    let wrong = form.is_wrong() || table.error.is_some();
    let title = w.title(w.capacity.title, wrong);
    let said = request.answers.without_prior_verdict();
    let page = CapacityPage {
        l: Layout::new(request, &title)
            .about(w.capacity.description)
            .noindex()
            .sheet(request, Sheet::Figures)
            .broad()
            .back(request.link("/").to_string(), w.layout.home),
        notices: if status == StatusCode::OK { request.notices() } else { Vec::new() },
        single: single(request),
        summary: summary(request),
        accounts: rows(request),
        form,
        table,
        columns: own_table::columns(request),
        query: request.link("").answers(&said).query(),
        own: said.to_query(&request.rulebook),
        own_table: (!request.company.accounts.is_empty()).then(|| own_table::of_company(request)),
        ask: Some(request.link("/wizard").answers(&request.answers_for_all_accounts()).to_string()).filter(|ask| {
            ask.len() + ROOM_FOR_ANSWERS <= MAX_STATE && request.company.accounts.len() < MAX_ACCOUNTS_IN_LINK
        }),
        address: request.shared_link("/capacity").answers(&said).company(&request.company).absolute().to_string(),
        actions: ["/capacity", "/capacity/csv"]
            .map(|path| request.shared_link(path).answers(&Answers::default()).embedded().to_string()),
    };
    respond(request, status, &page)
}

/// Forecasts one mailbox, if the URL has answers for it besides the service.
fn single(request: &PageRequest) -> Option<Single> {
    let entry = AccountEntry::from_answers(&request.rulebook, &request.answers);
    (!entry.is_blank()).then(|| {
        let assessment = request.assessment();
        let protocol = assessment.outcome().protocol;
        Single {
            sentence: forecast::sentence(assessment.forecast(), protocol, request.lang),
            details: request.link(FORECAST_PATH).to_string(),
            add: add_link(request),
        }
    })
}

/// Returns the URL with this visitor's account among the company's; `None` if it would be too long.
pub(in crate::web) fn add_link(request: &PageRequest) -> Option<String> {
    let mut company = request.company.clone();
    company.accounts.push(AccountEntry::from_answers(&request.rulebook, &request.answers));

    let too_long = company.to_query(&request.rulebook).len() > MAX_ACCOUNTS;
    let fits = !too_long && company.accounts.len() <= MAX_ACCOUNTS_IN_LINK && !request.has_too_many_accounts();
    let link = request.link("/capacity").answers(&request.answers_for_all_accounts()).company(&company);
    fits.then(|| link.to_string())
}

fn rows(request: &PageRequest) -> Vec<Row> {
    let (rulebook, w) = (&*request.rulebook, request.wording());
    let accounts = accounts(request);
    let capacity = weigh(request, &accounts.iter().map(|(account, _)| *account).collect::<Vec<_>>());
    let protocol = |protocol| rulebook.protocols.get(protocol).name.get(request.lang).to_owned();
    let listed = request.company.accounts.iter().zip(accounts).zip(&capacity.accounts).enumerate();
    let rows = listed.map(|(at, ((entry, (account, recommended)), room))| {
        let limit = w.gigabytes_exactly(room.limit());
        let [_, year, three_years] = room.levels;
        let purpose = present::purpose_words(rulebook, &entry.answers, request.lang);
        Row {
            name: name(request, entry, at),
            purpose: purpose.unwrap_or(w.result.not_asked).to_owned(),
            recommended: protocol(recommended),
            result: {
                let answers = account.answers.with_lang(request.answers.lang);
                request.shared_link(RESULT_PATH).answers(&answers).embedded().to_string()
            },
            used_with: protocol(account.protocol),
            limit: if room.limit_assumed { w.noted(&limit, w.forecast.as_assumed) } else { limit },
            full: w.when(room.full),
            warns: room.warned || room.is_full_within(SOON),
            share: Share::of(year, room.limit()),
            levels: [year, three_years].map(|level| {
                let is_full = level >= room.limit();
                (if is_full { w.gigabytes_exactly(level) } else { w.gigabytes(level) }, is_full)
            }),
            at: at + 1,
        }
    });
    rows.collect()
}
