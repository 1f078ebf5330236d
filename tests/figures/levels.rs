//! Levels, meters and sentences of the forecast against the limit, known or not.

use pop_or_imap::present::{caution, forecast};
use pop_or_imap::quota::{self, Account, MailboxState};
use pop_or_imap::rulebook::{Lang, Protocol};

use super::{everywhere, figures_of, of, sentence, text};
use crate::support::{RULES, answers};

/// Returns an amount as bytes: 約1.2 GB.
fn bytes(text: &str) -> Option<f64> {
    let (number, unit) = text.trim_start_matches('約').split_once(' ')?;
    let scale = match unit {
        "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "TB" => 1e12,
        _ => return None,
    };
    Some(number.replace(',', "").parse::<f64>().ok()? * scale)
}

#[test]
fn no_level_is_above_the_limit_and_no_sentence_contradicts_the_meter() {
    everywhere(1_499, |answers, outlook, protocol| {
        let query = answers.to_query(&RULES);
        let Some(limit) = outlook.possible_limits().last() else { return };
        let most_bytes = limit.limit_mb * 1_000_000;
        let most = f64::from(u32::try_from(limit.limit_mb).unwrap()) * 1e6;
        for row in forecast::rows(outlook, Lang::Ja) {
            for (words, at_limit) in row.cells {
                let level = bytes(&words).unwrap_or_else(|| panic!("{query}: {words}"));
                // Levels are shown with two significant figures, limits with three.
                assert!(level <= most * 1.05, "{query}: {words}");
                assert!(!at_limit || (level - most).abs() <= most / 100.0, "{query}: {words}");
            }
        }
        let meter = forecast::meter(outlook, &RULES.assumptions, protocol, Lang::Ja).unwrap();
        let phrase = forecast::sentence(outlook, protocol, Lang::Ja);
        assert!(!meter.label.contains("超え"), "{query}: {}", meter.label);
        assert_eq!(meter.label.contains("いっぱい"), meter.percent == 100, "{query}: {}", meter.label);
        assert!(meter.refused_percent == 0 || meter.percent == 100, "{query}: {meter:?}");
        if phrase.contains("心配はほとんどありません") {
            assert!(!meter.warns, "{query}: {phrase} {}", meter.label);
        }
        if phrase.contains("10年以上いっぱいにならない") {
            assert!(meter.percent < 100, "{query}: {phrase}");
        }
        let future = phrase.contains("いっぱいになる見込み")
            || phrase.contains("足りません")
            || phrase.contains("上限が小さすぎます");
        let now = phrase.contains("もう空きがありません") || phrase.contains("今すでにいっぱい");
        if meter.percent == 100 {
            assert!(future || now, "{query}: {phrase} {meter:?}");
        }
        assert_eq!(outlook.state.is_some(), outlook.used * 10 >= most_bytes * 9, "{query}");
        if let Some(state) = outlook.state {
            assert!(meter.label.starts_with("今："), "{query}: {}", meter.label);
            assert!(state != MailboxState::Full || meter.percent == 100, "{query}");
        }
        // A sentence that forecasts a full mailbox also states what keeps it working.
        if phrase.contains("いっぱいになる見込み") {
            let keeps = ["使い続けられます", "足りません", "上限が小さすぎます"];
            assert!(keeps.iter().any(|words| phrase.contains(words)), "{query}: {phrase}");
        }
        assert!(!phrase.contains("日に1回"), "{query}: {phrase}");
    });
}

#[test]
fn accounts_of_a_company_hold_no_more_than_their_limits() {
    let account = |query: &str, protocol| Account { answers: answers(query), protocol };
    let phone = account("plan=managed&devices=phone-only&mails=50&attached=0", Protocol::Pop);
    let capacity = quota::capacity(&RULES, RULES.plan("managed"), &[phone], None, None);
    assert_eq!(capacity.accounts[0].levels[2], 1_000_000_000, "phones never delete: full, and not above the limit");
    assert_eq!(
        capacity.accounts[0].full,
        of("plan=managed&devices=phone-only&mails=50&attached=0").limits[0].pop_undeleted.full
    );
}

#[test]
fn a_forecast_states_where_it_starts_and_what_keeps_it_working() {
    let phrase = sentence("plan=standard&mails=50&attached=0", Protocol::Imap);
    assert_eq!(
        phrase,
        "今、空だとすると、IMAPでは約1年8か月で2 GBがいっぱいになる見込みです。年に1回整理（保存して削除）すれば、使い続けられます。1日に50通届くとした場合です。"
    );
    let phrase = sentence("plan=standard&mails=50&used=300", Protocol::Imap);
    assert!(
        phrase.starts_with("今の使用量が300 MBだと、IMAPでは約7か月で2 GBがいっぱいになる見込みです。"),
        "{phrase}"
    );
    let phrase = sentence("plan=standard&mails=1", Protocol::Imap);
    assert!(phrase.contains("10年以上いっぱいにならない見込みです"), "{phrase}");
    let phrase = sentence("mails=1&attached=0", Protocol::Imap);
    assert!(phrase.contains("上限が1 GBでも、10年以上いっぱいにならない見込みです。"), "{phrase}");
    let phrase = sentence("plan=standard&purpose=work&devices=one-pc", Protocol::Pop);
    assert_eq!(
        phrase,
        "POPなら、いっぱいになる心配はほとんどありません（14日残しても約91 MB）。1日に50通届き、今は空だとした場合です。"
    );
}

