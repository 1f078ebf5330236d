//! Figures that agree: one number of days a page, no level above the limit, and a full mailbox before everyday advice.

use pop_or_imap::answers::{Answers, Number, Numbers};
use pop_or_imap::engine;
use pop_or_imap::present::Assessment;
use pop_or_imap::present::{caution, forecast, reply, text};
use pop_or_imap::quota::{self, Account, Devices, Forecast, MailboxState, PopUse};
use pop_or_imap::rulebook::{AdviceKind, Lang, Protocol};

use crate::support::{Dom, RULES, Site, answers, sample};

async fn page(path: &str) -> Dom {
    Site::new().get(path).await.dom()
}

fn of(query: &str) -> Forecast {
    quota::forecast(&RULES, &answers(query))
}

fn sentence(query: &str, protocol: Protocol) -> String {
    forecast::sentence(&of(query), protocol, Lang::Ja)
}

fn text(query: &str, lang: Lang) -> String {
    let answers = answers(query);
    text::recommendation(&Assessment::new(&RULES, &answers), lang, "/result")
}

fn staff_reply(query: &str, lang: Lang) -> String {
    reply::with_verdict(&Assessment::new(&RULES, &answers(query)), lang, "/result", None).text
}

/// Sets of numbers with which each sampled set of answers is combined: none, some, full mailboxes, tiny limits.
fn numbers() -> Vec<Numbers> {
    let with = |given: &[(Number, u64)]| {
        given.iter().fold(Numbers::default(), |numbers, (number, value)| numbers.with(*number, *value))
    };
    vec![
        with(&[]),
        with(&[(Number::Mails, 50)]),
        with(&[(Number::Mails, 300), (Number::Attached, 100)]),
        with(&[(Number::Mails, 0)]),
        with(&[(Number::Used, 700)]),
        with(&[(Number::Used, 950)]),
        with(&[(Number::Used, 1_950)]),
        with(&[(Number::Used, 2_100), (Number::Mails, 20)]),
        with(&[(Number::Limit, 20)]),
        with(&[(Number::Limit, 500), (Number::Used, 460)]),
        with(&[(Number::Keep, 7)]),
        with(&[(Number::Keep, 60), (Number::Mails, 200), (Number::Attached, 50)]),
        with(&[(Number::Keep, 0), (Number::Mails, 30)]),
        with(&[(Number::Keep, 60)]),
        with(&[(Number::Keep, 60), (Number::Used, 1_900)]),
        with(&[(Number::Used, 1_990)]),
        with(&[(Number::Used, 1_100)]),
        with(&[(Number::Mails, 1_000), (Number::Attached, 500)]),
    ]
}

/// Calls `check` for a sample of the answer space, each with every set of numbers.
fn everywhere(step: u64, mut check: impl FnMut(&Answers, &Forecast, Protocol)) {
    for given in sample(&RULES, step) {
        for numbers in numbers() {
            let answers = given.with_numbers(numbers);
            let protocol = engine::recommend(&RULES, &answers).outcome.protocol;
            check(&answers, &quota::forecast(&RULES, &answers), protocol);
        }
    }
}

/// Returns the numbers of days in a text that are settings: not counts a day, not times from now, not assumptions.
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

