//! A visitor's journey from start to result: answers, an error, going back, reloading, changing an answer.

use super::{Browser, Look};

async fn journey(browser: &Browser) {
    browser.open("/").await;
    browser.click("main .button").await;
    browser.at("/wizard").await;
    browser.answer("purpose", "work").await;
    browser.answer("offline", "no").await;
    browser.at("/wizard?purpose=work&offline=no").await;

    // Nothing chosen: an error, and nothing is lost.
    browser.click("form button").await;
    browser.at("/wizard?purpose=work&offline=no&sent=devices").await;
    assert!(browser.text(".error-summary").await.contains("入力内容を確認してください"));
    assert!(browser.driver.title().await.unwrap().starts_with("エラー："));
    browser.unfold(".so-far").await;
    assert!(browser.text(".so-far").await.contains("仕事のメール"));
    browser.click(".error-summary a").await;
    let focused = browser.driver.active_element().await.unwrap();
    assert_eq!(focused.attr("id").await.unwrap().as_deref(), Some("devices-1"));
    browser.answer("devices", "pc-phone").await;
    browser.at("/wizard?purpose=work&devices=pc-phone&offline=no").await;

    // The browser's back, then on again; the page's own back link too; a reload.
    for _ in 0..3 {
        browser.driver.back().await.unwrap();
    }
    browser.at("/wizard?purpose=work&offline=no").await;
    browser.answer("devices", "pc-phone").await;
    browser.click("a.back").await;
    browser.at("/wizard?purpose=work&devices=pc-phone&offline=no&ask=devices").await;
    assert!(browser.has("input[value=pc-phone]:checked").await);
    browser.answer("devices", "pc-phone").await;
    browser.driver.refresh().await.unwrap();
    browser.at("/wizard?purpose=work&devices=pc-phone&offline=no").await;

    // Whatever is asked, in whatever order.
    let answers = [
        ("plan", "standard"),
        ("away", "yes"),
        ("attachments", "some"),
        ("frequency", "constant"),
        ("importance", "critical"),
        ("backup", "unknown"),
    ];
    for _ in 0..answers.len() {
        if !browser.has("fieldset").await {
            break;
        }
        let asked = browser.find("input[type=radio]").await.attr("name").await.unwrap().unwrap();
        let (_, value) = answers.iter().find(|(question, _)| *question == asked).expect("a question that is open");
        browser.answer(&asked, value).await;
    }
    // The interview ends once neither protocol nor advice can change.
    let done = "/result?purpose=work&devices=pc-phone&away=yes&offline=no&attachments=some\
                &importance=critical&backup=unknown";
    browser.at(done).await;
    assert_eq!(browser.words("h1").await, "IMAP（アイマップ）を強くおすすめします");

    // Changing one answer keeps the others and returns to the result.
    browser.unfold(".answers details").await;
    browser.click(".lines a[href*='ask=offline']").await;
    browser.at(&format!("{}&ask=offline&to=result", done.replace("result", "wizard"))).await;
    assert!(browser.has("input[value=no]:checked").await);
    browser.answer("offline", "unopened").await;
    browser.at(&done.replace("offline=no", "offline=unopened")).await;
    assert_eq!(browser.words("h1").await, "POP（ポップ）を選びます");

    // The other language keeps the answers.
    browser.click("header li:last-child a").await;
    browser.at(&format!("{}&lang=en", done.replace("offline=no", "offline=unopened"))).await;
    assert_eq!(browser.words("h1").await, "POP is needed");
}

async fn from_start_to_result(look: Look) {
    let browser = Browser::start().await;
    browser.look(look).await;
    journey(&browser).await;
    // The script adds the print button, so there is none without a script.
    assert_eq!(browser.find("[data-print]").await.is_displayed().await.unwrap(), look.script);
    browser.end().await;
}

