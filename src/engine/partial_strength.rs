//! Strength of partial answers: whether completions can be slight or strong, and toward which protocol answers pull.

use super::lead_bounds::LeadBounds;
use super::partial::{PartialAnswers, Truth};
use crate::rulebook::{Effect, Protocol, QuestionIndex, Strength};

impl PartialAnswers<'_> {
    /// Checks whether some completion has a slight verdict. Exact, like [`Self::possible_protocols`].
    pub(crate) fn may_be_slight(&self) -> bool {
        let bounds = self.bounds();
        if !self.slight_within(&bounds) {
            return false;
        }
        match self.branching_question(bounds.weights, None) {
            Some(index) => self.options(index).any(|set| self.with(index, set).may_be_slight()),
            None => self.outcome().strength == Strength::Slight,
        }
    }

    /// Checks whether completions can have both strong and slight verdicts. Uses bounds only: may be true too often.
    pub(crate) fn strength_varies(&self) -> bool {
        let bounds = self.bounds();
        let strong = i64::from(self.rulebook.scale.strong);
        (bounds.most >= strong || bounds.least <= -strong) && self.slight_within(&bounds)
    }

    /// Checks whether bounds allow a slight verdict.
    fn slight_within(&self, bounds: &LeadBounds) -> bool {
        let moderate = i64::from(self.rulebook.scale.moderate);
        let by_points = bounds.least < moderate && bounds.most > -moderate;
        let capped = |protocol: Protocol, is_possible: bool| {
            is_possible
                && self.rulebook.caps.iter().any(|cap| {
                    cap.protocol == protocol
                        && cap.at_most == Strength::Slight
                        && self.holds(&cap.condition) != Truth::Never
                })
        };
        let by_cap = capped(Protocol::Pop, bounds.most > 0) || capped(Protocol::Imap, bounds.least < 0);
        !bounds.hard && (by_points || by_cap)
    }

    /// Checks whether every answer to the question at `index`, compared with no answer, may move the lead toward a
    /// protocol; `None` if one of them alone decides for the other protocol. Considers one rule after another: never
    /// `Some(false)` if every answer does.
    pub(crate) fn pulls(&self, index: QuestionIndex, toward: Protocol) -> Option<bool> {
        let silence = self.rulebook.question_at(index).map(|question| question.answer(None))?;
        let silent = self.holding(index, silence);
        let mut pulls = true;
        for set in self.choices(index) {
            let chosen = self.holding(index, set);
            let mut most = 0_i64;
            for rule in self.rulebook.rules.iter().filter(|rule| rule.condition.looks_at(index)) {
                let [with, without] = [chosen, silent].map(|partial| partial.holds(&rule.condition));
                match rule.effect {
                    Effect::Requires(protocol) if protocol != toward && with == Truth::Always => return None,
                    Effect::Requires(_) if with != Truth::Never => most = i64::MAX,
                    Effect::Requires(_) => {}
                    Effect::Favours { protocol, weight } => {
                        let gains = if protocol == toward {
                            with != Truth::Never && without != Truth::Always
                        } else {
                            with != Truth::Always && without != Truth::Never
                        };
                        most = most.saturating_add(if gains { i64::from(weight) } else { 0 });
                        let loses = if protocol == toward {
                            with == Truth::Never && without == Truth::Always
                        } else {
                            with == Truth::Always && without == Truth::Never
                        };
                        most = most.saturating_sub(if loses { i64::from(weight) } else { 0 });
                    }
                }
            }
            pulls &= most > 0;
        }
        Some(pulls)
    }
}