/// Everything in the text version that shows figures, in Japanese.
fn figures_of(answers: &Answers, outlook: &Forecast, protocol: Protocol) -> Vec<String> {
    let recommendation = engine::recommend(&RULES, answers);
    let advice = recommendation.advice_of(AdviceKind::Do).map(|advice| forecast::advice(advice, outlook, Lang::Ja));
    let lines = outlook.limits.iter().flat_map(|limit| forecast::limit_lines(limit, outlook, Lang::Ja));
    let mut texts: Vec<String> = advice.chain(lines.map(|line| format!("{}{}", line.label, line.value))).collect();
    texts.push(forecast::sentence(outlook, protocol, Lang::Ja));
    texts.extend(forecast::columns(outlook, Lang::Ja));
    texts.extend(caution::caution(outlook, protocol, Lang::Ja).iter().flat_map(|c| c.lines(Lang::Ja, false)));
    texts
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
    // An entered number is kept where it is safe, and named where it is not.
    let entered = todo("plan=standard&purpose=work&devices=one-pc&away=no&mails=50&attached=40&keep=60");
    assert!(entered.contains("14日残す設定にします（60日では、いっぱいになることがあります）"), "{entered}");
    assert!(entered.contains("残す日数を14日にすれば、使い続けられます。"), "{entered}");
    let nothing = todo("plan=standard&purpose=work&devices=pc-phone&offline=unopened&keep=0");
    assert!(nothing.contains("14日残す設定にします（0日では、ほかの機器に届きません）"), "{nothing}");
    let alone = todo("plan=standard&purpose=work&devices=one-pc&away=no&keep=0");
    assert!(alone.contains("メールソフトで、サーバーに残さない設定にします。"), "{alone}");
}

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
                // Two figures are shown of a level, three of a limit.
                assert!(level <= most * 1.05, "{query}: {words}");
                assert!(!at_limit || (level - most).abs() <= most / 100.0, "{query}: {words}");
            }
        }
        let meters = forecast::meters(outlook, &RULES.assumptions, protocol, Lang::Ja);
        let said = forecast::sentence(outlook, protocol, Lang::Ja);
        for meter in &meters {
            assert_eq!(meter.label.contains("の場合"), !outlook.limit_known, "{query}: {}", meter.label);
            assert!(!meter.label.contains("超え"), "{query}: {}", meter.label);
            assert_eq!(meter.label.contains("いっぱい"), meter.percent == 100, "{query}: {}", meter.label);
            if said.contains("心配はほとんどありません") {
                assert!(!meter.warns, "{query}: {said} {}", meter.label);
            }
        }
        if said.contains("10年以上いっぱいにならない") {
            assert!(meters.iter().all(|meter| meter.percent < 100), "{query}: {said}");
        }
        let future = said.contains("いっぱいになる見込み") || said.contains("足りません");
        let now = said.contains("もう空きがありません") || said.contains("今すでにいっぱい");
        if meters.iter().any(|meter| meter.percent == 100) {
            assert!(future || now, "{query}: {said} {meters:?}");
        }
        assert_eq!(outlook.state.is_some(), outlook.used * 10 >= most_bytes * 9, "{query}");
        if let Some(state) = outlook.state {
            assert_eq!(meters.len(), outlook.possible_limits().len(), "{query}");
            let meters = &meters[meters.len() - 1..];
            assert!(meters[0].label.starts_with("今："), "{query}: {}", meters[0].label);
            assert_eq!(state == MailboxState::Full, meters[0].percent == 100, "{query}");
        }
        // What can fill the mailbox says so as a forecast, and what keeps it working.
        if said.contains("いっぱいになる見込み") {
            assert!(said.contains("使い続けられます") || said.contains("足りません"), "{query}: {said}");
        }
        assert!(!said.contains("日に1回"), "{query}: {said}");
    });
}

#[test]
fn accounts_of_a_company_hold_no_more_than_their_limits() {
    let account = |query: &str, protocol| Account { answers: answers(query), protocol };
    let phone = account("plan=managed&devices=phone-only&mails=50&attached=0", Protocol::Pop);
    let capacity = quota::capacity(&RULES, RULES.plan("managed"), &[phone], None, None);
    assert_eq!(capacity.rooms[0].levels[2], 1_000_000_000, "phones never delete: full, and not above the limit");
    assert_eq!(
        capacity.rooms[0].full,
        of("plan=managed&devices=phone-only&mails=50&attached=0").limits[0].pop_for_good.full
    );
}

