//! Speed and memory of the program, compared with a minimal handler that returns as many bytes, in the same run.
//!
//! `cargo bench --bench load` starts the program and the baseline as processes on loopback, and sends the same requests
//! to both alternately. It prints a line per kind of page, then a line per target. The exit status is 1 if a target is
//! missed by more than a tenth.
//! `--requests N` sets the number of requests for the measurement of memory (default: a million); `--only TEXT`
//! measures only the pages with this name; `--slow` measures only other clients beside slow ones; `--replicas` measures two
//! replicas behind nginx and one; `--memory` measures only the memory.
//!
//! `cargo bench --bench load -- --soak 600` runs the module `soak` for ten minutes; `--without-tables` leaves out
//! hostile tables. `PROGRAM=/usr/bin/pop-or-imap` measures another build.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures time, and starts the server")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a measurement that cannot go on ends; its parts are one program"
)]

mod client;
mod command;
mod floor;
mod goals;
mod hostile;
mod replicas;
mod slow;
mod soak;
mod visitors;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use client::{Load, Target, drive};
use floor::Floor;
use goals::{Goals, Page};
use visitors::{Encoding, Visitors};

/// The number of concurrent connections.
const CONNECTIONS: usize = 16;
/// The duration of a turn of one side.
const TURN: Duration = Duration::from_millis(1_500);
/// The number of turns of each side; the result is their median.
const TURNS: usize = 5;

/// A server under test, ended when it goes out of scope.
pub struct Process(std::process::Child);

