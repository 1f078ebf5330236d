//! QR codes (ISO/IEC 18004) of URLs: as the path of an SVG drawing, and as a PNG.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

/// The width of the quiet zone around a code, in modules.
const QUIET: usize = 4;
/// The side of a module in a PNG, in pixels.
const SCALE: usize = 8;

/// A code as a drawing.
pub(in crate::web) struct Drawing {
    /// The side of the drawing in modules, including the quiet zone.
    pub(in crate::web) size: usize,
    /// The dark modules, as the `d` of a path.
    pub(in crate::web) path: String,
}

/// Draws a URL; `None` if it is longer than a code can hold.
pub(in crate::web) fn draw(address: &str) -> Option<Drawing> {
    let code = Modules::of(address)?;
    // Each run of dark modules is a stroke through the middle of its row, with relative moves between them.
    let mut path = format!("M{QUIET} {QUIET}.5");
    let (mut pen, mut rows_down) = (0_usize, 0);
    for row in code.rows() {
        let mut x = 0_usize;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&true) {
                let sign = if x < pen { "-" } else { "" };
                // Writing to a String cannot fail.
                let _ = write!(path, "m{sign}{} {rows_down}h{}", x.abs_diff(pen), run.len());
                (pen, rows_down) = (x + run.len(), 0);
            }
            x += run.len();
        }
        rows_down += 1;
    }
    Some(Drawing { size: code.width + 2 * QUIET, path })
}

/// Draws a URL as a PNG in black and white; `None` if it is longer than a code can hold.
pub(in crate::web) fn png(address: &str) -> Option<Vec<u8>> {
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
