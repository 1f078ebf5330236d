//! Assessment: everything that one set of answers leads to. Each part is computed once, and only if it is needed.
//!
//! Pages, text, support reply, JSON, CSV and metrics are renderings of one assessment.

use std::cell::OnceCell;

use crate::answers::Answers;
use crate::engine::{self, Counterfactual, Outcome, Recommendation};
use crate::interview::{self, InterviewSource, InterviewStatus};
use crate::quota::{self, Forecast, Quota};
use crate::rulebook::{Question, QuestionIndex, Rulebook};
use crate::setup::{self, Current, SetupPlan};

/// Everything that one set of answers leads to.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::Assessment};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&mails=50&attached=0");
/// let assessment = Assessment::new(&rulebook, &answers);
/// assert_eq!(assessment.outcome().protocol.id(), "imap");
/// assert_eq!(assessment.forecast().months_to_full(), Some(20));
/// ```
#[derive(Clone, Debug)]
pub struct Assessment<'a> {
    /// The rule set.
    pub rulebook: &'a Rulebook,
    /// The answers.
    pub answers: Answers,
    recommendation: OnceCell<Recommendation<'a>>,
    quota: OnceCell<Quota<'a>>,
    forecast: OnceCell<Forecast>,
    counterfactuals: OnceCell<Vec<Counterfactual<'a>>>,
    min_flips: OnceCell<Option<usize>>,
    interview: &'a dyn InterviewSource,
    status: OnceCell<InterviewStatus>,
    most_informative: OnceCell<Option<QuestionIndex>>,
    setup: OnceCell<SetupPlan<'a>>,
}

impl<'a> Assessment<'a> {
    /// Starts an assessment; nothing is computed yet.
    #[must_use]
    pub fn new(rulebook: &'a Rulebook, answers: &Answers) -> Self {
        Self::with_interview(rulebook, answers, &interview::Computed)
    }

    /// Starts an assessment that takes the interview from a source, such as one that remembers other interviews.
    #[must_use]
    pub fn with_interview(rulebook: &'a Rulebook, answers: &Answers, interview: &'a dyn InterviewSource) -> Self {
        Self {
            rulebook,
            answers: *answers,
            recommendation: OnceCell::new(),
            quota: OnceCell::new(),
            forecast: OnceCell::new(),
            counterfactuals: OnceCell::new(),
            min_flips: OnceCell::new(),
            interview,
            status: OnceCell::new(),
            most_informative: OnceCell::new(),
            setup: OnceCell::new(),
        }
    }

    /// Returns the recommendation with its reasons and advice.
    pub fn recommendation(&self) -> &Recommendation<'a> {
        self.recommendation.get_or_init(|| engine::recommend(self.rulebook, &self.answers))
    }

    /// Returns the recommended protocol and its strength.
    pub fn outcome(&self) -> Outcome {
        self.recommendation().outcome
    }

    /// Returns the limits of the mailbox.
    pub fn quota(&self) -> &Quota<'a> {
        self.quota.get_or_init(|| quota::quota(self.rulebook, &self.answers))
    }

    /// Returns the forecast of the mailbox.
    pub fn forecast(&self) -> &Forecast {
        self.forecast.get_or_init(|| quota::forecast(self.rulebook, &self.answers))
    }

    /// Returns every change of one answer that flips the protocol, most plausible first.
    pub fn counterfactuals(&self) -> &[Counterfactual<'a>] {
        self.counterfactuals.get_or_init(|| engine::counterfactuals(self.rulebook, &self.answers))
    }

    /// Returns the minimum number of answers that must change to flip the protocol; `None` if no number does.
    pub fn min_flips(&self) -> Option<usize> {
        *self.min_flips.get_or_init(|| engine::min_flips(self.rulebook, &self.answers))
    }

    /// Returns the status of the interview.
    pub fn status(&self) -> InterviewStatus {
        *self.status.get_or_init(|| self.interview.status(self.rulebook, &self.answers))
    }

    /// Returns the unanswered question that can change the recommendation most; `None` if it is settled.
    pub fn most_informative(&self) -> Option<&'a Question> {
        let index = self.most_informative.get_or_init(|| self.interview.most_informative(self.rulebook, &self.answers));
        self.rulebook.question_at((*index)?)
    }

    /// Returns the plan for setting up the account.
    pub fn setup(&self) -> &SetupPlan<'a> {
        self.setup.get_or_init(|| {
            let (current, protocol) = (Current::of(&self.answers), self.outcome().protocol);
            setup::plan_for(self.rulebook, &self.answers, current, protocol, self.forecast())
        })
    }

    /// Returns the number of answered questions.
    pub fn answered(&self) -> usize {
        interview::answered(self.rulebook, &self.answers)
    }
}
