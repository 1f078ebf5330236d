//! Section with quotas and the forecast, and the form for own numbers.

use crate::answers::Numbers;
use crate::present::{self, Assessment, QuotaLine};
use crate::web::pages::capacity::add_link;
use crate::web::request::{Form, PageRequest, SENT};
use crate::web::views::forecast::{self, ForecastView};
use crate::web::views::number_field::{NumberField, number_fields};

pub(super) struct ForecastSection<'r> {
    pub(super) quota: Vec<QuotaLine>,
    /// The note of the plan, if it is known.
    pub(super) plan_note: Option<&'r str>,
    /// What is known of the limit without a plan.
    pub(super) limit_note: Option<String>,
    pub(super) ask_plan: String,
    pub(super) view: ForecastView,
    pub(super) fields: Vec<NumberField>,
    /// The hidden fields of the form.
    pub(super) hidden: Vec<(&'r str, String)>,
    /// Whether the form was sent with an error.
    pub(super) wrong: bool,
    /// A link that adds this account to the company's accounts, if it fits into a URL.
    pub(super) add: Option<String>,
}

impl<'r> ForecastSection<'r> {
    pub(super) fn new(request: &'r PageRequest, assessment: &Assessment<'r>) -> Self {
        let lang = request.lang;
        let fields = number_fields(request);
        let has_error = fields.iter().any(|field| field.error.is_some());
        Self {
            quota: present::quota_lines(assessment, lang),
            plan_note: assessment.quota().plan.map(|plan| plan.note.get(lang)),
            limit_note: present::limit_without_plan(assessment, lang),
            ask_plan: request.ask_link("plan", true),
            view: forecast::view(request, assessment.forecast(), assessment.outcome().protocol),
            wrong: request.has_sent(Form::Numbers) && has_error,
            fields,
            hidden: hidden(request),
            add: add_link(request),
        }
    }
}

/// Returns the hidden fields of the form: everything except the numbers.
fn hidden(request: &PageRequest) -> Vec<(&str, String)> {
    let mut pairs =
        request.answers.without_prior_verdict().with_numbers(Numbers::default()).to_pairs(&request.rulebook);
    pairs.extend(request.company.to_pairs(&request.rulebook));
    pairs.extend(request.carried.pairs_without_numbers(&request.rulebook));
    pairs.push((SENT, Form::Numbers.id().to_owned()));
    pairs
}
