//! Hostile clients: every reproducer of the security findings, repeatedly, and the statuses of the responses.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// The pause of clients of one kind between two rounds.
const REST: Duration = Duration::from_secs(1);
/// The maximum time for which a client reads a response.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much slow clients read at a time, and how often: just fast enough to avoid the write timeout.
const SIP: usize = 8 * 1024;
const SIP_EVERY: Duration = Duration::from_secs(2);

/// How a client reads responses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    Fast,
    Slowly,
    /// Sequential requests on one connection.
    Kept,
    /// To the end, while many others connect.
    Crowded,
}

/// The requests of clients of one kind.
struct Kind {
    name: &'static str,
    /// Whether the requests are tables, which `--without-tables` leaves out.
    table: bool,
    at_once: usize,
    reads: Reads,
    requests: Vec<Vec<u8>>,
}

/// The count of each status by kind; 0 means that the connection was closed without a response.
#[derive(Default)]
pub struct Answers {
    statuses: RefCell<BTreeMap<(&'static str, u16), u32>>,
    round: Cell<usize>,
}

impl Answers {
    fn add(&self, kind: &'static str, status: u16) {
        *self.statuses.borrow_mut().entry((kind, status)).or_default() += 1;
    }

    /// Writes a table of the statuses.
    pub fn print(&self) {
        println!("| hostile clients | responses by status |");
        println!("|---|---|");
        let mut lines: BTreeMap<&str, String> = BTreeMap::new();
        for ((kind, status), count) in &*self.statuses.borrow() {
            write!(lines.entry(kind).or_default(), "{status}: {count} ").expect("a text takes all");
        }
        for (kind, counts) in lines {
            println!("| {kind} | {counts}|");
        }
    }
}

fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: a\r\n{headers}\r\n").into_bytes()
}

