//! Forecast in words: sentence, meter, table, assumptions, and advice with its numbers.

mod headline;

pub use self::headline::{Headline, KeyLines, clear_every_months, headlines, key_lines};
use super::i18n::{Clearing, LONG, LimitShortage, Wording};
use super::{QuotaLine, size};
use crate::quota::{BYTES_PER_MB, Devices, Forecast, KeepSetting, LimitForecast, PopRetention, TimeUntil, bytes_of_mb};
use crate::rulebook::{Advice, Assumptions, Lang, Protocol};

/// The placeholders in advice, in braces, for clauses with numbers of the forecast.
pub use crate::rulebook::PLACEHOLDERS;

/// Writes how the mailbox fills under a protocol.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, quota, present::forecast, rulebook::{Lang, Protocol}};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&mails=50&attached=0");
/// let sentence = forecast::sentence(&quota::forecast(&rulebook, &answers), Protocol::Imap, Lang::Ja);
/// assert_eq!(sentence, "今、空だとすると、IMAPでは約1年8か月で2 GBがいっぱいになる見込みです。年に1回整理（保存して削除）すれば、使い続けられます。1日に50通届くとした場合です。");
/// ```
#[must_use]
pub fn sentence(forecast: &Forecast, protocol: Protocol, lang: Lang) -> String {
    let w = Wording::of(lang);
    let mut sentences = mailbox_sentences(forecast, protocol, w);
    // Most sentences already state what is used now.
    let shrinks = protocol == Protocol::Pop && forecast.pop != PopRetention::NeverDeletes && goes_down(forecast);
    let stated = protocol == Protocol::Imap || shrinks || forecast.possible_limits().is_empty();
    sentences.push(w.forecast_basis(forecast.volume.mails, (!stated).then(|| used_mb(forecast))));
    sentences.join(w.layout.gap)
}

/// Writes how the mailbox fills, and what keeps it usable.
fn mailbox_sentences(forecast: &Forecast, protocol: Protocol, w: &Wording) -> Vec<String> {
    let possible = forecast.possible_limits();
    if possible.is_empty() {
        let usual: Vec<_> = forecast.limits.iter().map(|limit| limit.limit_mb).collect();
        return vec![w.above_usual_limits(used_mb(forecast), &usual)];
    }
    let mut sentences = Vec::new();
    let full = |of: fn(&LimitForecast) -> Option<TimeUntil>| -> Vec<_> {
        possible.iter().map(|limit| (limit.limit_mb, of(limit))).collect()
    };
    let known = forecast.limit_known;
    match (protocol, forecast.pop) {
        (Protocol::Imap, _) => {
            sentences.push(w.imap_fills(used_mb(forecast), &full(|limit| limit.imap.full), known));
        }
        (Protocol::Pop, PopRetention::NeverDeletes) => {
            sentences.push(w.phone_fills(&full(|limit| limit.pop_undeleted.full), known));
        }
        (Protocol::Pop, PopRetention::Keeps | PopRetention::KeepsOnPhone) => {
            sentences.extend(pop_sentences(forecast, w));
        }
    }
    sentences.extend(keeps_working(forecast, protocol, w));
    if protocol == Protocol::Pop && forecast.pop == PopRetention::KeepsOnPhone {
        sentences.push(w.phones_ignore_days());
    }
    sentences
}

/// Returns the current size in MB, as it was entered.
const fn used_mb(forecast: &Forecast) -> u64 {
    forecast.used / BYTES_PER_MB
}

/// Checks whether POP that deletes after some days leaves less on the server than there is now, and fits.
fn goes_down(forecast: &Forecast) -> bool {
    forecast.used > forecast.plateau && forecast.possible_limits().iter().all(|limit| limit.pop_kept.full.is_none())
}

