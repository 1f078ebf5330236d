//! Section with quotas and the forecast; its details are on a page of their own.

use crate::present::{self, Assessment, QuotaLine};
use crate::web::request::{FORECAST_PATH, PageRequest};
use crate::web::views::forecast::{self, ForecastView};

pub(super) struct ForecastSection<'r> {
    pub(super) quota: Vec<QuotaLine>,
    /// The note of the plan, if it is known.
    pub(super) plan_note: Option<&'r str>,
    /// What is known of the limit without a plan.
    pub(super) limit_note: Option<String>,
    pub(super) ask_plan: String,
    pub(super) view: ForecastView,
    /// The link to chart, table and form.
    pub(super) details: String,
}

impl<'r> ForecastSection<'r> {
    pub(super) fn new(request: &'r PageRequest, assessment: &Assessment<'r>) -> Self {
        let lang = request.lang;
        Self {
            quota: present::quota_lines(assessment, lang),
            plan_note: assessment.quota().plan.map(|plan| plan.note.get(lang)),
            limit_note: present::limit_without_plan(assessment, lang),
            ask_plan: request.ask_link("plan", true),
            view: forecast::view(request, assessment.forecast(), assessment.outcome().protocol),
            details: request.link(FORECAST_PATH).to_string(),
        }
    }
}
