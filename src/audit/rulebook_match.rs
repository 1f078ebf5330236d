//! Match of two rule sets: their questions, rules and advice by id, and what differs between two outcomes.

use super::changed_entries::changed_caps;
use crate::answers::{Answer, Answers};
use crate::engine::Outcome;
use crate::rulebook::{Advice, Condition, EntrySet, QuestionIndex, Rule, Rulebook};

/// The most important change of a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangeKind {
    Protocol,
    Strength,
    Advice,
}

/// The cause of a change: the rules, or the advice, of the new and the old rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ChangeCause {
    Rules { new: EntrySet, old: EntrySet },
    Advice { new: EntrySet, old: EntrySet },
}

/// For each question of one rule set that another has too: its indices in both, and the indices of its choices there.
pub(super) struct Translation(Vec<(QuestionIndex, QuestionIndex, Vec<Option<u8>>)>);

impl Translation {
    fn new(from: &Rulebook, to: &Rulebook) -> Self {
        let questions = from.indexed_questions().filter_map(|(index, question)| {
            let (index_there, there) = to.question(&question.id)?;
            let choice = |id: &str| there.choice(id).and_then(|(choice, _)| u8::try_from(choice).ok());
            Some((index, index_there, question.choices.iter().map(|here| choice(&here.id)).collect()))
        });
        Self(questions.collect())
    }

    pub(super) fn translate(&self, answers: &Answers) -> Answers {
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
pub(super) struct RulebookMatch<'a> {
    pub(super) old: &'a Rulebook,
    pub(super) new: &'a Rulebook,
    pub(super) to_old: Translation,
    pub(super) to_new: Translation,
    /// The new rules and the old ones with the same id and effect.
    rules: EntryMatch,
    /// The new advice and the old one with the same id.
    advice: EntryMatch,
}

impl<'a> RulebookMatch<'a> {
    pub(super) fn new(old: &'a Rulebook, new: &'a Rulebook) -> Self {
        let same_rule =
            |rule: &Rule| old.rules.iter().position(|before| before.id == rule.id && before.effect == rule.effect);
        let same_advice = |advice: &Advice| old.advice.iter().position(|before| before.id == advice.id);
        Self {
            old,
            new,
            to_old: Translation::new(new, old),
            to_new: Translation::new(old, new),
            rules: EntryMatch::new(new.rules.iter().map(same_rule)),
            advice: EntryMatch::new(new.advice.iter().map(same_advice)),
        }
    }

    /// Returns the most important change; `None` if there is none.
    pub(super) fn kind(&self, before: &Outcome, after: &Outcome) -> Option<ChangeKind> {
        if before.protocol != after.protocol {
            Some(ChangeKind::Protocol)
        } else if before.strength != after.strength {
            Some(ChangeKind::Strength)
        } else {
            let (new, old) = self.advice.unmatched(after.applied_advice(), before.applied_advice());
            (!new.union(old).is_empty()).then_some(ChangeKind::Advice)
        }
    }

    pub(super) fn cause(&self, kind: ChangeKind, before: &Outcome, after: &Outcome) -> ChangeCause {
        if kind == ChangeKind::Advice {
            let (new, old) = self.advice.unmatched(after.applied_advice(), before.applied_advice());
            return ChangeCause::Advice { new, old };
        }
        let (mut new, mut old) = self.rules.unmatched(after.fired_rules(), before.fired_rules());
        // If another hard rule decides, both are causes, even if they only changed order.
        let [now, then] =
            [(self.new, after), (self.old, before)].map(|(book, outcome)| book.rule_at(outcome.decided_by?));
        if now.map(|rule| &rule.id) != then.map(|rule| &rule.id) {
            new = after.decided_by.map_or(new, |index| new.with(usize::from(index)));
            old = before.decided_by.map_or(old, |index| old.with(usize::from(index)));
        }
        ChangeCause::Rules { new, old }
    }

    /// Returns the ids of the entries and sections that are the cause.
    pub(super) fn names(&self, cause: ChangeCause) -> Vec<String> {
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

/// The indices of new entries and of the old ones that they match.
struct EntryMatch {
    /// The entries that have the same index in both lists.
    in_place: EntrySet,
    /// The others: the new index and the old one.
    moved: Vec<(usize, usize)>,
}

impl EntryMatch {
    /// Creates the match from the old index of each new entry.
    fn new(old_indices: impl Iterator<Item = Option<usize>>) -> Self {
        let pairs: Vec<_> = old_indices.enumerate().filter_map(|(new, old)| Some((new, old?))).collect();
        let in_place = pairs.iter().filter(|(new, old)| new == old).map(|(new, _)| *new).collect();
        Self { in_place, moved: pairs.into_iter().filter(|(new, old)| new != old).collect() }
    }

    /// Returns what is on one side only: the new entries and the old ones.
    fn unmatched(&self, after: EntrySet, before: EntrySet) -> (EntrySet, EntrySet) {
        let both = after.intersection(before).intersection(self.in_place);
        let (mut new, mut old) = (after.difference(both), before.difference(both));
        for (new_index, old_index) in &self.moved {
            if after.contains(*new_index) && before.contains(*old_index) {
                new = new.without(*new_index);
                old = old.without(*old_index);
            }
        }
        (new, old)
    }
}

/// Checks whether two rule sets ask the same questions, so that their combinations are the same.
pub(super) fn same_questions(old: &Rulebook, new: &Rulebook) -> bool {
    let asks = |book: &Rulebook| -> Vec<(String, Vec<String>, Condition)> {
        let questions = book.questions.iter().map(|question| {
            let choices = question.choices.iter().map(|choice| choice.id.clone()).collect();
            (question.id.clone(), choices, question.ask_unless.clone())
        });
        questions.collect()
    };
    asks(old) == asks(new)
}
