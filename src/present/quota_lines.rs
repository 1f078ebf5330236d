//! Quotas in words: of a plan, and of the visitor's mailbox.

use super::{Assessment, Wording, size};
use crate::answers::Number;
use crate::quota::LimitIncrease;
use crate::rulebook::{Lang, Plan};

/// A label with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaLine {
    /// The label.
    pub label: String,
    /// The value in words.
    pub value: String,
}

/// Returns a sentence about the limit if the service is unknown: the possible limits, or how to find out more.
#[must_use]
pub fn limit_without_plan(assessment: &Assessment<'_>, lang: Lang) -> Option<String> {
    let (w, quota) = (Wording::of(lang), assessment.quota());
    match (quota.plan, quota.own_limit) {
        (Some(_), _) => None,
        (None, true) => Some(w.result.plan_unknown_own_limit.to_owned()),
        (None, false) => Some(w.limits_if_unknown(&assessment.rulebook.assumptions.limits_if_unknown_mb)),
    }
}

/// Lists the quotas of a plan: the limit of a mailbox, who can change it, and the server's total.
#[must_use]
pub fn plan_lines(plan: &Plan, lang: Lang) -> Vec<QuotaLine> {
    let w = Wording::of(lang);
    vec![
        QuotaLine { label: w.result.mailbox_limit.to_owned(), value: w.limit_of_plan(plan) },
        QuotaLine { label: w.result.limit_changed_by.to_owned(), value: w.changed_by(plan.changed_by).to_owned() },
        QuotaLine { label: w.result.server_total.to_owned(), value: w.total_of_plan(plan) },
    ]
}

/// Lists the quotas that apply to the visitor, with the plan's name first.
#[must_use]
pub fn quota_lines(assessment: &Assessment<'_>, lang: Lang) -> Vec<QuotaLine> {
    let (w, quota) = (Wording::of(lang), assessment.quota());
    let mut lines = Vec::new();
    if let Some(plan) = quota.plan {
        lines.push(QuotaLine {
            label: w.result.plan.to_owned(),
            value: assessment.rulebook.plan_name(&plan.id, lang).to_owned(),
        });
        lines.extend(plan_lines(plan, lang));
    }
    if let (Some(limit), Some(entered)) = (quota.mailbox_limit_mb, assessment.answers.numbers.get(Number::Limit))
        && quota.own_limit
    {
        let value = match LimitIncrease::from_quota(quota) {
            _ if entered > limit => w.own_limit_capped(entered, limit),
            LimitIncrease::Customer(max) => w.own_limit_restorable(entered, max),
            _ => size(entered),
        };
        lines.push(QuotaLine { label: w.result.own_limit.to_owned(), value });
    }
    lines
}
