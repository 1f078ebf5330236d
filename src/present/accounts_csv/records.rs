//! Record reader: splits bytes into records and cells (RFC 4180) with their line numbers, in constant memory.
//!
//! It works on bytes: in UTF-8 and Shift_JIS, no byte of a multi-byte character equals a delimiter, quote or line end.

use std::io::{self, ErrorKind, Read};

use csv_core::ReadRecordResult;

use super::MAX_COLUMNS;

/// The number of bytes from which encoding and delimiter are detected, and that are read at a time.
const BUFFER: usize = 64 * 1024;
/// The maximum length of a record whose cells are stored, in bytes.
const MAX_RECORD: usize = 1024 * 1024;
/// The buffer size for cells beyond [`MAX_COLUMNS`], in bytes and in cells.
const SURPLUS: usize = 512;

/// Reads records one after the other into the same buffers.
#[derive(Debug)]
pub(super) struct Records<R> {
    input: R,
    buffer: Vec<u8>,
    /// The number of consumed bytes of the buffer.
    at: usize,
    ended: bool,
    core: csv_core::Reader,
    /// The line of the next byte, counted from 1.
    line: u64,
    after_return: bool,
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Scratch space for cells that are counted but not stored.
    surplus: (Box<[u8]>, Box<[usize]>),
}

/// One record, its cells undecoded.
#[derive(Debug)]
pub(super) struct Record<'r> {
    /// The line on which the record begins.
    pub(super) line: u64,
    /// The bytes of all cells.
    pub(super) text: &'r [u8],
    ends: &'r [usize],
    /// The cells beyond those that are stored.
    pub(super) surplus: Surplus,
    /// Why the record cannot be split into cells, if so.
    pub(super) malformed: Option<MalformedRecord>,
}

/// Why a record cannot be split into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MalformedRecord {
    /// The file ended inside a quoted cell.
    UnclosedQuote,
    /// The record is longer than [`MAX_RECORD`]; none of its cells are stored.
    TooLong,
}

impl<R: Read> Records<R> {
    /// Reads the first bytes, from which encoding and delimiter are detected.
    pub(super) fn new(input: R) -> io::Result<Self> {
        let mut records = Self {
            input,
            buffer: Vec::new(),
            at: 0,
            ended: false,
            core: csv_core::Reader::new(),
            line: 1,
            after_return: false,
            text: vec![0; 4096],
            ends: vec![0; 64],
            surplus: (vec![0; SURPLUS].into(), vec![0; SURPLUS].into()),
        };
        let mut whole = Vec::with_capacity(BUFFER);
        while whole.len() < BUFFER && !records.ended {
            records.fill()?;
            whole.append(&mut records.buffer);
        }
        records.buffer = whole;
        Ok(records)
    }

    /// Returns the bytes that are read but not consumed, and whether more follow.
    pub(super) fn ahead(&self) -> (&[u8], bool) {
        (self.buffer.get(self.at..).unwrap_or_default(), !self.ended)
    }

    /// Skips a byte order mark.
    pub(super) const fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Detects the delimiter from the first line that is not blank: a tab if the line has a tab and no comma.
    pub(super) fn find_delimiter(&mut self) {
        let (mut quoted, mut anything, mut delimiter) = (false, false, b',');
        for byte in self.ahead().0 {
            match byte {
                b',' if !quoted => {
                    delimiter = b',';
                    break;
                }
                b'\t' if !quoted => delimiter = b'\t',
                b'\r' | b'\n' if anything && !quoted => break,
                b'"' => quoted = !quoted,
                _ => {}
            }
            anything |= !byte.is_ascii_whitespace();
        }
        self.core = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    }

