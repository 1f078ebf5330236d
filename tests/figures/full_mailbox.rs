//! A mailbox that is full or nearly full: what to do first, in the order that frees space.

use pop_or_imap::present::caution;
use pop_or_imap::quota::Devices;
use pop_or_imap::rulebook::{Lang, Protocol};

use super::{everywhere, of, page, staff_reply, text};
use crate::support::{RULES, Site};

#[tokio::test]
async fn a_full_mailbox_comes_first() {
    let path = "/result?plan=standard&purpose=work&devices=pc-phone&away=yes&used=1950";
    let dom = page(path).await;
    let said = dom.one(".say");
    let order: Vec<_> =
        said.child_elements().map(|e| format!("{}.{}", e.value().name(), e.attr("class").unwrap_or(""))).collect();
    let verdict = order.iter().position(|name| name == "h1.verdict").unwrap();
    assert_eq!(order[verdict + 1], "section.box caution", "{order:?}");
    let caution = dom.text(".say > .caution");
    assert!(caution.starts_with("メールボックス（メールの保管場所）が、もうすぐいっぱいです"), "{caution}");
    let steps = dom.texts(".caution li");
    assert!(steps[0].contains("パソコンに保存") && steps[0].contains("確かめてから"), "{steps:?}");
    assert!(steps[1].contains("ごみ箱") && steps[2].contains("送信済み"), "{steps:?}");
    assert!(
        caution.contains("2 GBが最大です") && caution.contains("アーカイブしても）、使用量は減りません"),
        "{caution}"
    );
    assert!(dom.text(".mailbox").contains("今：約2 GB／上限2 GB（97%）"), "{}", dom.text(".mailbox"));
    assert!(!dom.text(".mailbox").contains("1年後"));
    let todo = dom.text(".todo");
    assert!(todo.contains("整理したあとも、"), "{todo}");
    let full = page("/result?plan=standard&purpose=work&devices=pc-phone&away=yes&used=2000").await;
    let caution = full.text(".say > .caution");
    assert!(
        caution.contains("すでにいっぱいです")
            && caution.contains("新しいメールは届かず、送った人にエラーメールが返ります。"),
        "{caution}"
    );
    assert!(full.text(".mailbox").contains("今：いっぱい（上限2 GB）"));
    for query in ["plan=standard&used=1799", "plan=standard", "used=1799", "used=1000", "plan=setup&used=5000"] {
        assert!(!page(&format!("/result?{query}")).await.has(".caution"), "{query}");
    }
    // The same in the text, in the reply, and in the API, in both languages.
    let query = "plan=managed&purpose=work&devices=pc-phone&away=yes&used=950";
    assert!(
        text(query, Lang::Ja)
            .contains("■ 先にすること\n・メールボックス（メールの保管場所）が、もうすぐいっぱいです。")
    );
    assert!(text(query, Lang::En).contains("# Do this first\n- The mailbox is nearly full. Once it is full,"));
    assert!(staff_reply(query, Lang::Ja).contains("■ 先にすること\n・メールボックス（メールの保管場所）が、もうすぐ"));
    let api = |lang: &'static str| async move {
        let json = Site::new().get(&format!("/api/v1/forecast?{query}&lang={lang}")).await.json();
        json["forecast"]["caution"].clone()
    };
    let (ja, en) = (api("ja").await, api("en").await);
    assert_eq!(ja["state"], "nearly_full");
    assert!(ja["steps"][3].as_str().unwrap().contains("サポートに依頼します"), "{ja}");
    assert_eq!(en["title"], "The mailbox is nearly full");
    let json = Site::new().get("/api/v1/forecast?plan=managed").await.json();
    assert!(json["forecast"]["caution"].is_null() && json["forecast"].get("caution").is_some());
}

#[test]
fn steps_fit_plan_device_and_use() {
    let steps = |query: &str, protocol| {
        let caution = caution::caution(&of(query), protocol, Lang::Ja).unwrap();
        caution.steps.into_iter().chain(caution.notes).collect::<String>()
    };
    let (pop, imap) = (Protocol::Pop, Protocol::Imap);
    assert!(steps("plan=maintenance&used=990", imap).contains("サポートに依頼します"));
    assert!(
        steps("plan=standard&limit=500&used=490", imap)
            .contains("管理画面（コントロールパネル）で、上限を2 GBまで戻せます。")
    );
    assert!(steps("plan=standard&used=1900", imap).contains("2 GBが最大です"));
    assert!(steps("limit=500&used=490", imap).contains("契約書"));
    let phone = steps("plan=standard&devices=phone-only&used=1900", imap);
    assert!(phone.contains("スマートフォンの外に保存") && !phone.contains("パソコン"), "{phone}");
    let once = "「サーバーに残さない」設定で受信します";
    assert!(steps("plan=standard&devices=one-pc&used=1900", pop).contains(once));
    for (query, protocol) in [
        ("plan=standard&devices=one-pc&used=1900", imap),
        ("plan=standard&devices=pc-phone&used=1900", pop),
        ("plan=standard&devices=several&used=1900", pop),
        ("plan=standard&devices=phone-only&used=1900", pop),
        ("plan=standard&used=1900", pop),
    ] {
        assert!(!steps(query, protocol).contains(once), "{query}");
    }
    let notices = steps("plan=standard&purpose=notification&used=1900", imap);
    assert!(notices.starts_with("古い通知を、まとめて削除します。") && !notices.contains("送信済み"), "{notices}");
    let few = steps("plan=standard&devices=pc-phone&attachments=few&used=1900", imap);
    assert!(few.starts_with("古いメールを、パソコンに保存します。"), "{few}");
    let few = steps("plan=standard&devices=phone-only&attachments=few&used=1900", imap);
    assert!(few.starts_with("古いメールを、スマートフォンの外に保存します。"), "{few}");
}

#[test]
fn the_step_that_frees_space_comes_first() {
    let queries = [
        "plan=standard&purpose=work&devices=one-pc&away=no&used=1950",
        "plan=managed&offline=unopened&devices=one-pc&used=990",
    ];
    for query in queries {
        let reply = staff_reply(query, Lang::Ja);
        assert!(reply.contains("「サーバーに残さない」設定で受信します。サーバーに空きができます。"), "{reply}");
        assert!(staff_reply(query, Lang::En).contains("leave nothing on the server"), "{query}");
    }
    everywhere(1_499, |answers, outlook, protocol| {
        let query = answers.to_query(&RULES);
        let Some(caution) = caution::caution(outlook, protocol, Lang::Ja) else { return };
        let restores = |step: &String| step.contains("戻せます");
        let first = caution.steps.iter().find(|step| !restores(step)).unwrap();
        let once = protocol == Protocol::Pop && outlook.devices == Devices::OnePc;
        assert_eq!(first.contains("サーバーに残さない"), once, "{query}: {first}");
        assert!(caution.lines(Lang::Ja, true).contains(first), "{query}: {first}");
        assert!(!caution.steps.iter().skip(1).any(restores), "{query}: {:?}", caution.steps);
        for step in &caution.steps {
            let of_imap = step.contains("ごみ箱") || step.contains("送信済み");
            assert!(
                protocol == Protocol::Imap || !of_imap || step.starts_with("今IMAPを使っているときは、"),
                "{query}: {step}"
            );
            assert!(!outlook.receives_only || !step.contains("添付ファイル"), "{query}: {step}");
        }
    });
}
