//! The dashboard and the alerts, checked with Prometheus' own tools: every query runs on a real Prometheus that scrapes
//! a real server.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use form_urlencoded::Serializer;
use serde_json::Value;

use crate::support::server::Server;

/// The folder of the files for operators.
const DEPLOY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy");
/// The maximum time for which a query may return no data.
const PATIENCE: Duration = Duration::from_secs(25);

/// Reads one of these files.
fn deployed(file: &str) -> String {
    std::fs::read_to_string(format!("{DEPLOY}/{file}")).unwrap()
}

fn dashboard() -> Value {
    serde_json::from_str(&deployed("grafana/dashboard.json")).unwrap()
}

/// Runs promtool, which must succeed without warnings.
fn promtool(arguments: &[&str], input: &str) {
    let mut child = Command::new("promtool")
        .args(arguments)
        .current_dir(format!("{DEPLOY}/prometheus"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool, which tests/run installs");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    assert!(output.status.success() && !printed.contains("FAILED"), "promtool {arguments:?}: {printed}");
}

/// A Prometheus, ended when dropped.
struct Prometheus {
    child: Child,
    address: String,
    /// Its files, deleted when dropped.
    _folder: tempfile::TempDir,
}

impl Prometheus {
    /// Starts Prometheus with the shipped configuration, except for the address of the server and the scrape interval.
    fn watching(server: &Server) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (admin, configuration) = (server.admin.to_string(), folder.path().join("prometheus.yml"));
        let changed = deployed("prometheus/prometheus.yml").replace("127.0.0.1:9100", &admin).replace(": 15s", ": 1s");
        assert_eq!((changed.matches(": 1s").count(), changed.matches(&format!("[\"{admin}\"]")).count()), (2, 1));
        std::fs::write(&configuration, changed).unwrap();
        std::fs::write(folder.path().join("alerts.yml"), deployed("prometheus/alerts.yml")).unwrap();
        let option = |name: &str, path: &Path| format!("--{name}={}", path.display());
        let mut child = Command::new("prometheus")
            .arg(option("config.file", &configuration))
            .arg(option("storage.tsdb.path", &folder.path().join("data")))
            .arg("--web.listen-address=127.0.0.1:0")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("prometheus, which tests/run installs");
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let listening = log.find(|line| line.contains("msg=\"Listening on\"")).expect("it serves");
        let address = listening.split("address=").nth(1).unwrap().trim().to_owned();
        assert!(log.any(|line| line.contains("Server is ready")), "it ended before it was ready");
        // Its output is read, so that it never blocks.
        std::thread::spawn(move || log.for_each(drop));
        Self { child, address, _folder: folder }
    }

    /// Sends a request to the API; `Err` is its message for an invalid query.
    fn ask(&self, path: &str, pairs: &[(&str, &str)]) -> Result<Value, String> {
        let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(stream, "GET /api/v1/{path}?{query} HTTP/1.0\r\n\r\n").unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        let body = reply.split_once("\r\n\r\n").unwrap().1;
        let mut body: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {reply}"));
        if body["status"] == "success" { Ok(body["data"].take()) } else { Err(body["error"].to_string()) }
    }

    /// Returns the samples of a query.
    fn samples(&self, query: &str) -> Vec<Value> {
        let data = self.ask("query", &[("query", query)]).unwrap_or_else(|error| panic!("{error}: {query}"));
        data["result"].as_array().unwrap().clone()
    }

    /// Checks whether a query returns a number.
    fn has_data(&self, query: &str) -> bool {
        let samples = self.samples(query);
        samples.iter().any(|sample| sample["value"][1].as_str().unwrap().parse::<f64>().unwrap().is_finite())
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // It may have ended by itself already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All panels but the rows between them.
fn panels(dashboard: &Value) -> Vec<&Value> {
    dashboard["panels"].as_array().unwrap().iter().filter(|panel| panel["type"] != "row").collect()
}

/// A panel's queries as Grafana would send them, with all instances picked.
fn queries(panel: &Value) -> Vec<String> {
    let targets = panel["targets"].as_array().unwrap().iter();
    let queries = targets.map(|target| {
        let query = target["expr"].as_str().unwrap().replace("$__rate_interval", "5s").replace("$__range", "20s");
        query.replace("$job", "pop-or-imap").replace("$instance", ".*")
    });
    queries.inspect(|query| assert!(!query.contains('$'), "{query}")).collect()
}

/// Returns the names of metrics in a query or any other text.
fn names(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("pop_or_imap_") || word.starts_with("process_") || *word == "up").collect()
}

/// Requests every page once.
fn visit(server: &Server) {
    for path in ["/", "/wizard", "/wizard?plan=standard", "/result?plan=standard&away=yes", "/rules", "/nowhere"] {
        server.get(path);
    }
    let form = "content-type: application/x-www-form-urlencoded\r\ncontent-length: 10\r\n\r\nhelped=yes";
    let head = format!("POST /helped?away=yes HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", server.address);
    server.send(head + form);
}

#[test]
fn promtool_accepts_the_files_and_finds_that_alerts_fire_when_they_must() {
    promtool(&["check", "config", "prometheus.yml"], "");
    promtool(&["check", "config", "--agent", "agent.yml"], "");
    promtool(&["check", "rules", "alerts.yml"], "");
    promtool(&["test", "rules", "alerts.test.yml"], "");
    let (alerts, tests) = (deployed("prometheus/alerts.yml"), deployed("prometheus/alerts.test.yml"));
    let alerts: Vec<_> = alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert_eq!(alerts.len(), 13);
    for alert in alerts {
        assert!(tests.contains(&format!("ALERTS{{alertname=\"{alert}\",")), "{alert} is not seen to fire");
    }
}

#[test]
fn promtool_has_nothing_to_remark_on_what_is_exported() {
    let server = Server::start(&[]);
    visit(&server);
    promtool(&["check", "metrics"], &classic(server.admin("/metrics").split_once("\r\n\r\n").unwrap().1));
}

/// Converts `OpenMetrics` to Prometheus' format 0.0.4, the only one that `promtool check metrics` reads: there, the
/// description of a counter names the series.
fn classic(text: &str) -> String {
    let described = |line: &str| line.strip_prefix("# TYPE ")?.strip_suffix(" counter").map(str::to_owned);
    let counters: BTreeSet<String> = text.lines().filter_map(described).collect();
    let mut classic = String::new();
    for line in text.lines().filter(|line| *line != "# EOF" && !line.starts_with("# UNIT ")) {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("#"), Some(what), Some(name), Some(rest)) if counters.contains(name) => {
                classic.extend(["# ", what, " ", name, "_total ", rest]);
            }
            _ => classic.push_str(line),
        }
        classic.push('\n');
    }
    classic
}

