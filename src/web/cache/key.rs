//! Cache key: everything that a page depends on.

use axum::http::Uri;

use crate::rulebook::Lang;
use crate::web::active_branding::Branding;
use crate::web::active_rules::RulesInUse;
use crate::web::request::Negotiated;

/// The key of a cached page: rules, branding, content coding, language, representation, host and request target, as one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CacheKey(Box<str>);

impl CacheKey {
    /// Creates the key for a page in the accepted content codings.
    pub(super) fn new(rules: &RulesInUse, branding: &Branding, negotiated: &Negotiated, uri: &Uri) -> Self {
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let language = negotiated.language.map_or("", Lang::id);
        let host = negotiated.host.as_deref().unwrap_or_default();
        let parts = [
            rules.rulebook.digest.as_str(),
            branding.digest().short(),
            negotiated.codings.header,
            language,
            negotiated.representation.id(),
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
