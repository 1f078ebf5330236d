//! axe-core (from npm) finds nothing on any page, in either language, in light and dark, on desktop and phone.

use std::path::Path;

use super::pages::{self, FILLED, PATHS};
use super::{Browser, Look};

/// WCAG 2.2 A and AA, and the best practices of axe-core beyond them.
const RUN: &str = "const done = arguments[0];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { resultTypes: ['violations'], runOnly: tags }).then(r => done(r.violations.map(
      v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join('; '))));";

/// Adds axe's findings on the current page.
async fn examine(browser: &Browser, axe: &str, page: &str, findings: &mut Vec<String>) {
    browser.run(axe).await;
    for look in [Look::DESKTOP, Look::DESKTOP.dark(), Look::PHONE.dark(), Look::PHONE] {
        browser.look(look).await;
        let found = browser.driver.execute_async(RUN, vec![]).await.unwrap();
        let found = found.json().as_array().unwrap().iter().map(|finding| format!("{page} {look:?}: {finding}"));
        findings.extend(found);
    }
}

async fn axe_finds_nothing(english: bool) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&file).expect("axe-core is missing: run ./tests/run, which installs it");
    let browser = Browser::start().await;
    let mut findings = Vec::new();
    for path in PATHS {
        let path = if english { pages::in_english(path) } else { path.to_owned() };
        browser.open(&path).await;
        examine(&browser, &axe, &path, &mut findings).await;
    }
    for filled in FILLED {
        filled.open(&browser, english).await;
        examine(&browser, &axe, filled.script, &mut findings).await;
    }
    browser.end().await;
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_japanese() {
    axe_finds_nothing(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_english() {
    axe_finds_nothing(true).await;
}
