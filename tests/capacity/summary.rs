//! The accounts against the capacity: sums, shortages and assumptions.

use super::page;

#[tokio::test]
async fn many_accounts_are_weighed_against_the_total() {
    let accounts = (1..=30).map(|n| format!("&a=staff{n}_work")).collect::<Vec<_>>().concat();
    let dom = page(&format!("/capacity?plan=managed{accounts}")).await;
    let words = dom.texts("#summary .answer").join("");
    assert!(words.contains("メールに使える25 GBを超える見込みです"), "{words}");
    assert!(words.contains("5 GB足りません") && words.contains("10 GB単位で10 GBの追加が必要です"), "{words}");
    assert_eq!(dom.all("#accounts li").len(), 30);
    assert!(dom.texts("#accounts h3")[1].starts_with("社員2"));
    // The picture, and the table with the same figures: a row for the web site, one for the label, one for the sum.
    assert_eq!(
        dom.texts("#summary tbody th"),
        ["社員", "メールの合計", "Webサイトに取っておく分", "合計（Webサイトの分を含む）"]
    );
    let sums = dom.texts("#summary tbody tr.sum td");
    assert_eq!((sums[3].as_str(), sums[7].as_str()), ("約30 GB", "約35 GB"));
    assert_eq!(dom.all(".stack > p").len(), 4);
    // Each account can be removed, and links to its recommendation.
    assert_eq!(dom.all("#accounts button[name=remove]").len(), 30);
    assert_eq!(dom.all("#accounts dd a")[0].attr("href"), Some("/result?plan=managed&purpose=work"));
}

#[tokio::test]
async fn a_mailbox_that_fills_is_said_whatever_the_total() {
    let accounts =
        "a=sales1___imap&a=sales2__50.0.990&a=sales3__50.0.1000&a=info_inquiry_5.0_imap&a=orders__20.0...14_pop";
    let dom = page(&format!("/capacity?plan=managed&total=900GB&{accounts}")).await;
    let words = dom.texts("#summary .answer").join("");
    assert!(words.contains("メールの合計は、10年たっても、メールに使える895 GBに収まる見込みです"), "{words}");
    assert_eq!(dom.text("#summary .first"), "営業3は、今すでにいっぱいです");
    assert_eq!(
        dom.texts("#summary .caution dt").into_iter().zip(dom.texts("#summary .caution dd")).collect::<Vec<_>>(),
        [
            ("今すでにいっぱい".to_owned(), "営業3".to_owned()),
            ("上限に近く、今すぐ整理（保存して削除）が必要".to_owned(), "営業2".to_owned()),
            ("1年以内にいっぱいになる見込み".to_owned(), "営業1（約10か月）".to_owned()),
        ]
    );
    let cells = |row: usize| dom.texts(&format!("#accounts li:nth-child({row}) dd"));
    let fills = dom.texts("#accounts .fills p");
    assert!(fills[0].ends_with("約10か月後") && fills[2].ends_with("すでにその時期です"), "{fills:?}");
    assert!(fills[4].ends_with("いっぱいにならない見込み"), "{fills:?}");
    assert_eq!(cells(1)[2..], ["1 GB", "1 GB（いっぱい）", "1 GB（いっぱい）"]);
    assert!(!cells(5)[3].contains("いっぱい"));
    // The page also states that nothing fills. One mailbox is singular.
    let dom = page("/capacity?plan=managed&a=orders__20.0...14_pop&lang=en").await;
    assert!(dom.texts("#summary .answer").join("").contains("No mailbox is expected to fill within ten years"));
    let dom = page("/capacity?plan=managed&total=32GB&a=sales___imap&website=30GB&lang=en").await;
    let words = dom.texts("#summary .answer").join(" ");
    assert!(words.contains("Sales fills first, probably in"), "{words}");
    assert!(words.contains("there is room for 1 more account of 1 GB."), "{words}");
    // More than one step is stated in GB.
    let staff = (1..=45).map(|n| format!("&a=staff{n}")).collect::<Vec<_>>().concat();
    let dom = page(&format!("/capacity?plan=managed{staff}")).await;
    let words = dom.texts("#summary .answer").join("");
    assert!(words.contains("10 GB単位で20 GBの追加が必要です。3年後までに必要な追加は、20 GBの見込みです"), "{words}");
}

