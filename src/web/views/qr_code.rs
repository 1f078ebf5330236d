//! QR codes (ISO/IEC 18004) of URLs: drawings for pages and paper, and PNG images to download.
//!
//! Making a code takes as long as rendering a page. So pages only refer to it: what a visitor reads is not delayed.

use std::fmt::Write as _;

use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use fast_qr::{ECL, QRBuilder};

use super::layout::NOT_INDEXED;
use crate::web::error::Error;

/// The width of the quiet zone around a code, in modules.
const QUIET: usize = 4;
/// The side of a module in a PNG, in pixels.
const SCALE: usize = 8;

/// The longest URL that a code can hold, in bytes: version 40 with the lowest level of error correction.
const CAPACITY: usize = 2_953;

/// Checks whether a code can hold a URL.
pub(in crate::web) const fn can_hold(address: &str) -> bool {
    address.len() <= CAPACITY
}

/// Returns the code of a URL as an SVG image; 414 if it is longer than a code can hold.
pub(in crate::web) fn svg_response(address: &str) -> Response {
    respond(svg(address), "image/svg+xml")
}

/// Returns the code of a URL as a PNG image; 414 if it is longer than a code can hold.
pub(in crate::web) fn png_response(address: &str) -> Response {
    respond(png(address), "image/png")
}

fn respond(file: Option<impl IntoResponse>, content_type: &'static str) -> Response {
    let Some(file) = file else { return Error::UriTooLong.into_response() };
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(NOT_INDEXED.0, HeaderValue::from_static(NOT_INDEXED.1));
    response
}

/// Draws a URL as an SVG in black on white; `None` if it is longer than a code can hold. Unlike pixels, it stays sharp on
/// paper.
fn svg(address: &str) -> Option<String> {
    let code = Modules::of(address)?;
    let size = code.width + 2 * QUIET;
    let mut file = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path stroke=\"#000\" d=\"M{QUIET} {QUIET}.5"
    );
    // Each run of dark modules is a stroke through the middle of its row, with relative moves between them.
    let (mut pen, mut rows_down) = (0_usize, 0);
    for row in code.rows() {
        let mut x = 0_usize;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&true) {
                let sign = if x < pen { "-" } else { "" };
                // Writing to a String cannot fail.
                let _ = write!(file, "m{sign}{} {rows_down}h{}", x.abs_diff(pen), run.len());
                (pen, rows_down) = (x + run.len(), 0);
            }
            x += run.len();
        }
        rows_down += 1;
    }
    file.push_str("\"/></svg>");
    Some(file)
}

/// Draws a URL as a PNG in black and white; `None` if it is longer than a code can hold.
fn png(address: &str) -> Option<Vec<u8>> {
    let code = Modules::of(address)?;
    let side = (code.width + 2 * QUIET) * SCALE;
    let mut pixels = vec![u8::MAX; side.div_ceil(8) * side];
    // A module is as wide as a byte has bits, so a dark one is a byte of zeros in each of its rows.
    for (y, row) in code.rows().enumerate() {
        for line in pixels.chunks_mut(side / SCALE).skip((y + QUIET) * SCALE).take(SCALE) {
            for (byte, module) in line.iter_mut().skip(QUIET).zip(row) {
                *byte = if *module { 0 } else { u8::MAX };
            }
        }
    }
    let side = u32::try_from(side).ok()?;
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    written.inspect_err(|error| tracing::debug!(%error, "a QR code cannot be written as an image")).ok()?;
    Some(file)
}

/// The modules of a code, row by row; dark ones are true.
struct Modules {
    width: usize,
    dark: Vec<bool>,
}

impl Modules {
    fn of(address: &str) -> Option<Self> {
        let code = [ECL::M, ECL::L].into_iter().find_map(|level| QRBuilder::new(address).ecl(level).build().ok())?;
        let modules = code.data.iter().take(code.size * code.size);
        Some(Self { width: code.size, dark: modules.map(|module| module.value()).collect() })
    }

    fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.width.max(1))
    }
}
