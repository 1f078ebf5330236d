//! The accounts against the capacity: sums, shortages and assumptions.

use super::page;

#[tokio::test]
async fn many_accounts_are_weighed_against_the_total() {
    let accounts = (1..=30).map(|n| format!("&a=staff{n}_work")).collect::<Vec<_>>().concat();
    let dom = page(&format!("/capacity?plan=managed{accounts}")).await;
    let words = dom.texts("#summary p").join("");
    assert!(words.contains("メールに使える25 GBを超える見込みです"), "{words}");
    assert!(words.contains("5 GB足りません") && words.contains("10 GB単位で10 GBの追加が必要です"), "{words}");
    assert_eq!(dom.all("#accounts tbody tr").len(), 30);
    assert_eq!(dom.texts("#accounts tbody th")[1], "社員2");
    // The picture, and the table with the same figures: a row for the web site, one for the label, one for the sum.
    assert_eq!(
        dom.texts("#summary tbody th"),
        ["社員", "メールの合計", "Webサイトに取っておく分", "合計（Webサイトの分を含む）"]
    );
    let sums = dom.texts("#summary tbody tr.sum td");
    assert_eq!((sums[3].as_str(), sums[7].as_str()), ("約30 GB", "約35 GB"));
    assert_eq!(dom.all("svg.stack text").len(), 4);
    // Each account can be removed, and links to its recommendation.
    assert_eq!(dom.all("#accounts button[name=remove]").len(), 30);
    assert_eq!(dom.all("#accounts tbody a")[0].attr("href"), Some("/result?plan=managed&purpose=work"));
}

#[tokio::test]
async fn a_mailbox_that_fills_is_said_whatever_the_total() {
    let accounts =
        "a=sales1___imap&a=sales2__50.0.990&a=sales3__50.0.1000&a=info_inquiry_5.0_imap&a=orders__20.0...14_pop";
    let dom = page(&format!("/capacity?plan=managed&total=900GB&{accounts}")).await;
    let words = dom.texts("#summary p").join("");
    assert!(words.contains("メールの合計は、10年たっても、メールに使える895 GBに収まる見込みです"), "{words}");
    assert!(words.contains("今すでにいっぱいのメールボックスが1件あります"), "{words}");
    assert!(words.contains("今、上限に近く、整理が必要なメールボックスが1件あります"), "{words}");
    assert!(words.contains("1年以内にいっぱいになるメールボックスが2件あります"), "{words}");
    let cells = |row: usize| dom.texts(&format!("#accounts tbody tr:nth-child({row}) td"));
    assert_eq!(cells(1)[4..7], ["約10か月後", "約1 GB（いっぱい）", "約1 GB（いっぱい）"]);
    assert_eq!(cells(3)[4], "すでにその時期です");
    assert_eq!(cells(5)[4], "いっぱいにならない見込み");
    assert!(!cells(5)[5].contains("いっぱい"));
    // The page also states that nothing fills. One mailbox is singular.
    let dom = page("/capacity?plan=managed&a=orders__20.0...14_pop&lang=en").await;
    assert!(dom.texts("#summary p").join("").contains("No mailbox is expected to fill within ten years."));
    let dom = page("/capacity?plan=managed&total=32GB&a=sales___imap&website=30GB&lang=en").await;
    let words = dom.texts("#summary p").join(" ");
    assert!(
        words.contains("1 mailbox fills within a year.") && words.contains("there is room for 1 more account of 1 GB."),
        "{words}"
    );
    // More than one step is stated in GB.
    let staff = (1..=45).map(|n| format!("&a=staff{n}")).collect::<Vec<_>>().concat();
    let dom = page(&format!("/capacity?plan=managed{staff}")).await;
    let words = dom.texts("#summary p").join("");
    assert!(words.contains("10 GB単位で20 GBの追加が必要です。3年後までに必要な追加は、20 GBの見込みです"), "{words}");
}

#[tokio::test]
async fn what_the_numbers_rest_on_is_listed() {
    let dom = page("/capacity?plan=managed&website=3GB&a=sales1_work").await;
    let assumed: Vec<_> = dom.texts("#summary details dt").into_iter().zip(dom.texts("#summary details dd")).collect();
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
    assert!(dom.texts("#summary p").join("").contains("サーバー全体の容量がわかりません"));
    // Without a total, the web site has no share in the chart and the table.
    assert!(!dom.text("#summary").contains("Webサイト"), "{}", dom.text("#summary"));
    assert_eq!(dom.texts("svg.stack text")[0], "今：0 MB");
    assert_eq!(dom.texts("#summary tbody th"), ["社員", "メールの合計"]);
    let dom = page("/capacity?plan=setup&total=100GB&website=0&a=staff1_work").await;
    assert!(dom.texts("#summary p").join("").contains("メールに使える100 GBに収まる見込みです"));
}

#[tokio::test]
async fn sums_add_up_as_they_are_printed() {
    let accounts = (1..=200).map(|n| format!("&a=staff{n}")).collect::<Vec<_>>().concat();
    let dom = page(&format!("/capacity?plan=standard{accounts}")).await;
    let column = dom.texts("#summary tbody td:last-child");
    assert_eq!(column, ["約400 GB", "約400 GB", "約5 GB", "約405 GB"]);
    assert!(dom.text("#summary").contains("375 GB足りません"));
}