/// Own numbers: an error at its field, then a forecast of them, then many accounts.
async fn numbers_and_accounts(look: Look) {
    let browser = Browser::start().await;
    browser.look(look).await;
    browser.open("/forecast?plan=standard&purpose=work&devices=pc-phone&mails=%EF%BC%95%EF%BC%90%E9%80%9A").await;
    assert!(browser.text("#forecast").await.contains("1日に50通届くとした場合"));
    browser.find("#attached").await.send_keys("たくさん").await.unwrap();
    browser.find("#keep").await.send_keys("３０日").await.unwrap();
    browser.click(".numbers button").await;
    browser.shows("#attached-error").await;
    assert!(browser.driver.title().await.unwrap().starts_with("エラー："));
    let focused = browser.driver.active_element().await.unwrap().attr("class").await.unwrap();
    assert_eq!(focused.as_deref(), Some("box error-summary"), "what is wrong is read out first");
    assert_eq!(browser.find("#attached").await.prop("value").await.unwrap().as_deref(), Some("たくさん"));
    assert_eq!(browser.find("#keep").await.prop("value").await.unwrap().as_deref(), Some("30"));
    browser.click(".error-summary a").await;
    assert_eq!(browser.driver.active_element().await.unwrap().attr("id").await.unwrap().as_deref(), Some("attached"));
    let field = browser.find("#attached").await;
    field.clear().await.unwrap();
    field.send_keys("5").await.unwrap();
    browser.click(".numbers button").await;
    let query = "plan=standard&purpose=work&devices=pc-phone&mails=50&attached=5&keep=30";
    browser.at(&format!("/forecast?{query}")).await;
    browser.click("#forecast summary").await;
    assert!(browser.text("#forecast").await.contains("POP（30日残す）"));

    // The account among the company's, then one more by questions, then a table field.
    browser.click("main a[href^='/capacity']").await;
    let first = "/capacity?plan=standard&a=_work.pc-phone_50.5...30";
    browser.at(first).await;
    browser.click("#edit a[href^='/wizard']").await;
    browser.answer("purpose", "orders").await;
    browser
        .driver
        .goto(format!("{}{}", browser.site, first.replace("/capacity?", "/forecast?purpose=orders&")))
        .await
        .unwrap();
    browser.click("main a[href^='/capacity']").await;
    browser.at(&format!("{first}&a=_orders")).await;
    browser.click("#edit .account:nth-of-type(2) summary").await;
    browser.find("#no-2").await.send_keys("x").await.unwrap();
    browser.click("#edit form button").await;
    browser.shows("#no-2-error").await;
    let field = browser.find("#no-2").await;
    field.clear().await.unwrap();
    field.send_keys("３").await.unwrap();
    browser.click("#label-2 option[value=orders]").await;
    browser.click("#edit form button").await;
    browser.at(&format!("{first}&a=orders3_orders")).await;
    assert!(browser.text("#accounts").await.contains("注文3"));
    browser.click("#accounts li:last-child .action button").await;
    browser.at(first).await;
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_accounts_on_a_desktop() {
    numbers_and_accounts(Look::DESKTOP).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_accounts_on_a_phone_without_a_script() {
    numbers_and_accounts(Look::PHONE.without_script()).await;
}

/// Submits that a result did not help, reads what to do next, and does it.
async fn it_did_not_help(look: Look) {
    let browser = Browser::start().await;
    browser.look(look).await;
    let result = "/result?purpose=work&devices=pc-phone";
    browser.open(result).await;
    browser.click("#helped button[value=no]").await;
    browser.shows("#helped [role=status]").await;
    let shown = browser.run("return document.querySelector('#helped').getBoundingClientRect().top").await;
    assert!((-1.0..f64::from(look.height)).contains(&shown.as_f64().unwrap()), "the thanks are in view: {shown}");
    // The URL in the address bar leads to the feedback question again; without a script, the links on the page do.
    let kept = if look.script { result.to_owned() } else { format!("{result}&sent=not-helped") };
    browser.at(&kept).await;
    browser.click("#helped a[href='#answers']").await;
    let top = browser.run("return document.querySelector('#answers').getBoundingClientRect().top").await;
    assert!((-1.0..f64::from(look.height)).contains(&top.as_f64().unwrap()), "the answers are in view: {top}");
    browser.click("#answers a[href*='ask=devices']").await;
    browser.answer("devices", "one-pc").await;
    browser.at("/result?purpose=work&devices=one-pc").await;
    assert!(browser.has("#helped form").await, "another result is another question");
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_did_not_help_on_a_phone() {
    it_did_not_help(Look::PHONE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_did_not_help_on_a_desktop_without_a_script() {
    it_did_not_help(Look::DESKTOP.without_script()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_button_says_so_and_is_itself_again() {
    let browser = Browser::start().await;
    browser.look(Look::PHONE).await;
    browser.open("/link?plan=standard&to=result").await;
    let allow = serde_json::json!({ "permission": { "name": "clipboard-write" }, "setting": "granted" });
    browser.cdp("Browser.setPermission", allow).await;
    let button = "[data-copy=text-ja]";
    let before = browser.run(&format!("return document.querySelector('{button}').innerHTML")).await;
    for _ in 0..2 {
        browser.click(button).await;
        browser.shows("[role=status]:not(:empty)").await;
    }
    browser.shows("[role=status]:empty").await;
    let after = browser.run(&format!("return document.querySelector('{button}').innerHTML")).await;
    assert_eq!(before, after, "its hidden words stay hidden");
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_start_to_result_on_a_desktop() {
    from_start_to_result(Look::DESKTOP).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_start_to_result_on_a_desktop_without_a_script() {
    from_start_to_result(Look::DESKTOP.without_script()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_start_to_result_on_a_phone() {
    from_start_to_result(Look::PHONE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_start_to_result_on_a_phone_without_a_script() {
    from_start_to_result(Look::PHONE.without_script()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_verdict_and_its_map_are_on_the_first_phone_screen() {
    let browser = Browser::start().await;
    browser.look(Look::PHONE).await;
    browser.open("/result?plan=standard&purpose=work&devices=pc-phone&away=yes").await;
    let bottom = browser.run("return document.querySelector('.map.chosen').getBoundingClientRect().bottom").await;
    assert!(bottom.as_f64().unwrap() < 812.0, "{bottom}");
    let small = browser
        .run(
            "return [...document.querySelectorAll('main a, main button, header a')]
               .filter(e => e.getClientRects().length && getComputedStyle(e).display !== 'inline')
               .map(e => [e.textContent, e.getBoundingClientRect()]).filter(([, r]) => r.height < 44 || r.width < 44)
               .map(([words]) => words)",
        )
        .await;
    assert_eq!(small, serde_json::json!([]), "targets under 44 px");
    browser.end().await;
}