#[tokio::test]
async fn what_the_numbers_rest_on_is_listed() {
    let dom = page("/capacity?plan=managed&website=3GB&a=sales1_work").await;
    let assumed: Vec<_> =
        dom.texts("#summary .assumed dt").into_iter().zip(dom.texts("#summary .assumed dd")).collect();
    let value = |label: &str| assumed.iter().find(|(name, _)| name.contains(label)).map(|(_, value)| value.as_str());
    assert_eq!(value("添付なしのメール1通"), Some("75 KB"));
    assert_eq!(value("整理が必要とみなす量"), Some("上限の80%"));
    assert_eq!(value("Webサイトに取っておく分"), Some("3 GB"));
    assert!(value("メールが届く日").is_some() && value("送信済みメール").is_some() && value("ごみ箱").is_some());
    // Terms are explained where they first occur.
    assert!(dom.text(".lead").contains("サーバー（メールを預かるコンピューター）"));
}

#[tokio::test]
async fn an_unknown_total_is_said_and_can_be_told() {
    let dom = page("/capacity?plan=setup&a=staff1_work").await;
    assert!(dom.texts("#summary .answer").join("").contains("サーバー全体の容量がわかりません"));
    // Without a total, the web site has no share in the chart and the table.
    assert!(!dom.text("#summary").contains("Webサイト"), "{}", dom.text("#summary"));
    assert_eq!(dom.texts(".stack > p")[0], "今：0 GB");
    assert!(!dom.has(".total-bar"), "no part of an unknown total");
    assert_eq!(dom.texts("#summary tbody th"), ["社員", "メールの合計"]);
    let dom = page("/capacity?plan=setup&total=100GB&website=0&a=staff1_work").await;
    assert!(dom.texts("#summary .answer").join("").contains("メールに使える100 GBに収まる見込みです"));
}

#[tokio::test]
async fn sums_add_up_as_they_are_printed() {
    let accounts = (1..=200).map(|n| format!("&a=staff{n}")).collect::<Vec<_>>().concat();
    let dom = page(&format!("/capacity?plan=standard{accounts}")).await;
    let column = dom.texts("#summary tbody td:last-child");
    assert_eq!(column, ["約400 GB", "約400 GB", "約5 GB", "約405 GB"]);
    assert!(dom.text("#summary").contains("375 GB足りません"));
}

#[tokio::test]
async fn the_account_that_fills_first_is_named_first_with_its_time() {
    for (query, first, days) in [
        ("a=sales1___imap&a=info2__200.0..._imap", "最初にいっぱいになるのは代表2で、約3か月後の見込みです", true),
        ("a=orders__20.0...14_pop", "10年以内にいっぱいになるメールボックスは、ない見込みです", false),
        ("a=sales1__50.0.1000", "営業1は、今すでにいっぱいです", false),
        // Without a name, the number in the list.
        ("a=orders__20.0...14_pop&a=_work_300.0_imap", "最初にいっぱいになるのはアカウント2で、", true),
    ] {
        let dom = page(&format!("/capacity?plan=managed&{query}")).await;
        let words = dom.text("#summary .answer .first");
        assert!(words.starts_with(first), "{query}: {words}");
        // A script adds the month: pages are cached, and do not depend on the day.
        assert_eq!(dom.has("#summary .first [data-in-days][hidden] time"), days, "{query}");
        let main = dom.text("main");
        assert!(main.find(first) < main.find("サーバー全体の容量は、"), "{query}: it precedes the total");
    }
}

#[tokio::test]
async fn many_accounts_that_fill_are_named_the_first_ones_first() {
    let accounts = (1..=8).map(|n| format!("&a=staff{n}__{}.0_imap", 40 + 10 * n)).collect::<Vec<_>>().concat();
    let dom = page(&format!("/capacity?plan=managed{accounts}")).await;
    let names = dom.texts("#summary .caution dd");
    assert_eq!(names.len(), 1);
    assert!(names[0].starts_with("社員8（約") && names[0].ends_with("、ほか3件"), "{names:?}");
    let english = page(&format!("/capacity?plan=managed&lang=en{accounts}")).await;
    assert!(english.texts("#summary .caution dd")[0].ends_with("and 3 more"));
}

#[tokio::test]
async fn the_page_has_one_unit_for_sizes() {
    for lang in ["ja", "en"] {
        let query = "plan=standard&a=sales1__50.0.990&a=info__1.0_imap&a=orders__20.0.12.512.14_pop&a=staff_work";
        let dom = page(&format!("/capacity?{query}&lang={lang}")).await;
        let shown =
            dom.texts("#summary .answer, #summary .stack, #summary table, #summary details > .lines, #accounts");
        for words in shown {
            assert!(!words.contains(" MB") && !words.contains(" TB") && !words.contains(" KB"), "{words}");
        }
        assert!(dom.text("#accounts").contains("0.512 GB"));
    }
}

#[tokio::test]
async fn an_empty_page_shows_where_the_result_will_be() {
    let dom = page("/capacity").await;
    assert!(dom.has(".ghost") && !dom.has("#summary"));
    assert!(!page("/capacity?a=sales1").await.has(".ghost"));
}
