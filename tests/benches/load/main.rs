//! Throughput compared with a minimal handler that returns as many bytes, startup time, and memory use.
//!
//! `cargo bench --bench load` starts the program and the baseline as processes on loopback, and sends the same requests
//! to both alternately. Every figure is a ratio, or a size, of this run. The exit status is 1 if a target is missed.
//! `--requests N` sets the number of requests for the measurement of memory (default: a million); `--only TEXT`
//! measures only the rates of requests with this name; `--slow` measures only other clients beside slow ones.
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
mod floor;
mod hostile;
mod slow;
mod soak;
mod visitors;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use client::{Load, Target, drive};
use floor::Floor;
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

/// A kind of request, and its targets relative to the baseline.
struct Case {
    name: &'static str,
    visitors: fn(Encoding) -> Visitors,
    encoding: Encoding,
    /// The minimum share of the baseline's rate.
    least: Option<f64>,
    /// The maximum 99th percentile of the latency, in units of the baseline's.
    slowest: Option<f64>,
}

const CASES: [Case; 15] = [
    Case::page("question page", Visitors::question, Encoding::Identity, Some(0.85)),
    Case::page("question page, Brotli", Visitors::question, Encoding::Brotli, None),
    Case::page("result page", Visitors::result, Encoding::Identity, Some(0.6)),
    Case::page("result page, Brotli", Visitors::result, Encoding::Brotli, None),
    Case::page("result page, gzip", Visitors::result, Encoding::Gzip, None),
    Case::page("result page, zstd", Visitors::result, Encoding::Zstd, None),
    Case::page("question page, not kept", Visitors::question_afresh, Encoding::Identity, None),
    Case::page("question page, not kept, Brotli", Visitors::question_afresh, Encoding::Brotli, None),
    Case::page("result page, not kept", Visitors::result_afresh, Encoding::Identity, None),
    Case::page("result page, not kept, Brotli", Visitors::result_afresh, Encoding::Brotli, None),
    Case::page("journeys of the everyday uses, Brotli", Visitors::everyday, Encoding::Brotli, None),
    Case::page("journeys, no two alike", Visitors::journeys, Encoding::Identity, None),
    Case::page("journeys, no two alike, Brotli", Visitors::journeys, Encoding::Brotli, None),
    Case::page("API", Visitors::api, Encoding::Identity, None),
    // Not cached. With a send buffer that waits for acknowledgements, it reaches 0.005 of the baseline's rate.
    Case {
        slowest: None,
        ..Case::page("page of 0.8 MB, kept connections", Visitors::large, Encoding::Identity, Some(0.05))
    },
];

impl Case {
    const fn page(
        name: &'static str,
        visitors: fn(Encoding) -> Visitors,
        encoding: Encoding,
        least: Option<f64>,
    ) -> Self {
        let slowest = if least.is_some() { Some(3.0) } else { None };
        Self { name, visitors, encoding, least, slowest }
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
    let mut missed = 0;
    let server = Target::start();
    println!("| what | requests a second | of the floor's | slowest 1 %: ms | of the floor's | bytes |");
    println!("|---|---|---|---|---|---|");
    let mut rates = Vec::new();
    for case in CASES.iter().filter(|case| case.name.contains(only)) {
        let (ours, floor) = compare(&server, case).await;
        let (rate, slow) = (ours.rate() / floor.rate(), ours.slowest() / floor.slowest());
        let enough = case.least.is_none_or(|least| rate >= least);
        let soon = case.slowest.is_none_or(|most| slow <= most);
        missed += u32::from(!enough) + u32::from(!soon);
        println!(
            "| {} | {:.0} | {rate:.2}{} | {:.2} | {slow:.2}{} | {} |",
            case.name,
            ours.rate(),
            if enough { "" } else { " (missed)" },
            ours.slowest() * 1e3,
            if soon { "" } else { " (missed)" },
            ours.bytes(),
        );
        rates.push((case.name, ours.rate()));
    }
    println!();
    if !only.is_empty() {
        return missed;
    }
    let rate = |name: &str| rates.iter().find(|(case, _)| *case == name).map_or(f64::NAN, |(_, rate)| *rate);
    for page in ["question page", "result page"] {
        let share = rate(&format!("{page}, Brotli")) / rate(page);
        missed += u32::from(share < 0.7);
        println!("{page}, Brotli: {share:.2} of the uncompressed page's rate");
        for packed in ["", ", Brotli"] {
            let times = rate(&format!("{page}{packed}")) / rate(&format!("{page}, not kept{packed}"));
            println!("{page}{packed}: {times:.1} times the rate of pages that are not kept");
        }
    }
    drop(server);
    let pages = Visitors::journeys(Encoding::Brotli).requests.len();
    let journeys = usize::try_from(visitors::JOURNEYS).unwrap_or(1);
    println!("a journey has {:.1} pages on average, start and result among them", ratio(pages, journeys));
    missed + started() + slow::measure().await + memory(requests).await
}

/// Measures the server and the baseline alternately, and returns the median of each.
async fn compare(server: &Target, case: &Case) -> (Load, Load) {
    let visitors = (case.visitors)(case.encoding);
    let warm = drive(server.address, &visitors, CONNECTIONS, TURN).await;
    let floor = Floor::start(warm.bytes());
    drive(floor.address, &visitors, CONNECTIONS, TURN / 3).await;
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        floors.push(drive(floor.address, &visitors, CONNECTIONS, TURN).await);
        ours.push(drive(server.address, &visitors, CONNECTIONS, TURN).await);
    }
    (Load::median(ours), Load::median(floors))
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

/// Measures the time from the start of the process to its first response, and returns the number of missed targets.
fn started() -> u32 {
    let mut times: Vec<Duration> = (0..11)
        .map(|_| {
            let begun = Instant::now();
            drop(Target::start());
            begun.elapsed()
        })
        .collect();
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    println!("start to first answer: {:.1} ms", median.as_secs_f64() * 1e3);
    u32::from(median > Duration::from_millis(50))
}

/// Measures the resident memory over many requests, and returns the number of missed targets.
async fn memory(requests: usize) -> u32 {
    let server = Target::start();
    let at_start = server.resident();
    let visitors = Visitors::journeys(Encoding::Brotli);
    let mut sizes = Vec::new();
    let mut sent = 0;
    while sent < requests {
        sent += drive(server.address, &visitors, CONNECTIONS, Duration::from_secs(1)).await.requests();
        sizes.push((sent, server.resident()));
    }
    let (tenth, end) = (sizes.iter().find(|(sent, _)| *sent >= requests / 10), sizes.last());
    let (Some((_, tenth)), Some((_, end))) = (tenth, end) else { return 1 };
    let descriptors = server.descriptors();
    println!(
        "resident memory: {:.1} MB at the start, {:.1} MB after {} requests, {:.1} MB after {sent}; {descriptors} descriptors",
        mb(at_start),
        mb(*tenth),
        requests / 10,
        mb(*end)
    );
    u32::from(*end > 20 << 20) + u32::from(*end > tenth + (2 << 20))
}
