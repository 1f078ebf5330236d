//! Pages, API and command line: equal results over a large sample of answers.

use assert_cmd::Command;
use pop_or_imap::engine;
use pop_or_imap::rulebook::Strength;
use serde_json::Value;

use crate::support::{RULES, Site, sample};

fn points(name: &str, points: u32) -> String {
    if points == 1 { format!("{name}: 1 point") } else { format!("{name}: {points} points") }
}

#[tokio::test]
async fn pages_text_and_api_agree_with_the_engine_over_a_large_sample() {
    let site = Site::new();
    let sample = sample(&RULES, 701);
    assert!(sample.len() > 900);
    for answers in sample {
        let query = answers.to_query(&RULES);
        let outcome = engine::recommend(&RULES, &answers).outcome;
        let api = site.get(&format!("/api/v1/recommendation?{query}")).await.json();
        let got = &api["recommendation"];
        assert_eq!(
            (&got["protocol"], &got["strength"]),
            (&outcome.protocol.id().into(), &outcome.strength.id().into()),
            "{query}"
        );
        let path = format!("/result?{query}&lang=en");
        let page = site.get(&path).await.dom();
        let verdict = page.text("h1");
        assert!(verdict.contains(&outcome.protocol.id().to_uppercase()), "{query}: {verdict}");
        let shown = page.texts(".points caption");
        let name = outcome.protocol.id().to_uppercase();
        assert_eq!(shown[0], points(&name, *outcome.score.get(outcome.protocol)), "{query}");
        let api = site.get(&format!("/api/v1/{}", &path[1..].replace("result", "recommendation"))).await.json();
        // Points that do not depend on answers are listed only if the verdict is slight.
        let baseline = |reason: &Value| {
            let rule = RULES.rules.iter().find(|rule| reason["rule"] == rule.id);
            rule.is_some_and(|rule| rule.baseline) && outcome.strength != Strength::Slight
        };
        let reasons = api["recommendation"]["reasons"].as_array().unwrap().iter().filter(|reason| !baseline(reason));
        let words: Vec<_> = reasons.map(|reason| reason["text"].as_str().unwrap()).collect();
        let first_side: Vec<_> = page.texts(".side:first-of-type li");
        let main = page.text("main");
        assert!(words.iter().all(|reason| main.contains(reason)), "{query}: {words:?} {first_side:?}");
        let text = site.get_with(&path, "accept", "text/plain").await.body;
        assert!(text.contains(&verdict) && words.iter().all(|reason| text.contains(reason)), "{query}");
        let json = site.get_with(&path, "accept", "application/json").await.json();
        assert_eq!(json, api, "{query}");
    }
}

#[tokio::test]
async fn the_command_line_agrees_with_the_api() {
    let site = Site::new();
    for answers in sample(&RULES, 33_331) {
        let query = format!("{}&lang=en", answers.to_query(&RULES));
        let output = Command::new(env!("CARGO_BIN_EXE_pop-or-imap"))
            .args(["recommend", &query, "--format", "json"])
            .output()
            .unwrap();
        assert!(output.status.success());
        let body: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(body, site.get(&format!("/api/v1/recommendation?{query}")).await.json(), "{query}");
        let output = Command::new(env!("CARGO_BIN_EXE_pop-or-imap")).args(["recommend", &query]).output().unwrap();
        let page = site.get_with(&format!("/result?{query}"), "accept", "text/plain").await.body;
        assert_eq!(String::from_utf8(output.stdout).unwrap(), page);
    }
}
