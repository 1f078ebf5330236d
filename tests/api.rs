//! JSON, problem+json, and the OpenAPI document held to what the routes really take and give.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{RULES, Site, sample};

const LIST: &str = "/api/v1/recommendations";

#[tokio::test]
async fn a_recommendation_has_the_shape_of_the_contract() {
    let site = Site::new();
    let reply = site.get("/api/v1/recommendation?devices=7&plan=standard&devices=one-pc&x=1&mails=50&lang=en").await;
    let body = reply.assert_ok().assert_header("content-type", "application/json").json();
    assert_eq!(body["rules"]["version"], RULES.version);
    assert_eq!(body["rules"]["digest"], RULES.digest);
    assert_eq!(body["answers"], json!({ "plan": "standard", "devices": "one-pc", "mails": 50 }));
    assert_eq!(body["ignored"], json!([{ "key": "devices", "value": "7" }, { "key": "x", "value": "1" }]));
    let recommendation = &body["recommendation"];
    assert_eq!((&recommendation["protocol"], &recommendation["strength"]), (&json!("pop"), &json!("moderate")));
    assert_eq!(recommendation["decided_by"], Value::Null);
    assert_eq!(recommendation["score"], json!({ "pop": 8, "imap": 1 }));
    let reason = &recommendation["reasons"][0];
    assert_eq!(
        (&reason["rule"], &reason["favours"], &reason["weight"], &reason["question"]),
        (&json!("one-pc"), &json!("pop"), &json!(6), &json!("devices"))
    );
    assert_eq!(reason["text"], "With one PC, mail stays with you, and server space is little worry.");
    assert_eq!(recommendation["against"][0]["rule"], "starting-point");
    assert!(recommendation["advice"][0]["id"].is_string() && recommendation["advice"][0]["text"].is_string());
    assert_eq!(
        (&body["quota"]["mailbox_limit_bytes"], &body["quota"]["capacity_bytes"]),
        (&json!(2_000_000_000_u64), &json!(30_000_000_000_u64))
    );
    let hard = site.get("/api/v1/recommendation?offline=unopened").await.json();
    assert_eq!(hard["recommendation"]["decided_by"], "unopened-offline");
    assert_eq!(hard["recommendation"]["strength"], "required");
}

#[tokio::test]
async fn errors_are_problem_json() {
    let site = Site::new();
    site.get("/api/v1/none").await.assert_problem(404, "");
    site.get("/api/v2").await.assert_problem(404, "");
    site.send(Request::post("/api/v1/rulebook"), "").await.assert_problem(405, "");
}

/// Makes a validator of one schema of the document; references resolve inside it.
fn validator(document: &Value, path: &str, status: &str) -> jsonschema::Validator {
    let item = &document["paths"][path];
    let operation = if item["post"].is_object() { &item["post"] } else { &item["get"] };
    let response = &operation["responses"][status]["content"]["application/json"]["schema"];
    assert!(response.is_object(), "{path} {status} is not described");
    let mut schema = response.clone();
    schema["components"] = document["components"].clone();
    forbid_more(&mut schema["components"]["schemas"]);
    jsonschema::draft202012::new(&schema).unwrap()
}

/// Closes every object, so that a field that is given and not described is a fault.
fn forbid_more(schemas: &mut Value) {
    for schema in schemas.as_object_mut().unwrap().values_mut() {
        if schema.get("properties").is_some() {
            schema["additionalProperties"] = json!(false);
        }
    }
}

fn assert_holds(schema: &jsonschema::Validator, body: &Value) {
    let errors: Vec<_> = schema.iter_errors(body).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} in {body}");
}

