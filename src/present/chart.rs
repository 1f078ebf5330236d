//! Chart of a forecast: the coordinates of lines, ticks and marks. Templates draw it; the table has the same data as
//! text.

use std::fmt::Write as _;

use super::Wording;
use crate::present::size;
use crate::quota::{Forecast, PopRetention, TimeUntil, bytes_of_mb};
use crate::rulebook::Lang;

/// Width of the chart in SVG units; the other coordinates use the same units.
pub const WIDTH: u64 = 360;
/// Height of the chart.
pub const HEIGHT: u64 = 250;
const LEFT: u64 = 8;
const RIGHT: u64 = 330;
const TOP: u64 = 14;
const BOTTOM: u64 = 212;

/// Time spans of a chart, in months. The shortest in which the mailbox fills is used.
const SPANS: [u64; 4] = [1, 3, 12, 36];

/// The chart of a forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// The points of IMAP's line, as in the SVG attribute `points`.
    pub imap: String,
    /// The points of POP's line.
    pub pop: String,
    /// The points at which IMAP reaches a limit, for each limit reached within the time span.
    pub full: Vec<(u64, u64)>,
    /// The limits with their warning lines.
    pub limits: Vec<LimitLine>,
    /// The ticks of the time axis.
    pub ticks: Vec<Tick>,
    /// The left end of the plot.
    pub left: u64,
    /// The right end of the plot.
    pub right: u64,
    /// The y coordinate of the time axis.
    pub bottom: u64,
}

/// A horizontal line at a limit or at its warning line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitLine {
    /// The y coordinate.
    pub y: u64,
    /// Whether it is the warning line rather than the limit.
    pub warns: bool,
    /// The label.
    pub label: String,
    /// Whether the label is above the line rather than at its end.
    pub above: bool,
}

/// A tick of the time axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// The x coordinate.
    pub x: u64,
    /// The label.
    pub label: String,
    /// The `text-anchor` of the label: `start`, `middle` or `end`.
    pub anchor: &'static str,
}

/// Computes the chart of a forecast.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, quota, present::chart, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&mails=50&attached=5");
/// let chart = chart::chart(&quota::forecast(&rulebook, &answers), 80, Lang::En);
/// assert_eq!(chart.limits.len(), 2);
/// assert_eq!(chart.full.len(), 1);
/// ```
#[must_use]
pub fn chart(forecast: &Forecast, warn_percent: u64, lang: Lang) -> Chart {
    let w = Wording::of(lang);
    let full = forecast.limits.last().and_then(|limit| limit.imap.full);
    let max = forecast.limits.last().map_or(1, |limit| bytes_of_mb(limit.limit_mb)).max(1);
    let months = SPANS.into_iter().find(|span| full.is_some_and(|full| full.days * 5 <= days(*span) * 4)).unwrap_or(36);
    let plot = Plot { max, days: days(months) };
    let end = forecast.levels.iter().find(|level| level.months == months);
    let in_plot = full.filter(|full| full.days <= plot.days);
    let imap = match in_plot {
        Some(TimeUntil { days, .. }) => vec![(0, forecast.used), (days, max), (plot.days, max)],
        None => vec![(0, forecast.used), (plot.days, end.map_or(0, |level| level.imap))],
    };
    let pop = pop_points(forecast, &plot, end.map_or(0, |level| forecast.pop.held(level)));
    let possible = match forecast.possible_limits() {
        [] => forecast.limits.as_slice(),
        possible => possible,
    };
    let several = possible.len() > 1;
    let limits = possible.iter().flat_map(|limit| {
        let (bytes, name) = (bytes_of_mb(limit.limit_mb), size(limit.limit_mb));
        let limit_name = if forecast.limit_known { format!("{} {name}", w.forecast.limit) } else { w.if_limit(&name) };
        let share = u64::try_from(u128::from(bytes) * u128::from(warn_percent) / 100).unwrap_or(bytes);
        let warned = if several { w.share_of(warn_percent, &name) } else { format!("{warn_percent}%") };
        [
            LimitLine { y: plot.y(bytes), warns: false, label: limit_name, above: true },
            LimitLine { y: plot.y(share), warns: true, label: warned, above: several },
        ]
    });
    let filled = possible.iter().filter_map(|limit| {
        let full = limit.imap.full.filter(|full| full.days <= plot.days)?;
        Some((plot.x(full.days), plot.y(bytes_of_mb(limit.limit_mb))))
    });
    Chart {
        imap: plot.points(&imap),
        pop: plot.points(&pop),
        full: filled.collect(),
        limits: limits.collect(),
        ticks: ticks(months, &plot, w),
        left: LEFT,
        right: RIGHT,
        bottom: BOTTOM,
    }
}

/// Converts months to calendar days.
const fn days(months: u64) -> u64 {
    months * 365 / 12
}

/// Returns the points of POP's line: it rises while the first mail is kept on the server, then stays level.
fn pop_points(forecast: &Forecast, plot: &Plot, end: u64) -> Vec<(u64, u64)> {
    let peak = forecast.used.saturating_add(forecast.plateau).min(plot.max);
    if forecast.pop == PopRetention::NeverDeletes {
        return match forecast.limits.last().and_then(|limit| limit.pop_undeleted.full) {
            Some(full) if full.days <= plot.days => {
                vec![(0, forecast.used), (full.days, plot.max), (plot.days, plot.max)]
            }
            _ => vec![(0, forecast.used), (plot.days, end)],
        };
    }
    if forecast.keep_days >= plot.days {
        return vec![(0, forecast.used), (plot.days, end.min(plot.max))];
    }
    let level = forecast.plateau.min(plot.max);
    vec![(0, forecast.used), (forecast.keep_days, peak), (forecast.keep_days, level), (plot.days, level)]
}

fn ticks(months: u64, plot: &Plot, w: &Wording) -> Vec<Tick> {
    let step = if months == 1 { 0 } else { months / 3 };
    let label = |part: u64| match (part, step) {
        (0, 0) => w.forecast.now.to_owned(),
        (_, 0) => w.after_days(part * 10),
        (part, step) => w.after_months(part * step),
    };
    let at_day = |part: u64| if step == 0 { part * 10 } else { days(part * step) };
    let anchors = ["start", "middle", "middle", "end"];
    (0..4).zip(anchors).map(|(part, anchor)| Tick { x: plot.x(at_day(part)), label: label(part), anchor }).collect()
}

/// The scales of a chart.
struct Plot {
    /// The largest limit in bytes; it is drawn a little below the top.
    max: u64,
    /// The time span in days.
    days: u64,
}

impl Plot {
    fn x(&self, days: u64) -> u64 {
        LEFT + (RIGHT - LEFT) * days.min(self.days) / self.days.max(1)
    }

    /// Returns the y coordinate of a level, at most that of the largest limit.
    fn y(&self, bytes: u64) -> u64 {
        let height = u128::from(BOTTOM - TOP) * u128::from(bytes.min(self.max)) / u128::from(self.max) * 9 / 10;
        BOTTOM - u64::try_from(height).unwrap_or(0)
    }

    fn points(&self, points: &[(u64, u64)]) -> String {
        let mut text = String::new();
        for (days, bytes) in points {
            // Writing to a String cannot fail.
            let _ = write!(text, "{},{} ", self.x(*days), self.y(*bytes));
        }
        text.truncate(text.trim_end().len());
        text
    }
}
