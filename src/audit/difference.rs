//! Owns the difference between two rule sets: which combinations of answers come out otherwise, and because of what.

use std::collections::BTreeMap;

use super::{answers_of, space};
use crate::answers::{Answers, Given};
use crate::engine::{self, Outcome};
use crate::rulebook::{Problem, Protocol, Rulebook, Text};

/// How many sample links a group shows.
const SAMPLES: usize = 3;

/// What differs between two rule sets, over every combination of answers to the new one's questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// How many combinations there are.
    pub combinations: u64,
    /// How many change protocol, strength, or advice alone.
    pub changed: Counts,
    /// The changes by what caused them, most combinations first.
    pub groups: Vec<Group>,
    /// Rules, advice, questions and choices that are new, gone, or say something else: `rule one-pc: text`.
    pub texts: Vec<String>,
    /// Everyday uses that come out otherwise.
    pub uses: Vec<MovedUse>,
}

/// How many combinations change, each counted once under the weightiest change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Another protocol.
    pub protocol: u64,
    /// The same protocol with another strength.
    pub strength: u64,
    /// The same protocol and strength with other advice.
    pub advice: u64,
}

/// Combinations that changed for the same cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Ids of the rules or advice that differ there; `scale or tie` where none does.
    pub causes: Vec<String>,
    /// How many combinations changed.
    pub changed: Counts,
    /// Canonical queries, those with another protocol first.
    pub samples: Vec<String>,
}

/// An everyday use that comes out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedUse {
    /// Its id.
    pub id: String,
    /// What came out.
    pub before: (Protocol, crate::rulebook::Strength),
    /// What comes out now.
    pub after: (Protocol, crate::rulebook::Strength),
}

/// Compares two rule sets; questions and choices are matched by id, and what the old one lacks counts as unknown.
///
/// # Errors
/// One problem where the new rule set's space is too large to walk.
///
/// ```
/// use pop_or_imap::audit;
/// let rulebook = audit::embedded();
/// let difference = audit::difference(&rulebook, &rulebook, &mut |_| {}).unwrap();
/// assert_eq!(difference.changed, audit::Counts::default());
/// ```
pub fn difference(old: &Rulebook, new: &Rulebook, progress: &mut dyn FnMut(u64)) -> Result<Difference, Problem> {
    super::findings::within_budget(new)?;
    let matched = Matched::new(old, new);
    let mut groups: BTreeMap<Cause, Group> = BTreeMap::new();
    let mut changed = Counts::default();
    let combinations = space::walk(
        new,
        &mut |answers, after| {
            let before = engine::recommend(old, &matched.old_answers(answers)).outcome;
            let Some(kind) = matched.kind(&before, after) else { return };
            let group = groups.entry(matched.cause(kind, &before, after)).or_default();
            count(&mut changed, kind);
            count(&mut group.changed, kind);
            let query = || answers.to_query(new);
            if kind == Kind::Protocol && group.changed.protocol <= SAMPLES as u64 {
                group.samples.insert(usize::try_from(group.changed.protocol - 1).unwrap_or(0), query());
                group.samples.truncate(SAMPLES);
            } else if group.samples.len() < SAMPLES {
                group.samples.push(query());
            }
        },
        progress,
    );
    let mut groups: Vec<Group> =
        groups.into_iter().map(|(cause, group)| Group { causes: matched.names(cause), ..group }).collect();
    groups
        .sort_by_key(|group| std::cmp::Reverse((group.changed.protocol, group.changed.strength, group.changed.advice)));
    Ok(Difference { combinations, changed, groups, texts: texts(old, new), uses: moved_uses(&matched) })
}

/// What changed most about a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Protocol,
    Strength,
    Advice,
}

const fn count(counts: &mut Counts, kind: Kind) {
    match kind {
        Kind::Protocol => counts.protocol += 1,
        Kind::Strength => counts.strength += 1,
        Kind::Advice => counts.advice += 1,
    }
}

/// What caused a change: places of rules, or of advice, in the new and the old rule set, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Rules { new: u128, old: u128 },
    Advice { new: u128, old: u128 },
}

/// Two rule sets with their questions, rules and advice matched by id.
struct Matched<'a> {
    old: &'a Rulebook,
    new: &'a Rulebook,
    /// For each new question, the old one's place and its choices' places.
    questions: Vec<Option<(usize, Vec<Option<u8>>)>>,
    /// For each new rule, the old one's place if it has the same effect.
    rules: Vec<Option<usize>>,
    /// For each new piece of advice, the old one's place.
    advice: Vec<Option<usize>>,
}

impl<'a> Matched<'a> {
    fn new(old: &'a Rulebook, new: &'a Rulebook) -> Self {
        let questions = new.questions.iter().map(|question| {
            let (place, before) = old.question(&question.id)?;
            let choice = |id: &str| before.choice(id).and_then(|(choice, _)| u8::try_from(choice).ok());
            Some((place, question.choices.iter().map(|choice_now| choice(&choice_now.id)).collect()))
        });
        let same_rule = |rule: &crate::rulebook::Rule| {
            old.rules.iter().position(|before| before.id == rule.id && before.effect == rule.effect)
        };
        Self {
            old,
            new,
            questions: questions.collect(),
            rules: new.rules.iter().map(same_rule).collect(),
            advice: new.advice.iter().map(|now| old.advice.iter().position(|before| before.id == now.id)).collect(),
        }
    }

