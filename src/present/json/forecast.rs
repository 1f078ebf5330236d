//! Response with the forecast of a mailbox, including every input, so that a client can recompute it.

use serde::Serialize;
use utoipa::ToSchema;

use super::parts::{AnswersById, IgnoredBody, InterpretedBody, QuotaBody, RulesBody, answers_by_id};
use crate::answers;
use crate::present::{Assessment, caution};
use crate::quota::{self, BYTES_PER_KB, bytes_of_mb};
use crate::rulebook::{Lang, Rulebook};

/// The forecast for one set of answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForecastResponse<'a> {
    /// The rules that were applied.
    pub rules: RulesBody<'a>,
    /// The accepted answers by question or number id.
    pub answers: AnswersById<'a>,
    /// The canonical query for these answers.
    pub query: String,
    /// The pairs that were ignored.
    pub ignored: Vec<IgnoredBody>,
    /// The numbers that are used in another form than they were sent: the middle of a range, or a rounded number.
    pub interpreted: Vec<InterpretedBody>,
    /// The quotas of the mailbox.
    pub quota: QuotaBody<'a>,
    /// The forecast of the mailbox.
    pub forecast: ForecastBody,
}

/// The forecast of a mailbox under IMAP, under POP that keeps mail on the server for some days, and under POP that
/// never deletes it there.
///
/// All numbers are integers. Numbers of bytes are at most 2^53 − 1; larger ones are capped.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Forecast)]
pub struct ForecastBody {
    /// The inputs: the visitor's numbers, or else the assumptions of the rules.
    pub assumptions: AssumptionsBody,
    /// Bytes received on a working day: ((100 × `mails_a_day` − `attached_in_hundred_days`) × `mail_bytes` × 100 +
    /// `attached_in_hundred_days` × `attachment_bytes` × `attachment_growth_percent`) ÷ 10,000, rounded down.
    pub received_bytes_a_day: u64,
    /// Bytes that IMAP adds on a working day: `received_bytes_a_day` × (100 + `sent_percent` − `cleared_percent`) ÷
    /// 100, rounded down, at least 0.
    pub imap_bytes_a_day: u64,
    /// The constant level under POP that keeps mail for `keep_days`, if the limit is large enough:
    /// `received_bytes_a_day` × working days, which are `keep_days` × `working_days_a_week` ÷ 7, rounded up.
    pub pop_kept_plateau_bytes: u64,
    /// The levels of the mailbox after some months.
    pub levels: Vec<LevelBody>,
    /// Whether the limit of the mailbox is known, from the plan or the visitor.
    pub limit_known: bool,
    /// When the mailbox fills, for its limit or for each possible limit; never empty.
    pub limits: Vec<LimitForecastBody>,
    /// Months until IMAP fills the mailbox; null if its limit is unknown or it never fills.
    pub months_to_full: Option<u64>,
    /// What to do about a mailbox that is full or nearly full at every possible limit. Null if it is not, if its usage
    /// is unknown, or if more is used than any assumed limit.
    pub caution: Option<CautionBody>,
}

/// What to do about a mailbox that is full or nearly full, in the language of the request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Caution)]
pub struct CautionBody {
    /// `full`: new mail is refused. `nearly_full`: 90 % of the limit or more is used.
    pub state: &'static str,
    /// The state in words.
    pub title: String,
    /// What happens to new mail.
    pub lead: String,
    /// What to do, in this order.
    pub steps: Vec<String>,
    /// Further information.
    pub notes: Vec<String>,
}

/// The inputs of a forecast.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Assumptions)]
#[expect(clippy::struct_excessive_bools, reason = "each marks whether one number was entered")]
pub struct AssumptionsBody {
    /// Mails received on a working day.
    pub mails_a_day: u64,
    /// Whether `mails_a_day` was entered rather than assumed.
    pub mails_told: bool,
    /// The number of mails with attachments in 100 working days.
    pub attached_in_hundred_days: u64,
    /// Whether `attached_in_hundred_days` was entered rather than assumed.
    pub attached_told: bool,
    /// The number of calendar days for which POP leaves mail on the server: as entered, or else the usual number, or
    /// less if the limit is too small for it.
    pub keep_days: u64,
    /// Whether `keep_days` was entered rather than assumed.
    pub keep_told: bool,
    /// Mails a day assumed for the purpose of the account. If no number was entered, `mails_a_day` is this ×
    /// `frequency_percent` ÷ 100, rounded up, and at least the number of mails with attachments that was entered.
    pub usual_mails_a_day: u64,
    /// Whether POP is assumed never to delete on the server: phones only, and no `keep` entered. `pop_for_good` is then
    /// POP's forecast.
    pub pop_never_deletes: bool,
    /// The share of `usual_mails_a_day` assumed for how often the account is checked, in percent.
    pub frequency_percent: u64,
    /// The current size of the mailbox; 0 if no number was entered.
    pub used_bytes: u64,
    /// The size of a mail without attachment.
    pub mail_bytes: u64,
    /// The size of the files attached to one mail.
    pub attachment_bytes: u64,
    /// The size of attached files in the mail, encoded, in percent of their size.
    pub attachment_growth_percent: u64,
    /// The number of days a year on which mail arrives.
    pub working_days_a_year: u64,
    /// The number of days a week on which mail arrives.
    pub working_days_a_week: u64,
    /// Sent copies that IMAP leaves on the server, in percent of received bytes; 0 for an account that only receives.
    pub sent_percent: u64,
    /// Mail that is deleted and emptied out of the Trash, in percent of received bytes.
    pub cleared_percent: u64,
    /// The warning line, in percent of the limit; from there on, the mailbox needs clearing.
    pub warn_percent: u64,
}

