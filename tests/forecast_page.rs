//! `/forecast`, the page behind the sentence of a result, and `/reminder.ics`, its calendar entry.

use icalendar::parser::{read_calendar, unfold};
use pop_or_imap::present::forecast::{clear_every_months, headlines, sentence};
use pop_or_imap::rulebook::Lang;
use pop_or_imap::{engine, quota};

use crate::support::{Dom, RULES, Reply, Site, sample};

/// Reads a calendar entry, and returns the values of its event by their names.
fn event(text: &str) -> Vec<(String, String)> {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).unwrap_or_else(|error| panic!("{error}: {text}"));
    let [component] = calendar.components.as_slice() else { panic!("one event: {text}") };
    assert_eq!(component.name, "VEVENT");
    let values = component.properties.iter();
    values.map(|property| (property.name.to_string(), property.val.to_string())).collect()
}

fn value<'e>(event: &'e [(String, String)], name: &str) -> &'e str {
    &event.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no {name} in {event:?}")).1
}

async fn reminder(query: &str) -> Reply {
    Site::new().get(&format!("/reminder.ics{query}")).await
}

#[tokio::test]
async fn a_reminder_is_a_calendar_entry_that_recurs() {
    let reply = reminder("?months=4").await.assert_ok();
    let text = reply.body.clone();
    reply
        .assert_header("content-type", "text/calendar; charset=utf-8")
        .assert_header("content-disposition", "attachment; filename=\"reminder.ics\"")
        .assert_header("cache-control", "no-store")
        .assert_header("x-robots-tag", "noindex");
    // RFC 5545, 3.1: lines end in CRLF, and have at most 75 octets.
    assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "{text}");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"), "{text}");
    let event = event(&text);
    assert_eq!(value(&event, "RRULE"), "FREQ=MONTHLY;INTERVAL=4");
    assert_eq!(value(&event, "SUMMARY"), "メールボックスの整理");
    let start = value(&event, "DTSTART");
    assert!(start.len() == 15 && start.ends_with("T090000"), "local time: {start}");
    assert!(start[6..8].parse::<u32>().unwrap() <= 28, "a day of every month: {start}");
    assert_eq!(value(&event, "DTEND"), start.replace("T0900", "T0930"));
    assert!(value(&event, "DTSTAMP").ends_with('Z'));
}

#[tokio::test]
async fn a_reminder_takes_any_interval_and_keeps_nothing_of_the_visitor() {
    for (query, months) in [
        ("", 6),
        ("?months=", 6),
        ("?months=x", 6),
        ("?months=-3", 6),
        ("?months=%00", 6),
        ("?months=0", 1),
        ("?months=1", 1),
        ("?months=24", 24),
        ("?months=25", 24),
        ("?months=99999999999999999999", 6),
        ("?months=%EF%BC%93", 3),
        ("?months=2&months=9", 2),
    ] {
        let text = reminder(query).await.assert_ok().body.clone();
        assert_eq!(value(&event(&text), "RRULE"), format!("FREQ=MONTHLY;INTERVAL={months}"), "{query}");
    }
    let marked =
        "?months=3&lang=en&purpose=work&devices=pc-phone&emailaddress=marker%40example.jp&a=sales1_work&label=x";
    let own = reminder(marked).await.body.clone();
    let plain = reminder("?months=3&lang=en").await.body.clone();
    let constant = |text: &str| text.lines().filter(|line| !line.starts_with("DT")).collect::<Vec<_>>().join("\n");
    assert_eq!(constant(&own), constant(&plain));
    assert_eq!(value(&event(&own), "SUMMARY"), "Clear out the mailbox");
}

/// Returns how the texts of a result name an interval.
fn interval(months: u64) -> String {
    match months {
        1 => "毎月".to_owned(),
        12 => "年に1回".to_owned(),
        _ => format!("{months}か月に1回"),
    }
}

#[tokio::test]
async fn a_result_offers_the_interval_that_its_text_names() {
    let site = Site::new();
    let mut offered = 0;
    for given in sample(&RULES, 1_499) {
        let protocol = engine::recommend(&RULES, &given).outcome.protocol;
        let months = clear_every_months(&quota::forecast(&RULES, &given), protocol);
        for page in ["/result", "/forecast"] {
            let dom = site.get(&format!("{page}?{}", given.to_query(&RULES))).await.dom();
            let links: Vec<_> =
                dom.all("main a[download]").iter().map(|link| link.attr("href").unwrap().to_owned()).collect();
            let expected = months.map(|months| format!("/reminder.ics?months={months}"));
            if let Some(months) = months {
                assert!(dom.text("main").contains(&interval(months)), "{page}?{}", given.to_query(&RULES));
            }
            assert_eq!(links, expected.into_iter().collect::<Vec<_>>(), "{page}?{}", given.to_query(&RULES));
        }
        offered += usize::from(months.is_some());
    }
    assert!(offered > 20, "{offered}");
}