/// Writes how the mailbox fills under POP that deletes after some days.
fn pop_sentences(forecast: &Forecast, w: &Wording) -> Vec<String> {
    let (days, known) = (forecast.keep_days, forecast.limit_known);
    let limits = forecast.possible_limits();
    let first = |of: fn(&LimitForecast) -> Option<TimeUntil>| limits.iter().find_map(|l| Some((l, of(l)?)));
    let too_small = limits.iter().any(|limit| !limit.suffices(Protocol::Pop, forecast.pop));
    match first(|limit| limit.pop_kept.full) {
        Some((limit, TimeUntil { days: 0, .. })) => return vec![w.no_space(limit.limit_mb, known)],
        // The shortage follows; a sentence before it would play it down.
        _ if too_small => return Vec::new(),
        Some((limit, full)) => return vec![w.pop_fills(days, limit.limit_mb, full, known)],
        None => {}
    }
    let holiday = (!forecast.is_comfortable()).then(|| w.holiday_can_fill());
    let first_sentence = match first(|limit| limit.pop_kept.warned) {
        _ if goes_down(forecast) => w.pop_goes_down(used_mb(forecast), days, forecast.plateau),
        Some((limit, _)) => w.pop_nears(days, forecast.plateau, limit.limit_mb, known),
        None if holiday.is_some() => w.pop_uses(days, forecast.plateau),
        None => w.pop_settles(days, forecast.plateau),
    };
    std::iter::once(first_sentence).chain(holiday).collect()
}

/// Writes what keeps the mailbox usable, if it would fill otherwise; of several limits, the smallest is used.
fn keeps_working(forecast: &Forecast, protocol: Protocol, w: &Wording) -> Option<String> {
    let limit = forecast.possible_limits().first()?;
    if let Some(words) = too_small(forecast, protocol, false, w) {
        return Some(words);
    }
    let filling = match protocol {
        Protocol::Imap => limit.imap,
        Protocol::Pop => forecast.pop.filling(limit),
    };
    match (protocol, forecast.pop) {
        (Protocol::Imap, _) | (_, PopRetention::NeverDeletes) => {
            let soon = filling.full.is_some_and(|full| full.days < LONG) || limit.clear_first;
            let clearing = clearing(limit, protocol, w);
            soon.then(|| w.clearing_keeps_working(clearing, protocol == Protocol::Pop))
        }
        (Protocol::Pop, _) => {
            filling.warned?;
            let clear_first = forecast.keep.clear_first && filling.full.is_some();
            let shorter = Some(recommended(forecast).days).filter(|days| *days < forecast.keep_days);
            (clear_first || shorter.is_some()).then(|| w.pop_keeps_working(clear_first, shorter))
        }
    }
}

/// Returns the number of days for which POP should leave mail on the server, with the visitor's devices.
fn recommended(forecast: &Forecast) -> KeepSetting {
    let keep = forecast.keep;
    if forecast.devices == Devices::Several { KeepSetting { days: keep.for_others, ..keep } } else { keep }
}

/// Writes that the limit is too small for the received mail, if it is; `with_time` adds when it fills.
fn too_small(forecast: &Forecast, protocol: Protocol, with_time: bool, w: &Wording) -> Option<String> {
    let limit = forecast.possible_limits().first().filter(|limit| !limit.suffices(protocol, forecast.pop))?;
    let pop_helps = forecast.devices != Devices::PhoneOnly && limit.suffices(Protocol::Pop, forecast.pop);
    let filling = match protocol {
        Protocol::Imap => limit.imap,
        Protocol::Pop => forecast.pop.filling(limit),
    };
    let shortage = match (protocol, forecast.devices, filling.full) {
        (Protocol::Pop, Devices::Several, _) => LimitShortage::Shared(forecast.keep.for_others),
        (_, _, Some(full)) if with_time && full.days > 0 => LimitShortage::Fills(full),
        _ => LimitShortage::Plain,
    };
    let shortage = w.limit_too_small(shortage, limit.limit_mb, forecast.limit_known);
    Some([shortage, w.widen(forecast.raise, protocol == Protocol::Imap && pop_helps)].join(w.layout.gap))
}

