//! Owns the forecast in words: its sentence, its table, what it assumes, and advice with its numbers.

use super::wording::Wording;
use super::{QuotaLine, size};
use crate::quota::{BYTES_PER_MB, Forecast, LimitForecast, bytes_of_mb};
use crate::rulebook::{Advice, Assumptions, Lang, Protocol};

/// What advice can say with numbers of the forecast, in braces.
pub use crate::rulebook::PLACEHOLDERS;

/// Says in a sentence what becomes of the mailbox under a protocol.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, quota, report::forecast, rulebook::{Lang, Protocol}};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&mails=50&attached=0");
/// let sentence = forecast::sentence(&quota::forecast(&rulebook, &answers), Protocol::Imap, Lang::Ja);
/// assert_eq!(sentence, "1日に50通届くとした場合の見通しです。IMAPでは、約1年8か月で2 GBがいっぱいになります。");
/// ```
#[must_use]
pub fn sentence(forecast: &Forecast, protocol: Protocol, lang: Lang) -> String {
    let w = Wording::of(lang);
    let said = match protocol {
        Protocol::Imap => {
            let limits: Vec<_> = forecast.limits.iter().map(|limit| (limit.limit_mb, limit.imap.full)).collect();
            w.imap_fills(&limits)
        }
        Protocol::Pop => match forecast.limits.iter().find_map(|limit| Some((limit, limit.pop_kept.full?))) {
            Some((limit, full)) => w.pop_fills(forecast.keep_days, limit.limit_mb, full),
            None if forecast.used > forecast.plateau => {
                w.pop_goes_down(forecast.used, forecast.keep_days, forecast.plateau)
            }
            None => w.pop_settles(forecast.keep_days, forecast.plateau),
        },
    };
    format!("{}{said}", w.so_many_mails(forecast.volume.mails))
}

/// How full a mailbox is under a protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    /// In words.
    pub label: String,
    /// In percent of the limit, 100 at most.
    pub percent: u64,
    /// Whether it is above the warning line.
    pub warns: bool,
}

/// Tells how full the mailbox is under a protocol: after a year of IMAP, or with what POP settles at.
#[must_use]
pub fn meters(forecast: &Forecast, assumptions: &Assumptions, protocol: Protocol, lang: Lang) -> Vec<Meter> {
    let w = Wording::of(lang);
    let year = forecast.levels.iter().find(|level| level.months == 12);
    let (held, when) = match protocol {
        Protocol::Imap => (year.map_or(0, |level| level.imap), w.meter_year),
        // What is there now goes once it is fetched.
        Protocol::Pop if forecast.used > forecast.plateau => (forecast.used, w.meter_now),
        Protocol::Pop => (forecast.plateau, w.meter_fetched),
    };
    let meter = |limit: &LimitForecast| {
        let most = bytes_of_mb(limit.limit_mb).max(1);
        let percent = u64::try_from(u128::from(held) * 100 / u128::from(most)).unwrap_or(u64::MAX);
        Meter {
            label: w.meter(when, held, limit.limit_mb, percent),
            percent: percent.min(100),
            warns: percent >= assumptions.warn_percent,
        }
    };
    forecast.limits.iter().map(meter).collect()
}

/// The level after some months as a row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// When.
    pub when: String,
    /// IMAP, POP kept some days, POP kept for good: how much, and whether it is above the largest limit.
    pub cells: [(String, bool); 3],
}

/// Gives the rows of the table: now, and after 1, 3, 12 and 36 months.
#[must_use]
pub fn rows(forecast: &Forecast, lang: Lang) -> Vec<Row> {
    let w = Wording::of(lang);
    let most = forecast.limits.last().map_or(u64::MAX, |limit| bytes_of_mb(limit.limit_mb));
    let cell = |bytes: u64| (w.bytes(bytes), bytes > most);
    let now = Row { when: w.after_months(0), cells: [forecast.used; 3].map(cell) };
    let later = forecast.levels.iter().map(|level| Row {
        when: w.after_months(level.months),
        cells: [level.imap, level.pop_kept, level.pop_for_good].map(cell),
    });
    std::iter::once(now).chain(later).collect()
}

/// Tells when a mailbox of one size fills, and what avoids it.
#[must_use]
pub fn limit_lines(limit: &LimitForecast, forecast: &Forecast, lang: Lang) -> Vec<QuotaLine> {
    let w = Wording::of(lang);
    vec![
        QuotaLine { label: w.imap_warned.to_owned(), value: w.when(limit.imap.warned) },
        QuotaLine { label: w.imap_full.to_owned(), value: w.when(limit.imap.full) },
        QuotaLine { label: w.full_with(&w.pop_kept(forecast.keep_days)), value: w.when(limit.pop_kept.full) },
        QuotaLine { label: w.full_with(w.pop_for_good), value: w.when(limit.pop_for_good.full) },
        QuotaLine { label: w.safe_keep.to_owned(), value: safe_words(limit, w) },
        QuotaLine { label: w.clear_often.to_owned(), value: clear_words(limit, w) },
    ]
}

