//! Section with the mailbox: how it fills, in a sentence and a meter, and on paper its limits. The forecast has a page of
//! its own.

use crate::present::{self, Assessment, QuotaLine, forecast};
use crate::web::pages::reminder;
use crate::web::request::{FORECAST_PATH, PageRequest};
use crate::web::views::forecast::MeterBar;

pub(super) struct MailboxSection {
    pub(super) sentence: String,
    pub(super) meter: Option<MeterBar>,
    /// What is known of the limit without a plan.
    pub(super) limit_note: Option<String>,
    pub(super) ask_plan: String,
    pub(super) quota: Vec<QuotaLine>,
    /// The link to a calendar entry, if the mailbox has to be cleared every few months.
    pub(super) reminder: Option<String>,
    /// The link to the forecast.
    pub(super) details: String,
}

impl MailboxSection {
    pub(super) fn new(request: &PageRequest, assessment: &Assessment<'_>) -> Self {
        let (lang, outlook, protocol) = (request.lang, assessment.forecast(), assessment.outcome().protocol);
        let assumptions = &request.rulebook.assumptions;
        let meter = forecast::meter(outlook, assumptions, protocol, lang);
        let months = forecast::clear_every_months(outlook, protocol);
        Self {
            sentence: forecast::sentence(outlook, protocol, lang),
            meter: meter.map(|meter| MeterBar::new(meter, assumptions.warn_percent)),
            limit_note: present::limit_without_plan(assessment, lang),
            ask_plan: request.ask_link("plan", true),
            quota: present::quota_lines(assessment, lang),
            reminder: months.map(|months| reminder::link(request, months)),
            details: request.link(FORECAST_PATH).to_string(),
        }
    }
}
