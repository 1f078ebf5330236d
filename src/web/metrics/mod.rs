//! Metrics for the operator: requests and their duration, recommendations, steps of the wizard, feedback, rule sets.
//!
//! No metric contains answers or addresses. Every label has a fixed set of values, so visitors cannot add time series.

use std::fmt::{self, Write as _};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::extract::MatchedPath;
use axum::http::{Method, StatusCode};
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
pub use connections::Connections;
pub(super) use connections::RequestProgress;
pub(super) use panics::report_panic;
use process::ProcessCollector;

/// The bounds of the histogram of durations, in seconds: cached pages take microseconds, others up to a millisecond, a
/// long table a second; the timeout is ten seconds.
const TIMES: [f64; 15] =
    [0.000_01, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];
/// The forms in which recommendations are shown.
const FORMS: [&str; 4] = ["page", "text", "json", "list"];

/// The responses that do not count as shown, for help texts.
const NOT_SHOWN: &str = "not responses to HEAD, forms sent back for correction, or results shown again after feedback";
const HELPED_HELP: &str = "Whether a result helped, according to visitors: each use of its two buttons, also by programs; \
    not requests that browsers mark as sent by other sites";

/// A short text that many label sets share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::web) struct LabelName(Arc<str>);

impl EncodeLabelValue for LabelName {
    fn encode(&self, encoder: &mut LabelValueEncoder) -> fmt::Result {
        encoder.write_str(&self.0)
    }
}

