//! Carried parameters: what links repeat from page to page beside the answers. Which answers support filled in, and
//! whether pages are shown inside another site.

use crate::answers::{self, Answer, Answers, Number};
use crate::rulebook::{QuestionIndex, Rulebook};

/// The key of the answers that support filled in: ids of questions and numbers, separated by `.`, or [`ALL`].
const BY: &str = "by";
/// The value of [`BY`] for every answer of the link.
const ALL: &str = "support";
/// The key of pages that are shown inside another site.
const EMBED: &str = "embed";
/// The value of [`EMBED`].
const EMBEDDED: &str = "1";

/// An item that a visitor can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum AnsweredItem {
    /// The question at this index.
    Question(QuestionIndex),
    Number(Number),
    /// The current use of the account.
    Now,
}

impl AnsweredItem {
    /// Lists the items that some answers contain.
    fn all(rulebook: &Rulebook, answers: &Answers) -> Vec<Self> {
        let questions = rulebook.question_indices().filter(|index| answers.get(*index) != Answer::Unanswered);
        let numbers = Number::ALL.into_iter().filter(|number| answers.numbers.get(*number).is_some());
        questions.map(Self::Question).chain(numbers.map(Self::Number)).chain(answers.now.map(|_| Self::Now)).collect()
    }

    /// Checks whether two sets of answers agree on the item.
    fn is_same(self, one: &Answers, other: &Answers) -> bool {
        match self {
            Self::Question(index) => one.get(index) == other.get(index),
            Self::Number(number) => one.numbers.get(number) == other.numbers.get(number),
            Self::Now => one.now == other.now,
        }
    }

    fn id(self, rulebook: &Rulebook) -> &str {
        match self {
            Self::Question(index) => rulebook.question_at(index).map_or("", |question| &question.id),
            Self::Number(number) => number.id(),
            Self::Now => "now",
        }
    }
}

/// The parameters that links carry from page to page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::web) struct CarriedParams {
    by_support: Vec<AnsweredItem>,
    /// Whether pages are shown inside another site.
    pub(in crate::web) is_embedded: bool,
}

impl CarriedParams {
    /// Reads the pairs of a query. Unknown values are ignored.
    pub(super) fn from_pairs(rulebook: &Rulebook, answers: &Answers, pairs: &[(String, String)]) -> Self {
        let value = |name: &str| answers::value(pairs, name).map(str::to_ascii_lowercase);
        let mut by_support = AnsweredItem::all(rulebook, answers);
        match value(BY) {
            Some(all) if all == ALL => {}
            Some(ids) => by_support.retain(|item| ids.split('.').any(|id| id == item.id(rulebook))),
            None => by_support.clear(),
        }
        Self { by_support, is_embedded: value(EMBED).is_some_and(|value| value == EMBEDDED) }
    }

    /// Returns parameters that attribute all of these answers to support.
    pub(super) fn of_support(rulebook: &Rulebook, answers: &Answers) -> Self {
        Self { by_support: AnsweredItem::all(rulebook, answers), is_embedded: false }
    }

    /// Checks whether support filled an item in.
    pub(in crate::web) fn is_by_support(&self, item: AnsweredItem) -> bool {
        self.by_support.contains(&item)
    }

    /// Counts the items that support filled in, other than a question.
    pub(in crate::web) fn count_other_than(&self, question: QuestionIndex) -> usize {
        self.by_support.iter().filter(|item| **item != AnsweredItem::Question(question)).count()
    }

    /// Returns the pairs for a link with some answers. Answers that differ from those of the page are the visitor's own.
    pub(super) fn pairs(&self, rulebook: &Rulebook, own: &Answers, answers: &Answers) -> Vec<(&'static str, String)> {
        if self.by_support.is_empty() {
            return self.with(None);
        }
        let kept = self.kept(|item| item.is_same(answers, own));
        let is_all = kept.len() == AnsweredItem::all(rulebook, answers).len();
        let by = if is_all && !kept.is_empty() { Some(ALL.to_owned()) } else { ids(rulebook, &kept) };
        self.with(by)
    }

    /// Returns the pairs for the form of a question, whose answer will be the visitor's own.
    pub(in crate::web) fn pairs_asking(
        &self,
        rulebook: &Rulebook,
        question: QuestionIndex,
    ) -> Vec<(&'static str, String)> {
        self.with(ids(rulebook, &self.kept(|item| item != AnsweredItem::Question(question))))
    }

    /// Returns the pairs for a form with some items, which will be the visitor's own.
    pub(in crate::web) fn pairs_without(
        &self,
        rulebook: &Rulebook,
        form: impl Fn(AnsweredItem) -> bool,
    ) -> Vec<(&'static str, String)> {
        self.with(ids(rulebook, &self.kept(|item| !form(item))))
    }

    /// Returns the pair that keeps pages embedded, if they are.
    pub(in crate::web) fn embedding(&self) -> Option<(&'static str, &'static str)> {
        self.is_embedded.then_some((EMBED, EMBEDDED))
    }

    fn kept(&self, keeps: impl Fn(AnsweredItem) -> bool) -> Vec<AnsweredItem> {
        self.by_support.iter().copied().filter(|item| keeps(*item)).collect()
    }

    fn with(&self, by: Option<String>) -> Vec<(&'static str, String)> {
        let embedding = self.embedding().map(|(key, value)| (key, value.to_owned()));
        by.map(|by| (BY, by)).into_iter().chain(embedding).collect()
    }
}

/// Joins the ids of items; `None` if there are none.
fn ids(rulebook: &Rulebook, items: &[AnsweredItem]) -> Option<String> {
    let ids: Vec<&str> = items.iter().map(|item| item.id(rulebook)).collect();
    Some(ids.join(".")).filter(|ids| !ids.is_empty())
}
