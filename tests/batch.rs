//! Tables of accounts: files of common programs, error messages, formula injection, arbitrary bytes.

mod any;
mod command;
mod hostile;

use pop_or_imap::engine;
use pop_or_imap::interview;
use pop_or_imap::present::accounts_csv::{Encoding, OUTCOME, Reader, Row, RowError, TableError, TableFormat, Writer};
use pop_or_imap::rulebook::Lang;
use serde_json::{Value, json};

use crate::support::{RULES, Site, answers, sample};

const CSV: TableFormat = TableFormat::Csv { bom: false };

/// The answers in the sheet that all files in `tests/data/csv` contain.
const SHEET: [([&str; 7], &str); 4] = [
    (
        ["営業部（代表）", "standard", "work", "several", "５０通", "1,200MB", "東京, 大阪"],
        "plan=standard&purpose=work&devices=several&mails=50&used=1200",
    ),
    (
        ["お問い合わせ", "standard", "inquiry", "pc-phone", "10件", "", "1行目\n2行目、\"引用\"つき"],
        "plan=standard&purpose=inquiry&devices=pc-phone&mails=10",
    ),
    (
        ["髙橋・山﨑", "managed", "work", "one-pc", "２０", "1.5GB", ""],
        "plan=managed&purpose=work&devices=one-pc&mails=20&used=1500",
    ),
    (["ソニー表計算ポスト能", "maintenance", "orders", "", "", "", "ｶﾀｶﾅ①～"], "plan=maintenance&purpose=orders"),
];

fn read(table: &[u8]) -> Result<Vec<Row<'static>>, TableError> {
    Ok(Reader::new(&RULES, Lang::Ja, table)?.map(Result::unwrap).collect())
}

fn rows(table: impl AsRef<[u8]>) -> Vec<Row<'static>> {
    read(table.as_ref()).unwrap()
}

fn refused(table: impl AsRef<[u8]>) -> String {
    read(table.as_ref()).unwrap_err().message(Lang::Ja)
}

/// Returns the errors of each invalid row.
fn faults(table: impl AsRef<[u8]>) -> Vec<String> {
    rows(table).into_iter().filter_map(|row| row.outcome.err()).map(|fault| fault.to_string()).collect()
}

