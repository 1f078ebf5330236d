//! Wire types: the JSON of the API and of `recommend --format json`.
//!
//! These types are the contract. Domain types do not derive `Serialize`, so a change to them cannot alter the contract.
//! `#[schema(as = …)]` keeps a type's name in the OpenAPI document.

mod forecast;
mod parts;
mod recommendation;
mod rulebook;
mod setup;
mod switches;

pub use forecast::{
    AssumptionsBody, FillTimesBody, ForecastBody, ForecastResponse, LevelBody, LimitForecastBody, TimeUntilBody,
    forecast,
};
pub use parts::{AnswerValue, AnswersById, IgnoredBody, InterpretedBody, QuotaBody, RulesBody, VariantBody};
pub use recommendation::{
    CounterfactualBody, ReasonBody, RecommendationBody, RecommendationResponse, RecommendedAdviceBody, ScoreBody,
    recommendation,
};
pub use rulebook::{
    AdviceBody, ChoiceBody, ConditionBody, PlanBody, QuestionBody, RuleBody, RulebookResponse, ScaleBody, TextBody,
    TieBody, UseBody, rulebook,
};

pub use setup::{DeviceBody, OldMailBody, ServerBody, ServersBody, SetupBody, StepBody};
pub use switches::{CallsBody, ClientBody, LossBody, SwitchBody, SwitchStepBody};

use serde::Serialize;
use utoipa::ToSchema;

use crate::rulebook::ChangedBy;

/// The result of one item of a batch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Answered)]
#[serde(untagged)]
pub enum BatchItem<'a> {
    /// The same response as for a single set of answers.
    Recommendation(Box<RecommendationResponse<'a>>),
    /// The error of the item.
    Problem(ProblemDetails),
}

/// An error of the API (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// `about:blank`: the problem has no semantics beyond the status.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// A short summary of the problem.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do.
    pub detail: String,
}

impl ProblemDetails {
    /// Builds an error of type `about:blank`.
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
