//! Compression of short responses, in one go: an encoder that is kept takes a third of the time of a new one, which
//! clears its tables for each page.
//!
//! Threat: encoders that wait for slow clients hold their windows in memory. Here, each thread has one encoder of each
//! coding, and is done with it before the response is sent. Long responses are compressed piece by piece (`cooperative_body`).

use std::cell::RefCell;
use std::io;

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use flate2::{Compress, Compression, FlushCompress};
use http_body_util::BodyExt as _;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _};
use zstd::bulk::Compressor;

use crate::web::error::Error;
use crate::web::negotiation::ContentCoding;

/// The levels of the codings, for pages most of which are compressed for one visitor: higher ones take a fifth to a third
/// longer, and make pages 3 to 7 % smaller.
const ZSTD_LEVEL: i32 = 1;
const GZIP_LEVEL: u32 = 2;
const BROTLI_LEVEL: i32 = 2;
/// The base-2 logarithm of the window of gzip and Brotli in bytes: half of the longest short response.
const WINDOW: u8 = 15;

/// Compresses a short response in one go, unless it is encoded already or is no text.
pub(super) async fn compress_short(coding: ContentCoding, mut response: Response) -> Response {
    if !is_compressible(&response) {
        return response;
    }
    vary(response.headers_mut());
    if coding == ContentCoding::Identity {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // The body is in memory: it is short and of known length.
    let encoded = body.collect().await.map(|body| encode(&body.to_bytes(), coding));
    match encoded {
        Ok(Ok(encoded)) => {
            parts.headers.remove(ACCEPT_RANGES);
            parts.headers.remove(CONTENT_LENGTH);
            parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.id()));
            Response::from_parts(parts, Body::from(encoded))
        }
        Ok(Err(error)) => failed(&error),
        Err(error) => failed(&error),
    }
}

fn failed(error: &impl std::fmt::Display) -> Response {
    tracing::debug!(%error, "a response could not be compressed");
    Error::Internal.into_response()
}

/// Checks whether a response is text that is not encoded yet.
fn is_compressible(response: &Response) -> bool {
    let headers = response.headers();
    !headers.contains_key(CONTENT_ENCODING)
        && !headers.contains_key(CONTENT_RANGE)
        && DefaultPredicate::new().should_compress(response)
}

/// Notes that a response depends on the accepted codings.
fn vary(headers: &mut HeaderMap) {
    let names = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(ACCEPT_ENCODING.as_str().as_bytes());
    if !headers.get_all(VARY).iter().any(names) {
        headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    }
}

/// The encoders of a thread.
#[derive(Default)]
struct Encoders {
    zstd: Option<Compressor<'static>>,
    gzip: Option<Compress>,
}

thread_local! {
    static ENCODERS: RefCell<Encoders> = RefCell::default();
}

/// Returns bytes in a content coding.
fn encode(plain: &[u8], coding: ContentCoding) -> io::Result<Vec<u8>> {
    ENCODERS.with_borrow_mut(|encoders| match coding {
        ContentCoding::Zstd => encoders.zstd(plain),
        ContentCoding::Gzip => encoders.gzip(plain),
        ContentCoding::Brotli => brotli(plain),
        ContentCoding::Identity => Ok(plain.to_vec()),
    })
}

impl Encoders {
    fn zstd(&mut self, plain: &[u8]) -> io::Result<Vec<u8>> {
        let encoder = match &mut self.zstd {
            Some(encoder) => encoder,
            none => none.insert(Compressor::new(ZSTD_LEVEL)?),
        };
        encoder.compress(plain)
    }

    fn gzip(&mut self, plain: &[u8]) -> io::Result<Vec<u8>> {
        let new = || Compress::new_gzip(Compression::new(GZIP_LEVEL), WINDOW);
        let encoder = self.gzip.get_or_insert_with(new);
        encoder.reset();
        // A third is usual; the rest is for text that cannot be compressed.
        let mut out = Vec::with_capacity(plain.len() / 2 + 64);
        while encoder.compress_vec(rest(plain, encoder), &mut out, FlushCompress::Finish)? != flate2::Status::StreamEnd
        {
            out.reserve(plain.len() / 2 + 64);
        }
        Ok(out)
    }
}

/// Returns what an encoder has not read yet.
fn rest<'p>(plain: &'p [u8], encoder: &Compress) -> &'p [u8] {
    usize::try_from(encoder.total_in()).ok().and_then(|read| plain.get(read..)).unwrap_or_default()
}

fn brotli(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(plain.len() / 2);
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_LEVEL,
        lgwin: WINDOW.into(),
        size_hint: plain.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*plain, &mut out, &params)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use proptest::prelude::*;

    use super::*;

    /// Decodes with the decoders of the crates, not with those of a browser: tests of the site do that.
    fn decode(encoded: &[u8], coding: ContentCoding) -> Vec<u8> {
        let mut plain = Vec::new();
        match coding {
            ContentCoding::Zstd => plain = zstd::decode_all(encoded).unwrap(),
            ContentCoding::Gzip => drop(flate2::read::GzDecoder::new(encoded).read_to_end(&mut plain).unwrap()),
            ContentCoding::Brotli => brotli::BrotliDecompress(&mut &*encoded, &mut plain).unwrap(),
            ContentCoding::Identity => plain = encoded.to_vec(),
        }
        plain
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn kept_encoders_encode_every_text_by_itself(
            texts in prop::collection::vec(prop_oneof![
                prop::collection::vec(any::<u8>(), 0..70_000),
                "[a-z<>/ ]{0,3000}".prop_map(String::into_bytes),
            ], 1..4)
        ) {
            for text in texts {
                for coding in [ContentCoding::Zstd, ContentCoding::Gzip, ContentCoding::Brotli, ContentCoding::Identity] {
                    prop_assert_eq!(&decode(&encode(&text, coding).unwrap(), coding), &text);
                }
            }
        }
    }
}
