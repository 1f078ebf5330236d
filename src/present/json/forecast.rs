//! Owns the forecast of a mailbox on the wire, with all that went into it, so that it can be worked out again.

use serde::Serialize;
use utoipa::ToSchema;

use super::parts::{Ignored, Interpreted, Quota, Rules, Said, said};
use crate::answers;
use crate::present::{Assessment, caution};
use crate::quota::{self, BYTES_PER_KB, bytes_of_mb};
use crate::rulebook::{Lang, Rulebook};

/// The forecast for one set of answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForecastResponse<'a> {
    /// The rules that were applied.
    pub rules: Rules<'a>,
    /// What was understood, by question or number id.
    pub answers: Said<'a>,
    /// The canonical query for these answers.
    pub query: String,
    /// What was left out.
    pub ignored: Vec<Ignored>,
    /// The numbers that count and are not exactly what was written: the middle of a range, or a rounded number.
    pub interpreted: Vec<Interpreted>,
    /// What holds for the mailbox.
    pub quota: Quota<'a>,
    /// What becomes of the mailbox.
    pub forecast: Forecast,
}

/// What becomes of a mailbox under IMAP, under POP kept some days on the server, and under POP kept for good.
///
/// Whole numbers throughout; no number of bytes is above 2^53 − 1, and what would be counts as that.
#[derive(Debug, Serialize, ToSchema)]
pub struct Forecast {
    /// What went in: the visitor's numbers, and what the rules assume where there are none.
    pub assumptions: Assumptions,
    /// Bytes received on a working day: ((100 × `mails_a_day` − `attached_in_hundred_days`) × `mail_bytes` × 100 +
    /// `attached_in_hundred_days` × `attachment_bytes` × `attachment_growth_percent`) ÷ 10,000, rounded down.
    pub received_bytes_a_day: u64,
    /// Bytes that IMAP adds on a working day: `received_bytes_a_day` × (100 + `sent_percent` − `cleared_percent`) ÷
    /// 100, rounded down, never below 0.
    pub imap_bytes_a_day: u64,
    /// What POP kept `keep_days` on the server settles at if the limit is large enough: `received_bytes_a_day` × the working days in them, which
    /// are `keep_days` × `working_days_a_week` ÷ 7, rounded up.
    pub pop_kept_plateau_bytes: u64,
    /// What is in the mailbox after some months.
    pub levels: Vec<Level>,
    /// Whether plan or visitor tell the mailbox's limit.
    pub limit_known: bool,
    /// When the mailbox fills: for its limit, or for each of the limits that it may have; never empty.
    pub limits: Vec<LimitForecast>,
    /// Months until IMAP fills the mailbox; null where its limit is not known or it never does.
    pub months_to_full: Option<u64>,
    /// What to do about a mailbox that is full or nearly so, at any limit that it can have; null where it is not, where
    /// nothing is known of what is used, or where more is used than any limit that is assumed.
    pub caution: Option<Caution>,
}

/// What to do about a mailbox that is full or nearly so, in the language of the request.
#[derive(Debug, Serialize, ToSchema)]
pub struct Caution {
    /// `full`: new mail is refused. `nearly_full`: 90 % of the limit or more is used.
    pub state: &'static str,
    /// The state in words.
    pub title: String,
    /// What happens to new mail.
    pub lead: String,
    /// What to do, in this order.
    pub steps: Vec<String>,
    /// What else to know.
    pub notes: Vec<String>,
}

