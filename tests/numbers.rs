//! Numbers as visitors write them: units, ranges, fractions; parsing, display and errors.

use axum::http::StatusCode;
use pop_or_imap::answers::{Answers, Number, Numbers};
use pop_or_imap::present::accounts_csv::Reader;
use pop_or_imap::rulebook::Lang;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use crate::support::{RULES, Site};

#[test]
fn numbers_are_read_as_people_write_them() {
    use Number::{Attached, Keep, Limit, Mails, Used};
    for (number, written, value) in [
        (Keep, "2週間", 14),
        (Keep, "２週間", 14),
        (Keep, "1週", 7),
        (Keep, "2 weeks", 14),
        (Keep, "1 week", 7),
        (Keep, "1ヶ月", 30),
        (Keep, "1ヵ月", 30),
        (Keep, "1か月", 30),
        (Keep, "1カ月", 30),
        (Keep, "1ケ月", 30),
        (Keep, "1ｹ月", 30),
        (Keep, "1箇月", 30),
        (Keep, "1個月", 30),
        (Keep, "３ヶ月間", 90),
        (Keep, "1 month", 30),
        (Keep, "2 Months", 60),
        (Keep, "半月", 15),
        (Keep, "1年", 365),
        (Keep, "1年間", 365),
        (Keep, "1 year", 365),
        (Keep, "約2週間", 14),
        (Keep, "14日程度", 14),
        (Keep, "14日間", 14),
        (Keep, "0.5ヶ月", 15),
        (Keep, "10日", 10),
        (Used, "2GiB", 2147),
        (Limit, "2 GiB", 2147),
        (Used, "1MiB", 1),
        (Used, "100MiB", 105),
        (Used, "1TiB", 1_099_512),
        (Used, "500KB", 1),
        (Used, "400KB", 0),
        (Used, "1,500 KB", 2),
        (Used, "2048KiB", 2),
        (Used, "2.5GB", 2500),
        (Used, "1.9999GB", 2000),
        (Used, "約300MB", 300),
        (Limit, "２ＧＢ", 2000),
        (Used, "500キロバイト", 1),
        (Used, "1テラバイト", 1_000_000),
        (Used, "12.5", 13),
        (Used, "100㎆", 100),
        (Mails, "50件", 50),
        (Mails, "50通/日", 50),
        (Mails, "1日50通", 50),
        (Mails, "１日に５０通", 50),
        (Mails, "1日約50通", 50),
        (Mails, "1日あたり50件", 50),
        (Mails, "毎日50通", 50),
        (Mails, "約50", 50),
        (Mails, "およそ50通", 50),
        (Mails, "だいたい50", 50),
        (Mails, "50通くらい", 50),
        (Mails, "50前後", 50),
        (Mails, "50 mails", 50),
        (Mails, "50/day", 50),
        (Mails, "50 emails a day", 50),
        (Mails, "50 per day", 50),
        (Mails, "about 50", 50),
        (Mails, "approx. 50", 50),
        (Mails, "1 mail", 1),
        (Mails, "1,500", 1500),
        (Mails, "１，５００", 1500),
        (Mails, "1 500", 1500),
        (Mails, "12.5", 13),
        (Mails, "12.4", 12),
        (Mails, "0.4", 0),
        (Attached, "12.5", 13),
        (Attached, "3通", 3),
        (Keep, "2.5", 3),
        (Mails, "3.0", 3),
        (Mails, "1万通", 10_000),
    ] {
        assert_eq!(number.parse(written), Some(value), "{written}");
    }
}

#[test]
fn ranges_are_read_as_their_middle() {
    use Number::{Keep, Limit, Mails, Used};
    for (number, written, value) in [
        (Mails, "10〜20", 15),
        (Mails, "10~20", 15),
        (Mails, "10-20", 15),
        (Mails, "10から20", 15),
        (Mails, "10～20", 15),
        (Mails, "１０～２０", 15),
        (Mails, "10–20", 15),
        (Mails, "10—20", 15),
        (Mails, "10ー20", 15),
        (Mails, "10 to 20", 15),
        (Mails, "10−20", 15),
        (Mails, "10－20", 15),
        (Mails, "10〜20通", 15),
        (Mails, "10通〜20通", 15),
        (Mails, "1日10〜20通", 15),
        (Mails, "10～20件/日", 15),
        (Mails, "約10〜20", 15),
        (Mails, "10〜20通くらい", 15),
        (Mails, "10-20 mails", 15),
        (Mails, "1〜2", 2),
        (Mails, "10〜10", 10),
        (Mails, "1,000〜2,000", 1500),
        (Mails, "0〜10", 5),
        (Mails, "10 - 20 a day", 15),
        (Used, "1〜2GB", 1500),
        (Used, "500MB〜1GB", 750),
        (Limit, "1.5–2.5 GB", 2000),
        (Keep, "1〜2週間", 11),
        (Keep, "1週間〜1ヶ月", 19),
        (Keep, "7から14日", 11),
        (Keep, "1 to 2 weeks", 11),
    ] {
        assert_eq!(number.parse(written), Some(value), "{written}");
    }
}

