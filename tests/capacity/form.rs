//! The form for accounts: invalid fields keep their text, valid ones lead to the canonical URL.

use super::{page, post, send};

#[tokio::test]
async fn a_web_site_that_leaves_nothing_for_mail_is_said_at_its_field() {
    let dom = page("/capacity?plan=managed&website=40GB&a=staff1_work").await;
    let words = dom.texts("#summary p").join("");
    assert!(words.contains("メールに使える容量がありません。サーバー全体の容量は30 GB、"), "{words}");
    assert!(!words.contains("0 MB"), "{words}");
    assert_eq!(dom.attribute("#website", "value"), "40");
    let reply = post("plan=standard&total=30GB&website=３０&label-1=sales&no-1=2&mails-1=50").await;
    let dom = reply.assert_status(422).dom();
    assert!(dom.text("#website-error").contains("サーバー全体の容量（30 GB）より小さい数字"));
    for (id, value) in [("website", "３０"), ("total", "30GB"), ("no-1", "2"), ("mails-1", "50")] {
        assert_eq!(dom.attribute(&format!("#{id}"), "value"), value);
    }
    post("plan=standard&website=29999MB").await.assert_status(303);
    // This plan has no total.
    post("plan=setup&website=900GB").await.assert_status(303);
    // The field shows what was entered, to the MB.
    assert_eq!(page("/capacity?total=40123&website=1230").await.attribute("#total", "value"), "40.123");
}

#[tokio::test]
async fn sizes_in_the_form_are_in_gb_and_in_the_link_in_mb() {
    let body = "plan=standard&total=40&website=2.5&label-1=sales&mails-1=50&used-1=0.35&limit-1=１.5";
    post(body).await.assert_redirect_to("/capacity?plan=standard&total=40000&website=2500&a=sales__50..350.1500");
    post("total=40 GB&mails-1=1&used-1=500MB").await.assert_redirect_to("/capacity?total=40000&a=__1..500");
    let dom = page("/capacity?plan=standard&total=40000&website=2500&a=sales__50..350.1500").await;
    for (id, value) in [("total", "40"), ("website", "2.5"), ("used-1", "0.35"), ("limit-1", "1.5"), ("mails-1", "50")]
    {
        assert_eq!(dom.attribute(&format!("#{id}"), "value"), value);
    }
    // No label, hint or error of the form names another unit.
    let wrong =
        post("total=x&website=x&mails-1=1&used-1=x&limit-1=0&used-2=1&limit-2=x").await.assert_status(422).dom();
    assert_eq!(wrong.texts("#edit .error-message").len(), 5);
    for dom in [dom, wrong] {
        let words = dom.texts("#edit label, #edit .hint, #edit .error-message").concat();
        assert!(words.contains("GB") && !words.contains("MB"), "{words}");
    }
}

#[tokio::test]
async fn an_account_has_three_fields_and_the_others_are_folded() {
    let dom = page("/capacity?a=sales1_work.pc-phone_50").await;
    let shown = |row: usize| dom.all(&format!("#edit .account:nth-of-type({row}) > .fields select")).len();
    assert_eq!((shown(1), shown(2)), (3, 3));
    assert!(dom.all("#edit .account > .fields input").is_empty());
    assert!(!dom.has("#edit details[open]"));
    let folded = dom.texts("#edit summary");
    assert!(folded[0].contains("入力あり") && !folded[1].contains("入力あり"), "{folded:?}");
    // A folded field with an error is shown.
    let wrong = post("label-1=sales&label-2=sales&mails-2=x").await.assert_status(422).dom();
    assert_eq!(wrong.all("#edit details[open]").len(), 1);
    assert!(wrong.has("#edit details[open] #mails-2[aria-invalid=true]"));
}

#[tokio::test]
async fn a_number_without_a_name_is_never_lost() {
    for (body, words) in [
        ("no-1=3", "呼び名も選んでください"),
        ("label-1=zzz&no-1=3", "呼び名も選んでください"),
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
    // Answers without a field of their own are carried.
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
    // More accounts than fit in a link: reported, and kept in the form.
    let row =
        |n| format!("label-{n}=accounts&no-{n}=9999&purpose-{n}=notification&devices-{n}=phone-only&mails-{n}=1000&");
    let many = (1..=200).map(row).collect::<Vec<_>>().concat();
    let dom = post(&many).await.assert_status(422).dom();
    assert!(dom.text(".error-summary").contains("リンクに入りきりません"));
    // No input causes a server error.
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
    // Even if another field has an error.
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
    assert!(wrong.has("#forecast a[href^='/forecast']"), "its forecast is still shown");
    let query = dom.attribute("#csv-form input[name=query]", "value");
    let shown = send(&[("csv", b"purpose\nwork\n"), ("get", b"page"), ("query", query.as_bytes())]).await.dom();
    assert!(shown.has("#forecast a[href^='/forecast']") && shown.has("#accounts") && shown.has("#read"));
    assert!(shown.texts("#read .many tbody td").iter().all(|cell| cell != "注文"), "it is its own only");
}
