//! Branding: an operator's colours and logo. They are no rules: the digest of a rule set does not cover them.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

/// The minimum contrast of text (WCAG 2.2, 1.4.3).
const MIN_CONTRAST: f64 = 4.5;
/// The backgrounds on light screens: card, page, and tinted box.
const LIGHT: [Colour; 3] =
    [Colour::new(0xff, 0xff, 0xff), Colour::new(0xf5, 0xf7, 0xfb), Colour::new(0xee, 0xf2, 0xff)];
/// The backgrounds on dark screens: card, page, and tinted box.
const DARK: [Colour; 3] = [Colour::new(0x1c, 0x1f, 0x28), Colour::new(0x12, 0x14, 0x1a), Colour::new(0x23, 0x2b, 0x4a)];
/// The maximum size of a logo, in bytes.
const MAX_LOGO_BYTES: usize = 32 * 1024;

/// Colours and logo of pages; all `None` for the built-in look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// The colour of buttons and links on light screens.
    pub accent: Option<Colour>,
    /// The colour of buttons and links on dark screens.
    pub accent_dark: Option<Colour>,
    /// The logo in the header.
    pub logo: Option<Logo>,
}

/// A theme as it is written: in a file of its own, or in the `[theme]` section of a rule set of version 1.0.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTheme {
    accent: Option<Spanned<String>>,
    accent_dark: Option<Spanned<String>>,
    logo: Option<Spanned<String>>,
}

/// A value of a theme that is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeError {
    /// The bytes of the file with the value.
    pub span: Range<usize>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What is wrong, in a few words.
    pub label: &'static str,
}

impl Theme {
    /// Checks a theme: colours must be readable on every background, and the logo must be a valid SVG. An empty value
    /// means none.
    #[must_use]
    pub fn resolve(raw: RawTheme) -> (Self, Vec<ThemeError>) {
        let mut errors = Vec::new();
        let theme = Self {
            accent: raw.accent.and_then(|written| resolve_colour(&written, LIGHT, &mut errors)),
            accent_dark: raw.accent_dark.and_then(|written| resolve_colour(&written, DARK, &mut errors)),
            logo: raw.logo.and_then(|written| resolve_logo(&written, &mut errors)),
        };
        (theme, errors)
    }

    /// Checks whether it is the built-in look.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn error(written: &Spanned<String>, message: impl Into<String>, label: &'static str) -> ThemeError {
    ThemeError { span: written.span(), message: message.into(), label }
}

/// Parses a colour for text on these backgrounds.
fn resolve_colour(written: &Spanned<String>, grounds: [Colour; 3], errors: &mut Vec<ThemeError>) -> Option<Colour> {
    if written.get_ref().is_empty() {
        return None;
    }
    let Some(colour) = Colour::read(written.get_ref()) else {
        errors.push(error(written, "a colour is written as #rrggbb", "not a colour"));
        return None;
    };
    let least = grounds.into_iter().map(|ground| colour.contrast(ground)).fold(f64::INFINITY, f64::min);
    if least < MIN_CONTRAST {
        // Truncated rather than rounded: 4.49 is not enough.
        let least = (least * 100.0).floor() / 100.0;
        let message = format!("words in this colour are hard to read: the contrast is {least:.2}, and must be 4.50");
        errors.push(error(written, message, "too close to the ground"));
    }
    Some(colour)
}

fn resolve_logo(written: &Spanned<String>, errors: &mut Vec<ThemeError>) -> Option<Logo> {
    let svg = written.get_ref();
    if svg.trim().is_empty() {
        return None;
    }
    if svg.len() > MAX_LOGO_BYTES {
        // Not parsed, because the XML parser needs quadratic time in the number of attributes.
        errors.push(error(written, "a logo has at most 32 KB", "too long"));
        return None;
    }
    let logo = Logo::read(svg);
    if logo.is_none() {
        let message = "a logo is the text of an SVG, from <svg xmlns=…> to </svg>";
        errors.push(error(written, message, "not a drawing"));
    }
    logo
}

/// A logo: an SVG and its width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// The text of an SVG.
    pub svg: String,
    /// The width at a height of [`Logo::HEIGHT`], in pixels.
    pub width: u32,
}

impl Logo {
    /// The height of logos, in pixels.
    pub const HEIGHT: u32 = 32;
    /// The maximum width of a logo, in pixels.
    const MAX_WIDTH: u32 = 160;

    /// Parses an SVG; `None` if it is not well-formed XML or not an SVG.
    ///
    /// ```
    /// use pop_or_imap::branding::Logo;
    /// let svg = |inside: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>{inside}</svg>");
    /// assert_eq!(Logo::read(&svg("<path d='M0 0h4'/>")).unwrap().width, 64);
    /// assert_eq!(Logo::read(&svg("<path d='M0 0h4'>")), None);
    /// ```
    #[must_use]
    pub fn read(svg: &str) -> Option<Self> {
        let document = roxmltree::Document::parse(svg.trim()).ok()?;
        let root = document.root_element();
        if !root.has_tag_name(("http://www.w3.org/2000/svg", "svg")) {
            return None;
        }
        let sides: Vec<u32> = root.attribute("viewBox").map_or_else(Vec::new, |sides| {
            let whole = |side: &str| side.split('.').next().and_then(|side| side.parse().ok());
            sides.split([' ', ',']).filter(|side| !side.is_empty()).skip(2).filter_map(whole).collect()
        });
        let width = match sides[..] {
            [width, height] if height > 0 => (width.saturating_mul(Self::HEIGHT) / height).clamp(1, Self::MAX_WIDTH),
            _ => Self::HEIGHT,
        };
        Some(Self { svg: svg.trim().to_owned(), width })
    }
}

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// Creates a colour from its components.
    #[must_use]
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Parses `#rrggbb`.
    ///
    /// ```
    /// use pop_or_imap::branding::Colour;
    /// assert_eq!(Colour::read("#0017c1"), Some(Colour::new(0, 0x17, 0xc1)));
    /// assert_eq!(Colour::read("blue"), None);
    /// ```
    #[must_use]
    pub fn read(written: &str) -> Option<Self> {
        let digits = written.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self { red, green, blue })
    }

    /// Formats the colour for style sheets.
    #[must_use]
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// Computes the contrast to another colour, from 1 to 21 (WCAG 2.2, contrast ratio).
    ///
    /// ```
    /// use pop_or_imap::branding::Colour;
    /// let contrast = Colour::new(0, 0x17, 0xc1).contrast(Colour::new(255, 255, 255));
    /// assert!((11.0..11.2).contains(&contrast), "{contrast}");
    /// ```
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Computes the relative luminance, from 0 to 1.
    fn luminance(self) -> f64 {
        let part = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.red) + 0.7152 * part(self.green) + 0.0722 * part(self.blue)
    }
}
