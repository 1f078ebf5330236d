//! Page context: what a page depends on besides its URL. With the URL, it makes up the key of the page cache.

use std::sync::Arc;

use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};

use super::host;
use super::target::RESULT_PATH;
use crate::rulebook::Lang;
use crate::web::active_branding::Branding;
use crate::web::active_rules::RulesInUse;
use crate::web::negotiation::{self, AcceptedCodings, Representation};
use crate::web::settings::Settings;

/// What a page depends on besides its URL: the rules, and what was negotiated by headers.
#[derive(Clone, Debug)]
pub(in crate::web) struct PageContext {
    /// The snapshot of the rules that the request uses from end to end.
    pub(in crate::web) rules: Arc<RulesInUse>,
    /// The snapshot of the operator's branding.
    pub(in crate::web) branding: Arc<Branding>,
    pub(in crate::web) negotiated: Negotiated,
}

/// What was negotiated by the headers of a request.
#[derive(Clone, Debug)]
pub(in crate::web) struct Negotiated {
    /// The content codings, by `Accept-Encoding`.
    pub(in crate::web) codings: AcceptedCodings,
    /// The preferred language, by `Accept-Language`.
    pub(in crate::web) language: Option<Lang>,
    /// The preferred representation of a result, by `Accept`; a page everywhere else.
    pub(in crate::web) representation: Representation,
    /// The host for absolute URLs; `None` if the operator has set a public URL, or the request has no valid host.
    pub(in crate::web) host: Option<Arc<str>>,
}

impl Negotiated {
    /// Negotiates a response by the headers of a request.
    pub(in crate::web) fn new(settings: &Settings, uri: &Uri, headers: &HeaderMap) -> Self {
        let has_representations = uri.path() == RESULT_PATH;
        let host = headers.get(HOST).filter(|_| settings.public_url.is_none());
        Self {
            codings: AcceptedCodings::new(uri.path(), headers),
            language: negotiation::language(headers),
            representation: if has_representations { Representation::preferred(headers) } else { Representation::Page },
            host: host.and_then(|host| host.to_str().ok()).filter(|host| host::is_host(host)).map(Arc::from),
        }
    }
}
