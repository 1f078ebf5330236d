//! Under fire: hosts, limits, slow and broken clients, and an end at which no request is lost. All on loopback.

mod held;
mod wire;

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::routing::{get, post};
use bytes::Bytes;
use pop_or_imap::audit;
use pop_or_imap::web::{App, Settings};
use socket2::{Domain, Socket, Type};
use tokio::sync::Semaphore;

use crate::support::server::{Server, status};
use crate::support::{Site, admin};

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
        // HTTP/2 without asking whether it is spoken here: closed without a word.
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
    // Slashes too many are understood.
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
        for path in ["/", "/wizard", "/result", "/capacity", "/link", "/api/v1/recommendation", "/api/v1/forecast"] {
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
    // This process holds the other ends.
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
    assert!(metrics.contains("pop_or_imap_connections_made_room_total") && !metrics.contains("made_room_total 0"));
}

#[test]
fn who_sends_no_request_or_takes_no_answer_is_let_go() {
    let server = Server::start(&[]);
    let mut silent = server.connect();
    let mut dripping = server.connect();
    let mut idle = server.connect();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    // A long list, none of whose answer is read.
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
            // A byte a while, as long as somebody takes it.
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
        // Closed from the other side before our own patience ends, with or without a word.
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
    // What the system had taken for it: little, though the answer is long.
    let mut rest = Vec::new();
    let _ = deaf.read_to_end(&mut rest);
    assert!((1..1 << 20).contains(&rest.len()), "{} bytes", rest.len());
}

