//! Malformed, oversized or unusual requests: each gets the right status, and other requests succeed.

use crate::support::server::{Server, status};

#[test]
fn a_request_names_its_host_once_and_validly() {
    let server = Server::start(&[]);
    for (head, expected) in [
        ("GET / HTTP/1.1\r\nHost: a.example\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n", 200),
        ("GET http://a.example/guide HTTP/1.1\r\nHost: a.example\r\n", 200),
        ("GET / HTTP/1.0\r\n", 200),
        ("GET / HTTP/1.1\r\n", 400),
        ("GET / HTTP/1.1\r\nHost:\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a b\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: user@a\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a:port\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: \u{e9}\r\n", 400),
        (&format!("GET / HTTP/1.1\r\nHost: {}\r\n", "a".repeat(255)), 200),
        (&format!("GET / HTTP/1.1\r\nHost: {}\r\n", "a".repeat(300)), 400),
        ("GET /static/none HTTP/1.0\r\nHost: a b\r\n", 400),
    ] {
        let reply = server.send(format!("{head}Connection: close\r\n\r\n"));
        assert_eq!(status(&reply), expected, "{head}");
        let reply = String::from_utf8_lossy(&reply).into_owned();
        assert!(reply.contains("content-security-policy: default-src 'none'"), "{head}");
        assert_eq!(expected == 400, reply.contains("読み取れませんでした"), "{head}: a calm page\n{reply}");
    }
}

#[test]
fn broken_requests_get_a_clear_answer_and_others_go_on() {
    let server = Server::start(&[]);
    let many_keys = format!("/result?{}", "away=yes&".repeat(900));
    let ten_thousand = format!("/wizard?{}", "a=&".repeat(10_000));
    let long_head = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(200_000));
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").into_bytes();
    let mut sent: Vec<(Vec<u8>, std::ops::RangeInclusive<u16>)> = vec![
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), 400..=400),
        (b"GET\r\n\r\n".to_vec(), 400..=400),
        (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n".to_vec(), 400..=505),
        (b"\0\0\0\0\r\n\r\n".to_vec(), 400..=400),
        // HTTP/2 with prior knowledge: the connection is closed without a response.
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), 0..=505),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n".to_vec(), 400..=400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".to_vec(), 400..=400),
        (
            b"POST /capacity HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\n"
                .to_vec(),
            400..=499,
        ),
        (b"GET / HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n".to_vec(), 400..=400),
        (b"FOO / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_vec(), 405..=405),
        (b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_vec(), 400..=405),
        (b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nConnection: close\r\n\r\n".to_vec(), 400..=405),
        (long_head.into_bytes(), 431..=431),
        (get(&many_keys), 200..=200),
        (get(&ten_thousand), 414..=414),
        (get(&format!("/{}", "x".repeat(9_000))), 414..=414),
    ];
    for path in [
        "/%00",
        "/%ff%fe",
        "/..%2f..%2fetc%2fpasswd",
        "/../../etc/passwd",
        "/static/..%2f..%2frules.toml",
        "/static/%00.css",
        "/%",
        "/%zz",
        "/static/",
    ] {
        sent.push((get(path), 400..=404));
    }
    // Extra slashes are accepted.
    for path in ["//", "/result/"] {
        sent.push((get(path), 200..=200));
    }
    for query in [
        "%ff%fe=%c3%28",
        "away=%00",
        "away=yes%00",
        "mails=99999999999999999999999999",
        "mails=-1",
        "mails=1e308",
        "mails=NaN",
        "lang=%f0%9f%92%a9",
        "a=%ff&a=&a=....",
        "total=999999999999999999999GB",
        "ask=%00",
        "&&&&===",
        "by=%ff&embed=%00&was=",
        "sent=numbers&mails=%e3%80%80",
        "limit=0&used=18446744073709551616",
        "keep=00000000000000000000000000000000000000001",
    ] {
        for path in [
            "/",
            "/wizard",
            "/result",
            "/forecast",
            "/setup",
            "/reminder.ics",
            "/capacity",
            "/link",
            "/api/v1/recommendation",
            "/api/v1/forecast",
        ] {
            sent.push((get(&format!("{path}?{query}")), 200..=422));
        }
    }
    for (bytes, expected) in sent {
        let reply = server.send(&bytes);
        let shown = String::from_utf8_lossy(bytes.get(..bytes.len().min(120)).unwrap_or_default()).into_owned();
        assert!(expected.contains(&status(&reply)), "{shown}: {}", String::from_utf8_lossy(&reply));
        assert!(!String::from_utf8_lossy(&reply).contains("panicked"), "{shown}");
    }
    assert!(server.get("/healthz").ends_with("ok"));
}
