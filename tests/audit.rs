//! The check of the whole answer space, tested with seeded defects, and the difference between two rule sets.

mod plain;
mod random_rules;

use std::sync::LazyLock;

use pop_or_imap::audit::{self, ChangeCounts};
use pop_or_imap::loader;
use pop_or_imap::rulebook::{Diagnostic, Rulebook};

use crate::support::RULES;

/// The shipped file without the rules that tell many figures apart, which make the space many times as large.
static LIGHT: LazyLock<String> = LazyLock::new(|| {
    let bounded = |entry: &&str| entry.contains("\nmonths_to_full = ") || entry.contains("\nused_percent = ");
    let rules =
        loader::EMBEDDED.split_inclusive("\n\n").filter(|entry| !(entry.starts_with("[[rule]]") && bounded(entry)));
    rules.collect()
});

static LIGHT_RULES: LazyLock<Rulebook> = LazyLock::new(|| loader::load("rules.toml", &LIGHT).unwrap());

/// Returns the findings of that file with one replacement; the result must load.
fn findings(from: &str, to: &str) -> (Vec<Diagnostic>, String) {
    assert!(LIGHT.contains(from), "{from}");
    of(LIGHT.replacen(from, to, 1))
}

fn of(source: String) -> (Vec<Diagnostic>, String) {
    let rulebook = loader::load("rules.toml", &source).unwrap_or_else(|problems| panic!("{problems}"));
    match audit::inspect(&rulebook, &mut |_| {}) {
        Ok(report) => (report.diagnostics, source),
        Err(problem) => (vec![problem], source),
    }
}

/// Asserts that this replacement is reported with this code, and that these words are underlined.
fn caught(from: &str, to: &str, code: &str, underlined: &str) {
    let (problems, source) = findings(from, to);
    let found =
        problems.iter().find(|problem| problem.code.id() == code && source[problem.span.clone()].contains(underlined));
    assert!(found.is_some(), "no {code} at {underlined}: {problems:#?}");
}

/// Returns a replacement that adds a rule before the last one.
fn with_rule(rule: &str) -> String {
    with_rule_in(&LIGHT, rule)
}

fn with_rule_in(source: &str, rule: &str) -> String {
    let at = source.find("[[rule]]\nid = \"starting-point\"").unwrap();
    let texts =
        "text.ja = \"理由です。\"\ntext.en = \"Because.\"\notherwise.ja = \"対策です。\"\notherwise.en = \"Mind.\"\n\n";
    format!("{}[[rule]]\nid = \"added\"\nfactor = \"purpose\"\n{rule}\n{texts}{}", &source[..at], &source[at..])
}

fn codes(source: String) -> Vec<&'static str> {
    of(source).0.iter().map(|problem| problem.code.id()).collect()
}

#[test]
fn the_shipped_rules_are_clean() {
    let report = audit::inspect(&RULES, &mut |_| {}).unwrap();
    assert!(report.diagnostics.is_empty(), "{:#?}", report.diagnostics);
    assert_eq!(report.ties, 0);
    assert_eq!(report.distribution.values().sum::<u64>(), report.combinations);
    assert_eq!(report.distribution.len(), 7, "both protocols with every strength, IMAP never required");
    let [chosen, fixed, whole] = report.average_questions;
    println!("questions until settled: {chosen} (in the order of the file: {fixed}); of a whole interview: {whole}");
    assert!(chosen < fixed, "the interview asks fewer questions than the order of the file: {chosen} {fixed}");
    assert!(whole <= 500, "a whole interview has five questions on average at most: {whole}");
}

