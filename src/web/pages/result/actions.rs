//! Section with what to do and what to know, and what the hard rule costs.

use crate::present::{self, Assessment, forecast};
use crate::rulebook::AdviceKind;
use crate::web::request::{PageRequest, SETUP_PATH};

/// How many actions are shown as the important ones.
const FIRST_ACTIONS: usize = 3;

pub(super) struct ActionsSection<'r> {
    /// What the hard rule costs, if other answers favoured the other protocol.
    pub(super) costs: Vec<&'r str>,
    pub(super) todo: Vec<Action>,
    pub(super) more_todo: Vec<String>,
    pub(super) know: Vec<String>,
    /// The link to the page for setting up the account.
    pub(super) setup: String,
}

/// Something to do, and why or how.
pub(super) struct Action {
    pub(super) title: String,
    pub(super) why: String,
}

impl<'r> ActionsSection<'r> {
    /// Checks whether there is more than the important actions.
    pub(super) const fn has_more(&self) -> bool {
        !self.more_todo.is_empty() || !self.know.is_empty()
    }

    pub(super) fn new(request: &PageRequest, assessment: &Assessment<'r>) -> Self {
        let (lang, outlook) = (request.lang, assessment.forecast());
        let advice = |kind| -> Vec<String> {
            let advice = assessment.recommendation().advice_of(kind);
            advice.map(|advice| forecast::advice(advice, outlook, lang)).collect()
        };
        let mut todo = advice(AdviceKind::Do);
        let more_todo = todo.split_off(todo.len().min(FIRST_ACTIONS));
        let todo = todo.iter().map(|text| Action::new(text, request)).collect();
        Self {
            costs: costs(request, assessment),
            todo,
            more_todo,
            know: advice(AdviceKind::Know),
            setup: request.link(SETUP_PATH).to_string(),
        }
    }
}

impl Action {
    /// Splits an advice after its first sentence, which is what to do.
    fn new(text: &str, request: &PageRequest) -> Self {
        let (title, why) = present::first_sentence(text, request.lang);
        Self { title: title.to_owned(), why: why.to_owned() }
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
