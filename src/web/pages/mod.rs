//! Pages: a file a page, with its view struct and its handler. A handler is a function of a
//! [`PageRequest`](super::request::PageRequest) alone, except for forms that are sent by POST.

pub(super) mod capacity;
pub(super) mod client_files;
pub(super) mod feedback;
pub(super) mod forecast;
pub(super) mod guide;
pub(super) mod link;
pub(super) mod reminder;
pub(super) mod result;
pub(super) mod robots;
pub(super) mod rules;
pub(super) mod setup;
pub(super) mod start;
pub(super) mod static_files;
pub(super) mod wizard;
