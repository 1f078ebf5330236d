//! Lead bounds: a fast over-estimate of what partial answers can lead to, which prunes the exact search.

use super::partial::{PartialAnswers, Truth};
use super::possible_protocols::PossibleProtocols;
use crate::rulebook::{Condition, Effect, MAX_QUESTIONS, Protocol};

/// What partial answers can lead to; never less than the exact result.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LeadBounds {
    pub(super) may: PossibleProtocols,
    /// The smallest and the largest lead of POP, in points.
    pub(super) least: i64,
    pub(super) most: i64,
    /// Whether a hard rule is certain to decide.
    pub(super) hard: bool,
    /// For each question, the weights of the undecided rules that depend on it.
    pub(super) weights: [u32; MAX_QUESTIONS],
}

impl LeadBounds {
    /// Adds the weight of an undecided rule to every question it depends on.
    fn note_weight(&mut self, condition: &Condition, effect: Effect) {
        let weight = if let Effect::Favours { weight, .. } = effect { weight } else { 1000 };
        for index in condition.questions_looked_at().iter() {
            if let Some(sum) = self.weights.get_mut(usize::from(index)) {
                *sum += weight;
            }
        }
    }
}

impl PartialAnswers<'_> {
    pub(super) fn bounds(&self) -> LeadBounds {
        let mut bounds = LeadBounds::default();
        // The range of POP's lead, and whether a hard rule is certain to decide.
        let (mut least, mut most) = (0_i64, 0_i64);
        let mut hard = false;
        for rule in &self.rulebook.rules {
            let holds = self.holds(&rule.condition);
            if holds == Truth::Never {
                continue;
            }
            match rule.effect {
                // The first hard rule that is certain to hold decides; earlier ones may.
                Effect::Requires(protocol) if !hard => {
                    bounds.may.add(protocol);
                    hard = holds == Truth::Always;
                }
                Effect::Requires(_) => {}
                Effect::Favours { .. } => {
                    let points = rule.effect.pop_lead();
                    least += if holds == Truth::Always { points } else { points.min(0) };
                    most += if holds == Truth::Always { points } else { points.max(0) };
                }
            }
            if holds == Truth::Maybe {
                bounds.note_weight(&rule.condition, rule.effect);
            }
        }
        if !hard {
            let tie = self.rulebook.tie.favours;
            bounds.may.pop |= most > 0 || (most >= 0 && least <= 0 && tie == Protocol::Pop);
            bounds.may.imap |= least < 0 || (most >= 0 && least <= 0 && tie == Protocol::Imap);
        }
        LeadBounds { least, most, hard, ..bounds }
    }
}
