//! Owns the page on which a mailbox is forecast, and many accounts are weighed against the server's total.
//!
//! State is the address, as everywhere: the service, the total, what is set aside, and one `a=` an account.

mod csv;
mod download;
mod form;
pub(super) use form::{Choice, choices, id_of};
mod picture;
mod table;
mod upload;

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

pub(super) use form::save;

pub(super) use csv::routes;

use super::App;
use super::forecast::{self, ForecastView};
use super::layout::{Layout, respond};
use super::urls::{MAX_ACCOUNTS, MAX_STATE, MAX_TARGET};
use super::visit::Visit;
use crate::answers::{Answers, Company, Entry, MOST_ACCOUNTS};
use crate::engine;
use crate::quota::{self, Account, BYTES_PER_MB, Capacity};
use crate::report::{self, QuotaLine, size};
use crate::rulebook::{Plan, Protocol, Rulebook};
use csv::Table;
use form::Form;
use picture::Picture;

/// How much answers to all questions add to an address.
const ROOM_FOR_ANSWERS: usize = 500;

#[derive(Template)]
#[template(path = "capacity.html")]
struct CapacityPage<'v> {
    l: Layout<'v>,
    notices: Vec<String>,
    /// The forecast of one mailbox, if something was said of one, with the way to add it.
    single: Option<(ForecastView, Option<String>)>,
    summary: Option<Summary>,
    accounts: Vec<Row>,
    form: Form<'v>,
    table: Table,
    /// The columns that a table can have, each with what it holds.
    columns: Vec<(&'v str, String)>,
    /// What forms carry along: what was said, the total, the accounts.
    query: String,
    /// What the form of accounts carries along: what was said of the visitor's own account.
    own: String,
    /// The accounts as a table, if there are any.
    own_table: Option<String>,
    /// Where the questions lead to one more account, if it still fits into an address.
    ask: Option<String>,
    address: String,
    /// Where the form of accounts and those of tables lead.
    actions: [String; 2],
}

/// What all accounts together come to.
struct Summary {
    sentences: Vec<String>,
    picture: Picture,
    lines: Vec<QuotaLine>,
    /// What the numbers rest on.
    assumed: Vec<QuotaLine>,
}

/// One account as it is shown.
struct Row {
    name: String,
    purpose: String,
    recommended: String,
    /// Where the recommendation is explained.
    result: String,
    used_with: String,
    limit: String,
    full: String,
    /// What it holds after one year and after three, and whether that is all it can.
    levels: [(String, bool); 2],
    /// Its number in the list, from 1.
    at: usize,
}

/// `GET /capacity`
pub(super) async fn page(visit: Visit) -> Response {
    show(&visit, Form::of(&visit), StatusCode::OK)
}

/// Shows the page with a form, filled in as it was sent or as the address says.
fn show(visit: &Visit, form: Form<'_>, status: StatusCode) -> Response {
    show_with(visit, form, Table::default(), status)
}

/// Shows the page with a form, and a table that was sent.
fn show_with(visit: &Visit, form: Form<'_>, table: Table, status: StatusCode) -> Response {
    let w = visit.wording();
    let wrong = form.is_wrong() || table.error.is_some();
    let title = w.title(w.capacity_title, wrong);
    let said = visit.answers.unseen();
    let page = CapacityPage {
        l: Layout::new(visit, &title)
            .about(w.capacity_description)
            .noindex()
            .back(visit.href("/", &visit.answers), w.home),
        notices: if status == StatusCode::OK { visit.notices() } else { Vec::new() },
        single: single(visit),
        summary: summary(visit),
        accounts: rows(visit),
        form,
        table,
        columns: csv::columns(visit),
        query: visit.href("", &said).trim_start_matches('?').to_owned(),
        own: said.to_query(&visit.rulebook),
        own_table: (!visit.company.accounts.is_empty()).then(|| csv::of_company(visit)),
        ask: Some(visit.href("/wizard", &visit.shared()))
            .filter(|ask| ask.len() + ROOM_FOR_ANSWERS <= MAX_STATE && visit.company.accounts.len() < MOST_ACCOUNTS),
        address: visit.absolute(&visit.company_href("/capacity", &said)),
        actions: ["/capacity", "/capacity/csv"].map(|path| visit.action(path)),
    };
    respond(visit, status, &page)
}

/// Forecasts the one mailbox of which the address says something beside the service.
fn single(visit: &Visit) -> Option<(ForecastView, Option<String>)> {
    let entry = Entry::of(&visit.rulebook, &visit.answers);
    (!entry.is_blank()).then(|| {
        let protocol = engine::recommend(&visit.rulebook, &visit.answers).outcome.protocol;
        (forecast::view(visit, &forecast::of(visit), protocol), add_href(visit))
    })
}

/// Writes the address at which this visitor's account is among the company's; `None` where it would be too long.
pub(super) fn add_href(visit: &Visit) -> Option<String> {
    let mut company = visit.company.clone();
    company.accounts.push(Entry::of(&visit.rulebook, &visit.answers));
    let href = visit.href_of("/capacity", &visit.shared(), &company);
    let too_long = company.to_query(&visit.rulebook).len() > MAX_ACCOUNTS;
    let fits = !too_long && company.accounts.len() <= MOST_ACCOUNTS && !visit.has_too_many_accounts();
    fits.then_some(href)
}

/// Reads what a form of this page carries along as the page's own address.
fn visit(app: &Arc<App>, uri: &Uri, headers: &HeaderMap, query: &str) -> Visit {
    let address = format!("/capacity?{query}").parse().ok().filter(|_| !query.is_empty());
    Visit::new(app, address.as_ref().unwrap_or(uri), headers)
}

