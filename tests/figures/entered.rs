//! Entered numbers and limits: shown in every representation, restorable, and in plausible changes.

use pop_or_imap::present::Assessment;
use pop_or_imap::rulebook::Lang;

use super::{everywhere, page, staff_reply, text};
use crate::support::{Dom, RULES};

#[tokio::test]
async fn limits_are_shown_as_far_as_they_are_known() {
    let quotas = |dom: &Dom| dom.text(".mailbox");
    let neither = page("/result?purpose=work&devices=pc-phone").await;
    assert!(quotas(&neither).contains("サービスによって、1 GBか2 GBです（はじめの設定）。"), "{}", quotas(&neither));
    let own = page("/result?purpose=work&devices=pc-phone&limit=500").await;
    assert!(quotas(&own).contains("500 MB") && !quotas(&own).contains("1 GBか2 GB"), "{}", quotas(&own));
    for dom in [neither, own] {
        assert!(!dom.text("main").contains("表示できません"));
    }
    assert!(text("purpose=work", Lang::Ja).contains("1 GBか2 GBです"));
    assert!(text("purpose=work&limit=500", Lang::En).contains("Limit entered: 500 MB"));
}

#[test]
fn text_and_reply_show_every_number_entered() {
    let query = "plan=managed&purpose=work&devices=pc-phone&mails=41&attached=3&used=512&limit=700&keep=9";
    for shown in [text(query, Lang::Ja), staff_reply(query, Lang::Ja)] {
        for line in [
            "1日に届く通数：41通",
            "添付ファイル付きの通数（1日）：3通",
            "今の使用量：512 MB",
            "メールボックスの上限：700 MB",
            "POPでサーバーに残す日数：9日",
        ] {
            assert!(shown.contains(line), "{line}: {shown}");
        }
    }
    for shown in [text(query, Lang::En), staff_reply(query, Lang::En)] {
        for line in [
            "Messages received a day: 41",
            "Used now: 512 MB",
            "Mailbox limit: 700 MB",
            "Days POP leaves mail on the server: 9 days",
        ] {
            assert!(shown.contains(line), "{line}: {shown}");
        }
    }
}

#[test]
fn an_own_limit_can_be_restored() {
    let query = "plan=standard&purpose=work&devices=pc-phone&limit=500";
    assert!(text(query, Lang::Ja).contains("500 MB（管理画面（コントロールパネル）で2 GBまで戻せます）"));
    assert!(text(query, Lang::En).contains("500 MB (can be restored to 2 GB in the control panel)"));
    assert!(!text("plan=managed&purpose=work&devices=pc-phone&limit=500", Lang::Ja).contains("戻せます"));
}

#[test]
fn changes_of_devices_add_some_or_leave_one_pc() {
    everywhere(3_001, |answers, _, _| {
        let (index, question) = RULES.question("devices").unwrap();
        let Some(given) = answers.choice(index) else { return };
        let from = question.choices[given].id.as_str();
        for change in Assessment::new(&RULES, answers).practical_changes() {
            if change.question_index == index {
                let to = change.choice.id.as_str();
                let listed = match from {
                    "one-pc" => to != "phone-only",
                    "pc-phone" => ["one-pc", "several", "people"].contains(&to),
                    "phone-only" => to != "one-pc",
                    _ => to == "one-pc",
                };
                assert!(listed, "{from} → {to}");
            }
        }
    });
}