#[test]
fn the_check_covers_figures_that_only_own_numbers_give() {
    // No plan lasts 100 months with many attachments, but a visitor's own limit may.
    let rule = "when = { devices = [\"several\"], attachments = [\"many\"] }\nmonths_to_full = { at_least = 100 }\nfavours = \"pop\"\nweight = 20";
    let (problems, _) = of(with_rule_in(loader::EMBEDDED, rule));
    let codes: Vec<_> = problems.iter().map(|problem| problem.code.id()).collect();
    assert_eq!(codes, ["expectation-broken"], "{problems:#?}");
    // The sample in the message has the defect.
    let help = problems[0].help.as_ref().unwrap();
    assert!(help.contains("&attached=0&limit="), "{help}");
    // Bounds on the limit are cut as well: with this one, some limit ties.
    let rule = "mailbox_limit_mb = { at_most = 3 }\nfavours = \"pop\"\nweight = 1";
    let (problems, _) = of(with_rule_in(loader::EMBEDDED, rule));
    assert_eq!(problems.iter().map(|problem| problem.code.id()).collect::<Vec<_>>(), ["tie"]);
}

#[test]
fn every_kind_of_seeded_defect_is_caught_at_its_place() {
    // A condition that no answers meet: notices are not asked about attachments.
    let source =
        with_rule("when = { purpose = [\"notification\"], attachments = [\"many\"] }\nfavours = \"imap\"\nweight = 2");
    assert_eq!(codes(source), ["rule-never-fires"]);
    // A hard rule that never decides, because an earlier one always does.
    let source = with_rule("when = { offline = [\"unopened\"] }\nrequires = \"pop\"");
    assert_eq!(codes(source), ["rule-never-matters"; 2], "either could go");
    // The same for both protocols, so that no lead moves.
    let source = with_rule("when = { offline = [\"unopened\"] }\nfavours = \"pop\"\nweight = 2");
    assert_eq!(codes(source), ["rule-never-matters"], "where a hard rule decides, points do nothing");
    // Hard rules for both.
    let source = with_rule("when = { devices = [\"several\"] }\nrequires = \"imap\"");
    assert!(codes(source).contains(&"hard-rules-contradict"));
    // A new choice that nothing depends on.
    let choice = "[[question.choice]]\nid = \"hourly\"\nlabel.ja = \"毎時\"\nlabel.en = \"Hourly\"\ngiven.ja = \"毎時なら\"\ngiven.en = \"If hourly\"\n";
    caught(
        "[[question.choice]]\nid = \"critical\"",
        &format!("{choice}[[question.choice]]\nid = \"critical\""),
        "choice-never-matters",
        "hourly",
    );
    // A question that nothing depends on, and one that is never asked.
    let question = |ask: &str| {
        format!(
            "[[question]]\nid = \"colour\"\ntitle.ja = \"色は？\"\ntitle.en = \"Colour?\"\nshort.ja = \"色\"\nshort.en = \"Colour\"\n\
             why.ja = \"なし。\"\nwhy.en = \"None.\"\n{ask}{}\n# ───────────────────────────── ルール",
            choice.replace("hourly", "red")
        )
    };
    caught("# ───────────────────────────── ルール", &question(""), "question-never-matters", "colour");
    let never = "ask_unless = { devices = [\"one-pc\", \"pc-phone\", \"several\", \"people\", \"phone-only\"] }\n";
    let (problems, _) = findings("# ───────────────────────────── ルール", &question(never));
    assert_eq!(problems[0].code.id(), "question-never-asked", "asked only where the devices are unknown");
    // Two points may flip a protocol, so a question that a rule depends on is asked.
    let strength = with_rule("when = { colour = [\"red\"] }\nfavours = \"imap\"\nweight = 2").replacen(
        "# ───────────────────────────── ルール",
        &question(""),
        1,
    );
    assert!(!codes(strength).contains(&"question-never-asked"));
    // Without the starting point there are verdicts without a reason, and ties.
    let start = LIGHT.find("[[rule]]\nid = \"starting-point\"").unwrap();
    let end = start + LIGHT[start..].find("# ────").unwrap();
    let source = format!("{}{}", &LIGHT[..start], &LIGHT[end..]);
    let (problems, source) = of(source);
    assert_eq!(problems.iter().map(|p| p.code.id()).collect::<Vec<_>>(), ["tie", "no-reason"]);
    assert!(problems.iter().all(|p| source[p.span.clone()].contains("imap")), "the stated way out is underlined");
    assert!(problems[0].code.is_warning() && problems[0].help.as_ref().unwrap().contains("/result?"));
    assert!(!problems[1].code.is_warning());
    // A hard rule before one with the same condition and more.
    let hard = LIGHT.find("[[rule]]\nid = \"unopened-offline\"").unwrap();
    let first = "[[rule]]\nid = \"first\"\nfactor = \"network\"\nwhen = { offline = [\"unopened\"], devices = [\"one-pc\"] }\n\
                 requires = \"pop\"\ntext.ja = \"理由です。\"\ntext.en = \"Because.\"\n\n";
    let source = format!("{}{first}{}", &LIGHT[..hard], &LIGHT[hard..]);
    assert_eq!(codes(source), ["rule-never-matters"]);
    caught("favours = \"imap\"\nweight = 1\n", "favours = \"imap\"\nweight = 2\n", "tie", "imap");
    // One-step expectations.
    caught(
        "when = { devices = [\"several\", \"people\"] }\nfavours = \"imap\"\nweight = 12",
        "when = { devices = [\"several\", \"people\"] }\nfavours = \"imap\"\nweight = 2",
        "expectation-broken",
        "devices",
    );
    caught("raising = [\"no\", \"yes\"]", "raising = [\"yes\", \"no\"]", "expectation-broken", "away");
    caught(
        "raising = [\"few\", \"some\", \"many\"]",
        "raising = [\"many\", \"some\", \"few\"]",
        "expectation-broken",
        "attachments",
    );
    caught("raising = [\"none\", \"local\"]", "raising = [\"local\", \"none\"]", "expectation-broken", "backup");
    caught(
        "raising = [\"unopened\", \"received\", \"no\"]",
        "raising = [\"no\", \"received\", \"unopened\"]",
        "expectation-broken",
        "offline",
    );
    // Advice that depends on a question that such visitors are not asked.
    caught(
        "id = \"phone-save\"\nkind = \"do\"\nworth_a_question = false\nwhen = { devices",
        "id = \"phone-save\"\nkind = \"do\"\nworth_a_question = false\nwhen = { away = [\"yes\"], devices",
        "advice-never-shows",
        "phone-save",
    );
    caught(
        "id = \"shared-deletion\"\nkind = \"know\"\nprotocol = \"imap\"\nwhen = { devices = [\"several\"] }",
        "id = \"shared-deletion\"\nkind = \"know\"\nprotocol = \"imap\"\nwhen = { offline = [\"unopened\"], devices = [\"several\"] }",
        "advice-never-shows",
        "shared-deletion",
    );
    // Figures that no plan has.
    caught(
        "when = { devices = [\"phone-only\"] }\nfavours = \"imap\"",
        "when = { devices = [\"phone-only\"], away = [\"yes\"] }\nmailbox_limit_mb = { at_most = 10 }\nfavours = \"imap\"",
        "rule-never-fires",
        "phone-space",
    );
    caught(
        "when = { purpose = [\"spare\"] }\nfavours",
        "when = { purpose = [\"spare\"], backup = [\"none\"] }\nfavours",
        "rule-never-fires",
        "spare-account",
    );
    caught(
        "when = { frequency = [\"daily\"], devices = [\"one-pc\"] }",
        "when = { frequency = [\"weekly\"], devices = [\"one-pc\"] }",
        "choice-never-matters",
        "daily",
    );
}