/// What a forecast rests on.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one number whether it was entered")]
pub struct Assumptions {
    /// Mails received on a working day.
    pub mails_a_day: u64,
    /// Whether that number was told, rather than assumed.
    pub mails_told: bool,
    /// How many of the mails of a hundred working days have an attachment.
    pub attached_in_hundred_days: u64,
    /// Whether that was told as a number, rather than assumed.
    pub attached_told: bool,
    /// For how many calendar days POP leaves mail on the server: as entered, else the usual number, or less where the
    /// limit is too small for that.
    pub keep_days: u64,
    /// Whether that number was told, rather than assumed.
    pub keep_told: bool,
    /// Mails assumed for what the account is for; where no number is told, `mails_a_day` is this × `frequency_percent` ÷
    /// 100, rounded up, and at least the number told of attachments.
    pub usual_mails_a_day: u64,
    /// Whether POP is assumed never to delete on the server: phones only, and no `keep` entered. `pop_for_good` is then
    /// POP's forecast.
    pub pop_never_deletes: bool,
    /// How many of those come to an account that is checked so often, in percent.
    pub frequency_percent: u64,
    /// What is in the mailbox now; nothing, where no number is told.
    pub used_bytes: u64,
    /// The size of a mail without attachment.
    pub mail_bytes: u64,
    /// The size of the files attached to one mail.
    pub attachment_bytes: u64,
    /// What files come to in mail, in percent of their size.
    pub attachment_growth_percent: u64,
    /// On how many days a year mail comes.
    pub working_days_a_year: u64,
    /// On how many days a week mail comes.
    pub working_days_a_week: u64,
    /// Sent copies that IMAP leaves on the server, in percent of what is received; 0 for an account that only receives.
    pub sent_percent: u64,
    /// What is deleted and emptied out of the Trash, in percent of what is received.
    pub cleared_percent: u64,
    /// From how much of its limit on a mailbox calls for action.
    pub warn_percent: u64,
}

/// What is in the mailbox after some months: never more than the largest limit that it can have, above which mail is
/// refused. Where more is used than any limit that is assumed, nothing is known of the limit.
///
/// That many months have `months` × `working_days_a_year` ÷ 12 working days, rounded down.
#[derive(Debug, Serialize, ToSchema)]
pub struct Level {
    /// After how many months.
    pub months: u64,
    /// Under IMAP: `used_bytes`, and `imap_bytes_a_day` on each working day.
    pub imap_bytes: u64,
    /// Under POP kept some days: what the last of them brought; `used_bytes` too until those days are over, for what is
    /// there now is taken to be fetched and to go by then.
    pub pop_kept_bytes: u64,
    /// Under POP kept for good: `used_bytes`, and `received_bytes_a_day` on each working day.
    pub pop_for_good_bytes: u64,
}

/// When a mailbox of one size fills.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitForecast {
    /// The limit.
    pub mailbox_limit_bytes: u64,
    /// Under IMAP.
    pub imap: Filling,
    /// Under POP, mail kept on the server for some days.
    pub pop_kept: Filling,
    /// Under POP, mail kept on the server for good.
    pub pop_for_good: Filling,
    /// The most days that POP can leave mail on the server so that what it settles at is below the warning line, up to
    /// 36,500: (the line − 1) ÷ `received_bytes_a_day`, rounded down, × 7 ÷ `working_days_a_week`, rounded down.
    pub safe_keep_days: u64,
    /// After how many calendar days at the latest an emptied mailbox is to be cleared again under IMAP, up to 36,500.
    pub clear_every_days: u64,
    /// Whether the mailbox is at the warning line already, so that it has to be cleared first.
    pub clear_first: bool,
}

/// When a mailbox reaches the warning line (`warn_percent` of its limit) and the limit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Filling {
    /// Whether the limit is ever reached.
    pub ever_fills: bool,
    /// When the warning line is reached; null where it never is.
    pub warned: Option<Reached>,
    /// When the limit is reached; null where it never is.
    pub full: Option<Reached>,
}

/// When something is reached: the working days that it takes, as calendar days and as months.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reached {
    /// In so many calendar days, rounded up; 0 is now.
    pub days: u64,
    /// The same in months, rounded to the nearest.
    pub months: u64,
}

/// Renders the forecast of an assessment; `ignored` and `interpreted` list the pairs that need a notice.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{Assessment, json}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, ignored) = Answers::from_query(&rulebook, "plan=standard&mails=50&attached=0");
/// let response = json::forecast(&Assessment::new(&rulebook, &answers), &ignored, &[], Lang::En);
/// let json = serde_json::to_value(response).unwrap();
/// assert_eq!(json["forecast"]["imap_bytes_a_day"], 4_875_000);
/// assert_eq!(json["forecast"]["limits"][0]["imap"]["full"]["months"], 20);
/// ```
#[must_use]
pub fn forecast<'a>(
    assessment: &Assessment<'a>,
    ignored: &[answers::IgnoredPair],
    interpreted: &[answers::InterpretedNumber],
    lang: Lang,
) -> ForecastResponse<'a> {
    let Assessment { rulebook, answers, .. } = assessment;
    ForecastResponse {
        rules: Rules::of(rulebook),
        answers: said(rulebook, answers),
        query: answers.to_query(rulebook),
        ignored: ignored.iter().map(Ignored::from).collect(),
        interpreted: interpreted.iter().map(Interpreted::from).collect(),
        quota: Quota::of(assessment.quota()),
        forecast: Forecast::of(assessment, lang),
    }
}

