//! Encodings: detection from the first bytes of a file, and decoding.

use std::borrow::Cow;

use encoding_rs::SHIFT_JIS;

/// A supported encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// Shift_JIS in the variant of Windows (windows-31j), which Excel in Japan writes.
    ShiftJis,
}

/// The signature at the beginning of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileSignature {
    /// UTF-8 with a byte order mark of this length in bytes.
    Utf8Mark(usize),
    /// UTF-16 or UTF-32, of either byte order.
    Utf16,
    /// A workbook or an archive (ZIP, or OLE2, which Excel wrote before 2007).
    Workbook,
    /// No known signature.
    Plain,
}

const SIGNATURES: [(&[u8], FileSignature); 5] = [
    (b"\xEF\xBB\xBF", FileSignature::Utf8Mark(3)),
    (b"\xFF\xFE", FileSignature::Utf16),
    (b"\xFE\xFF", FileSignature::Utf16),
    (b"PK\x03\x04", FileSignature::Workbook),
    (b"\xD0\xCF\x11\xE0", FileSignature::Workbook),
];

impl FileSignature {
    pub(super) fn detect(bytes: &[u8]) -> Self {
        let found = SIGNATURES.iter().find(|(prefix, _)| bytes.starts_with(prefix));
        found.map_or(Self::Plain, |(_, signature)| *signature)
    }
}

/// The number of valid characters outside ASCII for which one invalid UTF-8 sequence is tolerated. With fewer, the file
/// is taken for Shift_JIS.
const VALID_PER_INVALID: usize = 4;

impl Encoding {
    /// Detects the encoding; `None` if all bytes are ASCII. If `more` bytes follow, a character may be cut off at the
    /// end.
    pub(super) fn detect(bytes: &[u8], more: bool) -> Option<Self> {
        if bytes.is_ascii() {
            return None;
        }
        let (mut valid, mut invalid) = (0_usize, 0_usize);
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            let cut = more && chunks.peek().is_none() && is_cut_off(chunk.invalid());
            invalid += usize::from(!chunk.invalid().is_empty() && !cut);
        }
        match (valid, invalid) {
            (0, 0) => None,
            _ if invalid * VALID_PER_INVALID <= valid => Some(Self::Utf8),
            _ => Some(Self::ShiftJis),
        }
    }

    /// Decodes bytes, and returns whether all of them were valid; invalid sequences become `U+FFFD`.
    pub(super) fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        match self {
            Self::Utf8 => {
                let text = String::from_utf8_lossy(bytes);
                let is_valid = matches!(text, Cow::Borrowed(_));
                (text, is_valid)
            }
            Self::ShiftJis => {
                let (text, has_errors) = SHIFT_JIS.decode_without_bom_handling(bytes);
                (text, !has_errors)
            }
        }
    }

    /// Returns the common name of the encoding.
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

/// Decodes a whole table, without its byte order mark; invalid sequences become `U+FFFD`.
///
/// ```
/// use pop_or_imap::present::accounts_csv;
/// assert_eq!(accounts_csv::text(b"\x89c\x8b\xc6"), "営業");
/// ```
#[must_use]
pub fn text(table: &[u8]) -> String {
    let encoding = Encoding::detect(table, false).unwrap_or(Encoding::Utf8);
    encoding.decode(table).0.trim_start_matches('\u{FEFF}').to_owned()
}

/// Checks whether bytes are an incomplete character in UTF-8.
fn is_cut_off(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}
