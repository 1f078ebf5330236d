//! Resources that responses keep until clients have read them: a budget in bytes, encoders, lists; and slow clients.

use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use axum::routing::get;
use http_body_util::BodyExt as _;
use pop_or_imap::loader;
use pop_or_imap::web::{App, Settings};
use socket2::{Domain, Socket, Type};

use crate::support::server::Server;
use crate::support::{Site, admin};

/// Returns the URL of a page of 1 MB with 200 accounts. Each number results in another page.
fn large_page(number: usize) -> String {
    page_of(200, number)
}

/// Returns the URL of a page with this number of accounts.
fn page_of(accounts: usize, number: usize) -> String {
    let accounts: Vec<String> = (0..accounts).map(|at| format!("a=sales{at}")).collect();
    format!("/capacity?{}&visit={number}", accounts.join("&"))
}

/// Returns a list of this length.
fn list(items: usize) -> Request<Body> {
    let list = format!("[{}]", vec!["{}"; items].join(","));
    Request::post("/api/v1/recommendations").header("content-type", "application/json").body(Body::from(list)).unwrap()
}

fn ask(path: &str, accept_encoding: &str) -> Request<Body> {
    Request::get(path).header("accept-encoding", accept_encoding).body(Body::empty()).unwrap()
}

/// Sends requests until one is rejected; returns the responses with unread bodies, and the rejection.
async fn until_refused(site: &Site, request: impl Fn(usize) -> Request<Body>) -> (Vec<Response>, Response) {
    let mut held = Vec::new();
    for number in 0..200 {
        let response = site.answer(request(number)).await;
        if response.status() != StatusCode::OK {
            return (held, response);
        }
        held.push(response);
    }
    panic!("200 responses are held");
}

async fn held_bytes(app: &Arc<App>) -> usize {
    let metrics = admin(app, "/metrics").await.body;
    metrics.lines().find_map(|line| line.strip_prefix("pop_or_imap_response_held_bytes ")?.parse().ok()).unwrap()
}

