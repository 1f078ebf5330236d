//! Body budget: the memory that request bodies in flight hold together.
//!
//! Threat: a client sends large bodies on many connections, or sends them slowly, so that other clients cannot send theirs.
//!
//! Invariant: all bodies in flight hold at most `TOTAL_BUDGET`, plus `FREE_ALLOWANCE` for each connection.
//! - Bytes are reserved as they arrive, and released when the response has been sent. A slow sender holds only the bytes
//!   that it has sent.
//! - The first `FREE_ALLOWANCE` bytes of each body are exempt, so the small forms of the pages always fit.
//! - Beyond the budget, a request is answered with 503 and `Retry-After`.
//! - While requests are refused, a body that has waited for its sender for [`GRACE`] in total is aborted, so slow senders
//!   do not keep the budget from others.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

use super::response_budget::{GRACE, Shortage};
use crate::web::error::Error;

/// How many bytes all bodies in flight may hold.
const TOTAL_BUDGET: usize = 32 * 1024 * 1024;
/// How many bytes of each body are exempt: no more than a connection holds for a request head.
const FREE_ALLOWANCE: usize = 16 * 1024;
/// How many bytes of one body are counted at most: no handler stores more, later ones are discarded as they arrive.
const MAX_COUNTED: usize = 4 * 1024 * 1024;
/// How often a body that waits for its sender checks whether there is a shortage.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// The bytes that request bodies may hold.
#[derive(Clone, Debug)]
pub(in crate::web) struct BodyBudget {
    free: Arc<Semaphore>,
    /// Where refusals are noted: clients that read their responses slowly hold reservations of bodies, too.
    shortage: Shortage,
}

impl BodyBudget {
    /// Creates a budget of which nothing is reserved.
    pub(in crate::web) fn new(shortage: &Shortage) -> Self {
        Self { free: Arc::new(Semaphore::new(TOTAL_BUDGET)), shortage: shortage.clone() }
    }
}

/// What one request body holds of the budget, until the response has been sent.
#[derive(Debug, Default)]
struct BodyReservation {
    bytes: Mutex<ReceivedBytes>,
    refused: AtomicBool,
}

impl BodyReservation {
    /// Checks whether nothing is reserved, as for small bodies.
    fn is_empty(&self) -> bool {
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.permit.as_ref().is_none_or(|permit| permit.num_permits() == 0)
    }
}

/// How many bytes have been received, and the permit for them.
#[derive(Debug, Default)]
struct ReceivedBytes {
    count: usize,
    permit: Option<OwnedSemaphorePermit>,
}

/// A body whose bytes are counted as they arrive.
struct CountedBody {
    body: Body,
    budget: BodyBudget,
    reservation: Arc<BodyReservation>,
    /// Since when the body has been waiting for its sender, and how long it waited before.
    waiting: Option<Instant>,
    waited: Duration,
    /// Wakes the body while it waits.
    timer: Option<Pin<Box<Sleep>>>,
}

impl CountedBody {
    /// Reserves the bytes that have arrived; returns whether the budget had room for them.
    fn reserve(&self, bytes: usize) -> bool {
        let mut received = self.reservation.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        received.count = received.count.saturating_add(bytes);
        let reserved = received.permit.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let wanted = u32::try_from(received.count.saturating_sub(FREE_ALLOWANCE).min(MAX_COUNTED) - reserved).ok();
        let Some(more) = wanted.and_then(|bytes| Arc::clone(&self.budget.free).try_acquire_many_owned(bytes).ok())
        else {
            self.reservation.refused.store(true, Ordering::Relaxed);
            self.budget.shortage.note();
            return false;
        };
        match received.permit.as_mut() {
            Some(permit) => permit.merge(more),
            None => received.permit = Some(more),
        }
        true
    }
}

