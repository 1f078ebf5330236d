//! Every page as DOM, in both languages.

use pop_or_imap::present::Wording;
use pop_or_imap::rulebook::Lang;

use crate::support::{Dom, RULES, Site, sample};

const RESULT: &str = "/result?plan=standard&purpose=work&devices=pc-phone&away=yes";

async fn page(path: &str) -> Dom {
    Site::new().get(path).await.assert_ok().dom()
}

#[tokio::test]
async fn start_says_what_it_is_and_offers_the_eight_uses() {
    let dom = page("/").await;
    assert_eq!(dom.text("h1"), "POPとIMAP、どちらを選ぶ？");
    assert_eq!(dom.attribute("main .button", "href"), "/wizard");
    let uses = dom.texts(".shortcuts a");
    assert_eq!(uses.len(), 8);
    assert_eq!(dom.all(".shortcuts a")[0].attr("href"), Some("/result?purpose=work&devices=one-pc&away=no"));
    assert!(dom.text(".begin").contains("約2分"), "how long it takes");
    assert_eq!(dom.texts(".ticks li"), ["最大9問", "登録なし", "回答を保存しない"]);
    assert_eq!(dom.all(".hero figure.map svg[role=img]").len(), 2, "where POP and IMAP keep mail");
    assert_eq!(dom.all(".hero .key li").len(), 4, "every mark is explained");
    assert_eq!(dom.all(".shortcuts a svg.icon").len(), 8);
    let english = page("/?lang=en").await;
    assert_eq!(english.texts(".shortcuts a")[6], "Orders from an online shop");
    assert_eq!(english.attribute("main .button", "href"), "/wizard?lang=en");
}