fn post(path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A page of 0.8 MB.
fn large_page(number: usize) -> String {
    let accounts: Vec<String> = (0..200).map(|at| format!("a=sales{at}")).collect();
    format!("/capacity?{}&visit={number}", accounts.join("&"))
}

fn list(accept_encoding: &str) -> Vec<u8> {
    let headers = format!("Content-Type: application/json\r\nAccept-Encoding: {accept_encoding}\r\n");
    post("/api/v1/recommendations", &headers, format!("[{}]", vec!["{}"; 5_000].join(",")).as_bytes())
}

fn table(csv: &[u8], wanted: &str) -> Vec<u8> {
    let field = |name: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
    let file = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
    let body = [file.as_bytes(), csv, b"\r\n", field("get").as_bytes(), wanted.as_bytes(), b"\r\n--x--\r\n"].concat();
    post("/capacity/csv", "Content-Type: multipart/form-data; boundary=x\r\n", &body)
}

/// `Accept-Language` with quality values that are not numbers, in an order that made sorting panic.
fn no_numbers() -> Vec<u8> {
    let parts: Vec<String> =
        (0..22).map(|at| format!("x;q={}", ["nan", "0.69", "nan", "0.83", "0.17"][at % 5])).collect();
    get("/", &format!("Accept-Language: {}\r\n", parts.join(",")))
}

fn kinds() -> Vec<Kind> {
    let closing = "Connection: close\r\n";
    let redirect = format!("/wizard?sent=purpose&purpose=work{}", format!("&mails={}", "(".repeat(95)).repeat(75));
    let wide = format!("mails{}\n{}", ",".repeat(16_383), "1\n".repeat(5_000));
    let alike = format!("mails{}\n1\n", ",x".repeat(16_383));
    let row = [b"\xff".as_slice(), &b",\xff".repeat(16_383), b"\n"].concat();
    let faulty = [",".repeat(16_383).as_bytes(), b"\n", &row.repeat(31)].concat();
    let kind = |name, at_once, reads, requests| Kind { name, table: false, at_once, reads, requests };
    let table = |name, at_once, csv: &[u8]| Kind {
        table: true,
        ..kind(name, at_once, Reads::Fast, ["page", "csv"].map(|wanted| self::table(csv, wanted)).to_vec())
    };
    vec![
        kind("weights that are no numbers", 4, Reads::Fast, vec![no_numbers()]),
        kind("redirects of 8 KB", 4, Reads::Fast, vec![get(&redirect, closing)]),
        kind(
            "slow readers of pages of 0.8 MB",
            500,
            Reads::Slowly,
            (0..50).map(|at| get(&large_page(at), "")).collect(),
        ),
        kind("lists of 5,000, Brotli", 160, Reads::Slowly, vec![list("br"), list("br, gzip")]),
        kind("lists of 5,000, read to the end", 30, Reads::Fast, vec![list("gzip"), list("identity"), list("br")]),
        kind("kept connections, pages of 0.8 MB", 4, Reads::Kept, (0..50).map(|at| get(&large_page(at), "")).collect()),
        kind("posts in a crowd", 4, Reads::Crowded, vec![list("gzip")]),
        table("wide tables", 2, wide.as_bytes()),
        table("tables with columns that are alike", 2, alike.as_bytes()),
        table("tables of 1 MB that cannot be read", 2, &faulty),
    ]
}

/// Sends all requests in rounds until it is dropped.
pub async fn attack(address: SocketAddr, tables: bool, answers: &Answers) {
    let kinds: Vec<Kind> = kinds().into_iter().filter(|kind| tables || !kind.table).collect();
    join_all(kinds.iter().map(|kind| async move {
        loop {
            let round = answers.round.replace(answers.round.get() + 1);
            join_all((0..kind.at_once).map(|client| one(address, kind, round + client, answers))).await;
            tokio::time::sleep(REST).await;
        }
    }))
    .await;
}

/// One client of a kind.
async fn one(address: SocketAddr, kind: &Kind, number: usize, answers: &Answers) {
    let request = &kind.requests[number % kind.requests.len()];
    let Some(mut stream) = connect(address, kind.reads).await else { return answers.add(kind.name, 0) };
    let crowd = if kind.reads == Reads::Crowded {
        join_all((0..40).map(|_| TcpStream::connect(address))).await
    } else {
        vec![]
    };
    let times = if kind.reads == Reads::Kept { 5 } else { 1 };
    for _ in 0..times {
        if stream.write_all(request).await.is_err() {
            return answers.add(kind.name, 0);
        }
        let mut status = 0;
        let _ = tokio::time::timeout(PATIENCE, read(&mut stream, kind.reads, &mut status)).await;
        answers.add(kind.name, status);
    }
    drop(crowd);
}

async fn connect(address: SocketAddr, reads: Reads) -> Option<TcpStream> {
    let socket = TcpSocket::new_v4().ok()?;
    if reads == Reads::Slowly {
        socket.set_recv_buffer_size(u32::try_from(SIP).ok()?).ok()?;
    }
    socket.connect(address).await.ok()
}

/// Reads a response; it ends with its connection, its last chunk, or its length.
async fn read(stream: &mut TcpStream, reads: Reads, status: &mut u16) -> Option<()> {
    let (mut part, mut head, mut left) = (vec![0; 64 * 1024], Vec::new(), None::<usize>);
    loop {
        let most = if reads == Reads::Slowly { SIP } else { part.len() };
        let read = stream.read(&mut part[..most]).await.ok().filter(|bytes| *bytes > 0)?;
        if let Some(bytes) = &mut left {
            *bytes = bytes.saturating_sub(read);
        } else {
            head.extend_from_slice(&part[..read]);
            let end = head.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                let text = String::from_utf8_lossy(&head[..end]).to_lowercase();
                *status = text.get(9..12)?.parse().ok()?;
                let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                left = Some(length.unwrap_or(usize::MAX).saturating_sub(head.len() - end - 4));
            }
        }
        if left == Some(0) || part[..read].ends_with(b"\r\n0\r\n\r\n") {
            return Some(());
        }
        if reads == Reads::Slowly {
            tokio::time::sleep(SIP_EVERY).await;
        }
    }
}
