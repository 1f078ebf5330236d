//! Owns the writing of tables: as CSV that spreadsheets open and that runs no formula, or as JSON Lines.

use std::io::{self, Write};

use csv::{ErrorKind, Terminator, WriterBuilder};
use serde::Serializer as _;
use serde::ser::SerializeMap as _;

use super::{BETWEEN, FORMULA, Header, LINE, OUTCOME, Row};

/// The form that a table is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// CSV (RFC 4180) in UTF-8, lines ended by CR LF.
    ///
    /// A cell that a spreadsheet could take for a formula begins with `'`.
    Csv {
        /// Whether it begins with a byte order mark, by which Excel knows UTF-8.
        bom: bool,
    },
    /// A JSON object a line (<https://jsonlines.org>), in UTF-8.
    JsonLines,
}

/// Writes rows one by one.
#[derive(Debug)]
pub struct Writer<W: Write>(Sink<W>);

#[derive(Debug)]
enum Sink<W: Write> {
    Csv {
        output: Box<csv::Writer<W>>,
        /// Memory for texts that are put together.
        text: String,
    },
    JsonLines {
        output: W,
        keys: Vec<String>,
        line: Vec<u8>,
    },
}

impl<W: Write> Writer<W> {
    /// Begins a table with the columns of `header` and those of the outcome.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn new(form: Form, header: &Header, mut output: W) -> io::Result<Self> {
        let Form::Csv { bom } = form else {
            return Ok(Self(Sink::JsonLines { output, keys: header.keys().to_vec(), line: Vec::new() }));
        };
        if bom {
            output.write_all("\u{FEFF}".as_bytes())?;
        }
        let mut output = Box::new(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(output));
        let mut text = String::new();
        for name in header.names().iter().map(String::as_str).chain(OUTCOME) {
            cell(&mut output, &mut text, name)?;
        }
        end_row(&mut output)?;
        Ok(Self(Sink::Csv { output, text }))
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn write(&mut self, row: &Row<'_>) -> io::Result<()> {
        match &mut self.0 {
            Sink::Csv { output, text } => write_csv(output, text, row),
            Sink::JsonLines { output, keys, line } => {
                line.clear();
                write_json(line, keys, row)?;
                line.push(b'\n');
                output.write_all(line)
            }
        }
    }

    /// Ends the table, and gives the output back.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn finish(self) -> io::Result<W> {
        let mut output = match self.0 {
            Sink::Csv { output, .. } => output.into_inner().map_err(csv::IntoInnerError::into_error)?,
            Sink::JsonLines { output, .. } => output,
        };
        output.flush()?;
        Ok(output)
    }
}

/// Writes rows of cells, quoted and guarded as a [`Writer`] does, for a [`Reader`](super::Reader) to read.
///
/// ```
/// use pop_or_imap::report::batch::cells;
/// let rows = [["account", "devices"], ["営業, 1", "=1+1"]].map(|row| row.map(str::to_owned));
/// assert_eq!(cells(rows).unwrap(), "account,devices\r\n\"営業, 1\",'=1+1\r\n".as_bytes());
/// ```
///
/// # Errors
/// Where the rows differ in their number of cells.
pub fn cells<R: IntoIterator<Item = String>>(rows: impl IntoIterator<Item = R>) -> io::Result<Vec<u8>> {
    let mut output = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let mut text = String::new();
    for row in rows {
        for value in row {
            cell(&mut output, &mut text, &value)?;
        }
        end_row(&mut output)?;
    }
    output.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn write_csv<W: Write>(output: &mut csv::Writer<W>, text: &mut String, row: &Row<'_>) -> io::Result<()> {
    for value in &row.cells {
        cell(output, text, value)?;
    }
    match &row.outcome {
        Ok(outcome) => {
            let verdict = outcome.recommendation.outcome;
            let settled = if outcome.settled { "true" } else { "false" };
            for value in [verdict.protocol.id(), verdict.strength.id(), settled] {
                cell(output, text, value)?;
            }
            let mut reasons = String::new();
            for (place, reason) in outcome.reasons().enumerate() {
                reasons.push_str(if place == 0 { "" } else { BETWEEN });
                reasons.push_str(reason);
            }
            cell(output, text, &reasons)?;
            cell(output, text, &outcome.months_to_full.map_or_else(String::new, |months| months.to_string()))?;
            cell(output, text, "")?;
        }
        Err(fault) => {
            for _ in 1..OUTCOME.len() {
                cell(output, text, "")?;
            }
            cell(output, text, &fault.to_string())?;
        }
    }
    end_row(output)
}

/// Writes a cell, with `'` before what a spreadsheet could take for a formula.
fn cell<W: Write>(output: &mut csv::Writer<W>, text: &mut String, value: &str) -> io::Result<()> {
    if !value.starts_with(FORMULA) {
        return output.write_field(value).map_err(io_error);
    }
    text.clear();
    text.push('\'');
    text.push_str(value);
    output.write_field(&text).map_err(io_error)
}

fn end_row<W: Write>(output: &mut csv::Writer<W>) -> io::Result<()> {
    output.write_record(None::<&[u8]>).map_err(io_error)
}

/// Gives the error of the output itself, by whose kind a closed pipe is known.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn write_json(line: &mut Vec<u8>, keys: &[String], row: &Row<'_>) -> serde_json::Result<()> {
    let mut json = serde_json::Serializer::new(line);
    let mut object = json.serialize_map(None)?;
    object.serialize_entry(LINE, &row.line)?;
    for (key, value) in keys.iter().zip(&row.cells) {
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
