//! Every change of the built-in rules, carried out on Dovecot: nothing is lost, and without a guard exactly its losses occur.

use std::collections::BTreeSet;

use pop_or_imap::answers::Answers;
use pop_or_imap::rulebook::{CurrentUse, Protocol};
use pop_or_imap::setup::{self, Current};
use serde_json::{Value, json};

use super::{beside, run};
use crate::support::RULES;

/// A change with its steps: answers, and the step to leave out.
struct Played {
    name: String,
    change: Value,
    expected: Vec<String>,
}

/// Returns every change of every device that the rules tell apart, whole and without each of its guards.
fn plays() -> Vec<Played> {
    let mut plays = Vec::new();
    for devices in ["one-pc", "pc-phone", "several", "people", "phone-only"] {
        for rest in ["&purpose=work", "&purpose=notification", "&offline=unopened"] {
            for now in CurrentUse::ALL {
                let query = format!("devices={devices}{rest}&now={}", now.id());
                let (answers, _) = Answers::from_query(&RULES, &query);
                let plan = setup::plan(&RULES, &answers, Current::of(&answers));
                let loss = |index: &usize| RULES.losses[*index].id.clone();
                let steps: Vec<_> = plan
                    .steps
                    .iter()
                    .map(|step| (step.id.clone(), step.guards.iter().map(loss).collect::<Vec<_>>()))
                    .collect();
                let guards = steps.iter().filter(|(_, guards)| !guards.is_empty());
                let omitted = std::iter::once(None).chain(guards.map(Some)).filter(|_| !steps.is_empty());
                for omit in omitted {
                    let listed: Vec<_> =
                        steps.iter().map(|(id, guards)| json!({ "id": id, "guards": guards })).collect();
                    plays.push(Played {
                        name: format!("{query} without {}", omit.map_or("nothing", |(id, _)| id)),
                        change: json!({
                            "now": now.id(), "protocol": plan.protocol.id(), "devices": devices, "steps": listed,
                            "omit": omit.map(|(id, _)| id),
                        }),
                        expected: omit.map_or_else(Vec::new, |(_, guards)| guards.clone()),
                    });
                }
            }
        }
    }
    plays
}

#[test]
fn each_change_keeps_all_mail_and_each_guard_prevents_exactly_its_losses() {
    let plays = plays();
    let changes: Value = plays.iter().map(|play| play.change.clone()).collect();
    let output = run("python3", &[beside("switching.py").to_str().unwrap()], &changes.to_string());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Vec<Vec<String>> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found.len(), plays.len());
    let wrong: Vec<_> = plays
        .iter()
        .zip(&found)
        .filter(|(play, found)| play.expected != **found)
        .map(|(play, found)| format!("{}: {found:?}, not {:?}", play.name, play.expected))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_step_of_every_switch_is_played() {
    let played: BTreeSet<_> = plays()
        .iter()
        .flat_map(|play| {
            let steps = play.change["steps"].as_array().unwrap().clone();
            let pair =
                format!("{} {}", play.change["now"].as_str().unwrap(), play.change["protocol"].as_str().unwrap());
            steps.into_iter().map(move |step| format!("{pair} {}", step["id"].as_str().unwrap()))
        })
        .collect();
    for switch in &RULES.switches {
        for (from, to) in switch.from.iter().flat_map(|from| switch.to.iter().map(move |to| (from, to))) {
            for step in &switch.steps {
                let name = format!("{} {} {}", from.id(), to.id(), step.id);
                assert!(played.contains(&name), "{name} is never played");
            }
        }
    }
    let changed: Vec<_> = RULES.switches.iter().flat_map(|switch| &switch.from).collect();
    assert!(!changed.contains(&&CurrentUse::New));
    assert!(RULES.switches.iter().any(|switch| switch.to.contains(&Protocol::Pop)));
}

/// The model has no step that it does not know: a new one must be added to it.
#[test]
fn the_model_knows_every_step() {
    let model = std::fs::read_to_string(beside("switching.py")).unwrap();
    for step in RULES.switches.iter().flat_map(|switch| &switch.steps) {
        let by_hand = [
            "check-arrival",
            "remove-imap",
            "others-read",
            "prepare-new",
            "add-pop",
            "add-imap-beside",
            "add-pop-beside",
        ];
        let is_known = model.contains(&format!("\"{}\"", step.id)) || by_hand.contains(&step.id.as_str());
        assert!(is_known, "switching.py does not carry out {}", step.id);
        assert!(!(step.is_guard() && by_hand.contains(&step.id.as_str())), "{} is a guard", step.id);
    }
}

/// The four losses as plain facts about Dovecot, without the model of a customer.
#[test]
fn dovecot_loses_mail_in_four_ways() {
    let script = format!(
        r#"
import json, sys, tempfile
sys.path.insert(0, {:?})
import dovecot, switching
facts = {{}}
with tempfile.TemporaryDirectory() as directory:
    dovecot.open_to_owner(directory)
    box = dovecot.Mailbox(directory + "/a", 100)
    imap = box.imap()
    for folder, count in (("INBOX", 3), ("Archive", 2), ("Sent", 1)):
        imap.create(folder) if folder != "INBOX" else None
        for n in range(count):
            assert imap.put(folder, b"Subject: %d\r\n\r\nx\r\n" % n)
    pop = box.pop()
    facts["pop_sees"] = pop.stat()[0]
    pop.retr(1)
    pop.close_session()
    facts["fetched_is_read"] = "\\Seen" in imap.messages("INBOX")["0"]
    pop = box.pop()
    for n in (1, 2, 3):
        pop.retr(n)
        pop.dele(n)
    pop.close_session()
    facts["imap_sees"] = len(imap.messages("INBOX"))
    copied = 0
    while copied < 50 and imap.put("Archive", switching.message(f"big {{copied}}")):
        copied += 1
    facts["copied"] = copied
    facts["refusal"] = imap.append("Archive", None, None, switching.message("one more"))[1][0].decode()
    imap.close_session()
json.dump(facts, sys.stdout)
"#,
        beside("")
    );
    let output = run("python3", &["-c", &script], "");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let facts: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(facts["pop_sees"], 3, "folders and sent mail are hidden from POP");
    assert_eq!(facts["fetched_is_read"], true, "what POP leaves appears as read");
    assert_eq!(facts["imap_sees"], 0, "what POP deletes, IMAP never shows");
    assert!(
        facts["copied"].as_u64().unwrap() < 11 && facts["refusal"].as_str().unwrap().contains("OVERQUOTA"),
        "{facts}"
    );
}
