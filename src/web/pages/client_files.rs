//! Configuration files for mail apps: one XML file for all customers, and profiles for Apple devices. No file depends on an
//! address; mail apps ask for it.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use crate::quota;
use crate::rulebook::{MailServers, Protocol};
use crate::setup::{self, ProfileIds};
use crate::web::error::Error;
use crate::web::request::PageRequest;
use crate::web::views::layout::NOT_INDEXED;

/// The paths of the profiles for POP and IMAP.
pub(in crate::web) const PROFILE_PATHS: [&str; 2] = ["/setup/pop.mobileconfig", "/setup/imap.mobileconfig"];

/// Returns the path of the profile for a protocol.
pub(in crate::web) const fn profile_path(protocol: Protocol) -> &'static str {
    let [pop, imap] = PROFILE_PATHS;
    match protocol {
        Protocol::Pop => pop,
        Protocol::Imap => imap,
    }
}

/// `GET /mail/config-v1.1.xml`: the same for everybody, whatever the query.
pub(in crate::web) fn autoconfig(request: &PageRequest) -> Response {
    let days = request.rulebook.assumptions.keep_days;
    let Some(file) = request.rulebook.mail.as_ref().and_then(|servers| setup::autoconfig(servers, days)) else {
        return Error::NotFound.into_response();
    };
    respond(file, [(CONTENT_TYPE, "text/xml; charset=utf-8")])
}

/// `GET /setup/pop.mobileconfig`
pub(in crate::web) async fn pop_profile(request: PageRequest) -> Response {
    profile(&request, Protocol::Pop)
}

/// `GET /setup/imap.mobileconfig`
pub(in crate::web) async fn imap_profile(request: PageRequest) -> Response {
    profile(&request, Protocol::Imap)
}

/// Returns the servers of the visitor's plan.
pub(super) fn servers(request: &PageRequest) -> Option<&MailServers> {
    request.rulebook.mail_of(quota::quota(&request.rulebook, &request.answers).plan)
}

fn profile(request: &PageRequest, protocol: Protocol) -> Response {
    let uuid = || Uuid::new_v4().hyphenated().to_string().to_uppercase();
    let ids = ProfileIds { profile: uuid(), account: uuid() };
    let Some(file) = servers(request).and_then(|servers| setup::profile(servers, protocol, &ids)) else {
        return Error::NotFound.into_response();
    };
    let disposition = match protocol {
        Protocol::Pop => "attachment; filename=\"mail-pop.mobileconfig\"",
        Protocol::Imap => "attachment; filename=\"mail-imap.mobileconfig\"",
    };
    respond(file, [(CONTENT_TYPE, "application/x-apple-aspen-config"), (CONTENT_DISPOSITION, disposition)])
}

fn respond<const N: usize>(file: String, headers: [(HeaderName, &'static str); N]) -> Response {
    let mut response = file.into_response();
    for (name, value) in headers.into_iter().chain([NOT_INDEXED]) {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
