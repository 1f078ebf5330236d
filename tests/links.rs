//! Links as they arrive: entities, double escaping, stray separators, upper case, language tags, slashes.
//!
//! Every case has the answers of one clean link; every entry point must parse all of them.

use assert_cmd::Command;
use pop_or_imap::answers::{Answers, Company};
use pop_or_imap::rulebook::Lang;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use crate::support::{RULES, Site, sample};

/// The answers of every link in [`MANGLED`].
const CLEAN: &str = "purpose=work&devices=one-pc&away=no";

/// Queries as mail programs, web pages and visitors alter them.
const MANGLED: [&str; 34] = [
    CLEAN,
    "purpose=work&amp;devices=one-pc&amp;away=no",
    "purpose=work&amp;amp;devices=one-pc&amp;amp;away=no",
    "purpose=work&AMP;devices=one-pc&Amp;away=no",
    "purpose=work&%2338;devices=one-pc&%23x26;away=no",
    "purpose=work&amp%3Bdevices=one-pc&amp%3Baway=no",
    "purpose%3Dwork%26devices%3Done-pc%26away%3Dno",
    "purpose%3dwork%26amp%3bdevices%3done-pc%26amp;away%3dno",
    "purpose%253Dwork%2526devices%253Done-pc%2526away%253Dno",
    "purpose=work%26devices%3Done-pc%26away%3Dno",
    "purpose=work%2526devices%253Done-pc%2526away%253Dno",
    "purpose=work%26devices=one-pc%26away=no",
    "purpose=%2577ork&devices=one%252Dpc&away=no",
    "%70urpose%3D%77ork&devices%3Done-pc&away=no",
    "purpose=work;devices=one-pc;away=no",
    "purpose=work&amp;devices=one-pc;away=no",
    "?purpose=work&devices=one-pc&away=no",
    "purpose=work?devices=one-pc?away=no",
    "purpose=work&?devices=one-pc&&&away=no&",
    "purpose=work%3Fdevices=one-pc&away=no",
    "purpose=+work&devices=one-pc+&away=%20no%20",
    "+purpose=work&%20devices%20=one-pc&away+=%E3%80%80no",
    "PURPOSE=Work&Devices=ONE-PC&aWay=nO",
    "Purpose%3DWork%26Amp%3BDevices%3DOne-PC%26away=NO",
    "purpose=work&amp;amp;amp;devices=one-pc&away=no",
    "https%3A%2F%2Fmail.example.jp%2Fresult%3Fpurpose%3Dwork%26devices%3Done-pc%26away%3Dno",
    "purpose=work%0D%0A&devices=one-pc%0A&away=no%09",
    "utm_source=mail&amp;purpose=work&amp;devices=one-pc&amp;away=no",
    "purpose=work&devices=one-pc&away=no&amp;",
    "purpose=work&devices=one-pc&away=no。",
    "purpose=work&devices=one-pc&away=no).",
    "purpose=%22work%22&devices=one-pc,&away=no%E3%80%8D",
    "purpose=ｗｏｒｋ&devices=ｏｎｅ-ｐｃ&away=ＮＯ",
    "purpose=work&devices=one-pc&away=no&gt;",
];

fn read(query: &str) -> String {
    Answers::from_query(&RULES, query).0.to_query(&RULES)
}

#[test]
fn links_that_were_escaped_again_keep_their_answers() {
    for query in MANGLED {
        assert_eq!(read(query), CLEAN, "{query}");
    }
    // Only programs without support for fragments send these.
    for query in ["purpose=work&#38;devices=one-pc&#038;away=no", "purpose=work&#x26;devices=one-pc&#X26;away=no"] {
        assert_eq!(read(query), CLEAN, "{query}");
    }
    // Triple escaping is not decoded.
    assert_eq!(read("purpose%25253Dwork"), "");
}

#[test]
fn numbers_and_accounts_arrive_as_well_as_answers() {
    assert_eq!(
        read("plan=standard&amp;mails=50%26amp%3Bused%3D2GB&amp;lang=en"),
        "plan=standard&mails=50&used=2000&lang=en"
    );
    assert_eq!(read("mails=%25EF%25BC%2595%25EF%25BC%2590%25E9%2580%259A"), "mails=50");
    let clean = "website=5000&a=sales2_work.pc-phone.yes_50.5_imap&a=info";
    for query in [clean, &clean.replace('&', "&amp;"), &clean.replace('&', "%26").replace('=', "%3D")] {
        let (company, ignored) = Company::from_query(&RULES, query);
        assert_eq!((company.to_query(&RULES).as_str(), ignored.len()), (clean, 0), "{query}");
    }
}

