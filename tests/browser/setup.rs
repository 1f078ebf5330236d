//! Setting up an account: from the result to the checklist, without a script too, and on paper.

use pop_or_imap::loader;
use pop_or_imap::web::{App, Settings};
use serde_json::json;

use super::paper::{print, tool};
use super::{Browser, Look};
use crate::mail_clients::rules_with_mail;

/// Starts a browser at a site with mail servers and files.
async fn start() -> Browser {
    let rulebook = loader::load("rules.toml", &rules_with_mail()).unwrap();
    Browser::start_app(App::new(rulebook, Settings { serve_files: true, ..Settings::default() })).await
}

/// Texts of the steps, of what they prevent, of the settings, and the values.
const NEEDED: &str = "
    const parts = ['.checklist label', '.loss', '.device-card h3', '.device-card .which', '.device-card li', '.values caption',
        '.values code', '.values dd', '.change-steps .caution p', '.help li'];
    return [...document.querySelectorAll(parts.join())].map(e => e.textContent)";

#[tokio::test(flavor = "multi_thread")]
async fn a_result_leads_to_the_steps_and_values_can_be_copied() {
    let browser = start().await;
    browser.look(Look::PHONE).await;
    browser.open("/result?purpose=work&devices=pc-phone&away=yes&plan=standard").await;
    browser.click(".next a.button").await;
    browser.at("/setup?plan=standard&purpose=work&devices=pc-phone&away=yes").await;
    browser.click("label[for=now-2]").await;
    browser.run("document.getElementById('local').value = '3GB'").await;
    browser.click(".use button[type=submit]").await;
    browser.at("/setup?plan=standard&purpose=work&devices=pc-phone&away=yes&now=pop&local=3000").await;
    let steps = browser.run("return document.querySelectorAll('.checklist li').length").await;
    assert!(steps.as_u64().unwrap() > 4, "{steps}");
    browser.click(".checklist li:first-child label").await;
    assert_eq!(browser.run("return document.querySelector('.checklist input').checked").await, true);
    // The whole page fits, and each app's labels are there once its part is opened.
    let wider = browser.run("return document.documentElement.scrollWidth - innerWidth").await;
    assert!(wider.as_i64().unwrap() <= 0, "{wider}");
    browser.run("window.copied = []; navigator.clipboard.writeText = async text => { copied.push(text); }").await;
    browser.click("[data-copy=host-1]").await;
    browser.click("[data-copy=port-1]").await;
    assert_eq!(browser.run("return copied").await, json!(["mail.example.jp", "993"]));
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_script_everything_is_there() {
    let browser = start().await;
    browser.look(Look::PHONE).await;
    browser.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    browser.open("/setup?devices=pc-phone&offline=unopened&now=imap").await;
    browser.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await;
    let hidden = browser
        .run("return [...document.querySelectorAll('.checklist li, .apps dd, .values code')].filter(e => !e.checkVisibility()).length")
        .await;
    assert_eq!(hidden, 0);
    let buttons = browser
        .run("return [...document.querySelectorAll('[data-copy]')].filter(e => e.checkVisibility()).length")
        .await;
    assert_eq!(buttons, 0, "buttons that need a script stay hidden");
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steps_are_one_sheet() {
    let browser = start().await;
    let file = tempfile::Builder::new().suffix(".pdf").tempfile().unwrap();
    let name = file.path().to_str().unwrap();
    for query in [
        "plan=standard&purpose=work&devices=pc-phone&away=yes&now=pop&local=3GB",
        "devices=pc-phone&offline=unopened&now=imap",
        "devices=people&offline=unopened&now=both",
        "devices=pc-phone&offline=unopened&now=moving",
        "purpose=work&devices=pc-phone&away=yes&now=moving",
        "devices=phone-only&now=moving",
        "purpose=orders",
    ] {
        for lang in ["ja", "en"] {
            for look in [Look::DESKTOP, Look::PHONE.dark()] {
                browser.look(look).await;
                let path = format!("/setup?{query}&lang={lang}");
                browser.open(&path).await;
                print(&browser, file.path()).await;
                let about = String::from_utf8(tool("pdfinfo", &[name])).unwrap();
                assert!(about.lines().any(|line| line.split_whitespace().eq(["Pages:", "1"])), "{path}: {about}");
                assert!(about.contains("(A4)"), "{about}");
                let words = String::from_utf8(tool("pdftotext", &["-raw", name, "-"])).unwrap();
                let words: String = words.split_whitespace().collect();
                let needed = browser.run(NEEDED).await;
                for needed in needed.as_array().unwrap().iter().map(|text| text.as_str().unwrap()) {
                    let needed: String = needed.split_whitespace().collect();
                    assert!(words.contains(&needed), "{path}: {needed} in {words}");
                }
            }
        }
    }
    browser.end().await;
}
