//! Table writer: CSV for spreadsheets, guarded against formula injection, or JSON Lines.

use std::io::{self, Write};

use csv_core::{QuoteStyle, WriterBuilder};
use serde::Serializer as _;
use serde::ser::SerializeMap as _;

use super::{Header, LINE, OUTCOME, Row, SEPARATOR, is_formula};

/// The format of a written table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// CSV (RFC 4180) in UTF-8, lines ended by CR LF.
    ///
    /// A cell that a spreadsheet could take for a formula is prefixed with `'`. A cell with a separator of other
    /// locales (`;` or tab) is quoted.
    Csv {
        /// Whether the file begins with a byte order mark, from which Excel detects UTF-8.
        bom: bool,
    },
    /// One JSON object per line (<https://jsonlines.org>), in UTF-8.
    JsonLines,
}

/// Writes rows one by one.
#[derive(Debug)]
pub struct Writer<W: Write>(Sink<W>);

#[derive(Debug)]
enum Sink<W: Write> {
    Csv {
        output: W,
        line: Box<CsvLine>,
        /// The number of kept columns of the input.
        columns: usize,
    },
    JsonLines {
        output: W,
        keys: Vec<String>,
        line: Vec<u8>,
    },
}

impl<W: Write> Writer<W> {
    /// Writes the header row: the columns of `header`, then those of the outcome. JSON Lines has none.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn new(format: TableFormat, header: &Header, mut output: W) -> io::Result<Self> {
        let TableFormat::Csv { bom } = format else {
            return Ok(Self(Sink::JsonLines { output, keys: header.keys().to_vec(), line: Vec::new() }));
        };
        if bom {
            output.write_all("\u{FEFF}".as_bytes())?;
        }
        let mut line = Box::new(CsvLine::new());
        header.names().iter().map(String::as_str).chain(OUTCOME).for_each(|name| line.cell(name));
        line.write_to(&mut output)?;
        Ok(Self(Sink::Csv { output, line, columns: header.names().len() }))
    }

    /// Writes a row.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn write(&mut self, row: &Row<'_>) -> io::Result<()> {
        match &mut self.0 {
            Sink::Csv { output, line, columns } => {
                write_csv(line, *columns, row);
                line.write_to(output)
            }
            Sink::JsonLines { output, keys, line } => {
                line.clear();
                write_json(line, keys, row)?;
                line.push(b'\n');
                output.write_all(line)
            }
        }
    }

    /// Returns the output, from which a caller can take the bytes written so far.
    pub const fn output(&mut self) -> &mut W {
        let (Sink::Csv { output, .. } | Sink::JsonLines { output, .. }) = &mut self.0;
        output
    }

    /// Flushes and returns the output.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn finish(self) -> io::Result<W> {
        let (Sink::Csv { mut output, .. } | Sink::JsonLines { mut output, .. }) = self.0;
        output.flush()?;
        Ok(output)
    }
}

/// Writes rows of cells as CSV, quoted and guarded like a [`Writer`]'s, for a [`Reader`](super::Reader).
///
/// ```
/// use pop_or_imap::present::accounts_csv::cells;
/// let rows = [["account", "devices"], ["営業, 1", "=1+1"]].map(|row| row.map(str::to_owned));
/// assert_eq!(cells(rows), "account,devices\r\n\"営業, 1\",'=1+1\r\n".as_bytes());
/// ```
#[must_use]
pub fn cells<R: IntoIterator<Item = String>>(rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let (mut output, mut line) = (Vec::new(), CsvLine::new());
    for row in rows {
        row.into_iter().for_each(|value| line.cell(&value));
        // Writing to memory cannot fail.
        let _ = line.write_to(&mut output);
    }
    output
}

fn write_csv(line: &mut CsvLine, columns: usize, row: &Row<'_>) {
    let cells = row.cells.iter().map(String::as_str);
    cells.chain(std::iter::repeat("")).take(columns).for_each(|value| line.cell(value));
    match &row.outcome {
        Ok(outcome) => {
            let verdict = outcome.recommendation.outcome;
            line.cell(verdict.protocol.id());
            line.cell(verdict.strength.id());
            line.cell(if outcome.settled { "true" } else { "false" });
            line.cell(&outcome.reasons().collect::<Vec<_>>().join(SEPARATOR));
            line.cell(&outcome.months_to_full.map_or_else(String::new, |months| months.to_string()));
            line.cell("");
        }
        Err(error) => {
            (1..OUTCOME.len()).for_each(|_| line.cell(""));
            line.cell(&error.to_string());
        }
    }
}

/// Separators other than the comma: `;` in locales with a decimal comma, tab in pasted text.
const SEPARATORS: [char; 2] = [';', '\t'];

/// A line of CSV under construction.
#[derive(Debug)]
struct CsvLine {
    /// The cells, each followed by a comma.
    bytes: Vec<u8>,
    plain: csv_core::Writer,
    quoting: csv_core::Writer,
}

impl CsvLine {
    fn new() -> Self {
        let style = |style| WriterBuilder::new().quote_style(style).build();
        Self { bytes: Vec::new(), plain: style(QuoteStyle::Necessary), quoting: style(QuoteStyle::Always) }
    }

    /// Appends a cell, prefixed with `'` if a spreadsheet could take it for a formula.
    fn cell(&mut self, value: &str) {
        let guarded = is_formula(value).then(|| ["'", value].concat());
        let value = guarded.as_deref().unwrap_or(value);
        let writer = if value.contains(SEPARATORS) { &mut self.quoting } else { &mut self.plain };
        let start = self.bytes.len();
        // At most every byte doubled (quotation marks), two enclosing quotation marks, and the comma.
        self.bytes.resize(start + 2 * value.len() + 3, 0);
        let (_, _, written) = writer.field(value.as_bytes(), self.bytes.get_mut(start..).unwrap_or_default());
        let (_, ended) = writer.delimiter(self.bytes.get_mut(start + written..).unwrap_or_default());
        self.bytes.truncate(start + written + ended);
    }

    /// Writes the line with its line end, and starts a new one.
    fn write_to(&mut self, output: &mut impl Write) -> io::Result<()> {
        self.bytes.pop();
        self.bytes.extend_from_slice(b"\r\n");
        let written = output.write_all(&self.bytes);
        self.bytes.clear();
        written
    }
}

fn write_json(line: &mut Vec<u8>, keys: &[String], row: &Row<'_>) -> serde_json::Result<()> {
    let mut json = serde_json::Serializer::new(line);
    let mut object = json.serialize_map(None)?;
    object.serialize_entry(LINE, &row.line)?;
    let cells = row.cells.iter().map(String::as_str).chain(std::iter::repeat(""));
    for (key, value) in keys.iter().zip(cells) {
        object.serialize_entry(key, value)?;
    }
    let [protocol, strength, settled, reasons, months_to_full, error] = OUTCOME;
    let outcome = row.outcome.as_ref().ok();
    let verdict = outcome.map(|outcome| outcome.recommendation.outcome);
    object.serialize_entry(protocol, &verdict.map(|verdict| verdict.protocol.id()))?;
    object.serialize_entry(strength, &verdict.map(|verdict| verdict.strength.id()))?;
    object.serialize_entry(settled, &outcome.map(|outcome| outcome.settled))?;
    object.serialize_entry(reasons, &outcome.map_or_else(Vec::new, |outcome| outcome.reasons().collect()))?;
    object.serialize_entry(months_to_full, &outcome.and_then(|outcome| outcome.months_to_full))?;
    object.serialize_entry(error, &row.outcome.as_ref().err().map(ToString::to_string))?;
    object.end()
}
