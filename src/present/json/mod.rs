//! Owns the wire format: the JSON of the API and of `recommend --format json`.
//!
//! These types are the contract; the domain's own types derive no `Serialize`, so that it cannot change by accident.

mod forecast;
mod parts;
mod recommendation;
mod rulebook;

pub use forecast::{Assumptions, Filling, Forecast, ForecastResponse, Level, LimitForecast, Reached, forecast};
pub use parts::{AnswerValue, Ignored, Interpreted, Quota, Rules, Said, Variant};
pub use recommendation::{Advice, Reason, Recommendation, RecommendationResponse, Score, WouldChange, recommendation};
pub use rulebook::{
    AdviceBody, ChoiceBody, ConditionBody, PlanBody, QuestionBody, RuleBody, RulebookResponse, Scale, TextBody,
    TieBody, UseBody, rulebook,
};

use serde::Serialize;
use utoipa::ToSchema;

use crate::rulebook::ChangedBy;

/// What one item of a list of answers comes to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Answered<'a> {
    /// The same as one set of answers alone gives.
    Recommendation(Box<RecommendationResponse<'a>>),
    /// What is wrong with the item.
    Problem(ProblemDetails),
}

/// An error of the API (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// `about:blank`: the status says it all.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do.
    pub detail: String,
}

impl ProblemDetails {
    /// Makes an error whose status says it all.
    #[must_use]
    pub fn new(status: u16, title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { kind: "about:blank", title: title.into(), status, detail: detail.into() }
    }
}

pub(crate) const fn changed_by(who: ChangedBy) -> &'static str {
    match who {
        ChangedBy::Customer => "customer",
        ChangedBy::Support => "support",
        ChangedBy::Contract => "contract",
    }
}
