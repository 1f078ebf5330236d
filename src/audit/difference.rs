//! Owns the difference between two rule sets: which combinations of answers come out otherwise, and because of what.

use std::collections::{BTreeMap, BTreeSet};

use super::entries::{ChangedEntry, changed_caps, changed_entries};
use super::{answers_of, space};
use crate::answers::{Answers, Given, Numbers};
use crate::engine::{self, Outcome};
use crate::rulebook::{Condition, Problem, Protocol, Rulebook};

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
    /// Entries of the file that are new, gone, or say something else.
    pub entries: Vec<ChangedEntry>,
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
    /// Ids of the rules or advice that differ there; also `scale`, `tie` and the ids of caps, where those changed.
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

/// Compares two rule sets over the combinations of either; questions and choices are matched by id, and what one of
/// them lacks counts as unknown there.
///
/// # Errors
/// One problem where a space is too large to walk.
///
/// ```
/// use pop_or_imap::audit;
/// let rulebook = audit::embedded();
/// let difference = audit::difference(&rulebook, &rulebook, &mut |_| {}).unwrap();
/// assert_eq!(difference.changed, audit::Counts::default());
/// ```
pub fn difference(old: &Rulebook, new: &Rulebook, progress: &mut dyn FnMut(u64)) -> Result<Difference, Problem> {
    super::findings::within_budget(old)?;
    super::findings::within_budget(new)?;
    let matched = Matched::new(old, new);
    let mut tally = Tally {
        matched: &matched,
        changed: Counts::default(),
        groups: BTreeMap::new(),
        shown: Shown::new(new),
        noted: BTreeSet::new(),
    };
    let (mut old_space, mut new_space) = (Spaces::new(old), Spaces::new(new));
    let mut combinations = space::walk(
        new,
        &mut |answers, after| {
            let before = old_space.outcome(&matched.to_old.translate(answers));
            tally.note(answers, new, &before, after);
        },
        progress,
    );
    tally.noted.clear();
    // Answers that only the old rules know, or only they ask for, stand in links that were sent.
    if !same_questions(old, new) {
        let mut note = |answers: &Answers, before: &Outcome| {
            let now = matched.to_new.translate(answers);
            if matched.to_old.translate(&counting(&now, new)).as_set(old) != answers.as_set(old) {
                combinations += u64::from(answers.numbers == Numbers::default());
                tally.note(answers, old, before, &new_space.outcome(&now));
            }
        };
        space::walk(old, &mut note, progress);
    }
    let Tally { changed, groups, shown, .. } = tally;
    let mut groups: Vec<Group> =
        groups.into_iter().map(|(cause, group)| Group { causes: matched.names(cause), ..group }).collect();
    groups
        .sort_by_key(|group| std::cmp::Reverse((group.changed.protocol, group.changed.strength, group.changed.advice)));
    Ok(Difference {
        combinations,
        changed,
        groups,
        entries: changed_entries(old, new, |noun, id| shown.of(new, noun, id)),
        uses: moved_uses(&matched),
    })
}

/// Checks whether two rule sets ask the same: then the combinations of one are those of the other.
fn same_questions(old: &Rulebook, new: &Rulebook) -> bool {
    let asks = |book: &Rulebook| -> Vec<(String, Vec<String>, Condition)> {
        let questions = book.questions.iter().map(|question| {
            let choices = question.choices.iter().map(|choice| choice.id.clone()).collect();
            (question.id.clone(), choices, question.ask_unless.clone())
        });
        questions.collect()
    };
    asks(old) == asks(new)
}

/// Takes out the answers that do not count.
fn counting(answers: &Answers, rulebook: &Rulebook) -> Answers {
    (0..rulebook.questions.len()).fold(*answers, |answers, place| {
        if answers.asks(rulebook, place) { answers } else { answers.with(place, Given::Open) }
    })
}

/// What comes out under one rule set, with the numbers asked for last.
struct Spaces<'a> {
    rulebook: &'a Rulebook,
    space: Option<space::Space<'a>>,
}

impl<'a> Spaces<'a> {
    const fn new(rulebook: &'a Rulebook) -> Self {
        Self { rulebook, space: None }
    }

    fn outcome(&mut self, answers: &Answers) -> Outcome {
        let held = self.space.take().filter(|space| space.numbers() == answers.numbers);
        let space = held.unwrap_or_else(|| space::Space::new(self.rulebook, answers.numbers));
        self.space.insert(space).outcome(answers)
    }
}

/// What is counted on the way.
struct Tally<'m> {
    matched: &'m Matched<'m>,
    changed: Counts,
    groups: BTreeMap<Cause, Group>,
    shown: Shown,
    /// The combinations that were counted: by themselves, or under the first numbers with which they change.
    noted: BTreeSet<usize>,
}

impl Tally<'_> {
    fn note(&mut self, answers: &Answers, rulebook: &Rulebook, before: &Outcome, after: &Outcome) {
        self.shown.note(answers, rulebook, after);
        let Some(kind) = self.matched.kind(before, after) else { return };
        if !self.noted.insert(space::index(rulebook, answers)) {
            return;
        }
        let group = self.groups.entry(self.matched.cause(kind, before, after)).or_default();
        count(&mut self.changed, kind);
        count(&mut group.changed, kind);
        let query = || answers.to_query(rulebook);
        let protocols = usize::try_from(group.changed.protocol).unwrap_or(usize::MAX);
        if kind == Kind::Protocol && protocols <= SAMPLES {
            // Those with another protocol come first.
            group.samples.insert(protocols - 1, query());
            group.samples.truncate(SAMPLES);
        } else if group.samples.len() < SAMPLES {
            group.samples.push(query());
        }
    }
}

