//! Difference of two rule sets: which combinations of answers have another outcome, and the causes.

use std::collections::{BTreeMap, BTreeSet};

use super::answer_space::{self, AnswerSpace};
use super::changed_entries::{ChangedEntry, changed_caps, changed_entries};
use crate::answers::{Answer, Answers, Numbers};
use crate::engine::{self, Outcome};
use crate::rulebook::{Condition, Diagnostic, EntrySet, Protocol, QuestionIndex, RuleIndex, Rulebook};

/// The maximum number of sample links per group.
const SAMPLES: usize = 3;

/// The differences of two rule sets, over every combination of answers to their questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The number of combinations.
    pub combinations: u64,
    /// How many of them change protocol, strength, or advice alone.
    pub changed: ChangeCounts,
    /// The changes by cause, the largest group first.
    pub groups: Vec<ChangeGroup>,
    /// Entries of the file that were added, removed or changed.
    pub entries: Vec<ChangedEntry>,
    /// Everyday uses with another outcome.
    pub uses: Vec<ChangedUse>,
}

/// Numbers of changed combinations, each counted once under its most important change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeCounts {
    /// Another protocol.
    pub protocol: u64,
    /// The same protocol with another strength.
    pub strength: u64,
    /// The same protocol and strength with other advice.
    pub advice: u64,
}

/// Combinations that changed for the same cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeGroup {
    /// Ids of the rules or advice that differ; also `scale`, `tie` and the ids of caps, if those changed.
    pub causes: Vec<String>,
    /// How many combinations changed.
    pub changed: ChangeCounts,
    /// Canonical queries, those with another protocol first.
    pub samples: Vec<String>,
}

/// An everyday use with another outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedUse {
    /// The id in the new rule set.
    pub id: String,
    /// The old outcome.
    pub before: (Protocol, crate::rulebook::Strength),
    /// The new outcome.
    pub after: (Protocol, crate::rulebook::Strength),
}

/// Compares two rule sets over the combinations of either. Questions and choices are matched by id; unmatched ones
/// count as unknown.
///
/// # Errors
/// One diagnostic if a space has too many combinations.
///
/// ```
/// use pop_or_imap::audit;
/// use pop_or_imap::loader;
/// let rulebook = loader::embedded();
/// let difference = audit::difference(&rulebook, &rulebook, &mut |_| {}).unwrap();
/// assert_eq!(difference.changed, audit::ChangeCounts::default());
/// ```
pub fn difference(old: &Rulebook, new: &Rulebook, progress: &mut dyn FnMut(u64)) -> Result<Difference, Diagnostic> {
    super::lint::within_budget(old)?;
    super::lint::within_budget(new)?;
    let matched = RulebookMatch::new(old, new);
    let mut tally = ChangeTally {
        matched: &matched,
        changed: ChangeCounts::default(),
        groups: BTreeMap::new(),
        shown: ExampleCounts::new(new),
        noted: BTreeSet::new(),
    };
    let (mut old_space, mut new_space) = (CachedSpace::new(old), CachedSpace::new(new));
    let mut combinations = answer_space::walk(
        new,
        &mut |answers, after| {
            let before = old_space.outcome(&matched.to_old.translate(answers));
            tally.note(answers, new, &before, after);
        },
        progress,
    );
    tally.noted.clear();
    // Shared links may contain answers that only the old rules know or ask for.
    if !same_questions(old, new) {
        let mut note = |answers: &Answers, before: &Outcome| {
            let now = matched.to_new.translate(answers);
            if matched.to_old.translate(&counting(&now, new)).as_set(old) != answers.as_set(old) {
                combinations += u64::from(answers.numbers == Numbers::default());
                tally.note(answers, old, before, &new_space.outcome(&now));
            }
        };
        answer_space::walk(old, &mut note, progress);
    }
    let ChangeTally { changed, groups, shown, .. } = tally;
    let mut groups: Vec<ChangeGroup> =
        groups.into_iter().map(|(cause, group)| ChangeGroup { causes: matched.names(cause), ..group }).collect();
    groups
        .sort_by_key(|group| std::cmp::Reverse((group.changed.protocol, group.changed.strength, group.changed.advice)));
    Ok(Difference {
        combinations,
        changed,
        groups,
        entries: changed_entries(old, new, |noun, id| shown.of(new, noun, id)),
        uses: changed_uses(&matched),
    })
}

/// Checks whether two rule sets ask the same questions, so that their combinations are the same.
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