fn written(form: TableFormat, table: impl AsRef<[u8]>) -> String {
    let reader = Reader::new(&RULES, Lang::Ja, table.as_ref()).unwrap();
    let mut writer = Writer::new(form, reader.header(), Vec::new()).unwrap();
    reader.for_each(|row| writer.write(&row.unwrap()).unwrap());
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

fn parsed(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_excel_libreoffice_and_google_sheets_export_reads_the_same() {
    for (name, encoding, lines) in [
        ("excel-japan.csv", Encoding::ShiftJis, [2, 3, 5, 6]),
        ("excel-utf-8.csv", Encoding::Utf8, [2, 3, 5, 6]),
        ("libreoffice.csv", Encoding::Utf8, [2, 3, 5, 6]),
        ("libreoffice-shift-jis.csv", Encoding::ShiftJis, [2, 3, 5, 6]),
        ("google-sheets.csv", Encoding::Utf8, [2, 3, 5, 6]),
        ("pasted-cells.txt", Encoding::Utf8, [2, 3, 5, 6]),
    ] {
        let file = std::fs::File::open(format!("{}/tests/data/csv/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let mut reader = Reader::new(&RULES, Lang::Ja, file).unwrap();
        assert_eq!(reader.encoding(), Some(encoding), "{name}");
        assert_eq!(reader.header().names().last().unwrap(), "備考", "{name}");
        assert_eq!(reader.header().account(), Some(0), "{name}");
        for ((cells, query), line) in SHEET.iter().zip(lines) {
            let row = reader.next().unwrap().unwrap();
            assert_eq!((row.cells.as_slice(), row.line), (&cells.map(str::to_owned)[..], line), "{name}");
            assert_eq!(row.outcome.unwrap().answers, answers(query), "{name}");
        }
        assert!(reader.next().is_none(), "{name}");
    }
    let utf16 = std::fs::read(format!("{}/tests/data/csv/excel-unicode-text.txt", env!("CARGO_MANIFEST_DIR"))).unwrap();
    assert!(refused(&utf16).contains("CSV UTF-8"), "{}", refused(&utf16));
    assert!(refused(b"\xFE\xFF\0a").contains("UTF-16") && refused(b"PK\x03\x04xl/workbook.xml").contains("CSV UTF-8"));
}

#[tokio::test]
async fn a_row_says_what_the_api_says() {
    let site = Site::new();
    let ids: Vec<_> = RULES.questions.iter().map(|question| question.id.as_str()).collect();
    let numbers = ["mails=50&used=300", "", "limit=500MB", "mails=3&attached=3&keep=7"];
    let mut table = format!("{},mails,attached,used,limit,keep,lang\n", ids.join(","));
    let mut queries = Vec::new();
    for (place, answers) in sample(&RULES, 9_973).into_iter().enumerate() {
        let lang = ["lang=en", "lang=ja", ""][place % 3];
        let query = format!("{}&{}&{lang}", answers.to_query(&RULES), numbers[place % 4]);
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let cell = |id: &str| pairs.iter().find(|(key, _)| key == id).map_or("", |(_, value)| value);
        let row: Vec<_> =
            ids.iter().copied().chain(["mails", "attached", "used", "limit", "keep", "lang"]).map(cell).collect();
        table += &(row.join(",") + "\n");
        queries.push(query);
    }
    let lines = json_lines(&written(TableFormat::JsonLines, &table));
    let cells = parsed(&written(CSV, &table));
    assert!(lines.len() == queries.len() && queries.len() > 40);
    let mut full = 0;
    for ((line, row), query) in lines.iter().zip(&cells[1..]).zip(&queries) {
        let api = site.get(&format!("/api/v1/recommendation?{query}")).await.json();
        let expected = &api["recommendation"];
        for key in ["protocol", "strength", "settled"] {
            assert_eq!(line[key], expected[key], "{query}");
        }
        let texts: Vec<_> = expected["reasons"].as_array().unwrap().iter().map(|reason| &reason["text"]).collect();
        assert_eq!(line["reasons"], json!(texts), "{query}");
        assert_eq!(line["months_to_full"], api["forecast"]["months_to_full"], "{query}");
        full += u32::from(line["months_to_full"].is_u64());
        let texts: Vec<_> = texts.iter().map(|text| text.as_str().unwrap()).collect();
        let months = line["months_to_full"].as_u64().map_or_else(String::new, |months| months.to_string());
        let settled = expected["settled"].to_string();
        let [protocol, strength] = ["protocol", "strength"].map(|key| expected[key].as_str().unwrap());
        assert_eq!(row[15..], [protocol, strength, &settled, &texts.join(" / "), &months, ""], "{query}");
    }
    assert!(full > 10, "{full} of them fill");
}

#[test]
fn a_faulty_row_says_why_and_costs_the_others_nothing() {
    let table = "account,devices,mails,lang,備考\r\n\
        A,one-pc,50,,\r\n\
        B,7,たくさん,,\"二\r\n行\"\r\n\
        C,one-pc,２０通,,続き\r\n\
        D, several ,,fr,\r\n\
        E,one-pc,-1,en,\r\n\
        F,one-pc,1,en,x,y,z,,\r\n\
        G,one-pc\r\n";
    let all = rows(table);
    assert_eq!(all.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 5, 6, 7, 8, 9]);
    let sound = [true, false, true, false, false, false, true];
    assert_eq!(all.iter().map(|row| row.outcome.is_ok()).collect::<Vec<_>>(), sound);
    assert_eq!(
        faults(table),
        [
            "3行目のdevices：「7」は使えません。次のどれかを書いてください（one-pc、pc-phone、several、people、phone-only、unknown） / \
             3行目のmails：「たくさん」は数字として読み取れません。数字を書いてください（例：50）",
            "6行目のlang：「fr」は使えません。次のどれかを書いてください（ja、en）",
            "Line 7, mails: “-1” cannot be read as a number. Write a number, such as 50",
            "Line 8: there are 7 cells, but the first row has 5. Remove extra commas",
        ]
    );
    let cells = parsed(&written(CSV, table));
    assert_eq!(cells[2][5..10], [""; 5], "no outcome");
    assert!(cells[2][10].starts_with("3行目のdevices"));
    assert_eq!((cells[7].len(), cells[7][1].as_str(), cells[7][5].as_str()), (11, "one-pc", "pop"));
    let fault: &RowError = all[1].outcome.as_ref().unwrap_err();
    assert_eq!(
        (fault.errors[1].column.as_deref(), fault.errors[1].value.as_deref()),
        (Some("mails"), Some("たくさん"))
    );
}

#[test]
fn headers_come_in_any_order_and_case_and_unknown_columns_stay_in_place() {
    let table = " 備考 ,Mails,ACCOUNT, Devices ,,備考\nx,50,A,one-pc,y,z\n";
    let reader = Reader::new(&RULES, Lang::Ja, table.as_bytes()).unwrap();
    assert_eq!(reader.header().names(), [" 備考 ", "Mails", "ACCOUNT", " Devices ", "", "備考"]);
    assert_eq!((reader.header().account(), reader.encoding()), (Some(2), Some(Encoding::Utf8)));
    let row = &rows(table)[0];
    assert_eq!(row.cells, ["x", "50", "A", "one-pc", "y", "z"]);
    assert_eq!(row.outcome.as_ref().unwrap().answers, answers("devices=one-pc&mails=50"));
    let out = parsed(&written(CSV, table));
    assert_eq!(out[0][..6], [" 備考 ", "Mails", "ACCOUNT", " Devices ", "", "備考"]);
    assert_eq!(out[0][6..], OUTCOME);
    // JSON keys must be unique.
    let keys: Vec<_> = json_lines(&written(TableFormat::JsonLines, "line,a,A,,a,mails,column_4\n1,2,3,4,5,6,7\n"))[0]
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    for expected in ["line=2", "line_2=\"1\"", "a=\"2\"", "A=\"3\"", "column_4=\"4\"", "a_2=\"5\"", "column_4_2=\"7\""]
    {
        assert!(keys.contains(&expected.to_owned()), "{expected} in {keys:?}");
    }
    assert!(refused("devices,account, DEVICES\n").contains("「devices」が2つ以上"));
    assert!(refused("account,lang,備考\nA,ja,x\n").contains("plan、purpose"));
    assert!(refused("account;devices\nA;one-pc\n").contains("カンマ"));
    assert!(refused("").contains("1行目") && refused("\r\n \r\n,,\r\n").contains("1行目"));
    assert!(refused("mails,\"open\n1,2\n").contains("引用符"));
    assert!(refused(b"\xEF\xBB\xBFmails,\xFF\n").contains("文字コード"));
}

#[test]
fn the_outcome_of_an_earlier_run_is_replaced_not_doubled() {
    let table = "error,account,Protocol ,devices,reasons\r\nold,=A,imap,one-pc,old\r\n";
    let once = written(CSV, table);
    assert_eq!(parsed(&once)[0], [&["account", "devices"][..], &OUTCOME].concat());
    assert_eq!(parsed(&once)[1][..4], ["'=A", "one-pc", "pop", "slight"]);
    assert_eq!(written(CSV, &once), once, "nothing is quoted or added again");
    assert_eq!(written(TableFormat::Csv { bom: true }, &once), format!("\u{FEFF}{once}"));
    assert_eq!(written(CSV, format!("\u{FEFF}{once}")), once);
    // A guard `'` before a tab or a line break does not prevent parsing either.
    let once = written(CSV, "account,\tdevices,mails\nA,\tone-pc,\"\r50\"\n");
    assert!(once.starts_with("account,devices,mails,protocol,"), "a name loses it: {once}");
    assert!(once.contains("\r\nA,\"'\tone-pc\",\"'\r50\",pop,"), "{once}");
    assert_eq!(written(CSV, &once), once);
}

#[test]
fn cells_that_could_be_formulas_are_made_harmless_in_csv_alone() {
    let cells = ["=1+1", "+81", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1", "'=1", "a=1", " =1"];
    let mut table = String::from("=cmd|' /C calc'!A0,mails\n");
    for cell in cells {
        table += &["\"", cell, "\",1\n"].concat();
    }
    let out = parsed(&written(CSV, &table));
    assert_eq!(out[0][0], "'=cmd|' /C calc'!A0");
    for (row, cell) in out[1..].iter().zip(cells) {
        let harmless = if cells[..10].contains(&cell) { format!("'{cell}") } else { cell.to_owned() };
        assert_eq!(row[0], harmless);
    }
    let lines = json_lines(&written(TableFormat::JsonLines, &table));
    assert!(lines.iter().zip(cells).all(|(line, cell)| line["=cmd|' /C calc'!A0"] == cell));
    let fault = parsed(&written(CSV, "mails,lang\n=1,en\n")).remove(1);
    assert_eq!((fault[0].as_str(), fault[2].as_str()), ("'=1", ""));
}

#[test]
fn json_lines_have_a_stable_shape() {
    let text = written(TableFormat::JsonLines, "account,offline,lang\nA,unopened,en\nB,x,en\n");
    let [good, faulty] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    let start = r#"{"line":2,"account":"A","offline":"unopened","lang":"en","protocol":"pop","strength":"required","settled":true,"reasons":[""#;
    assert!(good.starts_with(start) && good.ends_with(r#""],"months_to_full":null,"error":null}"#), "{good}");
    let expected = r#"{"line":3,"account":"B","offline":"x","lang":"en","protocol":null,"strength":null,"settled":null,"reasons":[],"months_to_full":null,"error":"Line 3, offline: “x” cannot be used. Write one of these: no, received, unopened, unknown"}"#;
    assert_eq!(faulty, expected);
    assert!(text.ends_with("}\n"));
}

#[test]
fn lines_are_counted_whatever_ends_them_and_blank_ones_are_passed_over() {
    for end in ["\n", "\r\n", "\r"] {
        let table = ["", "account,mails", "", "A,x", "\"B", "b\",x", " , ", "  ", "", "C,x", ""].join(end);
        let lines: Vec<_> = rows(&table).iter().map(|row| row.line).collect();
        assert_eq!(lines, [4, 5, 10], "{end:?}");
        let lines: Vec<_> = faults(&table).iter().map(|fault| fault.split('行').next().unwrap().to_owned()).collect();
        assert_eq!(lines, ["4", "5", "10"], "{end:?}");
    }
}

#[test]
fn an_open_quote_and_a_row_without_end_are_faults_of_that_row() {
    assert!(rows("account,mails\nA,1\nB,2").iter().all(|row| row.outcome.is_ok()), "an end without a line end is fine");
    assert_eq!(
        faults("account,mails\nA,1\n\"B,2\nC,3\n"),
        ["3行目：引用符（\"）が閉じていません。終わりの引用符を書いてください"]
    );
    assert_eq!(faults("account,mails\nA,1\n\"B\",\"2\""), Vec::<String>::new());
    let long = format!("account,mails\nA,1\nB,\"{}\",x\nC,2\n", "x\n".repeat(1 << 20));
    let all = rows(&long);
    assert_eq!(all.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 4 + (1 << 20)]);
    assert!(all[1].outcome.as_ref().unwrap_err().to_string().starts_with("3行目：1行が長すぎます"));
    assert!(all[1].cells.is_empty());
    // Trailing empty cells do not count, however many there are.
    let wide = format!("account,mails\n{}\nC,2\n", ",".repeat(100_000));
    assert_eq!(rows(&wide).iter().map(|row| (row.line, row.outcome.is_ok())).collect::<Vec<_>>(), [(3, true)]);
}

#[test]
fn the_encoding_is_found_where_the_first_character_outside_ascii_stands() {
    let sjis = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let ascii = format!("account,mails\n{}", "office,50\n".repeat(10_000));
    for (name, bytes) in [("営業", sjis("営業,1\n")), ("営業", "営業,1\n".into()), ("ｶﾌﾞ", sjis("ｶﾌﾞ,1\n"))]
    {
        let table = [ascii.as_bytes(), &bytes].concat();
        let all = rows(&table);
        assert_eq!((all[10_000].cells[0].as_str(), all[10_000].outcome.is_ok()), (name, true));
    }
    // A character may be cut off at the end of the bytes used for detection.
    for more in 0..4 {
        let padded = format!("account,mails,{}\n{}", "x".repeat(more), "営業,1\n".repeat(10_000));
        for table in [padded.clone().into_bytes(), sjis(&padded)] {
            assert!(rows(&table).iter().all(|row| row.outcome.is_ok() && row.cells[0] == "営業"), "{more}");
        }
    }
    // This also holds if it is the only character outside ASCII in them.
    for seen in 0..=3 {
        let head = "account,mails\n";
        let table = [head, &"x".repeat(64 * 1024 - head.len() - seen), "営,1\n営業,1\n"].concat();
        let all = rows(&table);
        assert!(all[0].cells[0].ends_with("x営") && all[1].cells[0] == "営業", "{seen}");
    }
    // At the end of the file, no character is cut off.
    assert_eq!(rows(sjis("mails,account\n1,ﾃ"))[0].cells[1], "ﾃ");
    // Invalid bytes are an error of their row; a single one does not turn UTF-8 into Shift_JIS.
    for (mark, name) in [(&b"\xEF\xBB\xBF"[..], "UTF-8"), (b"", "UTF-8")] {
        let table = [mark, "account,mails,備考\n営業,1,\n".as_bytes(), b"\xFF,1,\n", "総務,1,\n".as_bytes()].concat();
        let all = rows(&table);
        assert_eq!([&all[0], &all[2]].map(|row| row.cells[0].as_str()), ["営業", "総務"]);
        let fault = all[1].outcome.as_ref().unwrap_err().to_string();
        assert_eq!(
            fault,
            format!("3行目のaccount：文字を読み取れません。表を保存し直してください（今の文字コードは{name}）")
        );
    }
    let table = [sjis("account,mails\n営業,1\n"), b"\x81,\x82\n".to_vec(), sjis("総務,1\n")].concat();
    assert_eq!(rows(&table)[2].cells[0], "総務");
    assert_eq!(rows(&table)[1].outcome.as_ref().unwrap_err().errors.len(), 2);
}

#[test]
fn what_is_remembered_is_what_would_be_found() {
    // More different rows than the cache has entries, then the same rows again.
    let mut table = String::from("plan,devices,away,mails\n");
    let different: String = (0..3_000)
        .map(|mails| format!("standard,one-pc,,{mails}\nmanaged,,yes,{mails}\n"))
        .collect::<Vec<_>>()
        .concat();
    table += &different.repeat(2);
    for row in rows(&table) {
        let outcome = row.outcome.unwrap();
        assert_eq!(outcome.recommendation.outcome, engine::recommend(&RULES, &outcome.answers).outcome);
        if row.line % 97 == 0 {
            assert_eq!(outcome.settled, interview::settled(&RULES, &outcome.answers));
        }
    }
}

#[test]
fn numbers_that_contradict_are_faults_of_their_cells() {
    let lines = json_lines(&written(TableFormat::JsonLines, "mails,attached,limit\n50,80,\n50,5,0\n50,5,500\n"));
    let errors: Vec<_> = lines.iter().map(|line| line["error"].as_str().unwrap_or_default()).collect();
    assert!(errors[0].contains("2行目") && errors[0].contains("attached"), "{errors:?}");
    assert!(errors[1].contains("3行目") && errors[1].contains("1 MB以上"), "{errors:?}");
    assert!(errors[2].is_empty() && lines[2]["protocol"].is_string());
}
