//! Owns taking turns: what takes long is sent a piece at a time.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};

/// Answers up to so many bytes are sent in one go.
const SHORT: u64 = 64 * 1024;

/// A body that lets others have their turn after each piece.
///
/// The layer that compresses makes a piece of whatever its source gives, even where the source itself stands back; only
/// outside of it can a turn end.
struct Pieces {
    body: Body,
    /// Whether the next piece comes after a turn of others.
    rested: bool,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if !std::mem::replace(&mut self.rested, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        self.rested = false;
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Marks an answer that is sent piece by piece.
#[derive(Clone, Copy, Debug)]
struct Long;

/// Marks long answers, before they are compressed: afterwards, nobody knows how long they are.
///
/// All others are compressed in one go. Many that are half compressed would take memory, some hundred KB each.
pub(super) async fn mark_long(mut response: Response) -> Response {
    if response.body().size_hint().exact().is_none_or(|bytes| bytes > SHORT) {
        response.extensions_mut().insert(Long);
    }
    response
}

/// Sends long answers piece by piece.
pub(super) async fn piece_by_piece(mut response: Response) -> Response {
    if response.extensions_mut().remove::<Long>().is_none() {
        return response;
    }
    response.map(|body| Body::new(Pieces { body, rested: true }))
}
