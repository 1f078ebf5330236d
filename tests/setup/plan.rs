//! The plan: one protocol per device, days that agree, steps that begin with danger, and a verdict that it never affects.

use pop_or_imap::answers::{Answers, Number, Numbers};
use pop_or_imap::engine;
use pop_or_imap::loader;
use pop_or_imap::present::Assessment;
use pop_or_imap::quota::PopRetention;
use pop_or_imap::rulebook::{CurrentUse, DrawnDevice, Protocol};
use pop_or_imap::setup::{self, Current, DeviceSetting, Fit, SetupPlan};

use crate::mail_clients::rules_with_mail;
use crate::support::{RULES, answers, sample};

fn plan_of(answers: &Answers) -> SetupPlan<'static> {
    setup::plan(&RULES, answers, Current::of(answers))
}

/// Returns a sample of all answers, with some numbers and each current use.
fn cases() -> impl Iterator<Item = Answers> {
    let numbers = [
        Numbers::default(),
        Numbers::default().with(Number::Keep, 0),
        Numbers::default().with(Number::Keep, 500).with(Number::Mails, 80),
        Numbers::default().with(Number::Used, 900).with(Number::Local, 3_000),
        Numbers::default().with(Number::Limit, 100).with(Number::Mails, 300).with(Number::Local, 1),
    ];
    let uses = std::iter::once(None).chain(CurrentUse::ALL.map(Some));
    let uses: Vec<_> = uses.collect();
    sample(&RULES, 211).into_iter().enumerate().flat_map(move |(at, answers)| {
        let numbers = numbers[at % numbers.len()];
        uses.clone().into_iter().map(move |now| answers.with_numbers(numbers).with_now(now))
    })
}

#[test]
fn each_device_has_a_protocol_and_days_that_agree() {
    for answers in cases() {
        let plan = plan_of(&answers);
        let query = answers.to_query(&RULES);
        let (main, others) = plan.devices.split_first().unwrap();
        assert_eq!(main.protocol, plan.protocol, "{query}");
        for device in others {
            assert_eq!(device.protocol, Protocol::Imap, "one device deletes: {query}");
        }
        let assessment = Assessment::new(&RULES, &answers);
        let forecast = assessment.forecast();
        match (plan.protocol, main.setting) {
            (Protocol::Imap, DeviceSetting::Shared) => {
                assert!(others.iter().all(|device| device.setting == DeviceSetting::Shared), "{query}");
            }
            (Protocol::Pop, DeviceSetting::NeverDeletes) => {
                assert_eq!(forecast.pop, PopRetention::NeverDeletes, "{query}");
            }
            (Protocol::Pop, DeviceSetting::Deletes { after_days }) => {
                let keep = forecast.keep;
                let expected = if others.is_empty() { keep.days } else { keep.for_others };
                assert_eq!(after_days, expected, "{query}");
                for device in others {
                    let sees = DeviceSetting::ReadsOnly { sees_days: after_days, shows_as_read: true };
                    assert_eq!(device.setting, sees, "{query}");
                }
                assert!(others.is_empty() || after_days > 0, "others would get nothing: {query}");
            }
            (protocol, setting) => panic!("{protocol:?} {setting:?}: {query}"),
        }
        for device in &plan.devices {
            let is_phone = device.device == Some(DrawnDevice::Phone);
            assert!(device.clients.iter().all(|client| !is_phone || client.runs_on.contains(&DrawnDevice::Phone)));
        }
    }
}

#[test]
fn changes_begin_with_danger_and_exist_where_something_changes() {
    for answers in cases() {
        let plan = plan_of(&answers);
        let query = answers.to_query(&RULES);
        let changes = match plan.now {
            None | Some(CurrentUse::New) => false,
            Some(CurrentUse::Pop) => plan.protocol == Protocol::Imap || plan.devices.len() > 1,
            Some(CurrentUse::Imap) => plan.protocol == Protocol::Pop,
            Some(CurrentUse::Both | CurrentUse::Moving) => true,
        };
        assert_eq!(!plan.steps.is_empty(), changes, "{query}");
        if let Some(first) = plan.steps.first() {
            assert!(first.is_guard(), "the first step is dangerous to skip: {query}");
        }
        assert!(!plan.stays() || plan.steps.is_empty(), "{query}");
    }
}

