//! Renders the images in `static/` from their sources, in Chromium:
//!
//! `cargo nextest run --run-ignored only -E 'test(draws_the_artwork)'`
//!
//! Each image is compressed losslessly to the smallest PNG.

use std::collections::BTreeMap;
use std::path::Path;

use png::{BitDepth, ColorType, Compression, Filter};
use pop_or_imap::present::Wording;
use pop_or_imap::rulebook::Lang;
use serde_json::json;

use super::Browser;

const ICON: &str = include_str!("../../static/icon.svg");
const PREVIEW: &str = include_str!("preview.html");

/// A picture as Chromium drew it: red, green, blue, opacity.
struct Drawn {
    width: u32,
    height: u32,
    pixels: Vec<[u8; 4]>,
}

/// Renders a page of the size of the image; uncovered parts are transparent.
async fn draw(browser: &Browser, page: &str, width: u32, height: u32) -> Drawn {
    let file = tempfile::Builder::new().suffix(".html").tempfile().unwrap();
    std::fs::write(file.path(), page).unwrap();
    browser
        .cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        )
        .await;
    let clear = json!({ "color": { "r": 0, "g": 0, "b": 0, "a": 0 } });
    browser.cdp("Emulation.setDefaultBackgroundColorOverride", clear).await;
    browser.driver.goto(format!("file://{}", file.path().display())).await.unwrap();
    let shot = browser.driver.screenshot_as_png().await.unwrap();
    let mut decoder = png::Decoder::new(std::io::Cursor::new(shot));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    assert_eq!((frame.width, frame.height), (width, height));
    let pixels = bytes.chunks_exact(4).map(|pixel| <[u8; 4]>::try_from(pixel).unwrap());
    Drawn { width, height, pixels: pixels.collect() }
}

impl Drawn {
    /// Writes the image in the smallest lossless encoding.
    fn png(&self) -> Vec<u8> {
        let filters = [Filter::NoFilter, Filter::Sub, Filter::Up, Filter::Paeth, Filter::Adaptive];
        let ways = filters.into_iter().flat_map(|filter| [Some(self.whole(filter)), self.indexed(filter)]);
        ways.flatten().min_by_key(Vec::len).unwrap()
    }

    fn whole(&self, filter: Filter) -> Vec<u8> {
        let opaque = self.pixels.iter().all(|pixel| pixel[3] == u8::MAX);
        let (color, bytes) = if opaque { (ColorType::Rgb, 3) } else { (ColorType::Rgba, 4) };
        let bytes: Vec<u8> = self.pixels.iter().flat_map(|pixel| pixel[..bytes].to_vec()).collect();
        self.encode(color, filter, &bytes, None)
    }

    /// Encodes colours by a palette, if there are few enough.
    fn indexed(&self, filter: Filter) -> Option<Vec<u8>> {
        let mut colors = BTreeMap::new();
        self.pixels.iter().for_each(|pixel| *colors.entry(*pixel).or_insert(0_u32) += 1);
        let mut colors: Vec<[u8; 4]> = colors.into_keys().collect();
        if colors.len() > 256 {
            return None;
        }
        // Transparent ones first, so that opacity is not checked for the others.
        colors.sort_by_key(|color| color[3]);
        let place = |pixel| u8::try_from(colors.iter().position(|color| color == pixel).unwrap()).unwrap();
        let bytes: Vec<u8> = self.pixels.iter().map(place).collect();
        Some(self.encode(ColorType::Indexed, filter, &bytes, Some(&colors)))
    }

    fn encode(&self, color: ColorType, filter: Filter, bytes: &[u8], palette: Option<&[[u8; 4]]>) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(color);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::High);
        encoder.set_filter(filter);
        if let Some(palette) = palette {
            encoder.set_palette(palette.iter().flat_map(|color| color[..3].to_vec()).collect::<Vec<_>>());
            let opacity = palette.iter().map(|color| color[3]).take_while(|opacity| *opacity < u8::MAX);
            let opacity: Vec<u8> = opacity.collect();
            if !opacity.is_empty() {
                encoder.set_trns(opacity);
            }
        }
        encoder.write_header().unwrap().write_image_data(bytes).unwrap();
        file
    }
}

/// Wraps a PNG in an ICO file, for browsers without SVG icons.
fn ico(png: &[u8], side: u8) -> Vec<u8> {
    let mut file = vec![0, 0, 1, 0, 1, 0, side, side, 0, 0, 1, 0, 32, 0];
    file.extend(u32::try_from(png.len()).unwrap().to_le_bytes());
    file.extend(22_u32.to_le_bytes());
    file.extend(png);
    file
}

fn icon_page(side: u32, background: &str) -> String {
    let icon = ICON.replacen("<svg ", &format!("<svg width={side} height={side} style='display:block' "), 1);
    format!("<!doctype html><body style='margin:0;background:{background}'>{icon}")
}

fn preview_page(lang: Lang) -> String {
    let w = Wording::of(lang);
    let phrases = |words: &str| format!("<span>{}</span>", words.replace('|', "</span><span>"));
    PREVIEW
        .replace("LANG", lang.id())
        .replace("ICON", ICON)
        .replace("PRODUCT", w.layout.product)
        .replace("TITLE", &phrases(w.start.title))
        .replace("WORDS", &phrases(w.start.preview_words))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes the pictures under static/"]
async fn draws_the_artwork() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    let browser = Browser::start().await;
    let write = |name: &str, bytes: &[u8]| {
        println!("{name}: {} bytes", bytes.len());
        std::fs::write(folder.join(name), bytes).unwrap();
    };
    for lang in Lang::ALL {
        let drawn = draw(&browser, &preview_page(lang), 1200, 630).await;
        write(&format!("preview-{}.png", lang.id()), &drawn.png());
    }
    write("favicon.ico", &ico(&draw(&browser, &icon_page(32, "transparent"), 32, 32).await.png(), 32));
    // Phones round the corners themselves.
    write("apple-touch-icon.png", &draw(&browser, &icon_page(180, "#0017c1"), 180, 180).await.png());
    browser.end().await;
}
