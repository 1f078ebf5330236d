//! Diagnostics of rule sets: every kind of error is reported with its position, all in one run, with suggestions.

use pop_or_imap::loader;
use pop_or_imap::rulebook::Diagnostics;

/// Returns the shipped file with one replacement.
fn changed(from: &str, to: &str) -> String {
    assert!(loader::EMBEDDED.contains(from), "{from}");
    loader::EMBEDDED.replacen(from, to, 1)
}

fn faults(source: &str) -> Diagnostics {
    *loader::load("rules.toml", source).expect_err("the file should have a fault")
}

/// Asserts that this replacement is reported with this code, and that these words are underlined.
pub fn caught(from: &str, to: &str, code: &str, underlined: &str) -> Diagnostics {
    let problems = faults(&changed(from, to));
    let found = problems.list.iter().find(|problem| problem.code.id() == code);
    let found = found.unwrap_or_else(|| panic!("no {code} in {problems}"));
    let words = &problems.source[found.span.clone()];
    assert!(words.contains(underlined), "{code} underlines {words:?}, not {underlined:?}");
    problems
}

#[test]
fn the_shipped_file_is_clean() {
    assert!(loader::load("rules.toml", loader::EMBEDDED).is_ok());
}

#[test]
fn every_kind_of_fault_is_caught_at_its_place() {
    caught("[scale]", "[scale", "syntax", "");
    caught("weight = 12", "wieght = 12", "unknown-key", "wieght");
    caught("version = ", "versoin = ", "unknown-key", "versoin");
    caught("version = \"1.2.0\"", "", "missing-key", "");
    caught("weight = 12", "weight = \"heavy\"", "wrong-type", "heavy");
    caught("revised = \"2026-11-27\"", "revised = \"yesterday\"", "bad-value", "yesterday");
    caught("strong = 12", "strong = 5", "bad-value", "5");
    caught("contact = \"\"", "contact = \"javascript:alert(1)\"", "bad-value", "javascript");
    caught(
        "when = { devices = [\"several\", \"people\"] }",
        "when = { device = [\"several\"] }",
        "unknown-id",
        "device",
    );
    caught("advice = [\"pop-back-up\"]", "advice = [\"pop-backup\"]", "unknown-id", "pop-backup");
    caught("factor = \"backup\"", "factor = \"back-up\"", "unknown-id", "back-up");
    caught(
        "when = { devices = [\"several\", \"people\"] }",
        "when = { devices = [\"severl\"] }",
        "unknown-choice",
        "severl",
    );
    caught("draws = [\"phone\"]", "draws = [\"fone\"]", "unknown-id", "fone");
    caught("draws = [\"phone\"]", "draws = [\"pc\", \"phone\", \"other-pc\"]", "bad-value", "other-pc");
    caught("draws = [\"phone\"]", "draws = \"phone\"", "wrong-type", "phone");
    caught("id = \"several-devices\"", "id = \"pc-and-phone\"", "duplicate-id", "pc-and-phone");
    caught("id = \"standard\"\ncapacity", "id = \"premium\"\ncapacity", "unknown-choice", "premium");
    caught("favours = \"imap\"\nweight = 12\n", "", "speaks-for-nothing", "several-devices");
    caught("weight = 12", "weight = 21", "weight-out-of-range", "21");
    caught("weight = 12", "weight = 0", "weight-out-of-range", "0");
    caught("mailbox_default_mb = 2000", "mailbox_default_mb = 2001", "quota-above-maximum", "2001");
    caught("mailbox_default_mb = 1000", "mailbox_default_mb = 30001", "quota-above-maximum", "30001");
    caught("capacity_gb = 30", "capacity_gb = -30", "bad-value", "-30");
    caught(
        "answers = { attachments = \"many\" }\ngives = \"pop\"",
        "answers = { attachments = \"many\" }\ngives = \"imap\"",
        "use-gives-something-else",
        "imap",
    );
    caught("strength = \"slight\"", "strength = \"strong\"", "use-gives-something-else", "strong");
    caught(
        "advice = [\"notices-reach-out\"]",
        "advice = [\"orders-reach-out\"]",
        "use-gives-something-else",
        "orders-reach-out",
    );
}

