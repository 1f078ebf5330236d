//! Targets of the bench: what is measured, the target, and whether it is met.

use std::collections::BTreeMap;

/// By how much a target may be missed: these machines are noisy.
const TOLERANCE: f64 = 0.1;

/// The measurements of one kind of page.
pub struct Page {
    /// Responses a second, and their share of the baseline's.
    pub rate: f64,
    pub of_floor: f64,
    /// The 99th percentile of the latency in milliseconds, and in units of the baseline's.
    pub slowest_ms: f64,
    pub slowest_of_floor: f64,
    /// Processor time of the server for a response, in microseconds.
    pub processor_us: f64,
    /// The average length of a response in bytes, with its head.
    pub bytes: usize,
}

/// The targets so far.
pub struct Goals {
    missed: u32,
}

impl Goals {
    /// Writes the head of the table.
    pub fn start() -> Self {
        println!("| target | measured | wanted | |");
        println!("|---|---|---|---|");
        Self { missed: 0 }
    }

    /// Returns how many targets are missed by more than a tenth.
    pub const fn missed(&self) -> u32 {
        self.missed
    }

    /// Writes the line of a figure that should be at most this.
    pub fn at_most(&mut self, name: &str, measured: f64, wanted: f64) {
        self.note(name, measured, &format!("≤ {wanted}"), measured <= wanted, measured <= wanted * (1.0 + TOLERANCE));
    }

    /// Writes the line of a figure that should be at least this.
    pub fn at_least(&mut self, name: &str, measured: f64, wanted: f64) {
        self.note(name, measured, &format!("≥ {wanted}"), measured >= wanted, measured >= wanted * (1.0 - TOLERANCE));
    }

    fn note(&mut self, name: &str, measured: f64, wanted: &str, is_met: bool, is_close: bool) {
        let verdict = if is_met {
            "met"
        } else if is_close {
            "missed by less than a tenth"
        } else {
            "missed"
        };
        println!("| {name} | {measured:.2} | {wanted} | {verdict} |");
        self.missed += u32::from(!is_close);
    }

    /// Writes the targets of all kinds of pages.
    pub fn of_pages(&mut self, pages: &BTreeMap<&str, Page>) {
        let figure = |name: &str, of: fn(&Page) -> f64| pages.get(name).map_or(f64::NAN, of);
        for (page, plain, compressed) in [("result", 8.0, 20.0), ("question", 3.0, 8.0)] {
            for (coding, wanted) in [("", plain), (", compressed", compressed)] {
                let [afresh, cached] = [format!("{page}, not cached{coding}"), format!("{page}{coding}")]
                    .map(|name| figure(&name, |page| page.processor_us));
                let name = format!("processor time of a {page} that is not cached, of a cached one's{coding}");
                self.at_most(&name, afresh / cached, wanted);
            }
        }
        for name in ["question", "question, compressed", "result", "result, compressed"] {
            let of_floor = figure(name, |page| page.of_floor);
            self.at_least(&format!("requests a second of the floor's: cached {name}"), of_floor, 0.95);
        }
        let journeys = figure("journeys, no two alike, compressed", |page| page.of_floor);
        self.at_least("requests a second of the floor's: journeys, no two alike, compressed", journeys, 0.2);
        let afresh =
            pages.iter().filter(|(name, _)| name.ends_with("not cached") || name.ends_with("not cached, compressed"));
        let slowest = afresh.map(|(_, page)| page.slowest_of_floor).fold(0.0, f64::max);
        self.at_most("slowest 1 % of pages that are not cached, of the floor's", slowest, 5.0);
        let large = figure("page of 0.8 MB", |page| page.of_floor);
        self.at_least("requests a second of the floor's: page of 0.8 MB", large, 0.05);
    }
}
