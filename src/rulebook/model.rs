//! Owns the resolved rule set: what the rest of the house reads. References are places (indices) that exist.

use super::contradiction::Contradiction;
use super::plan::{CapacityTexts, Plan};
use super::question::Question;
use super::variant::{ProtocolTexts, RuleVariant};
use super::{Assumptions, ByProtocol, Condition, Lang, Protocol, Strength, Text, Theme};
use crate::digest::Digest;

/// A place in the file, in bytes.
pub type Span = std::ops::Range<usize>;

/// A sound rule set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rulebook {
    /// The author's version of the rules.
    pub version: String,
    /// The day of the last revision, `YYYY-MM-DD`.
    pub revised: String,
    /// The digest of the file.
    pub digest: Digest,
    /// From which lead on a recommendation is moderate or strong.
    pub scale: Scale,
    /// What is recommended when the scores are equal.
    pub tie: Tie,
    /// Where the operator sends people.
    pub links: Links,
    /// How pages look.
    pub theme: Theme,
    /// What is said of each protocol.
    pub protocols: ByProtocol<ProtocolTexts>,
    /// How the two work, side by side.
    pub comparisons: Vec<Comparison>,
    /// What is said of capacity on every plan.
    pub capacity: CapacityTexts,
    /// The services, in the order of the `plan` question's choices.
    pub plans: Vec<Plan>,
    /// The questions, in canonical order.
    pub questions: Vec<Question>,
    /// The rules, in the order of the file.
    pub rules: Vec<Rule>,
    /// The highest strengths of recommendations in some situations.
    pub caps: Vec<Cap>,
    /// The advice, most pressing first.
    pub advice: Vec<Advice>,
    /// Words that must not appear with certain answers.
    pub contradictions: Vec<Contradiction>,
    /// The everyday uses.
    pub uses: Vec<Use>,
    /// What raising an answer by a step must never do.
    pub expectations: Vec<Expectation>,
    /// What the forecast assumes.
    pub assumptions: Assumptions,
    /// What an account can be called among many.
    pub labels: Vec<Label>,
    pub(super) plan_question: Option<usize>,
    /// For each choice of that question, the place of its plan.
    pub(super) plan_places: Vec<Option<usize>>,
}

impl Rulebook {
    /// Finds a question and its place by id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<(usize, &Question)> {
        self.questions.iter().enumerate().find(|(_, question)| question.id == id)
    }

    /// Tells whether the figures of a [`Situation`](super::Situation) rest on the question at `place`.
    #[must_use]
    pub fn is_figure_question(&self, place: usize) -> bool {
        let Assumptions { mails, attached_percent, frequency_percent, .. } = &self.assumptions;
        let others = [mails, attached_percent, frequency_percent].map(|numbers| numbers.question);
        self.plan_question == Some(place) || others.contains(&Some(place))
    }

    /// Gives the place of the question that asks for the service, if there is one.
    #[must_use]
    pub const fn plan_question(&self) -> Option<usize> {
        self.plan_question
    }

    /// Gives the plan that a choice of that question names.
    #[must_use]
    pub fn plan_of_choice(&self, choice: usize) -> Option<&Plan> {
        self.plans.get((*self.plan_places.get(choice)?)?)
    }

    /// Tells whether it hangs on the question at `place` if some other is asked.
    #[must_use]
    pub fn steers(&self, place: usize) -> bool {
        self.questions.iter().any(|question| question.ask_unless.questions().any(|gate| gate == place))
    }

    /// Counts the steps between two choices of a question, where an expectation ranks them; else any two are neighbours.
    #[must_use]
    pub fn steps_between(&self, question: usize, one: usize, other: usize) -> usize {
        let ranked = self.expectations.iter().filter(|expectation| expectation.question == question);
        let rank = |raising: &[usize], choice: usize| raising.iter().position(|ranked| *ranked == choice);
        let steps = ranked.filter_map(|e| Some(rank(&e.raising, one)?.abs_diff(rank(&e.raising, other)?)));
        steps.min().unwrap_or(1)
    }

    /// Finds a plan by the id of the choice that names it.
    #[must_use]
    pub fn plan(&self, id: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.id == id)
    }

    /// Gives the name of a plan, which is the label of its choice.
    #[must_use]
    pub fn plan_name(&self, id: &str, lang: Lang) -> &str {
        self.question("plan")
            .and_then(|(_, question)| question.choices.iter().find(|choice| choice.id == id))
            .map_or("", |choice| choice.label.get(lang))
    }
}

/// What an account can be called among many, with a number after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its id: letters only, for a number follows it in links.
    pub id: String,
    /// What it is called.
    pub text: Text,
}

/// From which lead (difference of scores) on a recommendation is moderate or strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The least lead of a moderate recommendation.
    pub moderate: u32,
    /// The least lead of a strong one.
    pub strong: u32,
}

/// The stated way out of equal scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The protocol recommended.
    pub favours: Protocol,
    /// Why.
    pub text: Text,
    /// Where the protocol stands in the file.
    pub span: Span,
}

