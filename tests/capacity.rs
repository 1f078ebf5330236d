//! The page of many accounts: its address, its form, and what it says; and the forecast on the pages.

mod tables;

use axum::http::Request;
use pop_or_imap::answers::{Answers, Company, Entry, Given, MOST_ALIKE, Number, Numbers};
use pop_or_imap::rulebook::Protocol;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{Dom, RULES, Reply, Site};

fn any_entry() -> impl Strategy<Value = Entry> {
    let choices: Vec<_> = RULES
        .questions
        .iter()
        .map(|question| {
            let mut given = vec![Given::Open, Given::Unknown];
            given.extend((0..question.choices.len()).map(|choice| Given::Choice(u8::try_from(choice).unwrap())));
            select(if question.id == "plan" { vec![Given::Open] } else { given })
        })
        .collect();
    let label = prop::option::of((0..RULES.labels.len(), 0..=MOST_ALIKE));
    let numbers = prop::array::uniform5(prop::option::of(1..=Numbers::MOST));
    let protocol = select(vec![None, Some(Protocol::Pop), Some(Protocol::Imap)]);
    (label, choices, numbers, protocol).prop_map(|(label, choices, numbers, protocol)| {
        let answers =
            choices.into_iter().enumerate().fold(Answers::default(), |a, (place, given)| a.with(place, given));
        let numbers = Number::ALL.into_iter().zip(numbers).fold(Numbers::default(), |numbers, (number, value)| {
            let with = value.map_or(numbers, |value| numbers.with(number, value));
            if with.contradict() { numbers } else { with }
        });
        Entry { label, answers: answers.with_numbers(numbers), protocol }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn accounts_survive_a_link(accounts in prop::collection::vec(any_entry(), 0..20), total in prop::option::of(1_u64..1_000_000)) {
        let accounts = accounts.into_iter().filter(|entry| !entry.is_blank()).collect();
        let company = Company { accounts, total_mb: total, website_mb: None };
        let (again, ignored) = Company::from_query(&RULES, &company.to_query(&RULES));
        prop_assert!(ignored.is_empty());
        prop_assert_eq!(again, company);
    }

    #[test]
    fn any_account_in_a_link_is_read_or_named(code in "[a-z0-9._-]{0,60}|\\PC{0,30}") {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("a", &code).finish();
        let (company, ignored) = Company::from_query(&RULES, &query);
        for account in &company.accounts {
            let again = Entry::read(&RULES, &account.code(&RULES));
            prop_assert_eq!(again, (*account, true), "what was read is canonical");
        }
        prop_assert!(company.accounts.len() == 1 || !ignored.is_empty() || Entry::read(&RULES, &code).0.is_blank());
        prop_assert!(ignored.len() <= 1);
    }
}

#[test]
fn sixty_accounts_fit_into_a_link() {
    let (answers, _) = Answers::from_query(
        &RULES,
        "purpose=notification&devices=phone-only&away=yes&offline=unopened&attachments=unknown&frequency=constant\
         &importance=critical&backup=unknown&mails=1000&attached=100&used=1500&limit=2000&keep=30",
    );
    let entry =
        |number| Entry { label: Some((6, number)), protocol: Some(Protocol::Imap), ..Entry::of(&RULES, &answers) };
    let company = Company { accounts: (1..=60).map(entry).collect(), total_mb: Some(100_000), website_mb: Some(5_000) };
    let query = company.to_query(&RULES);
    assert!(
        query.len() < 8_000 - "https://mail.example.jp/capacity?plan=maintenance&lang=en&".len(),
        "{}",
        query.len()
    );
}

async fn page(path: &str) -> Dom {
    Site::new().get(path).await.assert_ok().dom()
}

/// Sends the form for accounts.
async fn post(fields: &str) -> Reply {
    Site::new().post_form("/capacity", fields).await
}

#[tokio::test]
async fn many_accounts_are_weighed_against_the_total() {
    let accounts = (1..=30).map(|n| format!("&a=staff{n}_work")).collect::<Vec<_>>().concat();
    let dom = page(&format!("/capacity?plan=managed{accounts}")).await;
    let words = dom.texts("#summary p").join("");
    assert!(words.contains("メールに使える25 GBを超える見込みです"), "{words}");
    assert!(words.contains("5 GB足りません") && words.contains("10 GB単位で10 GBの追加が必要です"), "{words}");
    assert_eq!(dom.all("#accounts tbody tr").len(), 30);
    assert_eq!(dom.texts("#accounts tbody th")[1], "社員2");
    // The picture and the table that says the same: a row for the web site, one for the label, one for the sum.
    assert_eq!(
        dom.texts("#summary tbody th"),
        ["社員", "メールの合計", "Webサイトに取っておく分", "合計（Webサイトの分を含む）"]
    );
    let sums = dom.texts("#summary tbody tr.sum td");
    assert_eq!((sums[3].as_str(), sums[7].as_str()), ("約30 GB", "約35 GB"));
    assert_eq!(dom.all("svg.stack text").len(), 4);
    // Each account can be taken off, and its recommendation looked at.
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
    // Nothing fills: said, too. One is one.
    let dom = page("/capacity?plan=managed&a=orders__20.0...14_pop&lang=en").await;
    assert!(dom.texts("#summary p").join("").contains("No mailbox is expected to fill within ten years."));
    let dom = page("/capacity?plan=managed&total=32GB&a=sales___imap&website=30GB&lang=en").await;
    let words = dom.texts("#summary p").join(" ");
    assert!(
        words.contains("1 mailbox fills within a year.") && words.contains("there is room for 1 more of 1 GB."),
        "{words}"
    );
    // More than one step is told in GB.
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
    // Words that the page uses are explained where they first stand.
    assert!(dom.text(".lead").contains("サーバー（メールを預かるコンピューター）"));
}

#[tokio::test]
async fn an_unknown_total_is_said_and_can_be_told() {
    let dom = page("/capacity?plan=setup&a=staff1_work").await;
    assert!(dom.texts("#summary p").join("").contains("サーバー全体の容量がわかりません"));
    // No total, no share of it: the web site uses nothing of what is drawn and listed.
    assert!(!dom.text("#summary").contains("Webサイト"), "{}", dom.text("#summary"));
    assert_eq!(dom.texts("svg.stack text")[0], "今：0 MB");
    assert_eq!(dom.texts("#summary tbody th"), ["社員", "メールの合計"]);
    let dom = page("/capacity?plan=setup&total=100GB&website=0&a=staff1_work").await;
    assert!(dom.texts("#summary p").join("").contains("メールに使える100 GBに収まる見込みです"));
}

#[tokio::test]
async fn a_web_site_that_leaves_nothing_for_mail_is_said_at_its_field() {
    let dom = page("/capacity?plan=managed&website=40GB&a=staff1_work").await;
    let words = dom.texts("#summary p").join("");
    assert!(words.contains("メールに使える容量がありません。サーバー全体の容量は30 GB、"), "{words}");
    assert!(!words.contains("0 MB"), "{words}");
    assert_eq!(dom.attribute("#website", "value"), "40 GB");
    let reply = post("plan=standard&total=30GB&website=３００００&label-1=sales&no-1=2&mails-1=50").await;
    let dom = reply.assert_status(422).dom();
    assert!(dom.text("#website-error").contains("サーバー全体の容量（30 GB）より小さく"));
    for (id, value) in [("website", "３００００"), ("total", "30GB"), ("no-1", "2"), ("mails-1", "50")] {
        assert_eq!(dom.attribute(&format!("#{id}"), "value"), value);
    }
    post("plan=standard&website=29999MB").await.assert_status(303);
    // This plan has no total.
    post("plan=setup&website=900GB").await.assert_status(303);
    // What is written in the field is what was said, to the MB.
    assert_eq!(page("/capacity?total=40123&website=1230").await.attribute("#total", "value"), "40123 MB");
}

#[tokio::test]
async fn a_number_without_a_name_is_never_lost() {
    for (body, words) in [
        ("no-1=3", "呼び名も選んでください"),
        ("label-1=nobody&no-1=3", "呼び名も選んでください"),
        ("label-1=sales&no-1=0", "番号を1から9999の数字で"),
    ] {
        let dom = post(body).await.assert_status(422).dom();
        assert!(dom.text("#no-1-error").contains(words), "{body}");
    }
}

#[tokio::test]
async fn the_table_leads_to_the_canonical_address() {
    let reply = post("plan=standard&total=40GB&label-1=sales&no-1=%EF%BC%92&mails-1=50%E9%80%9A&purpose-1=work&protocol-2=pop&lang=en").await;
    reply.assert_redirect_to("/capacity?plan=standard&lang=en&total=40000&a=sales2_work_50&a=___pop");
    // What has no field of its own goes along.
    let reply =
        post("plan=standard&code-1=sales2_work.pc-phone.yes_50&label-1=info&purpose-1=orders&devices-1=&mails-1=")
            .await;
    reply.assert_redirect_to("/capacity?plan=standard&a=info_orders..yes");
}

#[tokio::test]
async fn what_cannot_be_read_stays_in_its_field() {
    let reply = post("plan=standard&total=big&label-1=sales&no-1=x&mails-1=50&used-1=-1&label-2=info").await;
    let dom = reply.assert_status(422).dom();
    let errors: Vec<_> = dom.all(".error-summary a").iter().map(|a| a.attr("href").unwrap().to_owned()).collect();
    assert_eq!(errors, ["#total", "#no-1", "#used-1"]);
    for (id, value) in [("total", "big"), ("no-1", "x"), ("used-1", "-1"), ("mails-1", "50")] {
        assert_eq!(dom.attribute(&format!("#{id}"), "value"), value);
    }
    assert!(dom.has("#label-2 option[value=info][selected]"));
    assert!(dom.text("head > title").starts_with("エラー："));
    // More than a link holds: said, and still there.
    let row =
        |n| format!("label-{n}=accounts&no-{n}=9999&purpose-{n}=notification&devices-{n}=phone-only&mails-{n}=1000&");
    let many = (1..=200).map(row).collect::<Vec<_>>().concat();
    let dom = post(&many).await.assert_status(422).dom();
    assert!(dom.text(".error-summary").contains("リンクに入りきりません"));
    // Anything at all is an answer, never a failure.
    for body in ["", "&&&=", "mails-999999999999999999999=1", "label-1=%ff%00", "no-0=1", "code-1=____________"] {
        assert!(!post(body).await.status.is_server_error(), "{body}");
    }
}

/// Encodes a form as a browser does.
fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[tokio::test]
async fn an_account_is_taken_off_and_nothing_else() {
    let own = "purpose=orders&mails=20&lang=en&total=40000";
    let dom = page(&format!("/capacity?{own}&a=sales1&a=info_inquiry&a=___pop")).await;
    let query = dom.attribute("#accounts input[name=query]", "value");
    let take = async |at: &str| {
        let reply = post(&encoded(&[("query", &query), ("remove", at)])).await;
        reply.assert_status(303).header("location").to_owned()
    };
    assert_eq!(take("2").await, format!("/capacity?{own}&a=sales1&a=___pop"));
    assert_eq!(take("99").await, format!("/capacity?{own}&a=sales1&a=info_inquiry&a=___pop"));
    // Even where something else is wrong.
    let reply = post(&encoded(&[("query", "plan=standard&website=900GB&a=sales1&a=info"), ("remove", "1")])).await;
    reply.assert_redirect_to("/capacity?plan=standard&website=900000&a=info");
}

#[tokio::test]
async fn the_visitors_own_account_stays_while_others_are_edited() {
    let dom = page("/capacity?plan=standard&purpose=orders&mails=20&was=pop&a=sales1").await;
    let own = dom.attribute("#edit input[name=query]", "value");
    assert!(!own.contains("a=sales1"), "the accounts are fields");
    let reply = post(&encoded(&[("query", &own), ("plan", "managed"), ("label-1", "info")])).await;
    reply.assert_redirect_to("/capacity?plan=managed&purpose=orders&mails=20&a=info");
    let wrong = post(&encoded(&[("query", &own), ("plan", "managed"), ("total", "x")])).await.dom();
    assert!(wrong.has("#forecast svg.chart"), "its forecast is still shown");
    let query = dom.attribute("#csv-form input[name=query]", "value");
    let shown = send(&[("csv", b"purpose\nwork\n"), ("get", b"page"), ("query", query.as_bytes())]).await.dom();
    assert!(shown.has("#forecast svg.chart") && shown.has("#accounts") && shown.has("#read"));
    assert!(shown.texts("#read tbody td").iter().all(|cell| cell != "注文"), "it is its own only");
}

#[tokio::test]
async fn no_link_leads_to_an_address_that_is_refused() {
    let entry =
        "&a=accounts9999_notification.phone-only.yes.unopened.few.constant.critical.local_1000.100.1500.2000.30_imap";
    let many = |count: usize| format!("plan=maintenance{}", entry.repeat(count));
    let fitting = (1..200).take_while(|count| "/capacity?".len() + many(*count).len() <= 8_000).last().unwrap();
    assert!(fitting > 60, "{fitting}");
    for path in ["/capacity", "/result"] {
        let dom = page(&format!("{path}?purpose=orders&{}", many(fitting + 1))).await;
        assert!(dom.text("#forecast").contains("これ以上は加えられません"), "{path}");
        for link in dom.all("main a") {
            assert!(link.attr("href").unwrap().len() <= 8_192, "{path}");
        }
    }
    let short = "&a=info".repeat(200);
    let dom = page(&format!("/capacity?plan=standard&purpose=orders{short}")).await;
    assert!(dom.text("#edit").contains("これ以上は加えられません") && !dom.has("#forecast a.button"));
    // A page of many accounts does not say all of them again for each.
    let reply = Site::new().get(&format!("/capacity?{}", many(fitting))).await;
    assert!(reply.body.len() < 7_000 * fitting, "{} bytes for {fitting} accounts", reply.body.len());
}

#[tokio::test]
async fn accounts_are_kept_on_the_way_through_the_questions() {
    let dom = page("/wizard?plan=standard&a=sales1_work").await;
    assert!(dom.all("input[type=hidden]").iter().any(|hidden| hidden.attr("value") == Some("sales1_work")));
    let dom = page("/result?plan=standard&purpose=orders&a=sales1_work").await;
    let add: Vec<_> = dom.all("#forecast a").iter().map(|a| a.attr("href").unwrap().to_owned()).collect();
    assert_eq!(add, ["/capacity?plan=standard&a=sales1_work&a=_orders"]);
    assert!(!dom.text("#address").contains("a=sales1"), "a link to be sent on holds its own account only");
}

#[tokio::test]
async fn a_result_forecasts_its_mailbox() {
    let dom = page("/result?plan=standard&purpose=work&devices=pc-phone&mails=50&attached=0").await;
    assert_eq!(
        dom.text(".outlook > p:first-child"),
        "今、空だとすると、IMAPでは約1年8か月で2 GBがいっぱいになる見込みです。年に1回整理（保存して削除）すれば、使い続けられます。1日に50通届くとした場合です。"
    );
    assert_eq!(dom.texts("#forecast tbody th"), ["今", "1か月後", "3か月後", "1年後", "3年後"]);
    assert_eq!(dom.texts("#forecast tbody tr:nth-child(4) td"), ["約1.2 GB", "約38 MB", "約920 MB"]);
    assert!(dom.has("svg.chart[role=img] .imap-line") && dom.has("svg.chart .pop-line"));
    // Unknown service: both limits, side by side.
    let dom = page("/result?purpose=work&devices=pc-phone").await;
    assert!(
        dom.texts(".outlook p")[0].contains("上限が1 GBなら約4か月、2 GBなら約8か月で"),
        "{:?}",
        dom.texts(".outlook p")
    );
    assert!(dom.texts("#forecast h3").iter().any(|h| h == "上限が1 GBの場合"));
    let english = page("/result?plan=standard&devices=one-pc&keep=14&lang=en").await;
    assert!(
        english.texts(".outlook p")[0]
            .starts_with("With POP and mail left for 14 days, the mailbox should stay at about")
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
        for page in ["/result", "/capacity"] {
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
    let reply = Site::new().get("/result?plan=standard&mails=50&attached=80&used=x&sent=numbers").await;
    let dom = reply.assert_status(422).dom();
    assert!(dom.text("#attached-error").contains("1日に届く通数以下"));
    assert_eq!(dom.attribute("#used", "value"), "x");
    assert_eq!(dom.attribute("#mails", "value"), "50");
    let hidden: Vec<_> =
        dom.all(".numbers input[type=hidden]").iter().map(|i| i.attr("name").unwrap().to_owned()).collect();
    assert_eq!(hidden, ["plan", "sent"]);
    let reply = Site::new().get("/result?plan=standard&mails=%EF%BC%91%EF%BC%8C200&attached=&sent=numbers").await;
    reply.assert_redirect_to("/result?plan=standard&mails=1200#forecast");
}

#[tokio::test]
async fn all_that_a_forecast_assumes_is_shown() {
    let assumed = page("/result?plan=standard&purpose=inquiry&frequency=weekly&used=300").await.text("#assumed");
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
    let told = page("/result?plan=standard&purpose=inquiry&frequency=weekly&mails=50").await.text("#assumed");
    assert!(told.contains("50通（入力）") && !told.contains("10通の50%"), "{told}");
    let chart = page("/result?purpose=work").await.text("svg.chart");
    assert!(chart.contains("1 GBの80%") && chart.contains("2 GBの80%"), "two lines, two names: {chart}");
    assert_eq!(page("/result?purpose=work&mails=500").await.all(".full-mark").len(), 2, "each limit is marked");
}

#[tokio::test]
async fn what_is_there_already_shortens_the_time_to_clear_and_shows_in_the_meter() {
    let imap = page("/result?plan=standard&devices=pc-phone&used=1500&mails=50").await;
    assert!(
        imap.text("main")
            .contains("古いメールを、1回目は約2週間以内に、その後は6か月に1回を目安に、保存してから削除します")
    );
    let pop = page("/result?plan=standard&devices=one-pc&used=1900&mails=0").await;
    assert!(pop.texts(".outlook p").join("").contains("今の使用量は1.9 GBです。"), "{:?}", pop.texts(".outlook p"));
    assert!(pop.texts(".outlook p").join("").contains("今：約1.9 GB／上限2 GB（95%）"));
    assert!(pop.text("#assumed").contains("サーバーから消えるとみなします"));
    let most = page("/result?plan=standard&devices=one-pc&used=2100&mails=20").await.texts(".outlook p").join("");
    assert!(most.contains("もう空きがありません") && most.contains("今：いっぱい（上限2 GB）"), "{most}");
}

#[tokio::test]
async fn accounts_of_which_nothing_is_known_are_none_and_too_many_are_named() {
    let dom = page("/capacity?plan=standard&a=info_work&a=zzz&a=&a=__0").await;
    assert_eq!(dom.texts("#accounts tbody tr").len(), 2);
    assert!(dom.text(".notice").contains("zzz"));
    assert!(dom.text("#address").ends_with("/capacity?plan=standard&a=info_work&a=__0"));
    let notice = page("/capacity?total=large&website=5GB").await.text(".notice");
    assert!(notice.contains("「サーバー全体の容量」の「large」は使いませんでした"), "{notice}");
    let many = "&a=info_work".repeat(201);
    let notice = page(&format!("/capacity?plan=standard{many}")).await.text(".notice");
    assert!(notice.contains("200件まで") && !notice.contains("読み取れない"), "{notice}");
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

/// Sends the form for tables as a browser does.
async fn send(parts: &[(&str, &[u8])]) -> Reply {
    let mut body = Vec::new();
    for (name, value) in parts {
        let file = if *name == "file" { "; filename=\"a.csv\"\r\ncontent-type: text/csv" } else { "" };
        body.extend(format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend(*value);
        body.extend(b"\r\n");
    }
    body.extend(b"--part--\r\n");
    let request = Request::post("/capacity/csv").header("content-type", "multipart/form-data; boundary=part");
    Site::new().send(request, body).await
}

#[tokio::test]
async fn a_table_comes_back_with_outcomes() {
    let table =
        "account,purpose,devices,mails\r\n営業,work,pc-phone,５０通\r\n=1+1,orders,,\r\n経理,work,one-pc,多い\r\n";
    let reply = send(&[("csv", table.as_bytes()), ("get", b"page"), ("query", b"plan=managed&total=40000")]).await;
    let dom = reply.assert_ok().dom();
    assert!(dom.text("#read").contains("2行を読み取りました。1行は"));
    assert_eq!(
        dom.texts(".faults li"),
        ["4行目のmails：「多い」は数字として読み取れません。数字を書いてください（例：50）"]
    );
    assert_eq!(dom.texts("#read tbody tr:first-child td"), ["営業", "IMAP", "どちらかといえば", "IMAP", "約4か月後"]);
    assert!(dom.texts("#read .lines dd").contains(&"40 GB".to_owned()), "weighed against the total");
    assert_eq!(dom.text("#csv"), table.split_whitespace().collect::<Vec<_>>().join(" "), "nothing is lost");
    // The same as a file, in Shift_JIS, given back for Excel.
    let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(table);
    let reply = send(&[("csv", b""), ("file", &sjis), ("get", b"excel")]).await;
    assert!(reply.header("content-disposition").starts_with("attachment"));
    assert!(reply.body.starts_with("\u{FEFF}account,purpose,devices,mails,protocol,"));
    reply.assert_contains("\r\n'=1+1,orders,").assert_contains("\r\n営業,work,pc-phone,５０通,imap,");
    let reply = send(&[("csv", table.as_bytes()), ("get", b"csv"), ("query", b"lang=en")]).await;
    assert!(reply.body.starts_with("account,") && reply.body.contains("Line 4"), "{reply}");
}

#[tokio::test]
async fn a_table_that_cannot_be_read_is_said_and_kept() {
    let long = format!("purpose\n{}", "work\n".repeat(5_001));
    for (table, words) in
        [(long.as_str(), "5,001行ありました"), ("purpose\n", "2行目から"), ("name,age\nx,1\n", "列"), ("", "")]
    {
        for get in ["page", "excel"] {
            let reply = send(&[("csv", table.as_bytes()), ("get", get.as_bytes())]).await;
            let dom = reply.assert_status(422).dom();
            assert!(dom.text("#csv-error").contains(words), "{}", dom.text("#csv-error"));
            assert_eq!(dom.text("#csv"), table.trim().replace('\n', " "));
        }
    }
    Site::new().post_form("/capacity/csv", "a=b").await.assert_status(400);
    let none = send(&[("csv", b"purpose\norders,,x\n"), ("query", b"lang=en")]).await.dom();
    assert!(none.text("#read").contains("No row was read. 1 row could not be read, for this reason:"));
    // Nothing at all, as a browser sends it; and a file with nothing in it.
    for (field, parts) in [("csv", &[("csv", &b" \r\n"[..])][..]), ("file", &[("file", b""), ("csv", b"")])] {
        let dom = send(parts).await.assert_status(422).dom();
        let words = if field == "csv" { "表を貼り付けるか" } else { "表に何もありません" };
        assert!(dom.text(&format!("#{field}-error")).contains(words), "{field}");
        assert_eq!(dom.attribute(".error-summary a", "href"), format!("#{field}"));
        assert_eq!(dom.all("[aria-invalid]").len(), 1);
    }
}

/// A table so large in Shift_JIS, with rows that are long.
fn large(bytes: usize) -> Vec<u8> {
    let encoded = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let (head, row) = (encoded("purpose,備考\r\n"), encoded(&format!("work,{}\r\n", "営業".repeat(128))));
    let table = [&head[..], &row.repeat((bytes - head.len()) / row.len())].concat();
    assert!(table.len() <= bytes && table.len() > bytes - 1024, "{}", table.len());
    table
}

#[tokio::test]
async fn a_large_table_can_be_sent_again_and_one_too_large_costs_nothing_else() {
    let mb = 1024 * 1024;
    // A file of 1 MB in Shift_JIS is read; pasted it is more than 1 MB, and can be sent again as it comes back.
    let file = large(mb);
    let text = encoding_rs::SHIFT_JIS.decode(&file).0.into_owned();
    assert!(text.len() > mb * 5 / 4);
    let dom = send(&[("csv", b"purpose\r\nspare\r\n"), ("file", &file)]).await.dom();
    assert!(dom.text("#read").contains("行をすべて読み取りました"));
    assert!(dom.text("#csv").starts_with("purpose spare"), "the file is not copied");
    assert!(dom.text("#file-hint").contains("選び直して"));
    let pasted = send(&[("csv", text.as_bytes())]).await.assert_ok();
    let again = pasted.dom().all("#csv")[0].text().collect::<String>();
    assert_eq!(again.replace("\r\n", "\n").trim(), text.replace("\r\n", "\n").trim());
    send(&[("csv", again.as_bytes())]).await.assert_ok();
    assert!(!pasted.dom().text("#file-hint").contains("選び直して"));
    // A small file is put into the text, to be changed and sent again.
    let small = send(&[("csv", b""), ("file", b"purpose\r\norders\r\n")]).await.dom();
    assert_eq!(small.text("#csv"), "purpose orders");
    // Too large: said at its field, on the page itself, and the rest is still there, however much was sent.
    let query = b"plan=managed&total=40000&lang=en&a=sales1_work";
    for (field, size) in [("file", mb + 1), ("file", 5 * mb), ("file", 40 * mb), ("csv", 2 * mb + 1), ("csv", 9 * mb)] {
        let other = if field == "file" { "csv" } else { "x" };
        let table = vec![b'a'; size];
        let parts: [(&str, &[u8]); 4] =
            [("query", query), (other, b"purpose\r\nspare\r\n"), (field, &table), ("get", b"excel")];
        let reply = send(&parts).await.assert_status(413);
        let dom = reply.dom();
        assert!(dom.text(&format!("#{field}-error")).contains("too large"), "{field} {size}");
        assert_eq!(dom.attribute(".error-summary a", "href"), format!("#{field}"));
        assert_eq!(dom.texts("#accounts tbody th").len(), 1);
        assert_eq!(dom.text("#csv"), if field == "file" { "purpose spare" } else { "" });
        assert!(reply.body.len() < 100_000, "{}", reply.body.len());
    }
    // What is no form of ours is still refused as such.
    let other = vec![b'a'; 5 * mb];
    send(&[("x", &other)]).await.assert_status(413);
    // A workbook is not put into the text.
    let dom = send(&[("file", b"PK\x03\x04\0\0")]).await.dom();
    assert!(dom.text("#file-error").contains("名前を付けて保存") && dom.text("#csv").is_empty());
}

#[tokio::test]
async fn the_accounts_of_a_page_come_as_a_table() {
    let dom = page("/capacity?plan=managed&a=sales1_work.pc-phone.yes_50&a=info_inquiry").await;
    let own = dom.all("input[name=csv]")[0].attr("value").unwrap().to_owned();
    let reply = send(&[("csv", own.as_bytes()), ("get", b"csv")]).await;
    let lines: Vec<_> = reply.body.lines().collect();
    assert!(lines[1].starts_with("営業1,managed,work,pc-phone,yes,,,,,,50,,,,,,imap,"), "{}", lines[1]);
    assert!(lines[2].starts_with("代表,managed,inquiry,"), "{}", lines[2]);
    assert_eq!(lines.len(), 3);
}

#[tokio::test]
async fn a_table_takes_the_protocol_in_use_and_the_servers_sizes() {
    let table = "account,purpose,mails,used_with,server_total,server_website\r\nA,work,50,POP,40GB,\r\n\
                 B,work,50,smtp,,\r\nC,work,50,,big,1GB\r\nD,inquiry,50,,,2GB\r\n";
    let reply = send(&[("csv", table.as_bytes()), ("get", b"page"), ("query", b"plan=managed&total=90000")]).await;
    let dom = reply.dom();
    assert_eq!(
        dom.texts(".faults li"),
        [
            "3行目のused_with：「smtp」は使えません。次のどれかを書いてください（pop、imap）",
            "4行目のserver_total：「big」は数字として読み取れません。数字を書いてください（例：500MB）"
        ]
    );
    assert_eq!(dom.texts("#read tbody tr:first-child td")[3..], ["POP", "いっぱいにならない見込み"]);
    assert_eq!(dom.texts("#read tbody tr:last-child td")[3], "IMAP", "as recommended");
    let values = dom.texts("#read > .lines dd");
    assert!(values.contains(&"40 GB".to_owned()) && values.contains(&"2 GB".to_owned()), "{values:?}");
    // As a file: nothing is lost, and what is wrong stands in its row.
    let reply = send(&[("csv", table.as_bytes()), ("get", b"csv")]).await;
    reply
        .assert_contains("\r\nA,work,50,POP,40GB,,imap,")
        .assert_contains("\r\nB,work,50,smtp,,,,,,,,3行目のused_with");
}

#[tokio::test]
async fn a_company_survives_its_table() {
    let dom = page("/capacity?plan=managed&total=50000&website=1234&a=sales1_work_50_pop&a=info_inquiry..._30").await;
    let own = dom.all("input[name=csv]")[0].attr("value").unwrap().to_owned();
    let mut lines = own.lines();
    assert!(lines.next().unwrap().ends_with(",keep,used_with,server_total,server_website"));
    assert!(lines.next().unwrap().ends_with(",pop,50000,1234"));
    // Read where nothing else is known, it comes to the same.
    let again = send(&[("csv", own.as_bytes()), ("get", b"page")]).await.dom();
    assert_eq!(again.texts("#read > .lines dd"), dom.texts("#summary > .lines dd"));
    assert_eq!(again.texts("#read > p")[1..], dom.texts("#summary > p:not(.buttons)")[..]);
}
