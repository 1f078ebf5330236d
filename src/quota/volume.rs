//! Mail volume: bytes per working day from entered numbers and defaults, and the figures that rules use.

use super::{BYTES_PER_KB, bytes_of_mb, limit_mb, own_limit, plan};
use crate::answers::{Number, Numbers};
use crate::rulebook::{
    AnswerSet, Assumptions, Bounds, Condition, PerChoice, Question, QuestionIndex, Rulebook, Situation,
};

/// The maximum number of bytes in results, 2^53 − 1: the largest integer that every JSON reader represents exactly.
/// Larger numbers are reduced to it.
pub const MAX_BYTES: u64 = (1 << 53) - 1;

/// The mail of one working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    /// The number of mails received.
    pub mails: u64,
    /// Whether that number was entered rather than assumed.
    pub mails_entered: bool,
    /// The number assumed for the purpose, before it is reduced by [`frequency_percent`](Self::frequency_percent).
    pub usual_mails: u64,
    /// The share of those mails for an account that is checked this often, in percent.
    pub frequency_percent: u64,
    /// The number of mails with an attachment in a hundred days.
    pub attached_in_hundred_days: u64,
    /// Whether that number was entered.
    pub attached_entered: bool,
    /// Whether attached files take more space than the mails themselves.
    pub files_outweigh: bool,
    /// Sent copies that IMAP leaves on the server, in percent of what is received.
    pub sent_percent: u64,
    /// The bytes received.
    pub received: u64,
    /// The bytes that IMAP adds to the mailbox: received mail and sent copies, minus what is cleared.
    pub imap: u64,
}

/// Computes the mail volume from the visitor's numbers, else from the defaults for the answers.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, quota};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "mails=50&attached=0");
/// let volume = quota::volume(&rulebook, answers.numbers, answers.as_set(&rulebook));
/// assert_eq!((volume.received, volume.imap), (3_750_000, 4_875_000));
/// ```
#[must_use]
pub fn volume(rulebook: &Rulebook, numbers: Numbers, answers: AnswerSet) -> Volume {
    let Assumptions { mails, attached_percent, frequency_percent, .. } = &rulebook.assumptions;
    let [by_purpose, by_attachments, by_frequency] = [mails, attached_percent, frequency_percent]
        .map(|numbers| numbers.get(numbers.choice(&rulebook.questions, answers)));
    let receives_only = answers.intersects(rulebook.assumptions.receives_only);
    of(&rulebook.assumptions, numbers, [by_purpose, by_attachments, by_frequency], receives_only)
}

/// Computes the mail volume from the entered numbers and the default for each.
///
/// An account that only receives has no sent copies, and no attachments unless their number is entered.
fn of(
    assumptions: &Assumptions,
    numbers: Numbers,
    [mails, attached_percent, frequency_percent]: [u64; 3],
    receives_only: bool,
) -> Volume {
    let [attached_percent, sent_percent] =
        if receives_only { [0; 2] } else { [attached_percent, assumptions.sent_percent] };
    let attached_entered = numbers.get(Number::Attached);
    let mails_entered = numbers.get(Number::Mails);
    // Rounded up: a mail that arrives now and then still arrives.
    let usual_mails = mails;
    let usual = mails.saturating_mul(frequency_percent).div_ceil(100).max(attached_entered.unwrap_or(0));
    let mails = mails_entered.unwrap_or(usual);
    let attached = match attached_entered {
        Some(attached) => attached.min(mails).saturating_mul(100),
        None => mails.saturating_mul(attached_percent.min(100)),
    };
    let (all, attached_wide) = (u128::from(mails) * 100, u128::from(attached));
    let plain = all.saturating_sub(attached_wide) * u128::from(assumptions.mail_kb) * 100;
    let files =
        attached_wide * u128::from(assumptions.attachment_kb) * u128::from(assumptions.attachment_growth_percent);
    // Mails of a hundred days, sizes in KB, growth in percent.
    let received = (plain + files) * u128::from(BYTES_PER_KB) / 10_000;
    let imap = received * u128::from((100 + sent_percent).saturating_sub(assumptions.cleared_percent)) / 100;
    Volume {
        mails,
        mails_entered: mails_entered.is_some(),
        usual_mails,
        frequency_percent,
        attached_in_hundred_days: attached,
        attached_entered: attached_entered.is_some(),
        files_outweigh: files > plain,
        sent_percent,
        received: clamp_bytes(received),
        imap: clamp_bytes(imap),
    }
}

