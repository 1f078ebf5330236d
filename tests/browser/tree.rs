//! The accessibility tree of pages, which Chromium exposes to assistive technology.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::pages::{self, PATHS};
use super::{Browser, Look};

/// The properties of nodes in the snapshots.
const SHOWN: [&str; 19] = [
    "RootWebArea",
    "alert",
    "banner",
    "button",
    "combobox",
    "contentinfo",
    "form",
    "group",
    "heading",
    "image",
    "link",
    "main",
    "navigation",
    "radio",
    "radiogroup",
    "region",
    "status",
    "table",
    "textbox",
];

/// A node, in the order of the tree.
struct Node {
    depth: usize,
    role: String,
    name: String,
    description: String,
    properties: HashMap<String, Value>,
}

async fn tree(browser: &Browser) -> Vec<Node> {
    browser.cdp("Accessibility.enable", json!({})).await;
    let tree = browser.cdp("Accessibility.getFullAXTree", json!({})).await;
    browser.cdp("Accessibility.disable", json!({})).await;
    let all = tree["nodes"].as_array().unwrap();
    let by_id: HashMap<&str, &Value> = all.iter().map(|node| (node["nodeId"].as_str().unwrap(), node)).collect();
    let mut nodes = Vec::new();
    let mut open = vec![(0, all[0]["nodeId"].as_str().unwrap())];
    while let Some((depth, id)) = open.pop() {
        let Some(node) = by_id.get(id) else { continue };
        let words = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
        let inside = |node: &Value| {
            let children = node["childIds"].as_array().into_iter().flatten();
            children.filter_map(|child| by_id.get(child.as_str()?).copied()).collect::<Vec<_>>()
        };
        let is_summary =
            |node: &&Value| node["role"]["value"].as_str().is_some_and(|role| role.starts_with("DisclosureTriangle"));
        let opens = inside(node).iter().any(|child| is_summary(child) || inside(child).iter().any(is_summary));
        let role = match words("role").as_str() {
            "img" => "image".to_owned(),
            // Its name is that of the control that opens it.
            "group" if opens => "details".to_owned(),
            role if role.to_lowercase().starts_with("combobox") => "combobox".to_owned(),
            role => role.to_owned(),
        };
        let seen = node["ignored"] != true && SHOWN.contains(&role.as_str());
        let children = node["childIds"].as_array().into_iter().flatten().rev();
        open.extend(children.map(|child| (depth + usize::from(seen), child.as_str().unwrap())));
        if seen {
            let properties = node["properties"].as_array().into_iter().flatten();
            let properties =
                properties.map(|pair| (pair["name"].as_str().unwrap().to_owned(), pair["value"]["value"].clone()));
            let properties = properties.collect();
            nodes.push(Node { depth, role, name: words("name"), description: words("description"), properties });
        }
    }
    nodes
}

