//! Bands of numbers: one set of numbers for each way in which figures can relate to the bounds of all conditions.

use std::collections::BTreeSet;

use crate::answers::{Number, Numbers};
use crate::quota::{self, BYTES_PER_MB};
use crate::rulebook::{AnswerSet, Bounds, Rulebook, Situation};

/// Returns a set of numbers for each band: each way in which figures can relate to the bounds of all conditions.
///
/// ```
/// use pop_or_imap::audit;
/// use pop_or_imap::loader;
/// // The built-in rules ask whether a mailbox lasts up to 1, 6 or 12, or at least 36 months, whether 80 % or all of it is
/// // in use, and whether its limit is 1 GB or less: 7 times 2 ways, without the one that is like no figures at all.
/// assert_eq!(audit::bands(&loader::embedded()).len(), 13);
/// ```
#[must_use]
pub fn bands(rulebook: &Rulebook) -> Vec<Numbers> {
    let rules = rulebook.rules.iter().map(|rule| &rule.condition);
    let conditions: Vec<_> = rules
        .chain(rulebook.advice.iter().map(|advice| &advice.condition))
        .chain(rulebook.caps.iter().map(|cap| &cap.condition))
        .filter(|condition| !condition.is_unbounded())
        .collect();
    let limits = cuts(conditions.iter().map(|condition| condition.mailbox_limit_mb));
    let months = cuts(conditions.iter().map(|condition| condition.months_to_full));
    let used = cuts(conditions.iter().map(|condition| condition.used_percent));
    let holds = |situation: &Situation| conditions.iter().map(|c| c.bounds_hold(situation)).collect::<Vec<_>>();
    // Figures that all conditions treat like missing ones need no band.
    let mut seen = BTreeSet::from([holds(&Situation::default())]);
    let mut bands = Vec::new();
    for limit in or_none(&limits) {
        for month in or_none(&months) {
            for share in or_none(&used) {
                let figures = Situation {
                    mailbox_limit_mb: Some(limit.unwrap_or(USUAL_LIMIT_MB)),
                    months_to_full: month,
                    used_percent: Some(share.unwrap_or(0)),
                    ..Situation::default()
                };
                if seen.insert(holds(&figures)) {
                    bands.push(numbers_for(rulebook, &figures));
                }
            }
        }
    }
    bands
}

/// The mailbox limit of the bands if no condition has bounds on limits.
const USUAL_LIMIT_MB: u64 = 2000;

/// Returns numbers that lead to these figures, as closely as whole numbers allow.
fn numbers_for(rulebook: &Rulebook, figures: &Situation) -> Numbers {
    let limit = figures.mailbox_limit_mb.unwrap_or(USUAL_LIMIT_MB).max(1);
    let used = (u128::from(limit) * u128::from(figures.used_percent.unwrap_or(0))).div_ceil(100);
    let used = u64::try_from(used).unwrap_or(u64::MAX);
    let mut numbers = Numbers::default().with(Number::Limit, limit);
    if used > 0 {
        numbers = numbers.with(Number::Used, used);
    }
    let Some(months) = figures.months_to_full else { return numbers };
    let one_mail = numbers.with(Number::Mails, 1).with(Number::Attached, 0);
    let a_day = quota::volume(rulebook, one_mail, AnswerSet::default()).imap.max(1);
    let a_year = u128::from(a_day) * u128::from(rulebook.assumptions.working_days_a_year);
    // A mailbox that fills in less than half a month counts as 0 months.
    let years_of_mail = a_year * u128::from(months) + a_year / 4;
    let left = u128::from(limit.saturating_sub(used)) * u128::from(BYTES_PER_MB) * 12;
    let mails = u64::try_from(left / years_of_mail.max(1)).unwrap_or(u64::MAX).max(1);
    numbers.with(Number::Mails, mails).with(Number::Attached, 0)
}

/// Returns the first number of each band; empty without bounds.
fn cuts(bounds: impl Iterator<Item = Bounds>) -> BTreeSet<u64> {
    let mut cuts = BTreeSet::new();
    for bound in bounds.filter(|bound| *bound != Bounds::default()) {
        cuts.insert(0);
        cuts.extend(bound.at_least);
        cuts.extend(bound.at_most.map(|most| most.saturating_add(1)));
    }
    cuts
}

fn or_none(cuts: &BTreeSet<u64>) -> Vec<Option<u64>> {
    if cuts.is_empty() { vec![None] } else { cuts.iter().copied().map(Some).collect() }
}