/// How many combinations show each rule and each piece of advice of the new rule set, and the first of them: by
/// themselves, or with numbers where none does by itself.
struct Shown {
    rules: Vec<(u64, String)>,
    advice: Vec<(u64, String)>,
    /// The rules, and the advice, that some combination shows by itself, one bit each.
    by_itself: [u128; 2],
}

impl Shown {
    fn new(rulebook: &Rulebook) -> Self {
        let none = |count| vec![(0, String::new()); count];
        Self { rules: none(rulebook.rules.len()), advice: none(rulebook.advice.len()), by_itself: [0; 2] }
    }

    /// Returns how many combinations show a rule or a piece of advice, and the first of them.
    fn of(&self, rulebook: &Rulebook, noun: &str, id: &str) -> Option<(u64, String)> {
        match noun {
            "rule" => self.rules.get(rulebook.rules.iter().position(|rule| rule.id == id)?).cloned(),
            "advice" => self.advice.get(rulebook.advice.iter().position(|advice| advice.id == id)?).cloned(),
            _ => None,
        }
    }

    fn note(&mut self, answers: &Answers, rulebook: &Rulebook, after: &Outcome) {
        let by_itself = answers.numbers == Numbers::default();
        let shown = [(&mut self.rules, after.fired_bits()), (&mut self.advice, after.advice_bits())];
        for ((slots, bits), seen) in shown.into_iter().zip(&mut self.by_itself) {
            let mut bits = if by_itself { bits } else { bits & !*seen };
            *seen |= if by_itself { bits } else { 0 };
            while bits != 0 {
                let slot = slots.get_mut(bits.trailing_zeros() as usize);
                bits &= bits - 1;
                let Some((count, sample)) = slot else { continue };
                if *count == 0 {
                    *sample = answers.to_query(rulebook);
                }
                *count += 1;
            }
        }
    }
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

/// For each question of one rule set, its place in another, and the places of its choices there.
struct Translation(Vec<Option<(usize, Vec<Option<u8>>)>>);

impl Translation {
    fn new(from: &Rulebook, to: &Rulebook) -> Self {
        let questions = from.questions.iter().map(|question| {
            let (place, there) = to.question(&question.id)?;
            let choice = |id: &str| there.choice(id).and_then(|(choice, _)| u8::try_from(choice).ok());
            Some((place, question.choices.iter().map(|here| choice(&here.id)).collect()))
        });
        Self(questions.collect())
    }

    fn translate(&self, answers: &Answers) -> Answers {
        let matched = self.0.iter().enumerate();
        matched.fold(answers.unsaid(), |there, (place, question)| match (answers.given(place), question) {
            (Given::Choice(choice), Some((place, choices))) => {
                let choice = choices.get(usize::from(choice)).copied().flatten();
                there.with(*place, choice.map_or(Given::Open, Given::Choice))
            }
            _ => there,
        })
    }
}

/// Two rule sets with their questions, rules and advice matched by id.
struct Matched<'a> {
    old: &'a Rulebook,
    new: &'a Rulebook,
    to_old: Translation,
    to_new: Translation,
    /// For each new rule, the old one's place if it has the same effect.
    rules: Vec<Option<usize>>,
    /// For each new piece of advice, the old one's place.
    advice: Vec<Option<usize>>,
}

impl<'a> Matched<'a> {
    fn new(old: &'a Rulebook, new: &'a Rulebook) -> Self {
        let same_rule = |rule: &crate::rulebook::Rule| {
            old.rules.iter().position(|before| before.id == rule.id && before.effect == rule.effect)
        };
        Self {
            old,
            new,
            to_old: Translation::new(new, old),
            to_new: Translation::new(old, new),
            rules: new.rules.iter().map(same_rule).collect(),
            advice: new.advice.iter().map(|now| old.advice.iter().position(|before| before.id == now.id)).collect(),
        }
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
        let (mut new, mut old) = unmatched(&self.rules, after.fired_bits(), before.fired_bits());
        // Another hard rule decides: both are named, even where they only changed places.
        let id = |book: &Rulebook, place: Option<u8>| Some(book.rules.get(usize::from(place?))?.id.clone());
        if id(self.new, after.decided_by) != id(self.old, before.decided_by) {
            new |= after.decided_by.map_or(0, |place| 1 << place);
            old |= before.decided_by.map_or(0, |place| 1 << place);
        }
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
        if matches!(cause, Cause::Rules { .. }) {
            let sections =
                [("scale", self.old.scale != self.new.scale), ("tie", self.old.tie.favours != self.new.tie.favours)];
            names.extend(sections.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()));
            names.extend(changed_caps(self.old, self.new));
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

fn moved_uses(matched: &Matched<'_>) -> Vec<MovedUse> {
    let moved = matched.new.uses.iter().filter_map(|item| {
        let answers = answers_of(item);
        let after = engine::recommend(matched.new, &answers).outcome;
        let before = engine::recommend(matched.old, &matched.to_old.translate(&answers)).outcome;
        let [before, after] = [before, after].map(|outcome| (outcome.protocol, outcome.strength));
        (before != after).then(|| MovedUse { id: item.id.clone(), before, after })
    });
    moved.collect()
}
