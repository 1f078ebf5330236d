//! Response budget: the memory that responses hold until their clients have read them.
//!
//! Threat: a request of a few KB asks for a page of 800 KB, or for a list of 20 MB, and reads the response slowly. Without
//! a bound, the number of connections times the size of the largest page is the memory that one client can take.
//!
//! Invariant: all responses in flight together hold at most `TOTAL_BUDGET`, plus `FREE_ALLOWANCE` for each connection.
//! - Bytes are reserved as soon as the handler has made the response, before anything else of the request is awaited. So
//!   each thread has at most one response that is not reserved yet, however many requests are processed at once.
//! - A response that is compressed piece by piece also reserves the memory of its encoder; so does one of unknown length.
//!   Encoders with large windows (Brotli, Zstandard) are only used for short responses, which are compressed in one go.
//! - The reservation belongs to the bytes themselves: it ends when the last copy is gone, whether the page cache or any
//!   number of responses share them.
//! - Beyond the budget, a request is answered with 503 and `Retry-After`.
//!
//! Slow clients do not keep the budget from others: while requests are refused, a response whose client has let it wait
//! for `GRACE` in total is aborted. As long as there is room for all, clients may be as slow as they like.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::cooperative_body::SHORT;
use crate::web::error::Error;

/// How many bytes all responses in flight may hold.
const TOTAL_BUDGET: usize = 32 * 1024 * 1024;
/// How much of it is kept for responses of up to `SHORT` bytes, so that large ones never keep out an ordinary page.
const FOR_SHORT: usize = 4 * 1024 * 1024;
/// The largest response that needs no reservation, in bytes: the kernel buffers that much even if the client does not
/// read, so the process does not hold it.
pub(in crate::web) const FREE_ALLOWANCE: usize = 32 * 1024;
/// What an encoder of gzip holds, with its buffers.
const ENCODER: usize = 384 * 1024;
/// What a response of unknown length holds: an encoder, and the parts of which it is made.
const STREAM: usize = 512 * 1024;
/// The largest frame: of a longer one, the server could not see how fast the client reads it.
const FRAME: usize = 64 * 1024;
/// For how long in total a client may let its response wait while others are refused.
pub(in crate::web) const GRACE: Duration = Duration::from_secs(10);
/// For how long a refusal is remembered: longer than refused clients wait before they ask again.
const REMEMBERED: Duration = Duration::from_secs(10);

/// The bytes that responses may hold.
#[derive(Clone, Debug)]
pub(in crate::web) struct ResponseBudget {
    free: Arc<Semaphore>,
    held: Gauge,
    shortage: Shortage,
}

impl ResponseBudget {
    /// Creates a budget of which nothing is reserved; `held` shows how many bytes are.
    pub(in crate::web) fn new(held: Gauge) -> Self {
        Self { free: Arc::new(Semaphore::new(TOTAL_BUDGET)), held, shortage: Shortage::new() }
    }

    /// Returns where refused requests are noted, also those that other limits refuse because of slow clients.
    pub(in crate::web) const fn shortage(&self) -> &Shortage {
        &self.shortage
    }

    /// Reserves bytes, if there is room for them.
    fn reserve(&self, bytes: usize) -> Option<Reservation> {
        // A response that is larger than the budget has it to itself.
        let bytes = bytes.min(TOTAL_BUDGET - FOR_SHORT);
        let wanted = u32::try_from(bytes).ok()?;
        let kept = if bytes > SHORT { FOR_SHORT } else { 0 };
        let permit = Some(Arc::clone(&self.free)).filter(|free| free.available_permits() >= bytes.saturating_add(kept));
        let Some(permit) = permit.and_then(|free| free.try_acquire_many_owned(wanted).ok()) else {
            self.shortage.note();
            return None;
        };
        self.held.inc_by(wanted.into());
        Some(Reservation(Arc::new(ReservedBytes { permit: Mutex::new(permit), held: self.held.clone() })))
    }

    /// Returns a body of bytes; a large one is sent in frames and aborted if its client is too slow in a shortage.
    pub(in crate::web) fn body(&self, bytes: Bytes) -> Body {
        if bytes.len() <= FREE_ALLOWANCE {
            return Body::from(bytes);
        }
        Body::new(BudgetedBody::new(Body::from(bytes), None, self.shortage.clone()))
    }
}

/// What one response holds of the budget; free again when the last clone is dropped.
#[derive(Clone, Debug)]
pub(in crate::web) struct Reservation(Arc<ReservedBytes>);

#[derive(Debug)]
struct ReservedBytes {
    permit: Mutex<OwnedSemaphorePermit>,
    held: Gauge,
}

impl ReservedBytes {
    /// Releases all but a number of bytes.
    fn shrink(&self, bytes: usize) {
        let mut permit = self.permit.lock().unwrap_or_else(PoisonError::into_inner);
        let surplus = permit.num_permits().saturating_sub(bytes);
        if let Some(surplus) = permit.split(surplus) {
            self.held.dec_by(count(&surplus));
        }
    }
}