/// Lists all that the forecast rests on, so that anyone can check it.
#[must_use]
pub fn assumed(forecast: &Forecast, assumptions: &Assumptions, lang: Lang) -> Vec<QuotaLine> {
    let w = Wording::of(lang);
    let volume = &forecast.volume;
    let told = |value: String, told: bool| w.noted(&value, if told { w.as_entered } else { w.as_assumed });
    let line = |label: &str, value: String| QuotaLine { label: label.to_owned(), value };
    let by_frequency = !volume.mails_told && volume.frequency_percent != 100;
    let mails = told(w.mails(volume.mails.saturating_mul(100)), volume.mails_told);
    let of_usual = || {
        let usual = w.mails(volume.usual_mails.saturating_mul(100));
        line(w.assumed_frequency, w.share_of(volume.frequency_percent, &usual))
    };
    let mut lines = vec![line(w.assumed_mails, mails)];
    lines.extend(by_frequency.then(of_usual));
    lines.extend([
        line(w.assumed_attached, told(w.mails(volume.attached_in_hundred_days), volume.attached_told)),
        line(w.assumed_used, told(size(forecast.used / BYTES_PER_MB), forecast.used_told)),
        line(w.assumed_keep, told(w.in_days(forecast.keep_days), forecast.keep_told)),
        line(w.assumed_old, w.assumed_old_goes.to_owned()),
        line(w.assumed_received, w.bytes(volume.received)),
        line(w.assumed_imap, w.bytes(volume.imap)),
    ]);
    lines.extend(assumed_of_all(assumptions, lang));
    lines
}

/// Lists what every forecast rests on, whatever is known of the mailbox.
#[must_use]
pub fn assumed_of_all(assumptions: &Assumptions, lang: Lang) -> Vec<QuotaLine> {
    let w = Wording::of(lang);
    let line = |label: &str, value: String| QuotaLine { label: label.to_owned(), value };
    let days = [w.days_a_year(assumptions.working_days_a_year), w.days_a_week(assumptions.working_days_a_week)];
    vec![
        line(w.assumed_mail, kb(assumptions.mail_kb)),
        line(w.assumed_attachment, w.grows(&kb(assumptions.attachment_kb), assumptions.attachment_growth_percent)),
        line(w.assumed_days, w.list(&days)),
        line(w.assumed_sent, format!("{}%", assumptions.sent_percent)),
        line(w.assumed_cleared, format!("{}%", assumptions.cleared_percent)),
        line(w.assumed_warned, w.share_of(assumptions.warn_percent, w.limit)),
    ]
}

/// Says for how many days POP may leave mail: once it is cleared, where it is above the warning line already.
fn safe_words(limit: &LimitForecast, w: &Wording) -> String {
    let days = w.safe_days(limit.safe_keep_days);
    if limit.clear_first { w.once_cleared(&days) } else { days }
}

/// Says how often to clear a mailbox: at once, where it is above the warning line already.
fn clear_words(limit: &LimitForecast, w: &Wording) -> String {
    let often = w.clear_every(limit.clear_every_days);
    match limit.imap.warned {
        _ if limit.clear_first => w.now_and_then(&often),
        // What is there already leaves less time for the first time.
        Some(warned) if warned.days < limit.clear_every_days => w.first_then(&w.time(warned), &often),
        _ => often,
    }
}

/// Writes a size given in KB: `75 KB`, `2 MB`.
fn kb(kb: u64) -> String {
    if kb < 1000 || !kb.is_multiple_of(1000) { format!("{kb} KB") } else { size(kb / 1000) }
}

/// Puts the forecast's numbers into advice; of two limits the smaller one counts.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, quota, report::forecast, rulebook::Lang};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&mails=50&attached=40&keep=3");
/// let advice = rulebook.advice.iter().find(|advice| advice.id == "pop-check-leave-setting").unwrap();
/// let text = forecast::advice(advice, &quota::forecast(&rulebook, &answers), Lang::En);
/// assert!(text.contains("up to 14 days"), "{text}");
/// ```
#[must_use]
pub fn advice(advice: &Advice, forecast: &Forecast, lang: Lang) -> String {
    let text = advice.text.get(lang);
    if !text.contains('{') {
        return text.to_owned();
    }
    let w = Wording::of(lang);
    let limit = forecast.limits.first();
    let [safe_days, clear_every] = PLACEHOLDERS;
    let safe = limit.map_or_else(|| w.safe_days(0), |limit| safe_words(limit, w));
    let clear = limit.map_or_else(|| w.clear_every(0), |limit| clear_words(limit, w));
    text.replace(safe_days, &safe).replace(clear_every, &clear)
}

/// Heads the lines of one limit, where there are several.
#[must_use]
pub fn limit_heading(limit: &LimitForecast, lang: Lang) -> String {
    Wording::of(lang).if_limit(&size(limit.limit_mb))
}
