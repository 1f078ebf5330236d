//! Section that compares both protocols: points, reasons, changes that would flip the verdict, and the other protocol.

use crate::engine::Reason;
use crate::present::{self, Assessment};
use crate::rulebook::{Protocol, ProtocolTexts, Strength};
use crate::web::request::{PageRequest, RESULT_PATH};

/// The length of the longest bar, in the drawing's units.
const MAX_BAR: u32 = 240;

pub(super) struct ComparisonSection<'r> {
    /// Whether a hard rule decided.
    pub(super) required: bool,
    /// The recommended protocol first.
    pub(super) sides: [Side<'r>; 2],
    /// How many answers must change to flip the verdict.
    pub(super) robust: String,
    /// Changes that flip the verdict, in words and as URLs.
    pub(super) changes: Vec<(String, String)>,
    pub(super) other: &'r ProtocolTexts,
    /// The drawback of the other protocol for this visitor.
    pub(super) other_cost: &'r str,
}

/// One protocol's side.
pub(super) struct Side<'r> {
    pub(super) heading: String,
    pub(super) label: String,
    /// The length of the bar, in the drawing's units.
    pub(super) bar: u32,
    /// Whether it is the recommended one.
    pub(super) chosen: bool,
    pub(super) reasons: Vec<ReasonLine<'r>>,
}

/// A reason, with a link to change the answer that it depends on.
pub(super) struct ReasonLine<'r> {
    pub(super) text: &'r str,
    pub(super) weight: u32,
    pub(super) hard: bool,
    pub(super) otherwise: Option<&'r str>,
    pub(super) change: Option<String>,
}

impl<'r> ComparisonSection<'r> {
    pub(super) fn new(request: &'r PageRequest, assessment: &Assessment<'r>) -> Self {
        let (lang, outcome) = (request.lang, assessment.outcome());
        let other = request.rulebook.protocols.get(outcome.protocol.other());
        let changes = present::listed_changes(assessment, lang);
        Self {
            required: outcome.strength == Strength::Required,
            sides: [
                Side::new(request, assessment, outcome.protocol, &present::listed_reasons(assessment)),
                Side::new(request, assessment, outcome.protocol.other(), &present::listed_against(assessment)),
            ],
            robust: present::robust(assessment, changes.len(), lang),
            changes: changes
                .into_iter()
                .map(|(words, changed)| (words, request.link(RESULT_PATH).answers(&changed).to_string()))
                .collect(),
            other,
            other_cost: other.cost_for(assessment.recommendation().answers).get(lang),
        }
    }
}

impl<'r> Side<'r> {
    fn new(request: &'r PageRequest, assessment: &Assessment<'r>, protocol: Protocol, reasons: &[Reason<'r>]) -> Self {
        let (lang, w) = (request.lang, request.wording());
        let name = request.rulebook.protocols.get(protocol).name.get(lang);
        let score = assessment.outcome().score;
        let points = *score.get(protocol);
        let max = score.pop.max(score.imap).max(1);
        let chosen = protocol == assessment.outcome().protocol;
        let line = |reason: &Reason<'r>| ReasonLine {
            text: reason.text.get(lang),
            weight: reason.weight,
            hard: reason.hard,
            otherwise: reason.otherwise.filter(|_| !chosen).map(|text| text.get(lang)),
            change: reason.question.map(|question| request.ask_link(&question.id, true)),
        };
        Self {
            heading: w.speaks_for(name),
            label: w.score(name, points),
            bar: points.saturating_mul(MAX_BAR) / max,
            chosen,
            reasons: reasons.iter().map(line).collect(),
        }
    }
}
