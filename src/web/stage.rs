//! Stages of a request, as events at trace level.
//!
//! A trace shows how far a request came, and tests inject a panic at each stage.

/// Records that a request reached a stage.
pub(super) fn enter(name: &'static str) {
    tracing::trace!(target: "pop_or_imap::stage", name);
}
