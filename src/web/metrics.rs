//! Owns what is counted (Prometheus' text format), for the operator: how much, how fast, what comes out, how far visitors get.
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

use crate::answers::Answers;
use crate::engine::{self, Outcome};
use crate::interview;
use crate::rulebook::Rulebook;

/// The bounds of the histogram of times, in seconds: kept pages take microseconds, a long table a second.
const TIMES: [f64; 12] = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0];

/// A short text that many labels share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Name(Arc<str>);

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
pub(super) enum Shown {
    /// The start page.
    Start,
    /// A question, after so many answers.
    Question { question: Name, answered: usize },
    /// A recommendation, after so many answers; `form` is how it was given: page, text, json or list.
    Recommendation { outcome: Outcome, answered: usize, form: &'static str },
}

impl Shown {
    /// Describes a recommendation that is shown in some form.
    pub(super) fn recommendation(rulebook: &Rulebook, answers: &Answers, form: &'static str) -> Self {
        let outcome = engine::recommend(rulebook, answers).outcome;
        Self::Recommendation { outcome, answered: interview::answered(rulebook, answers), form }
    }
}

/// What is counted of an answer; kept with a page that is kept.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    route: Name,
    shown: Option<Shown>,
}

impl Tally {
    /// Reads what the handler and the router left among an answer's extensions.
    pub(super) fn of(response: &Response) -> Self {
        let route = response.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).into();
        Self { route, shown: response.extensions().get::<Shown>().cloned() }
    }
}

/// Leaves the matched route among an answer's extensions.
pub(super) async fn name_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

/// The connections of a listener: how many are open, and how many made room for others.
#[derive(Clone, Debug, Default)]
pub struct Connections {
    pub(super) open: Gauge,
    pub(super) made_room: Counter,
}

/// All that is counted.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    times: Family<Route, Histogram, fn() -> Histogram>,
    recommendations: Family<Recommended, Counter>,
    steps: Family<Step, Counter>,
    asked: Family<Asked, Counter>,
    helped: Family<Feedback, Counter>,
    reloads: Family<Reload, Counter>,
    rules: Family<Rules, Gauge>,
    memory: Gauge,
    descriptors: Gauge,
    pub(super) connections: Connections,
}

impl Metrics {
    /// Starts from nothing, for a build.
    pub(super) fn new(build: &str) -> Self {
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
            memory: Gauge::default(),
            descriptors: Gauge::default(),
            connections: Connections::default(),
        };
        // Counted from 0, so that the first is seen as an increase.
        for outcome in ["taken", "refused"] {
            drop(metrics.reloads.get_or_create(&Reload { outcome }));
        }
        let builds: Family<Build, Gauge> = Family::default();
        builds.get_or_create(&Build { version: env!("CARGO_PKG_VERSION"), build: build.to_owned() }).set(1);
        let all = &mut metrics.registry;
        all.register_with_unit("process_resident_memory", "Memory in RAM", Unit::Bytes, metrics.memory.clone());
        all.register("process_open_fds", "Open files and sockets", metrics.descriptors.clone());
        let ours = all.sub_registry_with_prefix("pop_or_imap");
        ours.register("requests", "Requests answered", metrics.requests.clone());
        ours.register_with_unit(
            "request",
            "Time from a request's head to its answer's",
            Unit::Seconds,
            metrics.times.clone(),
        );
        ours.register("recommendations", "Recommendations shown", metrics.recommendations.clone());
        ours.register("steps", "Steps shown, by how many questions had been answered", metrics.steps.clone());
        ours.register("questions", "Questions shown", metrics.asked.clone());
        ours.register("helped", "Whether a result helped, as visitors say", metrics.helped.clone());
        ours.register("reloads", "Rule sets offered while serving", metrics.reloads.clone());
        ours.register("rules", "The rule set that serves", metrics.rules.clone());
        ours.register("build", "The program that serves", builds);
        ours.register("connections", "Connections open", metrics.connections.open.clone());
        let made_room = metrics.connections.made_room.clone();
        ours.register("connections_made_room", "Connections closed to make room for others", made_room);
        metrics
    }

    /// Counts a request and what it was answered with.
    pub(super) fn count(&self, method: &Method, status: StatusCode, tally: &Tally, took: Duration) {
        let method = match *method {
            Method::GET => "GET",
            Method::HEAD => "HEAD",
            Method::POST => "POST",
            _ => "other",
        };
        let answered = Answered { route: tally.route.clone(), method, status: status.as_u16() };
        self.requests.get_or_create(&answered).inc();
        self.times.get_or_create(&Route { route: answered.route }).observe(took.as_secs_f64());
        if let Some(shown) = &tally.shown {
            self.show(shown);
        }
    }

    /// Counts what was shown.
    pub(super) fn show(&self, shown: &Shown) {
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
    pub(super) fn help(&self, helped: bool, outcome: Outcome) {
        let helped = if helped { "yes" } else { "no" };
        let labels = Feedback { helped, protocol: outcome.protocol.id(), strength: outcome.strength.id() };
        self.helped.get_or_create(&labels).inc();
    }

    /// Counts a rule set that was offered.
    pub(super) fn reload(&self, taken: bool) {
        self.reloads.get_or_create(&Reload { outcome: if taken { "taken" } else { "refused" } }).inc();
    }

    /// Writes everything in Prometheus' text format, `OpenMetrics` 1.0.
    pub(super) fn write(&self, rulebook: &Rulebook) -> Result<String, fmt::Error> {
        self.rules.clear();
        let rules = Rules { version: rulebook.version.clone(), digest: rulebook.digest.clone() };
        self.rules.get_or_create(&rules).set(1);
        self.memory.set(resident().unwrap_or_default());
        let descriptors = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
        self.descriptors.set(i64::try_from(descriptors).unwrap_or_default());
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Gives the bytes of memory in RAM, where the system tells (Linux, proc(5)).
fn resident() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<i64>().ok()?.checked_mul(1024)
}
