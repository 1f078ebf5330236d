//! Forecast of one mailbox as pages show it: sentence, figures, chart, table, assumptions; and the meter.

use crate::present::QuotaLine;
use crate::present::caution::{self, Caution};
use crate::present::chart::{self, Chart};
use crate::present::forecast::{self, Headline, KeyLines, LevelRow, Meter};
use crate::quota::Forecast;
use crate::rulebook::Protocol;
use crate::web::request::PageRequest;

/// The longest bar, in the drawing's units.
pub(in crate::web) const MAX_BAR: u64 = 240;

/// A forecast as it is shown.
pub(in crate::web) struct ForecastView {
    pub(in crate::web) caution: Option<Caution>,
    pub(in crate::web) sentence: String,
    pub(in crate::web) headlines: Vec<Headline>,
    pub(in crate::web) key: Option<KeyLines>,
    pub(in crate::web) chart: Chart,
    /// The heads of the table's columns.
    pub(in crate::web) columns: Vec<String>,
    pub(in crate::web) rows: Vec<LevelRow>,
    /// What holds for each limit, under a heading where there are several.
    pub(in crate::web) limits: Vec<(Option<String>, Vec<QuotaLine>)>,
    pub(in crate::web) assumed: Vec<QuotaLine>,
}

/// A meter as a bar. If mail is refused, the limit is inside the bar, and the refused part after it.
pub(in crate::web) struct MeterBar {
    pub(in crate::web) label: String,
    pub(in crate::web) bar: u64,
    /// The width of the part that is refused.
    pub(in crate::web) refused: u64,
    /// Where the warning line is.
    pub(in crate::web) line: u64,
    pub(in crate::web) warns: bool,
}

impl MeterBar {
    /// Lays out a meter.
    pub(in crate::web) fn new(meter: Meter, warn_percent: u64) -> Self {
        let scale = |percent: u64| MAX_BAR * percent / (100 + meter.refused_percent);
        Self {
            bar: scale(meter.percent),
            refused: MAX_BAR - scale(100),
            line: scale(warn_percent.min(100)),
            label: meter.label,
            warns: meter.warns,
        }
    }
}

/// Renders a forecast for a visitor to whom `protocol` is recommended.
pub(in crate::web) fn view(request: &PageRequest, forecast: &Forecast, protocol: Protocol) -> ForecastView {
    let (lang, assumptions) = (request.lang, &request.rulebook.assumptions);
    ForecastView {
        caution: caution::caution(forecast, protocol, lang),
        sentence: forecast::sentence(forecast, protocol, lang),
        headlines: forecast::headlines(forecast, protocol, lang),
        key: forecast::key_lines(forecast, protocol, lang),
        chart: chart::chart(forecast, protocol, assumptions.warn_percent, lang),
        columns: forecast::columns(forecast, lang),
        rows: forecast::rows(forecast, lang),
        limits: forecast
            .possible_limits()
            .iter()
            .map(|limit| {
                let heading = (!forecast.limit_known).then(|| forecast::limit_heading(limit, lang));
                (heading, forecast::limit_lines(limit, forecast, lang))
            })
            .collect(),
        assumed: forecast::assumed(forecast, assumptions, lang),
    }
}
