//! Throughput for a table of a million accounts, and its memory use.
//!
//! `cargo bench --bench batch` prints rows per second, and the resident memory after a tenth and after all of the rows.
//! For tables designed to be expensive, it prints bytes in and out, and the ratio of time for a table of twice the
//! length.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::time::Instant;

use pop_or_imap::present::accounts_csv::{Reader, TableFormat, Writer};
use pop_or_imap::rulebook::{Lang, Rulebook};
use pop_or_imap::{answers::Number, loader};

const ROWS: u64 = 1_000_000;

/// The content of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Six questions and the mails a day, as in a company's list: many rows are equal.
    Alike,
    /// Half the questions and all numbers; no two rows are equal.
    Different,
    /// A few rows are invalid.
    Faulty,
}

/// A table that is generated while it is read.
struct Table<'a> {
    rulebook: &'a Rulebook,
    kind: Kind,
    state: u64,
    made: u64,
    text: String,
    at: usize,
}

impl Table<'_> {
    fn random(&mut self, below: u64) -> u64 {
        // splitmix64
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ self.state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        ((mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB) >> 33) % below.max(1)
    }

    fn row(&mut self) {
        let rulebook = self.rulebook;
        // Writing to a String cannot fail.
        let _ = write!(self.text, "営業{}", self.made);
        for (index, question) in rulebook.questions.iter().enumerate() {
            let open = if self.kind == Kind::Different { self.random(2) == 0 } else { index > 5 };
            let choice = self.random(if self.kind == Kind::Different { 9 } else { 2 }) % question.choices.len() as u64;
            let choice = usize::try_from(choice).ok().and_then(|choice| question.choices.get(choice));
            let id = choice.filter(|_| !open).map_or("", |choice| choice.id.as_str());
            let _ = write!(self.text, ",{id}");
        }
        for number in Number::ALL {
            let number = match (self.kind, number) {
                (Kind::Different, _) => self.random(1_000_000).to_string(),
                (_, Number::Mails) => (10 * self.random(5)).to_string(),
                _ => String::new(),
            };
            let _ = write!(self.text, ",{number}");
        }
        let faulty = self.kind == Kind::Faulty && self.random(20) == 0;
        let _ = write!(self.text, ",{}\r\n", if faulty { "fr" } else { "" });
        self.made += 1;
    }
}

impl Read for Table<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.text.len() {
            (self.at, self.text) = (0, std::mem::take(&mut self.text));
            self.text.clear();
            while self.text.len() < buffer.len() && self.made < ROWS {
                self.row();
            }
        }
        let read = self.text.as_bytes().get(self.at..).unwrap_or_default().read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

/// Counts written bytes.
#[derive(Default)]
struct Count(u64);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Resident memory in KB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

fn run(rulebook: &Rulebook, kind: Kind, form: TableFormat, name: &str) -> Result<(), Box<dyn std::error::Error>> {
    let ids = rulebook.questions.iter().map(|question| question.id.as_str()).chain(Number::ALL.map(Number::id));
    let header = ids.fold(String::from("account"), |header, id| header + "," + id) + ",lang\r\n";
    let table = Table { rulebook, kind, state: 0, made: 0, text: header, at: 0 };
    let start = Instant::now();
    let reader = Reader::new(rulebook, Lang::Ja, table)?;
    let mut writer = Writer::new(form, reader.header(), Count::default())?;
    let (mut rows, mut early) = (0_u64, 0);
    for row in reader {
        writer.write(&row?)?;
        rows += 1;
        if rows == ROWS / 10 {
            early = resident();
        }
    }
    let bytes = writer.finish()?.0;
    let seconds = start.elapsed().as_secs_f64();
    let late = resident();
    println!(
        "{name:<36} {rows} rows, {:>4} MB out, {:>7.0} rows a second; resident {early} KB at 10 %, {late} KB at 100 %: {:+} KB",
        bytes / 1_000_000,
        f64::from(u32::try_from(rows)?) / seconds,
        late.cast_signed() - early.cast_signed(),
    );
    // Memory use does not depend on the length of the table.
    if late > early + 1024 { Err(format!("{name}: memory grew from {early} to {late} KB").into()) } else { Ok(()) }
}

/// Processes a table from memory; returns seconds and written bytes.
fn time(rulebook: &Rulebook, form: TableFormat, table: &[u8]) -> Result<(f64, u64), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let reader = Reader::new(rulebook, Lang::Ja, table)?;
    let mut writer = Writer::new(form, reader.header(), Count::default())?;
    for row in reader {
        writer.write(&row?)?;
    }
    Ok((start.elapsed().as_secs_f64(), writer.finish()?.0))
}

/// Prints the cost of tables designed to be expensive, and the ratio of time for twice the length: about 2.
fn hostile(rulebook: &Rulebook) -> Result<(), Box<dyn std::error::Error>> {
    const ROWS: usize = 20_000;
    let header = format!("mails{}\n", ",x".repeat(255));
    for (name, row) in [
        ("short rows, 256 columns", b"1\n".to_vec()),
        ("256 unreadable cells a row", [b"\xFF,".repeat(255), b"\xFF\n".to_vec()].concat()),
        ("rows of 4,000 cells", [b",".repeat(3_999), b"x\n".to_vec()].concat()),
    ] {
        for (kind, form) in [("CSV", TableFormat::Csv { bom: false }), ("JSON Lines", TableFormat::JsonLines)] {
            let table = |rows| [header.as_bytes(), &row.repeat(rows)].concat();
            let (once, twice) = (table(ROWS), table(2 * ROWS));
            let (seconds, _) = time(rulebook, form, &once)?;
            let (doubled, bytes) = time(rulebook, form, &twice)?;
            println!(
                "hostile: {name}, {kind}: {} KB in, {} KB out, {:.2} times as long for twice the rows",
                twice.len() / 1000,
                bytes / 1000,
                doubled / seconds
            );
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rulebook = loader::embedded();
    let csv = TableFormat::Csv { bom: false };
    run(&rulebook, Kind::Alike, csv, "CSV, many rows alike")?;
    run(&rulebook, Kind::Alike, TableFormat::JsonLines, "JSON Lines, many rows alike")?;
    run(&rulebook, Kind::Faulty, csv, "CSV, one row in twenty faulty")?;
    run(&rulebook, Kind::Different, csv, "CSV, no two rows alike")?;
    hostile(&rulebook)
}
