//! Caught panics: each is a defect of the program.

use prometheus_client::metrics::counter::Counter;

/// Counts and logs a panic that was caught; the panic hook has logged where it happened.
///
/// The payload is not logged: it can contain what a visitor sent.
pub(in crate::web) fn report_panic(panics: &Counter, during: &'static str) {
    panics.inc();
    tracing::error!(during, "a panic was caught: this is a defect of the program");
}
