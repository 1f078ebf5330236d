//! Resolving of the theme: colours that are readable on every background, and a logo that is a valid SVG.

use toml::Spanned;

use super::Resolver;
use crate::rulebook::parse::raw_items::RawTheme;
use crate::rulebook::theme::{Colour, Logo, Theme};

/// The minimum contrast of text (WCAG 2.2, 1.4.3).
const MIN_CONTRAST: f64 = 4.5;
/// The backgrounds on light screens: page and box.
const LIGHT: [Colour; 2] = [Colour::new(0xff, 0xff, 0xff), Colour::new(0xe8, 0xf1, 0xfe)];
/// The backgrounds on dark screens: page and box.
const DARK: [Colour; 2] = [Colour::new(0x1a, 0x1a, 0x1a), Colour::new(0x22, 0x30, 0x4d)];
/// The maximum size of a logo, in bytes.
const MAX_LOGO_BYTES: usize = 32 * 1024;

impl Resolver<'_> {
    pub(super) fn theme(&mut self, raw: RawTheme) -> Theme {
        Theme {
            accent: raw.accent.and_then(|written| self.colour(&written, LIGHT)),
            accent_dark: raw.accent_dark.and_then(|written| self.colour(&written, DARK)),
            logo: raw.logo.and_then(|written| self.logo(&written)),
        }
    }

    /// Parses a colour for text on these backgrounds; an empty one means none.
    fn colour(&mut self, written: &Spanned<String>, grounds: [Colour; 2]) -> Option<Colour> {
        if written.get_ref().is_empty() {
            return None;
        }
        let Some(colour) = Colour::read(written.get_ref()) else {
            self.bad_value(written, "a colour is written as #rrggbb", "not a colour");
            return None;
        };
        let least = grounds.into_iter().map(|ground| colour.contrast(ground)).fold(f64::INFINITY, f64::min);
        if least < MIN_CONTRAST {
            // Truncated rather than rounded: 4.49 is not enough.
            let least = (least * 100.0).floor() / 100.0;
            let message =
                format!("words in this colour are hard to read: the contrast is {least:.2}, and must be 4.50");
            self.bad_value(written, &message, "too close to the ground");
        }
        Some(colour)
    }

    fn logo(&mut self, written: &Spanned<String>) -> Option<Logo> {
        let svg = written.get_ref();
        if svg.trim().is_empty() {
            return None;
        }
        if svg.len() > MAX_LOGO_BYTES {
            // Not parsed, because the XML parser needs quadratic time in the number of attributes.
            self.bad_value(written, "a logo has at most 32 KB", "too long");
            return None;
        }
        let logo = Logo::read(svg);
        if logo.is_none() {
            self.bad_value(written, "a logo is the text of an SVG, from <svg xmlns=…> to </svg>", "not a drawing");
        }
        logo
    }
}
