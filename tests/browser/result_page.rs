//! The result as a whole: its length on a phone, and its width.

use std::collections::BTreeMap;

use pop_or_imap::answers::Answers;
use pop_or_imap::engine;
use pop_or_imap::present::{Assessment, caution, text};
use pop_or_imap::rulebook::{Lang, Protocol, Strength};

use super::{Browser, Look};
use crate::support::{RULES, answers, sample};

/// The maximum height of a result on a phone, in CSS pixels: about five screens.
const MAX_HEIGHT: f64 = 4_200.0;

/// Returns the answers with the most to say for each kind of verdict: with a caution, and provisional where possible.
fn fullest() -> Vec<Answers> {
    let mut longest: BTreeMap<(Protocol, Strength), (usize, Answers)> = BTreeMap::new();
    for given in sample(&RULES, 499) {
        for used in ["used=950", "used=1950&mails=50&keep=30"] {
            let given = answers(&format!("{}&{used}", given.to_query(&RULES)));
            let assessment = Assessment::new(&RULES, &given);
            let outcome = engine::recommend(&RULES, &given).outcome;
            if caution::caution(assessment.forecast(), outcome.protocol, Lang::Ja).is_none() {
                continue;
            }
            let length = text::recommendation(&assessment, Lang::Ja, "").len();
            let entry = longest.entry((outcome.protocol, outcome.strength)).or_insert((length, given));
            if entry.0 < length {
                *entry = (length, given);
            }
        }
    }
    longest.into_values().map(|(_, given)| given).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fullest_result_of_each_kind_has_at_most_4200_pixels_on_a_phone() {
    let browser = Browser::start().await;
    browser.look(Look::PHONE).await;
    let fullest = fullest();
    assert!(fullest.len() >= 7, "every kind of verdict is met: {}", fullest.len());
    for given in fullest {
        for lang in ["ja", "en"] {
            let path = format!("/result?{}&lang={lang}", given.to_query(&RULES));
            browser.open(&path).await;
            let height = browser.run("return document.documentElement.scrollHeight").await.as_f64().unwrap();
            assert!(height <= MAX_HEIGHT, "{path}: {height}");
            let width = browser.run("return document.documentElement.scrollWidth").await;
            assert_eq!(width.as_f64(), Some(375.0), "{path}");
            let order = browser
                .run(
                    "return [...document.querySelectorAll('.hero, .things, .next, .costs, .mailbox, .sides, .changes, \
                     .answers, .share, #helped, .help')].map(e => [e.className || e.id, e.getBoundingClientRect().top])",
                )
                .await;
            let tops: Vec<f64> = order.as_array().unwrap().iter().map(|part| part[1].as_f64().unwrap()).collect();
            assert!(tops.is_sorted(), "{path}: {order}");
        }
    }
    browser.end().await;
}