#[test]
fn faults_of_the_forecast_are_caught_at_their_place() {
    caught("mails]\nwork = 50", "mails]\nwokr = 50", "unknown-choice", "wokr");
    caught("few = 1\n", "", "missing-key", "");
    caught("rarely = 20", "rarely = -20", "bad-value", "-20");
    caught("warn_percent = 80", "warn_percent = 180", "bad-value", "180");
    caught("working_days_a_year = 245", "working_days_a_year = 0", "bad-value", "0");
    caught("attachment_kb = 2000", "attachment_kb = 20", "bad-value", "20");
    caught("limits_if_unknown_mb = [1000, 2000]", "limits_if_unknown_mb = []", "bad-value", "[]");
    caught("limits_if_unknown_mb = [1000, 2000]", "limits_if_unknown_mb = [2000, 1000]", "bad-value", "2000");
    caught("attachment_growth_percent = 137", "", "missing-key", "");
    caught(
        "メールソフトで、サーバーに{safe_days}。",
        "メールソフトで、サーバーに{safe_day}。",
        "unknown-id",
        "safe_day",
    );
    caught(
        "months_to_full = { at_least = 2, at_most = 6 }",
        "months_to_full = { at_least = 9, at_most = 6 }",
        "bad-value",
        "9",
    );
    caught("id = \"sales\"", "id = \"sales1\"", "bad-value", "sales1");
    caught("id = \"sales\"", "id = \"info\"", "duplicate-id", "info");
}

/// The `[theme]` section that rule sets of version 1.0 have.
const THEME: &str = "\n[theme]\naccent = \"\"\naccent_dark = \"\"\nlogo = \"\"\n";

#[test]
fn faults_of_a_theme_are_caught_at_their_place_in_either_file() {
    let torn = "<svg xmlns='http://www.w3.org/2000/svg'><rect></svg>";
    let huge = format!("<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>", " ".repeat(33_000));
    for (from, to, code, underlined) in [
        ("accent = \"\"", "accent = \"blue\"".to_owned(), "bad-value", "blue"),
        ("accent = \"\"", "accent = \"#ffcc00\"".to_owned(), "bad-value", "#ffcc00"),
        ("accent_dark = \"\"", "accent_dark = \"#0017c1\"".to_owned(), "bad-value", "#0017c1"),
        ("logo = \"\"", "logo = \"logo.png\"".to_owned(), "bad-value", "logo.png"),
        ("logo = \"\"", format!("logo = \"{torn}\""), "bad-value", "<rect>"),
        ("logo = \"\"", format!("logo = \"{huge}\""), "bad-value", "<svg"),
        ("logo = \"\"", "colour = \"\"".to_owned(), "unknown-key", "colour"),
        ("logo = \"\"", "logo = 3".to_owned(), "wrong-type", "3"),
    ] {
        let section = THEME.replacen(from, &to, 1);
        let in_rules = loader::load("rules.toml", &format!("{}{section}", loader::EMBEDDED)).unwrap_err();
        assert_eq!((in_rules.list.len(), in_rules.list[0].code.id()), (1, code), "{to}: {in_rules}");
        let file = section.replace("[theme]", "");
        let alone = loader::load_theme("theme.toml", &file).unwrap_err();
        assert_eq!(alone.list.len(), 1, "{to}: {alone}");
        let span = alone.list[0].span.clone();
        assert!(file[span].contains(underlined), "{to}: {alone}");
    }
    let little = loader::load_theme("theme.toml", "accent = \"#ffcc00\"").unwrap_err();
    assert!(little.list[0].message.contains("is 1.3"), "{}", little.list[0].message);
}

