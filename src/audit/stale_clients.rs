//! Stale clients: mail apps whose texts have not been compared with them for a long time.

use crate::rulebook::{Diagnostic, DiagnosticCode, Rulebook};

/// Returns a warning for each mail app that was last checked more than a year before a day (`YYYY-MM-DD`), or after it.
///
/// ```
/// use pop_or_imap::{audit, loader};
/// let rulebook = loader::embedded();
/// assert!(audit::stale_clients(&rulebook, &rulebook.clients[0].checked).is_empty());
/// ```
#[must_use]
pub fn stale_clients(rulebook: &Rulebook, today: &str) -> Vec<Diagnostic> {
    // Days of this form compare like texts.
    let a_year_ago = today.split_once('-').and_then(|(year, rest)| {
        let year: u32 = year.parse().ok()?;
        Some(format!("{:04}-{rest}", year.checked_sub(1)?))
    });
    let clients = rulebook.clients.iter().filter_map(|client| {
        let checked = client.checked.as_str();
        let (message, help) = if checked > today {
            (
                format!("`{}` was checked on a day that has not come yet: {checked}", client.id),
                "write the day of the check",
            )
        } else if a_year_ago.as_deref().is_some_and(|limit| checked < limit) {
            let message = format!("`{}` was last checked more than a year ago: {checked}", client.id);
            (message, "compare its texts with the app, and write the day")
        } else {
            return None;
        };
        let code = DiagnosticCode::ClientCheckedLongAgo;
        Some(Diagnostic::new(code, client.checked_span.clone(), message, "last checked then").help(help))
    });
    clients.collect()
}
