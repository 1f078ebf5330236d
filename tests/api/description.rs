//! The OpenAPI document against what the routes accept and return.

use serde_json::{Value, json};

use super::LIST;
use crate::support::{RULES, Site, sample};

/// Builds a validator of one schema of the document, in which references are resolved.
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

/// Closes every object, so that a field without a description is an error.
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
    // The routes accept any value of any parameter, and so does the document.
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
