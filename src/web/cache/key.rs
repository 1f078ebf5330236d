//! Cache key: everything that a page depends on.

use axum::http::Uri;

use crate::rulebook::Lang;
use crate::web::negotiation::AcceptedCodings;
use crate::web::request::PageContext;

/// The key of a cached page: rules, branding, content coding, language, representation, host and request target, as one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CacheKey(Box<str>);

impl CacheKey {
    /// Creates the key for a page in the accepted content codings.
    pub(super) fn new(context: &PageContext, uri: &Uri, codings: AcceptedCodings) -> Self {
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let language = context.language.map_or("", Lang::id);
        let host = context.host.as_deref().unwrap_or_default();
        let parts = [
            context.rulebook.digest.as_str(),
            context.branding.digest().short(),
            codings.header,
            language,
            context.representation.id(),
            host,
            target,
        ];
        Self(parts.join(" ").into_boxed_str())
    }

    /// Returns the length in bytes.
    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }
}
