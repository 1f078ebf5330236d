//! Lead change of a question: how far its answer alone can move the lead, whatever the others are. Exact.

use super::PartialAnswers;
use super::partial::Truth;
use crate::rulebook::{AnswerSet, Condition, QuestionIndex, QuestionSet};

impl PartialAnswers<'_> {
    /// Computes the maximum lead change of the question at `index`, in points, over all other answers; `u32::MAX` if a
    /// hard rule may depend on it.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader, engine::{Missing, PartialAnswers}};
    /// let rulebook = loader::embedded();
    /// let partial = PartialAnswers::new(&rulebook, &Answers::default(), Missing::Unanswered);
    /// let (offline, _) = rulebook.question("offline").unwrap();
    /// let (backup, _) = rulebook.question("backup").unwrap();
    /// assert_eq!(partial.max_lead_change(offline), u32::MAX);
    /// assert!(partial.max_lead_change(backup) >= 8);
    /// ```
    #[must_use]
    pub fn max_lead_change(&self, index: QuestionIndex) -> u32 {
        let mut groups: Vec<RuleGroup<'_>> = Vec::new();
        for rule in &self.rulebook.rules {
            if !rule.condition.looks_at(index) || self.holds(&rule.condition) == Truth::Never {
                continue;
            }
            if rule.effect.is_hard() {
                return u32::MAX;
            }
            let others = rule.condition.questions_looked_at().difference(self.fixed).without(index);
            let mut group = RuleGroup { others, rules: Vec::with_capacity(self.rulebook.rules.len()) };
            group.rules.push((&rule.condition, rule.effect.pop_lead()));
            // Rules that share a question have to be tried together; independent groups add up, which keeps the search
            // small.
            while let Some(at) = groups.iter().position(|other| other.others.intersects(group.others)) {
                let other = groups.swap_remove(at);
                group.others = group.others.union(other.others);
                group.rules.extend(other.rules);
            }
            groups.push(group);
        }
        let choices: Vec<AnswerSet> = self.choices(index).collect();
        // The maximum difference of the lead between two choices, for every pair.
        let mut spread = vec![0_i64; choices.len() * choices.len()];
        for group in &groups {
            let mut sweep = Sweep {
                partial: self,
                index,
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

    /// For each other open question of a group: one answer of each kind that its rules distinguish.
    fn kinds(&self, group: &RuleGroup<'_>) -> Vec<(AnswerSet, Vec<AnswerSet>)> {
        let bounded = group.rules.iter().any(|(condition, _)| !condition.is_unbounded());
        let others = self.rulebook.indexed_questions().filter(|(index, _)| group.others.contains(*index));
        let kinds = others.map(|(index, question)| {
            let mut seen: Vec<(u128, Option<u64>)> = Vec::with_capacity(question.choices.len() + 1);
            let choices = (0..question.choices.len()).map(Some).chain([None]);
            let possible =
                choices.map(|choice| (choice, question.answer(choice))).filter(|(_, set)| set.intersects(self.all));
            let kinds = possible.filter_map(|(choice, set)| {
                let rules = group.rules.iter();
                let excluded =
                    rules.fold(0, |bits, (condition, _)| bits << 1 | u128::from(condition.excluded().intersects(set)));
                let figure = bounded && self.rulebook.is_figure_question(index);
                let key = if figure { self.figure_key(index, choice) } else { None };
                let new = !seen.contains(&(excluded, key));
                seen.push((excluded, key));
                new.then_some(set)
            });
            (question.all_answers(), kinds.collect())
        });
        kinds.collect()
    }
}

/// Enumerates the answers to the other questions of a group of rules.
struct Sweep<'s, 'r> {
    partial: &'s PartialAnswers<'r>,
    index: QuestionIndex,
    choices: &'s [AnswerSet],
    group: &'s RuleGroup<'s>,
    /// For each of those questions, all its answers, and one of each kind.
    kinds: Vec<(AnswerSet, Vec<AnswerSet>)>,
    /// The lead for each choice, with the other answers fixed.
    leads: Vec<i64>,
    /// The maximum difference so far, for every pair of choices.
    widest: Vec<i64>,
}

impl Sweep<'_, '_> {
    fn from(&mut self, at: usize, all: AnswerSet) {
        let Some((whole, kinds)) = self.kinds.get(at) else { return self.note(all) };
        let (rest, count) = (all.difference(*whole), kinds.len());
        for kind in 0..count {
            let set = self.kinds.get(at).and_then(|(_, kinds)| kinds.get(kind)).copied().unwrap_or_default();
            self.from(at + 1, rest.union(set));
        }
    }

    /// Updates the maximum differences once every other question has an answer.
    fn note(&mut self, all: AnswerSet) {
        let rulebook = self.partial.rulebook;
        let Some(question) = rulebook.question_at(self.index) else { return };
        let rest = all.difference(question.all_answers());
        let moves_figures = rulebook.is_figure_question(self.index);
        let mut figures = None;
        for (lead, choice) in self.leads.iter_mut().zip(self.choices) {
            let answers = rest.union(*choice);
            if moves_figures {
                figures = None;
            }
            let applies = |(condition, _): &&(&Condition, i64)| {
                !condition.excluded().intersects(answers)
                    && (condition.is_unbounded()
                        || condition.bounds_hold(figures.get_or_insert_with(|| self.partial.figures_of(answers))))
            };
            *lead = self.group.rules.iter().filter(applies).map(|(_, points)| points).sum();
        }
        let pairs = self.leads.iter().flat_map(|one| self.leads.iter().map(move |other| one - other));
        self.widest.iter_mut().zip(pairs).for_each(|(widest, spread)| *widest = (*widest).max(spread));
    }
}

/// Rules that depend on one question and share others, so that they move the lead together.
struct RuleGroup<'r> {
    /// The other open questions that they depend on.
    others: QuestionSet,
    /// The conditions, with their points for POP.
    rules: Vec<(&'r Condition, i64)>,
}
