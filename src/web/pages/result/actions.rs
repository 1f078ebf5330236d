//! Section with what to do and what to know, and what the hard rule costs.

use crate::present::{Assessment, forecast};
use crate::rulebook::AdviceKind;
use crate::web::request::PageRequest;

/// How many actions are shown as the important ones.
const FIRST_ACTIONS: usize = 3;

pub(super) struct ActionsSection<'r> {
    /// What the hard rule costs, if other answers favoured the other protocol.
    pub(super) costs: Vec<&'r str>,
    pub(super) todo: Vec<String>,
    pub(super) more_todo: Vec<String>,
    pub(super) know: Vec<String>,
}

impl<'r> ActionsSection<'r> {
    pub(super) fn new(request: &PageRequest, assessment: &Assessment<'r>) -> Self {
        let (lang, outlook) = (request.lang, assessment.forecast());
        let advice = |kind| -> Vec<String> {
            let advice = assessment.recommendation().advice_of(kind);
            advice.map(|advice| forecast::advice(advice, outlook, lang)).collect()
        };
        let mut todo = advice(AdviceKind::Do);
        let more_todo = todo.split_off(todo.len().min(FIRST_ACTIONS));
        Self { costs: costs(request, assessment), todo, more_todo, know: advice(AdviceKind::Know) }
    }
}

/// Lists what a hard rule costs: the drawbacks for the answers that favoured the other protocol.
fn costs<'r>(request: &PageRequest, assessment: &Assessment<'r>) -> Vec<&'r str> {
    if assessment.outcome().decided_by.is_none() {
        return Vec::new();
    }
    let against = assessment.recommendation().against();
    let answered = against.iter().filter(|reason| reason.question.is_some());
    answered.filter_map(|reason| Some(reason.otherwise?.get(request.lang))).collect()
}
