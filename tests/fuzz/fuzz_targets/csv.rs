//! Arbitrary bytes, read as a table of accounts and written again.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pop_or_imap::loader;
use pop_or_imap::present::accounts_csv::{self, TableFormat, Header, MAX_COLUMNS, MAX_REASONS, OUTCOME, Reader, Row, Writer};
use pop_or_imap::rulebook::{Lang, Rulebook};

static RULES: LazyLock<Rulebook> = LazyLock::new(loader::embedded);

/// The documented maximum size of a row's outcome.
const OUTCOME_BYTES: usize = 4 * 1024;

/// Reads a table, pausing after each row; `None` if it is rejected, which requires a message.
fn read(bytes: &[u8]) -> Option<(Header, Vec<Row<'static>>)> {
    let mut reader = match Reader::new(&RULES, Lang::Ja, bytes) {
        Ok(reader) => reader,
        Err(error) => {
            for lang in Lang::ALL {
                let words = error.message(lang);
                assert!(!words.is_empty() && words.len() < OUTCOME_BYTES && is_shown(&words), "{words:?}");
            }
            return None;
        }
    };
    let mut rows = Vec::new();
    while let Some(row) = reader.next() {
        rows.push(row.expect("memory can be read"));
        reader = reader.pause().resume(&RULES);
    }
    Some((reader.header().clone(), rows))
}

fn write(form: TableFormat, header: &Header, rows: &[Row<'_>]) -> Vec<u8> {
    let mut writer = Writer::new(form, header, Vec::new()).expect("memory can be written");
    for row in rows {
        writer.write(row).expect("memory can be written");
    }
    writer.finish().expect("memory can be written")
}

/// Checks whether a character is invisible, so that programs may skip it.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Checks whether all characters of a text are visible.
fn is_shown(text: &str) -> bool {
    !text.chars().any(is_invisible)
}

fn is_formula(cell: &str) -> bool {
    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    cell.starts_with(formula) || cell.trim_start_matches(is_invisible).starts_with(formula)
}

/// Returns a cell as in CSV: prefixed with `'` if a spreadsheet could take it for a formula.
fn harmless(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Returns the cells of a row, including empty ones at the end.
fn padded(row: &Row<'_>, columns: usize) -> Vec<String> {
    let cells = row.cells.iter().map(|cell| harmless(cell));
    cells.chain(std::iter::repeat_with(String::new)).take(columns).collect()
}

fuzz_target!(|bytes: &[u8]| {
    // Decoding never fails.
    let _ = batch::text(bytes);
    let Some((header, rows)) = read(bytes) else { return };
    let columns = header.names().len();
    assert!(columns <= MAX_COLUMNS, "as many columns as are read");
    assert!(header.names().iter().all(|name| !name.starts_with(is_invisible)), "names begin with what is seen");
    let mut counted = Reader::new(&RULES, Lang::Ja, bytes).expect("it was read");
    assert!((0..rows.len()).all(|_| counted.skip_row().expect("memory can be read")));
    assert!(!counted.skip_row().expect("memory can be read"), "rows are counted as they are read");
    let mut line = 0;
    for row in &rows {
        assert!(row.cells.len() <= columns, "at most as many cells as columns");
        assert!(row.cells.iter().map(String::len).sum::<usize>() <= 3 * bytes.len(), "a row holds what was sent");
        assert!(row.line > line, "lines ascend");
        line = row.line;
        if let Err(fault) = &row.outcome {
            let words = fault.to_string();
            assert!(fault.line == line && !words.is_empty() && (1..=MAX_REASONS).contains(&fault.errors.len()));
            assert!(words.len() <= OUTCOME_BYTES && is_shown(&words), "{words:?}");
        }
    }
    // Written tables can be read again, with the same cells in rows that are not blank.
    let csv = write(TableFormat::Csv { bom: false }, &header, &rows);
    let marked = write(TableFormat::Csv { bom: true }, &header, &rows);
    assert_eq!(marked.strip_prefix("\u{FEFF}".as_bytes()), Some(&csv[..]));
    assert!(csv.len() <= 4 * bytes.len() + (rows.len() + 1) * (columns + OUTCOME_BYTES), "{} bytes", csv.len());
    let (again, reread) = read(&marked).expect("what is written is not refused");
    assert_eq!(again.names(), header.names().iter().map(|name| harmless(name)).collect::<Vec<_>>());
    assert!(again.names().iter().chain(reread.iter().flat_map(|row| &row.cells)).all(|cell| !is_formula(cell)));
    assert_eq!(reread.len(), rows.len());
    for (row, reread) in rows.iter().zip(&reread) {
        assert_eq!(reread.cells, padded(row, columns));
        if let (Ok(one), Ok(other)) = (&row.outcome, &reread.outcome) {
            assert_eq!(one.answers, other.answers);
        }
        assert!(reread.outcome.is_ok() || row.outcome.is_err(), "no row becomes faulty");
    }
    let lines = String::from_utf8(write(TableFormat::JsonLines, &header, &rows)).expect("JSON is UTF-8");
    let keys: usize = header.keys().iter().map(String::len).sum();
    assert!(lines.len() <= 6 * bytes.len() + rows.len() * (6 * keys + 8 * columns + OUTCOME_BYTES));
    assert_eq!(lines.lines().count(), rows.len());
    assert!(lines.lines().all(|line| line.contains(&format!("\"{}\":", OUTCOME[0]))));
});
