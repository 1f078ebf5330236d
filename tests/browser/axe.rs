//! axe-core (from npm) finds nothing on any page, in light and dark, on desktop and phone.

use std::path::Path;

use super::{Browser, Look};

/// Every kind of page and state.
pub const PATHS: [&str; 25] = [
    "/",
    "/?lang=en",
    "/wizard",
    "/wizard?plan=standard&purpose=work&devices=7",
    "/wizard?plan=standard&sent=attachments",
    "/wizard?plan=standard&purpose=work&ask=purpose&to=result",
    "/result",
    "/result?plan=managed&purpose=work&devices=several&away=yes&offline=unopened&attachments=many",
    "/result?plan=standard&purpose=work&devices=one-pc&away=no&lang=en",
    "/guide",
    "/guide?lang=en",
    "/rules?purpose=work&devices=one-pc&away=no",
    "/wizard?purpose=work&offline=unopened",
    "/result?purpose=work&devices=pc-phone&away=yes&was=pop",
    "/result?purpose=notification&attachments=many&lang=en",
    "/result?plan=managed&purpose=work&devices=one-pc&mails=abc&attached=9&keep=30&sent=numbers",
    "/result?plan=standard&mails=0&lang=en",
    "/capacity",
    "/capacity?plan=standard&mails=30&attached=many",
    "/capacity?plan=managed&a=sales1_work.pc-phone.yes..many&a=sales2_work.one-pc_50.5_pop&a=info_inquiry",
    "/capacity?lang=en&total=40000&a=staff1_work_100.20&a=spare_spare",
    "/capacity?plan=managed&a=sales1____imap&a=sales2__50.0.990&a=sales3__50.0.1000&a=orders__20.0...14_pop",
    "/capacity?plan=managed&website=40GB&purpose=orders&a=staff1_work",
    "/capacity?plan=setup&lang=en&a=staff1_work&a=info_inquiry",
    "/nowhere",
];

/// Forms of the page of many accounts that are sent faulty: the field, what is written, the button, what shows then.
const FAULTY: [[&str; 4]; 3] = [
    ["#no-1", "3", "#edit form button", "#no-1-error"],
    ["#csv", "name,age\nx,1\n", "#csv-form button", "#csv-error"],
    ["#csv", "purpose,used_with\nwork,pop\nwork,smtp\n", "#csv-form button", "#read .faults"],
];

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&file).expect("axe-core is missing: run ./tests/run, which installs it");
    let browser = Browser::start().await;
    let mut findings = Vec::new();
    for look in [Look::DESKTOP, Look::PHONE, Look::DESKTOP.dark(), Look::PHONE.dark()] {
        browser.look(look).await;
        for path in PATHS {
            browser.open(path).await;
            findings.extend(check(&browser, &axe, &format!("{path} {look:?}")).await);
        }
        for [field, written, button, shown] in FAULTY {
            browser.open("/capacity").await;
            browser.find(field).await.send_keys(written).await.unwrap();
            browser.click(button).await;
            browser.shows(shown).await;
            findings.extend(check(&browser, &axe, &format!("{shown} {look:?}")).await);
        }
    }
    browser.end().await;
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// Gives what axe finds on the page that is shown.
async fn check(browser: &Browser, axe: &str, page: &str) -> Vec<String> {
    browser.run(axe).await;
    let found = browser
        .driver
        .execute_async(
            "const done = arguments[0];
             axe.run(document, { resultTypes: ['violations'] }).then(r => done(r.violations.map(
               v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join('; '))));",
            vec![],
        )
        .await
        .unwrap();
    found.json().as_array().unwrap().iter().map(|finding| format!("{page}: {finding}")).collect()
}
