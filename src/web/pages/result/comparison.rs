//! Section that compares both protocols: reasons, points, and changes that would flip the verdict.

use crate::engine::Reason;
use crate::present::{self, Assessment};
use crate::rulebook::{Protocol, Strength};
use crate::web::request::{PageRequest, RESULT_PATH};

/// How many reasons are shown of each side; the rest is folded.
const FIRST_REASONS: usize = 3;

pub(super) struct ComparisonSection<'r> {
    /// Whether a hard rule decided.
    pub(super) required: bool,
    /// The recommended protocol first.
    pub(super) sides: [Side<'r>; 2],
    /// How many answers must change to flip the verdict.
    pub(super) robust: String,
    /// Changes that flip the verdict, in words and as URLs.
    pub(super) changes: Vec<(String, String)>,
    /// The drawback of the other protocol for this visitor.
    pub(super) other_cost: &'r str,
}

/// One protocol's side.
pub(super) struct Side<'r> {
    pub(super) heading: String,
    /// Its points in words.
    pub(super) label: String,
    /// Whether it is the recommended one.
    pub(super) chosen: bool,
    /// The reasons with most points, and the others.
    pub(super) first: Vec<ReasonLine<'r>>,
    pub(super) rest: Vec<ReasonLine<'r>>,
}

/// A reason with its points.
pub(super) struct ReasonLine<'r> {
    pub(super) text: &'r str,
    pub(super) weight: u32,
    pub(super) hard: bool,
    pub(super) otherwise: Option<&'r str>,
}

impl<'r> ComparisonSection<'r> {
    /// Checks whether there are reasons, whose points can be listed.
    pub(super) fn has_points(&self) -> bool {
        self.sides.iter().any(|side| !side.first.is_empty())
    }

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
            other_cost: other.cost_for(assessment.recommendation().answers).get(lang),
        }
    }
}

impl<'r> Side<'r> {
    fn new(request: &'r PageRequest, assessment: &Assessment<'r>, protocol: Protocol, reasons: &[Reason<'r>]) -> Self {
        let (lang, w) = (request.lang, request.wording());
        let name = request.rulebook.protocols.get(protocol).name.get(lang);
        let score = assessment.outcome().score;
        let chosen = protocol == assessment.outcome().protocol;
        let line = |reason: &Reason<'r>| ReasonLine {
            text: reason.text.get(lang),
            weight: reason.weight,
            hard: reason.hard,
            otherwise: reason.otherwise.filter(|_| !chosen).map(|text| text.get(lang)),
        };
        let mut first: Vec<_> = reasons.iter().map(line).collect();
        let rest = first.split_off(first.len().min(FIRST_REASONS));
        Self { heading: w.speaks_for(name), label: w.score(name, *score.get(protocol)), chosen, first, rest }
    }
}