#[test]
fn a_theme_is_no_rule() {
    let themed = |accent: &str| format!("{}{}", loader::EMBEDDED, THEME.replacen("\"\"", &format!("{accent:?}"), 1));
    let [plain, green] = ["", "#115a36"].map(|accent| loader::load("rules.toml", &themed(accent)).unwrap());
    assert_eq!(plain.digest, green.digest, "the digest covers the rules only");
    let changed = themed("#115a36").replacen("version = \"", "version = \"9", 1);
    assert_ne!(loader::load("rules.toml", &changed).unwrap().digest, green.digest);
    assert!(loader::embedded().legacy_theme.is_none());
    // It is still read, with a warning that does not keep the rules from being served.
    let report = pop_or_imap::audit::inspect(&green, &mut |_| {}).unwrap();
    let warnings: Vec<_> = report.diagnostics.iter().map(|diagnostic| diagnostic.code.id()).collect();
    assert!(warnings.contains(&"theme-in-rules"), "{warnings:?}");
    assert!(loader::load_audited("rules.toml", &themed("#115a36")).is_ok());
}

#[test]
fn a_factor_without_a_rule_is_a_fault() {
    let source = loader::EMBEDDED.replace("factor = \"backup\"", "factor = \"importance\"");
    let problems = faults(&source);
    assert_eq!(problems.list.iter().map(|p| p.code.id()).collect::<Vec<_>>(), ["factor-without-rule"]);
    assert!(problems.list[0].message.contains("`backup`"));
}

#[test]
fn a_text_missing_in_a_language_is_a_fault() {
    let line = "text.en = \"On any number of devices, read marks and folders are the same.\"\n";
    let problems = caught(line, "", "missing-text", "");
    assert!(problems.list[0].message.contains("`en`"));
    let (line_number, _) = problems.position(&problems.list[0]);
    let at = problems.source.lines().nth(line_number - 1).unwrap();
    assert!(at.contains("text.ja = \"何台で受け取っても"), "{at}");
    caught(
        "text.en = \"With one PC, mail is kept on it, and server space is rarely a concern.\"",
        "text.en = \" \"",
        "missing-text",
        "\" \"",
    );
}

#[test]
fn near_misses_get_a_did_you_mean() {
    for (from, to, help) in [
        ("weight = 12", "wieght = 12", "did you mean `weight`?"),
        (
            "when = { devices = [\"several\", \"people\"] }",
            "when = { devises = [\"several\"] }",
            "did you mean `devices`?",
        ),
        (
            "when = { devices = [\"several\", \"people\"] }",
            "when = { devices = [\"severl\"] }",
            "did you mean `several`?",
        ),
        ("advice = [\"pop-back-up\"]", "advice = [\"pop-backup\"]", "did you mean `pop-back-up`?"),
    ] {
        let problems = faults(&changed(from, to));
        assert!(problems.list.iter().any(|p| p.help.as_deref() == Some(help)), "{to}: {problems}");
    }
}

#[test]
fn all_faults_come_at_once_in_the_order_of_the_file() {
    let source = changed("weight = 12", "wieght = 12\nextra = 1")
        .replacen("requires = \"pop\"", "requires = \"smtp\"", 1)
        .replacen("mailbox_default_mb = 2000", "mailbox_default_mb = 9000", 1)
        .replacen("favours = \"imap\"\ntext.ja", "favours = \"imap\"\nsurprise = true\ntext.ja", 1)
        .replacen("when = { purpose = [\"spare\"] }\nfavours", "when = { purpose = [\"sparse\"] }\nfavours", 1);
    let problems = faults(&source);
    let codes: Vec<_> = problems.list.iter().map(|problem| problem.code.id()).collect();
    for code in ["unknown-key", "unknown-id", "quota-above-maximum", "unknown-choice", "speaks-for-nothing"] {
        assert!(codes.contains(&code), "no {code} in {codes:?}");
    }
    assert_eq!(codes.iter().filter(|code| **code == "unknown-key").count(), 3, "{problems}");
    assert!(problems.list.is_sorted_by_key(|problem| problem.span.start));
}

#[test]
fn every_fault_of_one_entry_is_found() {
    let source = changed("favours = \"imap\"\nweight = 12\ntext.ja", "favours = 3\nweight = \"x\"\ntext.jp").replacen(
        "version = \"1.2.0\"",
        "",
        1,
    );
    let problems = faults(&source);
    let codes: Vec<_> = problems.list.iter().map(|problem| problem.code.id()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "wrong-type").count(), 2, "{problems}");
    for code in ["missing-key", "unknown-key", "missing-text"] {
        assert!(codes.contains(&code), "no {code}: {problems}");
    }
    assert_eq!(codes.len(), 5, "and nothing that only follows: {problems}");
}