/// Formats a tree: one line per node, without what differs from run to run.
fn written(nodes: &[Node], site: &str) -> String {
    let line = |node: &Node| {
        let mut line = format!("{}{} {}", "  ".repeat(node.depth), node.role, node.name);
        if !node.description.is_empty() {
            write!(line, " ({})", node.description).unwrap();
        }
        for property in ["level", "checked", "invalid", "expanded"] {
            match node.properties.get(property) {
                None => {}
                Some(Value::String(value)) if value == "false" => {}
                Some(value) => write!(line, " {property}={}", value.to_string().trim_matches('"')).unwrap(),
            }
        }
        line.trim_end().replace(site, "")
    };
    nodes.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Returns the errors in the tree of a page.
///
/// An embedded page has no header and no footer.
fn faults(nodes: &[Node], embedded: bool) -> Vec<String> {
    let mut faults = Vec::new();
    let of = |role: &str| nodes.iter().filter(|node| node.role == role).collect::<Vec<_>>();
    for role in ["RootWebArea", "banner", "main", "contentinfo"] {
        let wanted = usize::from(!embedded || !["banner", "contentinfo"].contains(&role));
        if of(role).len() != wanted {
            faults.push(format!("{} × {role}", of(role).len()));
        }
    }
    for role in [
        "RootWebArea",
        "navigation",
        "region",
        "group",
        "radio",
        "image",
        "table",
        "textbox",
        "combobox",
        "link",
        "button",
    ] {
        let nameless = of(role).into_iter().filter(|node| node.name.trim().is_empty()).count();
        if nameless > 0 {
            faults.push(format!("{nameless} × {role} without a name"));
        }
    }
    let mut before = 0;
    let levels: Vec<i64> = of("heading").iter().map(|node| node.properties["level"].as_i64().unwrap()).collect();
    // The error summary precedes the heading of the page, so that it is read first.
    let first = levels.iter().position(|level| *level == 1).unwrap_or(levels.len());
    for level in &levels[first..] {
        if *level > before + 1 {
            faults.push(format!("heading {level} after heading {before}"));
        }
        before = *level;
    }
    if levels.iter().filter(|level| **level == 1).count() != 1 {
        faults.push(format!("headings {levels:?}"));
    }
    for (role, mut names) in
        ["navigation", "region"].map(|role| (role, of(role).iter().map(|n| &n.name).collect::<Vec<_>>()))
    {
        let all = names.len();
        names.sort();
        names.dedup();
        if names.len() < all {
            faults.push(format!("{role}s of the same name"));
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_landmarks_headings_and_names() {
    let browser = Browser::start().await;
    browser.look(Look::DESKTOP).await;
    let mut found = Vec::new();
    for path in PATHS {
        for (lang, path) in [("ja", path.to_owned()), ("en", pages::in_english(path))] {
            browser.open(&path).await;
            found.extend(
                faults(&tree(&browser).await, path.contains("embed=1"))
                    .into_iter()
                    .map(|fault| format!("{path}: {fault}")),
            );
            assert_eq!(browser.run("return document.documentElement.lang").await, lang, "{path}");
        }
    }
    browser.end().await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn trees_are_as_read() {
    let browser = Browser::start().await;
    browser.look(Look::DESKTOP).await;
    let result = "plan=standard&purpose=work&devices=pc-phone&away=yes";
    for (name, path) in [
        ("start", "/".to_owned()),
        ("question", "/wizard?plan=standard&purpose=work".to_owned()),
        ("question_with_an_error", "/wizard?plan=standard&purpose=work&sent=attachments".to_owned()),
        ("result", format!("/result?{result}")),
        ("forecast", format!("/forecast?{result}")),
        ("setup", format!("/setup?{result}&now=pop&local=3GB")),
        ("guide", "/guide".to_owned()),
        ("rules", format!("/rules?{result}")),
        ("capacity", "/capacity?plan=standard&a=sales1_work.pc-phone.yes&a=info_inquiry".to_owned()),
        ("link", format!("/link?{result}&to=result")),
    ] {
        browser.open(&path).await;
        let nodes = tree(&browser).await;
        insta::with_settings!({ snapshot_path => "../snapshots", omit_expression => true }, {
            insta::assert_snapshot!(format!("tree_{name}"), written(&nodes, &browser.site));
        });
        let the = |role: &str| nodes.iter().find(|node| node.role == role);
        if name.starts_with("question") {
            let group = the("group").or(the("radiogroup")).expect("the choices are a group");
            assert!(
                !group.name.is_empty() && !group.description.is_empty(),
                "{path}: {} {}",
                group.name,
                group.description
            );
        }
        if name == "question_with_an_error" {
            assert!(the("RootWebArea").unwrap().name.starts_with("エラー："));
            assert_eq!(the("alert").expect("the error is announced").name, "入力内容を確認してください");
        }
        if name == "forecast" {
            let chart = nodes.iter().find(|node| node.role == "image" && node.name.contains("見通し"));
            assert!(!chart.expect("the chart is a picture").description.is_empty());
        }
    }
    browser.end().await;
}