/// Limits a number of bytes to [`MAX_BYTES`].
pub(super) fn clamp_bytes(bytes: u128) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX).min(MAX_BYTES)
}

/// Computes the figures that depend on answers and numbers.
///
/// The months until the mailbox is full are a figure only if `mails` was entered, so that no rule adds points for
/// assumed volumes. The mail so far counts by its share of the limit.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, quota};
/// let rulebook = loader::embedded();
/// let figures = |query: &str| {
///     let (answers, _) = Answers::from_query(&rulebook, query);
///     quota::figures(&rulebook, answers.numbers, answers.as_set(&rulebook))
/// };
/// assert_eq!(figures("plan=managed&mails=50&attachments=many").months_to_full, Some(2));
/// assert_eq!(figures("plan=managed&purpose=work&attachments=many").months_to_full, None);
/// assert_eq!(figures("plan=managed&used=900").used_percent, Some(90));
/// assert_eq!(figures("plan=managed&mails=0").months_to_full, Some(u64::MAX));
/// ```
#[must_use]
pub fn figures(rulebook: &Rulebook, numbers: Numbers, answers: AnswerSet) -> Situation {
    let mailbox_limit_mb = limit_mb(plan(rulebook, answers), own_limit(numbers));
    let months_to_full = mailbox_limit_mb
        .filter(|_| enters_volume(numbers))
        .map(|limit| months_to_full(rulebook, numbers, limit, &volume(rulebook, numbers, answers)));
    let used_percent = mailbox_limit_mb.map(|limit| used_percent(numbers, limit));
    Situation { answers, mailbox_limit_mb, months_to_full, used_percent }
}

/// Returns a key for the effect of an answer on the figures: answers with the same key have the same figures.
pub(crate) fn figure_key(
    rulebook: &Rulebook,
    numbers: Numbers,
    index: QuestionIndex,
    choice: Option<usize>,
) -> Option<u64> {
    let Assumptions { mails, attached_percent, frequency_percent, .. } = &rulebook.assumptions;
    if rulebook.plan_question() == Some(index) {
        return limit_mb(choice.and_then(|choice| rulebook.plan_of_choice(choice)), own_limit(numbers));
    }
    let answer = rulebook.question_at(index).map(|question| question.answer(choice)).unwrap_or_default();
    let receives_only = u64::from(answer.intersects(rulebook.assumptions.receives_only));
    let of_question = |numbers: &&PerChoice| numbers.question == Some(index);
    if !enters_volume(numbers) {
        return None;
    }
    let numbers = [mails, attached_percent, frequency_percent].into_iter().find(of_question)?;
    Some(numbers.get(choice).saturating_mul(2) + receives_only)
}

/// Checks whether the visitor entered the volume.
fn enters_volume(numbers: Numbers) -> bool {
    numbers.get(Number::Mails).is_some()
}

/// Computes how full a mailbox is, in percent of its limit, rounded down.
fn used_percent(numbers: Numbers, limit_mb: u64) -> u64 {
    let used = u128::from(numbers.get(Number::Used).unwrap_or(0));
    u64::try_from(used * 100 / u128::from(limit_mb.max(1))).unwrap_or(u64::MAX)
}

fn months_to_full(rulebook: &Rulebook, numbers: Numbers, limit_mb: u64, volume: &Volume) -> u64 {
    let used = numbers.get(Number::Used).unwrap_or(0);
    let days = days_until(bytes_of_mb(limit_mb), bytes_of_mb(used), volume.imap);
    days.map_or(u64::MAX, |days| months(&rulebook.assumptions, days))
}

/// Counts the working days until a mailbox contains `level` bytes; `None` if never.
pub(super) fn days_until(level: u64, used: u64, bytes_a_day: u64) -> Option<u64> {
    match level.saturating_sub(used) {
        0 => Some(0),
        left => left.checked_add(bytes_a_day.checked_sub(1)?)?.checked_div(bytes_a_day),
    }
}

/// Converts working days to months, rounded to the nearest.
pub(super) fn months(assumptions: &Assumptions, working_days: u64) -> u64 {
    let a_year = u128::from(assumptions.working_days_a_year.max(1));
    u64::try_from((u128::from(working_days) * 24 + a_year) / (2 * a_year)).unwrap_or(u64::MAX)
}