#[test]
fn a_space_too_large_to_walk_is_refused_with_its_number() {
    let more = |n: usize| {
        format!(
            "[[question]]\nid = \"more-{n}\"\ntitle.ja = \"追加？\"\ntitle.en = \"More?\"\nshort.ja = \"追加\"\nshort.en = \"More\"\n\
             why.ja = \"なし。\"\nwhy.en = \"None.\"\n{}\n",
            ["c0", "c1", "c2", "c3", "c4"]
                .map(|c| format!("[[question.choice]]\nid = \"{c}\"\nlabel.ja = \"値\"\nlabel.en = \"Value\"\ngiven.ja = \"値なら\"\ngiven.en = \"If\"\n"))
                .concat()
        )
    };
    let added = format!("{}{}# ───────────────────────────── ルール", more(1), more(2));
    let (problems, _) = of(loader::EMBEDDED.replacen("# ───────────────────────────── ルール", &added, 1));
    assert_eq!(problems[0].code.id(), "space-too-large");
    assert!(problems[0].message.contains("406425600"), "{}", problems[0].message);
}

#[test]
fn the_difference_counts_what_changes_and_names_the_cause() {
    let new = loader::load("new.toml", &LIGHT.replacen("weight = 12", "weight = 4", 1)).unwrap();
    let difference = audit::difference(&LIGHT_RULES, &new, &mut |_| {}).unwrap();
    assert_eq!(difference.groups.len(), 1);
    assert_eq!(difference.groups[0].causes, ["several-devices"]);
    assert!(difference.changed.protocol > 1000 && difference.changed.advice == 0);
    assert_eq!(difference.groups[0].changed, difference.changed);
    for sample in &difference.groups[0].samples {
        let (answers, _) = pop_or_imap::answers::Answers::from_query(&LIGHT_RULES, sample);
        let [before, after] =
            [&*LIGHT_RULES, &new].map(|rules| pop_or_imap::engine::recommend(rules, &answers).outcome.protocol);
        assert_ne!(before, after, "{sample}");
    }
    let same = audit::difference(&LIGHT_RULES, &LIGHT_RULES, &mut |_| {}).unwrap();
    assert_eq!(
        (same.changed, same.groups.len(), same.entries.len(), same.uses.len()),
        (ChangeCounts::default(), 0, 0, 0)
    );
    assert_eq!(same.combinations, audit::inspect(&LIGHT_RULES, &mut |_| {}).unwrap().combinations);
}

