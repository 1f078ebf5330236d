//! Clients that send slowly, read slowly or idle, in any number.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use socket2::{Domain, Socket, Type};

use crate::support::server::Server;

/// Opens connections that send something and then nothing more.
fn slow(server: &Server, count: usize, start: &str) -> Vec<TcpStream> {
    let open = |_| {
        let mut stream = TcpStream::connect(server.address).ok()?;
        stream.write_all(start.as_bytes()).ok()?;
        Some(stream)
    };
    (0..count).filter_map(open).collect()
}

#[test]
fn slow_visitors_in_any_number_do_not_keep_others_out() {
    // This process has the client ends of the connections.
    rlimit::increase_nofile_limit(8192).unwrap();
    let server = Server::start_limited(1024, &[]);
    for start in [
        "",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        "POST /capacity HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n\r\n--x",
        "GET /guide HTTP/1.1\r\nHost: a\r\n\r\n",
    ] {
        let kept = slow(&server, 1_500, start);
        assert_eq!(kept.len(), 1_500, "all are let in");
        for _ in 0..200 {
            let reply = server.get("/wizard?plan=standard");
            assert!(reply.starts_with("HTTP/1.1 200"), "{start}: {reply}");
        }
    }
    let metrics = server.admin("/metrics");
    assert!(metrics.contains("pop_or_imap_connections_evicted_total") && !metrics.contains("evicted_total 0"));
}

#[test]
fn who_sends_no_request_or_takes_no_answer_is_let_go() {
    let server = Server::start(&[]);
    let mut silent = server.connect();
    let mut dripping = server.connect();
    let mut idle = server.connect();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    // A long list whose response is not read.
    let deaf = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    deaf.set_recv_buffer_size(32 * 1024).unwrap();
    deaf.connect(&server.address.into()).unwrap();
    let mut deaf = TcpStream::from(deaf);
    let list = format!("[{}{{}}]", "{\"away\":\"yes\"},".repeat(4_900));
    let head = "POST /api/v1/recommendations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    deaf.write_all(format!("{head}Content-Length: {}\r\n\r\n{list}", list.len()).as_bytes()).unwrap();
    let drip = {
        let mut dripping = dripping.try_clone().unwrap();
        std::thread::spawn(move || {
            // One byte every 200 ms, until the server closes the connection.
            for byte in b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                .iter()
                .cycle()
            {
                if dripping.write_all(&[*byte]).is_err() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(200));
            }
        })
    };
    for (name, stream) in [("silent", &mut silent), ("dripping", &mut dripping), ("idle", &mut idle)] {
        let mut rest = Vec::new();
        // The server closes the connection before the client's timeout, with or without a response.
        let read = stream.read_to_end(&mut rest);
        let timed_out = matches!(&read, Err(error) if error.kind() == std::io::ErrorKind::WouldBlock);
        assert!(!timed_out, "{name}: {read:?}");
    }
    drip.join().unwrap();
    let mut waited = 0;
    while !server.admin("/metrics").contains("pop_or_imap_connections 0\n") {
        waited += 1;
        assert!(waited < 300, "who reads nothing stays: {}", server.admin("/metrics"));
        std::thread::sleep(Duration::from_millis(100));
    }
    // The bytes that the kernel had buffered: few, though the response is long.
    let mut rest = Vec::new();
    let _ = deaf.read_to_end(&mut rest);
    assert!((1..1 << 20).contains(&rest.len()), "{} bytes", rest.len());
}

#[test]
fn who_has_sent_all_and_closed_that_side_is_answered() {
    let server = Server::start(&[]);
    for visit in 0..40 {
        let mut stream = server.connect();
        // Not cached, so each response takes a while.
        write!(stream, "GET /result?away=yes&visit={visit} HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        assert!(reply.starts_with("HTTP/1.1 200") && reply.ends_with("</html>"), "{visit}: {reply}");
    }
}

#[test]
fn where_hardly_any_connections_fit_each_is_still_answered() {
    let server = Arc::new(Server::start_limited(70, &[]));
    let visitors: Vec<_> = (0..24)
        .map(|_| {
            let server = Arc::clone(&server);
            std::thread::spawn(move || {
                for _ in 0..5 {
                    assert!(server.get("/guide").ends_with("</html>"));
                }
            })
        })
        .collect();
    for visitor in visitors {
        visitor.join().unwrap();
    }
}