#[tokio::test]
async fn a_full_mailbox_comes_first() {
    let path = "/result?plan=standard&purpose=work&devices=pc-phone&away=yes&used=1950";
    let dom = page(path).await;
    let main = dom.one("main");
    let order: Vec<_> =
        main.child_elements().map(|e| format!("{}.{}", e.value().name(), e.attr("class").unwrap_or(""))).collect();
    let verdict = order.iter().position(|name| name == "h1.verdict").unwrap();
    assert_eq!(order[verdict + 1], "section.box caution", "{order:?}");
    let caution = dom.text("main > .caution");
    assert!(caution.starts_with("メールボックス（メールの保管場所）が、もうすぐいっぱいです"), "{caution}");
    let steps = dom.texts(".caution li");
    assert!(steps[0].contains("パソコンに保存") && steps[0].contains("確かめてから"), "{steps:?}");
    assert!(steps[1].contains("ごみ箱") && steps[2].contains("送信済み"), "{steps:?}");
    assert!(
        caution.contains("2 GBが最大です") && caution.contains("アーカイブしても）、使用量は減りません"),
        "{caution}"
    );
    assert!(dom.text(".outlook").contains("今：約2 GB／上限2 GB（97%）"), "{}", dom.text(".outlook"));
    assert!(!dom.text(".outlook").contains("1年後"));
    let todo = dom.text(".todo");
    assert!(todo.contains("整理したあとも、"), "{todo}");
    let full = page("/result?plan=standard&purpose=work&devices=pc-phone&away=yes&used=2000").await;
    let caution = full.text("main > .caution");
    assert!(
        caution.contains("すでにいっぱいです")
            && caution.contains("新しいメールは届かず、送った人にエラーメールが返ります。"),
        "{caution}"
    );
    assert!(full.text(".outlook").contains("今：いっぱい（上限2 GB）"));
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

#[test]
fn a_forecast_states_where_it_starts_and_what_keeps_it_working() {
    let said = sentence("plan=standard&mails=50&attached=0", Protocol::Imap);
    assert_eq!(
        said,
        "今、空だとすると、IMAPでは約1年8か月で2 GBがいっぱいになる見込みです。年に1回整理（保存して削除）すれば、使い続けられます。1日に50通届くとした場合です。"
    );
    let said = sentence("plan=standard&mails=50&used=300", Protocol::Imap);
    assert!(said.starts_with("今の使用量が300 MBだと、IMAPでは約7か月で2 GBがいっぱいになる見込みです。"), "{said}");
    let said = sentence("plan=standard&mails=1", Protocol::Imap);
    assert!(said.contains("10年以上いっぱいにならない見込みです"), "{said}");
    let said = sentence("mails=1&attached=0", Protocol::Imap);
    assert!(said.contains("上限が1 GBでも、10年以上いっぱいにならない見込みです。"), "{said}");
    let said = sentence("plan=standard&purpose=work&devices=one-pc", Protocol::Pop);
    assert_eq!(
        said,
        "POPなら、サーバーがいっぱいになる心配はほとんどありません（14日残しても約91 MB）。1日に50通届き、今は空だとした場合です。"
    );
    let pop = of("purpose=work&devices=one-pc");
    assert_eq!(forecast::meters(&pop, &RULES.assumptions, Protocol::Pop, Lang::Ja).len(), 1, "one bar");
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
fn phones_never_delete() {
    let query = "plan=standard&purpose=personal&devices=phone-only&offline=unopened&attachments=many";
    let outlook = of(query);
    assert_eq!(outlook.pop, PopUse::NeverDeletes);
    let said = sentence(query, Protocol::Pop);
    assert!(said.starts_with("サーバーのメールを消さないと、約1年2か月で2 GBがいっぱいになる見込みです。"), "{said}");
    assert!(said.contains("サーバーのメールを削除すれば、使い続けられます"), "{said}");
    let all = figures_of(&answers(query), &outlook, Protocol::Pop).join("");
    assert!(!all.contains("14日") && !all.contains("とどまります"), "{all}");
    let full = sentence(&format!("{query}&used=1500"), Protocol::Pop);
    assert!(!full.contains("減る"), "{full}");
    // Days that were entered count, with a word of warning.
    let kept = sentence(&format!("{query}&keep=7"), Protocol::Pop);
    assert!(
        kept.contains("7日残しても") && kept.contains("残す日数を決められない、スマートフォンのアプリも多くあります。"),
        "{kept}"
    );
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

#[tokio::test]
async fn limits_are_shown_as_far_as_they_are_known() {
    let quotas = |dom: &Dom| dom.text(".quotas");
    let neither = page("/result?purpose=work&devices=pc-phone").await;
    assert!(quotas(&neither).contains("サービスによって、1 GBか2 GBです（はじめの設定）。"), "{}", quotas(&neither));
    let own = page("/result?purpose=work&devices=pc-phone&limit=500").await;
    assert!(quotas(&own).contains("500 MB") && !quotas(&own).contains("1 GBか2 GB"), "{}", quotas(&own));
    for dom in [neither, own] {
        assert!(!dom.text("main").contains("表示できません"));
    }
    assert!(text("purpose=work", Lang::Ja).contains("1 GBか2 GBです"));
    assert!(text("purpose=work&limit=500", Lang::En).contains("Own limit: 500 MB"));
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
            "Mails received a day: 41",
            "Used now: 512 MB",
            "Mailbox limit: 700 MB",
            "Days POP leaves mail on the server: 9 days",
        ] {
            assert!(shown.contains(line), "{line}: {shown}");
        }
    }
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
        if protocol != Protocol::Pop || outlook.pop != PopUse::Keeps {
            return;
        }
        let (query, todo) = (answers.to_query(&RULES), todo_of(answers, outlook));
        let said = forecast::sentence(outlook, protocol, Lang::Ja);
        if said.contains("今あるメールを先に整理") {
            assert!(todo.contains("今あるメールを先に整理（保存して削除）してから、"), "{query}: {said} {todo}");
        }
        if todo.contains("今あるメールを先に整理") {
            assert!(!todo.contains("長くても") && !said.contains("心配はほとんどありません"), "{query}: {said} {todo}");
        }
        if outlook.devices == Devices::Several {
            assert!(
                outlook.keep_days > 0 && !said.contains("残さない") && !todo.contains("残さない"),
                "{query}: {said}"
            );
        }
        if said.contains("足りません") {
            assert!(!said.contains("心配は"), "{query}: {said}");
        }
        let small = outlook.possible_limits().iter().all(|limit| outlook.plateau < limit.limit_mb * 250_000);
        assert!(small || !said.contains("心配は"), "{query}: {said}");
        let assumed = answers.numbers.get(Number::Mails).is_none();
        assert!(!assumed || outlook.keep.days <= 30, "{query}");
    });
}

