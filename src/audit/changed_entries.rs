//! Changed entries of two rule sets, compared by content; their order in the file is ignored.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Answers;
use crate::rulebook::{Cap, Condition, RuleVariant, Rulebook, Term};

/// An entry of the file that was added, removed or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedEntry {
    /// The kind of entry: rule, cap, advice, question, plan, use, or section.
    pub noun: &'static str,
    /// The id, or the name of the section.
    pub id: String,
    /// `new`, `gone` or `changed`.
    pub change: &'static str,
    /// For a new or changed rule or piece of advice: how many combinations show it, and the first of them.
    pub shown: Option<(u64, String)>,
}

/// The content of entries, by kind and id; without spans.
type EntryTexts = BTreeMap<(&'static str, String), String>;

/// Formats the content of every entry of a rule set.
fn entry_texts(book: &Rulebook) -> EntryTexts {
    let mut texts = EntryTexts::new();
    let mut add = |noun: &'static str, id: &str, words: String| {
        texts.insert((noun, id.to_owned()), words);
    };
    let terms = |condition: &Condition| terms(book, condition);
    for rule in &book.rules {
        let variant = |v: &RuleVariant| format!("{:?} {}", (&v.text, &v.otherwise), terms(&v.condition));
        let variants: Vec<_> = rule.variants.iter().map(variant).collect();
        let words = (&rule.text, &rule.otherwise, rule.factor, rule.effect, rule.baseline, variants);
        add("rule", &rule.id, format!("{words:?} {}", terms(&rule.condition)));
    }
    for cap in &book.caps {
        let words = (&cap.text, cap.protocol, cap.at_most);
        add("cap", &cap.id, format!("{words:?} {}", terms(&cap.condition)));
    }
    for advice in &book.advice {
        let words = (&advice.text, advice.kind, advice.protocol);
        add("advice", &advice.id, format!("{words:?} {}", terms(&advice.condition)));
    }
    for question in &book.questions {
        let choices: Vec<_> = question.choices.iter().map(|c| (&c.id, &c.label, &c.given, &c.hint)).collect();
        let words =
            (&question.title, &question.short, &question.why, question.pinned, question.changes_in_practice, choices);
        add("question", &question.id, format!("{words:?} {}", terms(&question.ask_unless)));
    }
    for plan in &book.plans {
        add("plan", &plan.id, format!("{plan:?}"));
    }
    for item in &book.uses {
        let answers = Answers::from_use(item).question_pairs(book);
        add("use", &item.id, format!("{:?}", (&item.label, answers, item.gives, item.strength)));
    }
    add("section", "tie", format!("{:?}", (book.tie.favours, &book.tie.text)));
    add("section", "scale", format!("{:?}", book.scale));
    add("section", "links", format!("{:?}", book.links));
    add("section", "protocol", format!("{:?}", book.protocols));
    add("section", "comparison", format!("{:?}", book.comparisons));
    add("section", "capacity", format!("{:?}", book.capacity));
    texts
}

/// Lists the entries that were added, removed or changed.
pub(super) fn changed_entries(old: &Rulebook, new: &Rulebook) -> Vec<ChangedEntry> {
    let (before, after) = (entry_texts(old), entry_texts(new));
    let changed = after.iter().filter_map(|((noun, id), words)| {
        let change = match before.get(&(*noun, id.clone())) {
            None => "new",
            Some(other) if other != words => "changed",
            Some(_) => return None,
        };
        Some(ChangedEntry { noun, id: id.clone(), change, shown: None })
    });
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    let gone = gone.map(|(noun, id)| ChangedEntry { noun, id: id.clone(), change: "gone", shown: None });
    changed.chain(gone).collect()
}

/// Formats a condition with ids instead of indices.
fn terms(book: &Rulebook, condition: &Condition) -> String {
    let name = |term: &Term| {
        let question = book.question_at(term.question)?;
        let choices: Vec<_> = term.choices.iter().filter_map(|c| Some(question.choices.get(*c)?.id.clone())).collect();
        Some((question.id.clone(), choices))
    };
    let [when, unless] = [&condition.when, &condition.unless].map(|t| t.iter().filter_map(name).collect::<Vec<_>>());
    let Condition { mailbox_limit_mb, months_to_full, used_percent, .. } = condition;
    format!("{when:?} {unless:?} {mailbox_limit_mb:?} {months_to_full:?} {used_percent:?}")
}

/// Returns the ids of the caps that were added or removed, or have another effect; their texts are ignored.
pub(super) fn changed_caps(old: &Rulebook, new: &Rulebook) -> Vec<String> {
    let effects = |book: &Rulebook| -> BTreeMap<String, String> {
        let effect = |cap: &Cap| format!("{:?} {}", (cap.protocol, cap.at_most), terms(book, &cap.condition));
        book.caps.iter().map(|cap| (cap.id.clone(), effect(cap))).collect()
    };
    let (before, after) = (effects(old), effects(new));
    let differs = |id: &&String| before.get(*id) != after.get(*id);
    let ids: BTreeSet<_> = before.keys().chain(after.keys()).filter(differs).cloned().collect();
    ids.into_iter().collect()
}