#[test]
fn keys_of_other_programs_stay_what_they_are() {
    for (query, pairs) in [
        // An answer inside another program's value is not the visitor's.
        ("u=purpose%3Dwork%26away%3Dno", vec![("u", "purpose=work&away=no")]),
        ("url=https://example.jp/?a=1&q=x%2526y", vec![("url", "https://example.jp/?a=1"), ("q", "x%26y")]),
        ("fbclid=a;b=c&x%3Dy=z", vec![("fbclid", "a;b=c"), ("x=y", "z")]),
        ("amp;utm=1&=&AWAY2=no", vec![("amp;utm", "1"), ("", ""), ("AWAY2", "no")]),
    ] {
        let (answers, ignored) = Answers::from_query(&RULES, query);
        assert_eq!(answers, Answers::default(), "{query}");
        let got: Vec<_> = ignored.iter().map(|ignored| (ignored.key.as_str(), ignored.value.as_str())).collect();
        assert_eq!(got, pairs, "{query}");
    }
    // An unknown value is quoted as it was written, and does not affect the others.
    let (answers, ignored) = Answers::from_query(&RULES, "devices=7;8&away=a%26b?c&purpose=work");
    assert_eq!(answers.to_query(&RULES), "purpose=work");
    let got: Vec<_> = ignored.iter().map(|ignored| (ignored.key.as_str(), ignored.value.as_str())).collect();
    assert_eq!(got, [("devices", "7;8"), ("away", "a&b?c")]);
    let (_, ignored) = Answers::from_query(&RULES, "devices=?&away=;&plan=+");
    assert_eq!(ignored.iter().map(|ignored| ignored.value.as_str()).collect::<Vec<_>>(), ["?", ";"]);
}

/// Escapes a query once more, as a program between sender and visitor does.
fn mangle(query: &str, how: u8) -> String {
    let escaped = |query: &str| query.replace('%', "%25").replace('&', "%26").replace('=', "%3D").replace('+', "%2B");
    match how {
        0 => query.replace('&', "&amp;"),
        1 => query.replace('&', "&amp;amp;"),
        2 => escaped(query),
        3 => escaped(&escaped(query)),
        4 => escaped(&query.replace('&', "&amp;")),
        5 => query.replace('&', "%26"),
        6 => query.replace('&', ";"),
        7 => query.to_ascii_uppercase(),
        8 => query.replace('=', "=+").replace('&', "%20&"),
        _ => query.to_owned(),
    }
}