#[test]
fn what_the_forecast_promises_fits_the_share_of_the_limit() {
    let said =
        sentence("plan=managed&purpose=work&devices=several&offline=unopened&mails=1000&attached=500", Protocol::Pop);
    assert!(said.starts_with("ほかの機器のために1日残すと、上限の1 GBでは足りません。サポートに"), "{said}");
    let said = sentence("plan=standard&purpose=work&devices=one-pc&away=no&mails=400&attached=33", Protocol::Pop);
    assert!(said.starts_with("POPで14日残すと、約1.2 GBを使う見込みです。長い休みで受信しないと、"), "{said}");
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
        let said = sentence(&query, Protocol::Pop);
        assert!(!said.contains("1 GB"), "{said}");
    }
    assert!(sentence("used=5000", Protocol::Imap).contains("はじめの上限（1 GBか2 GB）を超えています"));
    everywhere(1_499, |answers, outlook, protocol| {
        if outlook.limit_known {
            return;
        }
        let said = forecast::sentence(outlook, protocol, Lang::Ja);
        for limit in &outlook.limits {
            let named = format!("上限が{}", pop_or_imap::present::size(limit.limit_mb));
            let exceeded = limit.limit_mb * 1_000_000 < outlook.used;
            assert!(!exceeded || !said.contains(&named), "{}: {said}", answers.to_query(&RULES));
        }
        assert!(
            !said.contains("いっぱいになる見込み") || said.contains("上限が"),
            "{}: {said}",
            answers.to_query(&RULES)
        );
        assert!(!said.contains("上限の"), "{}: {said}", answers.to_query(&RULES));
    });
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
        let (at, question) = RULES.question("devices").unwrap();
        let Some(given) = answers.choice(at) else { return };
        let from = question.choices[given].id.as_str();
        for change in Assessment::new(&RULES, answers).practical_changes() {
            if change.place == at {
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
