//! Chart of a forecast: the coordinates of lines, ticks and labels. Templates draw it; the table has the same data as
//! text.
//!
//! Every line has its label beside it, so no legend is needed. A line ends at the limit, because mail is refused there.

mod labels;

use std::fmt::Write as _;

pub use self::labels::{Bounds, Label};
use super::Wording;
use crate::present::size;
use crate::quota::{FillTimes, Forecast, LimitForecast, PopRetention, bytes_of_mb};
use crate::rulebook::{Lang, Protocol};

/// Width of the chart in SVG units; the other coordinates use the same units.
pub const WIDTH: u64 = 360;
/// Height of the chart.
pub const HEIGHT: u64 = 200;
const RIGHT: u64 = 348;
const TOP: u64 = 30;
const BOTTOM: u64 = 164;

/// Time spans of a chart, in months. The shortest in which the mailbox fills is used.
const SPANS: [u64; 4] = [1, 3, 12, 36];

/// The chart of a forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// The line of the recommended protocol.
    pub recommended: Line,
    /// The line of the other protocol.
    pub other: Line,
    /// The y coordinates of the possible limits, the largest first.
    pub limits: Vec<u64>,
    /// The y coordinate of the warning line; only for a known limit.
    pub warning: Option<u64>,
    /// The labels of lines, limits and ticks.
    pub labels: Vec<Label>,
    /// The x coordinates of the ticks of the time axis.
    pub ticks: Vec<u64>,
    /// The left end of the plot.
    pub left: u64,
    /// The right end of the plot.
    pub right: u64,
    /// The y coordinate of the largest limit.
    pub top: u64,
    /// The y coordinate of the time axis.
    pub bottom: u64,
}

/// The line of a protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The protocol.
    pub protocol: Protocol,
    /// The points from left to right.
    pub points: Vec<(u64, u64)>,
    /// The points at which the line reaches a possible limit, the smallest limit first.
    pub full: Vec<(u64, u64)>,
    /// Whether the line ends at the largest limit.
    pub ends_full: bool,
}

impl Chart {
    /// Returns both lines in drawing order: the recommended one is drawn over the other.
    #[must_use]
    pub const fn lines(&self) -> [&Line; 2] {
        [&self.other, &self.recommended]
    }
}

