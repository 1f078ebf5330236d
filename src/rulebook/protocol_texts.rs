//! Texts about a protocol that can depend on the answers.

use super::condition::{AnswerSet, Condition};
use super::text::Text;

/// The texts about one protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolTexts {
    /// The abbreviation: `POP` or `IMAP`.
    pub name: Text,
    /// The pronunciation (ja) or the full name (en).
    pub reading: Text,
    /// The protocol in a sentence.
    pub summary: Text,
    /// The disadvantage of choosing it against the recommendation.
    pub cost: Text,
    /// Where mail is kept.
    pub kept: Text,
    /// How it works with several devices.
    pub devices: Text,
    /// What needs attention.
    pub watch: Text,
    /// The advantages, a sentence each.
    pub advantages: Vec<Text>,
    /// The disadvantages, a sentence each.
    pub disadvantages: Vec<Text>,
    /// Replacements for some answers, in file order.
    pub variants: Vec<ProtocolVariant>,
}

/// Texts of a protocol for some answers; `None` keeps the protocol's own text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolVariant {
    /// When it applies.
    pub condition: Condition,
    /// The disadvantage of choosing the protocol.
    pub cost: Option<Text>,
    /// Where mail is kept.
    pub kept: Option<Text>,
    /// How it works with several devices.
    pub devices: Option<Text>,
    /// What needs attention.
    pub watch: Option<Text>,
}

impl ProtocolTexts {
    /// Returns the disadvantage of choosing the protocol for these answers.
    #[must_use]
    pub fn cost_for(&self, answers: AnswerSet) -> &Text {
        self.first(answers, |variant| variant.cost.as_ref()).unwrap_or(&self.cost)
    }

    /// Returns the facts for these answers: where mail is kept, how it works with several devices, what needs
    /// attention.
    #[must_use]
    pub fn facts_for(&self, answers: AnswerSet) -> [&Text; 3] {
        [
            self.first(answers, |variant| variant.kept.as_ref()).unwrap_or(&self.kept),
            self.first(answers, |variant| variant.devices.as_ref()).unwrap_or(&self.devices),
            self.first(answers, |variant| variant.watch.as_ref()).unwrap_or(&self.watch),
        ]
    }

    fn first<'a>(
        &'a self,
        answers: AnswerSet,
        part: impl Fn(&'a ProtocolVariant) -> Option<&'a Text>,
    ) -> Option<&'a Text> {
        self.variants.iter().filter(|variant| variant.condition.allows(answers)).find_map(part)
    }
}