#[tokio::test]
async fn large_responses_hold_32_mb_together_and_others_are_answered() {
    let app = App::new(loader::embedded(), Settings::default());
    let site = Site::of(Arc::clone(&app));
    let (held, refused) = until_refused(&site, |number| ask(&large_page(number), "identity")).await;
    assert!((24..45).contains(&held.len()), "{} pages of 1 MB", held.len());
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()["retry-after"], "2");
    let page = refused.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&page).contains("ただいま混み合っています"));
    // Smaller pages use the rest; 4 MB are reserved for ordinary ones. Each reserves less than a list, for which there is
    // no room where there is none for one of them.
    let (smaller, _) = until_refused(&site, |number| ask(&page_of(12, number), "identity")).await;
    assert!((27 << 20..=28 << 20).contains(&held_bytes(&app).await), "{}", held_bytes(&app).await);
    for path in ["/", "/rules", "/result?away=yes", "/forecast?away=yes", "/capacity"] {
        assert_eq!(site.answer(ask(path, "identity")).await.status(), StatusCode::OK, "{path}");
    }
    // A list uses an encoder.
    site.ask(list(1)).await.assert_busy().assert_problem(503, "");
    // A POST with a short response is processed like any other request.
    for (path, body, expected) in [("/helped?away=yes", "helped=yes", 303), ("/capacity", "total=x", 422)] {
        let form = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        let response = site.answer(form.body(Body::from(body)).unwrap()).await;
        assert_eq!(response.status().as_u16(), expected, "{path}");
        assert!(http_body::Body::size_hint(response.body()).exact().is_some(), "{path}");
    }
    drop((held, smaller));
    // The page cache keeps 1 MB.
    assert!(held_bytes(&app).await <= 1 << 20, "{}", held_bytes(&app).await);
    assert_eq!(site.answer(ask(&large_page(0), "identity")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_page_that_many_read_is_held_once() {
    let app = App::new(loader::embedded(), Settings::default());
    let site = Site::of(Arc::clone(&app));
    let address = |number: usize| format!("/capacity?{}&visit={number}", ["a=sales"; 12].join("&"));
    let length = site.size(&address(0), "identity").await;
    assert!((40_000..100_000).contains(&length), "larger than what is free, small enough for the cache: {length}");
    let mut held = Vec::new();
    for _ in 0..900 {
        let response = site.answer(ask(&address(0), "identity")).await;
        assert_eq!(response.status(), StatusCode::OK);
        held.push(response);
    }
    assert_eq!(held_bytes(&app).await, length);
    // Other pages replace it in the cache, but responses that are still being read keep it in memory.
    for number in 1..80 {
        site.get(&address(number)).await;
    }
    assert!(held_bytes(&app).await <= 3 << 20, "{}", held_bytes(&app).await);
    drop(held);
    assert!(held_bytes(&app).await <= 2 << 20, "{}", held_bytes(&app).await);
}

#[tokio::test]
async fn what_is_not_sent_is_not_held() {
    let app = App::new(loader::embedded(), Settings::default());
    let site = Site::of(Arc::clone(&app));
    let mut held = Vec::new();
    for number in 0..42 {
        let request = Request::head(large_page(number)).body(Body::empty()).unwrap();
        let response = site.answer(request).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(response.headers()["content-length"].to_str().unwrap().parse::<usize>().unwrap() > 800_000);
        held.push(response);
    }
    // A compressed page is as small as any other.
    for number in 0..5 {
        held.push(site.answer(ask(&large_page(number), "gzip")).await);
    }
    assert!(held_bytes(&app).await <= 1 << 20, "{}", held_bytes(&app).await);
}

#[tokio::test]
async fn downloads_and_responses_to_posts_are_held_like_pages() {
    let route = get(|| async { vec![b'x'; 1 << 20] }).post(|| async { vec![b'x'; 1 << 20] });
    let site = Site::with(|routes| routes.route("/large", route));
    for method in ["GET", "POST"] {
        let request = |_| Request::builder().method(method).uri("/large").body(Body::empty()).unwrap();
        let (held, refused) = until_refused(&site, request).await;
        assert!((20..=32).contains(&held.len()), "{method}: {}", held.len());
        assert_eq!(refused.headers()["retry-after"], "2", "{method}");
        // Half of each is read.
        let mut bodies: Vec<_> = held.into_iter().map(Response::into_body).collect();
        for body in &mut bodies {
            for _ in 0..8 {
                let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
                assert!(frame.len() <= 64 * 1024, "{}", frame.len());
            }
        }
        for body in bodies {
            assert_eq!(body.collect().await.unwrap().to_bytes().len(), 1 << 19, "{method}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn slow_clients_are_aborted_only_where_others_need_the_room() {
    let site = Site::with(|routes| routes.route("/large", get(|| async { vec![b'x'; 1 << 20] })));
    let request = |_: usize| ask("/large", "identity");
    let mut slow = site.answer(request(0)).await.into_body();
    for _ in 0..4 {
        slow.frame().await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_secs(9)).await;
    }
    slow.frame().await.unwrap().expect("there is room for all");
    let (held, _) = until_refused(&site, request).await;
    let mut bodies: Vec<_> = held.into_iter().map(Response::into_body).collect();
    assert!(slow.frame().await.unwrap().is_err(), "it has waited for 36 seconds");
    drop(slow);
    let mut fast = bodies.pop().unwrap();
    fast.frame().await.unwrap().expect("it has not waited");
    tokio::time::sleep(Duration::from_secs(3)).await;
    fast.frame().await.unwrap().expect("it has waited for three seconds");
    assert_eq!(site.answer(request(0)).await.status(), StatusCode::OK, "the room of the slow one is free");
}

#[tokio::test]
async fn long_responses_are_compressed_with_gzip_only_and_short_ones_in_one_go() {
    let site = Site::new();
    for (accepts, expected) in [
        ("br", ""),
        ("gzip, deflate, br, zstd", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("zstd, x-gzip", "gzip"),
        ("br, *", "gzip"),
        ("br, gzip;q=0", ""),
        ("br, identity;q=0, *;q=0", ""),
        ("", ""),
    ] {
        let (mut page, mut list) = (ask(&large_page(0), accepts), list(2));
        list.headers_mut().insert("accept-encoding", accepts.parse().unwrap());
        page.headers_mut().insert("host", "a".parse().unwrap());
        for request in [page, list] {
            let path = request.uri().path().to_owned();
            let response = site.answer(request).await;
            assert_eq!(response.status(), StatusCode::OK, "{path} {accepts}");
            let coding = response.headers().get("content-encoding").map_or("", |coding| coding.to_str().unwrap());
            assert_eq!(coding, expected, "{path} {accepts}");
            let vary = response.headers().get_all("vary").iter().filter(|name| *name == "accept-encoding").count();
            assert_eq!(vary, 1, "{path} {accepts}: {:?}", response.headers());
        }
    }
    let response = site.answer(ask("/guide", "gzip, deflate, br, zstd")).await;
    assert_eq!(response.headers()["content-encoding"], "zstd");
    let form = Request::post("/capacity").header("content-type", "application/x-www-form-urlencoded");
    let form = form.header("accept-encoding", "br").body(Body::from("get=page")).unwrap();
    let response = site.answer(form).await;
    if response.headers().contains_key("content-encoding") {
        assert!(http_body::Body::size_hint(response.body()).exact().is_some(), "an encoder waits for the client");
    }
}

#[tokio::test(start_paused = true)]
async fn few_long_lists_are_in_flight_and_short_ones_get_through() {
    let site = Site::new();
    let (held, refused) = until_refused(&site, |_| list(101)).await;
    assert_eq!(held.len(), 16);
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].as_bytes()), (503, &b"2"[..]));
    assert_eq!(site.ask(list(100)).await.json().as_array().unwrap().len(), 100);
    // One that ends within two seconds makes room for the next.
    let (next, ()) = tokio::join!(site.ask(list(101)), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        drop(held);
    });
    assert_eq!(next.json().as_array().unwrap().len(), 101);
}

#[tokio::test]
async fn lists_take_turns_item_by_item() {
    let site = Site::new();
    // A list that is read to its first item only holds no turn.
    let mut unread = site.answer(list(500)).await.into_body();
    unread.frame().await.unwrap().unwrap();
    unread.frame().await.unwrap().unwrap();
    let long: Vec<_> = (0..4)
        .map(|_| {
            let site = site.clone();
            tokio::spawn(async move { site.ask(list(2_000)).await })
        })
        .collect();
    tokio::task::yield_now().await;
    assert_eq!(site.ask(list(50)).await.json().as_array().unwrap().len(), 50);
    assert!(long.iter().all(|list| !list.is_finished()), "a short list waits for long ones");
    long.iter().for_each(tokio::task::JoinHandle::abort);
}

#[test]
fn slow_readers_of_large_pages_are_refused_beyond_the_budget() {
    let server = Server::start(&[]);
    let readers: Vec<_> = (0..60)
        .map(|number| {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
            socket.set_recv_buffer_size(8 * 1024).unwrap();
            socket.connect(&server.address.into()).unwrap();
            let mut stream = std::net::TcpStream::from(socket);
            stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
            write!(stream, "GET {} HTTP/1.1\r\nHost: a\r\n\r\n", large_page(number)).unwrap();
            stream
        })
        .collect();
    let mut statuses: Vec<String> = Vec::new();
    for mut reader in &readers {
        let mut head = [0; 12];
        reader.read_exact(&mut head).unwrap();
        statuses.push(String::from_utf8_lossy(&head).into_owned());
    }
    let refused = statuses.iter().filter(|status| *status == "HTTP/1.1 503").count();
    assert!((15..=42).contains(&refused), "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| *status == "HTTP/1.1 200").count(), 60 - refused);
    assert!(server.get("/result?away=yes").starts_with("HTTP/1.1 200"));
    drop(readers);
}