impl From<&str> for LabelName {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: LabelName,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: LabelName,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RecommendationLabels {
    protocol: &'static str,
    strength: &'static str,
    form: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StepLabels {
    step: &'static str,
    /// The number of questions answered before.
    answered: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct QuestionLabels {
    question: LabelName,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FeedbackLabels {
    helped: &'static str,
    protocol: &'static str,
    strength: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ReloadLabels {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RuleSetLabels {
    version: String,
    digest: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct BuildLabels {
    version: &'static str,
    build: String,
}

/// What a page or a response of the API shows, for the counters. A response carries it as an extension.
#[derive(Clone, Debug)]
pub(in crate::web) enum ViewEvent {
    /// The start page.
    Start,
    /// A question, after a number of answers.
    Question { question: LabelName, answered: usize },
    /// A recommendation, after a number of answers; `form` is page, text, json or list.
    Recommendation { outcome: Outcome, answered: usize, form: &'static str },
}

impl ViewEvent {
    /// Creates the event of a recommendation in a form.
    pub(in crate::web) fn recommendation(assessment: &Assessment<'_>, form: &'static str) -> Self {
        Self::Recommendation { outcome: assessment.outcome(), answered: assessment.answered(), form }
    }
}

/// What is counted of a response. The page cache stores it with the page.
#[derive(Debug)]
pub(in crate::web) struct Tally {
    route: LabelName,
    shown: Option<ViewEvent>,
    /// The counters of a response to GET with status 200, found once for all requests of a cached page.
    usual: OnceLock<Counters>,
}

/// The counters of a response.
#[derive(Debug)]
struct Counters {
    requests: Counter,
    times: Histogram,
    shown: Vec<Counter>,
}

impl Counters {
    fn count(&self, took: Duration) {
        self.requests.inc();
        self.times.observe(took.as_secs_f64());
        for counter in &self.shown {
            counter.inc();
        }
    }
}

impl Tally {
    /// Reads the extensions that the handler and the router added to a response.
    pub(in crate::web) fn of(response: &Response) -> Self {
        let route = response.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).into();
        Self { route, shown: response.extensions().get::<ViewEvent>().cloned(), usual: OnceLock::new() }
    }

    /// Returns the matched route; `none` if no route matched.
    pub(in crate::web) fn route(&self) -> &str {
        &self.route.0
    }
}

/// Returns the name of a method; `other` for methods that no route has, because clients can choose any text.
pub(in crate::web) fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// All metrics.
#[derive(Debug)]
pub(in crate::web) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    times: Family<RouteLabels, Histogram, fn() -> Histogram>,
    recommendations: Family<RecommendationLabels, Counter>,
    steps: Family<StepLabels, Counter>,
    questions: Family<QuestionLabels, Counter>,
    helped: Family<FeedbackLabels, Counter>,
    reloads: Family<ReloadLabels, Counter>,
    rules: Family<RuleSetLabels, Gauge>,
    rejected: Gauge,
    /// Caught panics of handlers and of everything around them.
    pub(in crate::web) panics: Counter,
    pub(in crate::web) connections: Connections,
    pub(in crate::web) response_bytes: Gauge,
}

impl Metrics {
    /// Creates the metrics of a build, with all counters of its first rule set at 0.
    pub(in crate::web) fn new(build: &str, rulebook: &Rulebook) -> Self {
        let connections = Connections::default();
        let mut metrics = Self {
            registry: Registry::default(),
            requests: Family::default(),
            times: Family::new_with_constructor(|| Histogram::new(TIMES)),
            recommendations: Family::default(),
            steps: Family::default(),
            questions: Family::default(),
            helped: Family::default(),
            reloads: Family::default(),
            rules: Family::default(),
            rejected: Gauge::default(),
            panics: connections.panics.clone(),
            connections,
            response_bytes: Gauge::default(),
        };
        let builds: Family<BuildLabels, Gauge> = Family::default();
        builds.get_or_create(&BuildLabels { version: env!("CARGO_PKG_VERSION"), build: build.to_owned() }).set(1);
        metrics.registry.register_collector(Box::new(ProcessCollector::new()));
        let own = metrics.registry.sub_registry_with_prefix("pop_or_imap");
        own.register("requests", "Requests answered", metrics.requests.clone());
        own.register_with_unit(
            "request_duration",
            "Time from the request head to the response head",
            Unit::Seconds,
            metrics.times.clone(),
        );
        let shown = |what: &str| format!("{what}; {NOT_SHOWN}");
        own.register("recommendations", shown("Recommendations shown"), metrics.recommendations.clone());
        let steps = shown("Steps shown, by how many questions had been answered");
        own.register("steps", steps, metrics.steps.clone());
        own.register("questions", shown("Questions shown"), metrics.questions.clone());
        own.register("helped", HELPED_HELP, metrics.helped.clone());
        own.register("reloads", "Attempts to replace the rule set, by outcome", metrics.reloads.clone());
        own.register("rules_info", "The rule set in use; always 1", metrics.rules.clone());
        let rejected = "1 if the newest rule set was rejected, so that an older one is in use; otherwise 0";
        own.register("rules_rejected", rejected, metrics.rejected.clone());
        let panics = "Caught panics: defects of the program, each of which ended one request";
        own.register("panics", panics, metrics.panics.clone());
        own.register("build_info", "The running program; always 1", builds);
        metrics.connections.register(own);
        let help = "Memory that large responses hold until their clients have read them";
        own.register_with_unit("response_held", help, Unit::Bytes, metrics.response_bytes.clone());
        metrics.register_rules(rulebook);
        metrics
    }

    /// Creates all counters of a rule set at 0, so that their first count is an increase.
    pub(in crate::web) fn register_rules(&self, rulebook: &Rulebook) {
        for outcome in ["applied", "rejected"] {
            drop(self.reloads.get_or_create(&ReloadLabels { outcome }));
        }
        let verdicts = Protocol::ALL.map(|protocol| Strength::ALL.map(|strength| (protocol.id(), strength.id())));
        for (protocol, strength) in verdicts.into_iter().flatten() {
            for form in FORMS {
                drop(self.recommendations.get_or_create(&RecommendationLabels { protocol, strength, form }));
            }
            for helped in ["yes", "no"] {
                drop(self.helped.get_or_create(&FeedbackLabels { helped, protocol, strength }));
            }
        }
        drop(self.steps.get_or_create(&StepLabels { step: "start", answered: 0 }));
        let mut answered = 0;
        for question in &rulebook.questions {
            drop(self.questions.get_or_create(&QuestionLabels { question: question.id.as_str().into() }));
            drop(self.steps.get_or_create(&StepLabels { step: "question", answered }));
            drop(self.steps.get_or_create(&StepLabels { step: "result", answered }));
            answered = answered.saturating_add(1);
        }
        drop(self.steps.get_or_create(&StepLabels { step: "result", answered }));
    }

    /// Counts a request and its response.
    pub(in crate::web) fn count(&self, method: &Method, status: StatusCode, tally: &Tally, took: Duration) {
        let find = || self.find(method, status, tally);
        if *method == Method::GET && status == StatusCode::OK {
            tally.usual.get_or_init(find).count(took);
        } else {
            find().count(took);
        }
    }

    /// Finds the counters of a response.
    fn find(&self, method: &Method, status: StatusCode, tally: &Tally) -> Counters {
        let labels = RequestLabels { route: tally.route.clone(), method: method_name(method), status: status.as_u16() };
        // A form that is sent back with an error shows again what was counted before.
        let seen = method != "HEAD" && status != StatusCode::UNPROCESSABLE_ENTITY;
        Counters {
            requests: self.requests.get_or_create_owned(&labels),
            times: self.times.get_or_create_owned(&RouteLabels { route: labels.route }),
            shown: tally.shown.iter().filter(|_| seen).flat_map(|shown| self.counters_of(shown)).collect(),
        }
    }

    /// Counts what a response shows.
    pub(in crate::web) fn show(&self, shown: &ViewEvent) {
        for counter in self.counters_of(shown) {
            counter.inc();
        }
    }

    /// Finds the counters of what a response shows.
    fn counters_of(&self, shown: &ViewEvent) -> Vec<Counter> {
        let (step, answered, own) = match shown {
            ViewEvent::Start => ("start", 0, None),
            ViewEvent::Question { question, answered } => {
                let labels = QuestionLabels { question: question.clone() };
                ("question", *answered, Some(self.questions.get_or_create_owned(&labels)))
            }
            ViewEvent::Recommendation { outcome, answered, form } => {
                let labels =
                    RecommendationLabels { protocol: outcome.protocol.id(), strength: outcome.strength.id(), form };
                ("result", *answered, Some(self.recommendations.get_or_create_owned(&labels)))
            }
        };
        // Lists and programs are not visitors of the wizard.
        let is_visit = !matches!(shown, ViewEvent::Recommendation { form: "list" | "json", .. });
        let answered = u8::try_from(answered).unwrap_or(u8::MAX);
        let step = is_visit.then(|| self.steps.get_or_create_owned(&StepLabels { step, answered }));
        own.into_iter().chain(step).collect()
    }

    /// Counts whether a result helped.
    pub(in crate::web) fn help(&self, helped: bool, outcome: Outcome) {
        let helped = if helped { "yes" } else { "no" };
        let labels = FeedbackLabels { helped, protocol: outcome.protocol.id(), strength: outcome.strength.id() };
        self.helped.get_or_create(&labels).inc();
    }

    /// Counts an attempt to replace the rule set.
    pub(in crate::web) fn reload(&self, applied: bool) {
        self.reloads.get_or_create(&ReloadLabels { outcome: if applied { "applied" } else { "rejected" } }).inc();
    }

    /// Writes all metrics in `OpenMetrics` 1.0; `rejected` is whether the newest rule set was rejected.
    pub(in crate::web) fn write(&self, rulebook: &Rulebook, rejected: bool) -> Result<String, fmt::Error> {
        let rules = RuleSetLabels { version: rulebook.version.clone(), digest: rulebook.digest.as_str().to_owned() };
        // Cleared only on a change, so that a concurrent reader never finds none.
        if self.rules.get(&rules).is_none() {
            self.rules.clear();
            self.rules.get_or_create(&rules).set(1);
        }
        self.rejected.set(rejected.into());
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
