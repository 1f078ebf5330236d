//! Escaping of untrusted text for terminals and logs: rule sets, file names and tables may contain control characters.

use std::fmt::{self, Write};

/// Displays a value with escapes for each character that could act on a terminal, forge a line or reorder text.
///
/// The escapes are those of Rust: `\n`, `\u{1b}`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Escaped<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(EscapingWriter(f), "{}", self.0)
    }
}

/// A writer that escapes what it forwards.
struct EscapingWriter<'w, 'f>(&'w mut fmt::Formatter<'f>);

impl Write for EscapingWriter<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut plain_from = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| needs_escape(*c)) {
            self.0.write_str(text.get(plain_from..at).unwrap_or_default())?;
            match c {
                '\n' | '\r' | '\t' => write!(self.0, "{}", c.escape_default())?,
                _ => write!(self.0, "{}", c.escape_unicode())?,
            }
            plain_from = at + c.len_utf8();
        }
        self.0.write_str(text.get(plain_from..).unwrap_or_default())
    }
}

/// Checks whether a character is a control, separates lines, or is invisible and changes the order of text.
pub(crate) fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}
