//! Theme: an accent colour for light and for dark screens, and a logo.

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
    /// use pop_or_imap::rulebook::Logo;
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
    /// use pop_or_imap::rulebook::Colour;
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
    /// use pop_or_imap::rulebook::Colour;
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
