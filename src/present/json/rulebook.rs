//! Response with the whole rule set, texts in both languages.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::changed_by;
use super::parts::{VariantBody, variants};
use super::setup::ServersBody;
use super::switches::{ClientBody, LossBody, SwitchBody, switch_body};
use crate::quota::{bytes_of_gb, bytes_of_mb};
use crate::rulebook::{Condition, Plan, Protocol, Question, Rulebook, Strength, Term, Text, Use};

/// Questions, rules, advice, everyday uses and plans, texts in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulebookResponse<'a> {
    /// The version that the author of the rules set.
    pub version: &'a str,
    /// The day of the last revision, `YYYY-MM-DD`.
    pub revised: &'a str,
    /// `sha256:` and the digest of the rule set.
    pub digest: &'a str,
    /// The minimum leads of a moderate and a strong recommendation.
    pub scale: ScaleBody,
    /// What is recommended if the scores are equal.
    pub tie: TieBody<'a>,
    /// The questions, in canonical order.
    pub questions: Vec<QuestionBody<'a>>,
    /// The rules, in the order of the file.
    pub rules: Vec<RuleBody<'a>>,
    /// The limits on strength.
    pub caps: Vec<CapBody<'a>>,
    /// The advice, most pressing first.
    pub advice: Vec<AdviceBody<'a>>,
    /// The everyday uses and their expected results.
    pub uses: Vec<UseBody<'a>>,
    /// The plans and their quotas.
    pub plans: Vec<PlanBody<'a>>,
    /// The operator's mail servers; null if they are not known.
    pub mail: Option<ServersBody<'a>>,
    /// The mail apps.
    pub clients: Vec<ClientBody<'a>>,
    /// What can be lost when an account is changed.
    pub losses: Vec<LossBody<'a>>,
    /// How to change accounts that are in use.
    pub switches: Vec<SwitchBody<'a>>,
}

/// A text in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextBody<'a> {
    /// Japanese.
    pub ja: &'a str,
    /// English.
    pub en: &'a str,
}

impl<'a> From<&'a Text> for TextBody<'a> {
    fn from(text: &'a Text) -> Self {
        Self { ja: &text.ja, en: &text.en }
    }
}

/// The minimum leads of a moderate and a strong recommendation, in points.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Scale)]
pub struct ScaleBody {
    /// The minimum lead of a moderate recommendation.
    pub moderate: u32,
    /// The minimum lead of a strong recommendation.
    pub strong: u32,
}

/// What is recommended if the scores are equal.
#[derive(Debug, Serialize, ToSchema)]
pub struct TieBody<'a> {
    /// `pop` or `imap`.
    pub favours: &'static str,
    /// Why.
    pub text: TextBody<'a>,
}

/// A question.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// The question; `|` marks where a heading may break.
    pub title: TextBody<'a>,
    /// A short name for lists.
    pub short: TextBody<'a>,
    /// Why it is asked.
    pub why: TextBody<'a>,
    /// Answers after which it is not asked: question id → choice ids.
    pub ask_unless: BTreeMap<&'a str, Vec<&'a str>>,
    /// The choices; `unknown` is always valid as well.
    pub choices: Vec<ChoiceBody<'a>>,
}

/// A choice.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChoiceBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// The label.
    pub label: TextBody<'a>,
    /// The choice as an introductory clause: "if …".
    pub given: TextBody<'a>,
}

/// A condition: every `when` holds, no `unless` holds, and the figures are within their bounds.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConditionBody<'a> {
    /// Question id → choice ids, any of which satisfies the term.
    pub when: BTreeMap<&'a str, Vec<&'a str>>,
    /// Question id → choice ids, none of which may be the answer.
    pub unless: BTreeMap<&'a str, Vec<&'a str>>,
    /// The minimum mailbox limit, in MB.
    pub mailbox_limit_mb_at_least: Option<u64>,
    /// The maximum mailbox limit, in MB.
    pub mailbox_limit_mb_at_most: Option<u64>,
    /// The minimum number of months until IMAP fills the mailbox.
    pub months_to_full_at_least: Option<u64>,
    /// The maximum number of months until IMAP fills the mailbox.
    pub months_to_full_at_most: Option<u64>,
    /// The minimum share of the limit that is used now, in percent.
    pub used_percent_at_least: Option<u64>,
    /// The maximum share of the limit that is used now, in percent.
    pub used_percent_at_most: Option<u64>,
}