#[tokio::test]
async fn a_forecast_of_every_plan_has_figure_chart_table_and_assumptions() {
    let site = Site::new();
    for plan in ["", "standard", "managed", "maintenance", "setup", "unknown"] {
        for devices in ["one-pc", "pc-phone", "phone-only"] {
            for lang in Lang::ALL {
                let path = format!("/forecast?plan={plan}&devices={devices}&mails=50&lang={}", lang.id());
                let dom = site.get(&path).await.assert_ok().dom();
                let figures = dom.texts(".figure strong");
                assert!(!figures.is_empty() && figures.iter().all(|figure| !figure.is_empty()), "{path}");
                assert!(dom.all(".chart text").len() >= 6, "{path}: axis, limits and lines have labels");
                assert_eq!(dom.all(".levels tbody tr").len(), 5, "{path}");
                assert!(dom.has("details #assumed"), "{path}");
                assert!(dom.has("form.numbers[action='/forecast']"), "{path}");
                assert!(dom.attribute(".back", "href").starts_with("/result?"), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn the_chart_agrees_with_the_table() {
    // POP stays below the limit: the label of its line is its last level.
    let dom = Site::new().get("/forecast?plan=standard&devices=one-pc&mails=50&attached=5").await.dom();
    let last = dom.texts(".levels tbody tr:last-child td")[1].clone();
    assert!(dom.texts(".chart text").iter().any(|label| label.contains(&last)), "{last}");
    // IMAP is full: the line ends at the limit with a mark, and mail is refused from there.
    let dom = Site::new().get("/forecast?plan=standard&devices=pc-phone&away=yes&mails=50&attached=5").await.dom();
    assert!(dom.texts(".levels tbody tr:last-child td")[0].contains("2 GB"));
    assert_eq!((dom.all(".full-mark").len(), dom.all(".chart .refused").len()), (1, 1));
    assert!(dom.text(".chart").contains("いっぱい"));
}

#[tokio::test]
async fn a_wrong_number_loses_nothing_and_a_right_one_is_in_the_address() {
    let site = Site::new();
    let query = "plan=standard&purpose=work&devices=pc-phone&a=sales1_work&by=plan";
    let wrong = site.get(&format!("/forecast?{query}&mails=%EF%BC%95%EF%BC%90&used=x&sent=numbers")).await;
    let dom = wrong.assert_status(422).dom();
    assert!(dom.text("head > title").starts_with("エラー："));
    assert_eq!(dom.attribute(".error-summary a", "href"), "#used");
    assert_eq!((dom.attribute("#used", "value"), dom.attribute("#mails", "value")), ("x".into(), "50".into()));
    let hidden: Vec<_> = dom
        .all(".numbers input[type=hidden]")
        .iter()
        .map(|field| format!("{}={}", field.attr("name").unwrap(), field.attr("value").unwrap()))
        .collect();
    assert_eq!(
        hidden,
        ["plan=standard", "purpose=work", "devices=pc-phone", "a=sales1_work", "by=plan", "sent=numbers"]
    );
    assert!(dom.has("svg.chart"), "the forecast is still there");
    let sent = format!("/forecast?{query}&mails=50&used=300&sent=numbers");
    let location = site.get(&sent).await.assert_status(303).header("location").to_owned();
    for kept in query.split('&').chain(["mails=50", "used=300"]) {
        assert!(location.contains(kept) && !location.contains("sent"), "{kept} in {location}");
    }
    site.get(&location).await.assert_ok();
}

#[tokio::test]
async fn a_forecast_has_one_address_for_the_same_answers() {
    let site = Site::new();
    let canonical = "/forecast?plan=standard&devices=pc-phone&mails=50&keep=30&was=pop";
    for path in [canonical, "/forecast?was=pop&keep=30&utm_source=x&mails=50&devices=pc-phone&plan=standard&by=plan"] {
        let dom = site.get(path).await.dom();
        assert_eq!(dom.attribute("link[rel=canonical]", "href"), canonical, "{path}");
    }
    // A result and its forecast lead to each other, with the same query.
    let result = site.get(&canonical.replace("/forecast", "/result")).await.dom();
    assert_eq!(result.attribute(".mailbox a[href^='/forecast']", "href"), canonical);
    let back = site.get(canonical).await.dom().attribute(".back", "href");
    assert_eq!(back, canonical.replace("/forecast", "/result"));
}

/// Asserts that the sizes beside lines are those in the table at the end of the chart, and returns how many there are.
fn check_labels(dom: &Dom, path: &str) -> usize {
    let labels = dom.texts(".chart text");
    // The axis ends at a time of the table; its first month is written in days.
    let times = dom.texts(".levels tbody th");
    let end = times.iter().rposition(|time| labels.contains(time)).unwrap().max(1);
    let cells = dom.texts(&format!(".levels tbody tr:nth-child({}) td", end + 1));
    let sized =
        labels.iter().filter_map(|label| label.split_once(' ').filter(|(name, _)| ["IMAP", "POP"].contains(name)));
    let check = |(name, size): (&str, &str)| {
        let column = if name == "IMAP" { &cells[..1] } else { &cells[1..] };
        assert!(column.iter().any(|cell| cell == size), "{path}: {name} {size} is not in {cells:?}");
    };
    sized.map(check).count()
}

#[tokio::test]
async fn figures_and_labels_of_a_forecast_are_those_that_are_computed() {
    let site = Site::new();
    let mut labelled = 0;
    for given in sample(&RULES, 2_999) {
        let forecast = quota::forecast(&RULES, &given);
        let protocol = engine::recommend(&RULES, &given).outcome.protocol;
        for lang in Lang::ALL {
            let path = format!("/forecast?{}&lang={}", given.to_query(&RULES), lang.id());
            let dom = site.get(&path).await.assert_ok().dom();
            let headlines = headlines(&forecast, protocol, lang);
            let values: Vec<_> = headlines.iter().map(|headline| headline.value.as_str()).collect();
            assert_eq!(dom.texts(".figure strong"), values, "{path}");
            assert_eq!(dom.text("main > #forecast > .lead"), sentence(&forecast, protocol, lang), "{path}");
            labelled += check_labels(&dom, &path);
        }
    }
    assert!(labelled > 50, "{labelled} lines have their size beside them");
}

#[tokio::test]
async fn every_wrong_number_is_named_in_both_languages_also_inside_another_site() {
    let site = Site::new();
    for (lang, title) in [("ja", "エラー："), ("en", "Error: ")] {
        for embed in ["", "&embed=1"] {
            for name in ["mails", "attached", "used", "limit", "keep"] {
                let path = format!("/forecast?plan=standard&devices=pc-phone&lang={lang}{embed}&{name}=x&sent=numbers");
                let dom = site.get(&path).await.assert_status(422).dom();
                assert!(dom.text("head > title").starts_with(title), "{path}");
                assert_eq!(dom.attribute("html", "lang"), lang);
                let field = format!("#{name}");
                assert_eq!(dom.attribute(".error-summary a", "href"), field, "{path}");
                assert_eq!((dom.attribute(&field, "value"), dom.all(".field.wrong").len()), ("x".to_owned(), 1));
                let described = dom.attribute(&field, "aria-describedby");
                assert!(described.split(' ').any(|id| id == format!("{name}-error")), "{path}: {described}");
                assert!(dom.text(&format!("#{name}-error")).contains(&dom.text(".error-summary a")), "{path}");
                assert_eq!(dom.has("body.embedded"), !embed.is_empty(), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn old_links_to_the_form_on_a_result_lead_to_the_forecast() {
    let site = Site::new();
    for (query, leads_to) in [
        ("plan=standard&mails=50&sent=numbers", "/forecast?plan=standard&mails=50"),
        ("plan=standard&mails=50&lang=en&embed=1&sent=numbers", "/forecast?plan=standard&mails=50&lang=en&embed=1"),
        ("mails=50&a=sales1_work&sent=numbers", "/forecast?mails=50&a=sales1_work"),
    ] {
        site.get(&format!("/result?{query}")).await.assert_redirect_to(leads_to);
    }
    // A wrong number is still wrong there.
    let sent = site.get("/result?plan=standard&mails=x&used=300&sent=numbers").await;
    let location = sent.assert_status(303).header("location").to_owned();
    let dom = site.get(&location).await.assert_status(422).dom();
    assert_eq!((dom.attribute("#mails", "value"), dom.attribute("#used", "value")), ("x".into(), "300".into()));
}
