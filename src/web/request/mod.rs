//! Request: what pages see of it, and the links that they build from it.

mod carried;
mod context;
pub(super) mod host;
mod links;
mod page_handler;
mod page_request;
mod query;
pub(super) mod target;

pub(super) use carried::AnsweredItem;
pub(super) use context::{Negotiated, PageContext};
pub(super) use host::HEALTH_PATH;
#[cfg(feature = "cli")]
pub(crate) use host::is_origin;
pub(super) use page_handler::{Cacheable, get_page};
pub(super) use page_request::PageRequest;
pub(super) use query::{ASK, Form, LABEL, SENT, TO, TO_RESULT};
pub(super) use target::{
    AUTOCONFIG_PATHS, FILES, FORECAST_PATH, MAX_ACCOUNTS, MAX_STATE, MAX_TARGET, RESULT_PATH, SETUP_PATH,
};

/// Checks whether a path is one of the API, whose errors are problem+json.
pub(super) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}
