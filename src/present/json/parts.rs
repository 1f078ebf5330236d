//! Parts that several responses share: rules, answers, notices, quota.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::changed_by;
use crate::answers::{self, Answers, Number};
use crate::quota::{self, bytes_of_gb, bytes_of_mb};
use crate::rulebook::{Plan, Rulebook};

/// What was understood, by question or number id.
pub type Said<'a> = BTreeMap<&'a str, AnswerValue>;

/// Which rules were applied.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rules<'a> {
    /// The author's version.
    pub version: &'a str,
    /// The day of the last revision, `YYYY-MM-DD`.
    pub revised: &'a str,
    /// `sha256:` and the digest of the rules file.
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

/// A pair that was left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ignored {
    /// The key as given (at most 100 characters).
    pub key: String,
    /// The value as given (at most 100 characters).
    pub value: String,
}

impl From<&answers::IgnoredPair> for Ignored {
    fn from(ignored: &answers::IgnoredPair) -> Self {
        Self { key: ignored.key.clone(), value: ignored.value.clone() }
    }
}

/// A number that counts and is not exactly what was written.
#[derive(Debug, Serialize, ToSchema)]
pub struct Interpreted {
    /// The number's id.
    pub key: &'static str,
    /// The value as given (at most 100 characters).
    pub value: String,
    /// The number that counts, in the unit of its field, as in `answers`.
    #[serde(rename = "as")]
    pub read_as: u64,
}

impl From<&answers::InterpretedNumber> for Interpreted {
    fn from(interpreted: &answers::InterpretedNumber) -> Self {
        let answers::InterpretedNumber { number, value, read_as } = interpreted;
        Self { key: number.id(), value: value.clone(), read_as: *read_as }
    }
}

/// What holds for the mailbox. A figure that the plan does not give is null.
#[derive(Debug, Serialize, ToSchema)]
pub struct Quota<'a> {
    /// The id of the plan, if it was told.
    pub plan: Option<&'a str>,
    /// The limit of the mailbox in bytes: the visitor's own, else the plan's default.
    pub mailbox_limit_bytes: Option<u64>,
    /// The most a mailbox can be given, in bytes.
    pub mailbox_max_bytes: Option<u64>,
    /// Whether the limit is the visitor's own number.
    pub own_limit: bool,
    /// Who changes the limit: `customer`, `support` or `contract`.
    pub changed_by: Option<&'static str>,
    /// The server's total in bytes, the least where it differs.
    pub capacity_bytes: Option<u64>,
    /// Whether the total can grow for a higher monthly fee.
    pub capacity_grows: bool,
    /// In which steps the total grows, in bytes.
    pub capacity_step_bytes: Option<u64>,
    /// Totals by provider, where they differ.
    pub variants: Vec<Variant<'a>>,
}

/// A plan's total with one provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct Variant<'a> {
    /// The provider.
    pub name: &'a str,
    /// The server's total in bytes.
    pub capacity_bytes: u64,
}

/// Gives what was understood, by question or number id.
pub(super) fn said<'a>(rulebook: &'a Rulebook, answers: &Answers) -> Said<'a> {
    let choices = answers.question_pairs(rulebook).into_iter().map(|(id, value)| (id, AnswerValue::Choice(value)));
    let numbers = Number::ALL
        .into_iter()
        .filter_map(|number| Some((number.id(), AnswerValue::Number(answers.numbers.get(number)?))));
    choices.chain(numbers).collect()
}

impl<'a> Rules<'a> {
    pub(super) fn of(rulebook: &'a Rulebook) -> Self {
        Self { version: &rulebook.version, revised: &rulebook.revised, digest: rulebook.digest.as_str() }
    }
}

impl<'a> Quota<'a> {
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

pub(super) fn variants(plan: &Plan) -> Vec<Variant<'_>> {
    plan.variants
        .iter()
        .map(|variant| Variant { name: &variant.name, capacity_bytes: bytes_of_gb(variant.capacity_gb) })
        .collect()
}
