//! The forecast of one mailbox on the pages: sentences, table, chart, assumptions, and the form for its numbers.

use super::page;
use crate::support::Site;

#[tokio::test]
async fn a_result_forecasts_its_mailbox() {
    let query = "plan=standard&purpose=work&devices=pc-phone&mails=50&attached=0";
    let result = page(&format!("/result?{query}")).await;
    let dom = page(&format!("/forecast?{query}")).await;
    assert_eq!(result.text(".mailbox > h2 + p"), dom.text("#forecast > .lead"), "the same sentence");
    assert_eq!(result.attribute(".mailbox a[href^='/forecast']", "href"), format!("/forecast?{query}"));
    assert_eq!(
        dom.text("#forecast > .lead"),
        "今、空だとすると、IMAPでは約1年8か月で2 GBがいっぱいになる見込みです。年に1回整理（保存して削除）すれば、使い続けられます。1日に50通届くとした場合です。"
    );
    assert_eq!(dom.texts("#forecast tbody th"), ["今", "1か月後", "3か月後", "1年後", "3年後"]);
    assert_eq!(dom.texts("#forecast tbody tr:nth-child(4) td"), ["約1.2 GB", "約38 MB", "約920 MB"]);
    assert!(dom.has("svg.chart[role=img] .recommended-line") && dom.has("svg.chart .other-line"));
    // Unknown service: both limits, side by side.
    let dom = page("/forecast?purpose=work&devices=pc-phone").await;
    let lead = dom.text("#forecast > .lead");
    assert!(lead.contains("上限が1 GBなら約4か月、2 GBなら約8か月で"), "{lead}");
    assert!(dom.texts("#forecast h3").iter().any(|h| h == "上限が1 GBの場合"));
    let english = page("/result?plan=standard&devices=one-pc&keep=14&lang=en").await;
    assert!(
        english.texts(".mailbox p")[0]
            .starts_with("With POP, the mailbox is unlikely to fill up: mail left for 14 days takes about")
    );
}

#[tokio::test]
async fn odd_numbers_never_break_the_page() {
    for query in [
        "mails=0",
        "mails=1000000000000&attached=1000000000000&used=1000000000000&limit=1000000000000&keep=1000000000000",
        "used=1000000000000&plan=standard",
        "limit=1&mails=1000000000000",
        "keep=0&used=0&mails=0&limit=1",
        "limit=1&plan=setup",
        "mails=-1&attached=1e9&used=NaN&limit=inf&keep=%00",
        "keep=1000000000000&mails=1&limit=1000000000000",
    ] {
        for page in ["/result", "/forecast", "/capacity"] {
            for lang in ["ja", "en"] {
                let reply = Site::new().get(&format!("{page}?{query}&lang={lang}")).await.assert_ok();
                let dom = reply.dom();
                for points in dom.all("polyline") {
                    for number in points.attr("points").unwrap().split([' ', ',']) {
                        assert!(number.parse::<u64>().unwrap() <= 360, "{query}: {number}");
                    }
                }
                assert!(!reply.body.contains("NaN") || query.contains("NaN"), "{query}");
            }
        }
    }
}

#[tokio::test]
async fn the_form_for_numbers_keeps_what_was_written() {
    let reply = Site::new().get("/forecast?plan=standard&mails=50&attached=80&used=x&sent=numbers").await;
    let dom = reply.assert_status(422).dom();
    assert!(dom.text("#attached-error").contains("1日に届く通数以下"));
    assert_eq!(dom.attribute("#used", "value"), "x");
    assert_eq!(dom.attribute("#mails", "value"), "50");
    let hidden: Vec<_> =
        dom.all(".numbers input[type=hidden]").iter().map(|i| i.attr("name").unwrap().to_owned()).collect();
    assert_eq!(hidden, ["plan", "sent"]);
    // An old page sends its form to the result.
    for path in ["/forecast", "/result"] {
        let sent = format!("{path}?plan=standard&mails=%EF%BC%91%EF%BC%8C200&attached=&sent=numbers");
        Site::new().get(&sent).await.assert_redirect_to("/forecast?plan=standard&mails=1200");
    }
    let wrong = "plan=standard&mails=50&used=x&attached=80&sent=numbers";
    Site::new().get(&format!("/result?{wrong}")).await.assert_redirect_to(&format!("/forecast?{wrong}"));
}

#[tokio::test]
async fn all_that_a_forecast_assumes_is_shown() {
    let assumed = page("/forecast?plan=standard&purpose=inquiry&frequency=weekly&used=300").await.text("#assumed");
    for words in [
        "1日に届く通数5通（目安）",
        "10通の50%",
        "うち、添付ファイル付きの通数0.2通（目安）",
        "300 MB（入力）",
        "14日（目安）",
        "75 KB",
        "2 MB（メールでは1.37倍になります）",
        "年に245日、週に5日",
        "30%",
        "0%",
        "上限の80%",
        "決めることはありません",
    ] {
        assert!(assumed.contains(words), "{words}: {assumed}");
    }
    let entered = page("/forecast?plan=standard&purpose=inquiry&frequency=weekly&mails=50").await.text("#assumed");
    assert!(entered.contains("50通（入力）") && !entered.contains("10通の50%"), "{entered}");
    let chart = page("/forecast?purpose=work").await.text("svg.chart");
    assert!(chart.contains("1 GB") && chart.contains("2 GB"), "each limit is named: {chart}");
    assert_eq!(page("/forecast?purpose=work&mails=500").await.all(".full-mark").len(), 2, "each limit is marked");
}

#[tokio::test]
async fn what_is_there_already_shortens_the_time_to_clear_and_shows_in_the_meter() {
    let imap = page("/result?plan=standard&devices=pc-phone&used=1500&mails=50").await;
    assert!(
        imap.text("main")
            .contains("古いメールを、1回目は約2週間以内に、その後は6か月に1回を目安に、保存してから削除します")
    );
    let pop = page("/result?plan=standard&devices=one-pc&used=1900&mails=0").await;
    assert!(pop.texts(".mailbox p").join("").contains("今の使用量は1.9 GBです。"), "{:?}", pop.texts(".mailbox p"));
    assert!(pop.texts(".mailbox p").join("").contains("今：約1.9 GB／上限2 GB（95%）"));
    let assumed = page("/forecast?plan=standard&devices=one-pc&used=1900&mails=0").await.text("#assumed");
    assert!(assumed.contains("サーバーから消えるとみなします"));
    let most = page("/result?plan=standard&devices=one-pc&used=2100&mails=20").await.texts(".mailbox p").join("");
    assert!(most.contains("もう空きがありません") && most.contains("今：いっぱい（上限2 GB）"), "{most}");
}

#[tokio::test]
async fn advice_carries_numbers() {
    let todo = page("/result?plan=standard&purpose=work&devices=one-pc&attachments=many")
        .await
        .texts(".todo li, .todo + h3 + ul li")
        .join("");
    assert!(todo.contains("14日残す設定にします（長くても30日）"), "{todo}");
    let todo = page("/result?plan=managed&purpose=work&devices=pc-phone&away=yes&attachments=many")
        .await
        .texts(".todo li")
        .join("");
    assert!(todo.contains("毎月、古いメールを保存してから削除します"), "{todo}");
    let full = page("/result?plan=standard&purpose=work&devices=one-pc&used=1999").await.text("main");
    assert!(full.contains("もうすぐいっぱいです"));
}
