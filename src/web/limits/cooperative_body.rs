//! Cooperative bodies: large responses yield between frames, so that they do not keep a thread from other requests.
//!
//! Threat: compressing a page of hundreds of KB in one poll occupies a thread, and the requests of other clients wait for
//! it. An encoder that waits for a slow client holds its window in memory.
//!
//! Invariant: between two frames of a large response, other tasks of the thread run. A short response is compressed in one
//! go before it is sent, so no encoder waits for its client.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::http::{Extensions, HeaderMap};
use axum::response::Response;
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

/// The size of the largest response that is compressed and sent in one go, in bytes.
pub(in crate::web) const SHORT: usize = 64 * 1024;

/// A body that yields to other tasks after each frame.
///
/// It wraps the compressed body: the compression layer polls its source until it has a frame, so a source that yields
/// would not end the poll.
struct YieldingBody {
    body: Body,
    /// Whether other tasks have had a turn since the last frame.
    has_yielded: bool,
}

impl http_body::Body for YieldingBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if !std::mem::replace(&mut self.has_yielded, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        self.has_yielded = false;
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Marks a response that is sent in frames, with a turn of other tasks after each.
#[derive(Clone, Copy, Debug)]
pub(in crate::web) struct LargeBody;

/// Marks large responses before they are compressed: afterwards, their length is unknown.
pub(in crate::web) async fn mark_large(mut response: Response) -> Response {
    if response.body().size_hint().exact().is_none_or(|bytes| bytes > SHORT as u64) {
        response.extensions_mut().insert(LargeBody);
    }
    response
}

/// Checks whether a response was marked as large.
pub(in crate::web) fn is_large(response: &Response) -> bool {
    response.extensions().get::<LargeBody>().is_some()
}

/// Returns the layer that compresses large responses, with gzip only: its encoder holds 0.3 MB until the client has read the
/// response, an encoder of Brotli up to 3 MB.
pub(in crate::web) fn compression() -> CompressionLayer<impl Predicate> {
    let is_large = |_, _, _: &HeaderMap, extensions: &Extensions| extensions.get::<LargeBody>().is_some();
    CompressionLayer::new().no_br().no_zstd().compress_when(DefaultPredicate::new().and(is_large))
}

/// Makes large responses yield between frames.
pub(in crate::web) async fn yield_between_frames(mut response: Response) -> Response {
    if response.extensions_mut().remove::<LargeBody>().is_none() {
        return response;
    }
    response.map(|body| Body::new(YieldingBody { body, has_yielded: true }))
}
