//! Cooperative bodies: large responses yield between frames, so that they do not keep a thread from other requests.
//!
//! Threat: compressing a page of hundreds of KB in one poll occupies a thread, and the requests of other clients wait for
//! it. An encoder that waits for a slow client holds its window in memory.
//!
//! Invariant: between two frames of a large response, other tasks of the thread run. A short response is compressed in one
//! go before it is sent, so no encoder waits for its client.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::ACCEPT_ENCODING;
use axum::response::Response;
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::compression::CompressionLayer;

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

/// Checks whether a response that is not compressed yet is large: sent in frames, with a turn of other tasks after each.
pub(in crate::web) fn is_large(response: &Response) -> bool {
    response.body().size_hint().exact().is_none_or(|bytes| bytes > SHORT as u64)
}

/// Compresses a large response piece by piece, with gzip only: its encoder holds 0.3 MB until the client has read the
/// response, an encoder of Brotli up to 3 MB.
pub(in crate::web) async fn compress_large(accepted: HeaderValue, response: Response) -> Response {
    let mut request = Request::new(Body::empty());
    request.headers_mut().insert(ACCEPT_ENCODING, accepted);
    let mut response = Some(response);
    let respond = service_fn(move |_| std::future::ready(Ok::<_, Infallible>(response.take().unwrap_or_default())));
    let encoded = CompressionLayer::new().no_br().no_zstd().layer(respond).oneshot(request).await;
    encoded.unwrap_or_else(|never| match never {}).map(Body::new)
}

/// Makes a large response yield between frames.
pub(in crate::web) fn yield_between_frames(response: Response) -> Response {
    response.map(|body| Body::new(YieldingBody { body, has_yielded: true }))
}