/// The ranges of the figures while some answers are missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FigureRange {
    /// The smallest and the largest mailbox limit in MB; `None` if it cannot be known.
    pub mailbox_limit_mb: Option<(u64, u64)>,
    /// Whether the limit may stay unknown.
    pub limit_may_lack: bool,
    /// The smallest and the largest number of months until the mailbox is full; `None` if it cannot be known.
    pub months_to_full: Option<(u64, u64)>,
    /// Whether that number may stay unknown.
    pub months_may_lack: bool,
    /// The smallest and the largest share of the limit that is used, in percent; unknown if the limit is.
    pub used_percent: Option<(u64, u64)>,
}

impl FigureRange {
    /// Checks bounds against the range: `Some(true)` if all of it is inside, `Some(false)` if none, `None` if some.
    pub(crate) fn hold(&self, condition: &Condition) -> Option<bool> {
        let hold = [
            within(condition.mailbox_limit_mb, self.mailbox_limit_mb, self.limit_may_lack),
            within(condition.months_to_full, self.months_to_full, self.months_may_lack),
            within(condition.used_percent, self.used_percent, self.limit_may_lack),
        ];
        if hold.contains(&Some(false)) {
            return Some(false);
        }
        hold.iter().all(|hold| *hold == Some(true)).then_some(true)
    }
}

fn within(bounds: Bounds, range: Option<(u64, u64)>, may_lack: bool) -> Option<bool> {
    if bounds == Bounds::default() {
        return Some(true);
    }
    let Some((least, most)) = range else { return Some(false) };
    let apart = bounds.at_least.is_some_and(|bound| most < bound) || bounds.at_most.is_some_and(|bound| least > bound);
    if apart {
        return Some(false);
    }
    (bounds.hold(Some(least)) && bounds.hold(Some(most)) && !may_lack).then_some(true)
}

/// Computes the ranges of the figures over all answers in `possible`; never too narrow, and exact if each question has
/// one answer left.
#[must_use]
pub fn figure_range(rulebook: &Rulebook, numbers: Numbers, possible: AnswerSet) -> FigureRange {
    let mut range = FigureRange::default();
    let own = own_limit(numbers);
    let question = rulebook.plan_question().and_then(|index| rulebook.question_at(index));
    let choices = question.map_or(0, |question| question.choices.len());
    let mut note = |limit: Option<u64>| match limit {
        Some(limit) => {
            let (least, most) = range.mailbox_limit_mb.unwrap_or((limit, limit));
            range.mailbox_limit_mb = Some((least.min(limit), most.max(limit)));
        }
        None => range.limit_may_lack = true,
    };
    for choice in 0..choices {
        if question.is_some_and(|question| question.answer(Some(choice)).intersects(possible)) {
            note(limit_mb(rulebook.plan_of_choice(choice), own));
        }
    }
    if question.is_none_or(|question| question.answer(None).intersects(possible)) {
        note(limit_mb(None, own));
    }
    let Assumptions { mails, attached_percent, frequency_percent, .. } = &rulebook.assumptions;
    // The larger the limit, the smaller the share.
    range.used_percent =
        range.mailbox_limit_mb.map(|(least, most)| (used_percent(numbers, most), used_percent(numbers, least)));
    let entered = enters_volume(numbers);
    range.months_may_lack = range.limit_may_lack || !entered;
    if let (Some((least, most)), true) = (range.mailbox_limit_mb, entered) {
        let [mails, attached, frequency] =
            [mails, attached_percent, frequency_percent].map(|numbers| numbers.range(&rulebook.questions, possible));
        // Both may be possible: that the account only receives, and that it also sends.
        let only = rulebook.assumptions.receives_only;
        let also_sends = rulebook.questions.iter().map(Question::all_answers).find(|all| all.intersects(only));
        let always = also_sends.is_some_and(|all| !all.difference(only).intersects(possible));
        let light = ([mails.0, attached.0, frequency.0], only.intersects(possible));
        let heavy = ([mails.1, attached.1, frequency.1], always);
        let [light, heavy] = [light, heavy].map(|(usual, alone)| of(&rulebook.assumptions, numbers, usual, alone));
        range.months_to_full =
            Some((months_to_full(rulebook, numbers, least, &heavy), months_to_full(rulebook, numbers, most, &light)));
    }
    range
}