#[test]
fn canonical_queries_mean_the_same_however_they_were_mangled() {
    for answers in sample(&RULES, 997) {
        let query = answers.to_query(&RULES);
        for how in 0..10 {
            let mangled = mangle(&query, how);
            assert_eq!(read(&mangled), query, "{mangled}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Parsing is idempotent: the canonical query of parsed answers is parsed to itself.
    #[test]
    fn any_text_is_read_once_and_for_all(
        parts in prop::collection::vec(select(vec![
            "purpose", "=", "work", "&", "amp;", "#38;", "%26", "%3D", "%2526", "%253D", "%25", "?", ";", "+", "%20",
            "mails", "10~20", "５０", "%", "a", "sales_work", "PURPOSE", "lang=en-US", "utm", "%F0", "%3F", "/",
        ]), 0..40)
    ) {
        let query = parts.concat();
        let (answers, ignored) = Answers::from_query(&RULES, &query);
        // Text is decoded, never multiplied.
        let pairs = pop_or_imap::answers::pairs(&RULES, &query);
        prop_assert!(pairs.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() <= query.len());
        let canonical = answers.to_query(&RULES);
        prop_assert_eq!(Answers::from_query(&RULES, &canonical), (answers, vec![]), "{}", query);
        // Ignored pairs stay the same when the query is carried: nothing is decoded again.
        let repeated = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(ignored.iter().map(|ignored| (&ignored.key, &ignored.value)))
            .finish();
        let known = |list: &[pop_or_imap::answers::IgnoredPair]| list.iter()
            .filter(|ignored| RULES.question(&ignored.key).is_some()).map(|ignored| ignored.value.clone()).collect::<Vec<_>>();
        prop_assert_eq!(known(&Answers::from_query(&RULES, &repeated).1), known(&ignored), "{}", repeated);
    }
}

#[tokio::test]
async fn every_way_in_understands_a_mangled_link() {
    let site = Site::new();
    let verdict = site.get(&format!("/result?{CLEAN}")).await.dom().text("h1");
    for query in MANGLED {
        let page = site.get(&format!("/result?{query}")).await.dom();
        assert_eq!(page.text("h1"), verdict, "{query}");
        assert_eq!(page.attribute("link[rel=canonical]", "href"), format!("/result?{CLEAN}"), "{query}");
        assert!(!page.has(".notice"), "{query}");
        assert_eq!(site.get(&format!("/api/v1/recommendation?{query}")).await.json()["query"], CLEAN, "{query}");
        let link = site.get(&format!("/link?{query}&to=result")).await.dom();
        assert!(link.text("#address").contains(&format!("/result?{CLEAN}&was=pop")), "{query}");
        let helped = site.post_form(&format!("/helped?{query}"), "helped=yes").await;
        helped.assert_redirect_to(&format!("/result?{CLEAN}&sent=helped#helped"));
        let next = site.get(&format!("/wizard?{query}&sent=away")).await;
        next.assert_redirect_to(&format!("/wizard?{CLEAN}"));
    }
    // Navigation keys are parsed in the same way.
    let query = "purpose=work&amp;devices=one-pc&amp;ASK=devices&amp;to=result&amp;by=support&amp;embed=1";
    let page = site.get(&format!("/wizard?{query}")).await.dom();
    assert_eq!(page.attribute("input[checked]", "value"), "one-pc");
    assert!(page.has("input[name=to]") && page.has("input[name=embed]") && page.has("input[name=by]"));
}

#[tokio::test]
async fn a_carried_query_may_be_mangled_too() {
    let site = Site::new();
    let body = "query=plan%3Dstandard%26amp%3Bwebsite%3D5000%26amp%3Ba%3Dinfo_work%26amp%3Ba%3Dsales&remove=2";
    let reply = site.post_form("/capacity", body).await;
    reply.assert_redirect_to("/capacity?plan=standard&website=5000&a=info_work");
}

#[test]
fn the_command_line_understands_a_mangled_link() {
    for query in [
        "purpose=work&amp;devices=one-pc&amp;away=no",
        "purpose=work?devices=one-pc&away=no",
        "https://mail.example.jp/result?purpose=work&#38;devices=one-pc&#x26;away=no#forecast",
        "https%3A%2F%2Fmail.example.jp%2Fresult%3Fpurpose%3Dwork%26devices%3Done-pc%26away%3Dno",
        "https://mail.example.jp/result?PURPOSE=Work&devices=one-pc&away=no&lang=ja-JP",
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_pop-or-imap")).args(["recommend", query]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(&format!("/result?{CLEAN}&")), "{query}: {text}");
        assert!(output.stderr.is_empty(), "{query}");
    }
}

#[test]
fn language_tags_are_understood() {
    let langs = [
        ("en-US", "en"),
        ("EN", "en"),
        ("en_GB", "en"),
        ("%20en", "en"),
        ("En-us", "en"),
        ("en-Latn-US", "en"),
        ("ja-JP", "ja"),
        ("JA", "ja"),
        ("ja_JP", "ja"),
        ("+ja%E3%80%80", "ja"),
    ];
    for (tag, lang) in langs {
        let (answers, ignored) = Answers::from_query(&RULES, &format!("lang={tag}&away=yes"));
        assert_eq!((answers.lang.map(Lang::id), ignored.len()), (Some(lang), 0), "{tag}");
        assert_eq!(answers.to_query(&RULES), format!("away=yes&lang={lang}"), "{tag}");
    }
    for tag in ["fr", "english", "enx", "e", "-en", "en%3Cb%3E", "en%20ja"] {
        assert_eq!(Answers::from_query(&RULES, &format!("lang={tag}")).0.lang, None, "{tag}");
    }
}

#[tokio::test]
async fn language_tags_are_understood_on_pages_in_lists_and_in_tables() {
    let site = Site::new();
    for tag in ["en-US", "EN", "en_GB", "+en"] {
        let reply = site.get(&format!("/result?away=yes&lang={tag}")).await;
        assert_eq!(reply.header("content-language"), "en", "{tag}");
        assert_eq!(reply.dom().attribute("link[rel=canonical]", "href"), "/result?away=yes&lang=en", "{tag}");
    }
    let list = json!([{ "away": "Yes", "lang": "en-US" }, { "AWAY": " yes ", "lang": "EN" }, { "away": "yes", "lang": "ja_JP" }]);
    let items = site.post("/api/v1/recommendations?lang=JA", &list.to_string()).await.json();
    for (place, lang) in [(0, "en"), (1, "en"), (2, "ja")] {
        let query = format!("/api/v1/recommendation?away=yes&lang={lang}");
        assert_eq!(items[place], site.get(&query).await.json(), "{place}");
    }
    let table = "lang,away\nen-US,YES\n EN ,yes\nja-JP, Yes\n";
    let rows = pop_or_imap::present::accounts_csv::Reader::new(&RULES, Lang::Ja, table.as_bytes()).unwrap();
    let langs: Vec<_> = rows.map(|row| row.unwrap().outcome.unwrap().lang.id()).collect();
    assert_eq!(langs, ["en", "en", "ja"]);
}

#[tokio::test]
async fn a_refused_language_leaves_the_other() {
    let reply = Site::new().get_with("/result?away=yes", "accept-language", "*;q=0.8,ja;q=0").await;
    assert_eq!(reply.header("content-language"), "en");
    let reply = Site::new().get_with("/result?away=yes&lang=ja-JP", "accept-language", "*;q=0.8,ja;q=0").await;
    assert_eq!(reply.header("content-language"), "ja");
}

#[tokio::test]
async fn slashes_and_upper_case_in_paths_change_nothing() {
    let site = Site::new();
    for (path, clean) in [
        ("/result/", "/result"),
        ("//result", "/result"),
        ("/result//", "/result"),
        ("///result///", "/result"),
        ("/Result", "/result"),
        ("/RESULT/", "/result"),
        ("/forecast/", "/forecast"),
        ("/Setup/", "/setup"),
        ("/guide/", "/guide"),
        ("/rules/", "/rules"),
        ("/wizard/", "/wizard"),
        ("/capacity/", "/capacity"),
        ("/link/", "/link"),
        ("//", "/"),
        ("/api/v1/recommendation/", "/api/v1/recommendation"),
        ("/api//v1/forecast/", "/api/v1/forecast"),
        ("/api/v1/rulebook/", "/api/v1/rulebook"),
        ("/healthz/", "/healthz"),
        ("/robots.txt/", "/robots.txt"),
    ] {
        let query = format!("{CLEAN}&lang=en");
        let got = site.get(&format!("{path}?{query}")).await;
        let expected = site.get(&format!("{clean}?{query}")).await;
        got.assert_ok().assert_body(&expected.body).assert_header("etag", expected.header("etag"));
    }
    // Each representation has its own URL, whatever the path looked like.
    for _ in 0..2 {
        for accept in ["text/plain", "text/html"] {
            let reply = site.get_with("/result/?away=yes", "accept", accept).await;
            assert!(reply.header("content-type").starts_with(accept), "{reply}");
        }
    }
}

#[tokio::test]
async fn forms_that_are_sent_to_a_path_with_a_slash_arrive() {
    let site = Site::new();
    let helped = site.post_form("/helped/?away=yes", "helped=no").await;
    helped.assert_redirect_to("/result?away=yes&sent=not-helped#helped");
    let capacity = site.post_form("/capacity/", "label-1=info&purpose-1=work").await;
    capacity.assert_redirect_to("/capacity?a=info_work");
    let list = site.post("/api/v1/recommendations/", "[{}]").await.assert_ok().json();
    assert_eq!(list.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_question_mark_that_was_escaped_still_begins_the_query() {
    let site = Site::new();
    let expected = site.get(&format!("/result?{CLEAN}")).await.body;
    for path in [
        "/result%3Fpurpose%3Dwork%26devices%3Done-pc%26away%3Dno",
        "/result%3fpurpose=work&devices=one-pc&away=no",
        "/result/%3Fpurpose=work?devices=one-pc&away=no",
    ] {
        assert_eq!(site.get(path).await.body, expected, "{path}");
    }
}

#[tokio::test]
async fn no_path_leads_off_the_site() {
    let site = Site::new();
    for path in [
        "//evil.example/",
        "//evil.example/x",
        "///evil.example//",
        "/\\evil.example/",
        "//evil.example%3Faway=yes",
        "/%2F/evil.example/",
        "/%2Fevil.example/",
        "//evil.example/result/?away=yes",
        "/.//evil.example/",
    ] {
        site.get(path).await.assert_status(404).assert_header("location", "").assert_lacks("evil.example");
    }
    site.get("//helped//?away=yes").await.assert_redirect_to("/result?away=yes");
    // Asset names are digests of their content, and match exactly.
    site.get("/static/Base.css/").await.assert_status(404);
    let style = site.get("/").await.dom().attribute("link[rel=stylesheet][href*='/base.']", "href");
    site.get(&style).await.assert_ok();
    site.get(&format!("{style}/")).await.assert_status(404);
    site.get(&style.replace("base", "Base")).await.assert_status(404);
}
