//! Arbitrary bytes lead to an error or to rows, and the content of a table is preserved.

use std::io::{Cursor, Read};

use pop_or_imap::present::accounts_csv::{Reader, Row, TableError, TableFormat};
use pop_or_imap::rulebook::Lang;
use proptest::prelude::*;

use super::{CSV, json_lines, parsed, read, written};
use crate::support::RULES;

/// Reader that returns one byte at a time, with an `Interrupted` error before each.
struct Slow<R>(R, bool);

impl<R: Read> Read for Slow<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
        let end = buffer.len().min(1);
        self.0.read(&mut buffer[..end])
    }
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 200,
        failure_persistence: Some(Box::new(proptest::test_runner::FileFailurePersistence::Direct(
            "tests/batch/any.proptest-regressions",
        ))),
        ..ProptestConfig::default()
    }
}

/// Generates bytes that are frequent in tables, and any others.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let words: Vec<&[u8]> = vec![
        b",",
        b"\"",
        b"\r\n",
        b"\n",
        b"\r",
        b"\t",
        b"mails",
        b"devices",
        b"one-pc",
        b"lang",
        b"en",
        b"50",
        b"=",
        b"\xEF\xBB\xBF",
        b"\xFF\xFE",
        b"\x83\x5C",
        b"\xE5\x96\xB6",
        b"protocol",
        b" ",
    ];
    let word = prop_oneof![4 => proptest::sample::select(words).prop_map(<[u8]>::to_vec), 1 => any::<u8>().prop_map(|byte| vec![byte])];
    (any::<bool>(), proptest::collection::vec(word, 0..60)).prop_map(|(headed, words)| {
        let head = if headed { &b"account,mails,devices,lang\n"[..] } else { b"" };
        [head, &words.concat()].concat()
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_give_a_refusal_or_rows_however_they_come(bytes in bytes()) {
        let summary = |table: Result<Vec<Row<'static>>, TableError>| match table {
            Ok(rows) => rows.into_iter().map(|row| {
                (row.line, row.cells, row.outcome.map(|outcome| outcome.answers).map_err(|fault| fault.to_string()))
            }).collect(),
            Err(error) => vec![(0, vec![], Err(error.message(Lang::Ja)))],
        };
        let whole = summary(read(&bytes));
        let slow = Reader::new(&RULES, Lang::Ja, Slow(Cursor::new(&bytes), false));
        prop_assert_eq!(&whole, &summary(slow.map(|reader| reader.map(Result::unwrap).collect())));
        prop_assert!(whole.is_sorted_by_key(|(line, ..)| *line));
        if whole.first().is_some_and(|(line, ..)| *line > 0) {
            // Written tables are valid, and reading them again results in the same outcomes.
            for form in [CSV, TableFormat::Csv { bom: true }] {
                let out = written(form, &bytes);
                let again = written(form, &out);
                prop_assert_eq!(parsed(out.trim_start_matches('\u{FEFF}')).len(), parsed(again.trim_start_matches('\u{FEFF}')).len());
                let again = summary(read(out.as_bytes()));
                prop_assert_eq!(again.len(), whole.len());
                for ((_, _, once), (_, _, again)) in whole.iter().zip(&again) {
                    prop_assert!(once.is_err() || once == again, "what was understood still is");
                }
            }
            prop_assert_eq!(json_lines(&written(TableFormat::JsonLines, &bytes)).len(), whole.len());
        }
    }

    #[test]
    fn a_sound_table_comes_through_untouched_but_for_formulas(
        table in proptest::collection::vec(proptest::collection::vec("[a-z=+@\t\r\n\",;'営－＝ソ 0-9]{0,6}", 3), 1..12),
        form in proptest::sample::select(vec![(",", "\n"), (",", "\r\n"), ("\t", "\n"), ("\t", "\r\n")]),
    ) {
        let (delimiter, end) = form;
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let mut text = format!("memo{delimiter}mails{delimiter}account{delimiter}note{end}");
        for row in &table {
            text += &[quoted(&row[0]), "5".to_owned(), quoted(&row[1]), quoted(&row[2])].join(delimiter);
            text += end;
        }
        let out = parsed(&written(CSV, &text));
        prop_assert_eq!(out.len(), table.len() + 1);
        for (got, row) in out[1..].iter().zip(&table) {
            let harmless = |cell: &String| {
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
                if formula { format!("'{cell}") } else { cell.clone() }
            };
            prop_assert_eq!(&got[..4], &[harmless(&row[0]), "5".to_owned(), harmless(&row[1]), harmless(&row[2])]);
            prop_assert_eq!(&got[9], "");
        }
        for (line, row) in json_lines(&written(TableFormat::JsonLines, &text)).iter().zip(&table) {
            prop_assert_eq!(&line["memo"], &row[0]);
        }
    }
}
