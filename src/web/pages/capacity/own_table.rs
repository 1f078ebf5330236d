//! The accounts of the URL as a table, and the columns that a table can have.

use super::accounts::{name, whole};
use super::table::{OWN_COLUMNS, TOTAL, WEBSITE};
use crate::answers::Number;
use crate::present::accounts_csv;
use crate::rulebook::Protocol;
use crate::web::request::PageRequest;

/// Returns the accounts as CSV that [`send`](super::send) reads without loss.
pub(super) fn of_company(request: &PageRequest) -> String {
    let (rulebook, company) = (&request.rulebook, &request.company);
    let mut keys: Vec<&str> = rulebook.questions.iter().map(|question| question.id.as_str()).collect();
    keys.extend(Number::OF_FORECAST.map(Number::id));
    let [used_with, ..] = OWN_COLUMNS;
    // The plan's own total is left out.
    let sizes: Vec<(&str, u64)> = [(TOTAL, company.total_mb), (WEBSITE, company.website_mb)]
        .into_iter()
        .filter_map(|(column, size)| Some((column, size?)))
        .collect();
    let header = ["account"].into_iter().chain(keys.iter().copied()).chain([used_with]);
    let header = header.chain(sizes.iter().map(|(column, _)| *column)).map(str::to_owned).collect::<Vec<_>>();
    let accounts = company.accounts.iter().enumerate().map(|(at, entry)| {
        let pairs = whole(request, entry).to_pairs(rulebook);
        let said = |key: &&str| pairs.iter().find(|(name, _)| name == key).map_or_else(String::new, |it| it.1.clone());
        let mut row = vec![name(request, entry, at)];
        row.extend(keys.iter().map(said));
        row.push(entry.protocol.map_or("", Protocol::id).to_owned());
        row.extend(sizes.iter().map(|(_, size)| size.to_string()));
        row
    });
    let table = accounts_csv::cells(std::iter::once(header).chain(accounts));
    String::from_utf8(table).unwrap_or_default()
}

/// Lists the columns that a table can have, each with its description.
pub(super) fn columns(request: &PageRequest) -> Vec<(&str, String)> {
    let (lang, w) = (request.lang, request.wording());
    let account = ("account", w.table.account.to_owned());
    let questions = request.rulebook.questions.iter().map(|question| {
        let choices = question.choices.iter().map(|choice| (choice.id.as_str(), choice.label.get(lang)));
        let choices: Vec<_> =
            choices.chain([("unknown", w.layout.unknown)]).map(|(id, words)| w.pair(id, words)).collect();
        (question.id.as_str(), format!("{} {}", question.short.get(lang), choices.join(w.layout.list_between)))
    });
    let numbers = Number::OF_FORECAST.map(|number| (number.id(), w.number(number).to_owned()));
    let [used_with, total, website] = OWN_COLUMNS;
    let own = [(used_with, w.table.used_with), (total, w.table.total), (website, w.table.website)];
    let own = own.map(|(id, words)| (id, words.to_owned()));
    std::iter::once(account).chain(questions).chain(numbers).chain(own).collect()
}
