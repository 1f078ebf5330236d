//! Mixed soak test: visitors at full speed, rules that change every few seconds (some invalid), hundreds of slow
//! connections, garbage, and every reproducer of the security findings, all at the same time. Visitors see no error,
//! memory stays below a bound, and memory and descriptors are released afterwards.

use std::cell::Cell;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use pop_or_imap::loader;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::{Target, drive};
use crate::hostile::{self, Answers};
use crate::mb;
use crate::slow::{KINDS, hold};
use crate::visitors::{Encoding, Visitors};

/// The number of concurrent connections.
const CONNECTIONS: usize = 16;
/// The interval between changes of the rules, valid and invalid ones alternately.
const RULES_CHANGE: Duration = Duration::from_secs(5);
/// The number of concurrent slow connections of each kind.
const SLOW: usize = 100;
/// The lifetime of slow connections before they are replaced.
const HELD: Duration = Duration::from_secs(15);
/// The interval between sending garbage.
const GARBAGE: Duration = Duration::from_millis(20);
/// The number of lines of the table.
const LINES: u32 = 20;
/// The maximum resident memory under load, and one minute after the load has ended.
const MAX_RESIDENT: u64 = 128 << 20;
const MAX_AFTERWARDS: u64 = 48 << 20;

/// Counts of everything sent besides visitors' requests.
#[derive(Default)]
struct Done {
    rules: Cell<u32>,
    slow: Cell<u32>,
    garbage: Cell<u32>,
}

impl Done {
    fn one(counted: &Cell<u32>) {
        counted.set(counted.get() + 1);
    }
}

/// Runs the soak test for this time, with or without hostile tables, and returns the number of missed targets.
pub async fn soak(time: Duration, tables: bool) -> u32 {
    let folder = tempfile::tempdir().expect("there is room for a file");
    let rules = folder.path().join("rules.toml");
    put(&rules, loader::EMBEDDED);
    let target = Target::start_limited(4096, &["--rules", &rules.to_string_lossy()]);
    let (done, answers) = (Done::default(), Answers::default());
    println!("| minutes | requests so far | resident memory: MB | descriptors |");
    println!("|---|---|---|---|");
    let missed = tokio::select! {
        missed = visit(&target, time) => {
            println!(
                "beside them: {} rule sets offered, half of them faulty; {} slow connections; {} times garbage",
                done.rules.get(), done.slow.get(), done.garbage.get()
            );
            missed
        }
        () = change(&rules, &done) => unreachable!("it goes on to the end"),
        () = dawdle(&target, &done) => unreachable!("it goes on to the end"),
        () = babble(&target, &done) => unreachable!("it goes on to the end"),
        () = hostile::attack(target.address, tables, &answers) => unreachable!("it goes on to the end"),
    };
    answers.print();
    missed + settle(&target).await
}

/// Sends visitors' requests, no two journeys equal; every response must be 200.
async fn visit(target: &Target, time: Duration) -> u32 {
    let visitors = Visitors::journeys(Encoding::Browser);
    let begun = Instant::now();
    let mut sent = 0;
    for _ in 0..LINES {
        sent += drive(target.address, &visitors, CONNECTIONS, time / LINES).await.requests();
        let (memory, descriptors) = (target.resident(), target.descriptors());
        println!("| {:.1} | {sent} | {:.1} | {descriptors} |", begun.elapsed().as_secs_f64() / 60.0, mb(memory));
    }
    let peak = target.peak();
    println!("highest: {:.1} MB", mb(peak));
    u32::from(peak > MAX_RESIDENT)
}

/// Replaces the rules repeatedly; every second rule set is invalid.
async fn change(rules: &Path, done: &Done) {
    for version in 1_u32.. {
        tokio::time::sleep(RULES_CHANGE).await;
        let good = loader::EMBEDDED.replacen("version = \"", &format!("version = \"{version}."), 1);
        put(rules, if version.is_multiple_of(2) { "version = 1" } else { &good });
        Done::one(&done.rules);
    }
}

/// Replaces a file atomically.
fn put(path: &Path, text: &str) {
    let new = path.with_extension("new");
    let written = std::fs::File::create(&new).and_then(|mut file| file.write_all(text.as_bytes()));
    written.and_then(|()| std::fs::rename(&new, path)).expect("the rules can be written");
}

/// Opens slow connections of every kind.
async fn dawdle(target: &Target, done: &Done) {
    loop {
        let mut held = Vec::new();
        for (_, sends) in KINDS {
            for _ in 0..SLOW {
                held.push(hold(target, sends).await);
                Done::one(&done.slow);
            }
        }
        tokio::time::sleep(HELD).await;
    }
}

/// Sends malformed requests, and accepts any response.
async fn babble(target: &Target, done: &Done) {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let heads = ["", "GET ", "GET /result?", "POST /capacity HTTP/1.1\r\nHost: a\r\nContent-Length: 64\r\n\r\n"];
    for head in heads.iter().cycle() {
        tokio::time::sleep(GARBAGE).await;
        let mut bytes = head.as_bytes().to_vec();
        for _ in 0..64 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.extend_from_slice(&state.to_le_bytes());
        }
        bytes.extend_from_slice(b" HTTP/1.1\r\nHost: a\r\n\r\n");
        let Ok(mut stream) = TcpStream::connect(target.address).await else { continue };
        let mut answer = Vec::new();
        // The server may close the connection at any time.
        let _ = stream.write_all(&bytes).await;
        let _ = tokio::time::timeout(Duration::from_secs(1), stream.read_to_end(&mut answer)).await;
        assert!(
            !answer.starts_with(b"HTTP/1.1 5"),
            "garbage is no fault of the server's: {}",
            String::from_utf8_lossy(&answer)
        );
        Done::one(&done.garbage);
    }
}

/// Waits until all connections are closed, and reads which resources the program still holds.
async fn settle(target: &Target) -> u32 {
    for seconds in [15, 45] {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        println!("after {seconds} seconds more: {:.1} MB, {} descriptors", mb(target.resident()), target.descriptors());
    }
    u32::from(target.descriptors() > 20) + u32::from(target.resident() > MAX_AFTERWARDS)
}