/// A rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// The published factor that the rule belongs to.
    pub factor: &'static str,
    /// When it applies.
    pub condition: ConditionBody<'a>,
    /// The protocol that the rule favours.
    pub favours: &'static str,
    /// Its points; 0 for a hard rule.
    pub weight: u32,
    /// Whether the rule decides regardless of the score.
    pub required: bool,
    /// The reason.
    pub text: TextBody<'a>,
    /// The drawback of the other choice, and what to do about it.
    pub otherwise: Option<TextBody<'a>>,
    /// Texts for some answers; the first variant that applies and has the text replaces it.
    pub variants: Vec<RuleVariantBody<'a>>,
}

/// A limit on strength: the maximum strength of a recommendation for one protocol and some answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct CapBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// When it applies.
    pub condition: ConditionBody<'a>,
    /// The protocol whose recommendation is limited.
    pub protocol: &'static str,
    /// The maximum strength: `strong`, `moderate` or `slight`. A hard rule takes precedence.
    pub at_most: &'static str,
    /// The limit in words.
    pub text: TextBody<'a>,
}

/// Texts of a rule for some answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleVariantBody<'a> {
    /// When the variant applies, in addition to the rule's own condition.
    pub condition: ConditionBody<'a>,
    /// The reason, if the variant replaces it.
    pub text: Option<TextBody<'a>>,
    /// The drawback of the other choice, if the variant replaces it.
    pub otherwise: Option<TextBody<'a>>,
}

/// A piece of advice, with when it applies.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdviceBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// `do` or `know`.
    pub kind: &'static str,
    /// The recommended protocol to which the advice is restricted, if any.
    pub protocol: Option<&'static str>,
    /// When it applies.
    pub condition: ConditionBody<'a>,
    /// Whether the interview asks a question only to decide whether the advice applies.
    pub worth_a_question: bool,
    /// The advice.
    pub text: TextBody<'a>,
}

/// An everyday use.
#[derive(Debug, Serialize, ToSchema)]
pub struct UseBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// The label.
    pub label: TextBody<'a>,
    /// The answers that the use implies.
    pub answers: BTreeMap<&'a str, &'a str>,
    /// The expected protocol.
    pub gives: &'static str,
    /// The expected strength, if specified.
    pub strength: Option<&'static str>,
    /// The expected advice: the published comments.
    pub advice: Vec<&'a str>,
}

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanBody<'a> {
    /// The id of the choice that names the plan.
    pub id: &'a str,
    /// The total capacity of the server in bytes.
    pub capacity_bytes: Option<u64>,
    /// Whether the total can be increased.
    pub capacity_grows: bool,
    /// The steps in which the total can be increased, in bytes.
    pub capacity_step_bytes: Option<u64>,
    /// The default limit of a mailbox, in bytes.
    pub mailbox_default_bytes: Option<u64>,
    /// The maximum limit of a mailbox, in bytes.
    pub mailbox_max_bytes: Option<u64>,
    /// Who can change the limit: `customer`, `support` or `contract`.
    pub changed_by: &'static str,
    /// Further information.
    pub note: TextBody<'a>,
    /// Totals by provider, if they differ.
    pub variants: Vec<VariantBody<'a>>,
    /// The plan's own mail servers, if it has any.
    pub mail: Option<ServersBody<'a>>,
}