    fn old_answers(&self, answers: &Answers) -> Answers {
        let matched = self.questions.iter().enumerate();
        matched.fold(answers.unsaid(), |before, (place, question)| match (answers.given(place), question) {
            (Given::Choice(choice), Some((old_place, choices))) => {
                let old_choice = choices.get(usize::from(choice)).copied().flatten();
                before.with(*old_place, old_choice.map_or(Given::Unknown, Given::Choice))
            }
            _ => before,
        })
    }

    fn kind(&self, before: &Outcome, after: &Outcome) -> Option<Kind> {
        if before.protocol != after.protocol {
            Some(Kind::Protocol)
        } else if before.strength != after.strength {
            Some(Kind::Strength)
        } else {
            let (new, old) = unmatched(&self.advice, after.advice_bits(), before.advice_bits());
            (new | old != 0).then_some(Kind::Advice)
        }
    }

    fn cause(&self, kind: Kind, before: &Outcome, after: &Outcome) -> Cause {
        if kind == Kind::Advice {
            let (new, old) = unmatched(&self.advice, after.advice_bits(), before.advice_bits());
            return Cause::Advice { new, old };
        }
        let (new, old) = unmatched(&self.rules, after.fired_bits(), before.fired_bits());
        Cause::Rules { new, old }
    }

    fn names(&self, cause: Cause) -> Vec<String> {
        let bits = |bits: u128| (0..128_usize).filter(move |place| bits >> place & 1 == 1);
        let mut names: Vec<String> = match cause {
            Cause::Rules { new, old } => {
                let now = bits(new).filter_map(|place| Some(self.new.rules.get(place)?.id.clone()));
                now.chain(bits(old).filter_map(|place| Some(self.old.rules.get(place)?.id.clone()))).collect()
            }
            Cause::Advice { new, old } => {
                let now = bits(new).filter_map(|place| Some(self.new.advice.get(place)?.id.clone()));
                now.chain(bits(old).filter_map(|place| Some(self.old.advice.get(place)?.id.clone()))).collect()
            }
        };
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            names.push("scale or tie".to_owned());
        }
        names
    }
}

/// Gives what is set on one side only, the new places and the old.
fn unmatched(matches: &[Option<usize>], after: u128, before: u128) -> (u128, u128) {
    let (mut new, mut old) = (after, before);
    for (place, matched) in matches.iter().enumerate() {
        if let Some(before_place) = matched
            && after >> place & 1 == 1
            && before >> before_place & 1 == 1
        {
            new &= !(1 << place);
            old &= !(1 << before_place);
        }
    }
    (new, old)
}

/// Lists what is new, gone, or says something else.
fn texts(old: &Rulebook, new: &Rulebook) -> Vec<String> {
    let mut list = Vec::new();
    let rules = |book: &Rulebook| -> BTreeMap<String, Vec<Text>> {
        book.rules
            .iter()
            .map(|rule| (rule.id.clone(), std::iter::once(&rule.text).chain(&rule.otherwise).cloned().collect()))
            .collect()
    };
    compare("rule", &rules(old), &rules(new), &mut list);
    let advice = |book: &Rulebook| -> BTreeMap<String, Vec<Text>> {
        book.advice.iter().map(|advice| (advice.id.clone(), vec![advice.text.clone()])).collect()
    };
    compare("advice", &advice(old), &advice(new), &mut list);
    let questions = |book: &Rulebook| -> BTreeMap<String, Vec<Text>> {
        let texts = |question: &crate::rulebook::Question| {
            let choices = question.choices.iter().flat_map(|choice| [&choice.label, &choice.given]);
            [&question.title, &question.short, &question.why].into_iter().chain(choices).cloned().collect()
        };
        book.questions.iter().map(|question| (question.id.clone(), texts(question))).collect()
    };
    compare("question", &questions(old), &questions(new), &mut list);
    list
}

fn compare(noun: &str, old: &BTreeMap<String, Vec<Text>>, new: &BTreeMap<String, Vec<Text>>, list: &mut Vec<String>) {
    for (id, texts) in new {
        match old.get(id) {
            None => list.push(format!("{noun} {id}: new")),
            Some(before) if before != texts => list.push(format!("{noun} {id}: text")),
            Some(_) => {}
        }
    }
    list.extend(old.keys().filter(|id| !new.contains_key(*id)).map(|id| format!("{noun} {id}: gone")));
}

fn moved_uses(matched: &Matched<'_>) -> Vec<MovedUse> {
    let moved = matched.new.uses.iter().filter_map(|item| {
        let answers = answers_of(item);
        let after = engine::recommend(matched.new, &answers).outcome;
        let before = engine::recommend(matched.old, &matched.old_answers(&answers)).outcome;
        let [before, after] = [before, after].map(|outcome| (outcome.protocol, outcome.strength));
        (before != after).then(|| MovedUse { id: item.id.clone(), before, after })
    });
    moved.collect()
}
