//! The most important figures of a forecast: a large one for each possible limit, and a few lines below it.

use super::{clearing, limit_heading, recommended, used_mb};
use crate::present::i18n::{LONG, Wording};
use crate::present::{QuotaLine, size};
use crate::quota::{Forecast, LimitForecast, PopRetention, TimeUntil};
use crate::rulebook::{Lang, Protocol};

/// A figure, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// The figure: a time, a size, or a word.
    pub value: String,
    /// What the figure is.
    pub caption: String,
    /// Whether the mailbox fills within a year.
    pub warns: bool,
}

/// Returns the most important figure for the visitor's protocol, for each possible limit; one if they are equal.
#[must_use]
pub fn headlines(forecast: &Forecast, protocol: Protocol, lang: Lang) -> Vec<Headline> {
    let w = Wording::of(lang);
    let limits = forecast.possible_limits();
    if limits.is_empty() {
        let caption = w.forecast.assumed_used.to_owned();
        return vec![Headline { value: size(used_mb(forecast)), caption, warns: true }];
    }
    let mut headlines: Vec<Headline> = Vec::new();
    for limit in limits {
        let found = headline(forecast, protocol, limit, w);
        if headlines.iter().all(|earlier| earlier.value != found.value) {
            headlines.push(found);
        }
    }
    headlines
}

fn headline(forecast: &Forecast, protocol: Protocol, limit: &LimitForecast, w: &Wording) -> Headline {
    let full = match protocol {
        Protocol::Imap => limit.imap.full,
        Protocol::Pop => forecast.pop.filling(limit).full,
    };
    let way = if protocol == Protocol::Imap { "IMAP" } else { "POP" };
    let until = || w.until_full(way, limit.limit_mb, forecast.limit_known);
    let keeps = protocol == Protocol::Pop && forecast.pop != PopRetention::NeverDeletes;
    let (value, caption) = match full {
        Some(TimeUntil { days: 0, .. }) => (w.forecast.full_now.to_owned(), w.forecast.now.to_owned()),
        Some(full) => (w.time(full), until()),
        None if keeps => (w.bytes(forecast.plateau), w.left_by_pop(forecast.keep_days)),
        None => (w.time(TimeUntil { days: LONG, months: 120 }), until()),
    };
    Headline { value, caption, warns: full.is_some_and(|full| full.days <= 365) }
}

/// The lines below the most important figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLines {
    /// The limit that they are for, if it is unknown.
    pub heading: Option<String>,
    /// The lines.
    pub lines: Vec<QuotaLine>,
}

/// Returns the three lines that matter most for the visitor's protocol; of several limits, the smallest is used.
#[must_use]
pub fn key_lines(forecast: &Forecast, protocol: Protocol, lang: Lang) -> Option<KeyLines> {
    let (w, limit) = (Wording::of(lang), forecast.possible_limits().first()?);
    let line = |label: &str, value| QuotaLine { label: label.to_owned(), value };
    let all = super::limit_lines(limit, forecast, lang);
    let of = |label: &str| all.iter().find(|line| line.label == label).cloned();
    let year = forecast.levels.iter().find(|level| level.months == 12);
    let lines = match (protocol, forecast.pop) {
        (Protocol::Imap, _) => {
            let most = limit.limit_mb.saturating_mul(crate::quota::BYTES_PER_MB);
            let in_a_year = year.map_or(0, |level| level.imap);
            let fits = (in_a_year < most).then(|| line(w.forecast.after_a_year, w.bytes(in_a_year)));
            let kept = (forecast.pop != PopRetention::NeverDeletes)
                .then(|| of(&w.full_with(&w.pop_kept(forecast.keep_days))))
                .flatten();
            vec![of(w.forecast.imap_warned), of(w.forecast.clear_often), fits.or(kept)]
        }
        (Protocol::Pop, PopRetention::NeverDeletes) => {
            let clear = limit
                .suffices(protocol, forecast.pop)
                .then(|| line(w.forecast.clear_on_server, w.clear_value(clearing(limit, protocol, w))));
            vec![clear, of(w.forecast.imap_full)]
        }
        (Protocol::Pop, _) => vec![
            Some(line(w.forecast.safe_keep, w.keep_value(recommended(forecast)))),
            of(w.forecast.imap_full),
            of(w.forecast.clear_often),
        ],
    };
    let heading = (!forecast.limit_known).then(|| limit_heading(limit, lang));
    Some(KeyLines { heading, lines: lines.into_iter().flatten().collect() })
}

/// Returns the interval at which to clear the mailbox, in months, if it fills without clearing; of several limits, the
/// smallest is used. `None` if the interval is shorter than a month, or if the limit is too small.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::forecast::clear_every_months, quota, rulebook::Protocol};
/// let rulebook = loader::embedded();
/// let every = |query: &str, protocol| {
///     let (answers, _) = Answers::from_query(&rulebook, query);
///     clear_every_months(&quota::forecast(&rulebook, &answers), protocol)
/// };
/// assert_eq!(every("plan=standard&mails=50&attached=5", Protocol::Imap), Some(3));
/// assert_eq!(every("plan=standard&mails=50&attached=5", Protocol::Pop), None);
/// ```
#[must_use]
pub fn clear_every_months(forecast: &Forecast, protocol: Protocol) -> Option<u64> {
    let limit = forecast.possible_limits().first()?;
    let (filling, every) = match (protocol, forecast.pop) {
        (Protocol::Imap, _) => (limit.imap, limit.clear_every_days),
        (Protocol::Pop, PopRetention::NeverDeletes) => (limit.pop_undeleted, limit.pop_clear_every_days),
        (Protocol::Pop, _) => return None,
    };
    let fills = filling.full.is_some_and(|full| full.days < LONG) || limit.clear_first;
    // The words round down to whole months, and to a year at most.
    let months = (every * 12 / 365).min(12);
    (fills && months > 0).then_some(months)
}
