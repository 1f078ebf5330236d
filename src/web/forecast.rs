//! Owns how a forecast is shown: sentence, meters, drawing, table, what it assumes, and the form for own numbers.

use super::along::Said;
use super::visit::Visit;
use super::wizard::filled_by;
use crate::answers::Number;
use crate::quota::{self, Forecast, PopUse};
use crate::report::QuotaLine;
use crate::report::caution::{self, Caution};
use crate::report::chart::{self, Chart};
use crate::report::forecast::{self, Meter, Row};
use crate::rulebook::Protocol;

/// The longest bar, in the drawing's units.
pub(super) const LONGEST_BAR: u64 = 240;

/// A forecast as it is shown.
pub(super) struct ForecastView {
    pub(super) caution: Option<Caution>,
    pub(super) sentence: String,
    pub(super) meters: Vec<MeterBar>,
    pub(super) chart: Chart,
    pub(super) pop_kept: String,
    pub(super) warn_label: String,
    /// The heads of the table's columns.
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// What holds for each limit, under a heading where there are several.
    pub(super) limits: Vec<(Option<String>, Vec<QuotaLine>)>,
    pub(super) assumed: Vec<QuotaLine>,
}

/// A meter as a bar.
pub(super) struct MeterBar {
    pub(super) label: String,
    pub(super) bar: u64,
    /// Where the warning line is.
    pub(super) line: u64,
    pub(super) warns: bool,
}

/// A field for a number.
pub(super) struct Field {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    /// What stands in it: as understood, else as written.
    pub(super) value: String,
    pub(super) error: Option<&'static str>,
    /// Who filled it in, in words, where that was support.
    pub(super) filled_by: Option<String>,
}

/// Shows a forecast for somebody to whom `protocol` is recommended.
pub(super) fn view(visit: &Visit, forecast: &Forecast, protocol: Protocol) -> ForecastView {
    let (lang, assumptions) = (visit.lang, &visit.rulebook.assumptions);
    let meter = |meter: Meter| MeterBar {
        bar: LONGEST_BAR * meter.percent / 100,
        line: LONGEST_BAR * assumptions.warn_percent / 100,
        label: meter.label,
        warns: meter.warns,
    };
    ForecastView {
        caution: caution::caution(forecast, protocol, lang),
        sentence: forecast::sentence(forecast, protocol, lang),
        meters: forecast::meters(forecast, assumptions, protocol, lang).into_iter().map(meter).collect(),
        chart: chart::chart(forecast, assumptions.warn_percent, lang),
        pop_kept: match forecast.pop {
            PopUse::NeverDeletes => visit.wording().pop_for_good.to_owned(),
            _ => visit.wording().pop_kept(forecast.keep_days),
        },
        warn_label: visit.wording().warn_line(assumptions.warn_percent),
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

/// Gives the fields for the numbers, with what was said or written, and what is wrong with it.
pub(super) fn fields(visit: &Visit) -> Vec<Field> {
    let w = visit.wording();
    let fields = Number::ALL.into_iter().map(|number| {
        let given = visit.answers.numbers.get(number);
        let written = visit.refused().find(|ignored| ignored.key == number.id()).filter(|_| given.is_none());
        // A field shows what was written, so that it is sent again as it was.
        let interpreted = visit.interpreted.iter().find(|interpreted| interpreted.number == number);
        let shown = written.map(|ignored| &ignored.value).or(interpreted.map(|interpreted| &interpreted.value));
        Field {
            id: number.id(),
            label: w.number(number),
            hint: w.number_hint(number),
            value: shown.map_or_else(|| given.map_or_else(String::new, |n| n.to_string()), Clone::clone),
            filled_by: filled_by(visit, Said::Number(number)),
            error: written.map(|ignored| w.number_refused(number, &ignored.value, ignored.because)),
        }
    });
    fields.collect()
}

/// Forecasts a visit's mailbox.
pub(super) fn of(visit: &Visit) -> Forecast {
    quota::forecast(&visit.rulebook, &visit.answers)
}
