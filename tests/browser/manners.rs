//! Small expectations of any web page.

use serde_json::json;

use super::{Browser, Look};

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_answer_leads_back_to_where_one_came_from() {
    let browser = Browser::start().await;
    browser.look(Look::PHONE).await;
    // From the result to the result.
    let result = "plan=standard&purpose=work&devices=pc-phone&away=yes";
    browser.open(&format!("/result?{result}")).await;
    browser.unfold(".answers details").await;
    browser.click(".lines a[href*='ask=away']").await;
    browser.answer("away", "no").await;
    browser.at(&format!("/result?{}", result.replace("away=yes", "away=no"))).await;
    // Unchanged, by its link.
    browser.unfold(".answers details").await;
    browser.click(".lines a[href*='ask=away']").await;
    browser.shows("fieldset").await;
    browser.click("a.back").await;
    browser.at(&format!("/result?{}", result.replace("away=yes", "away=no"))).await;

    // From the questions to the same question.
    browser.open("/wizard?plan=standard&purpose=work").await;
    let asked = browser.find("input[type=radio]").await.attr("name").await.unwrap().unwrap();
    browser.unfold(".so-far").await;
    browser.click(".so-far a[href*='ask=plan']").await;
    browser.answer("plan", "managed").await;
    browser.at("/wizard?plan=managed&purpose=work").await;
    assert_eq!(browser.find("input[type=radio]").await.attr("name").await.unwrap().unwrap(), asked);
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_wrong_is_in_sight_and_going_back_never_sends_again() {
    for look in [Look::PHONE, Look::PHONE.without_script()] {
        let browser = Browser::start().await;
        browser.look(look).await;
        browser.open("/wizard?plan=standard&purpose=work").await;
        browser.click("form button").await;
        browser.shows(".error-summary").await;
        let top = browser.run("return document.querySelector('.error-summary').getBoundingClientRect().top").await;
        assert!((0.0..300.0).contains(&top.as_f64().unwrap()), "{look:?}: the summary is at {top}");

        // An answer sent; going back shows its question, as it was fetched: nothing to confirm, nothing sent twice.
        let asked = browser.find("input[type=radio]").await.attr("name").await.unwrap().unwrap();
        let before = browser.path().await;
        browser.click(&format!("#{asked}-1 + label")).await;
        browser.click("form button").await;
        browser.leaves(&before).await;
        assert!(!browser.path().await.contains("sent="), "the address that stays is not that of the form");
        browser.driver.back().await.unwrap();
        browser.driver.back().await.unwrap();
        browser.at("/wizard?plan=standard&purpose=work").await;
        let entry = browser
            .run("const e = performance.getEntriesByType('navigation')[0]; return [e.responseStatus, e.name]")
            .await;
        assert_eq!(entry[0], 200);
        assert!(browser.has(&format!("input[name={asked}]")).await);
        browser.end().await;
    }

    // The one form that is posted leads to an address, too.
    let browser = Browser::start().await;
    browser.look(Look::DESKTOP).await;
    browser.open("/capacity").await;
    browser.click("#plan option[value=standard]").await;
    browser.click("#edit form button").await;
    browser.at("/capacity?plan=standard").await;
    browser.open("/guide").await;
    browser.driver.back().await.unwrap();
    browser.at("/capacity?plan=standard").await;
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_once_it_is_shown() {
    let browser = Browser::start().await;
    for look in [Look::DESKTOP, Look::PHONE] {
        browser.look(look).await;
        for path in [
            "/",
            "/wizard?plan=standard&purpose=work",
            "/result?plan=standard&purpose=work&devices=pc-phone&away=yes",
            "/forecast?plan=standard&purpose=work&devices=pc-phone&away=yes",
            "/setup?plan=standard&purpose=work&devices=pc-phone&away=yes&now=pop",
            "/capacity?plan=standard&a=sales1_work.pc-phone.yes",
        ] {
            browser.open(path).await;
            let shifted = browser
                .driver
                .execute_async(
                    "const done = arguments[0]; let sum = 0;
                     new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; })
                       .observe({ type: 'layout-shift', buffered: true });
                     setTimeout(() => done(sum), 400);",
                    vec![],
                )
                .await
                .unwrap();
            let shifted = shifted.json().as_f64().unwrap();
            assert!(shifted < 0.01, "{path} {look:?}: {shifted}");
        }
    }
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn text_can_be_selected() {
    let browser = Browser::start().await;
    browser.look(Look::DESKTOP).await;
    for path in [
        "/",
        "/wizard",
        "/result?plan=standard&mails=5",
        "/forecast?plan=standard&mails=5",
        "/setup?devices=pc-phone&offline=unopened&now=imap",
        "/guide",
        "/rules",
        "/link",
        "/capacity",
    ] {
        browser.open(path).await;
        let fixed = browser
            .run(
                "return [...document.querySelectorAll('body *')].filter(e => getComputedStyle(e).userSelect === 'none')
                   .map(e => e.tagName)",
            )
            .await;
        assert_eq!(fixed, json!([]), "{path}");
    }
    browser.open("/result?plan=standard&mails=5").await;
    let selected = browser
        .run("getSelection().selectAllChildren(document.querySelector('h1')); return String(getSelection())")
        .await;
    assert_eq!(selected, browser.run("return document.querySelector('h1').innerText").await);
    browser.end().await;
}
