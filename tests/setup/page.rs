//! `/setup`, and the same in text, reply and API.

use pop_or_imap::loader;
use pop_or_imap::rulebook::CurrentUse;
use pop_or_imap::web::{App, Settings};

use crate::mail_clients::rules_with_mail;
use crate::support::{Site, answers};

/// The site with mail servers and files.
fn site_with_mail() -> Site {
    let rulebook = loader::load("rules.toml", &rules_with_mail()).unwrap();
    Site::of(App::new(rulebook, Settings { serve_files: true, ..Settings::default() }))
}

const POP: &str = "devices=pc-phone&offline=unopened";
const IMAP: &str = "purpose=work&devices=pc-phone&away=yes";

#[tokio::test]
async fn without_servers_the_page_has_devices_and_says_where_the_values_are() {
    let site = Site::new();
    for lang in ["ja", "en"] {
        let page = site.get(&format!("/setup?{POP}&lang={lang}")).await.assert_ok();
        let dom = page.dom();
        let devices = dom.texts(".device-card .which b");
        assert_eq!(devices, ["POP", "IMAP"]);
        assert!(!dom.has(".values table") && !dom.has("a[href*=mobileconfig]"));
        assert!(dom.text(".values").contains(if lang == "ja" { "案内で確かめます" } else { "welcome notice" }));
        assert!(dom.has("form[action='/setup'] input[type=radio][name=now]"));
        assert_eq!(dom.all("input[name=now]").len(), 6);
        assert!(!dom.has("input[type=password]"));
    }
}

#[tokio::test]
async fn with_servers_the_page_has_the_values_of_the_protocols_in_use() {
    let site = site_with_mail();
    let hosts = |dom: &crate::support::Dom| dom.texts(".values caption");
    let pop = site.get(&format!("/setup?{POP}&lang=en")).await.dom();
    assert_eq!(hosts(&pop), ["Receiving (POP)", "Receiving (IMAP)", "Sending (SMTP)"]);
    let imap = site.get(&format!("/setup?{IMAP}&lang=en")).await.dom();
    assert_eq!(hosts(&imap), ["Receiving (IMAP)", "Sending (SMTP)"]);
    assert_eq!(imap.text("#host-1"), "mail.example.jp");
    assert_eq!(imap.text("#port-1"), "993");
    // Every value that can be copied has its button, which only a script shows.
    for button in imap.all("[data-copy]") {
        let id = button.attr("data-copy").unwrap();
        assert!(imap.has(&format!("#{id}")) && button.attr("hidden").is_some(), "{id}");
    }
    let one = site.get("/setup?devices=one-pc&purpose=work&away=no&lang=en").await.dom();
    assert_eq!(hosts(&one), ["Receiving (POP)", "Sending (SMTP)"]);
}

#[tokio::test]
async fn thunderbird_is_described_by_the_order_in_the_file() {
    let site = site_with_mail();
    let words = site.get(&format!("/setup?{POP}&lang=ja")).await.dom().texts(".device-card")[0].clone();
    assert!(words.contains("「推奨」の印は「IMAP」に付いていますが、「POP3」を選びます。"), "{words}");
    assert!(
        words.contains("「ダウンロード後もサーバーにメッセージを残す」") && words.contains("日数を14日にします"),
        "{words}"
    );
    let words = site.get(&format!("/setup?{IMAP}&lang=ja")).await.dom().texts(".device-card")[0].clone();
    assert!(words.contains("「推奨」の印も「IMAP」に付いています。"), "{words}");
    assert!(!words.contains("残す」"), "IMAP has no such setting: {words}");
    let unknown = Site::new().get(&format!("/setup?{POP}&lang=ja")).await.dom().texts(".device-card")[0].clone();
    assert!(unknown.contains("「推奨」の印がどちらに付いていても、「POP3」を選びます。"), "{unknown}");
}