#[test]
fn the_warning_never_reads_as_late_as_the_full_mailbox() {
    everywhere(7_001, |answers, outlook, _| {
        for limit in &outlook.limits {
            let lines = forecast::limit_lines(limit, outlook, Lang::Ja);
            let [warned, full] = [&lines[0].value, &lines[1].value];
            let early = warned.starts_with("すでに") || warned.contains("10年") || warned.contains("ならない見込み");
            assert!(early || warned != full, "{}: {warned}", answers.to_query(&RULES));
        }
    });
    let lines = forecast::limit_lines(
        &of("plan=managed&used=700&mails=50").limits[0],
        &of("plan=managed&used=700&mails=50"),
        Lang::Ja,
    );
    assert_ne!(lines[0].value, lines[1].value);
}

#[test]
fn notices_come_without_sent_mail_and_attachments() {
    let volume = of("purpose=notification").volume;
    assert_eq!((volume.imap, volume.attached_in_hundred_days), (volume.received, 0));
    assert_eq!(volume.received, 30 * 75_000);
    let entered = of("purpose=notification&mails=30&attached=2").volume;
    assert_eq!((entered.attached_in_hundred_days, entered.imap), (200, entered.received));
    assert!(of("purpose=orders").volume.imap > of("purpose=orders").volume.received);
}

#[test]
fn a_limit_that_is_too_small_is_said_to_be() {
    let todo = |query: &str| {
        let advice = RULES.advice.iter().find(|advice| advice.id == "imap-watch-limit").unwrap();
        forecast::advice(advice, &of(query), Lang::Ja)
    };
    let managed = todo("plan=managed&purpose=work&devices=pc-phone&mails=300&attached=100");
    assert!(
        managed.starts_with("この量では、約")
            && managed.contains("サポートに上限の変更を依頼します。増やせないときは、POPを考えます。")
            && !managed.contains("ときどき"),
        "{managed}"
    );
    let own = todo("plan=standard&purpose=work&devices=pc-phone&mails=50&limit=30");
    assert!(
        own.contains("管理画面（コントロールパネル）で、上限を2 GBに戻します。それでも足りないときは、POPを考えます。"),
        "{own}"
    );
    let most = todo("plan=standard&purpose=work&devices=pc-phone&mails=900&attached=300");
    assert!(most.contains("2 GBが最大です。POPを考えます。"), "{most}");
    let phone = todo("plan=managed&purpose=work&devices=phone-only&mails=300&attached=100");
    assert!(phone.contains("いっぱいになる見込み") && !phone.contains("POP"), "{phone}");
    everywhere(3_001, |answers, outlook, protocol| {
        let texts = figures_of(answers, outlook, protocol).join("\n");
        let often = ["毎日", "2日に1回", "3日に1回", "4日に1回", "5日に1回", "6日に1回"];
        assert!(often.iter().all(|often| !texts.contains(often)), "{}: {texts}", answers.to_query(&RULES));
    });
}

#[test]
fn what_the_forecast_promises_fits_the_share_of_the_limit() {
    let phrase =
        sentence("plan=managed&purpose=work&devices=several&offline=unopened&mails=1000&attached=500", Protocol::Pop);
    assert!(phrase.starts_with("ほかの機器のために1日残すと、上限の1 GBでは足りません。サポートに"), "{phrase}");
    let phrase = sentence("plan=standard&purpose=work&devices=one-pc&away=no&mails=400&attached=33", Protocol::Pop);
    assert!(phrase.starts_with("POPで14日残すと、約1.2 GBを使う見込みです。長い休みで受信しないと、"), "{phrase}");
    let keep = text("plan=standard&purpose=work&devices=one-pc&away=no&keep=60", Lang::Ja);
    assert!(keep.contains("30日残す設定にします（60日でよいかは、1日の通数を入力すると確かめられます）"), "{keep}");
    let shared = sentence("plan=standard&purpose=work&devices=pc-phone&offline=unopened&keep=0", Protocol::Pop);
    assert!(shared.contains("14日残しても"), "{shared}");
}

#[test]
fn an_unknown_limit_is_a_condition() {
    for plan in ["plan=setup&", ""] {
        let query = format!("{plan}used=1900&purpose=work&devices=one-pc&away=no");
        let caution = caution::caution(&of(&query), Protocol::Pop, Lang::Ja).unwrap();
        assert_eq!(caution.title, "メールボックス（メールの保管場所）は、上限が2 GBなら、もうすぐいっぱいです");
        let phrase = sentence(&query, Protocol::Pop);
        assert!(!phrase.contains("1 GB"), "{phrase}");
    }
    assert!(sentence("used=5000", Protocol::Imap).contains("はじめの上限（1 GBか2 GB）を超えています"));
    everywhere(1_499, |answers, outlook, protocol| {
        if outlook.limit_known {
            return;
        }
        let phrase = forecast::sentence(outlook, protocol, Lang::Ja);
        for limit in &outlook.limits {
            let named = format!("上限が{}", pop_or_imap::present::size(limit.limit_mb));
            let exceeded = limit.limit_mb * 1_000_000 < outlook.used;
            assert!(!exceeded || !phrase.contains(&named), "{}: {phrase}", answers.to_query(&RULES));
        }
        assert!(
            !phrase.contains("いっぱいになる見込み") || phrase.contains("上限が"),
            "{}: {phrase}",
            answers.to_query(&RULES)
        );
        assert!(!phrase.contains("上限の"), "{}: {phrase}", answers.to_query(&RULES));
    });
}
