//! Slow clients: many connections that send or read almost nothing, and the latency of other clients meanwhile.

use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::client::{Target, drive};
use crate::visitors::{Encoding, Visitors};

/// How many descriptors the program may have.
const DESCRIPTORS: u32 = 1024;
/// How many slow connections there are: more than it has descriptors.
const SLOW: usize = 1_500;
/// How long others are watched beside them.
const TIME: Duration = Duration::from_secs(5);
/// How soon an answer has to be there, and for which share of the requests.
const SOON: Duration = Duration::from_millis(500);
const ENOUGH: f64 = 0.99;

/// What slow connections send before they send nothing more, or read nothing of the answer.
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

/// Opens a connection, sends what there is, and holds it.
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
        let load = drive(target.address, &Visitors::question(Encoding::Brotli), 4, TIME).await;
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
