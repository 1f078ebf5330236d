//! Text from a table as error messages repeat it: cut to a length, with nothing in it that a terminal or page obeys.

use super::is_invisible;

/// The most characters of a value that are repeated.
const MAX_VALUE: usize = 100;
/// The most characters of a column's name that are repeated: it may be repeated for every row.
const MAX_NAME: usize = 40;

/// Returns a value as error messages repeat it: at most 100 characters, then `…`. Control characters are shown by the
/// pictures that Unicode has for them, and other invisible ones by `U+FFFD`.
///
/// ```
/// use pop_or_imap::present::accounts_csv::echo;
/// assert_eq!(echo("\u{1b}[31m\u{202e}x"), "␛[31m\u{FFFD}x");
/// assert_eq!(echo(&"x".repeat(101)), "x".repeat(100) + "…");
/// ```
#[must_use]
pub fn echo(value: &str) -> String {
    cut(value, MAX_VALUE)
}

/// Returns the name of a column as error messages repeat it.
pub(super) fn echo_name(name: &str) -> String {
    cut(name.trim(), MAX_NAME)
}

fn cut(text: &str, most: usize) -> String {
    let mut chars = text.chars().map(visible);
    let mut shown: String = chars.by_ref().take(most).collect();
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
