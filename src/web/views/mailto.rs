//! `mailto` URLs (RFC 6068).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that are not percent-encoded.
const MAILTO: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns a URL that opens a new mail with a subject and a text.
pub(in crate::web) fn mailto(subject: &str, text: &str) -> String {
    let text = text.replace('\n', "\r\n");
    format!("mailto:?subject={}&body={}", utf8_percent_encode(subject, MAILTO), utf8_percent_encode(&text, MAILTO))
}