#[test]
fn the_difference_tells_texts_advice_and_moved_uses() {
    let source = LIGHT
        .replacen(
            "text.en = \"With one PC, mail is kept on it, and server space is rarely a concern.\"",
            "text.en = \"One PC: POP will do.\"",
            1,
        )
        .replacen("id = \"shared-deletion\"", "id = \"agree-on-deletion\"", 1);
    let new = loader::load("new.toml", &source).unwrap();
    let difference = audit::difference(&LIGHT_RULES, &new, &mut |_| {}).unwrap();
    assert_eq!((difference.changed.protocol, difference.changed.strength), (0, 0));
    assert_eq!(difference.groups[0].causes, ["agree-on-deletion", "shared-deletion"]);
    let entries: Vec<_> = difference.entries.iter().map(|e| (e.noun, e.id.as_str(), e.change)).collect();
    assert_eq!(
        entries,
        [("advice", "agree-on-deletion", "new"), ("rule", "one-pc", "changed"), ("advice", "shared-deletion", "gone")]
    );
    assert!(
        difference.entries[1].shown.as_ref().is_some_and(|(count, sample)| *count > 1000 && sample.contains("one-pc"))
    );
    let source = LIGHT.replacen("strong = 12", "strong = 15", 1).replacen("moderate = 6", "moderate = 8", 1);
    let new = loader::load("new.toml", &source).unwrap();
    let difference = audit::difference(&LIGHT_RULES, &new, &mut |_| {}).unwrap();
    assert_eq!(difference.groups[0].causes, ["scale"]);
    assert!(difference.uses.iter().any(|moved| moved.id == "notifications"));
}

#[test]
fn the_difference_names_a_cap_that_changed() {
    let cap = &LIGHT_RULES.caps[0];
    let at = LIGHT.find(&format!("id = \"{}\"", cap.id)).unwrap();
    let raised = LIGHT[at..].replacen("at_most = \"slight\"", "at_most = \"moderate\"", 1);
    let new = loader::load("new.toml", &format!("{}{raised}", &LIGHT[..at])).unwrap();
    let difference = audit::difference(&LIGHT_RULES, &new, &mut |_| {}).unwrap();
    assert!(difference.changed.strength > 0 && difference.changed.protocol == 0, "{:?}", difference.changed);
    assert!(difference.groups.iter().all(|group| group.causes == [cap.id.clone()]), "{:?}", difference.groups);
    let reworded = format!("{}{}", &LIGHT[..at], LIGHT[at..].replacen("text.ja = \"", "text.ja = \"なお、", 1));
    let new = loader::load("new.toml", &reworded).unwrap();
    let difference = audit::difference(&LIGHT_RULES, &new, &mut |_| {}).unwrap();
    assert_eq!((difference.groups.len(), difference.entries.len()), (0, 1), "words alone change no combination");
}

