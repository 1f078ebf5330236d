//! Texts that depend on the answers: those of a protocol, and those of a rule.

use super::model::Rule;
use super::{AnswerSet, Condition, Text};

/// What is said of one protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolTexts {
    /// `POP` or `IMAP`.
    pub name: Text,
    /// How the name is read (ja) or what it stands for (en).
    pub reading: Text,
    /// The protocol in a sentence.
    pub summary: Text,
    /// What choosing it costs.
    pub cost: Text,
    /// Where mail is kept.
    pub kept: Text,
    /// How it does with devices.
    pub devices: Text,
    /// What to watch.
    pub watch: Text,
    /// Its advantages.
    pub advantages: Vec<Text>,
    /// Its disadvantages.
    pub disadvantages: Vec<Text>,
    /// Other texts for some answers, in the order of the file.
    pub variants: Vec<ProtocolVariant>,
}

/// Texts of a protocol for some answers; `None` keeps the protocol's own text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolVariant {
    /// When it applies.
    pub condition: Condition,
    /// What choosing the protocol costs.
    pub cost: Option<Text>,
    /// Where mail is kept.
    pub kept: Option<Text>,
    /// How it does with devices.
    pub devices: Option<Text>,
    /// What to watch.
    pub watch: Option<Text>,
}

impl ProtocolTexts {
    /// Returns what choosing the protocol costs with these answers.
    #[must_use]
    pub fn cost_for(&self, answers: AnswerSet) -> &Text {
        self.first(answers, |variant| variant.cost.as_ref()).unwrap_or(&self.cost)
    }

    /// Returns the facts for these answers: where mail is kept, how it does with devices, what to watch.
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

/// Texts of a rule for some answers; `None` keeps the rule's own text. Points are the same for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleVariant {
    /// When it applies, besides the rule's own condition.
    pub condition: Condition,
    /// The reason.
    pub text: Option<Text>,
    /// What going against the rule costs, and what to do about that.
    pub otherwise: Option<Text>,
}

impl Rule {
    /// Returns the reason for these answers: that of the first variant that applies and has one, else the rule's own.
    #[must_use]
    pub fn text_for(&self, answers: AnswerSet) -> &Text {
        self.applying(answers).find_map(|variant| variant.text.as_ref()).unwrap_or(&self.text)
    }

    /// Returns what going against the rule costs with these answers.
    #[must_use]
    pub fn otherwise_for(&self, answers: AnswerSet) -> Option<&Text> {
        self.applying(answers).find_map(|variant| variant.otherwise.as_ref()).or(self.otherwise.as_ref())
    }

    fn applying(&self, answers: AnswerSet) -> impl Iterator<Item = &RuleVariant> {
        self.variants.iter().filter(move |variant| variant.condition.allows(answers))
    }
}
