//! JSON, problem+json, and the OpenAPI document against the actual requests and responses.

mod description;
mod list;

use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{RULES, Site};

const LIST: &str = "/api/v1/recommendations";

#[tokio::test]
async fn a_recommendation_has_the_shape_of_the_contract() {
    let site = Site::new();
    let reply = site.get("/api/v1/recommendation?devices=7&plan=standard&devices=one-pc&x=1&mails=50&lang=en").await;
    let body = reply.assert_ok().assert_header("content-type", "application/json").json();
    assert_eq!(body["rules"]["version"], RULES.version);
    assert_eq!(body["rules"]["digest"], RULES.digest.as_str());
    assert_eq!(body["answers"], json!({ "plan": "standard", "devices": "one-pc", "mails": 50 }));
    assert_eq!(body["ignored"], json!([{ "key": "devices", "value": "7" }, { "key": "x", "value": "1" }]));
    let recommendation = &body["recommendation"];
    assert_eq!((&recommendation["protocol"], &recommendation["strength"]), (&json!("pop"), &json!("moderate")));
    assert_eq!(recommendation["decided_by"], Value::Null);
    assert_eq!(recommendation["score"], json!({ "pop": 8, "imap": 1 }));
    let reason = &recommendation["reasons"][0];
    assert_eq!(
        (&reason["rule"], &reason["favours"], &reason["weight"], &reason["question"]),
        (&json!("one-pc"), &json!("pop"), &json!(6), &json!("devices"))
    );
    assert_eq!(reason["text"], "With one PC, mail is kept on it, and server space is rarely a concern.");
    assert_eq!(recommendation["against"][0]["rule"], "starting-point");
    assert!(recommendation["advice"][0]["id"].is_string() && recommendation["advice"][0]["text"].is_string());
    assert_eq!(
        (&body["quota"]["mailbox_limit_bytes"], &body["quota"]["capacity_bytes"]),
        (&json!(2_000_000_000_u64), &json!(30_000_000_000_u64))
    );
    let hard = site.get("/api/v1/recommendation?offline=unopened").await.json();
    assert_eq!(hard["recommendation"]["decided_by"], "unopened-offline");
    assert_eq!(hard["recommendation"]["strength"], "required");
}

#[tokio::test]
async fn errors_are_problem_json() {
    let site = Site::new();
    site.get("/api/v1/none").await.assert_problem(404, "");
    site.get("/api/v2").await.assert_problem(404, "");
    site.send(Request::post("/api/v1/rulebook"), "").await.assert_problem(405, "");
}

#[tokio::test]
async fn the_rulebook_says_what_the_rules_say() {
    let body = Site::new().get("/api/v1/rulebook").await.json();
    assert_eq!(body["rules"].as_array().unwrap().len(), RULES.rules.len());
    assert_eq!(body["rules"][0]["required"], true);
    assert_eq!(body["uses"][7]["strength"], "slight");
    assert_eq!(body["plans"][3]["capacity_bytes"], Value::Null);
    assert_eq!(body["questions"][5]["ask_unless"], json!({ "purpose": ["notification"] }));
}

#[tokio::test]
async fn a_forecast_can_be_worked_out_again_from_what_it_gives() {
    let site = Site::new();
    for numbers in [
        "plan=standard&mails=50&attached=0",
        "plan=standard&purpose=orders&attachments=many&frequency=weekly&keep=30&used=300",
        "purpose=inquiry&used=50",
        "plan=managed&mails=７通&attached=3&limit=0.5GB&keep=1",
        "mails=0",
    ] {
        let numbers = &form_urlencoded::Serializer::new(String::new())
            .extend_pairs(numbers.split('&').filter_map(|pair| pair.split_once('=')))
            .finish();
        let body = site.get(&format!("/api/v1/forecast?{numbers}")).await.json();
        let got = &body["forecast"];
        let a = |name: &str| got["assumptions"][name].as_u64().unwrap();
        let of = |name: &str| got[name].as_u64().unwrap();
        let attached = a("attached_in_hundred_days");
        let plain = (100 * a("mails_a_day") - attached) * a("mail_bytes") * 100;
        let files = attached * a("attachment_bytes") * a("attachment_growth_percent");
        let received = (plain + files) / 10_000;
        assert_eq!(of("received_bytes_a_day"), received, "{numbers}");
        let imap = received * (100 + a("sent_percent") - a("cleared_percent")) / 100;
        assert_eq!(of("imap_bytes_a_day"), imap, "{numbers}");
        let window = (a("keep_days") * a("working_days_a_week")).div_ceil(7);
        assert_eq!(of("pop_kept_plateau_bytes"), received * window, "{numbers}");
        let limits =
            got["limits"].as_array().unwrap().iter().map(|limit| limit["mailbox_limit_bytes"].as_u64().unwrap());
        let most =
            limits.max().filter(|most| got["limit_known"] == true || *most >= a("used_bytes")).unwrap_or(u64::MAX);
        for level in got["levels"].as_array().unwrap() {
            let days = level["months"].as_u64().unwrap() * a("working_days_a_year") / 12;
            let used = if days < window { a("used_bytes") } else { 0 };
            assert_eq!(level["imap_bytes"], most.min(a("used_bytes") + imap * days), "{numbers}");
            assert_eq!(level["pop_kept_bytes"], most.min(used + received * days.min(window)), "{numbers}");
            assert_eq!(level["pop_for_good_bytes"], most.min(a("used_bytes") + received * days), "{numbers}");
        }
        for limit in got["limits"].as_array().unwrap() {
            let left = limit["mailbox_limit_bytes"].as_u64().unwrap().saturating_sub(a("used_bytes"));
            let full = &limit["imap"]["full"];
            assert_eq!(limit["imap"]["ever_fills"], !full.is_null());
            let days = (imap > 0).then(|| (left.div_ceil(imap) * 365).div_ceil(a("working_days_a_year")));
            assert_eq!(full["days"].as_u64(), days, "{numbers}");
            let kept = &limit["pop_kept"];
            assert_eq!(kept["ever_fills"], received * window >= left && received > 0, "{numbers}");
        }
        let known = body["quota"]["mailbox_limit_bytes"].is_u64();
        assert_eq!(got["limit_known"], known, "{numbers}");
        let first = &got["limits"][0];
        let months = if known { &first["imap"]["full"]["months"] } else { &Value::Null };
        assert_eq!(&got["months_to_full"], months, "{numbers}");
        let whole = site.get(&format!("/api/v1/recommendation?{numbers}")).await.json();
        assert_eq!(&whole["forecast"], got);
        assert!(["rules", "answers", "query", "ignored", "quota"].iter().all(|key| whole[*key] == body[*key]));
    }
}
