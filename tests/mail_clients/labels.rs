//! Quoted labels: every label of Thunderbird that a text quotes is one of its Japanese language pack, or of its English texts.

use std::collections::BTreeSet;

use pop_or_imap::rulebook::{Client, Lang, Text};

use super::run;
use crate::support::RULES;

/// Returns the texts of all labels in an archive of Thunderbird, without variables of Fluent.
fn labels(archive: &str, folder: &str) -> BTreeSet<String> {
    let script = r#"
import re, sys, zipfile
found = set()
archive = zipfile.ZipFile(sys.argv[1])
for name in archive.namelist():
    if sys.argv[2] not in name:
        continue
    if not name.endswith((".ftl", ".dtd", ".properties")):
        continue
    text = archive.read(name).decode("utf-8", "replace")
    if name.endswith(".dtd"):
        found.update(re.findall(r'<!ENTITY\s+\S+\s+"([^"]*)"', text))
    else:
        found.update(value.strip() for value in re.findall(r"^\s*\.?[\w.-]+\s*=\s*(.+)$", text, re.M))
sys.stdout.write("\n".join(found))
"#;
    let output = run("python3", &["-c", script, archive, folder], "");
    assert!(output.status.success(), "{archive}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| line.trim().to_owned()).collect()
}

/// Returns the quoted parts of a text, without the app's names of the protocols.
fn quoted(client: &Client, text: &Text, lang: Lang) -> Vec<String> {
    let (open, close) = if lang == Lang::Ja { ('「', '」') } else { ('“', '”') };
    let parts = text.get(lang).split(open).skip(1).filter_map(|part| part.split_once(close));
    let names = [&client.calls.pop, &client.calls.imap].map(|name| name.clone().unwrap_or_default());
    parts.map(|(label, _)| label.to_owned()).filter(|label| !label.starts_with('{') && !names.contains(label)).collect()
}

fn texts(client: &Client) -> Vec<&Text> {
    let mark = client.mark.iter().flat_map(|mark| [&mark.same, &mark.other, &mark.unknown]);
    let hints = client.hints.iter().map(|hint| &hint.text);
    std::iter::once(&client.choose).chain(&client.keep).chain(&client.keep_nothing).chain(mark).chain(hints).collect()
}

#[test]
fn thunderbird_has_every_label_that_is_quoted() {
    let client = RULES.clients.iter().find(|client| client.id == "thunderbird").unwrap();
    let packs = [
        (Lang::Ja, "/usr/lib/thunderbird/extensions/langpack-ja@thunderbird.mozilla.org.xpi", "ja"),
        (Lang::En, "/usr/lib/thunderbird/omni.ja", "en-US"),
    ];
    let mut count = 0;
    for (lang, archive, folder) in packs {
        let known = labels(archive, folder);
        assert!(known.len() > 5_000, "{archive}: {}", known.len());
        for label in texts(client).into_iter().flat_map(|text| quoted(client, text, lang)) {
            assert!(known.contains(&label), "Thunderbird has no label {label}");
            count += 1;
        }
        // The account hub shows the names of both protocols as they are.
        assert!(!known.contains("この表示はありません"), "and a made-up one is not found");
    }
    assert!(count >= 20, "{count}");
}

/// Other apps cannot be tried here, so their texts name no label.
#[test]
fn no_label_of_another_app_is_quoted() {
    for client in RULES.clients.iter().filter(|client| !client.exact) {
        for text in texts(client) {
            for lang in Lang::ALL {
                assert_eq!(quoted(client, text, lang), [""; 0], "{}", client.id);
            }
        }
    }
}
