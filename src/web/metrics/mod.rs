//! Owns what is counted, for the operator: how much, how fast, what comes out, how far visitors get.
//!
//! Never an answer, never an address. Every label takes few values, all of ours: a visitor cannot add to them.

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

mod connections;
mod panics;
mod process;

use crate::engine::Outcome;
use crate::present::Assessment;
use crate::rulebook::{Protocol, Rulebook, Strength};
pub(super) use connections::Begun;
pub use connections::Connections;
pub(super) use panics::report_panic;
use process::Process;

/// The bounds of the histogram of times, in seconds: kept pages take microseconds, others up to a millisecond, a long
/// table a second; ten seconds are the limit.
const TIMES: [f64; 15] =
    [0.000_01, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];
/// The forms in which a recommendation is given.
const FORMS: [&str; 4] = ["page", "text", "json", "list"];

/// What is sent of pages and not counted as shown, in words.
const NOT_SHOWN: &str = "not those asked for by HEAD, sent back with a form to correct, or shown again to thank";
/// What is counted of the two buttons, in words.
const HELPED: &str = "Whether a result helped, as visitors say: each use of its two buttons, by programs too; not what \
    other sites have a browser send, as far as it says so";

/// A short text that many labels share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::web) struct Name(Arc<str>);

impl EncodeLabelValue for Name {
    fn encode(&self, encoder: &mut LabelValueEncoder) -> fmt::Result {
        encoder.write_str(&self.0)
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: Name,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: Name,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Recommended {
    protocol: &'static str,
    strength: &'static str,
    form: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Step {
    step: &'static str,
    /// How many questions had been answered by then.
    answered: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    question: Name,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Feedback {
    helped: &'static str,
    protocol: &'static str,
    strength: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reload {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Rules {
    version: String,
    digest: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
    build: String,
}

/// What a page or an answer of the API showed, as far as it is counted.
#[derive(Clone, Debug)]
pub(in crate::web) enum Shown {
    /// The start page.
    Start,
    /// A question, after so many answers.
    Question { question: Name, answered: usize },
    /// A recommendation, after so many answers; `form` is how it was given: page, text, json or list.
    Recommendation { outcome: Outcome, answered: usize, form: &'static str },
}

impl Shown {
    /// Describes a recommendation that is shown in some form.
    pub(in crate::web) fn recommendation(assessment: &Assessment<'_>, form: &'static str) -> Self {
        Self::Recommendation { outcome: assessment.outcome(), answered: assessment.answered(), form }
    }
}

/// What is counted of an answer; kept with a page that is kept.
#[derive(Clone, Debug)]
pub(in crate::web) struct Tally {
    route: Name,
    shown: Option<Shown>,
}

impl Tally {
    /// Reads what the handler and the router left among an answer's extensions.
    pub(in crate::web) fn of(response: &Response) -> Self {
        let route = response.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).into();
        Self { route, shown: response.extensions().get::<Shown>().cloned() }
    }

    /// Gives the route that matched, `none` where none did.
    pub(in crate::web) fn route(&self) -> &str {
        &self.route.0
    }
}

/// Names a method, if it is one that we know: others can be of any length, and say anything.
pub(in crate::web) fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// Leaves the matched route among an answer's extensions.
pub(in crate::web) async fn record_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

/// All that is counted.
#[derive(Debug)]
pub(in crate::web) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    times: Family<Route, Histogram, fn() -> Histogram>,
    recommendations: Family<Recommended, Counter>,
    steps: Family<Step, Counter>,
    asked: Family<Asked, Counter>,
    helped: Family<Feedback, Counter>,
    reloads: Family<Reload, Counter>,
    rules: Family<Rules, Gauge>,
    refused: Gauge,
    /// Panics that were caught, of handlers and of everything around them.
    pub(in crate::web) panics: Counter,
    pub(in crate::web) connections: Connections,
    pub(in crate::web) response_bytes: Gauge,
}

impl Metrics {
    /// Starts from nothing, for a build and the rules that it begins with.
    pub(in crate::web) fn new(build: &str, rulebook: &Rulebook) -> Self {
        let connections = Connections::default();
        let mut metrics = Self {
            registry: Registry::default(),
            requests: Family::default(),
            times: Family::new_with_constructor(|| Histogram::new(TIMES)),
            recommendations: Family::default(),
            steps: Family::default(),
            asked: Family::default(),
            helped: Family::default(),
            reloads: Family::default(),
            rules: Family::default(),
            refused: Gauge::default(),
            panics: connections.panics.clone(),
            connections,
            response_bytes: Gauge::default(),
        };
        let builds: Family<Build, Gauge> = Family::default();
        builds.get_or_create(&Build { version: env!("CARGO_PKG_VERSION"), build: build.to_owned() }).set(1);
        metrics.registry.register_collector(Box::new(Process::new()));
        let ours = metrics.registry.sub_registry_with_prefix("pop_or_imap");
        ours.register("requests", "Requests answered", metrics.requests.clone());
        ours.register_with_unit(
            "request_duration",
            "Time from a request's head to its answer's",
            Unit::Seconds,
            metrics.times.clone(),
        );
        let shown = |what: &str| format!("{what}; {NOT_SHOWN}");
        ours.register("recommendations", shown("Recommendations shown"), metrics.recommendations.clone());
        let steps = shown("Steps shown, by how many questions had been answered");
        ours.register("steps", steps, metrics.steps.clone());
        ours.register("questions", shown("Questions shown"), metrics.asked.clone());
        ours.register("helped", HELPED, metrics.helped.clone());
        ours.register("reloads", "Rule sets offered while serving", metrics.reloads.clone());
        ours.register("rules_info", "The rule set that serves; always 1", metrics.rules.clone());
        let refused = "Whether the newest rule set that was offered was refused, so that an older one serves: 1 or 0";
        ours.register("rules_refused", refused, metrics.refused.clone());
        let panics = "Panics caught: defects of the program, each of which ended one request";
        ours.register("panics", panics, metrics.panics.clone());
        ours.register("build_info", "The program that serves; always 1", builds);
        metrics.connections.register(ours);
        let held = "Memory that large responses hold until their clients have read them";
        ours.register_with_unit("response_held", held, Unit::Bytes, metrics.response_bytes.clone());
        metrics.begin(rulebook);
        metrics
    }

    /// Has all that can come of these rules counted from 0, so that the first is seen as an increase.
    pub(in crate::web) fn begin(&self, rulebook: &Rulebook) {
        for outcome in ["taken", "refused"] {
            drop(self.reloads.get_or_create(&Reload { outcome }));
        }
        let verdicts = Protocol::ALL.map(|protocol| Strength::ALL.map(|strength| (protocol.id(), strength.id())));
        for (protocol, strength) in verdicts.into_iter().flatten() {
            for form in FORMS {
                drop(self.recommendations.get_or_create(&Recommended { protocol, strength, form }));
            }
            for helped in ["yes", "no"] {
                drop(self.helped.get_or_create(&Feedback { helped, protocol, strength }));
            }
        }
        drop(self.steps.get_or_create(&Step { step: "start", answered: 0 }));
        let mut answered = 0;
        for question in &rulebook.questions {
            drop(self.asked.get_or_create(&Asked { question: question.id.as_str().into() }));
            drop(self.steps.get_or_create(&Step { step: "question", answered }));
            drop(self.steps.get_or_create(&Step { step: "result", answered }));
            answered = answered.saturating_add(1);
        }
        drop(self.steps.get_or_create(&Step { step: "result", answered }));
    }

    /// Counts a request and what it was answered with.
    pub(in crate::web) fn count(&self, method: &Method, status: StatusCode, tally: &Tally, took: Duration) {
        let answered = Answered { route: tally.route.clone(), method: method_name(method), status: status.as_u16() };
        self.requests.get_or_create(&answered).inc();
        self.times.get_or_create(&Route { route: answered.route }).observe(took.as_secs_f64());
        // A form that comes back with a fault shows again what was counted before.
        let seen = method != "HEAD" && status != StatusCode::UNPROCESSABLE_ENTITY;
        if let Some(shown) = tally.shown.as_ref().filter(|_| seen) {
            self.show(shown);
        }
    }

    /// Counts what was shown.
    pub(in crate::web) fn show(&self, shown: &Shown) {
        let (step, answered) = match shown {
            Shown::Start => ("start", 0),
            Shown::Question { question, answered } => {
                self.asked.get_or_create(&Asked { question: question.clone() }).inc();
                ("question", *answered)
            }
            Shown::Recommendation { outcome, answered, form } => {
                let recommended =
                    Recommended { protocol: outcome.protocol.id(), strength: outcome.strength.id(), form };
                self.recommendations.get_or_create(&recommended).inc();
                ("result", *answered)
            }
        };
        // Lists and programs take no steps.
        if !matches!(shown, Shown::Recommendation { form: "list" | "json", .. }) {
            let answered = u8::try_from(answered).unwrap_or(u8::MAX);
            self.steps.get_or_create(&Step { step, answered }).inc();
        }
    }

    /// Counts whether a result helped.
    pub(in crate::web) fn help(&self, helped: bool, outcome: Outcome) {
        let helped = if helped { "yes" } else { "no" };
        let labels = Feedback { helped, protocol: outcome.protocol.id(), strength: outcome.strength.id() };
        self.helped.get_or_create(&labels).inc();
    }

    /// Counts a rule set that was offered.
    pub(in crate::web) fn reload(&self, taken: bool) {
        self.reloads.get_or_create(&Reload { outcome: if taken { "taken" } else { "refused" } }).inc();
    }

    /// Writes everything in `OpenMetrics` 1.0; `refused` tells whether a newer rule set was refused and none came after.
    pub(in crate::web) fn write(&self, rulebook: &Rulebook, refused: bool) -> Result<String, fmt::Error> {
        let rules = Rules { version: rulebook.version.clone(), digest: rulebook.digest.as_str().to_owned() };
        // Only then, so that whoever else reads at the same time finds one as well.
        if self.rules.get(&rules).is_none() {
            self.rules.clear();
            self.rules.get_or_create(&rules).set(1);
        }
        self.refused.set(refused.into());
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
