//! A JSON array of accounts in one request: items, errors by item, languages, sizes.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use super::LIST;
use crate::support::{RULES, Site, sample};

#[tokio::test]
async fn a_list_gives_what_each_of_its_accounts_gives_alone() {
    let site = Site::new();
    let mut queries: Vec<_> = sample(&RULES, 20_011).iter().map(|answers| answers.to_query(&RULES)).collect();
    queries.extend(
        ["", "plan=standard&devices=one-pc&mails=50", "lang=en&away=yes&x=1", "was=pop&away=yes"].map(String::from),
    );
    let list: Vec<Value> = queries
        .iter()
        .map(|query| {
            form_urlencoded::parse(query.as_bytes()).map(|(key, value)| (key.into_owned(), json!(value))).collect()
        })
        .collect();
    let reply = site.post(LIST, &Value::from(list).to_string()).await;
    let items = reply.assert_ok().assert_header("content-type", "application/json").json();
    assert_eq!(items.as_array().unwrap().len(), queries.len());
    for (item, query) in items.as_array().unwrap().iter().zip(&queries) {
        assert_eq!(*item, site.get(&format!("/api/v1/recommendation?{query}")).await.json(), "{query}");
    }
}

#[tokio::test]
async fn values_of_a_list_are_strings_or_numbers_and_others_are_named() {
    let sent = r#"[
        { "plan": "standard", "devices": "7", "away": null, "mails": 50, "used": "２GB", "keep": 14.0, "x": [1, 2] },
        { "mails": 5e1, "limit": 1e400, "attached": true, "purpose": { "a": 1 }, "plan": 3, "offline": "", "away": "yes",
          "away": "no", "lang": "\ud800" },
        ["plan"], null, "plan=standard", 7, {}
    ]"#;
    let items = Site::new().post(&format!("{LIST}?lang=en&plan=managed"), sent).await.json();
    assert_eq!(items.as_array().unwrap().len(), 7);
    assert_eq!(items[0]["answers"], json!({ "plan": "standard", "mails": 50, "used": 2000, "keep": 14 }));
    let ignored = |pairs: &[(&str, &str)]| -> Value {
        pairs.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect()
    };
    assert_eq!(items[0]["ignored"], ignored(&[("devices", "7"), ("x", "[1, 2]")]));
    assert_eq!(items[1]["answers"], json!({ "mails": 50, "away": "yes" }));
    let expected = [
        ("limit", "1e400"),
        ("attached", "true"),
        ("purpose", r#"{ "a": 1 }"#),
        ("plan", "3"),
        ("away", "no"),
        ("lang", r#""\ud800""#),
    ];
    assert_eq!(items[1]["ignored"], ignored(&expected));
    for (place, number) in [(2, 3), (3, 4), (4, 5), (5, 6)] {
        let problem = &items[place];
        assert_eq!((&problem["type"], &problem["status"]), (&json!("about:blank"), &json!(400)), "{problem}");
        assert!(problem["detail"].as_str().unwrap().starts_with(&format!("Item {number} ")), "{problem}");
    }
    // The language of the URL applies to all items; its other answers apply to none.
    assert_eq!(items[6]["answers"], json!({}));
    assert!(items[6]["recommendation"]["advice"][0]["text"].as_str().unwrap().is_ascii());
}

#[tokio::test]
async fn the_language_of_a_list_is_each_items_else_the_askers() {
    let site = Site::new();
    let list = r#"[{ "away": "yes" }, { "away": "yes", "lang": "en" }, { "away": "yes", "lang": "ja" }]"#;
    for (language, english) in [("en", [true, true, false]), ("ja", [false, true, false])] {
        let request = Request::post(LIST)
            .header("content-type", "application/json; charset=utf-8")
            .header("accept-language", language);
        let items = site.send(request, list).await.json();
        for (place, english) in english.into_iter().enumerate() {
            let text = items[place]["recommendation"]["reasons"][0]["text"].as_str().unwrap();
            assert_eq!(text.is_ascii(), english, "{language} {place}");
        }
    }
}

#[tokio::test]
async fn what_is_no_list_is_refused_in_words() {
    let site = Site::new();
    let path = format!("{LIST}?lang=en");
    for (body, words) in [
        ("", "line 1"),
        ("[{},\n{]", "line 2, byte 2"),
        ("[{}] []", "not JSON"),
        ("plan=standard", "not JSON"),
        ("{\"plan\":\"standard\"}", "JSON array"),
        ("null", "JSON array"),
        ("\"[]\"", "JSON array"),
    ] {
        site.post(&path, body).await.assert_problem(400, words);
    }
    for media_type in ["text/csv", "application/x-www-form-urlencoded", "application/jsonp", "json", ""] {
        let reply = site.post_as(media_type, &path, "[]").await;
        let reply = reply.assert_problem(415, "").assert_header("accept", "application/json");
        assert_eq!(reply.detail(), "Send it as JSON (application/json).", "{media_type}");
    }
    site.send(Request::post(&path), "[]").await.assert_status(415);
    site.post_as("application/vnd.a+json", &path, "[]").await.assert_ok();
}

#[tokio::test]
async fn a_list_too_long_or_too_large_is_refused_with_the_numbers() {
    let site = Site::new();
    let list = |count: usize| format!("[{}]", vec!["0"; count].join(","));
    site.post(LIST, &list(5_001)).await.assert_problem(413, "5,001件").assert_problem(413, "5,000件");
    assert_eq!(site.post(LIST, &list(5_000)).await.json().as_array().unwrap().len(), 5_000);
    // Two megabytes exceed the limit of other routes, but not of this one; a far too large item has its error in its
    // place.
    let long = |megabytes: usize| format!("[{{\"x\":\"{}\"}},{{}}]", "x".repeat(megabytes * 1024 * 1024));
    let items = site.post(LIST, &long(2)).await.json();
    assert_eq!((&items[0]["status"], &items[1]["answers"]), (&json!(413), &json!({})));
    assert!(items[0]["detail"].as_str().unwrap().contains("64 KB"));
    for length in [true, false] {
        let body = long(4);
        let mut request = Request::post(LIST).header("content-type", "application/json");
        if length {
            request = request.header("content-length", body.len());
        }
        let parts =
            futures_util::stream::iter(body.into_bytes().chunks(1 << 16).map(<[u8]>::to_vec).collect::<Vec<_>>());
        let body = Body::from_stream(futures_util::StreamExt::map(parts, Ok::<_, std::convert::Infallible>));
        site.send(request, body).await.assert_problem(413, "4 MB");
    }
    let other = Request::post("/capacity").header("content-length", 2 << 20);
    site.send(other, "").await.assert_status(413);
}

#[tokio::test]
async fn a_list_is_answered_item_by_item_while_others_have_their_turn() {
    use futures_util::{FutureExt as _, StreamExt as _};
    let body = Body::from(format!("[{}]", vec!["{}"; 300].join(",")));
    let request = Request::post(LIST).header("content-type", "application/json").body(body).unwrap();
    let mut parts = Site::new().answer(request).await.into_body().into_data_stream();
    let (mut count, mut largest, mut turns) = (0, 0, 0);
    let mut waiting = std::pin::pin!(async {
        while let Some(part) = parts.next().await {
            let length = part.unwrap().len();
            (count, largest) = (count + 1, largest.max(length));
        }
    });
    while waiting.as_mut().now_or_never().is_none() {
        turns += 1;
        // A task that never yields uses up the runtime's budget, and no semaphore is acquired any more.
        tokio::task::yield_now().await;
    }
    assert!(count >= 300 && largest < 64 * 1024, "{count} parts, the largest of {largest} bytes");
    assert!(turns >= 300, "{turns} turns for others");
}
