//! Owns encodings: which one a file is in, and its bytes as text.

use std::borrow::Cow;

use encoding_rs::SHIFT_JIS;

/// An encoding that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with a byte order mark or without.
    Utf8,
    /// Shift_JIS as Windows has it (windows-31j): what Excel in Japan writes.
    ShiftJis,
}

/// How the bytes of a file begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// As UTF-8 with a byte order mark of so many bytes.
    Utf8Mark(usize),
    /// As UTF-16 or UTF-32, of either byte order.
    Utf16,
    /// As a workbook or another packed file (ZIP, or OLE2 as Excel wrote before 2007).
    Workbook,
    /// In no telling way.
    Plain,
}

const MARKS: [(&[u8], Opening); 5] = [
    (b"\xEF\xBB\xBF", Opening::Utf8Mark(3)),
    (b"\xFF\xFE", Opening::Utf16),
    (b"\xFE\xFF", Opening::Utf16),
    (b"PK\x03\x04", Opening::Workbook),
    (b"\xD0\xCF\x11\xE0", Opening::Workbook),
];

/// Tells how a file begins.
pub(super) fn opening(bytes: &[u8]) -> Opening {
    let mark = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark));
    mark.map_or(Opening::Plain, |(_, opening)| *opening)
}

/// A byte that breaks UTF-8 is a slip where so many characters are sound, and a sign of Shift_JIS where fewer are.
const SOUND_FOR_A_SLIP: usize = 4;

impl Encoding {
    /// Decides on an encoding; `None` where all is ASCII. With `more` to come, a character may be cut off at the end.
    pub(super) fn of(bytes: &[u8], more: bool) -> Option<Self> {
        if bytes.is_ascii() {
            return None;
        }
        let (mut sound, mut broken) = (0_usize, 0_usize);
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            let cut = more && chunks.peek().is_none() && is_cut_off(chunk.invalid());
            broken += usize::from(!chunk.invalid().is_empty() && !cut);
        }
        match (sound, broken) {
            (0, 0) => None,
            _ if broken * SOUND_FOR_A_SLIP <= sound => Some(Self::Utf8),
            _ => Some(Self::ShiftJis),
        }
    }

    /// Gives bytes as text, and whether all of them could be read; what could not is `U+FFFD`.
    pub(super) fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        match self {
            Self::Utf8 => {
                let text = String::from_utf8_lossy(bytes);
                let sound = matches!(text, Cow::Borrowed(_));
                (text, sound)
            }
            Self::ShiftJis => {
                let (text, broken) = SHIFT_JIS.decode_without_bom_handling(bytes);
                (text, !broken)
            }
        }
    }

    /// Gives the name that people know.
    ///
    /// ```
    /// use pop_or_imap::present::accounts_csv::Encoding;
    /// assert_eq!(Encoding::ShiftJis.name(), "Shift_JIS");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::ShiftJis => "Shift_JIS",
        }
    }
}

/// Gives a whole table as text, without a byte order mark; what cannot be read is `U+FFFD`.
///
/// ```
/// use pop_or_imap::present::accounts_csv;
/// assert_eq!(accounts_csv::text(b"\x89c\x8b\xc6"), "営業");
/// ```
#[must_use]
pub fn text(table: &[u8]) -> String {
    let encoding = Encoding::of(table, false).unwrap_or(Encoding::Utf8);
    encoding.decode(table).0.trim_start_matches('\u{FEFF}').to_owned()
}

/// Tells whether bytes are the beginning of a character in UTF-8.
fn is_cut_off(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}