#[test]
fn nothing_is_read_that_would_surprise() {
    use Number::{Keep, Limit, Mails, Used};
    for (number, written) in [
        (Mails, "-3"),
        (Mails, "−3"),
        (Mails, "〜50"),
        (Mails, "50〜"),
        (Mails, "~50"),
        (Mails, "1.500"),
        (Mails, "12.000"),
        (Mails, "1,50"),
        (Mails, "12,5"),
        (Mails, "10 20"),
        (Mails, "1 50"),
        (Mails, "2GB"),
        (Mails, "2週間"),
        (Mails, "20〜10"),
        (Mails, "10-20-30"),
        (Mails, "2024-11-05"),
        (Mails, "11/5"),
        (Mails, "1日"),
        (Mails, "50%"),
        (Mails, "10--20"),
        (Mails, "50通以上"),
        (Mails, "50以下"),
        (Mails, "約"),
        (Mails, "1e3"),
        (Mails, "10〜abc"),
        (Mails, "10〜20GB"),
        (Mails, "1日1日50通"),
        (Keep, "1月"),
        (Keep, "11月5日"),
        (Keep, "2GB"),
        (Keep, "50通"),
        (Keep, "半"),
        (Keep, "2半月"),
        (Used, "1.234"),
        (Limit, "12.500"),
        (Used, "50件"),
        (Used, "500MB〜1"),
        (Limit, "400KB"),
        (Limit, "0"),
        (Limit, "0〜0"),
        (Used, "14日"),
        (Used, "1000001TB"),
        (Mails, "1000000000001"),
        (Mails, "1〜2000000000001"),
        (Mails, "9999999999999999999万"),
        (Used, "18446744073709551615TiB"),
        (Mails, "1.1234567891"),
    ] {
        assert_eq!(number.parse(written), None, "{written}");
    }
    assert_eq!(Mails.parse("1,000,000,000,000"), Some(Numbers::MAX));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_whole_number_is_itself_in_every_field(n in 1..=Numbers::MAX) {
        for number in Number::ALL {
            prop_assert_eq!(number.parse(&n.to_string()), Some(n));
        }
    }

    #[test]
    fn the_middle_lies_between(low in 0..1_000_000_u64, more in 0..1_000_000_u64, dash in select(vec!["〜", "-", "から", " to "])) {
        let high = low + more;
        let middle = Number::Mails.parse(&format!("{low}{dash}{high}通")).unwrap();
        prop_assert!(low <= middle && middle <= high && middle.abs_diff(low + more / 2) <= 1);
    }

    #[test]
    fn whatever_is_read_is_in_bounds_and_reads_as_itself(
        parts in prop::collection::vec(select(vec![
            "1", "0", "５", "50", "999999999", ".", ",", "、", " ", "〜", "-", "から", "to", "約", "1日", "半月", "通", "件",
            "GB", "GiB", "KB", "週間", "ヶ月", "年", "/日", "/day", "万", "about", "くらい", "ー", "%",
        ]), 0..12)
    ) {
        let written = parts.concat();
        for number in Number::ALL {
            if let Some(value) = number.parse(&written) {
                prop_assert!(value <= Numbers::MAX && (value > 0 || number != Number::Limit));
                prop_assert_eq!(number.parse(&value.to_string()), Some(value));
                prop_assert_eq!(number.parse(&format!(" {written}\u{3000}")), Some(value));
            }
        }
    }
}

#[test]
fn a_range_is_no_refused_value() {
    let (answers, ignored) = Answers::from_query(&RULES, "mails=10〜20&keep=2週間&used=2GiB&attached=1.5");
    assert_eq!(answers.to_query(&RULES), "mails=15&attached=2&used=2147&keep=14");
    assert!(ignored.is_empty());
}

#[test]
fn a_range_that_contradicts_is_named_as_it_was_written() {
    let (answers, ignored) = Answers::from_query(&RULES, "mails=10&attached=20〜25");
    assert_eq!(answers.to_query(&RULES), "mails=10");
    assert_eq!((ignored[0].key.as_str(), ignored[0].value.as_str()), ("attached", "20〜25"));
}

