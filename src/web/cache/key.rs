//! Owns what a page depends on: all that tells it from every other.

use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderValue, Uri};

use crate::rulebook::{self, Lang, Rulebook};
use crate::web::assets::short;
use crate::web::negotiation::{self, Representation};
use crate::web::{App, result};

/// What a page depends on, as one line of text: rules, coding, language, form, host, address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key(Box<str>);

impl Key {
    /// Gathers what a page depends on, other than this build and its settings.
    pub(super) fn of(app: &App, rulebook: &Rulebook, uri: &Uri, headers: &HeaderMap, accepted: &str) -> Self {
        let address = uri.path_and_query().map_or("/", |address| address.as_str());
        // Whole addresses on a page begin with the host, where the operator does not name one.
        let host = headers.get(HOST).filter(|_| app.settings.public_url.is_none()).and_then(|host| host.to_str().ok());
        let representation = if uri.path() == result::PATH { Representation::preferred(headers).id() } else { "" };
        let lang = negotiation::language(headers).map_or("", Lang::id);
        let parts = [&*rulebook.digest, accepted, lang, representation, host.unwrap_or_default(), address];
        Self(parts.join(" ").into_boxed_str())
    }

    /// Gives the length in bytes.
    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Makes the strong entity tag of the page, for a build and its settings.
    pub(super) fn etag(&self, stamp: &str) -> HeaderValue {
        let digest = rulebook::digest(format!("{stamp}\n{}", self.0));
        // Hex digits in quotes are a value.
        HeaderValue::try_from(format!("\"{}\"", short(&digest))).unwrap_or(HeaderValue::from_static("\"\""))
    }
}
