//! Request targets: their limits, and canonical paths for targets with extra slashes, upper case, or an escaped `?`.
//!
//! The canonical path is served in their place rather than redirected to, so that forms and programs that follow no
//! redirect are answered too, and no `Location` is ever made of a path that a client sent. This happens before the page
//! cache, so that all spellings of a path share one entry. `tower_http::normalize_path` does not look for repeated slashes
//! inside a path, upper case or an escaped `?`.

use std::borrow::Cow;

use axum::http::uri::PathAndQuery;
use axum::http::{self, Uri};

/// The path of the result, which has several representations.
pub(in crate::web) const RESULT_PATH: &str = "/result";
/// The path of the forecast, whose form the result once had.
pub(in crate::web) const FORECAST_PATH: &str = "/forecast";
/// The path of the page for setting up an account.
pub(in crate::web) const SETUP_PATH: &str = "/setup";
/// The paths of the client configuration that mail apps look for (draft-ietf-mailmaint-autoconfig-06). Apps add the mail
/// address to the query, which is dropped before anything else sees it.
pub(in crate::web) const AUTOCONFIG_PATHS: [&str; 2] =
    ["/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"];
/// The maximum length of a request target (path and query), in bytes.
pub(in crate::web) const MAX_TARGET: usize = 8 * 1024;
/// The maximum length of a path with answers and accounts, in bytes. The rest of [`MAX_TARGET`] is for one more answer
/// and the navigation keys that forms and links add.
pub(in crate::web) const MAX_STATE: usize = 7_800;
/// The maximum length of the accounts in a URL, in bytes. It leaves room for answers to all questions, so that no answer
/// given later makes accounts drop out.
pub(in crate::web) const MAX_ACCOUNTS: usize = MAX_STATE - 600;

/// The paths that are names of files: they are matched to the letter.
pub(in crate::web) const FILES: &str = "/static/";
/// A question mark that was escaped together with the rest of a link, in upper case.
const ESCAPED_QUESTION_MARK: &[u8] = b"%3F";

/// Replaces the path of a request by the canonical one; answers in the query are kept as they are.
pub(in crate::web) fn normalize<B>(request: &mut http::Request<B>) {
    if let Some(uri) = normalized(request.uri()) {
        *request.uri_mut() = uri;
    }
}

/// Returns the same URI with a canonical path and the query; `None` if it has one.
fn normalized(uri: &Uri) -> Option<Uri> {
    let (path, in_path) = split_path(uri.path());
    let path = canonical(path);
    if AUTOCONFIG_PATHS.contains(&path.as_ref()) {
        let is_bare = in_path.is_none() && uri.query().is_none() && matches!(path, Cow::Borrowed(_));
        return if is_bare { None } else { with_target(uri, path.into_owned()) };
    }
    if in_path.is_none() && matches!(path, Cow::Borrowed(_)) {
        return None;
    }
    let query: Vec<&str> = in_path.into_iter().chain(uri.query()).filter(|query| !query.is_empty()).collect();
    let target = if query.is_empty() { path.into_owned() } else { format!("{path}?{}", query.join("&")) };
    with_target(uri, target)
}

/// Returns the same URI with another path and query.
fn with_target(uri: &Uri, target: String) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(target).ok()?);
    Uri::from_parts(parts).ok()
}

/// Splits a path at the first escaped question mark.
fn split_path(path: &str) -> (&str, Option<&str>) {
    let mark = path.as_bytes().windows(ESCAPED_QUESTION_MARK.len());
    let at = mark.into_iter().position(|bytes| bytes.eq_ignore_ascii_case(ESCAPED_QUESTION_MARK));
    let split = at.and_then(|at| Some((path.get(..at)?, path.get(at + ESCAPED_QUESTION_MARK.len()..)?)));
    split.map_or((path, None), |(path, query)| (path, Some(query)))
}

/// Returns a path with single slashes, none at its end, and in lower case; borrowed if it is that already.
fn canonical(path: &str) -> Cow<'_, str> {
    let is_canonical = path == "/"
        || !path.ends_with('/') && !path.contains("//") && !path.bytes().any(|byte| byte.is_ascii_uppercase());
    // `*` is a target of its own (RFC 9112, 3.2.4).
    if is_canonical || path.starts_with(FILES) || !path.starts_with('/') {
        return Cow::Borrowed(path);
    }
    let canonical = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .fold(String::new(), |path, segment| path + "/" + segment.to_ascii_lowercase().as_str());
    Cow::Owned(if canonical.is_empty() { "/".to_owned() } else { canonical })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_canonical_and_queries_stay() {
        for (target, expected) in [
            ("/", None),
            ("/result?away=yes", None),
            ("/static//Style.css/", None),
            ("*", None),
            ("//", Some("/")),
            ("//result?a=/x//", Some("/result?a=/x//")),
            ("/Result/", Some("/result")),
            ("/api//V1/recommendation/?away=YES", Some("/api/v1/recommendation?away=YES")),
            ("/result%3Faway%3Dyes", Some("/result?away%3Dyes")),
            ("/result%3faway=yes?lang=en", Some("/result?away=yes&lang=en")),
            ("/result%3F", Some("/result")),
            ("//evil.example/x", Some("/evil.example/x")),
            ("http://host//result/?x", Some("http://host/result?x")),
            ("/mail/config-v1.1.xml", None),
            ("/mail/config-v1.1.xml?emailaddress=taro@example.jp", Some("/mail/config-v1.1.xml")),
            ("//Mail/config-v1.1.xml%3Femailaddress=taro@example.jp", Some("/mail/config-v1.1.xml")),
        ] {
            let uri: Uri = target.parse().unwrap();
            assert_eq!(normalized(&uri).map(|uri| uri.to_string()).as_deref(), expected, "{target}");
        }
    }

    #[test]
    fn normalizing_is_idempotent() {
        for target in ["//Result//%3FA%3F/B?c", "/%2F/x//", "/a/%3f%3f", "///"] {
            let once = normalized(&target.parse().unwrap()).unwrap();
            assert_eq!(normalized(&once), None, "{once}");
        }
    }
}
