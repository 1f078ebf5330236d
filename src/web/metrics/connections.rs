//! Counters of a listener's connections: open, evicted, failed by cause.

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// The causes for which connections fail.
const CAUSES: [&str; 5] = [MALFORMED, TOO_LARGE, TOO_SLOW, WRITE_TIMEOUT, DISCONNECTED];
const MALFORMED: &str = "malformed";
const TOO_LARGE: &str = "too_large";
const TOO_SLOW: &str = "too_slow";
const WRITE_TIMEOUT: &str = "write_timeout";
const DISCONNECTED: &str = "disconnected";
const FAILED_HELP: &str = "Connections that failed: the head of a request was malformed, too large or too slow; the client \
    did not read its response in time; or the client or the network disconnected. Idle connections that are closed are \
    not counted";

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FailureLabels {
    cause: &'static str,
}

/// The connections of a listener: how many are open, how many were evicted, how many failed.
#[derive(Clone, Debug, Default)]
pub struct Connections {
    pub(in crate::web) open: Gauge,
    pub(in crate::web) evicted: Counter,
    failed: Family<FailureLabels, Counter>,
    /// Panics of everything that serves a connection.
    pub(in crate::web) panics: Counter,
}

impl Connections {
    /// Registers the counters, with all causes at 0.
    pub(in crate::web) fn register(&self, registry: &mut Registry) {
        for cause in CAUSES {
            drop(self.failed.get_or_create(&FailureLabels { cause }));
        }
        registry.register("connections", "Connections open", self.open.clone());
        registry.register(
            "connections_evicted",
            "Connections closed because another one needed the slot",
            self.evicted.clone(),
        );
        registry.register("connections_failed", FAILED_HELP, self.failed.clone());
    }

    /// Counts a connection that ended with an error.
    pub(in crate::web) fn fail(&self, error: &hyper::Error, progress: &RequestProgress) {
        if let Some(cause) = cause(error, progress.is_partial()) {
            self.failed.get_or_create(&FailureLabels { cause }).inc();
        }
    }
}

/// Whether a part of a request has been received on a connection, and no response to it has begun.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct RequestProgress(Arc<AtomicBool>);

impl RequestProgress {
    /// Records that bytes have been received.
    pub(in crate::web) fn record_bytes(&self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    /// Records that the response has begun.
    pub(in crate::web) fn record_response(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    fn is_partial(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Returns why a connection failed; `None` if it only idled, which the timeout for request heads ends too.
fn cause(error: &hyper::Error, is_partial: bool) -> Option<&'static str> {
    if error.is_parse_too_large() {
        return Some(TOO_LARGE);
    }
    if error.is_parse() {
        return Some(MALFORMED);
    }
    if error.is_timeout() {
        return is_partial.then_some(TOO_SLOW);
    }
    // The only body that fails is one whose client reads it too slowly in a shortage.
    if error.is_user() {
        return Some(WRITE_TIMEOUT);
    }
    let io = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    Some(if io.is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) { WRITE_TIMEOUT } else { DISCONNECTED })
}
