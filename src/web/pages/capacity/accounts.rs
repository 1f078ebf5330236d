//! Accounts of the company in the URL, with the protocol that each is used with.

use crate::answers::{AccountEntry, Answers, Company};
use crate::engine;
use crate::quota::{self, Account, Capacity};
use crate::rulebook::{Plan, Protocol};
use crate::web::request::PageRequest;

/// Returns an account's answers with the company's service.
pub(super) fn whole(request: &PageRequest, entry: &AccountEntry) -> Answers {
    let plan = request.rulebook.plan_question();
    plan.map_or(entry.answers, |index| entry.answers.with(index, request.answers.get(index)))
}

pub(super) fn plan(request: &PageRequest) -> Option<&Plan> {
    quota::quota(&request.rulebook, &request.answers).plan
}

/// Returns the accounts, each with the protocol that it is used with (its own or the recommended one), and the
/// recommended one.
pub(super) fn accounts(request: &PageRequest) -> Vec<(Account, Protocol)> {
    let accounts = request.company.accounts.iter().map(|entry| {
        let answers = whole(request, entry);
        let recommended = engine::recommend(&request.rulebook, &answers).outcome.protocol;
        (Account { answers, protocol: entry.protocol.unwrap_or(recommended) }, recommended)
    });
    accounts.collect()
}

pub(super) fn weigh(request: &PageRequest, accounts: &[Account]) -> Capacity {
    let Company { total_mb, website_mb, .. } = request.company;
    quota::capacity(&request.rulebook, plan(request), accounts, total_mb, website_mb)
}

/// Returns the name of an account's group in the chart: its label.
pub(super) fn group(request: &PageRequest, entry: &AccountEntry) -> String {
    let label = entry.label.and_then(|(index, _)| request.rulebook.labels.get(index));
    label.map_or_else(|| request.wording().capacity.unnamed.to_owned(), |label| label.text.get(request.lang).to_owned())
}

/// Returns the name of an account: its label and number, such as 営業2, or its number in the list.
pub(super) fn name(request: &PageRequest, entry: &AccountEntry, at: usize) -> String {
    let label = entry.label.and_then(|(index, number)| Some((request.rulebook.labels.get(index)?, number)));
    match label {
        Some((label, 0)) => label.text.get(request.lang).to_owned(),
        Some((label, number)) => request.wording().numbered(label.text.get(request.lang), number),
        None => request.wording().account_at(at + 1),
    }
}