/// The level of the mailbox after some months, at most the largest possible limit, above which mail is refused. If more
/// is used than any assumed limit, the limit counts as unknown.
///
/// These months have `months` × `working_days_a_year` ÷ 12 working days, rounded down.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Level)]
pub struct LevelBody {
    /// The number of months from now.
    pub months: u64,
    /// Under IMAP: `used_bytes`, plus `imap_bytes_a_day` on each working day.
    pub imap_bytes: u64,
    /// Under POP that keeps mail for `keep_days`: the mail of the last `keep_days`, and until they are over
    /// `used_bytes` as well, because mail that is there now is assumed to be fetched and deleted by then.
    pub pop_kept_bytes: u64,
    /// Under POP that never deletes: `used_bytes`, plus `received_bytes_a_day` on each working day.
    pub pop_for_good_bytes: u64,
}

/// When a mailbox with this limit fills.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LimitForecast)]
pub struct LimitForecastBody {
    /// The limit.
    pub mailbox_limit_bytes: u64,
    /// Under IMAP.
    pub imap: FillTimesBody,
    /// Under POP that keeps mail on the server for some days.
    pub pop_kept: FillTimesBody,
    /// Under POP that never deletes mail on the server.
    pub pop_for_good: FillTimesBody,
    /// The maximum number of days for which POP can leave mail on the server and stay below the warning line, up to
    /// 36,500: (the line − 1) ÷ `received_bytes_a_day`, rounded down, × 7 ÷ `working_days_a_week`, rounded down.
    pub safe_keep_days: u64,
    /// The maximum number of calendar days between two clearings under IMAP, up to 36,500.
    pub clear_every_days: u64,
    /// Whether the mailbox has reached the warning line, so that it must be cleared first.
    pub clear_first: bool,
}

/// When a mailbox reaches the warning line (`warn_percent` of its limit) and the limit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Filling)]
pub struct FillTimesBody {
    /// Whether the limit is ever reached.
    pub ever_fills: bool,
    /// When the warning line is reached; null if never.
    pub warned: Option<TimeUntilBody>,
    /// When the limit is reached; null if never.
    pub full: Option<TimeUntilBody>,
}

/// The time until a level is reached: its working days as calendar days and as months.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reached)]
pub struct TimeUntilBody {
    /// Calendar days, rounded up; 0 is now.
    pub days: u64,
    /// Months, rounded to the nearest.
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
        rules: RulesBody::of(rulebook),
        answers: answers_by_id(rulebook, answers),
        query: answers.to_query(rulebook),
        ignored: ignored.iter().map(IgnoredBody::from).collect(),
        interpreted: interpreted.iter().map(InterpretedBody::from).collect(),
        quota: QuotaBody::of(assessment.quota()),
        forecast: ForecastBody::of(assessment, lang),
    }
}

impl ForecastBody {
    pub(super) fn of(assessment: &Assessment<'_>, lang: Lang) -> Self {
        let forecast = assessment.forecast();
        let max = forecast.max_limit_mb().map_or(u64::MAX, bytes_of_mb);
        Self {
            assumptions: AssumptionsBody::of(assessment.rulebook, forecast),
            received_bytes_a_day: forecast.volume.received,
            imap_bytes_a_day: forecast.volume.imap,
            pop_kept_plateau_bytes: forecast.plateau,
            levels: forecast.levels.iter().map(|level| LevelBody::of(level, max)).collect(),
            limit_known: forecast.limit_known,
            limits: forecast.limits.iter().map(LimitForecastBody::of).collect(),
            months_to_full: forecast.months_to_full(),
            caution: CautionBody::of(assessment, lang),
        }
    }
}

impl CautionBody {
    fn of(assessment: &Assessment<'_>, lang: Lang) -> Option<Self> {
        let forecast = assessment.forecast();
        forecast.state?;
        let protocol = assessment.outcome().protocol;
        let caution::Caution { state, title, lead, steps, notes } = caution::caution(forecast, protocol, lang)?;
        Some(Self { state: state.id(), title, lead, steps, notes })
    }
}

impl AssumptionsBody {
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

impl LevelBody {
    fn of(level: &quota::Level, max: u64) -> Self {
        let quota::Level { months, imap, pop_kept, pop_undeleted: pop_for_good } = *level;
        let [imap_bytes, pop_kept_bytes, pop_for_good_bytes] =
            [imap, pop_kept, pop_for_good].map(|bytes| bytes.min(max));
        Self { months, imap_bytes, pop_kept_bytes, pop_for_good_bytes }
    }
}

impl LimitForecastBody {
    fn of(limit: &quota::LimitForecast) -> Self {
        Self {
            mailbox_limit_bytes: bytes_of_mb(limit.limit_mb),
            imap: FillTimesBody::of(limit.imap),
            pop_kept: FillTimesBody::of(limit.pop_kept),
            pop_for_good: FillTimesBody::of(limit.pop_undeleted),
            safe_keep_days: limit.safe_keep_days,
            clear_every_days: limit.clear_every_days,
            clear_first: limit.clear_first,
        }
    }
}

impl FillTimesBody {
    fn of(filling: quota::FillTimes) -> Self {
        let body = |time: quota::TimeUntil| TimeUntilBody { days: time.days, months: time.months };
        Self { ever_fills: filling.full.is_some(), warned: filling.warned.map(body), full: filling.full.map(body) }
    }
}
