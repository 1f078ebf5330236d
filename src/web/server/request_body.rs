//! Request bodies that report when they have been received completely.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use axum::http::Request;
use http_body::{Body as _, Frame, SizeHint};
use hyper::body::Incoming;

use super::connection_slots::Slot;

/// A request body, and the slot of its connection.
struct TrackedBody {
    body: Incoming,
    slot: Arc<Slot>,
}

/// Wraps a request's body, so that the slot of its connection is notified when the body has been received.
pub(super) fn track(request: Request<Incoming>, slot: &Arc<Slot>) -> Request<Body> {
    if request.body().is_end_stream() {
        return request.map(|_| Body::empty());
    }
    request.map(|body| Body::new(TrackedBody { body, slot: Arc::clone(slot) }))
}

impl http_body::Body for TrackedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        // The reader of a body of known length does not poll again after its last byte.
        if frame.is_none() || self.body.is_end_stream() {
            self.slot.body_received();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
