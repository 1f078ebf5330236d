//! Interview memo: what the interview computes from answers, for the last answers of visitors.
//!
//! The page of a question needs the status of its interview and of every step before it, and so does the next page. The
//! memo belongs to one rule set and makes no page different, only faster.

use quick_cache::sync::Cache;

use crate::answers::Answers;
use crate::interview::{self, InterviewSource, InterviewStatus};
use crate::rulebook::{QuestionIndex, Rulebook};

/// How many different answers are remembered; each takes about 0.2 KB. The built-in rules lead visitors who answer every
/// question to some 700.
const CAPACITY: usize = 2_048;

/// The statuses of interviews, by answers.
#[derive(Debug)]
pub(super) struct InterviewMemo {
    statuses: Cache<Answers, InterviewStatus>,
    most_informative: Cache<Answers, Option<QuestionIndex>>,
}

impl InterviewMemo {
    pub(super) fn new() -> Self {
        Self { statuses: Cache::new(CAPACITY), most_informative: Cache::new(CAPACITY / 4) }
    }
}

impl InterviewSource for InterviewMemo {
    fn status(&self, rulebook: &Rulebook, answers: &Answers) -> InterviewStatus {
        recall(&self.statuses, answers, |answers| interview::status(rulebook, answers))
    }

    fn most_informative(&self, rulebook: &Rulebook, answers: &Answers) -> Option<QuestionIndex> {
        recall(&self.most_informative, answers, |answers| interview::most_informative(rulebook, answers))
    }
}

fn recall<T: Copy>(values: &Cache<Answers, T>, answers: &Answers, compute: impl Fn(&Answers) -> T) -> T {
    let key = answers.without_prior_verdict().with_lang(None).with_now(None);
    if let Some(value) = values.get(&key) {
        return value;
    }
    let value = compute(&key);
    values.insert(key, value);
    value
}