/// Removes the answers that do not count.
fn counting(answers: &Answers, rulebook: &Rulebook) -> Answers {
    rulebook.question_indices().fold(*answers, |answers, index| {
        if answers.asks(rulebook, index) { answers } else { answers.with(index, Answer::Unanswered) }
    })
}

/// The answer space of one rule set for the last numbers, which consecutive calls share.
struct CachedSpace<'a> {
    rulebook: &'a Rulebook,
    space: Option<AnswerSpace<'a>>,
}

impl<'a> CachedSpace<'a> {
    const fn new(rulebook: &'a Rulebook) -> Self {
        Self { rulebook, space: None }
    }

    fn outcome(&mut self, answers: &Answers) -> Outcome {
        let held = self.space.take().filter(|space| space.numbers() == answers.numbers);
        let space = held.unwrap_or_else(|| AnswerSpace::new(self.rulebook, answers.numbers));
        self.space.insert(space).outcome(answers)
    }
}

/// The counts during the comparison.
struct ChangeTally<'m> {
    matched: &'m RulebookMatch<'m>,
    changed: ChangeCounts,
    groups: BTreeMap<ChangeCause, ChangeGroup>,
    shown: ExampleCounts,
    /// The combinations that were counted: without numbers, or with the first numbers with which they change.
    noted: BTreeSet<usize>,
}

impl ChangeTally<'_> {
    fn note(&mut self, answers: &Answers, rulebook: &Rulebook, before: &Outcome, after: &Outcome) {
        self.shown.note(answers, rulebook, after);
        let Some(kind) = self.matched.kind(before, after) else { return };
        if !self.noted.insert(engine::combination_index(rulebook, answers)) {
            return;
        }
        let group = self.groups.entry(self.matched.cause(kind, before, after)).or_default();
        count(&mut self.changed, kind);
        count(&mut group.changed, kind);
        let query = || answers.to_query(rulebook);
        let protocols = usize::try_from(group.changed.protocol).unwrap_or(usize::MAX);
        if kind == ChangeKind::Protocol && protocols <= SAMPLES {
            // Samples with another protocol come first.
            group.samples.insert(protocols - 1, query());
            group.samples.truncate(SAMPLES);
        } else if group.samples.len() < SAMPLES {
            group.samples.push(query());
        }
    }
}

/// How many combinations show each rule and piece of advice of the new rule set, and the first of them; with numbers
/// only if none does without.
struct ExampleCounts {
    rules: Vec<(u64, String)>,
    advice: Vec<(u64, String)>,
    /// The rules, and the advice, that some combination shows without numbers.
    by_itself: [EntrySet; 2],
}

impl ExampleCounts {
    fn new(rulebook: &Rulebook) -> Self {
        let none = |count| vec![(0, String::new()); count];
        Self { rules: none(rulebook.rules.len()), advice: none(rulebook.advice.len()), by_itself: [EntrySet::EMPTY; 2] }
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
        let shown = [(&mut self.rules, after.fired_rules()), (&mut self.advice, after.applied_advice())];
        for ((slots, shown), seen) in shown.into_iter().zip(&mut self.by_itself) {
            let counted = if by_itself { shown } else { shown.difference(*seen) };
            if by_itself {
                *seen = seen.union(shown);
            }
            for index in counted.iter() {
                let Some((count, sample)) = slots.get_mut(index) else { continue };
                if *count == 0 {
                    *sample = answers.to_query(rulebook);
                }
                *count += 1;
            }
        }
    }
}

/// The most important change of a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ChangeKind {
    Protocol,
    Strength,
    Advice,
}

const fn count(counts: &mut ChangeCounts, kind: ChangeKind) {
    match kind {
        ChangeKind::Protocol => counts.protocol += 1,
        ChangeKind::Strength => counts.strength += 1,
        ChangeKind::Advice => counts.advice += 1,
    }
}

/// The cause of a change: the rules, or the advice, of the new and the old rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ChangeCause {
    Rules { new: EntrySet, old: EntrySet },
    Advice { new: EntrySet, old: EntrySet },
}

/// For each question of one rule set that another has too: its indices in both, and the indices of its choices there.
struct Translation(Vec<(QuestionIndex, QuestionIndex, Vec<Option<u8>>)>);

impl Translation {
    fn new(from: &Rulebook, to: &Rulebook) -> Self {
        let questions = from.indexed_questions().filter_map(|(index, question)| {
            let (index_there, there) = to.question(&question.id)?;
            let choice = |id: &str| there.choice(id).and_then(|(choice, _)| u8::try_from(choice).ok());
            Some((index, index_there, question.choices.iter().map(|here| choice(&here.id)).collect()))
        });
        Self(questions.collect())
    }

