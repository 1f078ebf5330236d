//! Owns the memory that the bodies of requests take: so many bytes for all that are under way together.
//!
//! A slow sender holds what it has sent and no more. While other bodies are refused, one that has waited for its sender
//! for [`GRACE`] in total is ended, so slow senders do not keep others out. The first bytes
//! of each body are nobody's: the small forms of the pages always get through, whatever long lists are under way.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

use super::response_budget::{GRACE, Shortage};
use crate::web::error::Error;

/// How many bytes all bodies under way may have.
const ROOM: usize = 32 * 1024 * 1024;
/// How many bytes of one body are free: as many for each connection as are held for its head.
const FREE: usize = 16 * 1024;
/// How many bytes of one body are counted: no handler keeps more, what comes behind is dropped as it comes.
const MOST_KEPT: usize = 4 * 1024 * 1024;
/// How often a body that waits for its sender looks whether others need its room.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The room for bodies.
#[derive(Clone, Debug)]
pub(in crate::web) struct BodyBudget {
    free: Arc<Semaphore>,
    /// Clients that read slowly what large bodies are answered with hold room for these.
    shortage: Shortage,
}

impl BodyBudget {
    /// Creates a budget of which nothing is taken.
    pub(in crate::web) fn new(shortage: &Shortage) -> Self {
        Self { free: Arc::new(Semaphore::new(ROOM)), shortage: shortage.clone() }
    }
}

/// What one request's body holds of the room, until the answer has been sent.
#[derive(Debug, Default)]
struct Held {
    bytes: Mutex<Bytewise>,
    refused: AtomicBool,
}

impl Held {
    /// Returns whether it holds no room, as it does for small bodies.
    fn is_empty(&self) -> bool {
        let held = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        held.room.as_ref().is_none_or(|room| room.num_permits() == 0)
    }
}

/// How many bytes have come, and the room taken for them.
#[derive(Debug, Default)]
struct Bytewise {
    come: usize,
    room: Option<OwnedSemaphorePermit>,
}

/// A body whose bytes are counted as they come.
struct Counted {
    body: Body,
    room: BodyBudget,
    held: Arc<Held>,
    /// Since when it has been waiting for the sender, and for how long it had waited before.
    waiting: Option<Instant>,
    waited: Duration,
    /// Wakes the body while it waits.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Counted {
    /// Takes room for what has come; tells whether there was enough.
    fn take(&self, bytes: usize) -> bool {
        let mut held = self.held.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        held.come = held.come.saturating_add(bytes);
        let taken = held.room.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let wanted = u32::try_from(held.come.saturating_sub(FREE).min(MOST_KEPT) - taken).ok();
        let Some(wanted) = wanted.and_then(|bytes| Arc::clone(&self.room.free).try_acquire_many_owned(bytes).ok())
        else {
            self.held.refused.store(true, Ordering::Relaxed);
            self.room.shortage.note();
            return false;
        };
        match held.room.as_mut() {
            Some(room) => room.merge(wanted),
            None => held.room = Some(wanted),
        }
        true
    }
}

impl Counted {
    /// Waits for the sender; resolves where it has been too slow while other bodies are refused.
    fn poll_too_slow(&mut self, context: &mut Context) -> Poll<()> {
        let waiting = *self.waiting.get_or_insert_with(Instant::now);
        while !self.held.is_empty() {
            if self.waited + waiting.elapsed() > GRACE && self.room.shortage.is_recent() {
                return Poll::Ready(());
            }
            let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(LOOK_EVERY)));
            ready!(timer.as_mut().poll(context));
            self.timer = None;
        }
        Poll::Pending
    }
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            ready!(self.poll_too_slow(context));
            self.held.refused.store(true, Ordering::Relaxed);
            return Poll::Ready(Some(Err(axum::Error::new(Full))));
        };
        if let Some(waiting) = self.waiting.take() {
            self.waited += waiting.elapsed();
        }
        let bytes = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()).map_or(0, Bytes::len);
        if self.take(bytes) { Poll::Ready(frame) } else { Poll::Ready(Some(Err(axum::Error::new(Full)))) }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// There is no room for more bodies.
#[derive(Debug, thiserror::Error)]
#[error("there is no room for more bodies")]
struct Full;

/// Counts the bytes of a request's body, and answers 503 where there is no room for them.
pub(in crate::web) async fn count(State(room): State<BodyBudget>, request: Request, next: Next) -> Response {
    if http_body::Body::is_end_stream(request.body()) {
        return next.run(request).await;
    }
    let held = Arc::new(Held::default());
    let counted = |body| {
        let (waiting, waited, timer) = (None, Duration::ZERO, None);
        Body::new(Counted { body, room, held: Arc::clone(&held), waiting, waited, timer })
    };
    let response = next.run(request.map(counted)).await;
    if held.refused.load(Ordering::Relaxed) {
        return Error::Busy.into_response();
    }
    // What was sent may be answered piece by piece: its room is free once the answer has gone.
    response.map(|body| if held.is_empty() { body } else { Body::new(HoldingBody { body, _held: held }) })
}

/// A response's body, and the room of the request's body that it was made from.
struct HoldingBody {
    body: Body,
    _held: Arc<Held>,
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

    /// Returns the body's own size: a response of unknown size would be sent piece by piece.
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
    fn stalled(room: &BodyBudget, bytes: usize) -> Counted {
        let sent = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from(vec![b'x'; bytes]))]);
        Counted {
            body: Body::from_stream(sent.chain(stream::pending())),
            room: room.clone(),
            held: Arc::default(),
            waiting: None,
            waited: Duration::ZERO,
            timer: None,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stalled_sender_keeps_its_room_until_others_need_it() {
        let shortage = Shortage::new();
        let room = BodyBudget::new(&shortage);
        let mut body = stalled(&room, 1024 * 1024);
        assert!(body.frame().await.is_some_and(|frame| frame.is_ok()));
        let minute = tokio::time::timeout(Duration::from_mins(1), body.frame()).await;
        assert!(minute.is_err(), "nobody needs the room");
        shortage.note();
        let ended = tokio::time::timeout(LOOK_EVERY * 2, body.frame()).await;
        assert!(ended.unwrap().unwrap().is_err(), "others need it");
        // The first bytes of a body are free: a small one is not ended.
        let mut small = stalled(&room, FREE);
        assert!(small.frame().await.is_some_and(|frame| frame.is_ok()));
        shortage.note();
        assert!(tokio::time::timeout(GRACE, small.frame()).await.is_err());
    }
}