#[test]
fn who_has_sent_all_and_closed_that_side_is_answered() {
    let server = Server::start(&[]);
    for visit in 0..40 {
        let mut stream = server.connect();
        // Made afresh each time, which takes a while.
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

/// Counts how many pages others get while a request is answered, where one thread does everything.
async fn others_meanwhile(request: Request<Body>) -> usize {
    let site = Site::new();
    site.get("/guide").await;
    let long = tokio::spawn({
        let site = site.clone();
        async move { site.ask(request).await }
    });
    let mut others = 0;
    while !long.is_finished() {
        site.get("/guide").await.assert_ok();
        others += 1;
        tokio::task::yield_now().await;
    }
    long.await.unwrap().assert_ok();
    others
}

#[tokio::test]
async fn long_answers_leave_others_their_turn() {
    for encoding in ["identity", "gzip", "br", "zstd"] {
        let list = format!("[{}{{}}]", "{\"away\":\"yes\"},".repeat(299));
        let request = Request::post("/api/v1/recommendations")
            .header("content-type", "application/json")
            .header("accept-encoding", encoding)
            .body(Body::from(list))
            .unwrap();
        let others = others_meanwhile(request).await;
        assert!(others > 2, "{encoding}: {others}");
    }
}

#[tokio::test]
async fn tables_are_worked_out_aside() {
    for get in ["csv", "page"] {
        let rows = "a,work,pc-phone,yes\n".repeat(3_000);
        let part = |name: &str, value: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let form = [part("csv", &format!("account,purpose,devices,away\n{rows}")), part("get", get)].concat();
        let request = Request::post("/capacity/csv")
            .header("content-type", "multipart/form-data; boundary=x")
            .body(Body::from(format!("{form}--x--\r\n")))
            .unwrap();
        let others = others_meanwhile(request).await;
        assert!(others > 2, "{get}: {others}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_is_given_up_and_counted_where_it_belongs() {
    let app = App::new(audit::embedded(), Settings::default());
    let site = Site::of(Arc::clone(&app));
    let never = || Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
    let reply = site.send(Request::post("/capacity"), never()).await;
    reply.assert_status(408).assert_header("connection", "close").assert_heading("送信に時間がかかりすぎました");
    admin(&app, "/metrics").await.assert_contains(r#"route="/capacity",method="POST",status="408"} 1"#);
    let hanging = Site::with(|routes| routes.route("/hang", get(std::future::pending::<&'static str>)));
    hanging.get("/hang").await.assert_busy();
}

#[tokio::test]
async fn more_than_can_be_done_is_answered_with_when_to_come_again() {
    let (gate, begun) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let slow = {
        let (gate, begun) = (Arc::clone(&gate), Arc::clone(&begun));
        move || async move {
            begun.fetch_add(1, Ordering::Relaxed);
            let _open = gate.acquire().await;
            "done"
        }
    };
    let site = Site::with(|routes| routes.route("/slow", get(slow)));
    let all: Vec<_> = (0..256)
        .map(|_| {
            let site = site.clone();
            tokio::spawn(async move { site.get("/slow").await })
        })
        .collect();
    while begun.load(Ordering::Relaxed) < 256 {
        tokio::task::yield_now().await;
    }
    site.get("/slow").await.assert_busy().assert_heading("ただいま混み合っています");
    site.get("/api/v1/forecast").await.assert_problem(503, "");
    // Load balancers keep a busy replica.
    site.get("/healthz").await.assert_body("ok");
    gate.add_permits(256);
    for one in all {
        one.await.unwrap().assert_ok();
    }
    site.get("/guide").await.assert_ok();
}

#[tokio::test]
async fn bodies_have_so_much_room_together_and_leave_it_again() {
    let (gate, begun) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let holding = {
        let (gate, begun) = (Arc::clone(&gate), Arc::clone(&begun));
        move |body: axum::body::Bytes| async move {
            begun.fetch_add(1, Ordering::Relaxed);
            let _open = gate.acquire().await;
            body.len().to_string()
        }
    };
    let site = Site::with(|routes| routes.route("/hold", post(holding)));
    let send = || {
        let site = site.clone();
        let request = Request::post("/hold").body(Body::from(vec![b'x'; 1 << 20])).unwrap();
        tokio::spawn(async move { site.ask(request).await })
    };
    let all: Vec<_> = (0..32).map(|_| send()).collect();
    while begun.load(Ordering::Relaxed) < 32 {
        tokio::task::yield_now().await;
    }
    send().await.unwrap().assert_busy();
    // Requests with a small body, or none, are not held up.
    site.get("/guide").await.assert_ok();
    site.send(Request::post("/helped?away=yes"), "helped=yes").await.assert_status(303);
    gate.add_permits(100);
    for one in all {
        one.await.unwrap().assert_body("1048576");
    }
    send().await.unwrap().assert_ok();
}

/// Sends requests on one connection, which is kept, until the server says that an answer is its last; then on new ones,
/// until there is no server. Gives how many were sent, and how many of them were not answered.
fn visit_on(address: std::net::SocketAddr, place: usize) -> (usize, usize) {
    let (mut sent, mut lost) = (0, 0);
    loop {
        let Ok(mut stream) = TcpStream::connect(address) else { return (sent, lost) };
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        loop {
            let path = ["/", "/wizard?plan=standard", "/result?away=yes", "/guide"][(sent + place) % 4];
            let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            if stream.write_all(request.as_bytes()).is_err() {
                // Closed before anything of it was taken.
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

/// Reads one whole answer; tells whether it is the connection's last. Nothing where it does not come.
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
        // In full swing, however long that takes here.
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
    std::thread::sleep(Duration::from_millis(500));
    assert!(TcpStream::connect(server.address).is_err(), "nobody is let in any more");
    assert!(server.is_running(), "the request under way is waited for");
    server.signal("TERM");
    assert_eq!(server.ended().code(), Some(1));
    assert!(server.log().contains("ending at once"));
    dripping.end();
}

#[test]
fn a_log_that_nobody_reads_neither_holds_up_visitors_nor_the_end() {
    let mut server = Server::start_unread(&[]);
    for _ in 0..40 {
        // Each makes a line; the pipe takes some hundreds.
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