    /// Reads the next record; empty lines are skipped.
    pub(super) fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        while let Some(byte) = self.peek()? {
            if !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.consume(1);
        }
        if self.ended && self.ahead().0.is_empty() {
            return Ok(None);
        }
        let line = self.line;
        let (mut length, mut count) = (0, 0);
        let (mut malformed, mut closing) = (None, false);
        let mut surplus = Surplus::default();
        loop {
            self.peek()?;
            let ahead = self.buffer.get(self.at..).unwrap_or_default();
            // At the end of the file, a line end is added. It ends the record unless a quote is open.
            let closed = self.ended && ahead.is_empty();
            let input = match (closed, closing) {
                (false, _) => ahead,
                (true, false) => b"\n",
                (true, true) => b"",
            };
            let beyond = count >= MAX_COLUMNS;
            let (text, ends) = if beyond {
                (&mut self.surplus.0[..], &mut self.surplus.1[..])
            } else {
                (self.text.get_mut(length..).unwrap_or_default(), self.ends.get_mut(count..).unwrap_or_default())
            };
            let (result, read, written, ended) = self.core.read_record(input, text, ends);
            if beyond {
                surplus.add(length, text.get(..written).unwrap_or_default(), ends.get(..ended).unwrap_or_default());
            } else {
                (length, count) = (length + written, count + ended);
            }
            if !closed {
                self.consume(read);
            } else if read > 0 && result != ReadRecordResult::Record {
                (closing, malformed) = (true, malformed.or(Some(MalformedRecord::UnclosedQuote)));
            }
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull if count >= MAX_COLUMNS => {}
                ReadRecordResult::OutputFull if self.text.len() < MAX_RECORD => {
                    self.text.resize(self.text.len() * 2, 0);
                }
                ReadRecordResult::OutputFull => {
                    malformed = Some(MalformedRecord::TooLong);
                    (length, count) = (0, 0);
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize((self.ends.len() * 2).min(MAX_COLUMNS), 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        if malformed == Some(MalformedRecord::TooLong) {
            (length, count, surplus) = (0, 0, Surplus::default());
        }
        let text = self.text.get(..length).unwrap_or_default();
        Ok(Some(Record { line, text, ends: self.ends.get(..count).unwrap_or_default(), surplus, malformed }))
    }

    /// Returns the next byte without consuming it, and fills the buffer if it is empty; `None` at the end.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at >= self.buffer.len() && !self.ended {
            self.at = 0;
            self.fill()?;
        }
        Ok(self.buffer.get(self.at).copied())
    }

    /// Fills the buffer with the next bytes of the input.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.resize(BUFFER, 0);
        let read = loop {
            match self.input.read(&mut self.buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.buffer.truncate(*read.as_ref().unwrap_or(&0));
        self.ended = self.buffer.is_empty();
        read.map(|_| ())
    }

    /// Consumes bytes, and counts the line ends in them: LF, CR or CR LF.
    fn consume(&mut self, bytes: usize) {
        let end = self.at + bytes;
        for byte in self.buffer.get(self.at..end).unwrap_or_default() {
            match byte {
                b'\n' if self.after_return => {}
                b'\n' | b'\r' => self.line += 1,
                _ => {}
            }
            self.after_return = *byte == b'\r';
        }
        self.at = end;
    }
}

/// The cells of a record beyond [`MAX_COLUMNS`], which are only counted.
#[derive(Debug, Default)]
pub(super) struct Surplus {
    /// The bytes of these cells so far.
    bytes: usize,
    pub(super) cells: usize,
    /// Whether the current cell is not blank.
    filled: bool,
    /// The number of the last cell that is not blank, counted from 1.
    pub(super) last_filled: Option<usize>,
}

impl Surplus {
    /// Adds text after the first `stored` bytes of the record; `ends` are counted from the start of the record.
    fn add(&mut self, stored: usize, text: &[u8], ends: &[usize]) {
        let mut from = 0;
        for end in ends {
            let to = end.saturating_sub(stored + self.bytes).clamp(from, text.len());
            self.fill(text.get(from..to).unwrap_or_default());
            self.cells += 1;
            if std::mem::take(&mut self.filled) {
                self.last_filled = Some(self.cells);
            }
            from = to;
        }
        self.fill(text.get(from..).unwrap_or_default());
        self.bytes += text.len();
    }

    fn fill(&mut self, text: &[u8]) {
        self.filled |= text.iter().any(|byte| !byte.is_ascii_whitespace());
    }
}

impl<'r> Record<'r> {
    /// Returns the cells in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        let (text, ends) = (self.text, self.ends);
        ends.iter().scan(0, move |begin, end| {
            let cell = text.get(*begin..*end).unwrap_or_default();
            *begin = *end;
            Some(cell)
        })
    }
}
