//! Wire types that several responses share: rules, answers, notices, quota.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::changed_by;
use crate::answers::{self, Answers, Number};
use crate::quota::{self, bytes_of_gb, bytes_of_mb};
use crate::rulebook::{Plan, Rulebook};

/// The accepted answers by question or number id.
pub type AnswersById<'a> = BTreeMap<&'a str, AnswerValue>;

/// The version of the rules that were applied.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rules)]
pub struct RulesBody<'a> {
    /// The version that the author of the rules set.
    pub version: &'a str,
    /// The day of the last revision, `YYYY-MM-DD`.
    pub revised: &'a str,
    /// `sha256:` and the digest of the rule set.
    pub digest: &'a str,
}

/// A choice's id (or `unknown`), or a number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum AnswerValue {
    /// A choice's id, or `unknown`.
    Choice(String),
    /// A number, in the unit of its field.
    Number(u64),
}

/// A pair that was ignored.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ignored)]
pub struct IgnoredBody {
    /// The key as sent (at most 100 characters).
    pub key: String,
    /// The value as sent (at most 100 characters).
    pub value: String,
}

impl From<&answers::IgnoredPair> for IgnoredBody {
    fn from(ignored: &answers::IgnoredPair) -> Self {
        Self { key: ignored.key.clone(), value: ignored.value.clone() }
    }
}

/// A number that is used in another form than it was sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Interpreted)]
pub struct InterpretedBody {
    /// The number's id.
    pub key: &'static str,
    /// The value as sent (at most 100 characters).
    pub value: String,
    /// The number that is used, in the unit of its field, as in `answers`.
    #[serde(rename = "as")]
    pub read_as: u64,
}

impl From<&answers::InterpretedNumber> for InterpretedBody {
    fn from(interpreted: &answers::InterpretedNumber) -> Self {
        let answers::InterpretedNumber { number, value, read_as } = interpreted;
        Self { key: number.id(), value: value.clone(), read_as: *read_as }
    }
}

/// The quotas of the mailbox. A figure that the plan does not specify is null.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quota)]
pub struct QuotaBody<'a> {
    /// The id of the plan, if it is known.
    pub plan: Option<&'a str>,
    /// The limit of the mailbox in bytes: the visitor's own, or else the plan's default.
    pub mailbox_limit_bytes: Option<u64>,
    /// The maximum limit of a mailbox, in bytes.
    pub mailbox_max_bytes: Option<u64>,
    /// Whether the limit is the visitor's own number.
    pub own_limit: bool,
    /// Who can change the limit: `customer`, `support` or `contract`.
    pub changed_by: Option<&'static str>,
    /// The total capacity of the server in bytes; the minimum, if it differs by provider.
    pub capacity_bytes: Option<u64>,
    /// Whether the total can be increased for a higher monthly fee.
    pub capacity_grows: bool,
    /// The steps in which the total can be increased, in bytes.
    pub capacity_step_bytes: Option<u64>,
    /// Totals by provider, if they differ.
    pub variants: Vec<VariantBody<'a>>,
}

/// The total capacity of a plan with one provider.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Variant)]
pub struct VariantBody<'a> {
    /// The provider.
    pub name: &'a str,
    /// The total capacity of the server in bytes.
    pub capacity_bytes: u64,
}

/// Returns the accepted answers by question or number id.
pub(super) fn answers_by_id<'a>(rulebook: &'a Rulebook, answers: &Answers) -> AnswersById<'a> {
    let choices = answers.question_pairs(rulebook).into_iter().map(|(id, value)| (id, AnswerValue::Choice(value)));
    let numbers = Number::ALL
        .into_iter()
        .filter_map(|number| Some((number.id(), AnswerValue::Number(answers.numbers.get(number)?))));
    let now = answers.now.map(|now| ("now", AnswerValue::Choice(now.id().to_owned())));
    choices.chain(numbers).chain(now).collect()
}

impl<'a> RulesBody<'a> {
    pub(super) fn of(rulebook: &'a Rulebook) -> Self {
        Self { version: &rulebook.version, revised: &rulebook.revised, digest: rulebook.digest.as_str() }
    }
}

impl<'a> QuotaBody<'a> {
    pub(super) fn of(quota: &quota::Quota<'a>) -> Self {
        let plan = quota.plan;
        Self {
            plan: plan.map(|plan| plan.id.as_str()),
            mailbox_limit_bytes: quota.mailbox_limit_bytes(),
            mailbox_max_bytes: plan.and_then(|plan| plan.mailbox_max_mb).map(bytes_of_mb),
            own_limit: quota.own_limit,
            changed_by: plan.map(|plan| changed_by(plan.changed_by)),
            capacity_bytes: quota.capacity_bytes(),
            capacity_grows: plan.is_some_and(|plan| plan.capacity_grows),
            capacity_step_bytes: plan.and_then(|plan| plan.capacity_step_gb).map(bytes_of_gb),
            variants: plan.map_or_else(Vec::new, variants),
        }
    }
}

pub(super) fn variants(plan: &Plan) -> Vec<VariantBody<'_>> {
    plan.variants
        .iter()
        .map(|variant| VariantBody { name: &variant.name, capacity_bytes: bytes_of_gb(variant.capacity_gb) })
        .collect()
}