/// Renders the whole rule set.
///
/// ```
/// use pop_or_imap::{loader, present::json};
/// let rulebook = loader::embedded();
/// let json = serde_json::to_value(json::rulebook(&rulebook)).unwrap();
/// assert_eq!(json["questions"][0]["id"], "plan");
/// ```
#[must_use]
pub fn rulebook(rulebook: &Rulebook) -> RulebookResponse<'_> {
    let condition = |condition: &Condition| ConditionBody {
        when: terms(rulebook, &condition.when),
        unless: terms(rulebook, &condition.unless),
        mailbox_limit_mb_at_least: condition.mailbox_limit_mb.at_least,
        mailbox_limit_mb_at_most: condition.mailbox_limit_mb.at_most,
        months_to_full_at_least: condition.months_to_full.at_least,
        months_to_full_at_most: condition.months_to_full.at_most,
        used_percent_at_least: condition.used_percent.at_least,
        used_percent_at_most: condition.used_percent.at_most,
    };
    RulebookResponse {
        version: &rulebook.version,
        revised: &rulebook.revised,
        digest: rulebook.digest.as_str(),
        scale: ScaleBody { moderate: rulebook.scale.moderate, strong: rulebook.scale.strong },
        tie: TieBody { favours: rulebook.tie.favours.id(), text: (&rulebook.tie.text).into() },
        questions: rulebook.questions.iter().map(|question| question_body(rulebook, question)).collect(),
        rules: rulebook
            .rules
            .iter()
            .map(|rule| RuleBody {
                id: &rule.id,
                factor: rule.factor.id(),
                condition: condition(&rule.condition),
                favours: rule.effect.protocol().id(),
                weight: rule.effect.weight(),
                required: rule.effect.is_hard(),
                text: (&rule.text).into(),
                otherwise: rule.otherwise.as_ref().map(TextBody::from),
                variants: rule
                    .variants
                    .iter()
                    .map(|variant| RuleVariantBody {
                        condition: condition(&variant.condition),
                        text: variant.text.as_ref().map(TextBody::from),
                        otherwise: variant.otherwise.as_ref().map(TextBody::from),
                    })
                    .collect(),
            })
            .collect(),
        caps: rulebook
            .caps
            .iter()
            .map(|cap| CapBody {
                id: &cap.id,
                condition: condition(&cap.condition),
                protocol: cap.protocol.id(),
                at_most: cap.at_most.id(),
                text: (&cap.text).into(),
            })
            .collect(),
        advice: rulebook
            .advice
            .iter()
            .map(|advice| AdviceBody {
                id: &advice.id,
                kind: advice.kind.id(),
                protocol: advice.protocol.map(Protocol::id),
                condition: condition(&advice.condition),
                worth_a_question: advice.worth_a_question,
                text: (&advice.text).into(),
            })
            .collect(),
        uses: rulebook.uses.iter().map(|item| use_body(rulebook, item)).collect(),
        plans: rulebook.plans.iter().map(plan_body).collect(),
        mail: rulebook.mail.as_ref().map(ServersBody::of),
        clients: rulebook.clients.iter().map(ClientBody::of).collect(),
        losses: rulebook.losses.iter().map(|loss| LossBody { id: &loss.id, text: (&loss.text).into() }).collect(),
        switches: rulebook.switches.iter().map(|switch| switch_body(rulebook, switch, condition)).collect(),
    }
}

fn terms<'a>(rulebook: &'a Rulebook, terms: &[Term]) -> BTreeMap<&'a str, Vec<&'a str>> {
    let named = terms.iter().filter_map(|term| {
        let question = rulebook.question_at(term.question)?;
        let choices = term.choices.iter().filter_map(|index| Some(question.choices.get(*index)?.id.as_str()));
        Some((question.id.as_str(), choices.collect()))
    });
    named.collect()
}

fn question_body<'a>(rulebook: &'a Rulebook, question: &'a Question) -> QuestionBody<'a> {
    QuestionBody {
        id: &question.id,
        title: (&question.title).into(),
        short: (&question.short).into(),
        why: (&question.why).into(),
        ask_unless: terms(rulebook, &question.ask_unless.when),
        choices: question
            .choices
            .iter()
            .map(|choice| ChoiceBody { id: &choice.id, label: (&choice.label).into(), given: (&choice.given).into() })
            .collect(),
    }
}

fn use_body<'a>(rulebook: &'a Rulebook, item: &'a Use) -> UseBody<'a> {
    let answers = item.answers.iter().filter_map(|(question, choice)| {
        let question = rulebook.question_at(*question)?;
        Some((question.id.as_str(), question.choices.get(*choice)?.id.as_str()))
    });
    UseBody {
        id: &item.id,
        label: (&item.label).into(),
        answers: answers.collect(),
        gives: item.gives.id(),
        strength: item.strength.map(Strength::id),
        advice: item.advice.iter().filter_map(|index| Some(rulebook.advice.get(*index)?.id.as_str())).collect(),
    }
}

fn plan_body(plan: &Plan) -> PlanBody<'_> {
    PlanBody {
        id: &plan.id,
        capacity_bytes: plan.capacity_gb.map(bytes_of_gb),
        capacity_grows: plan.capacity_grows,
        capacity_step_bytes: plan.capacity_step_gb.map(bytes_of_gb),
        mailbox_default_bytes: plan.mailbox_default_mb.map(bytes_of_mb),
        mailbox_max_bytes: plan.mailbox_max_mb.map(bytes_of_mb),
        changed_by: changed_by(plan.changed_by),
        note: (&plan.note).into(),
        variants: variants(plan),
        mail: plan.mail.as_ref().map(ServersBody::of),
    }
}
