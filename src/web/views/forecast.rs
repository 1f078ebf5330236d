//! Forecast of one mailbox as pages show it: sentence, meters, chart, table, assumptions.

use crate::present::QuotaLine;
use crate::present::caution::{self, Caution};
use crate::present::chart::{self, Chart};
use crate::present::forecast::{self, LevelRow, Meter};
use crate::quota::{Forecast, PopRetention};
use crate::rulebook::{Assumptions, Protocol};
use crate::web::request::PageRequest;

/// The longest bar, in the drawing's units.
pub(in crate::web) const MAX_BAR: u64 = 240;

/// A forecast as it is shown.
pub(in crate::web) struct ForecastView {
    pub(in crate::web) caution: Option<Caution>,
    pub(in crate::web) sentence: String,
    pub(in crate::web) meters: Vec<MeterBar>,
    pub(in crate::web) chart: Chart,
    pub(in crate::web) pop_kept: String,
    pub(in crate::web) warn_label: String,
    /// The heads of the table's columns.
    pub(in crate::web) columns: Vec<String>,
    pub(in crate::web) rows: Vec<LevelRow>,
    /// What holds for each limit, under a heading where there are several.
    pub(in crate::web) limits: Vec<(Option<String>, Vec<QuotaLine>)>,
    pub(in crate::web) assumed: Vec<QuotaLine>,
}

/// A meter as a bar.
pub(in crate::web) struct MeterBar {
    pub(in crate::web) label: String,
    pub(in crate::web) bar: u64,
    /// Where the warning line is.
    pub(in crate::web) line: u64,
    pub(in crate::web) warns: bool,
}

impl MeterBar {
    /// Lays out a meter.
    pub(in crate::web) fn new(meter: Meter, assumptions: &Assumptions) -> Self {
        Self {
            bar: MAX_BAR * meter.percent / 100,
            line: MAX_BAR * assumptions.warn_percent / 100,
            label: meter.label,
            warns: meter.warns,
        }
    }
}

/// Renders a forecast for a visitor to whom `protocol` is recommended.
pub(in crate::web) fn view(request: &PageRequest, forecast: &Forecast, protocol: Protocol) -> ForecastView {
    let (lang, assumptions) = (request.lang, &request.rulebook.assumptions);
    let meter = |meter| MeterBar::new(meter, assumptions);
    ForecastView {
        caution: caution::caution(forecast, protocol, lang),
        sentence: forecast::sentence(forecast, protocol, lang),
        meters: forecast::meters(forecast, assumptions, protocol, lang).into_iter().map(meter).collect(),
        chart: chart::chart(forecast, assumptions.warn_percent, lang),
        pop_kept: match forecast.pop {
            PopRetention::NeverDeletes => request.wording().forecast.pop_for_good.to_owned(),
            _ => request.wording().pop_kept(forecast.keep_days),
        },
        warn_label: request.wording().warn_line(assumptions.warn_percent),
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
