//! What is in view without scrolling, and what stays in view.

use serde_json::json;

use super::{Browser, Look};

/// A window of a support desk.
const DESK: Look = Look { width: 1200, height: 900, ..Look::DESKTOP };

/// Returns top and bottom of an element in the page, in CSS pixels.
async fn edges(browser: &Browser, selector: &str) -> (f64, f64) {
    let script = format!(
        "const box = document.querySelector('{selector}').getBoundingClientRect();
         return [box.top + scrollY, box.bottom + scrollY]"
    );
    let edges = browser.run(&script).await;
    (edges[0].as_f64().unwrap(), edges[1].as_f64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_and_its_reply_fit_on_one_screen_of_the_support_desk() {
    let browser = Browser::start().await;
    browser.look(DESK).await;
    let answers = "plan=standard&purpose=work&devices=pc-phone&away=yes&offline=received&attachments=many\
                   &frequency=constant&importance=critical&backup=server";
    for query in ["", &format!("{answers}&to=result&label=sales2"), &format!("{answers}&to=wizard")] {
        for lang in ["ja", "en"] {
            let path = format!("/link?{query}&lang={lang}");
            browser.open(&path).await;
            let (_, form) = edges(&browser, "form.staff [type=submit]").await;
            let (_, output) = edges(&browser, ".made").await;
            assert!(form <= 900.0 && output <= 900.0, "{path}: {form}, {output}");
            let left = browser.run("return document.querySelector('.made').getBoundingClientRect().left").await;
            assert!(left.as_f64().unwrap() > 600.0, "{path}: two columns");
        }
    }
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answers_stay_in_view_beside_a_result() {
    let browser = Browser::start().await;
    browser.look(DESK).await;
    browser.open("/result?plan=standard&purpose=work&devices=pc-phone&away=yes").await;
    let top = "return document.querySelector('.rail').getBoundingClientRect().top";
    browser.run("scrollTo(0, 900)").await;
    assert_eq!(browser.run(top).await, json!(24));
    browser.run("scrollTo(0, 1000)").await;
    assert_eq!(browser.run(top).await, json!(24), "sticky");
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_that_fills_first_is_on_the_first_screen() {
    let browser = Browser::start().await;
    for look in [Look::PHONE, Look::DESKTOP] {
        browser.look(look).await;
        browser.open("/capacity?plan=managed&a=sales1_work.pc-phone.yes..many&a=info_inquiry").await;
        let (_, bottom) = edges(&browser, ".answer .first").await;
        assert!(bottom <= f64::from(look.height), "{look:?}: {bottom}");
        // With the month, which a script adds.
        let month = browser.run("return document.querySelector('[data-in-days] time').textContent").await;
        assert!(month.as_str().unwrap().contains("年") && month.as_str().unwrap().ends_with('月'), "{month}");
        assert!(browser.text(".answer .first").await.contains("月ごろ）"));
        // When it fills is in view, not beside the page.
        let beyond = browser
            .run(
                "return [...document.querySelectorAll('#accounts .fills p')]
                   .filter(e => e.getBoundingClientRect().right > innerWidth).length",
            )
            .await;
        assert_eq!(beyond, json!(0));
    }
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answers_are_folded_on_a_phone_and_open_without_a_script() {
    let browser = Browser::start().await;
    let open = "return document.querySelector('.answers details').open";
    for (look, is_open) in [
        (Look::PHONE, false),
        (Look::PHONE.without_script(), true),
        (Look::DESKTOP, true),
        (Look::DESKTOP.without_script(), true),
    ] {
        browser.look(look).await;
        browser.open("/result?plan=standard&purpose=work&devices=pc-phone").await;
        assert_eq!(browser.run(open).await, json!(is_open), "{look:?}");
    }
    browser.look(Look::PHONE).await;
    browser.open("/result?plan=standard&purpose=work&devices=pc-phone#answers").await;
    assert_eq!(browser.run(open).await, json!(true), "a link to them opens them");
    browser.end().await;
}