#[test]
fn the_dashboard_is_whole() {
    let dashboard = dashboard();
    let all = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = all.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), all.len());
    let mut taken = BTreeSet::new();
    for panel in all {
        let at = |key: &str| panel["gridPos"][key].as_u64().unwrap();
        for cell in (at("x")..at("x") + at("w")).flat_map(|x| (at("y")..at("y") + at("h")).map(move |y| (x, y))) {
            assert!(cell.0 < 24 && taken.insert(cell), "{} covers another panel, or leaves the screen", panel["title"]);
        }
    }
    // Neither does a gap remain.
    assert_eq!(taken.len() % 24, 0);
    let mut titles = BTreeSet::new();
    for panel in panels(&dashboard) {
        let title = panel["title"].as_str().unwrap();
        assert!(titles.insert(title), "{title} is there twice");
        assert!(panel["description"].as_str().is_some_and(|text| text.ends_with('.')), "{title} is not explained");
        assert!(panel["fieldConfig"]["defaults"]["unit"].is_string(), "{title} has no unit");
        for source in panel["targets"].as_array().unwrap().iter().chain([panel]) {
            assert_eq!(source["datasource"]["uid"], "${datasource}", "{title}");
        }
    }
}

#[test]
fn a_real_prometheus_answers_every_query_of_dashboard_and_alerts_and_nothing_is_off_the_dashboard() {
    let server = Server::start(&[]);
    let prometheus = Prometheus::watching(&server);
    let dashboard = dashboard();
    let mut waiting: Vec<(String, String)> = Vec::new();
    for panel in panels(&dashboard) {
        let title = panel["title"].as_str().unwrap();
        waiting.extend(queries(panel).into_iter().map(|query| (title.to_owned(), query)));
    }
    let rules = prometheus.ask("rules", &[]).unwrap();
    let rules = rules["groups"][0]["rules"].as_array().unwrap().clone();
    for rule in &rules {
        let (name, query) = (rule["name"].as_str().unwrap(), rule["query"].as_str().unwrap());
        // Each side of a comparison must have a value. `absent` has none while there is a target, and no request fails
        // here.
        let compared = [" == ", " > "].iter().find_map(|sign| query.rsplit_once(sign)).map_or(query, |(left, _)| left);
        // Nothing here lasts for an hour either.
        let there = compared.replace("absent(", "(").replace(" offset 1h", "").replace("=~\"5..\"", "=\"404\"");
        waiting.push((name.to_owned(), there.replace("status=\"503\"", "status=\"404\"")));
    }
    let until = Instant::now() + PATIENCE;
    while !waiting.is_empty() && Instant::now() < until {
        visit(&server);
        std::thread::sleep(Duration::from_millis(500));
        waiting.retain(|(_, query)| !prometheus.has_data(query));
    }
    assert!(waiting.is_empty(), "no data: {waiting:#?}");
    assert!(!prometheus.has_data("pop_or_imap_nothing"));

    for panel in panels(&dashboard) {
        for (target, query) in panel["targets"].as_array().unwrap().iter().zip(queries(panel)) {
            let legend = target["legendFormat"].as_str().unwrap();
            for label in legend.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap()) {
                let samples = prometheus.samples(&query);
                assert!(
                    samples.iter().all(|sample| sample["metric"][label].is_string()),
                    "{label} names nothing: {query}"
                );
            }
        }
    }
    let known = prometheus.ask("label/__name__/values", &[]).unwrap();
    let known: BTreeSet<_> = known.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let variables: Vec<_> = dashboard["templating"]["list"].as_array().unwrap().iter().collect();
    let queried = variables.iter().filter_map(|variable| variable["query"]["query"].as_str());
    let shown: Vec<_> = panels(&dashboard).into_iter().flat_map(queries).chain(queried.map(str::to_owned)).collect();
    let asked: BTreeSet<_> = shown.iter().flat_map(|query| names(query)).collect();
    let watched = rules.iter().flat_map(|rule| names(rule["query"].as_str().unwrap()));
    for name in asked.iter().copied().chain(watched) {
        assert!(known.contains(name), "{name} does not exist");
    }
    // Of a histogram, the dashboard shows the buckets; sum and count are for averages.
    let exported = known.iter().filter(|name| name.starts_with("pop_or_imap_") || name.starts_with("process_"));
    for name in exported.filter(|name| !name.ends_with("_seconds_sum") && !name.ends_with("_seconds_count")) {
        assert!(asked.contains(name), "{name} is not on the dashboard");
    }

    let rules = prometheus.ask("rules", &[]).unwrap();
    for rule in rules["groups"][0]["rules"].as_array().unwrap() {
        assert_eq!((&rule["health"], &rule["state"]), (&"ok".into(), &"inactive".into()), "{rule:#}");
    }
    let targets = prometheus.ask("targets", &[("state", "active")]).unwrap();
    let target = &targets["activeTargets"][0];
    assert_eq!((&target["health"], &target["lastError"]), (&"up".into(), &"".into()), "{target:#}");
}