/// The level of a mailbox under a protocol, against its limit or the smallest one that it can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    /// The level in words, with the condition if the limit is unknown.
    pub label: String,
    /// The level in percent of the limit, at most 100.
    pub percent: u64,
    /// Expected mail above the limit, which is refused, in percent of the limit; at most 100.
    pub refused_percent: u64,
    /// Whether the level is at the warning line or above.
    pub warns: bool,
}

/// Returns the level of the mailbox under a protocol: the current one if it is full or nearly full, else the one after a
/// year without clearing, or the one that POP settles at. `None` if the mailbox exceeds every limit that is assumed.
#[must_use]
pub fn meter(forecast: &Forecast, assumptions: &Assumptions, protocol: Protocol, lang: Lang) -> Option<Meter> {
    let w = Wording::of(lang);
    let limits = forecast.possible_limits();
    let smallest = limits.first()?;
    let year = forecast.levels.iter().find(|level| level.months == 12);
    let (held, when) = match (protocol, forecast.pop) {
        _ if forecast.state.is_some() => (forecast.used, w.forecast.meter_now),
        (Protocol::Imap, _) => (year.map_or(0, |level| level.imap), w.forecast.meter_year),
        (_, PopRetention::NeverDeletes) => (year.map_or(0, |level| level.pop_undeleted), w.forecast.meter_year),
        // Mail that is there now is deleted once it is fetched.
        _ if forecast.used > forecast.plateau => (forecast.used, w.forecast.meter_now),
        _ => (forecast.plateau, w.forecast.meter_fetched),
    };
    let percent_of = |limit: &LimitForecast| {
        let max = bytes_of_mb(limit.limit_mb).max(1);
        u64::try_from(u128::from(held) * 100 / u128::from(max)).unwrap_or(u64::MAX)
    };
    let percent = percent_of(smallest);
    let shares: Vec<_> = limits.iter().map(|limit| (limit.limit_mb, percent_of(limit))).collect();
    Some(Meter {
        label: w.meter(when, held, &shares, forecast.limit_known),
        percent: percent.min(100),
        refused_percent: percent.saturating_sub(100).min(100),
        warns: percent >= assumptions.warn_percent,
    })
}

/// A row of the table: the levels after some months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelRow {
    /// The time.
    pub when: String,
    /// The level for each of [`columns`], and whether it is the largest limit, above which mail is refused.
    pub cells: Vec<(String, bool)>,
}

/// Returns the headings of the table's columns: IMAP, and the ways to use POP.
#[must_use]
pub fn columns(forecast: &Forecast, lang: Lang) -> Vec<String> {
    let w = Wording::of(lang);
    let kept = (forecast.pop != PopRetention::NeverDeletes).then(|| w.pop_kept(forecast.keep_days));
    let imap = std::iter::once("IMAP".to_owned());
    imap.chain(kept).chain(std::iter::once(w.forecast.pop_for_good.to_owned())).collect()
}

/// Returns the rows of the table: now, and after 1, 3, 12 and 36 months. Levels are at most the largest possible limit.
#[must_use]
pub fn rows(forecast: &Forecast, lang: Lang) -> Vec<LevelRow> {
    let w = Wording::of(lang);
    let max_mb = forecast.max_limit_mb().unwrap_or(u64::MAX);
    let max = bytes_of_mb(max_mb);
    let cell = |bytes: u64| if bytes < max { (w.bytes(bytes), false) } else { (size(max_mb), true) };
    let row = |when, [imap, kept, undeleted]: [u64; 3]| {
        let kept = (forecast.pop != PopRetention::NeverDeletes).then_some(kept);
        LevelRow { when, cells: [Some(imap), kept, Some(undeleted)].into_iter().flatten().map(cell).collect() }
    };
    let now = row(w.after_months(0), [forecast.used; 3]);
    let later = forecast
        .levels
        .iter()
        .map(|level| row(w.after_months(level.months), [level.imap, level.pop_kept, level.pop_undeleted]));
    std::iter::once(now).chain(later).collect()
}

