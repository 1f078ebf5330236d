//! Messages of serde: what they report, and as diagnostics in the words of rule sets.

use std::ops::Range;

use crate::rulebook::diagnostics::{Diagnostic, DiagnosticCode};

/// Returns the missing key, if serde's message is about one.
pub(super) fn missing_key(message: &str) -> Option<String> {
    message.strip_prefix("missing field `")?.strip_suffix('`').map(str::to_owned)
}

/// Returns the keys that a table can have, if serde's message is about an unknown one.
///
/// The unknown key is quoted first and may hold any text; the known ones follow the last `expected`.
pub(super) fn known_keys(message: &str) -> Option<Vec<&str>> {
    let message = message.strip_prefix("unknown field `")?;
    let known = message.rsplit_once("`, expected ").map_or("", |(_, known)| known);
    Some(known.split('`').skip(1).step_by(2).collect())
}

/// Converts serde's message to a diagnostic.
pub(super) fn describe(message: &str, span: Range<usize>) -> Diagnostic {
    if let Some(first) = missing_key(message) {
        let label = if first == "ja" || first == "en" { "this text" } else { "in this entry" };
        return Diagnostic::new(DiagnosticCode::MissingKey, span, format!("`{first}` is missing"), label)
            .help(format!("add a line `{first} = …`"));
    }
    let plain = [
        ("invalid type: ", "wrong kind of value: "),
        ("invalid value: ", "wrong value: "),
        ("i64", "a whole number"),
        ("a borrowed string", "words in quotes"),
        ("a string", "words in quotes"),
        ("a sequence", "a list in [ ]"),
        ("a map", "a table or a bare date"),
    ];
    let message = plain.iter().fold(message.to_owned(), |message, (theirs, ours)| message.replace(theirs, ours));
    Diagnostic::new(DiagnosticCode::WrongType, span, message, "another kind of value is needed here")
}
