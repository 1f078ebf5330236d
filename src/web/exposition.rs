//! Owns the text formats in which metrics are given: `OpenMetrics` 1.0 where the client likes it best, else Prometheus'
//! own 0.0.4.

use std::collections::BTreeSet;
use std::str::FromStr as _;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use headers_accept::Accept;
use mediatype::{MediaType, MediaTypeList};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const PLAIN: &str = "text/plain; version=0.0.4; charset=utf-8";
/// What clients may name; the first is what they get that say nothing.
const NAMES: &str = "text/plain;version=0.0.4, text/plain, application/openmetrics-text;version=1.0.0, \
     application/openmetrics-text;version=0.0.1, application/openmetrics-text";

/// A text format for metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exposition {
    /// What Prometheus asks for.
    OpenMetrics,
    /// What `curl`, `promtool check metrics` and older collectors read.
    Plain,
}

impl Exposition {
    /// Picks the format by `Accept` (RFC 9110, 12.5.1); the plain one where nothing fits or nothing is said.
    pub(super) fn preferred(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(ACCEPT).iter().filter_map(|line| line.to_str().ok());
        // Newer collectors also say how names are to be escaped; ours never need it.
        let ranges = lines.flat_map(|line| line.split(',')).map(|range| {
            let parts = range.split(';').map(str::trim).enumerate();
            let telling = parts.filter(|(at, part)| *at == 0 || part.starts_with("q=") || part.starts_with("version="));
            telling.map(|(_, part)| part).collect::<Vec<_>>().join(";")
        });
        let Ok(accept) = Accept::from_str(&ranges.collect::<Vec<_>>().join(", ")) else { return Self::Plain };
        let known: Vec<MediaType> = MediaTypeList::new(NAMES).filter_map(Result::ok).collect();
        match accept.negotiate(&known) {
            Some(best) if best.ty == "application" => Self::OpenMetrics,
            _ => Self::Plain,
        }
    }

    /// Gives the media type.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => OPEN_METRICS,
            Self::Plain => PLAIN,
        }
    }

    /// Writes in this format what is written in `OpenMetrics`.
    pub(super) fn write(self, text: String) -> String {
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