#[tokio::test]
async fn patterns_are_shown_and_never_filled_in() {
    let rules = rules_with_mail().replace("host = \"mail.example.jp\"", "host = \"mail.{domain}\"");
    let site =
        Site::of(App::new(loader::load("r", &rules).unwrap(), Settings { serve_files: true, ..Settings::default() }));
    let page = site.get(&format!("/setup?{IMAP}&lang=ja")).await;
    let dom = page.dom();
    assert_eq!(dom.text("#host-1"), "mail.{domain}");
    assert!(!dom.has("[data-copy=host-1]") && dom.has("[data-copy=port-1]"));
    assert!(dom.text(".values").contains("{domain}は、メールアドレスの「@」より後ろに置きかえます。"));
    assert!(!dom.has("a[href*=mobileconfig]"));
}

#[tokio::test]
async fn steps_are_a_checklist_with_what_they_prevent() {
    let site = Site::new();
    for (answered, now) in
        [(POP, "imap"), (POP, "both"), (IMAP, "pop"), (IMAP, "both"), (IMAP, "moving"), (POP, "moving")]
    {
        for lang in ["ja", "en"] {
            let path = format!("/setup?{answered}&now={now}&lang={lang}");
            let dom = site.get(&path).await.dom();
            let json = site.get(&path.replace("/setup", "/api/v1/recommendation")).await.json();
            let steps = json["setup"]["steps"].as_array().unwrap().clone();
            assert_eq!(dom.all(".checklist li").len(), steps.len(), "{path}");
            for (item, step) in dom.texts(".checklist li").iter().zip(&steps) {
                assert!(item.contains(step["text"].as_str().unwrap()), "{path}: {item}");
                for loss in step["losses"].as_array().unwrap() {
                    assert!(item.contains(loss.as_str().unwrap()), "{path}: {item}");
                }
            }
            let guards = steps.iter().filter(|step| step["kind"] == "guard").count();
            assert_eq!(dom.all(".checklist .guard .important").len(), guards, "{path}");
            assert!(dom.has(".checklist li:first-child.guard"), "{path}");
            assert_eq!(dom.all(".checklist input[type=checkbox]").len(), steps.len());
            let text = site.get_with(&path.replace("/setup", "/result"), "accept", "text/plain").await.body;
            for step in &steps {
                assert!(text.contains(step["text"].as_str().unwrap()), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn the_form_keeps_everything_else_and_leads_to_the_canonical_url() {
    let site = Site::new();
    let query = format!("plan=standard&{IMAP}&mails=50&used=300&lang=en&by=plan.mails");
    let dom = site.get(&format!("/setup?{query}")).await.dom();
    let fields: Vec<_> = dom
        .all("form[action='/setup'] input[type=hidden]")
        .iter()
        .map(|field| format!("{}={}", field.attr("name").unwrap(), field.attr("value").unwrap()))
        .collect();
    let sent = format!("/setup?{}&now=pop&used=300&local=3GB", fields.join("&"));
    let expected = format!("/setup?plan=standard&{IMAP}&mails=50&used=300&now=pop&local=3000&lang=en&by=plan.mails");
    site.get(&sent).await.assert_redirect_to(&expected);
    let dom = site.get(&expected).await.dom();
    assert_eq!(dom.attribute("input[name=now][checked]", "value"), "pop");
    assert_eq!(dom.attribute("#local", "value"), "3000");
    // Nothing chosen is no error: the question may stay open.
    site.get(&format!("/setup?{}&now=", fields.join("&"))).await.assert_status(303);
}

#[tokio::test]
async fn wrong_amounts_are_explained_and_cost_nothing_else() {
    let site = Site::new();
    let page = site.get(&format!("/setup?{IMAP}&now=pop&local=viel&sent=setup&lang=en")).await;
    let page = page.assert_status(422);
    let dom = page.dom();
    assert!(dom.text(".error-summary").contains("Enter the amount of mail on the PC"));
    assert_eq!(dom.attribute("#local", "value"), "viel");
    assert_eq!(dom.attribute("input[name=now][checked]", "value"), "pop");
    let linked = site.get(&format!("/setup?{IMAP}&now=later&local=viel&lang=en")).await;
    linked.assert_ok().assert_contains("viel");
}

#[tokio::test]
async fn a_protocol_that_is_in_use_already_stays() {
    let site = Site::new();
    let one = "devices=one-pc&purpose=work&away=no";
    for (answered, now, name) in [(one, "pop", "POP"), (IMAP, "imap", "IMAP")] {
        let dom = site.get(&format!("/setup?{answered}&now={now}&lang=en")).await.dom();
        assert!(dom.texts(".desk .box").iter().any(|words| words.contains(&format!("{name} is in use already"))));
        assert!(!dom.has(".checklist"));
    }
}

#[tokio::test]
async fn every_result_leads_to_the_page_and_every_current_use_is_understood() {
    let site = Site::new();
    for query in ["", "purpose=orders", POP, IMAP, "plan=managed&devices=one-pc&used=990"] {
        let dom = site.get(&format!("/result?{query}")).await.dom();
        let href = dom.attribute(".next a.button", "href");
        assert_eq!(href, if query.is_empty() { "/setup".to_owned() } else { format!("/setup?{query}") });
        for now in CurrentUse::ALL {
            let path = format!("/setup?{query}&now={}", now.id());
            site.get(&path).await.assert_ok().assert_has("h1");
        }
    }
}

#[tokio::test]
async fn staff_fill_in_the_current_use_and_replies_have_the_steps() {
    let site = Site::new();
    let dom = site.get(&format!("/link?{IMAP}&now=pop&local=3GB&plan=standard&to=result&lang=ja")).await.dom();
    assert_eq!(dom.attribute("#now option[selected]", "value"), "pop");
    let reply = dom.text("#text-ja");
    for words in [
        "今の使い方から変える手順",
        "1. 【大切】",
        "残したいメールがすべてIMAPにあるときだけ外します",
        "今の使い方：POPで受信している",
        "/setup?",
    ] {
        assert!(reply.contains(words), "{words}: {reply}");
    }
    let link = dom.text("#address");
    assert!(link.contains("now=pop&local=3000") && link.contains("by=support"), "{link}");
    let shown = site.get(&format!("/setup?{IMAP}&now=pop&by=now&lang=ja")).await.dom();
    assert!(shown.has("#now-filled"));
    let short = site.get(&format!("/link?{IMAP}&to=result&lang=ja")).await.dom().text("#text-ja");
    assert!(!short.contains("【大切】") && short.contains("/setup?"), "{short}");
}

#[tokio::test]
async fn the_api_has_the_same_plan() {
    let site = site_with_mail();
    let body = site.get(&format!("/api/v1/recommendation?{IMAP}&plan=standard&now=pop&local=3GB")).await.json();
    let setup = &body["setup"];
    assert_eq!((setup["now"].as_str(), body["answers"]["now"].as_str()), (Some("pop"), Some("pop")));
    assert_eq!(body["answers"]["local"], 3000);
    assert_eq!(setup["devices"].as_array().unwrap().len(), 2);
    assert_eq!(setup["servers"]["imap"]["host"], "mail.example.jp");
    assert_eq!(setup["old_mail"]["fits"], false);
    assert_eq!(setup["old_mail"]["local_bytes"], 3_000_000_000_u64);
    let rules = site.get("/api/v1/rulebook").await.json();
    assert_eq!(rules["mail"]["pop"]["port"], 995);
    assert!(rules["switches"].as_array().unwrap().len() >= 4 && !rules["losses"].as_array().unwrap().is_empty());
    assert!(rules["clients"].as_array().unwrap().iter().any(|client| client["id"] == "thunderbird"));
    assert_eq!(answers("now=both").now, Some(CurrentUse::Both));
}
