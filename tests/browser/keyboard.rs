//! Use with a keyboard only: everything can be reached, in reading order, and its focus is visible.

use std::collections::BTreeSet;

use serde_json::Value;
use thirtyfour::prelude::*;

use super::pages::PATHS;
use super::{Browser, Look};

/// Returns the focused element and how its focus is visible. `key` identifies an element; a radio group has one key.
const FOCUSED: &str = "
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const key = x => x.type === 'radio' ? 'radio ' + x.name : String([...document.querySelectorAll('*')].indexOf(x));
    const outlined = x => { const s = getComputedStyle(x);
      return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && s.outlineColor !== 'rgba(0, 0, 0, 0)'; };
    const tile = e.closest('.tile');
    const box = (tile ?? e).getBoundingClientRect();
    // A link that wraps has one rectangle per line, beginning with the first.
    const line = (tile ?? e).getClientRects()[0];
    // An element higher than the window is only partly visible.
    const tall = line.height > innerHeight;
    const over = document.elementFromPoint(line.left + line.width / 2,
      tall ? Math.max(line.top, 0) + 40 : line.top + Math.min(line.height / 2, 40));
    return {
      key: key(e), id: e.id, name: (e.getAttribute('aria-label') ?? e.textContent).trim().slice(0, 40),
      value: e.value ?? null, checked: e.checked ?? null, tag: e.tagName,
      outlined: outlined(e) || (tile !== null && outlined(tile)),
      inside: tall ? line.top < innerHeight - 80 && line.bottom > 80 : line.top >= 0 && line.left >= 0 && line.right <= innerWidth + 1 && line.top + Math.min(line.height, 44) <= innerHeight + 1,
      uncovered: over !== null && (e.contains(over) || over.contains(e) || (tile?.contains(over) ?? false)),
      top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left,
    };";

/// Lists the keys of all elements that the keyboard must reach, in document order.
const REACHABLE: &str = "
    const all = [...document.querySelectorAll('*')];
    const key = x => x.type === 'radio' ? 'radio ' + x.name : String(all.indexOf(x));
    return [...new Set(all.filter(x => x.tabIndex >= 0 && !x.disabled && x.type !== 'hidden' && x.checkVisibility({ visibilityProperty: true })
        && x.matches('a[href], button, input, select, textarea, summary, [tabindex]')).map(key))];";

async fn press(browser: &Browser, keys: impl Into<TypingData>) {
    browser.driver.action_chain().send_keys(keys.into()).perform().await.unwrap();
}

async fn press_back(browser: &Browser) {
    let chain = browser.driver.action_chain();
    chain.key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift).perform().await.unwrap();
}

/// Returns the focused element, whose focus must be visible.
async fn focused(browser: &Browser) -> Value {
    let focused = browser.run(FOCUSED).await;
    for what in ["outlined", "inside", "uncovered"] {
        assert_eq!(focused[what], true, "not {what} at {}: {focused}", browser.path().await);
    }
    focused
}

/// Presses Tab until something whose id or words are these has the focus.
async fn tab_to(browser: &Browser, wanted: &str) -> Value {
    for _ in 0..120 {
        press(browser, Key::Tab).await;
        let focused = focused(browser).await;
        if focused["id"] == wanted || focused["name"].as_str().unwrap().starts_with(wanted) {
            return focused;
        }
    }
    panic!("the keyboard does not reach {wanted} at {}", browser.path().await);
}

/// Moves through a page with Tab, and returns the keys of the focused elements.
async fn walk(browser: &Browser) -> Vec<String> {
    let (mut keys, mut top, mut left) = (Vec::<String>::new(), f64::NEG_INFINITY, f64::INFINITY);
    for _ in 0..400 {
        press(browser, Key::Tab).await;
        if browser.run(FOCUSED).await.is_null() {
            break;
        }
        let focused = focused(browser).await;
        let key = focused["key"].as_str().unwrap().to_owned();
        if keys.first() == Some(&key) {
            break;
        }
        assert!(!keys.contains(&key), "a second time at {}: {focused}", browser.path().await);
        let edge = |name: &str| focused[name].as_f64().unwrap();
        // Up only in another column.
        assert!(
            edge("bottom") > top || (edge("left") - left).abs() > 200.0 || keys.len() == 1,
            "back up at {}: {focused}",
            browser.path().await
        );
        (top, left) = (edge("top"), edge("left"));
        keys.push(key);
    }
    keys
}

