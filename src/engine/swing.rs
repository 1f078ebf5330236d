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
            let mut widest = vec![i64::MIN; spread.len()];
            self.sweep(place, &choices, group, group.others, self.all, &mut widest);
            spread.iter_mut().zip(widest).for_each(|(sum, most)| *sum = sum.saturating_add(most));
        }
        u32::try_from(spread.into_iter().max().unwrap_or(0)).unwrap_or(u32::MAX)
    }

    /// Tries every way to settle the questions in `left`, and notes the widest spread for every pair of choices.
    fn sweep(
        &self,
        place: usize,
        choices: &[AnswerSet],
        group: &Group<'_>,
        left: u16,
        all: AnswerSet,
        widest: &mut [i64],
    ) {
        if left != 0 {
            let other = left.trailing_zeros() as usize;
            let Some(question) = self.rulebook.questions.get(other) else { return };
            let rest = all.without(question.all_answers());
            for set in self.options(other) {
                self.sweep(place, choices, group, left & (left - 1), rest.union(set), widest);
            }
            return;
        }
        let Some(question) = self.rulebook.questions.get(place) else { return };
        let rest = all.without(question.all_answers());
        let lead = |choice: &AnswerSet| {
            let answers = rest.union(*choice);
            let applies = |condition: &Condition| {
                !condition.barred().meets(answers)
                    && (condition.is_unbounded() || condition.bounds_hold(&self.figures_of(answers)))
            };
            group.rules.iter().filter(|(condition, _)| applies(condition)).map(|(_, points)| points).sum::<i64>()
        };
        let mut leads = [0_i64; AnswerSet::CAPACITY as usize];
        leads.iter_mut().zip(choices).for_each(|(slot, choice)| *slot = lead(choice));
        let pairs = leads
            .iter()
            .take(choices.len())
            .flat_map(|one| leads.iter().take(choices.len()).map(move |other| one - other));
        widest.iter_mut().zip(pairs).for_each(|(widest, spread)| *widest = (*widest).max(spread));
    }
}

/// Rules that look at one question and share others, so that they move the lead together.
struct Group<'r> {
    /// The open questions that they look at besides, one bit each.
    others: u16,
    /// The conditions with their points for POP.
    rules: Vec<(&'r Condition, i64)>,
}