#[tokio::test]
async fn a_question_page_is_a_form_that_works_without_a_script() {
    let dom = page("/wizard?plan=standard&utm_source=mail&purpose=work&offline=no").await;
    assert_eq!(dom.text("legend h1"), "このアカウントのメールをどの機器で受け取りますか？");
    assert_eq!(dom.attribute("form", "method"), "get");
    let values: Vec<_> =
        dom.all("input[type=radio]").iter().map(|radio| radio.attr("value").unwrap().to_owned()).collect();
    assert_eq!(values, ["one-pc", "pc-phone", "several", "people", "phone-only", "unknown"]);
    assert!(!dom.has("input[checked]"), "nothing is preselected");
    let hidden: Vec<_> = dom
        .all("input[type=hidden]")
        .iter()
        .map(|input| (input.attr("name").unwrap().to_owned(), input.attr("value").unwrap().to_owned()))
        .collect();
    let expected = [("plan", "standard"), ("purpose", "work"), ("offline", "no"), ("sent", "devices")];
    assert_eq!(hidden, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(dom.text(".progress"), "質問4（あと最大5問）");
    assert_eq!((dom.all(".dashes i").len(), dom.all(".dashes .done").len()), (9, 3), "the same as the words");
    assert_eq!(dom.text(".so-far summary"), "ここまでの回答（3件）");
    assert!(!dom.has(".so-far[open]") && dom.has(".unknown input[value=unknown]"));
    assert_eq!(dom.texts(".so-far dt"), ["サービス", "使いみち", "ネットにつながらないとき"]);
    assert_eq!(
        dom.all(".so-far .action a")[1].attr("href"),
        Some("/wizard?plan=standard&purpose=work&offline=no&ask=purpose")
    );
    assert_eq!(dom.attribute("a.back", "href"), "/wizard?plan=standard&purpose=work&offline=no&ask=offline");
    assert!(!dom.has(".notice"), "a foreign key is dropped silently");
    assert_eq!(dom.attribute("link[rel=canonical]", "href"), "/wizard?plan=standard&purpose=work&offline=no");
}

#[tokio::test]
async fn nothing_chosen_is_an_error_that_loses_nothing() {
    for (lang, heading, prefix) in
        [("ja", "入力内容を確認してください", "エラー："), ("en", "Check what was entered", "Error: ")]
    {
        let path = format!("/wizard?plan=managed&away=yes&lang={lang}&sent=devices");
        let dom = Site::new().get(&path).await.assert_status(422).dom();
        assert_eq!(dom.text(".error-summary h2"), heading);
        let target = dom.attribute(".error-summary a", "href");
        assert_eq!(dom.all("input[type=radio]")[0].attr("id"), target.strip_prefix('#'));
        let w = Wording::of(if lang == "ja" { Lang::Ja } else { Lang::En });
        assert_eq!(dom.text(".error-summary a"), w.question.error_short);
        assert_eq!(dom.text(".error-message"), format!("{prefix}{}", w.question.error_choose));
        assert!(dom.text("head > title").starts_with(prefix));
        let kept: Vec<_> =
            dom.all("input[type=hidden]").iter().map(|input| input.attr("name").unwrap().to_owned()).collect();
        assert_eq!(kept, ["plan", "away", "lang", "sent"]);
    }
}

#[tokio::test]
async fn an_option_that_does_not_exist_is_named_and_costs_nothing_else() {
    for path in ["/wizard?plan=standard&devices=7", "/result?plan=standard&devices=7"] {
        let dom = page(path).await;
        assert_eq!(dom.texts(".notice li"), ["「受け取る機器」の回答「7」は、選択肢にないため使いませんでした。"]);
        assert!(dom.text("main").contains("通常プラン"));
    }
    let dom = page("/result?devices=%3Cscript%3Ealert(1)%3C/script%3E&lang=en").await;
    assert!(!dom.has("main script"));
    assert!(dom.texts(".notice li")[0].contains("<script>alert(1)</script>"));
}

#[tokio::test]
async fn sending_an_answer_leads_on_at_a_canonical_address() {
    let site = Site::new();
    for (sent, leads_to) in [
        ("/wizard?purpose=work&plan=standard&sent=plan", "/wizard?plan=standard&purpose=work"),
        ("/wizard?purpose=work&plan=standard&sent=plan&to=result", "/result?plan=standard&purpose=work"),
        ("/wizard?plan=unknown&sent=plan&lang=en", "/wizard?plan=unknown&lang=en"),
        (
            "/wizard?plan=unknown&purpose=spare&devices=phone-only&offline=no&attachments=few&frequency=rarely&importance=low&sent=importance",
            "/result?plan=unknown&purpose=spare&devices=phone-only&offline=no&attachments=few&frequency=rarely&importance=low",
        ),
    ] {
        site.get(sent).await.assert_redirect_to(leads_to);
    }
}

#[tokio::test]
async fn changing_an_answer_shows_it_and_returns_to_where_one_came_from() {
    let result = page(RESULT).await;
    let change = result.all(".lines .action a")[2].attr("href").unwrap().to_owned();
    assert_eq!(change, "/wizard?plan=standard&purpose=work&devices=pc-phone&away=yes&ask=devices&to=result");
    let dom = page(&change).await;
    assert_eq!(dom.attribute("input[checked]", "value"), "pc-phone");
    assert!(!dom.has(".progress"), "a changed answer is no step on the way");
    assert_eq!(dom.attribute("a.back", "href"), RESULT);
    let to = dom.attribute("input[name=to]", "value");
    let sent = format!("/wizard?plan=standard&purpose=work&away=yes&devices=one-pc&sent=devices&to={to}");
    let leads_to = "/result?plan=standard&purpose=work&devices=one-pc&away=yes";
    Site::new().get(&sent).await.assert_redirect_to(leads_to);
}

#[tokio::test]
async fn the_result_says_why_what_to_do_and_what_the_other_would_cost() {
    let dom = page(RESULT).await;
    assert_eq!(dom.text("h1"), "IMAP（アイマップ）を強くおすすめします");
    assert_eq!(dom.text(".account"), "仕事のメール・パソコンとスマートフォン");
    assert_eq!(dom.text("h1 + .lead"), "パソコンとスマートフォンで、同じメールを同じ状態で読めます。");
    assert_eq!(dom.texts(".map figcaption"), ["IMAP おすすめ", "POP"]);
    assert_eq!(dom.texts(".strength dd"), ["15点", "0点"]);
    assert_eq!(dom.all(".strength .on").len(), 4, "three steps, and the bar of the recommended protocol");
    assert_eq!(dom.all(".todo li").len(), 3);
    assert_eq!(dom.texts(".side h3"), ["IMAPが向いている理由", "POPが向いている理由"]);
    assert_eq!(dom.texts(".points caption"), ["IMAP：15点", "POP：0点"]);
    assert!(dom.text("main").contains("2 GB（これより小さくできます）"));
    assert!(dom.text("main").contains("POPを選ぶと"));
    assert_eq!(dom.text(".address"), format!("{RESULT}&was=imap"));
    assert_eq!(
        dom.all(".missing a")[0].attr("href"),
        Some(&*format!("{}&ask=offline&to=result", RESULT.replace("result", "wizard")))
    );
    assert_eq!(dom.all(".missing a")[1].attr("href"), Some(&*RESULT.replace("result", "wizard")));
    assert_eq!(dom.attribute("meta[name=robots]", "content"), "noindex");
    let english = page(&format!("{RESULT}&lang=en")).await;
    assert_eq!(english.text("h1"), "IMAP is strongly recommended");
    assert!(english.text("main").contains("2 GB (can be set to less)"));
}

#[tokio::test]
async fn a_hard_rule_says_plainly_what_it_costs() {
    let dom = page("/result?devices=several&away=yes&offline=unopened").await;
    assert_eq!(dom.text("h1"), "POP（ポップ）を選びます");
    let costs = dom.texts(".costs li");
    assert!(costs.iter().any(|cost| cost.contains("ほかのパソコンに届かなくなります")), "{costs:?}");
    assert!(costs.iter().any(|cost| cost.contains("外出先では読めません")), "{costs:?}");
    assert!(!page("/result?offline=received").await.has(".costs"));
}

#[tokio::test]
async fn every_plan_shows_its_own_quotas() {
    for (plan, words) in [
        ("standard", vec!["2 GB（これより小さくできます）", "管理画面（コントロールパネル）で変更", "30 GB"]),
        ("managed", vec!["1 GB（はじめの設定）", "サポートに依頼して変更", "30 GBから（10 GB単位で増やせます）"]),
        ("maintenance", vec!["1 GB（はじめの設定）", "AWSは30 GBから、GCPは30 GBから、WebARENAは100 GBから"]),
        ("setup", vec!["契約によって違います", "契約書"]),
        ("unknown", vec!["サービスによって、1 GBか2 GBです"]),
    ] {
        let text = page(&format!("/result?plan={plan}")).await.text("main");
        for word in &words {
            assert!(text.contains(word), "{plan}: {word}");
        }
        let text = page(&format!("/forecast?plan={plan}")).await.text("main");
        for word in words {
            assert!(text.contains(word), "{plan}: {word}");
        }
        assert!(text.contains("送った人にはエラーメールが返ります"));
    }
}

#[tokio::test]
async fn the_guide_shows_all_that_the_rulebook_knows() {
    for lang in Lang::ALL {
        let dom = page(&format!("/guide?lang={}", lang.id())).await;
        let text = dom.text("main");
        let mut known: Vec<&str> =
            vec![RULES.capacity.full.get(lang), RULES.capacity.why.get(lang), RULES.capacity.shared.get(lang)];
        for protocol in [&RULES.protocols.pop, &RULES.protocols.imap] {
            known.extend(protocol.advantages.iter().chain(&protocol.disadvantages).map(|text| text.get(lang)));
        }
        for row in &RULES.comparisons {
            known.extend([row.title.get(lang), row.by.pop.get(lang), row.by.imap.get(lang)]);
        }
        for item in &RULES.uses {
            known.push(item.label.get(lang));
            for place in &item.advice {
                // Numbers replace what is in braces.
                known.extend(RULES.advice[*place].text.get(lang).split(['{', '}']).step_by(2));
            }
        }
        known.extend(RULES.plans.iter().flat_map(|plan| [RULES.plan_name(&plan.id, lang), plan.note.get(lang)]));
        for words in known {
            assert!(text.contains(words.trim()), "{words}");
        }
        assert!(!text.contains('{'), "a number is missing");
        let choices = dom.texts(".uses .choice");
        let gives: Vec<_> = RULES.uses.iter().map(|item| item.gives.id().to_uppercase()).collect();
        assert!(choices.iter().zip(&gives).all(|(shown, gives)| shown.starts_with(gives)), "{choices:?}");
        assert_eq!(dom.all("#how figure.map svg[role=img]").len(), 2);
        assert_eq!(dom.all(".factors li").len(), 7, "all factors of the published advice");
        let rows = dom.all(".compare tbody tr");
        assert_eq!(rows.len(), RULES.comparisons.len() + 2, "with advantages and disadvantages");
        for id in ["how", "compare", "factors", "uses", "both", "plans", "setup", "switch", "help"] {
            assert!(dom.has(&format!(".jump a[href='#{id}']")) && dom.has(&format!("[id='{id}'] h2")), "{id}");
        }
    }
}

#[tokio::test]
async fn every_page_has_one_heading_a_title_and_labelled_controls() {
    let mut paths = vec!["/".to_owned(), "/guide".to_owned(), "/nowhere".to_owned()];
    paths.extend(RULES.questions.iter().map(|question| format!("/wizard?ask={}", question.id)));
    for page in ["/result", "/forecast"] {
        paths.extend(sample(&RULES, 49_999).iter().map(|answers| format!("{page}?{}", answers.to_query(&RULES))));
    }
    let site = Site::new();
    for path in paths {
        for lang in Lang::ALL {
            let reply = site.get_with(&path, "accept-language", lang.id()).await;
            let reply = reply.assert_header("content-language", lang.id()).assert_lacks("href=\"\"");
            let dom = reply.dom();
            assert_eq!(dom.all("h1").len(), 1, "{path}");
            assert_eq!(dom.attribute("html", "lang"), lang.id());
            assert!(dom.text("head > title").len() > 10);
            for control in dom.all("input[type=radio]") {
                assert!(dom.has(&format!("label[for={}]", control.attr("id").unwrap())));
            }
            let ids = dom.all("[id]");
            let unique: std::collections::BTreeSet<_> = ids.iter().map(|element| element.attr("id")).collect();
            assert_eq!(ids.len(), unique.len(), "{path}: an id is not unique");
            assert!(!dom.has("[style]") && !dom.has("script:not([src])"), "{path}: nothing inline");
            let text = dom.text("body");
            assert!(!text.contains('|'), "{path}: a phrase mark is shown");
        }
    }
}

#[tokio::test]
async fn the_language_switch_keeps_the_answers() {
    let dom = page("/wizard?plan=standard&ask=plan").await;
    assert_eq!(dom.attribute("header li:last-child a", "href"), "/wizard?plan=standard&lang=en&ask=plan");
    let dom = page(&format!("{RESULT}&lang=en")).await;
    assert_eq!(dom.attribute("header li:last-child a", "href"), format!("{RESULT}&lang=ja"));
}

#[tokio::test]
async fn the_text_version_is_fit_to_paste_into_a_mail() {
    let site = Site::new();
    for lang in Lang::ALL {
        let reply = site.get_with(&format!("{RESULT}&lang={}", lang.id()), "accept", "text/plain").await;
        let reply = reply.assert_header("content-type", "text/plain; charset=utf-8");
        insta::assert_snapshot!(format!("text_version_{}", lang.id()), reply.body);
    }
}

#[tokio::test]
async fn operator_links_are_shown_where_set_and_words_where_not() {
    let without = page("/result").await;
    assert!(without.text("main").contains("契約している会社に問い合わせてください"));
    let source = pop_or_imap::loader::EMBEDDED
        .replace("troubleshooting = \"\"", "troubleshooting = \"https://support.example.jp/trouble\"")
        .replace("enquiry = \"\"", "enquiry = \"mailto:support@example.jp\"")
        .replace("contact = \"\"", "contact = \"https://example.jp/contact\"");
    let rules = pop_or_imap::loader::load("rules.toml", &source).unwrap();
    let app = pop_or_imap::web::App::new(rules, pop_or_imap::web::Settings::default());
    let dom = Site::of(app).get("/result").await.dom();
    assert!(dom.has("main a[href='https://support.example.jp/trouble']"));
    assert!(dom.has("main a[href='mailto:support@example.jp']"));
    assert!(dom.has("header a[href='https://example.jp/contact']"));
    assert!(!dom.text("main").contains("契約している会社に問い合わせてください"));
}

#[tokio::test]
async fn the_rules_page_shows_every_rule_the_hard_one_first_and_marks_what_applies() {
    for lang in Lang::ALL {
        let dom = page(&format!("/rules?lang={}", lang.id())).await;
        let shown: Vec<_> = dom.all(".ledger li").iter().map(|rule| rule.attr("id").unwrap().to_owned()).collect();
        assert_eq!(shown[0], "unopened-offline");
        assert_eq!(shown.len(), RULES.rules.len());
        let text = dom.text("main");
        for rule in &RULES.rules {
            assert!(text.contains(rule.text.get(lang)), "{}", rule.id);
        }
        for expectation in &RULES.expectations {
            assert!(text.contains(expectation.text.get(lang)));
        }
        assert!(
            text.contains(&Wording::of(lang).rules_version(&RULES.version, &RULES.revised))
                && text.contains(RULES.tie.text.get(lang))
        );
        assert_eq!(dom.all(".flow g").len(), RULES.questions.len() + 1);
        assert_eq!(dom.all("details.factor:not([open])").len(), 7, "folded by factor");
        assert_eq!(dom.all(".ledger li .lean svg").len(), RULES.rules.len(), "a bar for each rule");
        assert!(!dom.has(".own"), "nothing is marked where nothing is answered");
    }
    let dom = page("/rules?purpose=work&devices=one-pc").await;
    let marked: Vec<_> = dom.all(".ledger li.own").iter().map(|rule| rule.attr("id").unwrap().to_owned()).collect();
    assert_eq!(marked, ["work-on-one-pc", "starting-point", "one-pc"]);
    assert_eq!(dom.texts(".ledger .own .points"), ["POP 4点", "IMAP 1点", "POP 6点"]);
    assert_eq!(dom.all("details.factor[open] li.own").len(), 2, "what applies to these answers is in sight");
    assert_eq!(dom.all(".flow g.own").len(), 2);
    assert!(dom.text("main").contains("「受け取る機器」が「パソコン1台だけ」"));
}

#[tokio::test]
async fn the_wizard_offers_the_result_once_it_is_settled() {
    let dom = page("/wizard?offline=unopened").await;
    assert_eq!(dom.attribute(".box a", "href"), "/result?offline=unopened");
    let words = dom.text(".box");
    assert!(words.contains("結果が決まりました") && words.contains("受け取る機器"), "{words}");
    assert!(!page("/wizard?offline=no").await.has(".box"));
    // The remaining questions cannot change anything, so the result follows.
    let whole =
        "/wizard?plan=standard&purpose=work&devices=one-pc&away=no&offline=unopened&attachments=few&importance=low";
    Site::new().get(whole).await.assert_status(303);
}

#[tokio::test]
async fn the_result_says_what_would_change_it_and_what_would_decide() {
    let dom = page("/result?purpose=work&devices=one-pc&away=no&offline=no").await;
    let changes = dom.texts(".changes li");
    assert!(changes.contains(&"パソコンとスマートフォンで受け取る場合：IMAP".to_owned()), "{changes:?}");
    let link = dom.all(".changes li a")[0].attr("href").unwrap().to_owned();
    assert!(page(&link).await.text("h1").contains("IMAP"));
    let dom = page("/result").await;
    assert!(dom.text(".missing").contains("まだ回答が少ないため、仮の結果です。"));
    assert!(dom.text(".missing").contains("「ネットにつながらないときもメールを読みますか？」"));
    let dom = page("/result?offline=unopened&purpose=work&devices=one-pc&away=no&attachments=few&plan=standard").await;
    assert!(!dom.has(".missing a[href*='to=result']"), "settled: no question would decide");
}

#[tokio::test]
async fn a_link_sent_with_another_verdict_says_so() {
    let dom = page(&format!("{RESULT}&was=pop")).await;
    let words = dom.text(".was");
    assert!(words.contains("POPでした") && words.contains("IMAPです") && words.contains("2026年11月27日"), "{words}");
    assert!(!page(&format!("{RESULT}&was=imap")).await.has(".was"));
    let text = Site::new().get_with(&format!("{RESULT}&was=pop"), "accept", "text/plain").await;
    text.assert_contains("このリンクが作られたときの結果はPOPでした");
}

#[tokio::test]
async fn what_staff_filled_in_goes_along_everywhere() {
    let dom = page("/?plan=managed&lang=en").await;
    assert!(dom.all(".shortcuts a").iter().all(|link| link.attr("href").unwrap().contains("plan=managed")));
    let guide = page("/guide?plan=managed").await;
    assert!(guide.all(".uses a").iter().all(|link| link.attr("href").unwrap().contains("plan=managed")));
    assert_eq!(guide.attribute("main .button", "href"), "/wizard?plan=managed");
    let dom = page("/wizard?plan=standard&purpose=work&ask=purpose&to=result").await;
    let switch = dom.attribute("header li:last-child a", "href");
    assert_eq!(switch, "/wizard?plan=standard&purpose=work&lang=en&ask=purpose&to=result");
    // Ignored pairs are reported, even after a redirect.
    let reply = Site::new().get("/wizard?plan=premium&purpose=work&sent=purpose").await;
    reply.assert_redirect_to("/wizard?purpose=work&plan=premium");
    let words = page("/result?mails=abc&lang=fr").await.texts(".notice li");
    assert_eq!(
        words,
        ["「1日に届く通数」の「abc」は使いませんでした。1日に届く通数を数字で入力してください（例：50）。"]
    );
    // No link leaves the site, whatever the path was.
    Site::new().get("//evil.example/x").await.assert_lacks("//evil.example");
}

#[tokio::test]
async fn an_answer_that_does_not_count_is_kept_and_said_so() {
    let dom = page("/result?purpose=notification&attachments=many").await;
    assert!(dom.text("h1").contains("IMAP"));
    assert!(dom.text("main").contains("ほかの回答があるため、この回答は結果に使いません"));
    let dom = page("/result?purpose=notification").await;
    assert!(!dom.texts(".lines dt").contains(&"添付ファイル".to_owned()), "not offered where it is not asked");
}
