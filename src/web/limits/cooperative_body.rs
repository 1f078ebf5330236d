//! Owns taking turns: what takes long is sent a piece at a time.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::http::header::CONTENT_ENCODING;
use axum::http::{Extensions, HeaderMap};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use crate::web::error::Error;

/// Answers up to so many bytes are compressed and sent in one go.
pub(in crate::web) const SHORT: usize = 64 * 1024;

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
pub(in crate::web) struct Long;

/// Marks long answers, before they are compressed: afterwards, their length is unknown.
pub(in crate::web) async fn mark_long(mut response: Response) -> Response {
    if response.body().size_hint().exact().is_none_or(|bytes| bytes > SHORT as u64) {
        response.extensions_mut().insert(Long);
    }
    response
}

/// Compresses long answers with gzip only: its encoder holds 0.3 MB until the client has read the answer, while one of
/// Brotli holds up to 3 MB. Short answers are compressed in one go with whatever the client prefers.
pub(in crate::web) fn compression() -> (CompressionLayer<impl Predicate>, CompressionLayer<impl Predicate>) {
    let is_long = |_, _, _: &HeaderMap, extensions: &Extensions| extensions.get::<Long>().is_some();
    let is_short = |_, _, _: &HeaderMap, extensions: &Extensions| extensions.get::<Long>().is_none();
    let usual = DefaultPredicate::new;
    let long = CompressionLayer::new().no_br().no_zstd().compress_when(usual().and(is_long));
    (long, CompressionLayer::new().compress_when(usual().and(is_short)))
}

/// Sends long answers piece by piece; compresses short ones in one go, so that no encoder waits for a client.
pub(in crate::web) async fn piece_by_piece(mut response: Response) -> Response {
    if response.extensions_mut().remove::<Long>().is_some() {
        return response.map(|body| Body::new(Pieces { body, rested: true }));
    }
    if !response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let (parts, body) = response.into_parts();
    match body.collect().await {
        Ok(body) => Response::from_parts(parts, Body::from(body.to_bytes())),
        // What is made in memory does not fail half-way.
        Err(_) => Error::Internal.into_response(),
    }
}
