//! Owns the whole rule set on the wire, texts in both languages.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::changed_by;
use super::parts::{Variant, variants};
use crate::quota::{bytes_of_gb, bytes_of_mb};
use crate::rulebook::{Condition, Plan, Protocol, Question, Rulebook, Strength, Term, Text, Use};

/// Questions, rules, advice, everyday uses and plans, texts in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulebookResponse<'a> {
    /// The author's version.
    pub version: &'a str,
    /// The day of the last revision, `YYYY-MM-DD`.
    pub revised: &'a str,
    /// `sha256:` and the digest of the rules file.
    pub digest: &'a str,
    /// From which lead on a recommendation is moderate or strong.
    pub scale: Scale,
    /// What is recommended when the scores are equal.
    pub tie: TieBody<'a>,
    /// The questions, in canonical order.
    pub questions: Vec<QuestionBody<'a>>,
    /// The rules, in the order of the file.
    pub rules: Vec<RuleBody<'a>>,
    /// The limits on strength.
    pub caps: Vec<CapBody<'a>>,
    /// The advice, most pressing first.
    pub advice: Vec<AdviceBody<'a>>,
    /// The everyday uses and what they must give.
    pub uses: Vec<UseBody<'a>>,
    /// The plans and their quotas.
    pub plans: Vec<PlanBody<'a>>,
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

/// From which lead on a recommendation is moderate or strong.
#[derive(Debug, Serialize, ToSchema)]
pub struct Scale {
    /// The least lead of a moderate recommendation.
    pub moderate: u32,
    /// The least lead of a strong one.
    pub strong: u32,
}

/// What is recommended when the scores are equal.
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
    /// A name for lists.
    pub short: TextBody<'a>,
    /// Why it is asked.
    pub why: TextBody<'a>,
    /// Answers after which it is not asked: question id → choice ids.
    pub ask_unless: BTreeMap<&'a str, Vec<&'a str>>,
    /// The choices; `unknown` is always possible besides.
    pub choices: Vec<ChoiceBody<'a>>,
}

/// A choice.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChoiceBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it says.
    pub label: TextBody<'a>,
    /// The choice as the beginning of a sentence: "if …".
    pub given: TextBody<'a>,
}

/// When something applies: every `when` holds, no `unless` does, the figures are in bounds.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConditionBody<'a> {
    /// Question id → choice ids, any one of which will do.
    pub when: BTreeMap<&'a str, Vec<&'a str>>,
    /// Question id → choice ids, none of which may be given.
    pub unless: BTreeMap<&'a str, Vec<&'a str>>,
    /// The least mailbox limit, in MB.
    pub mailbox_limit_mb_at_least: Option<u64>,
    /// The greatest mailbox limit, in MB.
    pub mailbox_limit_mb_at_most: Option<u64>,
    /// The least number of months until IMAP fills the mailbox.
    pub months_to_full_at_least: Option<u64>,
    /// The greatest number of months until IMAP fills the mailbox.
    pub months_to_full_at_most: Option<u64>,
    /// The least share of the limit that is used now, in percent.
    pub used_percent_at_least: Option<u64>,
    /// The greatest share of the limit that is used now, in percent.
    pub used_percent_at_most: Option<u64>,
}

/// A rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// The published factor it weighs.
    pub factor: &'static str,
    /// When it applies.
    pub condition: ConditionBody<'a>,
    /// The protocol it speaks for.
    pub favours: &'static str,
    /// Its points; 0 for a hard rule.
    pub weight: u32,
    /// Whether it decides, whatever the score.
    pub required: bool,
    /// The reason.
    pub text: TextBody<'a>,
    /// What going against it costs, and what to do about that.
    pub otherwise: Option<TextBody<'a>>,
    /// Other texts for some answers; the first that applies and has the text replaces it.
    pub variants: Vec<RuleVariantBody<'a>>,
}

/// A limit on strength: for some answers, one protocol is recommended no more strongly than this.
#[derive(Debug, Serialize, ToSchema)]
pub struct CapBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// When it applies.
    pub condition: ConditionBody<'a>,
    /// The protocol it limits.
    pub protocol: &'static str,
    /// The most: `strong`, `moderate` or `slight`. A hard rule goes before it.
    pub at_most: &'static str,
    /// The limit in words.
    pub text: TextBody<'a>,
}

/// Texts of a rule for some answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleVariantBody<'a> {
    /// When it applies, besides the rule's own condition.
    pub condition: ConditionBody<'a>,
    /// The reason, if another one.
    pub text: Option<TextBody<'a>>,
    /// What going against the rule costs, if another text.
    pub otherwise: Option<TextBody<'a>>,
}

/// A piece of advice, with when it applies.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdviceBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// `do` or `know`.
    pub kind: &'static str,
    /// The protocol that must have been recommended, if either one.
    pub protocol: Option<&'static str>,
    /// When it applies.
    pub condition: ConditionBody<'a>,
    /// Whether the interview asks a question only to know whether it applies.
    pub worth_a_question: bool,
    /// The advice.
    pub text: TextBody<'a>,
}

/// An everyday use.
#[derive(Debug, Serialize, ToSchema)]
pub struct UseBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is called.
    pub label: TextBody<'a>,
    /// The answers it stands for.
    pub answers: BTreeMap<&'a str, &'a str>,
    /// The protocol it must give.
    pub gives: &'static str,
    /// The strength it must give, if stated.
    pub strength: Option<&'static str>,
    /// The advice it must give: the published comments.
    pub advice: Vec<&'a str>,
}

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanBody<'a> {
    /// The id of the choice that names it.
    pub id: &'a str,
    /// The server's total in bytes.
    pub capacity_bytes: Option<u64>,
    /// Whether the total can grow.
    pub capacity_grows: bool,
    /// In which steps, in bytes.
    pub capacity_step_bytes: Option<u64>,
    /// The limit of a mailbox unless changed, in bytes.
    pub mailbox_default_bytes: Option<u64>,
    /// The most a mailbox can be given, in bytes.
    pub mailbox_max_bytes: Option<u64>,
    /// Who changes the limit.
    pub changed_by: &'static str,
    /// What else there is to know.
    pub note: TextBody<'a>,
    /// Totals by provider.
    pub variants: Vec<Variant<'a>>,
}

/// Puts the whole rule set into the wire format.
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
        scale: Scale { moderate: rulebook.scale.moderate, strong: rulebook.scale.strong },
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
    }
}

fn terms<'a>(rulebook: &'a Rulebook, terms: &[Term]) -> BTreeMap<&'a str, Vec<&'a str>> {
    let named = terms.iter().filter_map(|term| {
        let question = rulebook.questions.get(term.question)?;
        let choices = term.choices.iter().filter_map(|place| Some(question.choices.get(*place)?.id.as_str()));
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
        let question = rulebook.questions.get(*question)?;
        Some((question.id.as_str(), question.choices.get(*choice)?.id.as_str()))
    });
    UseBody {
        id: &item.id,
        label: (&item.label).into(),
        answers: answers.collect(),
        gives: item.gives.id(),
        strength: item.strength.map(Strength::id),
        advice: item.advice.iter().filter_map(|place| Some(rulebook.advice.get(*place)?.id.as_str())).collect(),
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
    }
}
