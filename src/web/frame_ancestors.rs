//! Frame ancestors: the sites whose pages may show the wizard in a frame, as the operator configures them.

use std::str::FromStr;

use axum::http::Uri;

/// The origins whose pages may show the wizard in a frame; none by default.
///
/// ```
/// use pop_or_imap::web::FrameAncestors;
/// let list: FrameAncestors = "https://support.example.jp/ 'self'".parse().unwrap();
/// assert_eq!(list.to_string(), "https://support.example.jp 'self'");
/// assert_eq!(FrameAncestors::default().to_string(), "'none'");
/// assert!("support.example.jp".parse::<FrameAncestors>().is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameAncestors(Vec<String>);

/// The error of a word that is not an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} is not an origin: write scheme and host, with a port if it is not the default one, such as \
     https://support.example.jp; several with spaces between them; 'self' for this server"
)]
pub struct OriginError(String);

impl FromStr for FrameAncestors {
    type Err = OriginError;

    /// Parses a list of origins with spaces between them; an empty one, or `'none'`, allows no site.
    fn from_str(list: &str) -> Result<Self, OriginError> {
        let words: Vec<&str> = list.split_whitespace().collect();
        if matches!(words.as_slice(), [] | ["'none'"]) {
            return Ok(Self::default());
        }
        let origins = words.into_iter().map(|word| origin(word).ok_or_else(|| OriginError(word.to_owned())));
        origins.collect::<Result<_, _>>().map(Self)
    }
}

/// Formats the sources of `frame-ancestors` (CSP 3, 6.4.2): ASCII without `;` and `,`, so that it adds nothing to a policy.
impl std::fmt::Display for FrameAncestors {
    fn fmt(&self, text: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        text.write_str(if self.0.is_empty() { "'none'" } else { "" })?;
        text.write_str(&self.0.join(" "))
    }
}

/// Parses an origin as a browser writes it; one slash may follow, because address bars show one.
fn origin(word: &str) -> Option<String> {
    if word == "'self'" {
        return Some(word.to_owned());
    }
    let word = word.strip_suffix('/').unwrap_or(word).to_ascii_lowercase();
    let uri: Uri = word.parse().ok()?;
    let (scheme, host) = (uri.scheme_str()?, uri.host()?);
    let named = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let origin = match uri.port_u16() {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    };
    (matches!(scheme, "http" | "https") && named && uri.port_u16() != Some(0) && origin == word).then_some(origin)
}
