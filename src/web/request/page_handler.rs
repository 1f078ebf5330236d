//! Page handlers: functions of a [`PageRequest`] alone.

use axum::extract::FromRequestParts;
use axum::response::Response;
use axum::routing::{MethodRouter, get};

use super::page_request::PageRequest;
use crate::web::cache_control::CachePolicy;

/// Marks a response that the page cache may store. Only [`get_page`] can create one.
#[derive(Clone, Copy, Debug)]
pub(in crate::web) struct Cacheable(());

/// Routes GET to a page handler, whose responses the page cache may store.
///
/// The handler sees no headers: only a [`PageRequest`], which is made of the values that form the cache key. So it cannot
/// show one visitor a page that depends on the headers of another.
pub(in crate::web) fn get_page<S>(handler: fn(&PageRequest) -> Response) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
    PageRequest: FromRequestParts<S>,
{
    get(move |request: PageRequest| async move {
        let mut response = handler(&request);
        response.extensions_mut().insert(Cacheable(()));
        response.extensions_mut().insert(CachePolicy::Revalidate);
        response
    })
}
