//! Requests as bytes on the wire: framing, pipelining, target hosts, and what happens to the connection.

use std::io::{Read as _, Write as _};

use crate::support::server::Server;

const LIST: &str = "POST /api/v1/recommendations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
/// A second request on the same connection, with a short and known response.
const NEXT: &str = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/// Returns the statuses of the responses on one connection, in order; bodies here contain no status line.
fn statuses(reply: &[u8]) -> Vec<u16> {
    let reply = String::from_utf8_lossy(reply);
    let lines = reply.split("HTTP/1.").skip(1);
    lines.filter_map(|line| line.get(2..5)?.parse().ok()).collect()
}

#[test]
fn two_requests_are_never_taken_for_one_nor_one_for_two() {
    let server = Server::start(&[]);
    for (what, sent, expected) in [
        ("a length", "Content-Length: 2\r\n\r\n[]", &[200, 200][..]),
        ("the same length twice", "Content-Length: 2\r\nContent-Length: 2\r\n\r\n[]", &[200, 200]),
        ("two lengths", "Content-Length: 2\r\nContent-Length: 4\r\n\r\n[]", &[400]),
        ("a list of lengths", "Content-Length: 2, 2\r\n\r\n[]", &[400]),
        ("a length with a sign", "Content-Length: +2\r\n\r\n[]", &[400]),
        ("a length in hex", "Content-Length: 0x2\r\n\r\n[]", &[400]),
        ("a length of more than 64 bits", "Content-Length: 99999999999999999999\r\n\r\n[]", &[400]),
        ("a length of more than is read", "Content-Length: 9223372036854775807\r\n\r\n[]", &[413]),
        ("chunks", "Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", &[200, 200]),
        ("chunks, in capitals", "Transfer-Encoding: Chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", &[200, 200]),
        ("extensions", "Transfer-Encoding: chunked\r\n\r\n2;a=b;c=\"d\"\r\n[]\r\n0;e\r\n\r\n", &[200, 200]),
        ("a line feed in an extension", "Transfer-Encoding: chunked\r\n\r\n2;a\nb\r\n[]\r\n0\r\n\r\n", &[400]),
        ("trailers", "Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\nHost: b\r\nX: y\r\n\r\n", &[200, 200]),
        ("bare line feeds", "Transfer-Encoding: chunked\r\n\r\n2\n[]\n0\n\n", &[400]),
        ("a size of more than 64 bits", "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF2\r\n[]", &[400]),
        ("a size with a sign", "Transfer-Encoding: chunked\r\n\r\n-2\r\n[]\r\n0\r\n\r\n", &[400]),
        ("more than the size", "Transfer-Encoding: chunked\r\n\r\n2\r\n[]x\r\n0\r\n\r\n", &[400]),
        // Chunks overrule a length, and the connection ends (RFC 9112, 6.3).
        ("both", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", &[200]),
        ("both", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n2\r\n[]\r\n0\r\n\r\n", &[200]),
        ("another coding", "Transfer-Encoding: gzip\r\n\r\n[]", &[400]),
        ("no coding", "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n[]", &[400]),
        ("a coding within", "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", &[400]),
        ("chunks in chunks", "Transfer-Encoding: chunked, chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", &[400]),
        (
            "chunks in chunks",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
            &[400],
        ),
        ("chunks and a coding", "Transfer-Encoding: chunked, gzip\r\n\r\n2\r\n[]\r\n0\r\n\r\n", &[400]),
        ("a blank before the colon", "Transfer-Encoding : chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", &[400]),
        ("a folded line", "X: a\r\n b\r\nContent-Length: 2\r\n\r\n[]", &[400]),
        ("a carriage return in a value", "X: a\rContent-Length: 9\r\nContent-Length: 2\r\n\r\n[]", &[400]),
        ("a NUL in a value", "X: \0\r\nContent-Length: 2\r\n\r\n[]", &[400]),
    ] {
        let reply = server.send(format!("{LIST}{sent}{NEXT}"));
        assert_eq!(statuses(&reply), expected, "{what}: {sent}\n{}", String::from_utf8_lossy(&reply));
    }
    // Cached pages are subject to the same check.
    for _ in 0..2 {
        let reply = server
            .send(format!("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n{NEXT}"));
        assert_eq!(statuses(&reply), [400]);
    }
    let old = LIST.replace("1.1", "1.0");
    let reply = server.send(format!("{old}Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n{NEXT}"));
    assert_eq!(statuses(&reply), [400], "HTTP/1.0 has no chunks");
}

#[test]
fn requests_sent_together_are_answered_in_order() {
    let server = Server::start(&[]);
    let paths = ["/healthz", "/nowhere", "/robots.txt"];
    let request = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
    let all = paths.map(request).concat().repeat(10);
    let expected: Vec<_> = [200, 404, 200].into_iter().cycle().take(30).chain([200]).collect();
    assert_eq!(statuses(&server.send(format!("{all}{NEXT}"))), expected);
    // The body of a rejected request is not parsed as a request.
    for body in ["GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "[]"] {
        let refused = format!("POST /guide HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        assert_eq!(statuses(&server.send(format!("{refused}{NEXT}"))), [405, 200]);
        let unread = format!("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        assert_eq!(statuses(&server.send(format!("{unread}{NEXT}"))), [200, 200]);
    }
    // HTTP/1.0 connections are persistent only on request.
    let old = "GET /healthz HTTP/1.0\r\n";
    assert_eq!(statuses(&server.send(format!("{old}\r\n{old}\r\n"))), [200]);
    assert_eq!(statuses(&server.send(format!("{old}Connection: keep-alive\r\n\r\n{old}\r\n"))), [200, 200]);
}

#[test]
fn what_is_offered_beside_a_request_is_taken_or_left() {
    let server = Server::start(&[]);
    // A client that expects `100 Continue` gets it, or a final status immediately.
    let mut waiting = server.connect();
    write!(waiting, "{LIST}Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n").unwrap();
    let mut interim = [0; 25];
    waiting.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    waiting.write_all(b"[]").unwrap();
    let mut rest = String::new();
    waiting.read_to_string(&mut rest).unwrap();
    assert!(rest.starts_with("HTTP/1.1 200") && rest.replace("\r\n1\r\n", "").contains("[]"), "{rest}");
    let large = "POST /capacity HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n";
    assert_eq!(statuses(&server.send(large)), [413]);
    // The server supports no upgrade, and processes the request without it.
    for upgrade in ["websocket", "h2c"] {
        let offered = format!("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: {upgrade}\r\n\r\n");
        assert_eq!(statuses(&server.send(format!("{offered}{NEXT}"))), [200, 200]);
    }
}

#[test]
fn an_address_in_absolute_form_tells_whom_it_asks() {
    let server = Server::start(&[]);
    let ask = |address: &str, head: &str| {
        let reply = server.send(format!("GET {address} HTTP/1.1\r\n{head}Connection: close\r\n\r\n"));
        String::from_utf8_lossy(&reply).into_owned()
    };
    // Twice, so that one response is from the cache.
    for _ in 0..2 {
        let page = ask("http://b.example:81/link?plan=standard", "Host: a.example\r\n");
        assert!(page.contains("http://b.example:81/") && !page.contains("a.example"), "{page}");
        let page = ask("/link?plan=standard", "Host: a.example\r\n");
        assert!(page.contains("http://a.example/") && !page.contains("b.example"), "{page}");
    }
    for (address, head) in [
        ("http://b.example/", ""),
        ("http://b.example/", "Host: a\r\nHost: b.example\r\n"),
        ("http://user@b.example/", "Host: b.example\r\n"),
        ("http://b.example:99999/", "Host: b.example\r\n"),
        ("ftp://b.example/", "Host: b.example\r\n"),
    ] {
        assert_eq!(statuses(ask(address, head).as_bytes()), [400], "{address} {head}");
    }
    assert_eq!(statuses(ask("https://b.example/", "Host: b.example\r\n").as_bytes()), [200]);
}
