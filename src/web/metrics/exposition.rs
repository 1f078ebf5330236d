//! Owns the text formats in which metrics are given: `OpenMetrics` 1.0 where the client likes it best, else Prometheus'
//! own 0.0.4.

use std::collections::BTreeSet;

use axum::http::HeaderMap;

use crate::web::negotiation::{self, Element};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const PLAIN: &str = "text/plain; version=0.0.4; charset=utf-8";
/// A text format for metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Exposition {
    /// What Prometheus asks for.
    OpenMetrics,
    /// What `curl`, `promtool check metrics` and older collectors read.
    Plain,
}

impl Exposition {
    /// Returns the preferred format by `Accept` (RFC 9110, 12.5.1); the plain one if none is acceptable.
    ///
    /// Newer collectors also name how metric names are to be escaped; the names here never need escaping.
    pub(in crate::web) fn preferred(headers: &HeaderMap) -> Self {
        let offers = [("text", "plain", Self::Plain), ("application", "openmetrics-text", Self::OpenMetrics)];
        let has_version = |range: &Element<'_>, format| match (range.parameter("version"), format) {
            (None, _) => true,
            (Some(version), Self::Plain) => version == "0.0.4",
            (Some(version), Self::OpenMetrics) => ["1.0.0", "0.0.1"].contains(&version),
        };
        negotiation::media_type(headers, offers, has_version).unwrap_or(Self::Plain)
    }

    /// Gives the media type.
    pub(in crate::web) const fn media_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => OPEN_METRICS,
            Self::Plain => PLAIN,
        }
    }

    /// Writes in this format what is written in `OpenMetrics`.
    pub(in crate::web) fn write(self, text: String) -> String {
        match self {
            Self::OpenMetrics => text,
            Self::Plain => plain(&text),
        }
    }
}

/// Writes `OpenMetrics` in the older format: there, a counter is described by its whole name, and units and the end are
/// not told.
fn plain(text: &str) -> String {
    let described = |line: &str| line.strip_prefix("# TYPE ")?.strip_suffix(" counter").map(str::to_owned);
    let counters: BTreeSet<String> = text.lines().filter_map(described).collect();
    let mut plain = String::with_capacity(text.len());
    for line in text.lines().filter(|line| *line != "# EOF" && !line.starts_with("# UNIT ")) {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("#"), Some(what), Some(name), Some(rest)) if counters.contains(name) => {
                plain.extend(["# ", what, " ", name, "_total ", rest]);
            }
            _ => plain.push_str(line),
        }
        plain.push('\n');
    }
    plain
}
