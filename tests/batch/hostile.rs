//! Hostile tables: many columns, many errors, names that collide, formulas and control characters.

use pop_or_imap::present::accounts_csv::{Reader, TableFormat, cells};
use pop_or_imap::rulebook::Lang;

use super::{CSV, json_lines, parsed, read, refused, rows, written};
use crate::support::RULES;

/// The documented maximum size of a CSV row's outcome: six columns, five errors.
const OUTCOME_BYTES: usize = 4 * 1024;

/// Tables designed to be expensive, each with a name.
fn hostile() -> Vec<(String, Vec<u8>)> {
    let wide = |name: &str| vec![name; 255].join(",");
    let mut tables = Vec::new();
    for name in ["", "x", "\u{3042}", "\"", "lang", "\u{1b}"] {
        let header = format!("mails,{}\n", wide(&if name == "\"" { "\"\"\"\"".to_owned() } else { name.to_owned() }));
        for (kind, row) in [
            ("short", b"1\n".to_vec()),
            ("unreadable", [b"\xFF,".repeat(255), b"\xFF\n".to_vec()].concat()),
            ("one unreadable", b"\xFF\n".to_vec()),
            ("kana", [b"\xB1,".repeat(255), b"\xB1\n".to_vec()].concat()),
            ("long", [vec![b'='; 4_000], b"\n".to_vec()].concat()),
            ("quotes", [vec![b'"'; 4_000], b"\n".to_vec()].concat()),
            ("too wide", [vec![b','; 4_000], b"x\n".to_vec()].concat()),
        ] {
            if name != "lang" {
                tables.push((format!("{name:?} {kind}"), [header.as_bytes(), &row.repeat(30)].concat()));
            }
        }
    }
    let long_name = "\u{1F4A3}".repeat(2_000);
    tables.push((
        "long names".to_owned(),
        [format!("mails,{long_name}\n").as_bytes(), &b"1,\xFF\n".repeat(100)].concat(),
    ));
    let ids: Vec<_> = RULES.questions.iter().map(|question| question.id.as_str()).collect();
    let all_wrong = format!("{}\n{}", ids.join(","), format!("{}z\n", "z,".repeat(ids.len() - 1)).repeat(100));
    tables.push(("all wrong".to_owned(), all_wrong.into_bytes()));
    tables
}

#[test]
fn a_table_has_at_most_256_columns() {
    let table = |columns: usize| format!("mails{}\n1\n", ",".repeat(columns - 1));
    assert!(read(table(256).as_bytes()).is_ok());
    for (columns, counted) in [(257, "257"), (16_384, "16,384"), (100_000, "100,000"), (500_000, "500,000")] {
        let words = refused(table(columns));
        assert!(words.contains("256") && words.contains(counted), "{columns}: {words}");
        let words = Reader::new(&RULES, Lang::En, table(columns).as_bytes()).unwrap_err().message(Lang::En);
        assert!(words.contains("up to 256 columns") && words.contains(counted), "{columns}: {words}");
    }
    // Another line end or a quotation mark does not hide them.
    assert!(refused(format!("mails,\"{}\"{}\r1\r", ",\n".repeat(500), ",x".repeat(300))).contains("302"));
}

#[test]
fn a_row_takes_memory_for_its_own_cells_alone() {
    let table = format!("mails{}\n{}", ",".repeat(255), "1\n".repeat(50));
    for row in rows(&table) {
        assert!(row.cells.len() == 1 && row.cells.capacity() < 8, "{} of {}", row.cells.len(), row.cells.capacity());
    }
    // Missing cells are still written.
    let out = parsed(&written(CSV, "mails,a,b\n1\n2,x,y\n"));
    assert_eq!((out[1].len(), &out[1][..4]), (9, &["1", "", "", "imap"].map(str::to_owned)[..]));
    let line = &json_lines(&written(TableFormat::JsonLines, "mails,a,b\n1\n"))[0];
    assert_eq!((&line["mails"], &line["a"], &line["b"]), (&"1".into(), &"".into(), &"".into()));
}

#[test]
fn cells_beyond_the_header_are_counted_and_not_kept() {
    for cells in [3, 256, 257, 300, 20_000, 300_000] {
        let table = format!("account,mails\nA,{}x\nB,1\n", ",".repeat(cells - 2));
        let all = rows(&table);
        assert_eq!(all.iter().map(|row| (row.line, row.outcome.is_ok())).collect::<Vec<_>>(), [(2, false), (3, true)]);
        assert_eq!(all[0].cells, ["A", ""], "{cells}");
        let words = all[0].outcome.as_ref().unwrap_err().to_string();
        assert_eq!(words, format!("2行目：列が{cells}個あります。列の名前は2個です。余分なカンマを消してください"));
    }
    // Empty cells at the end do not count.
    assert!(rows(format!("account,mails\nA,1{}\n", ",".repeat(20_000)))[0].outcome.is_ok());
}

#[test]
fn a_row_has_at_most_five_reasons_and_a_count() {
    let table = [b"mails".as_slice(), &b",x".repeat(255), b"\n", &b"\xFF,".repeat(255), b"\xFF\n"].concat();
    let out = parsed(&written(CSV, &table));
    let error = out[1].last().unwrap();
    assert_eq!(error.matches("文字を読み取れません").count(), 5, "{error}");
    assert!(error.ends_with(" / ほか251件"), "{error}");
    let mut reader = Reader::new(&RULES, Lang::En, &table[..]).unwrap();
    let fault = reader.next().unwrap().unwrap().outcome.unwrap_err();
    assert_eq!(fault.errors.len(), 5);
    assert!(fault.to_string().ends_with(" / and 251 more"), "{fault}");
}