/// Gives an account's answers with the company's service.
fn whole(visit: &Visit, entry: &Entry) -> Answers {
    let plan = visit.rulebook.plan_question();
    plan.map_or(entry.answers, |place| entry.answers.with(place, visit.answers.given(place)))
}

fn plan(visit: &Visit) -> Option<&Plan> {
    quota::quota(&visit.rulebook, &visit.answers).plan
}

/// Gives the accounts with the protocol that each is used with: its own, else the recommended one.
fn accounts(visit: &Visit) -> Vec<(Account, Protocol)> {
    let accounts = visit.company.accounts.iter().map(|entry| {
        let answers = whole(visit, entry);
        let recommended = engine::recommend(&visit.rulebook, &answers).outcome.protocol;
        (Account { answers, protocol: entry.protocol.unwrap_or(recommended) }, recommended)
    });
    accounts.collect()
}

fn weigh(visit: &Visit, accounts: &[Account]) -> Capacity {
    let Company { total_mb, website_mb, .. } = visit.company;
    quota::capacity(&visit.rulebook, plan(visit), accounts, total_mb, website_mb)
}

fn summary(visit: &Visit) -> Option<Summary> {
    let accounts: Vec<Account> = accounts(visit).into_iter().map(|(account, _)| account).collect();
    if accounts.is_empty() {
        return None;
    }
    let capacity = weigh(visit, &accounts);
    let groups = visit.company.accounts.iter().map(|entry| group(visit, entry));
    Some(sum_up(visit, &capacity, &groups.collect::<Vec<_>>()))
}

/// Says what a capacity comes to, with its picture; `groups` names each account's group.
fn sum_up(visit: &Visit, capacity: &Capacity, groups: &[String]) -> Summary {
    let w = visit.wording();
    let line = |label: &str, value: String| QuotaLine { label: label.to_owned(), value };
    let [now, year, three_years] = capacity.levels.map(|level| w.summed(level));
    let mut lines = vec![
        line(w.capacity_accounts, w.count(capacity.rooms.len())),
        line(w.capacity_limits, size(capacity.sum_of_limits / BYTES_PER_MB)),
        line(w.capacity_now, now),
        line(w.capacity_year, year),
        line(w.capacity_three_years, three_years),
    ];
    match capacity.total.map(|total| size(total / BYTES_PER_MB)) {
        Some(total) => {
            let website = size(capacity.website / BYTES_PER_MB);
            lines.extend([line(w.capacity_website, website), line(w.server_total, total)]);
        }
        // The web site has its share of a total only.
        None => lines.push(line(w.server_total, w.total_unknown.to_owned())),
    }
    Summary {
        sentences: w.capacity_sentences(capacity),
        picture: picture::draw(capacity, groups, w),
        lines,
        assumed: assumed(visit, capacity),
    }
}

/// Lists what the numbers of all accounts rest on.
fn assumed(visit: &Visit, capacity: &Capacity) -> Vec<QuotaLine> {
    let (assumptions, w) = (&visit.rulebook.assumptions, visit.wording());
    let line = |label: &str, value| QuotaLine { label: label.to_owned(), value };
    let keep = line(w.assumed_keep, w.noted(&w.in_days(assumptions.keep_days), w.as_assumed));
    let website = capacity.total.map(|_| line(w.capacity_website, size(capacity.website / BYTES_PER_MB)));
    let general = report::forecast::assumed_of_all(assumptions, visit.lang);
    general.into_iter().chain([keep]).chain(website).collect()
}

/// Names the group of an account in the picture: its label, else what it is for.
fn group(visit: &Visit, entry: &Entry) -> String {
    let label = entry.label.and_then(|(place, _)| visit.rulebook.labels.get(place));
    label.map_or_else(|| visit.wording().unnamed.to_owned(), |label| label.text.get(visit.lang).to_owned())
}

/// Names an account: 営業2, else by its place in the list.
pub(super) fn name(rulebook: &Rulebook, visit: &Visit, entry: &Entry, at: usize) -> String {
    let label = entry.label.and_then(|(place, number)| Some((rulebook.labels.get(place)?, number)));
    match label {
        Some((label, 0)) => label.text.get(visit.lang).to_owned(),
        Some((label, number)) => visit.wording().numbered(label.text.get(visit.lang), number),
        None => visit.wording().account_at(at + 1),
    }
}

fn rows(visit: &Visit) -> Vec<Row> {
    let (rulebook, w) = (&*visit.rulebook, visit.wording());
    let accounts = accounts(visit);
    let capacity = weigh(visit, &accounts.iter().map(|(account, _)| *account).collect::<Vec<_>>());
    let protocol = |protocol| rulebook.protocols.get(protocol).name.get(visit.lang).to_owned();
    let listed = visit.company.accounts.iter().zip(accounts).zip(&capacity.rooms).enumerate();
    let rows = listed.map(|(at, ((entry, (account, recommended)), room))| {
        let limit = size(room.limit_mb);
        let [_, year, three_years] = room.levels;
        let purpose = report::purpose_words(rulebook, &entry.answers, visit.lang);
        Row {
            name: name(rulebook, visit, entry, at),
            purpose: purpose.unwrap_or(w.not_asked).to_owned(),
            recommended: protocol(recommended),
            result: visit.alone_href("/result", &account.answers.in_lang(visit.answers.lang)),
            used_with: protocol(account.protocol),
            limit: if room.limit_assumed { w.noted(&limit, w.as_assumed) } else { limit },
            full: w.when(room.full),
            levels: [year, three_years].map(|level| (w.summed(level), level >= room.limit())),
            at: at + 1,
        }
    });
    rows.collect()
}
