//! The number of days for which POP leaves mail on the server: one per page, with its maximum.

use pop_or_imap::answers::{Answers, Number};
use pop_or_imap::engine;
use pop_or_imap::present::forecast;
use pop_or_imap::quota::{Devices, Forecast, PopRetention};
use pop_or_imap::rulebook::{AdviceKind, Lang, Protocol};

use super::{everywhere, figures_of, of, sentence, text};
use crate::support::{RULES, answers};

/// Returns the numbers of days in a text that are settings, not mails a day, times from now or assumptions.
fn days_in(text: &str) -> Vec<u64> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('日') {
        let digits: String = text[..at].chars().rev().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
        let digits: String = digits.chars().rev().collect();
        let before = text[..at - digits.len()].chars().next_back();
        let after = &text[at + '日'.len_utf8()..];
        let setting = !matches!(before, Some('約' | '年' | '月')) && !after.starts_with(['に', '後', 'の']);
        if let (Ok(days), true) = (digits.replace(',', "").parse(), setting && !digits.is_empty()) {
            found.push(days);
        }
    }
    found
}

#[test]
fn a_page_shows_one_number_of_days_and_its_upper_limit() {
    everywhere(1_499, |answers, outlook, protocol| {
        let texts = figures_of(answers, outlook, protocol).join("\n");
        let mut days = days_in(&texts);
        days.sort_unstable();
        days.dedup();
        let keep = outlook.keep;
        let entered = answers.numbers.get(Number::Keep);
        let allowed = [Some(keep.days), Some(keep.at_most), Some(keep.for_others), entered, Some(0)];
        let query = answers.to_query(&RULES);
        assert!(days.iter().all(|days| allowed.contains(&Some(*days))), "{query}: {days:?} {keep:?}\n{texts}");
        // The forecast is that of the recommended setting, unless the entered one is too long.
        let recommended = if outlook.devices == Devices::Several { keep.for_others } else { keep.days };
        assert!(keep.too_long.is_some() || entered == Some(0) || outlook.keep_days == recommended, "{query}: {keep:?}");
        assert!(entered.is_some() || [keep.days, keep.for_others].contains(&outlook.keep_days), "{query}");
        if answers.numbers.get(Number::Mails).is_none() && keep.too_long.is_none() {
            let entered = |days: u64| entered == Some(days) && keep.unchecked.is_some();
            assert!(days.iter().all(|days| *days <= 30 || entered(*days)), "{query}: {days:?}");
        }
        assert!(!texts.contains("1年まで") && !texts.contains("日まで"), "{query}: {texts}");
    });
}

#[test]
fn the_setting_has_its_upper_limit_in_brackets() {
    let todo = |query: &str| text(query, Lang::Ja);
    let one = todo("plan=standard&purpose=work&devices=one-pc&away=no&attachments=many");
    assert!(one.contains("メールソフトで、サーバーに14日残す設定にします（長くても30日）。"), "{one}");
    assert!(one.contains("（14日残しても"), "{one}");
    let others = todo("plan=standard&purpose=work&devices=pc-phone&away=no&offline=unopened");
    assert!(others.contains("主に使う1台だけ、サーバーに14日残す設定にします（長くても30日）。"), "{others}");
    // An entered number is recommended if it is safe, and mentioned if it is not.
    let entered = todo("plan=standard&purpose=work&devices=one-pc&away=no&mails=50&attached=40&keep=60");
    assert!(entered.contains("14日残す設定にします（60日では、いっぱいになることがあります）"), "{entered}");
    assert!(entered.contains("残す日数を14日にすれば、使い続けられます。"), "{entered}");
    let nothing = todo("plan=standard&purpose=work&devices=pc-phone&offline=unopened&keep=0");
    assert!(nothing.contains("14日残す設定にします（0日では、ほかの機器に届きません）"), "{nothing}");
    let alone = todo("plan=standard&purpose=work&devices=one-pc&away=no&keep=0");
    assert!(alone.contains("メールソフトで、サーバーに残さない設定にします。"), "{alone}");
}

/// Returns the to-do list in Japanese.
fn todo_of(answers: &Answers, outlook: &Forecast) -> String {
    let recommendation = engine::recommend(&RULES, answers);
    recommendation.advice_of(AdviceKind::Do).map(|advice| forecast::advice(advice, outlook, Lang::Ja)).collect()
}

#[test]
fn setting_and_forecast_agree_on_what_is_there_now() {
    let text = |query: &str| text(query, Lang::Ja);
    for query in [
        "plan=standard&purpose=work&devices=one-pc&away=no&used=1950",
        "plan=standard&purpose=work&devices=one-pc&away=no&used=1900&keep=60",
        "purpose=work&devices=pc-phone&offline=unopened&used=1990",
        "plan=setup&purpose=work&devices=one-pc&away=no&used=990",
    ] {
        let text = text(query);
        assert!(text.contains("サーバーに今あるメールを先に整理（保存して削除）してから、"), "{query}: {text}");
        assert!(!text.contains("長くても"), "{query}: {text}");
    }
    everywhere(1_499, |answers, outlook, protocol| {
        if protocol != Protocol::Pop || outlook.pop != PopRetention::Keeps {
            return;
        }
        let (query, todo) = (answers.to_query(&RULES), todo_of(answers, outlook));
        let phrase = forecast::sentence(outlook, protocol, Lang::Ja);
        if phrase.contains("今あるメールを先に整理") {
            assert!(todo.contains("今あるメールを先に整理（保存して削除）してから、"), "{query}: {phrase} {todo}");
        }
        if todo.contains("今あるメールを先に整理") {
            assert!(
                !todo.contains("長くても") && !phrase.contains("心配はほとんどありません"),
                "{query}: {phrase} {todo}"
            );
        }
        if outlook.devices == Devices::Several {
            assert!(
                outlook.keep_days > 0 && !phrase.contains("残さない") && !todo.contains("残さない"),
                "{query}: {phrase}"
            );
        }
        if phrase.contains("足りません") {
            assert!(!phrase.contains("心配は"), "{query}: {phrase}");
        }
        let small = outlook.possible_limits().iter().all(|limit| outlook.plateau < limit.limit_mb * 250_000);
        assert!(small || !phrase.contains("心配は"), "{query}: {phrase}");
        let assumed = answers.numbers.get(Number::Mails).is_none();
        assert!(!assumed || outlook.keep.days <= 30, "{query}");
    });
}

#[test]
fn phones_never_delete() {
    let query = "plan=standard&purpose=personal&devices=phone-only&offline=unopened&attachments=many";
    let outlook = of(query);
    assert_eq!(outlook.pop, PopRetention::NeverDeletes);
    let phrase = sentence(query, Protocol::Pop);
    assert!(
        phrase.starts_with("サーバーのメールを消さないと、約1年2か月で2 GBがいっぱいになる見込みです。"),
        "{phrase}"
    );
    assert!(phrase.contains("サーバーのメールを削除すれば、使い続けられます"), "{phrase}");
    let all = figures_of(&answers(query), &outlook, Protocol::Pop).join("");
    assert!(!all.contains("14日") && !all.contains("とどまります"), "{all}");
    let full = sentence(&format!("{query}&used=1500"), Protocol::Pop);
    assert!(!full.contains("減る"), "{full}");
    // Entered days are used, with a warning.
    let kept = sentence(&format!("{query}&keep=7"), Protocol::Pop);
    assert!(
        kept.contains("7日残しても") && kept.contains("残す日数を決められない、スマートフォンのアプリも多くあります。"),
        "{kept}"
    );
}