impl Forecast {
    pub(super) fn of(assessment: &Assessment<'_>, lang: Lang) -> Self {
        let forecast = assessment.forecast();
        let most = forecast.possible_limits().last().map_or(u64::MAX, |limit| bytes_of_mb(limit.limit_mb));
        Self {
            assumptions: Assumptions::of(assessment.rulebook, forecast),
            received_bytes_a_day: forecast.volume.received,
            imap_bytes_a_day: forecast.volume.imap,
            pop_kept_plateau_bytes: forecast.plateau,
            levels: forecast.levels.iter().map(|level| Level::of(level, most)).collect(),
            limit_known: forecast.limit_known,
            limits: forecast.limits.iter().map(LimitForecast::of).collect(),
            months_to_full: forecast.months_to_full(),
            caution: Caution::of(assessment, lang),
        }
    }
}

impl Caution {
    fn of(assessment: &Assessment<'_>, lang: Lang) -> Option<Self> {
        let forecast = assessment.forecast();
        forecast.state?;
        let protocol = assessment.outcome().protocol;
        let caution::Caution { state, title, lead, steps, notes } = caution::caution(forecast, protocol, lang)?;
        Some(Self { state: state.id(), title, lead, steps, notes })
    }
}

impl Assumptions {
    fn of(rulebook: &Rulebook, forecast: &quota::Forecast) -> Self {
        let assumed = &rulebook.assumptions;
        let quota::Volume {
            mails,
            mails_entered: mails_told,
            attached_in_hundred_days,
            attached_entered: attached_told,
            ..
        } = forecast.volume;
        let quota::Volume { usual_mails, frequency_percent, .. } = forecast.volume;
        Self {
            mails_a_day: mails,
            mails_told,
            attached_in_hundred_days,
            attached_told,
            keep_days: forecast.keep_days,
            keep_told: forecast.keep_entered,
            usual_mails_a_day: usual_mails,
            pop_never_deletes: forecast.pop == quota::PopRetention::NeverDeletes,
            frequency_percent,
            used_bytes: forecast.used,
            mail_bytes: assumed.mail_kb.saturating_mul(BYTES_PER_KB),
            attachment_bytes: assumed.attachment_kb.saturating_mul(BYTES_PER_KB),
            attachment_growth_percent: assumed.attachment_growth_percent,
            working_days_a_year: assumed.working_days_a_year,
            working_days_a_week: assumed.working_days_a_week,
            sent_percent: forecast.volume.sent_percent,
            cleared_percent: assumed.cleared_percent,
            warn_percent: assumed.warn_percent,
        }
    }
}

impl Level {
    fn of(level: &quota::Level, most: u64) -> Self {
        let quota::Level { months, imap, pop_kept, pop_undeleted: pop_for_good } = *level;
        let [imap_bytes, pop_kept_bytes, pop_for_good_bytes] =
            [imap, pop_kept, pop_for_good].map(|bytes| bytes.min(most));
        Self { months, imap_bytes, pop_kept_bytes, pop_for_good_bytes }
    }
}

impl LimitForecast {
    fn of(limit: &quota::LimitForecast) -> Self {
        Self {
            mailbox_limit_bytes: bytes_of_mb(limit.limit_mb),
            imap: Filling::of(limit.imap),
            pop_kept: Filling::of(limit.pop_kept),
            pop_for_good: Filling::of(limit.pop_undeleted),
            safe_keep_days: limit.safe_keep_days,
            clear_every_days: limit.clear_every_days,
            clear_first: limit.clear_first,
        }
    }
}

impl Filling {
    fn of(filling: quota::FillTimes) -> Self {
        let reached = |reached: quota::TimeUntil| Reached { days: reached.days, months: reached.months };
        Self {
            ever_fills: filling.full.is_some(),
            warned: filling.warned.map(reached),
            full: filling.full.map(reached),
        }
    }
}