#[test]
fn faults_elsewhere_do_not_hide_a_use_that_gives_something_else() {
    let source = changed("contact = \"\"", "contact = \"x\"").replacen(
        "answers = { attachments = \"many\" }\ngives = \"pop\"",
        "answers = { attachments = \"many\" }\ngives = \"imap\"",
        1,
    );
    let codes: Vec<_> = faults(&source).list.iter().map(|problem| problem.code.id()).collect();
    assert_eq!(codes, ["bad-value", "use-gives-something-else"]);
}

#[test]
fn nothing_follows_from_a_key_that_is_spelt_wrong() {
    let problems =
        faults(&changed("when = { attachments = [\"many\"] }\nunless", "wehn = { attachments = [\"many\"] }\nunless"));
    assert_eq!(problems.list.iter().map(|p| p.code.id()).collect::<Vec<_>>(), ["unknown-key"]);
    let problems = faults(&changed("[[question]]\nid = \"devices\"", "[[question]\nid = \"devices\""));
    assert!(problems.list.iter().all(|problem| problem.code.id() != "unknown-id"), "{problems}");
}

#[test]
fn senseless_values_are_faults() {
    caught("id = \"several-devices\"", "id = \"several devices\"", "bad-value", "several devices");
    caught("id = \"away\"", "id = \"lang\"", "bad-value", "lang");
    caught("mailbox_default_mb = 1000", "mailbox_default_mb = 0", "bad-value", "0");
    caught("contact = \"\"", "contact = \"https://\"", "bad-value", "https");
    caught("strong = 12", "strong = 9999999999", "bad-value", "9999999999");
    caught("unless = { away = [\"yes\"] }", "unless = { devices = [\"one-pc\"] }", "bad-value", "");
    caught(
        "ask_unless = { devices = [\"phone-only\"] }",
        "ask_unless = { backup = [\"none\"] }",
        "asked-too-late",
        "backup",
    );
    let start = loader::EMBEDDED.find("[[plan]]\nid = \"setup\"").unwrap();
    let end = start + loader::EMBEDDED[start..].find("\n\n").unwrap();
    let source = format!("{}{}", &loader::EMBEDDED[..start], &loader::EMBEDDED[end..]);
    let problems = faults(&source);
    assert_eq!(problems.list[0].message, "the service `setup` has no [[plan]]");
}

#[test]
fn a_lost_rule_does_not_drag_others_along() {
    let problems = faults(&changed("id = \"pop-back-up\"\nkind = \"do\"", "id = \"pop-back-up\"\nkind = 3"));
    assert_eq!(problems.list.len(), 1, "{problems}");
    assert_eq!(problems.list[0].code.id(), "wrong-type");
}

#[test]
fn a_number_out_of_range_is_reported_once_with_one_range() {
    let numbers = loader::EMBEDDED.split_once("[forecast]").unwrap().1.split_once("[[label]]").unwrap().0;
    let numbers = numbers.lines().filter_map(|line| line.split_once(" = "));
    let mut checked = 0;
    for (key, value) in numbers.filter(|(key, value)| !key.starts_with('#') && value.parse::<u64>().is_ok()) {
        for wrong in ["-1", "0", "2000", "9999999999", "-9223372036854775808", "9223372036854775807"] {
            let from = format!("\n{key} = {value}\n");
            let Err(problems) = loader::load("rules.toml", &changed(&from, &format!("\n{key} = {wrong}\n"))) else {
                continue;
            };
            let mut starts: Vec<_> = problems.list.iter().map(|problem| problem.span.start).collect();
            let count = starts.len();
            starts.dedup();
            assert_eq!(starts.len(), count, "{key} = {wrong}: {:#?}", problems.list);
            checked += 1;
        }
    }
    assert!(checked > 60, "{checked}");
}