#[test]
fn answers_that_only_the_old_rules_count_are_compared_too() {
    // The new rules do not ask about importance for inquiries any more, but links with that answer were sent.
    let gated = LIGHT.replacen(
        "[[question.choice]]\nid = \"critical\"",
        "ask_unless = { purpose = [\"inquiry\"] }\n[[question.choice]]\nid = \"critical\"",
        1,
    );
    let new = loader::load("new.toml", &gated).unwrap_or_else(|problems| panic!("{problems}"));
    let there = audit::difference(&LIGHT_RULES, &new, &mut |_| {}).unwrap();
    let back = audit::difference(&new, &LIGHT_RULES, &mut |_| {}).unwrap();
    assert!(there.changed.protocol > 100, "{:?}", there.changed);
    assert_eq!(there.changed, back.changed, "the same combinations, seen from either side");
    assert!(there.entries.iter().any(|entry| entry.noun == "question" && entry.id == "importance"));
}

#[test]
fn a_use_that_moves_is_shown_rather_than_refused() {
    let source = LIGHT.replacen("id = \"offline-reading\"\nfactor = \"network\"\nwhen = { offline = [\"unopened\", \"received\"] }\nfavours = \"pop\"\nweight = 8", "id = \"offline-reading\"\nfactor = \"network\"\nwhen = { offline = [\"unopened\", \"received\"] }\nfavours = \"imap\"\nweight = 8", 1);
    let (new, failing) = loader::parse("new.toml", &source).unwrap();
    assert!(failing.iter().all(|problem| problem.code.id() == "use-gives-something-else") && !failing.is_empty());
    let difference = audit::difference(&LIGHT_RULES, &new, &mut |_| {}).unwrap();
    assert!(difference.uses.iter().any(|moved| moved.id == "offline-reading"));
    assert!(difference.changed.protocol > 0);
}

#[test]
fn every_idle_choice_is_found_beyond_the_32nd_and_the_64th() {
    for count in [40, 70] {
        // A question with many choices, on the first three of which a rule depends, in a small space.
        let choice = |n: usize| {
            format!(
                "{{ id = \"z{n}\", label = {{ ja = \"値\", en = \"l\" }}, given = {{ ja = \"値なら\", en = \"if\" }} }},"
            )
        };
        let question = format!(
            "[[question]]\nid = \"level\"\ntitle = {{ ja = \"問\", en = \"q\" }}\nshort = {{ ja = \"短\", en = \"s\" }}\n\
             why = {{ ja = \"訳\", en = \"w\" }}\nchoice = [{}]\n",
            (0..count).map(choice).collect::<String>()
        );
        let rule = "[[rule]]\nid = \"level\"\nfactor = \"importance\"\nwhen = { level = [\"z0\", \"z1\", \"z2\"] }\nfavours = \"pop\"\n\
                    weight = 3\ntext = { ja = \"段\", en = \"t\" }\notherwise = { ja = \"否\", en = \"o\" }\n";
        let small = include_str!("data/rules/small.toml");
        let source = small.replacen("[[rule]]", &format!("{question}{rule}[[rule]]"), 1);
        // Its everyday use does not matter here.
        let (rulebook, _) = loader::parse("small.toml", &source).unwrap_or_else(|problems| panic!("{problems}"));
        let problems = audit::inspect(&rulebook, &mut |_| {}).unwrap().diagnostics;
        let idle: Vec<_> =
            problems.iter().filter(|problem| problem.message.ends_with("of `level` never matters")).collect();
        assert!(idle.iter().all(|problem| problem.code.id() == "choice-never-matters"));
        let named: Vec<_> = idle.iter().map(|problem| problem.message.split('`').nth(1).unwrap().to_owned()).collect();
        assert_eq!(named, (3..count).map(|n| format!("z{n}")).collect::<Vec<_>>());
    }
}
