//! Owns what is counted of the connections of a listener, for the operator.

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Why connections fail.
const CAUSES: [&str; 5] = [MALFORMED, TOO_LARGE, TOO_SLOW, NOT_TAKEN, BROKEN_OFF];
const MALFORMED: &str = "malformed";
const TOO_LARGE: &str = "too_large";
const TOO_SLOW: &str = "too_slow";
const NOT_TAKEN: &str = "not_taken";
const BROKEN_OFF: &str = "broken_off";
/// The same in words.
const FAILED: &str = "Connections that ended early: the head of a request was malformed, too large, or too slow to come; \
    an answer was not taken; or client or network broke off. Idle ones that are closed are not counted";

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Failed {
    cause: &'static str,
}

/// The connections of a listener: how many are open, how many made room for others, how many failed.
#[derive(Clone, Debug, Default)]
pub struct Connections {
    pub(in crate::web) open: Gauge,
    pub(in crate::web) made_room: Counter,
    failed: Family<Failed, Counter>,
    /// Panics of everything that serves a connection.
    pub(in crate::web) panics: Counter,
}

impl Connections {
    /// Registers what is counted, from 0.
    pub(in crate::web) fn register(&self, registry: &mut Registry) {
        for cause in CAUSES {
            drop(self.failed.get_or_create(&Failed { cause }));
        }
        registry.register("connections", "Connections open", self.open.clone());
        registry.register(
            "connections_made_room",
            "Connections closed to make room for others",
            self.made_room.clone(),
        );
        registry.register("connections_failed", FAILED, self.failed.clone());
    }

    /// Counts a connection that ended early.
    pub(in crate::web) fn fail(&self, error: &hyper::Error, begun: &Begun) {
        if let Some(cause) = cause(error, begun.is_so()) {
            self.failed.get_or_create(&Failed { cause }).inc();
        }
    }
}

/// Whether something of a request has come on a connection that has not been answered yet.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct Begun(Arc<AtomicBool>);

impl Begun {
    /// Says that something has come.
    pub(in crate::web) fn come(&self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    /// Says that it has been answered.
    pub(in crate::web) fn answered(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Tells why a connection ended early; nothing where it only idled, for whose head the same time is given.
fn cause(error: &hyper::Error, begun: bool) -> Option<&'static str> {
    if error.is_parse_too_large() {
        return Some(TOO_LARGE);
    }
    if error.is_parse() {
        return Some(MALFORMED);
    }
    if error.is_timeout() {
        return begun.then_some(TOO_SLOW);
    }
    // The only body that fails is one whose client reads it too slowly while others are refused.
    if error.is_user() {
        return Some(NOT_TAKEN);
    }
    let io = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    Some(if io.is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) { NOT_TAKEN } else { BROKEN_OFF })
}
