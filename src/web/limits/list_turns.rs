//! Turns of lists: how the processor time of `POST /api/v1/recommendations` is shared.
//!
//! Threat: 15 KB of JSON, a list of 5,000 items, cost one second of processor time and 20 MB of response. A client that
//! posts lists on many connections would occupy all cores and the response budget.
//!
//! Invariant:
//! - One item is computed at a time, whatever the number of lists, in the order in which they request a turn. So all lists
//!   together use at most one core, and each gets the same share of it.
//! - At most `MAX_LONG` lists of more than `SHORT` items are in flight; further ones wait for `WAIT`, then the response is
//!   503 with `Retry-After`. Short lists need no admission, so long ones never keep them out. What a list holds in memory
//!   is reserved in the response budget.
//! - For a client that reads its list slowly, nothing is computed meanwhile. Its connection is closed if others wait.
//!
//! Measurement: the mixed soak (`cargo bench --bench load -- --soak 600`) sends 190 lists at a time beside its visitors.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use super::response_budget::Shortage;
use crate::web::error::Error;

/// The length of the longest list that needs no admission.
const SHORT: usize = 100;
/// The maximum number of longer lists in flight.
const MAX_LONG: usize = 16;
/// How long a list waits for its admission.
const WAIT: Duration = Duration::from_secs(2);

/// The lists in flight.
#[derive(Debug)]
pub(in crate::web) struct ListTurns {
    turn: Semaphore,
    long: Arc<Semaphore>,
}

/// The right of a list to be in flight, until it is dropped.
#[derive(Debug)]
pub(in crate::web) struct Admission(
    #[expect(dead_code, reason = "it is held, never read")] Option<OwnedSemaphorePermit>,
);

impl ListTurns {
    pub(in crate::web) fn new() -> Self {
        Self { turn: Semaphore::new(1), long: Arc::new(Semaphore::new(MAX_LONG)) }
    }

    /// Admits a list of a number of items.
    ///
    /// # Errors
    /// [`Error::Busy`] if too many long lists are in flight, and none of them ends within `WAIT`.
    pub(in crate::web) async fn admit(&self, items: usize, shortage: &Shortage) -> Result<Admission, Error> {
        if items <= SHORT {
            return Ok(Admission(None));
        }
        if let Ok(permit) = Arc::clone(&self.long).try_acquire_owned() {
            return Ok(Admission(Some(permit)));
        }
        shortage.note();
        let permit = tokio::time::timeout(WAIT, Arc::clone(&self.long).acquire_owned()).await;
        let permit = permit.inspect_err(|error| tracing::debug!(%error, "a long list was not admitted in time"));
        permit.ok().and_then(Result::ok).map(|permit| Admission(Some(permit))).ok_or(Error::Busy)
    }

    /// Waits for the turn of one item; it is over when the result is dropped.
    ///
    /// The semaphore is fair: lists get their turns in the order of their requests.
    pub(in crate::web) async fn take(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.turn.acquire().await.ok()
    }
}
