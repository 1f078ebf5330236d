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
use axum::http::header::CONTENT_ENCODING;
use axum::http::{Extensions, HeaderMap};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use crate::web::error::Error;

/// The size of the largest response that is compressed and sent in one go, in bytes.
pub(in crate::web) const SHORT: usize = 64 * 1024;

/// The level at which short responses are compressed, most of them for one visitor: higher levels take two to four times
/// as long, and make pages at most a tenth smaller.
const QUALITY: CompressionLevel = CompressionLevel::Precise(2);

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

/// Returns the layers that compress large and short responses.
///
/// Large ones are compressed with gzip only: its encoder holds 0.3 MB until the client has read the response, an encoder
/// of Brotli up to 3 MB. Short ones are compressed in one go with the coding that the client prefers.
pub(in crate::web) fn compression() -> (CompressionLayer<impl Predicate>, CompressionLayer<impl Predicate>) {
    let is_large = |_, _, _: &HeaderMap, extensions: &Extensions| extensions.get::<LargeBody>().is_some();
    let is_short = |_, _, _: &HeaderMap, extensions: &Extensions| extensions.get::<LargeBody>().is_none();
    let usual = DefaultPredicate::new;
    let large = CompressionLayer::new().no_br().no_zstd().compress_when(usual().and(is_large));
    let short = CompressionLayer::new().quality(QUALITY).compress_when(usual().and(is_short));
    (large, short)
}

/// Makes large responses yield between frames, and compresses short ones in one go, so that no encoder waits for a client.
pub(in crate::web) async fn yield_between_frames(mut response: Response) -> Response {
    if response.extensions_mut().remove::<LargeBody>().is_some() {
        return response.map(|body| Body::new(YieldingBody { body, has_yielded: true }));
    }
    if !response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let (parts, body) = response.into_parts();
    match body.collect().await {
        Ok(body) => Response::from_parts(parts, Body::from(body.to_bytes())),
        Err(error) => {
            tracing::debug!(%error, "a response could not be compressed");
            Error::Internal.into_response()
        }
    }
}
