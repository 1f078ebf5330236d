//! The same in WebKit, the engine of Safari, and in Firefox: a journey, the forms, the pages at the widths of a phone and
//! a desktop, and printing. The selectors are roles, ids, names and addresses, not classes.

mod pages;
mod paper;
mod start;

use pop_or_imap::web::Settings;
use serde_json::json;
use start::Engine;
use thirtyfour::prelude::*;

use super::Browser;

/// The answers of the journey, in any order of the questions.
const ANSWERS: [(&str, &str); 9] = [
    ("purpose", "work"),
    ("offline", "no"),
    ("devices", "pc-phone"),
    ("plan", "standard"),
    ("away", "yes"),
    ("attachments", "some"),
    ("frequency", "constant"),
    ("importance", "critical"),
    ("backup", "unknown"),
];

/// Returns the name of the question that the page asks, if it asks one.
async fn asked(browser: &Browser) -> Option<String> {
    let radio = browser.driver.find(By::Css("input[type=radio]")).await.ok()?;
    Some(radio.attr("name").await.unwrap().unwrap())
}

/// Replaces the text of a field.
async fn fill(browser: &Browser, field: &str, text: &str) {
    let field = browser.find(field).await;
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

/// Chooses an option of a list, which WebKit's driver does not scroll to.
async fn choose(browser: &Browser, list: &str, value: &str) {
    browser.find(list).await.scroll_into_view().await.unwrap();
    browser.click(&format!("{list} option[value={value}]")).await;
}

/// Submits the form of a field by its button.
async fn submit(browser: &Browser, field: &str) {
    browser.click(&format!("form:has({field}) [type=submit]")).await;
}

/// Checks an error page: title, focused summary on the first screen, and a link that leads to the field.
async fn error(browser: &Browser, field: &str) {
    browser.shows("[role=alert]").await;
    assert!(browser.driver.title().await.unwrap().starts_with("エラー："));
    let summary = browser.find("[role=alert]").await;
    assert!(summary.is_displayed().await.unwrap() && !summary.text().await.unwrap().is_empty());
    let script = "const summary = document.querySelector('[role=alert]'), { top } = summary.getBoundingClientRect();
                  return [document.activeElement === summary, top >= 0 && top < innerHeight / 2]";
    assert_eq!(browser.run(script).await, json!([true, true]), "the summary is focused and on the first screen");
    browser.click(&format!("[role=alert] a[href='#{field}']")).await;
    let focused = browser.driver.active_element().await.unwrap().attr("id").await.unwrap();
    assert_eq!(focused.as_deref(), Some(field), "the link leads to the field");
}

/// A visitor's way from the start to the result, with an error, a step back, a changed answer, and the other language.
async fn journey(browser: &Browser) {
    browser.open("/").await;
    browser.click("main a[href^='/wizard']").await;
    browser.shows("input[type=radio]").await;
    let mut questions = 0;
    while let Some(question) = asked(browser).await {
        let (_, value) = ANSWERS.iter().find(|(answered, _)| *answered == question).expect("a question with an answer");
        if questions == 1 {
            let before = browser.path().await;
            browser.click("form button").await;
            browser.leaves(&before).await;
            error(browser, &format!("{question}-1")).await;
        }
        browser.answer(&question, value).await;
        questions += 1;
    }
    assert!(questions > 2);
    let result = browser.path().await;
    assert!(result.starts_with("/result?"), "{result}");
    let verdict = browser.words("h1").await;
    assert!(verdict.starts_with("IMAP"), "{verdict}");

    browser.driver.back().await.unwrap();
    browser.shows("input[type=radio]").await;
    let question = asked(browser).await.unwrap();
    let (_, value) = ANSWERS.iter().find(|(answered, _)| *answered == question).unwrap();
    browser.answer(&question, value).await;
    browser.at(&result).await;

    browser.unfold("#answers details").await;
    browser.click("#answers a[href*='ask=offline']").await;
    browser.shows("input[name=offline]").await;
    assert!(browser.has("input[name=offline][value=no]:checked").await);
    browser.answer("offline", "unopened").await;
    browser.at(&result.replace("offline=no", "offline=unopened")).await;
    let verdict = browser.words("h1").await;
    assert!(verdict.starts_with("POP"), "{verdict}");

    browser.click("a[hreflang=en]").await;
    browser.shows("html[lang=en]").await;
    assert_eq!(browser.words("h1").await, "POP is needed");
}

/// Own numbers: an error at the field, then a forecast.
async fn numbers(browser: &Browser) {
    let query = "plan=standard&purpose=work&devices=pc-phone&mails=50";
    browser.open(&format!("/forecast?{query}")).await;
    fill(browser, "#attached", "たくさん").await;
    submit(browser, "#attached").await;
    browser.shows("#attached-error").await;
    error(browser, "attached").await;
    assert!(browser.find("#attached-error").await.is_displayed().await.unwrap());
    assert_eq!(browser.find("#attached").await.prop("value").await.unwrap().as_deref(), Some("たくさん"));
    fill(browser, "#attached", "５").await;
    submit(browser, "#attached").await;
    browser.at(&format!("/forecast?{query}&attached=5")).await;
    assert!(browser.find("#forecast").await.is_displayed().await.unwrap());
}

/// A link with filled-in answers, made by the support staff.
async fn link(browser: &Browser) {
    browser.open("/link").await;
    choose(browser, "#plan", "standard").await;
    choose(browser, "#devices", "pc-phone").await;
    browser.click("#to-result + label").await;
    submit(browser, "#plan").await;
    browser.at("/link?plan=standard&devices=pc-phone&to=result").await;
    let made = browser.text("#address").await;
    assert!(made.starts_with(&format!("{}/result?plan=standard&devices=pc-phone", browser.site)), "{made}");
}

/// Accounts of a company: added by the form, and read from a table.
async fn accounts(browser: &Browser) {
    browser.open("/capacity").await;
    choose(browser, "#plan", "standard").await;
    browser.unfold("#edit .account:nth-of-type(1) details").await;
    fill(browser, "#no-1", "x").await;
    submit(browser, "#no-1").await;
    browser.shows("#no-1-error").await;
    error(browser, "no-1").await;
    fill(browser, "#no-1", "３").await;
    choose(browser, "#label-1", "orders").await;
    submit(browser, "#no-1").await;
    browser.at("/capacity?plan=standard&a=orders3").await;
    assert!(browser.text("#accounts").await.contains("注文3"));
    // WebKit's driver types no line breaks.
    browser.run("document.querySelector('#csv').value = 'account,purpose\\n営業1,work'").await;
    submit(browser, "#csv").await;
    browser.shows("#read").await;
    assert!(browser.text("main").await.contains("営業1"));
}

async fn from_start_to_result(engine: Engine) {
    let browser = engine.start(Settings::default()).await;
    resize(&browser, 375, 812).await;
    journey(&browser).await;
    numbers(&browser).await;
    link(&browser).await;
    accounts(&browser).await;
    browser.end().await;
}

/// Sets the size of the window, and waits until the page has it: this width, and this height less a toolbar.
async fn resize(browser: &Browser, width: u32, height: u32) {
    browser.driver.set_window_rect(0, 0, width, height).await.unwrap();
    let script = format!(
        "const done = arguments[0], fits = () => innerWidth === {width} && innerHeight > {height} - 50 && innerHeight <= {height};
         const wait = left => fits() || !left
           ? requestAnimationFrame(() => requestAnimationFrame(() => done(fits() || [innerWidth, innerHeight])))
           : setTimeout(wait, 20, left - 1);
         wait(250);"
    );
    let found = browser.driver.execute_async(script, vec![]).await.unwrap();
    assert_eq!(found.json(), &json!(true), "size of the window");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_and_the_forms_in_webkit() {
    from_start_to_result(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_and_the_forms_in_firefox() {
    from_start_to_result(Engine::Firefox).await;
}