impl Drop for Process {
    fn drop(&mut self) {
        // The process may have exited already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A kind of request.
struct Case {
    name: &'static str,
    visitors: fn(Encoding) -> Visitors,
    encoding: Encoding,
}

const CASES: [Case; 20] = [
    Case::new("question", Visitors::question, Encoding::Identity),
    Case::new("question, compressed", Visitors::question, Encoding::Browser),
    Case::new("result", Visitors::result, Encoding::Identity),
    Case::new("result, compressed", Visitors::result, Encoding::Browser),
    Case::new("result, gzip", Visitors::result, Encoding::Gzip),
    Case::new("question, not cached", Visitors::questions_of_journeys, Encoding::Identity),
    Case::new("question, not cached, compressed", Visitors::questions_of_journeys, Encoding::Browser),
    Case::new("question, not cached, gzip", Visitors::questions_of_journeys, Encoding::Gzip),
    Case::new("question, not cached, Brotli", Visitors::questions_of_journeys, Encoding::Brotli),
    Case::new("question after random answers", Visitors::questions_afresh, Encoding::Identity),
    Case::new("question after random answers, compressed", Visitors::questions_afresh, Encoding::Browser),
    Case::new("result, not cached", Visitors::results_afresh, Encoding::Identity),
    Case::new("result, not cached, compressed", Visitors::results_afresh, Encoding::Browser),
    Case::new("result, not cached, gzip", Visitors::results_afresh, Encoding::Gzip),
    Case::new("result, not cached, Brotli", Visitors::results_afresh, Encoding::Brotli),
    Case::new("QR code of a result", Visitors::codes_afresh, Encoding::Browser),
    Case::new("journeys of the everyday uses, compressed", Visitors::everyday, Encoding::Browser),
    Case::new("journeys, no two alike, compressed", Visitors::journeys, Encoding::Browser),
    Case::new("API", Visitors::api, Encoding::Identity),
    // Not cached. With a send buffer that waits for acknowledgements, it reaches 0.005 of the baseline's rate.
    Case::new("page of 0.8 MB", Visitors::large, Encoding::Identity),
];

impl Case {
    const fn new(name: &'static str, visitors: fn(Encoding) -> Visitors, encoding: Encoding) -> Self {
        Self { name, visitors, encoding }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let setting =
        |name: &str| arguments.iter().position(|argument| argument == name).and_then(|place| arguments.get(place + 1));
    let requests = setting("--requests").and_then(|requests| requests.parse().ok()).unwrap_or(1_000_000);
    let only = setting("--only").map_or("", String::as_str);
    if let Some(bytes) = setting("--floor") {
        return floor::serve(bytes.parse().expect("a number of bytes"));
    }
    // This process has the client ends of slow connections.
    rlimit::increase_nofile_limit(u64::MAX).expect("the limit of descriptors can be raised");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let soak = setting("--soak").map(|seconds| Duration::from_secs(seconds.parse().expect("a number of seconds")));
    let missed = runtime.block_on(async {
        match soak {
            Some(time) => soak::soak(time, !arguments.iter().any(|argument| argument == "--without-tables")).await,
            None if arguments.iter().any(|argument| argument == "--slow") => slow::measure().await,
            None if arguments.iter().any(|argument| argument == "--replicas") => {
                replicas::measure().await;
                0
            }
            None if arguments.iter().any(|argument| argument == "--memory") => {
                memory(requests).await;
                0
            }
            None => measure(requests, only).await,
        }
    });
    if missed > 0 {
        println!("{missed} targets missed");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Runs all measurements, and returns the number of missed targets.
async fn measure(requests: usize, only: &str) -> u32 {
    let server = Target::start();
    println!(
        "| what | requests a second | of the floor's | slowest 1 %: ms | of the floor's | processor time: µs | bytes |"
    );
    println!("|---|---|---|---|---|---|---|");
    let mut pages = BTreeMap::new();
    for case in CASES.iter().filter(|case| case.name.contains(only)) {
        let page = compare(&server, case).await;
        println!(
            "| {} | {:.0} | {:.2} | {:.2} | {:.2} | {:.1} | {} |",
            case.name, page.rate, page.of_floor, page.slowest_ms, page.slowest_of_floor, page.processor_us, page.bytes,
        );
        pages.insert(case.name, page);
    }
    println!();
    drop(server);
    if !only.is_empty() {
        return 0;
    }
    let all = Visitors::journeys(Encoding::Browser).requests.len();
    let journeys = usize::try_from(visitors::JOURNEYS).unwrap_or(1);
    println!("a journey has {:.1} pages on average, start and result among them", ratio(all, journeys));
    let slow = slow::measure().await;
    println!();
    let mut goals = Goals::start();
    goals.of_pages(&pages);
    goals.at_most("check of the built-in rules: s", command::check().as_secs_f64(), 0.4);
    goals.at_most("diff of two rule sets: s", command::diff().as_secs_f64(), 1.0);
    goals.at_most("start to first response: ms", started().as_secs_f64() * 1e3, 15.0);
    let (tenth, end) = memory(requests).await;
    goals.at_most("resident memory after all requests: MB", mb(end), 16.0);
    goals.at_most("growth of memory in the last nine tenths of them: MB", mb(end.saturating_sub(tenth)), 1.0);
    slow + goals.missed()
}

/// Measures the server and the baseline alternately; rates are the median of the turns, latencies those of all turns.
async fn compare(server: &Target, case: &Case) -> Page {
    let visitors = (case.visitors)(case.encoding);
    let warm = drive(server.address, &visitors, CONNECTIONS, TURN).await;
    let floor = Floor::start(warm.bytes());
    drive(floor.address, &visitors, CONNECTIONS, TURN / 3).await;
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    let (mut processor_time, mut requests) = (Duration::ZERO, 0);
    for _ in 0..TURNS {
        floors.push(drive(floor.address, &visitors, CONNECTIONS, TURN).await);
        let before = server.processor_time();
        let load = drive(server.address, &visitors, CONNECTIONS, TURN).await;
        processor_time += server.processor_time().saturating_sub(before);
        requests += load.requests();
        ours.push(load);
    }
    let [slowest, slowest_of_floor] = [&ours, &floors].map(|turns| Load::slowest_of_all(turns));
    let (ours, floor) = (Load::median(ours), Load::median(floors));
    Page {
        rate: ours.rate(),
        of_floor: ours.rate() / floor.rate(),
        slowest_ms: slowest * 1e3,
        slowest_of_floor: slowest / slowest_of_floor,
        processor_us: processor_time.as_secs_f64() * 1e6 / ratio(requests, 1),
        bytes: ours.bytes(),
    }
}

/// Returns the ratio of two counts.
#[must_use]
pub fn ratio(count: usize, of: usize) -> f64 {
    let float = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    float(count) / float(of)
}

/// Converts bytes to megabytes.
#[must_use]
pub fn mb(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0
}

/// Measures the time from the start of the process to its first response: the median of several starts.
fn started() -> Duration {
    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let begun = Instant::now();
            drop(Target::start());
            begun.elapsed()
        })
        .collect();
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Measures the resident memory over many requests; returns it after a tenth of them, and at the end, in bytes.
async fn memory(requests: usize) -> (u64, u64) {
    let server = Target::start();
    let at_start = server.resident();
    let visitors = Visitors::journeys(Encoding::Browser);
    let mut sizes = Vec::new();
    let mut sent = 0;
    while sent < requests {
        sent += drive(server.address, &visitors, CONNECTIONS, Duration::from_secs(1)).await.requests();
        sizes.push((sent, server.resident()));
    }
    let (tenth, end) = (sizes.iter().find(|(sent, _)| *sent >= requests / 10), sizes.last());
    let (Some((_, tenth)), Some((_, end))) = (tenth, end) else { return (u64::MAX, u64::MAX) };
    println!(
        "resident memory: {:.1} MB at the start, {:.1} MB after {} requests, {:.1} MB after {sent}; {} descriptors",
        mb(at_start),
        mb(*tenth),
        requests / 10,
        mb(*end),
        server.descriptors(),
    );
    (*tenth, *end)
}
