//! The check of the whole answer space, itself checked by seeded defects, and the difference between two rule sets.

use pop_or_imap::audit::{self, Counts};
use pop_or_imap::rulebook::Problem;

use crate::support::RULES;

/// The findings of the shipped file with one place changed; the change must load.
fn findings(from: &str, to: &str) -> (Vec<Problem>, String) {
    assert!(audit::EMBEDDED.contains(from), "{from}");
    of(audit::EMBEDDED.replacen(from, to, 1))
}

fn of(source: String) -> (Vec<Problem>, String) {
    let rulebook = audit::load("rules.toml", &source).unwrap_or_else(|problems| panic!("{problems}"));
    match audit::inspect(&rulebook, &mut |_| {}) {
        Ok(report) => (report.problems, source),
        Err(problem) => (vec![problem], source),
    }
}

/// Asserts that this one change is caught with this code, underlining these words.
fn caught(from: &str, to: &str, code: &str, underlined: &str) {
    let (problems, source) = findings(from, to);
    let found =
        problems.iter().find(|problem| problem.code.id() == code && source[problem.span.clone()].contains(underlined));
    assert!(found.is_some(), "no {code} at {underlined}: {problems:#?}");
}

/// A rule to be added, before the one that is always there.
fn with_rule(rule: &str) -> String {
    let at = audit::EMBEDDED.find("[[rule]]\nid = \"starting-point\"").unwrap();
    let texts =
        "text.ja = \"理由です。\"\ntext.en = \"Because.\"\notherwise.ja = \"対策です。\"\notherwise.en = \"Mind.\"\n\n";
    format!(
        "{}[[rule]]\nid = \"added\"\nfactor = \"purpose\"\n{rule}\n{texts}{}",
        &audit::EMBEDDED[..at],
        &audit::EMBEDDED[at..]
    )
}

fn codes(source: String) -> Vec<&'static str> {
    of(source).0.iter().map(|problem| problem.code.id()).collect()
}

#[test]
fn the_shipped_rules_are_clean() {
    let report = audit::inspect(&RULES, &mut |_| {}).unwrap();
    assert!(report.problems.is_empty(), "{:#?}", report.problems);
    assert_eq!(report.ties, 0);
    assert_eq!(report.distribution.values().sum::<u64>(), report.combinations);
    assert_eq!(report.distribution.len(), 7, "both protocols with every strength, IMAP never required");
    let (chosen, fixed) = report.asked;
    assert!(chosen < fixed, "the interview asks fewer questions than the order of the file: {chosen} {fixed}");
}

