//! Load client: sends requests on persistent connections, one at a time on each, and measures the time.

use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Process;
use crate::visitors::Visitors;

/// The path of the program under test: this build's, or another one for comparison.
pub static PROGRAM: LazyLock<String> =
    LazyLock::new(|| std::env::var("PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_pop-or-imap").to_owned()));

/// The running program under test.
pub struct Target {
    pub process: Process,
    pub address: SocketAddr,
}

impl Target {
    /// Starts the program on a free port and waits for its first response.
    pub fn start() -> Self {
        Self::start_with(Command::new(PROGRAM.as_str()), &[])
    }

    /// Starts the server with a limit on file descriptors (files and connections) and further arguments.
    pub fn start_limited(descriptors: u32, more: &[&str]) -> Self {
        let mut shell = Command::new("bash");
        let program = PROGRAM.as_str();
        shell.args(["-c", &format!("ulimit -n {descriptors}; exec \"$0\" \"$@\""), program]);
        Self::start_with(shell, more)
    }

    fn start_with(mut command: Command, more: &[&str]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.expect("a port is free");
        let child = command
            .args(["serve", "--listen", &address.to_string()])
            .args(more)
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let process = Process(child);
        while !answers(address) {
            std::thread::sleep(Duration::from_micros(200));
        }
        Self { process, address }
    }

    /// Returns the processor time used so far, by user and kernel together.
    pub fn processor_time(&self) -> Duration {
        processor_time(self.process.0.id())
    }

    /// Returns the resident memory in bytes.
    pub fn resident(&self) -> u64 {
        self.memory("VmRSS:")
    }

    /// Returns the maximum resident memory so far, in bytes.
    pub fn peak(&self) -> u64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, which: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.0.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(which)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<u64>().map_or(0, |kilobytes| kilobytes * 1024)
    }

    /// Returns the number of open file descriptors.
    pub fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.process.0.id())).map_or(0, Iterator::count)
    }
}

/// Returns the processor time that a process has used so far, by user and kernel together.
pub fn processor_time(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name of the program ends at the last parenthesis; 11 fields later are the two times, in hundredths.
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields).split(' ');
    let ticks = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>();
    Duration::from_millis(ticks * 10)
}

/// Requests the start page once.
pub fn answers(address: SocketAddr) -> bool {
    use std::io::{Read as _, Write as _};
    let asked = std::net::TcpStream::connect(address).and_then(|mut stream| {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer.starts_with(b"HTTP/1.1 200"))
    });
    asked.unwrap_or(false)
}

/// The result of a measurement.
pub struct Load {
    /// The latencies of all requests, sorted.
    times: Vec<Duration>,
    elapsed: Duration,
    bytes: usize,
}

impl Load {
    /// Returns the number of responses.
    pub fn requests(&self) -> usize {
        self.times.len()
    }

    /// Returns the requests per second.
    pub fn rate(&self) -> f64 {
        f64::from(u32::try_from(self.times.len()).unwrap_or(u32::MAX)) / self.elapsed.as_secs_f64()
    }

    /// Returns the share of the requests with at most this latency.
    pub fn within(&self, time: Duration) -> f64 {
        crate::ratio(self.times.partition_point(|took| *took <= time), self.times.len())
    }

    /// Returns the 99th percentile of the latency, in seconds.
    pub fn slowest(&self) -> f64 {
        percentile_99(&self.times)
    }

    /// Returns the 99th percentile of the latency in all turns together, in seconds.
    pub fn slowest_of_all(turns: &[Self]) -> f64 {
        let mut times: Vec<_> = turns.iter().flat_map(|turn| &turn.times).copied().collect();
        times.sort_unstable();
        percentile_99(&times)
    }

    /// Returns the average length of a response in bytes, with its head.
    pub fn bytes(&self) -> usize {
        self.bytes / self.times.len().max(1)
    }

    /// Returns the median by rate.
    pub fn median(mut turns: Vec<Self>) -> Self {
        turns.sort_by(|one, other| one.rate().total_cmp(&other.rate()));
        turns.swap_remove(turns.len() / 2)
    }
}

/// Returns the 99th percentile of sorted times, in seconds.
fn percentile_99(times: &[Duration]) -> f64 {
    times.get(times.len() * 99 / 100).map_or(f64::NAN, Duration::as_secs_f64)
}

/// Sends the visitors' requests on a number of connections for some time; every response must be 200.
pub async fn drive(address: SocketAddr, visitors: &Visitors, connections: usize, time: Duration) -> Load {
    let requests = Arc::new(visitors.requests.clone());
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (requests, next) = (Arc::clone(&requests), Arc::clone(&next));
            tokio::spawn(async move {
                let mut connection = Connection::open(address).await;
                let (mut times, mut bytes) = (Vec::new(), 0);
                while begun.elapsed() < time {
                    let place = next.fetch_add(1, Ordering::Relaxed) % requests.len();
                    let sent = Instant::now();
                    bytes += connection.ask(&requests[place]).await;
                    times.push(sent.elapsed());
                }
                (times, bytes)
            })
        })
        .collect();
    let mut load = Load { times: Vec::new(), elapsed: Duration::ZERO, bytes: 0 };
    for task in tasks {
        let (times, bytes) = task.await.expect("every request is answered");
        load.times.extend(times);
        load.bytes += bytes;
    }
    load.elapsed = begun.elapsed();
    load.times.sort_unstable();
    load
}

/// A persistent connection.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server accepts connections");
        stream.set_nodelay(true).expect("the connection is open");
        Self { stream, buffer: Vec::with_capacity(1024 * 1024) }
    }

    /// Sends a request, reads the whole response, and returns its length in bytes.
    async fn ask(&mut self, request: &[u8]) -> usize {
        self.stream.write_all(request).await.expect("the request is sent");
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("a response arrives");
            assert!(read > 0, "the connection was closed within a response");
            if is_whole(&self.buffer) {
                return self.buffer.len();
            }
        }
    }
}

/// Checks whether a response is complete.
fn is_whole(answer: &[u8]) -> bool {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(end) = head.parse(answer).expect("the head is HTTP") else { return false };
    assert_eq!(head.code, Some(200), "a response other than 200");
    let header = |name: &str| head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
    let body = &answer[end..];
    match header("content-length") {
        Some(length) => {
            let length = std::str::from_utf8(length.value).ok().and_then(|length| length.parse().ok());
            Some(body.len()) == length
        }
        // The last chunk ends the body.
        None => body.ends_with(b"\r\n0\r\n\r\n"),
    }
}