async fn every_page_is_walked_through(look: Look) {
    let browser = Browser::start().await;
    browser.look(look).await;
    for path in PATHS {
        browser.open(path).await;
        let wanted: Vec<String> = serde_json::from_value(browser.run(REACHABLE).await).unwrap();
        // On a page with an error summary, the summary has the focus, and the tab order begins there.
        if browser.has(".error-summary").await {
            let focused = browser.driver.active_element().await.unwrap().attr("class").await.unwrap();
            assert_eq!(focused.as_deref(), Some("box error-summary"), "{path}");
            browser.run("document.activeElement.blur(); document.querySelector('.skip').focus()").await;
            press_back(&browser).await;
        }
        let walked = walk(&browser).await;
        let (reached, all): (BTreeSet<_>, BTreeSet<_>) = (walked.iter().collect(), wanted.iter().collect());
        assert_eq!(reached, all, "{path}: the keyboard reaches other things than there are");
        assert_eq!(walked, wanted, "{path}: not in the order of the document");
    }
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_walked_through_on_a_desktop() {
    every_page_is_walked_through(Look::DESKTOP).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_walked_through_on_a_phone_in_the_dark() {
    every_page_is_walked_through(Look::PHONE.dark()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_start_to_a_changed_answer_without_a_mouse() {
    let browser = Browser::start().await;
    browser.look(Look::DESKTOP).await;
    browser.open("/").await;
    press(&browser, Key::Tab).await;
    assert_eq!(focused(&browser).await["name"], "本文へ移動");
    press(&browser, Key::Enter).await;
    let main = browser.driver.active_element().await.unwrap();
    assert_eq!(main.attr("id").await.unwrap().as_deref(), Some("main"));
    press(&browser, Key::Tab).await;
    assert_eq!(focused(&browser).await["name"], "質問をはじめる", "the skip link leads to the content");
    press(&browser, Key::Enter).await;
    browser.at("/wizard").await;

    // Nothing chosen: the error summary has the focus, and its link leads to the first choice.
    tab_to(&browser, "次へ進む").await;
    press(&browser, Key::Enter).await;
    browser.shows(".error-summary").await;
    let summary = browser.driver.active_element().await.unwrap();
    assert_eq!(summary.attr("role").await.unwrap().as_deref(), Some("alert"));
    press(&browser, Key::Tab).await;
    press(&browser, Key::Enter).await;
    assert_eq!(focused(&browser).await["id"], "purpose-1");
    assert_eq!(focused(&browser).await["checked"], false, "a link chooses nothing");

    // Space chooses, arrow keys move the choice; Tab leaves the group and returns to the chosen one.
    press(&browser, Key::Space).await;
    assert_eq!(focused(&browser).await["checked"], true);
    press(&browser, Key::Down).await;
    assert_eq!(focused(&browser).await["value"], "personal");
    press(&browser, Key::Up).await;
    press(&browser, Key::Tab).await;
    assert_eq!(focused(&browser).await["name"], "次へ進む");
    press_back(&browser).await;
    assert_eq!(focused(&browser).await["value"], "work");
    press(&browser, Key::Enter).await;
    browser.at("/wizard?purpose=work").await;

    for _ in 0..9 {
        if !browser.has("fieldset").await {
            break;
        }
        let name = browser.find("input[type=radio]").await.attr("name").await.unwrap().unwrap();
        let before = browser.path().await;
        tab_to(&browser, &format!("{name}-1")).await;
        press(&browser, Key::Space).await;
        press(&browser, Key::Enter).await;
        browser.leaves(&before).await;
    }
    assert_eq!(browser.words("h1").await, "POP（ポップ）がおすすめです");

    let result = browser.path().await;
    tab_to(&browser, "変更 ネットにつながらないとき").await;
    press(&browser, Key::Enter).await;
    browser.shows("fieldset").await;
    // From the group's chosen answer, up past the first to the last but one.
    tab_to(&browser, "offline-1").await;
    press(&browser, Key::Up).await;
    press(&browser, Key::Up).await;
    assert_eq!(focused(&browser).await["value"], "unopened");
    press(&browser, Key::Enter).await;
    browser.at(&result.replace("offline=no", "offline=unopened")).await;
    browser.end().await;
}
