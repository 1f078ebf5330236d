//! Rules: a condition, the protocol it favours or requires, and the reason in words.

use super::condition::{AnswerSet, Condition};
use super::diagnostics::Span;
use super::protocol::Protocol;
use super::text::Text;

/// The weights that a rule can have.
pub const WEIGHTS: std::ops::RangeInclusive<i64> = 1..=20;

/// The seven factors of the published advice; each must have a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Factor {
    /// What the account is for.
    Purpose,
    /// How often it is checked.
    Frequency,
    /// How important the mail is.
    Importance,
    /// How many devices receive it.
    Devices,
    /// Disk capacity and mailbox limit.
    Capacity,
    /// How mail is backed up.
    Backup,
    /// The network, and reading without it.
    Network,
}

impl Factor {
    /// All seven factors.
    pub const ALL: [Self; 7] =
        [Self::Purpose, Self::Frequency, Self::Importance, Self::Devices, Self::Capacity, Self::Backup, Self::Network];

    /// Returns the id used in rules.toml.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Purpose => "purpose",
            Self::Frequency => "frequency",
            Self::Importance => "importance",
            Self::Devices => "devices",
            Self::Capacity => "capacity",
            Self::Backup => "backup",
            Self::Network => "network",
        }
    }
}

/// The effect of a rule whose condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Adds points to a protocol.
    Favours {
        /// The protocol that gets the points.
        protocol: Protocol,
        /// The number of points.
        weight: u32,
    },
    /// Decides, whatever the score; a hard rule.
    Requires(Protocol),
}

impl Effect {
    /// Returns the protocol that the rule favours.
    #[must_use]
    pub const fn protocol(self) -> Protocol {
        match self {
            Self::Favours { protocol, .. } | Self::Requires(protocol) => protocol,
        }
    }

    /// Checks whether this is a hard rule, which decides whatever the score.
    #[must_use]
    pub const fn is_hard(self) -> bool {
        matches!(self, Self::Requires(_))
    }

    /// Returns the change of POP's lead, in points; 0 for a hard rule.
    #[must_use]
    pub fn pop_lead(self) -> i64 {
        let points = i64::from(self.weight());
        match self.protocol() {
            Protocol::Pop => points,
            Protocol::Imap => -points,
        }
    }

    /// Returns the points; 0 for a hard rule, which does not count in the score.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::Favours { weight, .. } => weight,
            Self::Requires(_) => 0,
        }
    }
}

/// A rule: a condition, the protocol it favours, and the reason in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The id used in the API.
    pub id: String,
    /// The published factor that it covers.
    pub factor: Factor,
    /// When it applies.
    pub condition: Condition,
    /// What it does.
    pub effect: Effect,
    /// Whether the points apply to every account: pages list it as a reason only if the verdict is slight.
    pub baseline: bool,
    /// The reason in words.
    pub text: Text,
    /// The cost of going against the rule, and how to limit it.
    pub otherwise: Option<Text>,
    /// Replacements for some answers, in file order.
    pub variants: Vec<RuleVariant>,
    /// The position of its id in the file.
    pub span: Span,
}

/// Texts of a rule for some answers; `None` keeps the rule's own text. The points are the same for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleVariant {
    /// When it applies, in addition to the rule's condition.
    pub condition: Condition,
    /// The reason in words.
    pub text: Option<Text>,
    /// The cost of going against the rule, and how to limit it.
    pub otherwise: Option<Text>,
}

impl Rule {
    /// Returns the reason for these answers: from the first variant that applies and has one, else the rule's own.
    #[must_use]
    pub fn text_for(&self, answers: AnswerSet) -> &Text {
        self.applying(answers).find_map(|variant| variant.text.as_ref()).unwrap_or(&self.text)
    }

    /// Returns the cost of going against the rule for these answers.
    #[must_use]
    pub fn otherwise_for(&self, answers: AnswerSet) -> Option<&Text> {
        self.applying(answers).find_map(|variant| variant.otherwise.as_ref()).or(self.otherwise.as_ref())
    }

    fn applying(&self, answers: AnswerSet) -> impl Iterator<Item = &RuleVariant> {
        self.variants.iter().filter(move |variant| variant.condition.allows(answers))
    }
}