/// Where the operator sends people; `None` where no address is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The contact shown in the header.
    pub contact: Option<String>,
    /// Help when adding the account fails.
    pub troubleshooting: Option<String>,
    /// The support enquiry form.
    pub enquiry: Option<String>,
    /// What support covers.
    pub support_scope: Option<String>,
}

/// One row of how the two work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What is compared.
    pub title: Text,
    /// How each protocol does it.
    pub by: ByProtocol<Text>,
}

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
    /// All seven.
    pub const ALL: [Self; 7] =
        [Self::Purpose, Self::Frequency, Self::Importance, Self::Devices, Self::Capacity, Self::Backup, Self::Network];

    /// Gives the id used in rules.toml.
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

/// What a rule does when its condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Adds points to a protocol.
    Favours {
        /// The protocol.
        protocol: Protocol,
        /// How many points.
        weight: u32,
    },
    /// Decides, whatever the score.
    Requires(Protocol),
}

impl Effect {
    /// Gives the protocol that the rule speaks for.
    #[must_use]
    pub const fn protocol(self) -> Protocol {
        match self {
            Self::Favours { protocol, .. } | Self::Requires(protocol) => protocol,
        }
    }

    /// Tells whether the rule decides, whatever the score.
    #[must_use]
    pub const fn is_hard(self) -> bool {
        matches!(self, Self::Requires(_))
    }

    /// Gives what the rule adds to POP's lead, in points; 0 for a hard rule.
    #[must_use]
    pub fn pop_lead(self) -> i64 {
        let points = i64::from(self.weight());
        match self.protocol() {
            Protocol::Pop => points,
            Protocol::Imap => -points,
        }
    }

    /// Gives the points; 0 for a hard rule, which is outside the score.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::Favours { weight, .. } => weight,
            Self::Requires(_) => 0,
        }
    }
}

/// A rule: a condition, the protocol it speaks for, and the reason in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The published factor it weighs.
    pub factor: Factor,
    /// When it applies.
    pub condition: Condition,
    /// What it does.
    pub effect: Effect,
    /// Whether its points are everyone's: pages list it as a reason only where the verdict is slight.
    pub baseline: bool,
    /// The reason.
    pub text: Text,
    /// What going against it costs, and what to do about that.
    pub otherwise: Option<Text>,
    /// Other texts for some answers, in the order of the file.
    pub variants: Vec<RuleVariant>,
    /// Where its id stands in the file.
    pub span: Span,
}

/// The highest strength that a protocol is recommended with in some situations, whatever the points.
///
/// A hard rule is not capped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// Its id.
    pub id: String,
    /// When it applies; it has no bounds.
    pub condition: Condition,
    /// The protocol.
    pub protocol: Protocol,
    /// The highest strength.
    pub at_most: Strength,
    /// Why, in words.
    pub text: Text,
    /// Where its id is in the file.
    pub span: Span,
}

/// Whether advice is something to do or something to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdviceKind {
    /// Something to do.
    Do,
    /// Something to know.
    Know,
}

impl AdviceKind {
    /// Gives the id: `do` or `know`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Do => "do",
            Self::Know => "know",
        }
    }
}

/// Names in advice that clauses with numbers of the forecast replace: for how many days to leave mail on the server
/// under POP, the same with at least one day for other devices, and when to clear a mailbox under IMAP.
pub const PLACEHOLDERS: [&str; 3] = ["{safe_days}", "{share_days}", "{clear_every}"];

/// A piece of advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Its id.
    pub id: String,
    /// To do or to know.
    pub kind: AdviceKind,
    /// The protocol that must have been recommended, if either one.
    pub protocol: Option<Protocol>,
    /// When it applies.
    pub condition: Condition,
    /// Whether a question is asked only to know whether the advice applies.
    pub worth_a_question: bool,
    /// The advice.
    pub text: Text,
    /// Where its id stands in the file.
    pub span: Span,
}

/// An everyday use: some answers and what they must give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: Text,
    /// Places of questions and choices.
    pub answers: Vec<(usize, usize)>,
    /// The protocol it must give.
    pub gives: Protocol,
    /// The strength it must give, if stated.
    pub strength: Option<Strength>,
    /// Places of advice that it must give: the published comments.
    pub advice: Vec<usize>,
    /// Where `gives` stands in the file.
    pub span: Span,
    /// Where `strength` stands, if it does.
    pub strength_span: Option<Span>,
    /// Where each piece of advice stands.
    pub advice_spans: Vec<Span>,
}

/// A one-step expectation: raising an answer never moves the score toward a protocol, whatever else was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The place of the question.
    pub question: usize,
    /// The places of its choices, each a step above the one before.
    pub raising: Vec<usize>,
    /// The protocol that no step moves toward.
    pub never_toward: Protocol,
    /// The expectation in words.
    pub text: Text,
    /// Where its question stands in the file.
    pub span: Span,
}