#[tokio::test]
async fn the_description_holds_for_what_the_routes_give() {
    let site = Site::new();
    let document = site.get("/api/v1/openapi.json").await.json();
    let recommendation = validator(&document, "/api/v1/recommendation", "200");
    let mut checked = 0;
    for answers in sample(&RULES, 4_999) {
        let body = site.get(&format!("/api/v1/recommendation?{}", answers.to_query(&RULES))).await.json();
        assert_holds(&recommendation, &body);
        checked += 1;
    }
    assert!(checked > 100);
    assert_holds(&validator(&document, "/api/v1/rulebook", "200"), &site.get("/api/v1/rulebook").await.json());
    let forecast = validator(&document, "/api/v1/forecast", "200");
    for numbers in
        ["", "mails=0", "used=1e5", "used=9TB&keep=0", "plan=setup", "limit=1000000000000&mails=1000000000000"]
    {
        let body = site.get(&format!("/api/v1/forecast?plan=managed&{numbers}")).await.json();
        assert_holds(&forecast, &body);
        assert_holds(&recommendation, &site.get(&format!("/api/v1/recommendation?{numbers}")).await.json());
    }
    let list = validator(&document, LIST, "200");
    let sent = json!([{ "plan": "standard", "mails": 50, "used": "2GB", "away": null, "was": "pop" }, 7, {}]);
    assert_holds(&list, &site.post(LIST, &sent.to_string()).await.json());
    let body = &document["paths"][LIST]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let taken = jsonschema::draft202012::new(body).unwrap();
    assert_holds(&taken, &json!([sent[0], sent[2]]));
    assert_holds(&taken, &json!([{ "plan": "none", "was": "AAA", "lang": "fr" }]));
    for refused in [json!([7]), json!({}), json!([{ "plan": 3 }]), json!([{ "mails": [5] }])] {
        assert!(!taken.is_valid(&refused), "{refused}");
    }
}

#[tokio::test]
async fn the_description_names_every_route_and_every_parameter() {
    let site = Site::new();
    let document = site.get("/api/v1/openapi.json").await.json();
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        paths,
        [
            "/api/v1/forecast",
            "/api/v1/openapi.json",
            "/api/v1/recommendation",
            "/api/v1/recommendations",
            "/api/v1/rulebook"
        ],
        "every route, and no other"
    );
    assert!(document["components"]["schemas"]["ProblemDetails"].is_object());
    for (path, item) in document["paths"].as_object().unwrap() {
        if path == "/api/v1/recommendations" {
            assert!(item["post"].is_object() && item["get"].is_null());
            site.post(path, "[]").await.assert_body("[]");
            site.get(path).await.assert_header("allow", "POST");
        } else {
            assert!(site.get(path).await.status.is_success(), "{path}");
            assert!(item["get"].is_object());
        }
    }
    let parameters = document["paths"]["/api/v1/recommendation"]["get"]["parameters"].as_array().unwrap();
    assert_eq!(document["paths"]["/api/v1/forecast"]["get"]["parameters"].as_array().unwrap(), parameters);
    let names: Vec<_> = parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
    for question in &RULES.questions {
        assert!(names.contains(&question.id.as_str()), "{}", question.id);
        let parameter = parameters.iter().find(|parameter| parameter["name"] == question.id.as_str()).unwrap();
        let mut choices: Vec<_> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
        choices.push("unknown");
        assert_eq!(parameter["schema"]["anyOf"][0]["enum"], json!(choices), "{}", question.id);
    }
    for (name, values) in [("lang", ["ja", "en"]), ("was", ["pop", "imap"])] {
        let parameter = parameters.iter().find(|parameter| parameter["name"] == name).unwrap();
        assert_eq!(parameter["schema"]["anyOf"][0]["enum"], json!(values));
        assert!(values.iter().all(|value| parameter["description"].as_str().unwrap().contains(&format!("`{value}`"))));
    }
    // The routes take any value of any parameter, and so does the description.
    for parameter in parameters {
        let taken = jsonschema::draft202012::new(&parameter["schema"]).unwrap();
        let name = parameter["name"].as_str().unwrap();
        for value in ["AAA", "", "7", "%00"] {
            assert!(taken.is_valid(&json!(value)), "{name}={value}");
            for path in ["recommendation", "forecast"] {
                site.get(&format!("/api/v1/{path}?{name}={value}")).await.assert_ok();
            }
        }
    }
    let reply = site
        .get(&format!(
            "/api/v1/recommendation?{}",
            names.iter().map(|name| format!("{name}=?")).collect::<Vec<_>>().join("&")
        ))
        .await;
    assert_eq!(reply.json()["ignored"].as_array().unwrap().len(), names.len(), "every name is known, no value is");
}