#[test]
fn current_use_and_mail_on_the_pc_never_affect_the_verdict() {
    for answers in cases() {
        let bare = answers.with_now(None).with_numbers(answers.numbers.without(Number::Local));
        let [with, without] = [&answers, &bare].map(|answers| engine::recommend(&RULES, answers).outcome);
        assert_eq!(with, without, "{}", answers.to_query(&RULES));
        let [with, without] = [&answers, &bare].map(|answers| Assessment::new(&RULES, answers).forecast().clone());
        assert_eq!(with, without, "{}", answers.to_query(&RULES));
    }
}

#[test]
fn old_mail_fits_up_to_the_last_free_megabyte() {
    let fit = |query: &str| {
        let answers = answers(&format!("purpose=work&devices=pc-phone&away=yes&{query}"));
        plan_of(&answers).old_mail.map(|mail| mail.fit)
    };
    // The limit of the plan is 2 GB.
    assert_eq!(fit("plan=standard&used=500&now=pop&local=1500"), Some(Fit::Whole { percent: 100, warns: true }));
    assert_eq!(fit("plan=standard&used=500&now=pop&local=500"), Some(Fit::Whole { percent: 50, warns: false }));
    assert!(matches!(fit("plan=standard&used=500&now=pop&local=1501"), Some(Fit::Newest { free_mb: 1500, .. })));
    // 50 mails of 75 KB and 30 % sent: 4.875 MB a working day, 99.5 MB a month.
    let months = fit("plan=standard&mails=50&attached=0&now=both&local=9GB");
    assert_eq!(months, Some(Fit::Newest { free_mb: 2000, months: Some(16) }));
    assert_eq!(fit("plan=standard&mails=1&now=pop&local=9GB"), Some(Fit::Newest { free_mb: 2000, months: None }));
    assert!(matches!(fit("plan=standard&used=5GB&now=pop&local=1"), Some(Fit::Newest { free_mb: 0, .. })));
    assert_eq!(fit("now=pop&local=1500"), Some(Fit::LimitUnknown));
    assert_eq!(fit("plan=standard&now=moving&local=1500"), None, "what moves is on the old server");
    // Nothing is copied to the server.
    assert_eq!(fit("plan=standard&now=imap&local=1500"), None);
    assert_eq!(fit("plan=standard&now=new&local=1500"), None);
    assert_eq!(fit("plan=standard&local=1500"), None);
    let pop = answers("offline=unopened&plan=standard&now=pop&local=1500");
    assert_eq!(plan_of(&pop).old_mail, None);
}

#[test]
fn the_canonical_query_has_current_use_and_local_mail_after_the_numbers() {
    let written = "local=3GB&lang=en&now=POP&used=1&was=imap&away=yes";
    let (answers, ignored) = Answers::from_query(&RULES, written);
    assert!(ignored.is_empty());
    assert_eq!(answers.to_query(&RULES), "away=yes&used=1&now=pop&local=3000&lang=en&was=imap");
    let (_, ignored) = Answers::from_query(&RULES, "now=later&local=much&now=pop&now=imap");
    let keys: Vec<_> = ignored.iter().map(|pair| (pair.key.as_str(), pair.value.as_str())).collect();
    assert_eq!(keys, [("now", "later"), ("local", "much"), ("now", "imap")]);
    let (empty, ignored) = Answers::from_query(&RULES, "now=&local=");
    assert!(ignored.is_empty() && empty == Answers::default());
}

#[test]
fn a_plan_has_its_own_servers() {
    let source = rules_with_mail().replacen(
        "id = \"managed\"\n",
        "id = \"managed\"\nmail = { host = \"mail.{domain}\", username = \"local\", fetched_shows_as_read = false }\n",
        1,
    );
    let rulebook = loader::load("rules.toml", &source).unwrap();
    let servers = |query: &str| {
        let (answers, _) = Answers::from_query(&rulebook, query);
        setup::plan(&rulebook, &answers, Current::of(&answers)).servers.unwrap().clone()
    };
    assert_eq!(servers("plan=standard").incoming.imap.host, "mail.example.jp");
    let managed = servers("plan=managed");
    assert_eq!((managed.incoming.imap.host.as_str(), managed.incoming.imap.port), ("mail.{domain}", 993));
    assert_eq!(managed.smtp.host, "mail.{domain}");
    assert_eq!(managed.username.id(), "local");
    let (answers, _) = Answers::from_query(&rulebook, "plan=managed&devices=pc-phone&offline=unopened");
    let plan = setup::plan(&rulebook, &answers, Current::of(&answers));
    assert!(matches!(plan.devices[1].setting, DeviceSetting::ReadsOnly { shows_as_read: false, .. }));
}