impl Line {
    /// Returns the points as in the SVG attribute `points`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut text = String::new();
        for (x, y) in &self.points {
            // Writing to a String cannot fail.
            let _ = write!(text, "{x},{y} ");
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// Returns the last point.
    #[must_use]
    pub fn end(&self) -> (u64, u64) {
        self.points.last().copied().unwrap_or_default()
    }
}

/// Computes the chart of a forecast for a visitor to whom `protocol` is recommended.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, quota, present::chart, rulebook::{Lang, Protocol}};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&mails=50&attached=5");
/// let chart = chart::chart(&quota::forecast(&rulebook, &answers), Protocol::Imap, 80, Lang::En);
/// assert!(chart.recommended.ends_full && !chart.other.ends_full);
/// assert_eq!(chart.recommended.end().1, chart.limits[0]);
/// ```
#[must_use]
pub fn chart(forecast: &Forecast, protocol: Protocol, warn_percent: u64, lang: Lang) -> Chart {
    let w = Wording::of(lang);
    let possible = match forecast.possible_limits() {
        [] => forecast.limits.as_slice(),
        possible => possible,
    };
    let max = possible.last().map_or(1, |limit| bytes_of_mb(limit.limit_mb)).max(1);
    let full = |protocol| possible.last().and_then(|limit| filling(forecast, protocol, limit).full);
    let first = full(protocol).or(full(protocol.other()));
    let months =
        SPANS.into_iter().find(|span| first.is_some_and(|full| full.days * 5 <= days(*span) * 4)).unwrap_or(36);
    let warning = forecast
        .limit_known
        .then(|| u64::try_from(u128::from(max) * u128::from(warn_percent.min(100)) / 100).unwrap_or(max));
    let scale: Vec<(u64, String)> = possible
        .iter()
        .rev()
        .map(|limit| (bytes_of_mb(limit.limit_mb), size(limit.limit_mb)))
        .chain(warning.map(|bytes| (bytes, format!("{warn_percent}%"))))
        .chain([(0, "0".to_owned())])
        .collect();
    let left = labels::width_of_scale(scale.iter().map(|(_, text)| text.as_str()));
    let plot = Plot { max, days: days(months), left };
    let line = |protocol| line(forecast, protocol, possible, months, &plot);
    let [recommended, other] = [protocol, protocol.other()].map(line);
    let mut placed = labels::of_scale(scale.iter().map(|(bytes, text)| (plot.y(*bytes), text.as_str())), left);
    let ticks = ticks(months, &plot, w);
    placed.extend(ticks.iter().map(|(_, label)| label.clone()));
    if let Some(full) = [&recommended, &other].into_iter().find(|line| line.ends_full) {
        placed.push(Label::over_limit(w.forecast.chart_full, full.end(), [left, RIGHT]));
    }
    let lines = [&recommended, &other];
    let names = lines.map(|line| name(forecast, line, months, w));
    placed.extend(labels::of_lines(lines, names, [left, TOP, RIGHT, BOTTOM]));
    Chart {
        limits: possible.iter().rev().map(|limit| plot.y(bytes_of_mb(limit.limit_mb))).collect(),
        warning: warning.map(|bytes| plot.y(bytes)),
        ticks: ticks.into_iter().map(|(x, _)| x).collect(),
        recommended,
        other,
        labels: placed,
        left,
        right: RIGHT,
        top: TOP,
        bottom: BOTTOM,
    }
}

/// Returns when a protocol fills a mailbox with this limit.
const fn filling(forecast: &Forecast, protocol: Protocol, limit: &LimitForecast) -> FillTimes {
    match protocol {
        Protocol::Imap => limit.imap,
        Protocol::Pop => forecast.pop.filling(limit),
    }
}

/// Names a line: its protocol, and the size at its end unless that is the limit.
fn name(forecast: &Forecast, line: &Line, months: u64, w: &Wording) -> String {
    let name = if line.protocol == Protocol::Imap { "IMAP" } else { "POP" };
    if line.ends_full { name.to_owned() } else { format!("{name} {}", w.bytes(level(forecast, line.protocol, months))) }
}

/// Returns the bytes under a protocol after some months, without a limit.
fn level(forecast: &Forecast, protocol: Protocol, months: u64) -> u64 {
    let level = forecast.levels.iter().find(|level| level.months == months);
    level.map_or(0, |level| match protocol {
        Protocol::Imap => level.imap,
        Protocol::Pop => forecast.pop.held(level),
    })
}

/// Converts months to calendar days.
const fn days(months: u64) -> u64 {
    months * 365 / 12
}

fn line(forecast: &Forecast, protocol: Protocol, possible: &[LimitForecast], months: u64, plot: &Plot) -> Line {
    let reached = |limit: &LimitForecast| {
        let full = filling(forecast, protocol, limit).full.filter(|full| full.days <= plot.days)?;
        Some((full.days, bytes_of_mb(limit.limit_mb)))
    };
    let end = possible.last().and_then(reached);
    let points = match end {
        Some((days, bytes)) => vec![(0, forecast.used), (days, bytes)],
        None => open_line(forecast, protocol, months, plot),
    };
    Line {
        protocol,
        points: points.into_iter().map(|(days, bytes)| (plot.x(days), plot.y(bytes))).collect(),
        full: possible.iter().filter_map(reached).map(|(days, bytes)| (plot.x(days), plot.y(bytes))).collect(),
        ends_full: end.is_some(),
    }
}

/// Returns the days and bytes of a line that does not reach the largest limit within the time span.
///
/// POP's line rises while the first mail is kept on the server, then stays level.
fn open_line(forecast: &Forecast, protocol: Protocol, months: u64, plot: &Plot) -> Vec<(u64, u64)> {
    let end = level(forecast, protocol, months).min(plot.max);
    let keeps = protocol == Protocol::Pop && forecast.pop != PopRetention::NeverDeletes;
    if !keeps || forecast.keep_days >= plot.days {
        return vec![(0, forecast.used), (plot.days, end)];
    }
    let peak = forecast.used.saturating_add(forecast.plateau).min(plot.max);
    let level = forecast.plateau.min(plot.max);
    vec![(0, forecast.used), (forecast.keep_days, peak), (forecast.keep_days, level), (plot.days, level)]
}

/// Returns the x coordinates of the ticks, each with its label.
fn ticks(months: u64, plot: &Plot, w: &Wording) -> Vec<(u64, Label)> {
    let step = if months == 1 { 0 } else { months / 3 };
    let label = |part: u64| match (part, step) {
        (0, 0) => w.forecast.now.to_owned(),
        (_, 0) => w.after_days(part * 10),
        (part, step) => w.after_months(part * step),
    };
    let at_day = |part: u64| if step == 0 { part * 10 } else { days(part * step) };
    let anchors = ["start", "middle", "middle", "end"];
    let tick = |(part, anchor)| {
        let x = plot.x(at_day(part));
        (x, Label { x, y: BOTTOM + 21, anchor, text: label(part) })
    };
    (0..4).zip(anchors).map(tick).collect()
}

/// The scales of a chart.
struct Plot {
    /// The largest limit in bytes, at the top of the plot.
    max: u64,
    /// The time span in days.
    days: u64,
    /// The left end.
    left: u64,
}

impl Plot {
    fn x(&self, days: u64) -> u64 {
        self.left + (RIGHT - self.left) * days.min(self.days) / self.days.max(1)
    }

    /// Returns the y coordinate of a level, at most that of the largest limit.
    fn y(&self, bytes: u64) -> u64 {
        let height = u128::from(BOTTOM - TOP) * u128::from(bytes.min(self.max)) / u128::from(self.max);
        BOTTOM - u64::try_from(height).unwrap_or(0)
    }
}