#[tokio::test]
async fn the_rulebook_says_what_the_rules_say() {
    let body = Site::new().get("/api/v1/rulebook").await.json();
    assert_eq!(body["rules"].as_array().unwrap().len(), RULES.rules.len());
    assert_eq!(body["rules"][0]["required"], true);
    assert_eq!(body["uses"][7]["strength"], "slight");
    assert_eq!(body["plans"][3]["capacity_bytes"], Value::Null);
    assert_eq!(body["questions"][5]["ask_unless"], json!({ "purpose": ["notification"] }));
}

#[tokio::test]
async fn a_forecast_can_be_worked_out_again_from_what_it_gives() {
    let site = Site::new();
    for numbers in [
        "plan=standard&mails=50&attached=0",
        "plan=standard&purpose=orders&attachments=many&frequency=weekly&keep=30&used=300",
        "purpose=inquiry&used=50",
        "plan=managed&mails=７通&attached=3&limit=0.5GB&keep=1",
        "mails=0",
    ] {
        let numbers = &form_urlencoded::Serializer::new(String::new())
            .extend_pairs(numbers.split('&').filter_map(|pair| pair.split_once('=')))
            .finish();
        let body = site.get(&format!("/api/v1/forecast?{numbers}")).await.json();
        let got = &body["forecast"];
        let a = |name: &str| got["assumptions"][name].as_u64().unwrap();
        let of = |name: &str| got[name].as_u64().unwrap();
        let attached = a("attached_in_hundred_days");
        let plain = (100 * a("mails_a_day") - attached) * a("mail_bytes") * 100;
        let files = attached * a("attachment_bytes") * a("attachment_growth_percent");
        let received = (plain + files) / 10_000;
        assert_eq!(of("received_bytes_a_day"), received, "{numbers}");
        let imap = received * (100 + a("sent_percent") - a("cleared_percent")) / 100;
        assert_eq!(of("imap_bytes_a_day"), imap, "{numbers}");
        let window = (a("keep_days") * a("working_days_a_week")).div_ceil(7);
        assert_eq!(of("pop_kept_plateau_bytes"), received * window, "{numbers}");
        let limits =
            got["limits"].as_array().unwrap().iter().map(|limit| limit["mailbox_limit_bytes"].as_u64().unwrap());
        let most =
            limits.max().filter(|most| got["limit_known"] == true || *most >= a("used_bytes")).unwrap_or(u64::MAX);
        for level in got["levels"].as_array().unwrap() {
            let days = level["months"].as_u64().unwrap() * a("working_days_a_year") / 12;
            let used = if days < window { a("used_bytes") } else { 0 };
            assert_eq!(level["imap_bytes"], most.min(a("used_bytes") + imap * days), "{numbers}");
            assert_eq!(level["pop_kept_bytes"], most.min(used + received * days.min(window)), "{numbers}");
            assert_eq!(level["pop_for_good_bytes"], most.min(a("used_bytes") + received * days), "{numbers}");
        }
        for limit in got["limits"].as_array().unwrap() {
            let left = limit["mailbox_limit_bytes"].as_u64().unwrap().saturating_sub(a("used_bytes"));
            let full = &limit["imap"]["full"];
            assert_eq!(limit["imap"]["ever_fills"], !full.is_null());
            let days = (imap > 0).then(|| (left.div_ceil(imap) * 365).div_ceil(a("working_days_a_year")));
            assert_eq!(full["days"].as_u64(), days, "{numbers}");
            let kept = &limit["pop_kept"];
            assert_eq!(kept["ever_fills"], received * window >= left && received > 0, "{numbers}");
        }
        let known = body["quota"]["mailbox_limit_bytes"].is_u64();
        assert_eq!(got["limit_known"], known, "{numbers}");
        let first = &got["limits"][0];
        let months = if known { &first["imap"]["full"]["months"] } else { &Value::Null };
        assert_eq!(&got["months_to_full"], months, "{numbers}");
        let whole = site.get(&format!("/api/v1/recommendation?{numbers}")).await.json();
        assert_eq!(&whole["forecast"], got);
        assert!(["rules", "answers", "query", "ignored", "quota"].iter().all(|key| whole[*key] == body[*key]));
    }
}

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
    // The language of the address holds for all; its other answers are nobody's.
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
    // Two megabytes are more than other routes take, and fine here; an item by far too large is named in its place.
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
    let other = Request::post("/api/v1/rulebook").header("content-length", 2 << 20);
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