/// Returns when a mailbox with this limit fills, and what prevents it.
#[must_use]
pub fn limit_lines(limit: &LimitForecast, forecast: &Forecast, lang: Lang) -> Vec<QuotaLine> {
    let w = Wording::of(lang);
    let line = |label: String, value| QuotaLine { label, value };
    let keeps = forecast.pop != PopRetention::NeverDeletes;
    let warned = match (limit.imap.warned, limit.imap.full) {
        (Some(warned), Some(full)) => Some(w.earlier(warned, full)),
        (warned, _) => warned,
    };
    let kept = line(w.full_with(&w.pop_kept(forecast.keep_days)), w.when(limit.pop_kept.full));
    let clear = if limit.suffices(Protocol::Imap, forecast.pop) {
        w.clear_value(clearing(limit, Protocol::Imap, w))
    } else {
        w.forecast.not_enough.to_owned()
    };
    let lines = [
        Some(line(w.forecast.imap_warned.to_owned(), w.when(warned))),
        Some(line(w.forecast.imap_full.to_owned(), w.when(limit.imap.full))),
        keeps.then_some(kept),
        Some(line(w.full_with(w.forecast.pop_for_good), w.when(limit.pop_undeleted.full))),
        keeps.then(|| line(w.forecast.safe_keep.to_owned(), w.keep_value(recommended(forecast)))),
        Some(line(w.forecast.clear_often.to_owned(), clear)),
    ];
    lines.into_iter().flatten().collect()
}

/// Lists all inputs of the forecast, so that the visitor can check it.
#[must_use]
pub fn assumed(forecast: &Forecast, assumptions: &Assumptions, lang: Lang) -> Vec<QuotaLine> {
    let w = Wording::of(lang);
    let volume = &forecast.volume;
    let noted = |value: String, entered: bool| {
        w.noted(&value, if entered { w.forecast.as_entered } else { w.forecast.as_assumed })
    };
    let line = |label: &str, value: String| QuotaLine { label: label.to_owned(), value };
    let by_frequency = !volume.mails_entered && volume.frequency_percent != 100;
    let mails = noted(w.mails(volume.mails.saturating_mul(100)), volume.mails_entered);
    let of_usual = || {
        let usual = w.mails(volume.usual_mails.saturating_mul(100));
        line(w.forecast.assumed_frequency, w.share_of(volume.frequency_percent, &usual))
    };
    let mut lines = vec![line(w.forecast.assumed_mails, mails)];
    lines.extend(by_frequency.then(of_usual));
    lines.extend([
        line(w.forecast.assumed_attached, noted(w.mails(volume.attached_in_hundred_days), volume.attached_entered)),
        line(w.forecast.assumed_used, noted(size(forecast.used / BYTES_PER_MB), forecast.used_entered)),
    ]);
    if forecast.pop != PopRetention::NeverDeletes {
        lines.push(line(w.forecast.assumed_keep, noted(w.in_days(forecast.keep_days), forecast.keep_entered)));
        lines.push(line(w.forecast.assumed_old, w.forecast.assumed_old_goes.to_owned()));
    }
    lines.extend([
        line(w.forecast.assumed_received, w.bytes(volume.received)),
        line(w.forecast.assumed_imap, w.bytes(volume.imap)),
    ]);
    lines.extend(assumed_of_all(&Assumptions { sent_percent: volume.sent_percent, ..assumptions.clone() }, lang));
    lines
}

