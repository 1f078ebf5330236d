//! Owns the swing of a question: how far its answer alone can move the lead, whatever the others are. Exact.

use super::Prospect;
use super::prospect::Holds;
use crate::rulebook::{AnswerSet, Condition};

impl Prospect<'_> {
    /// Gives the most that the answer to the question at `place` can move the lead, in points, whatever the others are;
    /// `u32::MAX` where a hard rule may hang on it.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, audit, engine::{Missing, Prospect}};
    /// let rulebook = audit::embedded();
    /// let prospect = Prospect::new(&rulebook, &Answers::default(), Missing::Open);
    /// let (offline, _) = rulebook.question("offline").unwrap();
    /// let (backup, _) = rulebook.question("backup").unwrap();
    /// assert_eq!(prospect.swing(offline), u32::MAX);
    /// assert!(prospect.swing(backup) >= 8);
    /// ```
    #[must_use]
    pub fn swing(&self, place: usize) -> u32 {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for rule in &self.rulebook.rules {
            if !rule.condition.looks_at(place) || self.holds(&rule.condition) == Holds::Never {
                continue;
            }
            if rule.effect.is_hard() {
                return u32::MAX;
            }
            let others = rule.condition.questions_looked_at() & !self.fixed & !(1 << place);
            let mut group = Group { others, rules: Vec::with_capacity(self.rulebook.rules.len()) };
            group.rules.push((&rule.condition, rule.effect.pop_lead()));
            // Rules that share a question belong together; those that do not move the lead on their own.
            while let Some(at) = groups.iter().position(|other| other.others & group.others != 0) {
                let other = groups.swap_remove(at);
                group.others |= other.others;
                group.rules.extend(other.rules);
            }
            groups.push(group);
        }
        let choices: Vec<AnswerSet> = self.choices(place).collect();
        // How far the lead under one choice can be above that under another, for every pair.
        let mut spread = vec![0_i64; choices.len() * choices.len()];
        for group in &groups {
            let mut sweep = Sweep {
                prospect: self,
                place,
                choices: &choices,
                group,
                kinds: self.kinds(group),
                leads: vec![0; choices.len()],
                widest: vec![i64::MIN; spread.len()],
            };
            sweep.from(0, self.all);
            spread.iter_mut().zip(sweep.widest).for_each(|(sum, most)| *sum = sum.saturating_add(most));
        }
        u32::try_from(spread.into_iter().max().unwrap_or(0)).unwrap_or(u32::MAX)
    }

    /// For each open question that the rules of a group look at besides: one answer of each kind that they tell apart.
    fn kinds(&self, group: &Group<'_>) -> Vec<(AnswerSet, Vec<AnswerSet>)> {
        let bounded = group.rules.iter().any(|(condition, _)| !condition.is_unbounded());
        let questions = self.rulebook.questions.iter().enumerate();
        let others = questions.filter(|(place, _)| group.others >> place & 1 == 1);
        let kinds = others.map(|(place, question)| {
            let mut seen: Vec<(u128, Option<u64>)> = Vec::with_capacity(question.choices.len() + 1);
            let choices = (0..question.choices.len()).map(Some).chain([None]);
            let possible =
                choices.map(|choice| (choice, question.answer(choice))).filter(|(_, set)| set.meets(self.all));
            let kinds = possible.filter_map(|(choice, set)| {
                let rules = group.rules.iter();
                let barred =
                    rules.fold(0, |bits, (condition, _)| bits << 1 | u128::from(condition.barred().meets(set)));
                let figure = bounded && self.rulebook.is_figure_question(place);
                let key = if figure { self.figure_key(place, choice) } else { None };
                let new = !seen.contains(&(barred, key));
                seen.push((barred, key));
                new.then_some(set)
            });
            (question.all_answers(), kinds.collect())
        });
        kinds.collect()
    }
}

/// Tries every way to answer the other questions that a group of rules looks at.
struct Sweep<'s, 'r> {
    prospect: &'s Prospect<'r>,
    place: usize,
    choices: &'s [AnswerSet],
    group: &'s Group<'s>,
    /// For each of those questions, all its answers, and one of each kind.
    kinds: Vec<(AnswerSet, Vec<AnswerSet>)>,
    /// The lead under each choice, the others held still.
    leads: Vec<i64>,
    /// The widest spread so far, for every pair of choices.
    widest: Vec<i64>,
}

impl Sweep<'_, '_> {
    fn from(&mut self, at: usize, all: AnswerSet) {
        let Some((whole, kinds)) = self.kinds.get(at) else { return self.note(all) };
        let (rest, count) = (all.without(*whole), kinds.len());
        for kind in 0..count {
            let set = self.kinds.get(at).and_then(|(_, kinds)| kinds.get(kind)).copied().unwrap_or_default();
            self.from(at + 1, rest.union(set));
        }
    }

    /// Notes the widest spread for every pair of choices, everything else being answered.
    fn note(&mut self, all: AnswerSet) {
        let rulebook = self.prospect.rulebook;
        let Some(question) = rulebook.questions.get(self.place) else { return };
        let rest = all.without(question.all_answers());
        let moves_figures = rulebook.is_figure_question(self.place);
        let mut figures = None;
        for (lead, choice) in self.leads.iter_mut().zip(self.choices) {
            let answers = rest.union(*choice);
            if moves_figures {
                figures = None;
            }
            let applies = |(condition, _): &&(&Condition, i64)| {
                !condition.barred().meets(answers)
                    && (condition.is_unbounded()
                        || condition.bounds_hold(figures.get_or_insert_with(|| self.prospect.figures_of(answers))))
            };
            *lead = self.group.rules.iter().filter(applies).map(|(_, points)| points).sum();
        }
        let pairs = self.leads.iter().flat_map(|one| self.leads.iter().map(move |other| one - other));
        self.widest.iter_mut().zip(pairs).for_each(|(widest, spread)| *widest = (*widest).max(spread));
    }
}

/// Rules that look at one question and share others, so that they move the lead together.
struct Group<'r> {
    /// The open questions that they look at besides, one bit each.
    others: u16,
    /// The conditions with their points for POP.
    rules: Vec<(&'r Condition, i64)>,
}