    fn translate(&self, answers: &Answers) -> Answers {
        self.0.iter().fold(answers.without_answers(), |there, (index, index_there, choices)| {
            match answers.get(*index) {
                Answer::Choice(choice) => {
                    let choice = choices.get(usize::from(choice)).copied().flatten();
                    there.with(*index_there, choice.map_or(Answer::Unanswered, Answer::Choice))
                }
                Answer::Unanswered | Answer::Unknown => there,
            }
        })
    }
}

/// Two rule sets with their questions, rules and advice matched by id.
struct RulebookMatch<'a> {
    old: &'a Rulebook,
    new: &'a Rulebook,
    to_old: Translation,
    to_new: Translation,
    /// For each new rule, the old one's index if it has the same effect.
    rules: Vec<Option<usize>>,
    /// For each new piece of advice, the old one's index.
    advice: Vec<Option<usize>>,
}

impl<'a> RulebookMatch<'a> {
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

    fn kind(&self, before: &Outcome, after: &Outcome) -> Option<ChangeKind> {
        if before.protocol != after.protocol {
            Some(ChangeKind::Protocol)
        } else if before.strength != after.strength {
            Some(ChangeKind::Strength)
        } else {
            let (new, old) = unmatched(&self.advice, after.applied_advice(), before.applied_advice());
            (!new.union(old).is_empty()).then_some(ChangeKind::Advice)
        }
    }

    fn cause(&self, kind: ChangeKind, before: &Outcome, after: &Outcome) -> ChangeCause {
        if kind == ChangeKind::Advice {
            let (new, old) = unmatched(&self.advice, after.applied_advice(), before.applied_advice());
            return ChangeCause::Advice { new, old };
        }
        let (mut new, mut old) = unmatched(&self.rules, after.fired_rules(), before.fired_rules());
        // If another hard rule decides, both are causes, even if they only changed order.
        let id = |book: &Rulebook, index: Option<RuleIndex>| Some(book.rule_at(index?)?.id.clone());
        if id(self.new, after.decided_by) != id(self.old, before.decided_by) {
            new = after.decided_by.map_or(new, |index| new.with(usize::from(index)));
            old = before.decided_by.map_or(old, |index| old.with(usize::from(index)));
        }
        ChangeCause::Rules { new, old }
    }

    fn names(&self, cause: ChangeCause) -> Vec<String> {
        let mut names: Vec<String> = match cause {
            ChangeCause::Rules { new, old } => {
                let now = new.iter().filter_map(|index| Some(self.new.rules.get(index)?.id.clone()));
                now.chain(old.iter().filter_map(|index| Some(self.old.rules.get(index)?.id.clone()))).collect()
            }
            ChangeCause::Advice { new, old } => {
                let now = new.iter().filter_map(|index| Some(self.new.advice.get(index)?.id.clone()));
                now.chain(old.iter().filter_map(|index| Some(self.old.advice.get(index)?.id.clone()))).collect()
            }
        };
        names.sort_unstable();
        names.dedup();
        if matches!(cause, ChangeCause::Rules { .. }) {
            let sections =
                [("scale", self.old.scale != self.new.scale), ("tie", self.old.tie.favours != self.new.tie.favours)];
            names.extend(sections.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()));
            names.extend(changed_caps(self.old, self.new));
        }
        names
    }
}

/// Returns what is on one side only: the new entries and the old ones.
fn unmatched(matches: &[Option<usize>], after: EntrySet, before: EntrySet) -> (EntrySet, EntrySet) {
    let (mut new, mut old) = (after, before);
    for (index, matched) in matches.iter().enumerate() {
        if let Some(before_index) = matched
            && after.contains(index)
            && before.contains(*before_index)
        {
            new = new.without(index);
            old = old.without(*before_index);
        }
    }
    (new, old)
}

fn changed_uses(matched: &RulebookMatch<'_>) -> Vec<ChangedUse> {
    let moved = matched.new.uses.iter().filter_map(|item| {
        let answers = Answers::from_use(item);
        let after = engine::recommend(matched.new, &answers).outcome;
        let before = engine::recommend(matched.old, &matched.to_old.translate(&answers)).outcome;
        let [before, after] = [before, after].map(|outcome| (outcome.protocol, outcome.strength));
        (before != after).then(|| ChangedUse { id: item.id.clone(), before, after })
    });
    moved.collect()
}