#[test]
fn every_kind_of_seeded_defect_is_caught_at_its_place() {
    // A condition that nobody meets: notices are not asked about attachments.
    let source =
        with_rule("when = { purpose = [\"notification\"], attachments = [\"many\"] }\nfavours = \"imap\"\nweight = 2");
    assert_eq!(codes(source), ["rule-never-fires"]);
    // A hard rule behind one that always decides first.
    let source = with_rule("when = { offline = [\"unopened\"] }\nrequires = \"pop\"");
    assert_eq!(codes(source), ["rule-never-matters"]);
    // The same for both protocols, so that no lead moves.
    let source = with_rule("when = { offline = [\"unopened\"] }\nfavours = \"pop\"\nweight = 2");
    assert_eq!(codes(source), ["rule-never-matters"], "where a hard rule decides, points do nothing");
    // Hard rules for both.
    let source = with_rule("when = { devices = [\"several\"] }\nrequires = \"imap\"");
    assert!(codes(source).contains(&"hard-rules-contradict"));
    // A new choice that nothing looks at.
    let choice = "[[question.choice]]\nid = \"hourly\"\nlabel.ja = \"毎時\"\nlabel.en = \"Hourly\"\ngiven.ja = \"毎時なら\"\ngiven.en = \"If hourly\"\n";
    caught(
        "[[question.choice]]\nid = \"constant\"",
        &format!("{choice}[[question.choice]]\nid = \"constant\""),
        "choice-never-matters",
        "hourly",
    );
    // A question that nothing looks at, and one that nobody is asked.
    let question = |ask: &str| {
        format!(
            "[[question]]\nid = \"colour\"\ntitle.ja = \"色は？\"\ntitle.en = \"Colour?\"\nshort.ja = \"色\"\nshort.en = \"Colour\"\n\
             why.ja = \"なし。\"\nwhy.en = \"None.\"\n{ask}{}\n# ───────────────────────────── ルール",
            choice.replace("hourly", "red")
        )
    };
    caught("# ───────────────────────────── ルール", &question(""), "question-never-matters", "colour");
    let never = "ask_unless = { devices = [\"one-pc\", \"pc-phone\", \"several\", \"phone-only\"] }\n";
    let (problems, _) = findings("# ───────────────────────────── ルール", &question(never));
    assert_eq!(problems[0].code.id(), "question-never-matters", "asked only where the devices are unknown");
    // Without the starting point there are verdicts without a reason, and ties.
    let start = audit::EMBEDDED.find("[[rule]]\nid = \"starting-point\"").unwrap();
    let end = start + audit::EMBEDDED[start..].find("# ────").unwrap();
    let source = format!("{}{}", &audit::EMBEDDED[..start], &audit::EMBEDDED[end..]);
    let (problems, source) = of(source);
    assert_eq!(problems.iter().map(|p| p.code.id()).collect::<Vec<_>>(), ["tie"]);
    assert!(source[problems[0].span.clone()].contains("imap"), "the stated way out is underlined");
    assert!(problems[0].code.is_warning() && problems[0].help.as_ref().unwrap().contains("/result?"));
    caught("favours = \"imap\"\nweight = 1\n", "favours = \"imap\"\nweight = 2\n", "tie", "imap");
    // One-step expectations.
    caught(
        "when = { devices = [\"several\"] }\nfavours = \"imap\"\nweight = 12",
        "when = { devices = [\"several\"] }\nfavours = \"imap\"\nweight = 2",
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
    // Advice behind a question that is not asked of such visitors.
    caught(
        "id = \"imap-phone-save\"\nkind = \"do\"\nprotocol = \"imap\"\nwhen = { devices",
        "id = \"imap-phone-save\"\nkind = \"do\"\nprotocol = \"imap\"\nwhen = { away = [\"yes\"], devices",
        "advice-never-shows",
        "imap-phone-save",
    );
    caught(
        "id = \"shared-deletion\"\nkind = \"know\"\nprotocol = \"imap\"\nwhen = { devices = [\"several\"] }",
        "id = \"shared-deletion\"\nkind = \"know\"\nprotocol = \"imap\"\nwhen = { offline = [\"unopened\"], devices = [\"several\"] }",
        "advice-never-shows",
        "shared-deletion",
    );
    // Figures that no plan has.
    caught(
        "mailbox_limit_mb = { at_most = 1000 }",
        "mailbox_limit_mb = { at_most = 10 }",
        "rule-never-fires",
        "many-attachments-small-mailbox",
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
    let (problems, _) = findings("# ───────────────────────────── ルール", &added);
    assert_eq!(problems[0].code.id(), "space-too-large");
    assert!(problems[0].message.contains("24192000"), "{}", problems[0].message);
}

#[test]
fn the_difference_counts_what_changes_and_names_the_cause() {
    let new = audit::load("new.toml", &audit::EMBEDDED.replacen("weight = 12", "weight = 4", 1)).unwrap();
    let difference = audit::difference(&RULES, &new, &mut |_| {}).unwrap();
    assert_eq!(difference.groups.len(), 1);
    assert_eq!(difference.groups[0].causes, ["several-devices"]);
    assert!(difference.changed.protocol > 1000 && difference.changed.advice == 0);
    assert_eq!(difference.groups[0].changed, difference.changed);
    for sample in &difference.groups[0].samples {
        let (answers, _) = pop_or_imap::answers::Answers::from_query(&RULES, sample);
        let [before, after] =
            [&*RULES, &new].map(|rules| pop_or_imap::engine::recommend(rules, &answers).outcome.protocol);
        assert_ne!(before, after, "{sample}");
    }
    let same = audit::difference(&RULES, &RULES, &mut |_| {}).unwrap();
    assert_eq!((same.changed, same.groups.len(), same.texts.len(), same.uses.len()), (Counts::default(), 0, 0, 0));
}

#[test]
fn the_difference_tells_texts_advice_and_moved_uses() {
    let source = audit::EMBEDDED
        .replacen("text.en = \"For a single PC, POP is enough.\"", "text.en = \"One PC: POP will do.\"", 1)
        .replacen("id = \"shared-deletion\"", "id = \"agree-on-deletion\"", 1);
    let new = audit::load("new.toml", &source).unwrap();
    let difference = audit::difference(&RULES, &new, &mut |_| {}).unwrap();
    assert_eq!((difference.changed.protocol, difference.changed.strength), (0, 0));
    assert_eq!(difference.groups[0].causes, ["agree-on-deletion", "shared-deletion"]);
    assert_eq!(
        difference.texts,
        ["rule one-pc: text", "advice agree-on-deletion: new", "advice shared-deletion: gone"]
    );
    let source = audit::EMBEDDED.replacen("strong = 12", "strong = 15", 1).replacen("moderate = 6", "moderate = 8", 1);
    let new = audit::load("new.toml", &source).unwrap();
    let difference = audit::difference(&RULES, &new, &mut |_| {}).unwrap();
    assert_eq!(difference.groups[0].causes, ["scale or tie"]);
    assert!(difference.uses.iter().any(|moved| moved.id == "notifications"));
}