/// Lists the inputs that all forecasts share.
#[must_use]
pub fn assumed_of_all(assumptions: &Assumptions, lang: Lang) -> Vec<QuotaLine> {
    let w = Wording::of(lang);
    let line = |label: &str, value: String| QuotaLine { label: label.to_owned(), value };
    let days = [w.days_a_year(assumptions.working_days_a_year), w.days_a_week(assumptions.working_days_a_week)];
    vec![
        line(w.forecast.assumed_mail, kb(assumptions.mail_kb)),
        line(
            w.forecast.assumed_attachment,
            w.grows(&kb(assumptions.attachment_kb), assumptions.attachment_growth_percent),
        ),
        line(w.forecast.assumed_days, w.list(&days)),
        line(w.forecast.assumed_sent, format!("{}%", assumptions.sent_percent)),
        line(w.forecast.assumed_cleared, format!("{}%", assumptions.cleared_percent)),
        line(w.forecast.assumed_warned, w.share_of(assumptions.warn_percent, w.forecast.the_limit)),
    ]
}

/// Returns when to clear a mailbox: at once if it has reached the warning line.
fn clearing(limit: &LimitForecast, protocol: Protocol, w: &Wording) -> Clearing {
    let (filling, every) = match protocol {
        Protocol::Imap => (limit.imap, limit.clear_every_days),
        Protocol::Pop => (limit.pop_undeleted, limit.pop_clear_every_days),
    };
    match (filling.warned, filling.full) {
        _ if limit.clear_first => Clearing::Now(every),
        // Mail that is there already shortens the first interval.
        (Some(warned), Some(full)) if warned.days < every => match w.earlier(warned, full) {
            TimeUntil { days: 0, .. } => Clearing::Now(every),
            first => Clearing::First(first, every),
        },
        _ => Clearing::Every(every),
    }
}

/// Formats a size in KB: `75 KB`, `2 MB`.
fn kb(kb: u64) -> String {
    if kb < 1000 || !kb.is_multiple_of(1000) { format!("{kb} KB") } else { size(kb / 1000) }
}

/// Replaces the placeholders in advice by clauses with the forecast's numbers; of several limits, the smallest is used.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, quota, present::forecast, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&mails=50&attached=40&keep=3");
/// let advice = rulebook.advice.iter().find(|advice| advice.id == "pop-check-leave-setting").unwrap();
/// let text = forecast::advice(advice, &quota::forecast(&rulebook, &answers), Lang::En);
/// assert!(text.contains("on the server for 3 days (14 at most)"), "{text}");
/// ```
#[must_use]
pub fn advice(advice: &Advice, forecast: &Forecast, lang: Lang) -> String {
    let text = advice.text.get(lang);
    if !text.contains('{') {
        return text.to_owned();
    }
    let w = Wording::of(lang);
    let [safe_days, share_days, clear_every] = PLACEHOLDERS;
    let text = text.replace(safe_days, &w.keep_clause(forecast.keep));
    let text = text.replace(share_days, &w.share_clause(forecast.keep));
    match text.split_once(clear_every) {
        None => text,
        // The shortage replaces the clause: clearing now and then does not solve it.
        Some((before, after)) => match too_small(forecast, Protocol::Imap, true, w) {
            Some(shortage) => format!("{}{after}", shortage.trim_end_matches(w.layout.full_stop)),
            None => format!("{before}{}{after}", clear_clause(forecast, w)),
        },
    }
}

/// Writes when to clear the mailbox, as a clause of advice; of several limits, the smallest is used.
fn clear_clause(forecast: &Forecast, w: &Wording) -> String {
    match (forecast.possible_limits().first().or(forecast.limits.last()), forecast.state) {
        (Some(limit), Some(_)) => w.clear_after_caution(limit.clear_every_days),
        (Some(limit), None) => w.clear_clause(clearing(limit, Protocol::Imap, w)),
        (None, _) => w.clear_clause(Clearing::Every(0)),
    }
}

/// Returns the heading of one limit's lines, for a forecast with several limits.
#[must_use]
pub fn limit_heading(limit: &LimitForecast, lang: Lang) -> String {
    Wording::of(lang).if_limit(&size(limit.limit_mb))
}
