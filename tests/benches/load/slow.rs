//! Slow clients: many connections that send or read almost nothing, and the latency of other clients meanwhile.

use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::client::{Target, drive};
use crate::visitors::{Encoding, Visitors};

/// The program's limit on file descriptors.
const DESCRIPTORS: u32 = 1024;
/// The number of slow connections: more than the program has descriptors.
const SLOW: usize = 1_500;
/// The duration of the measurement of other clients.
const TIME: Duration = Duration::from_secs(5);
/// The maximum latency, and the share of requests that must not exceed it.
const SOON: Duration = Duration::from_millis(500);
const ENOUGH: f64 = 0.99;

/// The bytes that slow connections send before they stop sending, or stop reading the response.
pub const KINDS: [(&str, &str); 4] = [
    ("silent", ""),
    ("slow heads", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "),
    (
        "slow bodies",
        "POST /capacity HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n\
         Content-Length: 1000\r\n\r\n--x",
    ),
    ("slow readers", "GET /guide HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
];

/// Opens a connection, sends the bytes, and keeps it open.
pub async fn hold(target: &Target, sends: &str) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(target.address).await.ok()?;
    stream.write_all(sends.as_bytes()).await.ok()?;
    Some(stream)
}

/// Measures other clients while there are slow connections of each kind, and returns the number of missed targets.
pub async fn measure() -> u32 {
    let mut missed = 0;
    for (name, sends) in KINDS {
        let target = Target::start_limited(DESCRIPTORS, &[]);
        let mut held = Vec::new();
        for _ in 0..SLOW {
            held.push(hold(&target, sends).await);
        }
        let load = drive(target.address, &Visitors::question(Encoding::Browser), 4, TIME).await;
        let share = load.within(SOON);
        missed += u32::from(share < ENOUGH);
        println!(
            "{} of {SLOW} connections {name}, {DESCRIPTORS} descriptors: of {} other requests {:.2} % answered within {} ms, \
             slowest 1 %: {:.2} ms",
            held.iter().flatten().count(),
            load.requests(),
            share * 100.0,
            SOON.as_millis(),
            load.slowest() * 1e3,
        );
    }
    missed
}
