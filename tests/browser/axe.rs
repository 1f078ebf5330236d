//! axe-core (from npm) finds nothing on any page, in light and dark, on desktop and phone.

use std::path::Path;

use super::{Browser, Look};

/// Every kind of page and state.
pub const PATHS: [&str; 22] = [
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
    "/nowhere",
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
            browser.run(&axe).await;
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
            for finding in found.json().as_array().unwrap() {
                findings.push(format!("{path} {look:?}: {finding}"));
            }
        }
    }
    browser.end().await;
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