impl CountedBody {
    /// Waits for the sender; resolves if it has been too slow in a shortage.
    fn poll_too_slow(&mut self, context: &mut Context) -> Poll<()> {
        let waiting = *self.waiting.get_or_insert_with(Instant::now);
        while !self.reservation.is_empty() {
            if self.waited + waiting.elapsed() > GRACE && self.budget.shortage.is_recent() {
                return Poll::Ready(());
            }
            let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(CHECK_INTERVAL)));
            ready!(timer.as_mut().poll(context));
            self.timer = None;
        }
        Poll::Pending
    }
}

impl http_body::Body for CountedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            ready!(self.poll_too_slow(context));
            self.reservation.refused.store(true, Ordering::Relaxed);
            return Poll::Ready(Some(Err(axum::Error::new(BudgetExhausted))));
        };
        if let Some(waiting) = self.waiting.take() {
            self.waited += waiting.elapsed();
        }
        let bytes = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()).map_or(0, Bytes::len);
        if self.reserve(bytes) { Poll::Ready(frame) } else { Poll::Ready(Some(Err(axum::Error::new(BudgetExhausted)))) }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The error of a body for which the budget has no room.
#[derive(Debug, thiserror::Error)]
#[error("the budget for request bodies is exhausted")]
struct BudgetExhausted;

/// Counts the bytes of a request body; the response is 503 if the budget has no room for them.
///
/// `next` responds to the request.
pub(in crate::web) async fn count(
    budget: &BodyBudget,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    if http_body::Body::is_end_stream(request.body()) {
        return next(request).await;
    }
    let budget = budget.clone();
    let reservation = Arc::new(BodyReservation::default());
    let counted = |body| {
        let (waiting, waited, timer) = (None, Duration::ZERO, None);
        Body::new(CountedBody { body, budget, reservation: Arc::clone(&reservation), waiting, waited, timer })
    };
    let response = next(request.map(counted)).await;
    if reservation.refused.load(Ordering::Relaxed) {
        return Error::Busy.into_response();
    }
    // A response can be computed from the body while it is sent, so the reservation lasts as long as the response.
    response.map(
        |body| {
            if reservation.is_empty() { body } else { Body::new(HoldingBody { body, _reservation: reservation }) }
        },
    )
}

/// A response body, and the reservation of the request body that it is computed from.
struct HoldingBody {
    body: Body,
    _reservation: Arc<BodyReservation>,
}

impl http_body::Body for HoldingBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    /// Returns the size of the inner body: a response of unknown size would be sent in frames.
    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{StreamExt as _, stream};
    use http_body_util::BodyExt as _;

    use super::*;

    /// A body whose sender stalls after some bytes, counted against a budget.
    fn stalled(budget: &BodyBudget, bytes: usize) -> CountedBody {
        let sent = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from(vec![b'x'; bytes]))]);
        CountedBody {
            body: Body::from_stream(sent.chain(stream::pending())),
            budget: budget.clone(),
            reservation: Arc::default(),
            waiting: None,
            waited: Duration::ZERO,
            timer: None,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stalled_sender_keeps_its_room_until_others_need_it() {
        let shortage = Shortage::new();
        let budget = BodyBudget::new(&shortage);
        let mut body = stalled(&budget, 1024 * 1024);
        assert!(body.frame().await.is_some_and(|frame| frame.is_ok()));
        let minute = tokio::time::timeout(Duration::from_mins(1), body.frame()).await;
        assert!(minute.is_err(), "there is no shortage");
        shortage.note();
        let ended = tokio::time::timeout(CHECK_INTERVAL * 2, body.frame()).await;
        assert!(ended.unwrap().unwrap().is_err(), "there is a shortage");
        // The first bytes of a body are exempt: a small one is not aborted.
        let mut small = stalled(&budget, FREE_ALLOWANCE);
        assert!(small.frame().await.is_some_and(|frame| frame.is_ok()));
        shortage.note();
        assert!(tokio::time::timeout(GRACE, small.frame()).await.is_err());
    }
}