#[test]
fn what_is_written_is_bounded_by_what_is_read() {
    for (name, table) in hostile() {
        let Ok(all) = read(&table) else { continue };
        let columns = Reader::new(&RULES, Lang::Ja, &table[..]).unwrap().header().names().len();
        let out = written(CSV, &table).len();
        let bound = 4 * table.len() + (all.len() + 1) * (columns + OUTCOME_BYTES);
        assert!(out <= bound, "{name}: {} bytes in, {out} out", table.len());
        let longest = all.iter().filter_map(|row| Some(row.outcome.as_ref().err()?.to_string().len())).max();
        assert!(longest.unwrap_or_default() <= OUTCOME_BYTES, "{name}: {longest:?}");
        // JSON Lines repeats the names of all columns in each line.
        let keys: usize =
            Reader::new(&RULES, Lang::Ja, &table[..]).unwrap().header().keys().iter().map(String::len).sum();
        let lines = written(TableFormat::JsonLines, &table).len();
        let bound = 6 * table.len() + all.len() * (6 * keys + 8 * columns + OUTCOME_BYTES);
        assert!(lines <= bound, "{name}: {} bytes in, {lines} out", table.len());
    }
}

#[test]
fn names_that_collide_still_make_different_keys() {
    let names: Vec<_> = (0..85).flat_map(|n| ["x".to_owned(), format!("x_{n}"), format!("x_{n}_2")]).collect();
    let table = format!("mails,{}\n1\n", names.join(","));
    let reader = Reader::new(&RULES, Lang::Ja, table.as_bytes()).unwrap();
    let mut keys = reader.header().keys().to_vec();
    assert_eq!(keys.len(), 256);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 256);
}

#[test]
fn a_formula_is_found_behind_marks_and_control_characters() {
    for mark in ["\u{FEFF}", "\u{FEFF}\u{FEFF}\u{FEFF}", "\0", "\u{1b}\u{7f}", "\u{200B}", "\u{85}", "\u{202E}\u{FEFF}"]
    {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"] {
            let value = format!("{mark}{formula}");
            let out = written(CSV, format!("x,mails\n\"{value}\",1\n"));
            assert_eq!(parsed(&out)[1][0], format!("'{value}"), "{value:?}");
            assert_eq!(written(CSV, &out), out, "{value:?}: once is enough");
            let own = String::from_utf8(cells([[value.clone(), "x".to_owned()]])).unwrap();
            assert_eq!(parsed(&own.replace("\r\n", "\n"))[0][0], format!("'{value}"));
            // Invisible characters before a column's name are removed, because the first name begins the file.
            let out = written(CSV, format!("{mark}{mark}{formula},mails,{mark}{formula}\nx,5,y\n"));
            assert!(out.starts_with(&format!("'{formula},mails,'{formula},protocol")), "{out:?}");
            let marked = written(TableFormat::Csv { bom: true }, format!("{mark}{mark}{formula},mails\nx,5\n"));
            assert!(marked.starts_with(&format!("\u{FEFF}'{formula},mails,")), "{marked:?}");
        }
        assert_eq!(written(CSV, format!("{mark}mails\n1\n")), written(CSV, "mails\n1\n"), "{mark:?}");
    }
    assert!(written(CSV, b"\xef\xbb\xbf\xef\xbb\xbf\xef\xbb\xbf=1+1,mails\nx,5\n").starts_with("'=1+1,mails"));
}

#[test]
fn a_cell_is_one_cell_whatever_separates_lists() {
    let out = written(CSV, "memo,mails,a;b\nx;=1+1,1,\"y\t=2\"\n");
    assert!(out.starts_with("memo,mails,\"a;b\",protocol,"), "{out}");
    assert!(out.contains("\r\n\"x;=1+1\",1,\"y\t=2\",imap,"), "{out}");
    assert_eq!(written(CSV, &out), out);
    let own = cells([["x;=1", "y\tz"].map(str::to_owned)]);
    assert_eq!(String::from_utf8(own).unwrap(), "\"x;=1\",\"y\tz\"\r\n");
}

#[test]
fn errors_show_control_characters_and_never_hold_them() {
    let mut table = b"\"\x1b[31mX\x07\r\n2026 INFO forged\",mails,\"\xe2\x80\xaeabc\"\n".to_vec();
    table.extend(b"\xFF\xC3,\"5\x1b]0;\x07x\",\xFF\xC3\n");
    // Enough valid characters that the two invalid ones above are tolerated.
    table.extend("営業,1,営業営業営業営業営業営業営業営業\n".as_bytes());
    for lang in Lang::ALL {
        let row = Reader::new(&RULES, lang, &table[..]).unwrap().next().unwrap().unwrap();
        let fault = row.outcome.unwrap_err();
        let words = fault.to_string();
        assert!(!words.contains(|c: char| c.is_control() || c == '\u{202e}'), "{words:?}");
        assert!(words.contains("␛") && words.contains("forged"), "what was there is shown: {words}");
        assert!(fault.errors.iter().all(|error| {
            [&error.column, &error.value].into_iter().flatten().all(|text| !text.contains(char::is_control))
        }));
    }
}

#[test]
fn a_long_name_or_value_is_cut_in_errors() {
    let table =
        [format!("mails,{}\n", "名".repeat(5_000)).as_bytes(), b"\"", "9".repeat(5_000).as_bytes(), b"\",\xFF\n"]
            .concat();
    let words = rows(&table)[0].outcome.as_ref().unwrap_err().to_string();
    assert!(words.chars().count() < 500 && words.contains('…'), "{words}");
}
