//! The admin listener: separate from the public one and not reachable by host name alone; its metrics of failed
//! connections, and its readiness during shutdown.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, SystemTime};

use crate::support::server::{Server, status};

/// Returns the value of a series on the admin listener.
fn value(server: &Server, series: &str) -> u64 {
    let metrics = server.admin("/metrics");
    let value = metrics.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    value.unwrap_or_else(|| panic!("no {series} in {metrics}")).parse().unwrap()
}

/// Waits until a condition holds, for ten seconds at most.
fn becomes(what: &str, so: impl Fn() -> bool) {
    for _ in 0..100 {
        if so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{what}");
}

#[test]
fn the_operators_side_is_on_a_listener_of_its_own() {
    let server = Server::start(&[]);
    for path in ["/metrics", "/readyz", "/version"] {
        assert_eq!((status(server.get(path)), status(server.admin(path))), (404, 200), "{path}");
    }
    assert_eq!(status(server.admin("/result")), 404);
    assert!(server.admin("/version").contains(&format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"))));
    let metrics = server.admin("/metrics");
    let value = |name: &str| -> f64 {
        let value = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.unwrap_or_else(|| panic!("no {name} in {metrics}")).parse().unwrap()
    };
    assert!(value("process_resident_memory_bytes") > f64::from(1 << 20));
    let (open, most) = (value("process_open_fds"), value("process_max_fds"));
    assert!(open >= 5.0 && open < most, "{open} of {most}");
    let limited = Server::start_limited(256, &[]).admin("/metrics");
    assert!(limited.contains("process_max_fds 256\n"), "{limited}");
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs_f64();
    let began = value("process_start_time_seconds");
    assert!(began <= now && began > now - 60.0, "{began} at {now}");
    let used = value("process_cpu_seconds_total");
    assert!((0.0..60.0).contains(&used), "{used}");
    for address in ["0.0.0.0:9100", "[::]:9100", "192.0.2.1:9100", "9100"] {
        let program = assert_cmd::Command::new(env!("CARGO_BIN_EXE_pop-or-imap"))
            .args(["serve", "--admin-listen", address])
            .output()
            .unwrap();
        assert_eq!(program.status.code(), Some(2), "{address}");
        assert!(String::from_utf8_lossy(&program.stderr).contains("127.0.0.1:9100"), "{address}");
    }
}

#[test]
fn only_an_address_or_localhost_is_answered_so_that_no_page_in_a_browser_can_read_it() {
    let server = Server::start(&[]);
    let ask = |head: &str| server.admin_send(format!("{head}Connection: close\r\n\r\n"));
    for path in ["/metrics", "/readyz", "/version", "/nowhere"] {
        let well = if path == "/nowhere" { 404 } else { 200 };
        for (host, expected) in [
            ("Host: 127.0.0.1:9100\r\n", well),
            ("Host: 127.0.0.1\r\n", well),
            ("Host: [::1]:9100\r\n", well),
            ("Host: [::1]\r\n", well),
            ("Host: 192.0.2.1:9100\r\n", well),
            ("Host: localhost\r\n", well),
            ("Host: LocalHost:9100\r\n", well),
            ("Host: evil.example\r\n", 403),
            ("Host: evil.example:9100\r\n", 403),
            ("Host: localhost.evil.example\r\n", 403),
            ("Host: 127.0.0.1.evil.example\r\n", 403),
            ("Host: evil.localhost\r\n", 403),
            ("Host: 127.1\r\n", 403),
            ("Host: localhost\r\nHost: evil.example\r\n", 400),
            ("Host: localhost\r\nHost: localhost\r\n", 400),
            ("Host: evil@localhost\r\n", 400),
            ("Host:\r\n", 400),
            ("", 400),
        ] {
            let reply = ask(&format!("GET {path} HTTP/1.1\r\n{host}"));
            assert_eq!(status(&reply), expected, "{path} {host}: {reply}");
            if expected != well {
                assert!(reply.contains("accepts an IP address or localhost as Host"), "{reply}");
                assert!(!reply.contains("sha256") && !reply.contains("pop_or_imap_"), "{reply}");
            }
        }
    }
    // The host of a target in absolute form overrides the header.
    assert_eq!(status(ask("GET http://evil.example/metrics HTTP/1.1\r\nHost: localhost\r\n")), 403);
    assert_eq!(status(ask("GET http://localhost/metrics HTTP/1.1\r\nHost: evil.example\r\n")), 200);
    assert_eq!(status(ask("GET /metrics HTTP/1.0\r\n")), 400);
    let port = server.admin.port();
    for address in [format!("127.0.0.1:{port}"), format!("localhost:{port}")] {
        let curl = std::process::Command::new("curl").args(["-sf4", &format!("http://{address}/metrics")]).output();
        let curl = curl.expect("curl, which tests/run installs");
        assert!(curl.status.success() && curl.stdout.ends_with(b"\n"), "{address}: {curl:?}");
    }
}

#[test]
fn what_is_no_request_is_counted_by_what_was_wrong_with_it() {
    let server = Server::start(&[]);
    let failed = |cause: &str| value(&server, &format!("pop_or_imap_connections_failed_total{{cause=\"{cause}\"}}"));
    let all = ["malformed", "too_large", "too_slow", "write_timeout", "disconnected"];
    assert_eq!(all.map(failed), [0; 5]);
    for bytes in ["\x16\x03\x01\x02\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n", "GET\r\n\r\n"] {
        server.send(bytes);
    }
    server.send(format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(200_000)));
    // The client disconnects after half a head.
    server.connect().write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    // A request with a response, whatever its status, did not fail.
    for path in ["/healthz", "/nowhere", "/result?devices=7"] {
        server.get(path);
    }
    becomes("each is counted", || all.map(failed) == [3, 1, 0, 0, 1]);

    // Two heads that do not end count; idle connections, with or without an earlier request, do not.
    let mut slow = [server.connect(), server.connect(), server.connect(), server.connect()];
    slow[0].write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    for stream in &mut slow[1..3] {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    }
    becomes("answered", || {
        value(&server, "pop_or_imap_requests_total{route=\"/healthz\",method=\"GET\",status=\"200\"}") == 3
    });
    slow[1].write_all(b"GET /").unwrap();
    // A long response, which is not read.
    let mut deaf = server.connect();
    let list = format!("[{}{{}}]", "{\"away\":\"yes\"},".repeat(4_900));
    let head = "POST /api/v1/recommendations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    deaf.write_all(format!("{head}Content-Length: {}\r\n\r\n{list}", list.len()).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_secs(11));
    becomes("all are closed", || value(&server, "pop_or_imap_connections") == 0);
    assert_eq!(all.map(failed), [3, 1, 2, 1, 1]);
}

#[test]
fn while_requests_are_finished_it_is_not_ready() {
    let mut server = Server::start(&[]);
    let dripping = server.drip();
    becomes("the upload is in progress", || value(&server, "pop_or_imap_connections") == 1);
    let ready = server.admin("/readyz");
    assert!(ready.starts_with("HTTP/1.1 200") && ready.contains("\"ready\":true"), "{ready}");
    server.signal("TERM");
    becomes("no connection is accepted any more", || TcpStream::connect(server.address).is_err());
    let ready = server.admin("/readyz");
    assert!(ready.starts_with("HTTP/1.1 503") && ready.contains("\"ready\":false"), "{ready}");
    assert!(ready.contains("sha256:"), "the rules in use are still shown: {ready}");
    assert!(server.admin("/metrics").starts_with("HTTP/1.1 200"), "how it ends can be seen");
    assert!(server.is_running());
    server.signal("TERM");
    assert_eq!(server.ended().code(), Some(1));
    dripping.end();
}
