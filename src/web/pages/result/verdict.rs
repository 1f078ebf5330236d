//! Section with the verdict: headline, caution, main reason, facts, and what missing answers could change.

use crate::present::{self, Assessment};
use crate::rulebook::Protocol;
use crate::web::request::PageRequest;

pub(super) struct VerdictSection<'r> {
    /// A notice if the link was sent with another verdict.
    pub(super) was: Option<String>,
    /// The purpose of the account, if it was answered.
    pub(super) account: Option<&'r str>,
    /// With phrase marks.
    pub(super) headline: String,
    pub(super) main_reason: Option<&'r str>,
    /// Where mail is kept, how many devices, what to watch.
    pub(super) facts: [&'r str; 3],
    /// Why the verdict differs from the points, if it does.
    pub(super) sure: Option<String>,
    pub(super) missing: Option<MissingAnswers>,
}

/// A sentence about missing answers, with the labels and URLs of the next steps.
pub(super) struct MissingAnswers {
    pub(super) sentence: String,
    pub(super) steps: Vec<(&'static str, String)>,
}

impl<'r> VerdictSection<'r> {
    pub(super) fn new(request: &'r PageRequest, assessment: &Assessment<'r>, headline: String) -> Self {
        let (rulebook, lang) = (&request.rulebook, request.lang);
        let chosen: Protocol = assessment.outcome().protocol;
        let facts = rulebook.protocols.get(chosen).facts_for(assessment.recommendation().answers);
        Self {
            was: present::was_another(assessment, lang),
            account: present::purpose_words(rulebook, &request.answers, lang),
            headline,
            main_reason: present::listed_reasons(assessment).first().map(|reason| reason.text.get(lang)),
            facts: facts.map(|fact| fact.get(lang)),
            sure: present::sure_thing(assessment, lang),
            missing: MissingAnswers::new(request, assessment),
        }
    }
}

impl MissingAnswers {
    /// Returns what missing answers could do: change the verdict, or add advice; `None` if no question is worth asking.
    fn new(request: &PageRequest, assessment: &Assessment<'_>) -> Option<Self> {
        let (rulebook, w) = (&*request.rulebook, request.wording());
        let status = assessment.status();
        let rest = status.next.map(|_| (w.result.continue_questions, request.link("/wizard").to_string()));
        if let Some(question) = assessment.most_informative() {
            let is_unsure = present::is_unsure(assessment);
            let ask = (w.result.answer_that, request.ask_link(&question.id, true));
            return Some(Self {
                sentence: w.would_decide(&question.title.plain(request.lang), is_unsure),
                steps: std::iter::once(ask).chain(rest).collect(),
            });
        }
        let names = || crate::interview::names(rulebook, status.worth_asking, request.lang);
        rest.map(|rest| Self { sentence: w.rest_adds(&names()), steps: vec![rest] })
    }
}
