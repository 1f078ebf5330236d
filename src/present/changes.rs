//! Changes that would flip the recommendation, as pages and texts list them.

use super::{Assessment, Wording};
use crate::answers::{Answers, Number};
use crate::engine::{self, Counterfactual};
use crate::quota::LimitIncrease;
use crate::rulebook::{Lang, Rulebook};

/// The maximum number of listed changes.
const MAX_CHANGES: usize = 3;

impl<'a> Assessment<'a> {
    /// Returns the changes that pages and texts list: one for each question whose answer can change in practice, at
    /// most three, most plausible first.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader, present::Assessment};
    /// let rulebook = loader::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "purpose=work&devices=one-pc&away=no&offline=no");
    /// let assessment = Assessment::new(&rulebook, &answers);
    /// assert_eq!(assessment.practical_changes().first().unwrap().question.id, "devices");
    /// ```
    #[must_use]
    pub fn practical_changes(&self) -> Vec<&Counterfactual<'a>> {
        let mut changes: Vec<&Counterfactual<'a>> = Vec::new();
        for change in self.counterfactuals() {
            let is_listed = changes.iter().any(|other| other.question_index == change.question_index);
            if change.question.changes_in_practice && !is_listed && is_plausible(self, change) {
                changes.push(change);
            }
        }
        changes.truncate(MAX_CHANGES);
        changes
    }
}

/// Returns the changes that pages and texts list as changing the result, in words and as the changed answers: first own
/// numbers that the customer can correct, then answers; at most three.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{self, Assessment}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&limit=500&used=500&devices=pc-phone");
/// let changes = present::listed_changes(&Assessment::new(&rulebook, &answers), Lang::En);
/// assert_eq!(changes[0].0, "If the mailbox limit is restored to 2 GB: IMAP");
/// ```
#[must_use]
pub fn listed_changes(assessment: &Assessment<'_>, lang: Lang) -> Vec<(String, Answers)> {
    let Assessment { rulebook, answers, .. } = assessment;
    let now = assessment.outcome().protocol;
    let w = Wording::of(lang);
    let restored = match LimitIncrease::from_quota(assessment.quota()) {
        LimitIncrease::Customer(max) if answers.numbers.get(Number::Limit).is_some() => {
            Some((w.limit_restored(max), answers.numbers.with(Number::Limit, max)))
        }
        _ => None,
    };
    let used = answers.numbers.get(Number::Used).is_some_and(|used| used > 0);
    let cleared = used.then(|| (w.mailbox_cleared(), answers.numbers.with(Number::Used, 0)));
    let by_numbers = [restored, cleared].into_iter().flatten().filter_map(|(given, numbers)| {
        let changed = answers.with_numbers(numbers);
        let then = engine::recommend(rulebook, &changed).outcome.protocol;
        let words = w.would_become(&given, rulebook.protocols.get(then).name.get(lang));
        (then != now).then_some((words, changed))
    });
    let by_answers = assessment.practical_changes().into_iter().map(|change| {
        let words = change_words(rulebook, change, lang);
        (words, change.answers)
    });
    by_numbers.chain(by_answers).take(MAX_CHANGES).collect()
}

/// Writes how many answers must change, as the sentence before [`listed_changes`].
#[must_use]
pub fn robust(assessment: &Assessment<'_>, listed: usize, lang: Lang) -> String {
    let least = if listed > 0 { Some(1) } else { assessment.min_flips() };
    Wording::of(lang).robust(least, listed)
}

/// Checks whether a change of devices is plausible: it adds devices, or leaves one PC only. Other changes always are.
///
/// The expectations of the rule set rank the devices, from one PC upwards; a phone alone is not ranked.
fn is_plausible(assessment: &Assessment<'_>, change: &Counterfactual<'_>) -> bool {
    let Assessment { rulebook, answers, .. } = assessment;
    let one_pc = rulebook.assumptions.one_pc;
    let Some(given) =
        answers.choice(change.question_index).filter(|_| change.question.all_answers().intersects(one_pc))
    else {
        return true;
    };
    let ranked = rulebook.expectations.iter().filter(|expectation| expectation.question == change.question_index);
    let rank_of = |raising: &[usize], id: &str| {
        raising.iter().position(|choice| change.question.choices.get(*choice).is_some_and(|choice| choice.id == id))
    };
    let mut ways = ranked.filter_map(|expectation| {
        let target = rank_of(&expectation.raising, &change.choice.id)?;
        Some((expectation.raising.iter().position(|choice| *choice == given), target))
    });
    let alone = answers.as_set(rulebook).intersects(rulebook.assumptions.phone_only);
    ways.any(|(from, target)| match from {
        Some(from) => target > from || target == 0,
        None => alone && target > 0,
    })
}

/// Writes the protocol after a change of one answer: 外出先でも読む場合：IMAP.
#[must_use]
pub fn change_words(rulebook: &Rulebook, change: &Counterfactual<'_>, lang: Lang) -> String {
    let protocol = rulebook.protocols.get(change.protocol).name.get(lang);
    Wording::of(lang).would_become(change.choice.given.get(lang), protocol)
}
