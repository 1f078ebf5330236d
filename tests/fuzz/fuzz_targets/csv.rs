//! Any bytes at all, read as a table of accounts and written again.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pop_or_imap::audit;
use pop_or_imap::report::batch::{self, Form, Header, OUTCOME, Reader, Row, Writer};
use pop_or_imap::rulebook::{Lang, Rulebook};

static RULES: LazyLock<Rulebook> = LazyLock::new(audit::embedded);

/// Reads a table; `None` where it is refused, which takes words.
fn read(bytes: &[u8]) -> Option<(Header, Vec<Row<'static>>)> {
    let mut reader = match Reader::new(&RULES, Lang::Ja, bytes) {
        Ok(reader) => reader,
        Err(refused) => {
            assert!(Lang::ALL.iter().all(|lang| !refused.words(*lang).is_empty()));
            return None;
        }
    };
    let rows = reader.by_ref().map(|row| row.expect("memory can be read")).collect();
    Some((reader.header().clone(), rows))
}

fn write(form: Form, header: &Header, rows: &[Row<'_>]) -> Vec<u8> {
    let mut writer = Writer::new(form, header, Vec::new()).expect("memory can be written");
    for row in rows {
        writer.write(row).expect("memory can be written");
    }
    writer.finish().expect("memory can be written")
}

/// A cell as CSV has it: with `'` before what a spreadsheet could take for a formula.
fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

fuzz_target!(|bytes: &[u8]| {
    // Never fails, whatever it is.
    let _ = batch::text(bytes);
    let Some((header, rows)) = read(bytes) else { return };
    let mut line = 0;
    for row in &rows {
        assert_eq!(row.cells.len(), header.names().len(), "as many cells as columns");
        assert!(row.line > line, "lines ascend");
        line = row.line;
        if let Err(fault) = &row.outcome {
            assert!(fault.line == line && !fault.flaws.is_empty() && !fault.to_string().is_empty());
        }
    }
    // What is written can be read again, with the same cells in rows that have any.
    let csv = write(Form::Csv { bom: false }, &header, &rows);
    let marked = write(Form::Csv { bom: true }, &header, &rows);
    assert_eq!(marked.strip_prefix("\u{FEFF}".as_bytes()), Some(&csv[..]));
    let (again, reread) = read(&marked).expect("what is written is not refused");
    assert_eq!(again.names(), header.names().iter().map(|name| harmless(name)).collect::<Vec<_>>());
    assert_eq!(reread.len(), rows.len());
    for (row, reread) in rows.iter().zip(&reread) {
        assert_eq!(reread.cells, row.cells.iter().map(|cell| harmless(cell)).collect::<Vec<_>>());
        if let (Ok(one), Ok(other)) = (&row.outcome, &reread.outcome) {
            assert_eq!(one.answers, other.answers);
        }
        assert!(reread.outcome.is_ok() || row.outcome.is_err(), "no row becomes faulty");
    }
    let lines = String::from_utf8(write(Form::JsonLines, &header, &rows)).expect("JSON is UTF-8");
    assert_eq!(lines.lines().count(), rows.len());
    assert!(lines.lines().all(|line| line.contains(&format!("\"{}\":", OUTCOME[0]))));
});
