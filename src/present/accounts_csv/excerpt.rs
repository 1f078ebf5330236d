//! Excerpts of a table in error messages: cut to a maximum length, without characters that a terminal or page
//! interprets.

use super::is_invisible;

/// The maximum number of characters of a value.
const MAX_VALUE: usize = 100;
/// The maximum number of characters of a column name, which may appear once for every row.
const MAX_NAME: usize = 40;

/// Returns a value as error messages quote it: at most 100 characters, then `…`. Control characters become their
/// Unicode control pictures; other invisible characters become `U+FFFD`.
///
/// ```
/// use pop_or_imap::present::accounts_csv::excerpt;
/// assert_eq!(excerpt("\u{1b}[31m\u{202e}x"), "␛[31m\u{FFFD}x");
/// assert_eq!(excerpt(&"x".repeat(101)), "x".repeat(100) + "…");
/// ```
#[must_use]
pub fn excerpt(value: &str) -> String {
    cut(value, MAX_VALUE)
}

/// Returns a column name as error messages quote it: trimmed, at most 40 characters.
pub(super) fn column_excerpt(name: &str) -> String {
    cut(name.trim(), MAX_NAME)
}

fn cut(text: &str, max: usize) -> String {
    let mut chars = text.chars().map(visible);
    let mut shown: String = chars.by_ref().take(max).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

fn visible(c: char) -> char {
    match u32::from(c) {
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7F => '\u{2421}',
        _ if is_invisible(c) => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}