#[tokio::test]
async fn the_api_lists_what_it_read_as_another_number() {
    let site = Site::new();
    let query = "mails=10%E3%80%9C20&keep=2%E9%80%B1%E9%96%93&attached=1.5&used=x";
    for path in ["recommendation", "forecast"] {
        let body = site.get(&format!("/api/v1/{path}?{query}")).await.json();
        assert_eq!(body["answers"], json!({ "mails": 15, "attached": 2, "keep": 14 }), "{path}");
        assert_eq!(body["ignored"], json!([{ "key": "used", "value": "x" }]), "{path}");
        let interpreted =
            json!([{ "key": "mails", "value": "10〜20", "as": 15 }, { "key": "attached", "value": "1.5", "as": 2 }]);
        assert_eq!(body["interpreted"], interpreted, "{path}");
        assert_eq!(body["query"], "mails=15&attached=2&keep=14");
    }
    let items =
        site.post("/api/v1/recommendations", r#"[{"mails": "10-20", "attached": 12.5}, {"mails": 50}]"#).await.json();
    let interpreted =
        json!([{ "key": "mails", "value": "10-20", "as": 15 }, { "key": "attached", "value": "12.5", "as": 13 }]);
    assert_eq!((&items[0]["interpreted"], &items[1]["interpreted"]), (&interpreted, &json!([])));
}

#[tokio::test]
async fn pages_and_text_name_what_was_understood() {
    let site = Site::new();
    let path = "/result?away=yes&mails=10%E3%80%9C20";
    let page = site.get(path).await.dom();
    assert_eq!(page.texts(".notice li"), ["「1日に届く通数」の「10〜20」は、15として計算しました。"]);
    assert_eq!(page.attribute("link[rel=canonical]", "href"), "/result?away=yes&mails=15");
    assert!(
        page.attribute("header li:last-child a", "href").contains("mails=15&lang=en&mails=10%E3"),
        "the switch keeps the notice"
    );
    let english = site.get(&format!("{path}&lang=en")).await.dom();
    assert_eq!(english.texts(".notice li"), ["“Messages received a day”: “10〜20” was counted as 15."]);
    let text = site.get_with(path, "accept", "text/plain").await.body;
    assert!(text.contains("「1日に届く通数」の「10〜20」は、15として計算しました。"), "{text}");
    assert!(text.contains("/result?away=yes&mails=15&was="), "{text}");
    for path in ["/forecast", "/setup", "/wizard", "/capacity", "/link"] {
        let page = site.get(&format!("{path}?away=yes&mails=10%E3%80%9C20")).await.dom();
        assert!(
            page.texts(".notice li").contains(&"「1日に届く通数」の「10〜20」は、15として計算しました。".to_owned()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_form_for_numbers_takes_a_range_and_keeps_its_notice() {
    let site = Site::new();
    let sent = site.get("/forecast?away=yes&mails=10-20&keep=1%E3%83%B6%E6%9C%88&sent=numbers").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let location = sent.header("location").to_owned();
    assert_eq!(location, "/forecast?away=yes&mails=15&keep=30&mails=10-20");
    let page = site.get(location.split('#').next().unwrap()).await.dom();
    assert_eq!(page.texts(".notice li"), ["「1日に届く通数」の「10-20」は、15として計算しました。"]);
    assert_eq!(page.attribute("link[rel=canonical]", "href"), "/forecast?away=yes&mails=15&keep=30");
    let api = site.get(&format!("/api/v1/recommendation?{}", &location["/forecast?".len()..])).await;
    assert_eq!((&api.json()["ignored"], &api.json()["interpreted"][0]["as"]), (&json!([]), &json!(15)));
    // A field without an error keeps its text when another field has one.
    let wrong = site.get("/forecast?mails=10-20&keep=x&sent=numbers").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.dom().attribute("#mails", "value"), "10-20");
}

#[test]
fn a_table_takes_ranges_without_an_error() {
    let table = "mails,keep,used\n10〜20,2週間,2GiB\n1日50通,1ヶ月,500KB\n-3,1月,50件\n";
    let rows: Vec<_> = Reader::new(&RULES, Lang::Ja, table.as_bytes()).unwrap().map(Result::unwrap).collect();
    let query = |at: usize| rows[at].outcome.as_ref().unwrap().answers.to_query(&RULES);
    assert_eq!((query(0).as_str(), query(1).as_str()), ("mails=15&used=2147&keep=14", "mails=50&used=1&keep=30"));
    assert_eq!(rows[2].outcome.as_ref().unwrap_err().errors.len(), 3);
}