impl Drop for ReservedBytes {
    fn drop(&mut self) {
        self.held.dec_by(count(self.permit.get_mut().unwrap_or_else(PoisonError::into_inner)));
    }
}

fn count(permit: &OwnedSemaphorePermit) -> i64 {
    i64::try_from(permit.num_permits()).unwrap_or(i64::MAX)
}

impl Reservation {
    /// Ties the reservation to the bytes that are left of the response.
    pub(in crate::web) fn carried_by(self, bytes: Bytes) -> Bytes {
        if bytes.len() <= FREE_ALLOWANCE {
            return bytes;
        }
        self.0.shrink(bytes.len());
        Bytes::from_owner(ReservedBuffer { bytes, _reservation: self })
    }
}

/// Bytes, and the reservation that lasts as long as they do.
struct ReservedBuffer {
    bytes: Bytes,
    _reservation: Reservation,
}

impl AsRef<[u8]> for ReservedBuffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// When a request was last refused for want of what slow clients hold.
#[derive(Clone, Debug)]
pub(in crate::web) struct Shortage {
    since: Instant,
    /// In milliseconds after `since`, so that 0 means never.
    last: Arc<AtomicU64>,
}

impl Shortage {
    pub(in crate::web) fn new() -> Self {
        Self { since: Instant::now(), last: Arc::default() }
    }

    /// Notes that a request was refused, or has to wait.
    pub(in crate::web) fn note(&self) {
        self.last.store(self.now().max(1), Ordering::Relaxed);
    }

    /// Checks whether a request was refused a moment ago.
    pub(in crate::web) fn is_recent(&self) -> bool {
        let last = self.last.load(Ordering::Relaxed);
        last > 0 && Duration::from_millis(self.now().saturating_sub(last)) < REMEMBERED
    }

    fn now(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A large body: in frames of a bounded size, with its reservation, and with a bound on how long its client may take.
struct BudgetedBody {
    body: Body,
    /// What is left of a frame that was too long.
    rest: Bytes,
    /// Dropped with the body.
    _reservation: Option<Reservation>,
    shortage: Shortage,
    /// Since when a frame has been waiting for the client, and for how long others have before.
    ready: Option<Instant>,
    waited: Duration,
}

/// The error of a response whose client reads too slowly in a shortage.
#[derive(Debug, thiserror::Error)]
#[error("the client reads its response too slowly, and others need the room")]
struct SlowReader;

impl BudgetedBody {
    fn new(body: Body, reservation: Option<Reservation>, shortage: Shortage) -> Self {
        let (ready, waited) = (None, Duration::ZERO);
        Self { body, rest: Bytes::new(), _reservation: reservation, shortage, ready, waited }
    }

    /// Returns the first part of what is left, as a frame.
    fn part(&mut self) -> Frame<Bytes> {
        self.ready = Some(Instant::now());
        Frame::data(self.rest.split_to(self.rest.len().min(FRAME)))
    }
}

impl http_body::Body for BudgetedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Some(ready) = self.ready.take() {
            self.waited += ready.elapsed();
        }
        if self.waited > GRACE && self.shortage.is_recent() {
            return Poll::Ready(Some(Err(axum::Error::new(SlowReader))));
        }
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.part())));
        }
        match ready!(Pin::new(&mut self.body).poll_frame(context)) {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(bytes) => {
                    self.rest = bytes;
                    Poll::Ready(Some(Ok(self.part())))
                }
                Err(trailers) => Poll::Ready(Some(Ok(trailers))),
            },
            end => Poll::Ready(end),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (rest, body) = (self.rest.len() as u64, self.body.size_hint());
        let mut hint = SizeHint::new();
        hint.set_lower(body.lower() + rest);
        if let Some(upper) = body.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}

/// Reserves what a response holds; the response becomes 503 if the budget has no room for it.
pub(in crate::web) fn reserve(budget: &ResponseBudget, mut response: Response) -> Response {
    let bytes = match response.body().size_hint().exact().map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX)) {
        Some(bytes) if bytes <= FREE_ALLOWANCE => return response,
        Some(bytes) if bytes <= SHORT => bytes,
        Some(bytes) => bytes.saturating_add(ENCODER),
        None => STREAM,
    };
    match budget.reserve(bytes) {
        Some(reservation) => drop(response.extensions_mut().insert(reservation)),
        None => return Error::Busy.into_response(),
    }
    response
}

/// Ties a response's reservation to its body.
pub(in crate::web) fn attach(budget: &ResponseBudget, response: Response) -> Response {
    let Some(reservation) = response.extensions().get::<Reservation>().cloned() else { return response };
    response.map(|body| Body::new(BudgetedBody::new(body, Some(reservation), budget.shortage.clone())))
}
