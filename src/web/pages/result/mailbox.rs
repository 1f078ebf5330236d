//! Section with the mailbox: how it fills, in a sentence and meters, and on paper its limits. The forecast has a page of
//! its own.

use crate::present::{self, Assessment, QuotaLine, forecast};
use crate::web::request::PageRequest;
use crate::web::views::forecast::MeterBar;

pub(super) struct MailboxSection {
    pub(super) sentence: String,
    pub(super) meters: Vec<MeterBar>,
    /// What is known of the limit without a plan.
    pub(super) limit_note: Option<String>,
    pub(super) ask_plan: String,
    pub(super) quota: Vec<QuotaLine>,
    /// The link to the forecast.
    pub(super) details: String,
}

impl MailboxSection {
    pub(super) fn new(request: &PageRequest, assessment: &Assessment<'_>) -> Self {
        let (lang, outlook, protocol) = (request.lang, assessment.forecast(), assessment.outcome().protocol);
        let meters = forecast::meters(outlook, &request.rulebook.assumptions, protocol, lang);
        Self {
            sentence: forecast::sentence(outlook, protocol, lang),
            meters: meters.into_iter().map(|meter| MeterBar::new(meter, &request.rulebook.assumptions)).collect(),
            limit_note: present::limit_without_plan(assessment, lang),
            ask_plan: request.ask_link("plan", true),
            quota: present::quota_lines(assessment, lang),
            details: request.link("/forecast").to_string(),
        }
    }
}
