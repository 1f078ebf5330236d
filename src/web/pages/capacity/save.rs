//! `POST /capacity`: the form of accounts.
//!
//! It is sent by POST because the fields of 60 accounts exceed the length of a URL. Nothing is stored: the response leads
//! to the canonical URL. A value that is not understood stays in its field, with its error.

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::form::{self, Fields, Form};
use super::page::show;
use crate::rulebook::Lang;
use crate::web::error::Error;
use crate::web::request::{MAX_ACCOUNTS, MAX_TARGET, PageRequest};

/// The maximum number of fields: 200 accounts have 2,400.
const MAX_FIELDS: usize = 4_096;

/// `POST /capacity`: redirects to the canonical URL, or shows the errors.
///
/// If `remove` is sent, the account with that number is removed from the URL that was sent, and nothing else changes.
pub(in crate::web) async fn save(request: PageRequest, body: Bytes) -> Response {
    // Counted before parsing, because this thread serves other requests.
    if body.split(|byte| *byte == b'&').nth(MAX_FIELDS).is_some() {
        return Error::TooLarge.into_response();
    }
    let mut fields = Fields::parse(&body);
    if fields.get("query").len() > MAX_TARGET {
        return Error::UriTooLong.into_response();
    }
    let mut request = request;
    if !fields.get("query").is_empty() {
        request = request.with_query(fields.get("query"));
    }
    let removed = fields.get("remove").parse().ok().and_then(|number: usize| number.checked_sub(1));
    if let Some(at) = removed {
        if at < request.company.accounts.len() {
            request.company.accounts.remove(at);
        }
        fields = form::fields(&request);
    } else {
        request.answers = request.answers.with_lang(Lang::from_tag(fields.get("lang")).or(request.answers.lang));
        request.lang = request.answers.lang.unwrap_or(request.lang);
        if let Some((index, question)) = request.rulebook.question("plan") {
            request.answers = request.answers.with(index, form::given(question, fields.get("plan")));
        }
        request.company = form::read(&request.rulebook, &fields);
    }
    let mut form = Form::filled(&request, &fields);
    let too_long = request.company.to_query(&request.rulebook).len() > MAX_ACCOUNTS;
    form.error = too_long.then(|| request.wording().capacity.too_many_accounts.to_owned());
    // Errors elsewhere in the form do not prevent the removal of an account.
    if form.error.is_some() || removed.is_none() && form.is_wrong() {
        return show(&request, form, StatusCode::UNPROCESSABLE_ENTITY);
    }
    Redirect::to(&request.link("/capacity").answers(&request.answers.without_prior_verdict()).to_string())
        .into_response()
}
