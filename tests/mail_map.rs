//! Maps of where mail is kept: for every choice of devices, both protocols, and in the page.

use pop_or_imap::engine;
use pop_or_imap::present::mail_map::{MailMap, Mark};
use pop_or_imap::present::{Assessment, Wording};
use pop_or_imap::rulebook::{DrawnDevice, Lang, Protocol};

use crate::support::{RULES, Site, answers, sample};

/// A choice, its devices, the mark of the server, and those of the devices.
type Drawn = (&'static str, &'static [Option<DrawnDevice>], Mark, &'static [Mark]);

/// The devices of each choice, and the marks of the server and of the devices under POP without an advice to leave mail.
const CHOICES: [Drawn; 6] = [
    ("one-pc", &[Some(DrawnDevice::Pc)], Mark::Gone, &[Mark::Kept]),
    ("pc-phone", &[Some(DrawnDevice::Pc), Some(DrawnDevice::Phone)], Mark::Gone, &[Mark::Kept, Mark::Missing]),
    ("several", &[Some(DrawnDevice::Pc), Some(DrawnDevice::OtherPc)], Mark::Gone, &[Mark::Kept, Mark::Missing]),
    ("people", &[Some(DrawnDevice::Pc), Some(DrawnDevice::OtherPerson)], Mark::Gone, &[Mark::Kept, Mark::Missing]),
    ("phone-only", &[Some(DrawnDevice::Phone)], Mark::Kept, &[Mark::Kept]),
    ("unknown", &[Some(DrawnDevice::Pc), None], Mark::Gone, &[Mark::Kept, Mark::Missing]),
];

#[test]
fn every_choice_of_devices_has_its_map() {
    for (choice, devices, server, marks) in CHOICES {
        // IMAP is recommended, so no advice is about leaving mail for other devices.
        let given = answers(&format!("purpose=work&away=yes&frequency=constant&backup=server&devices={choice}"));
        let assessment = Assessment::new(&RULES, &given);
        assert_eq!(assessment.outcome().protocol, Protocol::Imap, "{choice}");
        let pop = MailMap::new(&assessment, Protocol::Pop);
        let drawn: Vec<_> = pop.devices.iter().map(|device| device.device).collect();
        assert_eq!((drawn.as_slice(), pop.server), (devices, server), "{choice}");
        assert_eq!(pop.devices.iter().map(|device| device.mark).collect::<Vec<_>>(), marks, "{choice}");
        let imap = MailMap::new(&assessment, Protocol::Imap);
        assert!(
            imap.server == Mark::Kept && imap.devices.iter().all(|device| device.mark == Mark::Readable),
            "{choice}"
        );
    }
}

#[test]
fn mail_is_always_kept_somewhere_and_a_map_agrees_with_the_advice() {
    for given in sample(&RULES, 997) {
        let assessment = Assessment::new(&RULES, &given);
        let outcome = engine::recommend(&RULES, &given).outcome;
        for protocol in Protocol::ALL {
            let map = MailMap::new(&assessment, protocol);
            let kept = map.devices.iter().filter(|device| device.mark == Mark::Kept).count();
            assert!(kept == 1 || map.server == Mark::Kept, "{}: {map:?}", given.to_query(&RULES));
            assert!(map.devices.len() <= 2);
            let days = map.devices.iter().find_map(|device| device.within_days);
            if days.is_some() {
                assert_eq!((protocol, outcome.protocol), (Protocol::Pop, Protocol::Pop));
                assert_eq!(days, Some(assessment.forecast().keep.for_others));
            }
        }
    }
}

#[tokio::test]
async fn the_recommended_map_is_first_and_described_in_words() {
    let site = Site::new();
    for (query, name) in
        [("devices=pc-phone&away=yes&purpose=work", "IMAP"), ("offline=unopened&devices=several", "POP")]
    {
        for lang in Lang::ALL {
            let dom = site.get(&format!("/result?{query}&lang={}", lang.id())).await.dom();
            let w = Wording::of(lang);
            assert_eq!(dom.text(".map.chosen figcaption"), format!("{name} {}", w.map.recommended));
            assert_eq!(dom.all(".map")[0].attr("class"), Some("map card chosen"));
            let label = dom.all(".map svg")[0].attr("aria-label").unwrap().to_owned();
            assert!(label.starts_with(name) && label.contains(w.map.server) && label.contains(w.map.kept), "{label}");
        }
    }
}

#[tokio::test]
async fn where_a_hard_rule_decided_nothing_suggests_the_opposite() {
    let site = Site::new();
    for given in sample(&RULES, 7_919) {
        let required = engine::recommend(&RULES, &given).outcome.decided_by.is_some();
        let dom = site.get(&format!("/result?{}", given.to_query(&RULES))).await.dom();
        assert_eq!(dom.has(".strength dl"), !required, "{}", given.to_query(&RULES));
        assert_eq!(dom.has(".strength .lock"), required);
    }
}

#[tokio::test]
async fn every_action_has_its_reason() {
    let site = Site::new();
    for given in sample(&RULES, 1_999) {
        for lang in ["ja", "en"] {
            let path = format!("/result?{}&lang={lang}", given.to_query(&RULES));
            let dom = site.get(&path).await.dom();
            let (actions, reasons) = (dom.texts(".todo li"), dom.all(".todo li span").len());
            assert_eq!((actions.len(), reasons), (3, 3), "{path}: {actions:?}");
        }
    }
}
