//! Shutdown under load: no accepted request is lost, a second signal ends the process immediately, and the log delays
//! nothing.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::server::Server;

/// Sends requests on one connection until the server announces its last response, then on new connections until there
/// is no server. Returns the number of requests that were sent, and of those without a response.
fn visit_on(address: std::net::SocketAddr, place: usize) -> (usize, usize) {
    let (mut sent, mut lost) = (0, 0);
    loop {
        let Ok(mut stream) = TcpStream::connect(address) else { return (sent, lost) };
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        loop {
            let path = ["/", "/wizard?plan=standard", "/result?away=yes", "/guide"][(sent + place) % 4];
            let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            if stream.write_all(request.as_bytes()).is_err() {
                // The connection was closed before the server had read any of the request.
                break;
            }
            sent += 1;
            match answer(&mut stream) {
                Some(true) => break,
                Some(false) => {}
                None => {
                    lost += 1;
                    break;
                }
            }
        }
    }
}

/// Reads one whole response; returns whether it is the last on the connection, or `None` if it is incomplete.
fn answer(stream: &mut TcpStream) -> Option<bool> {
    let mut read = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        let end = read.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse::<usize>().ok()?;
            if read.len() >= end + 4 + length {
                return head.starts_with("http/1.1 200").then(|| head.contains("connection: close"));
            }
        }
        match stream.read(&mut part) {
            Ok(count) if count > 0 => read.extend_from_slice(&part[..count]),
            _ => return None,
        }
    }
}

#[test]
fn at_the_end_no_accepted_request_is_lost() {
    for _ in 0..5 {
        let mut server = Server::start_limited(1024, &[]);
        let address = server.address;
        let visitors: Vec<_> = (0..16).map(|place| std::thread::spawn(move || visit_on(address, place))).collect();
        // Wait until requests are being served, which can take long on a busy machine.
        while server.pages("/guide") < 50 {
            std::thread::sleep(Duration::from_millis(20));
        }
        server.signal("TERM");
        assert!(server.ended().success());
        let (sent, lost) = visitors
            .into_iter()
            .map(|visitor| visitor.join().unwrap())
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        assert!(sent > 200, "{sent} requests were sent");
        assert_eq!(lost, 0, "of {sent} requests");
    }
}

#[test]
fn a_second_signal_ends_at_once() {
    let mut server = Server::start(&[]);
    let dripping = server.drip();
    std::thread::sleep(Duration::from_millis(200));
    server.signal("TERM");
    // On a busy machine, the listener is closed later.
    let refused = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        TcpStream::connect(server.address).is_err()
    });
    assert!(refused, "new connections are refused");
    assert!(server.is_running(), "the request in flight is waited for");
    server.signal("TERM");
    assert_eq!(server.ended().code(), Some(1));
    assert!(server.log().contains("stopping at once"));
    dripping.end();
}

#[test]
fn a_log_that_nobody_reads_neither_holds_up_visitors_nor_the_end() {
    let mut server = Server::start_unread(&[]);
    for _ in 0..40 {
        // Each request writes a line to the log; the pipe buffers some hundreds.
        let mut stream = server.connect();
        stream.write_all("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n".repeat(99).as_bytes()).unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
        let mut replies = String::new();
        stream.read_to_string(&mut replies).unwrap();
        assert_eq!(replies.matches("HTTP/1.1 200").count(), 100);
    }
    server.signal("TERM");
    let mut waited = 0;
    while server.is_running() {
        waited += 1;
        assert!(waited < 300, "it does not end");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(server.ended().success());
    let log = server.log();
    assert!(log.lines().count() > 100 && log.lines().all(|line| line.starts_with('{')), "{log}");
}

#[test]
fn restarts_on_an_inherited_socket_refuse_no_connection() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fire/inherited_socket.py");
    let output =
        std::process::Command::new("python3").args([script, env!("CARGO_BIN_EXE_pop-or-imap")]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(report["statuses"], serde_json::json!([0, 0, 0, 0]), "{report}");
    assert!(report["answered"].as_u64() > Some(50) && report["answered"] == report["sent"], "{report}");
}
