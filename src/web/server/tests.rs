//! Tests over loopback, whose addresses are treated as ordinary ones if a test needs several clients.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;
use tokio::sync::Semaphore;

use super::*;

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// Serves a router with a number of slots; returns its address.
async fn start(slots: usize, proxies: TrustedProxies, router: Router) -> (SocketAddr, Connections) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Connections::default();
    let counted = connections.clone();
    let slots = ConnectionSlots::new(slots, proxies, connections.clone());
    tokio::spawn(async move { serve_on(listener, router, slots, false, &counted, std::future::pending()).await });
    // The listener is set up before the first connection is made.
    tokio::task::yield_now().await;
    (address, connections)
}

/// Connects from an address of loopback, sends bytes, and returns the connection.
async fn connect(from: [u8; 4], to: SocketAddr, sends: &[u8]) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((IpAddr::from(Ipv4Addr::from(from)), 0))).unwrap();
    let mut stream = socket.connect(to).await.unwrap();
    stream.write_all(sends).await.unwrap();
    stream
}

/// Reads once; `None` if the connection was closed.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut buffer = [0; 1024];
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut buffer)).await.unwrap();
    read.ok().filter(|bytes| *bytes > 0).map(|bytes| String::from_utf8_lossy(&buffer[..bytes]).into_owned())
}

#[tokio::test]
async fn a_post_received_completely_is_answered_whatever_comes_after_it() {
    let gate = Arc::new(Semaphore::new(0));
    let open = Arc::clone(&gate);
    let work = move |body: Bytes| async move {
        let _open = open.acquire().await;
        body.len().to_string()
    };
    let (address, connections) = start(4, TrustedProxies::default(), Router::new().route("/", post(work))).await;
    for framing in ["Content-Length: 16384\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n4000\r\n"] {
        let mut request = format!("POST / HTTP/1.1\r\nHost: a\r\n{framing}{}", "x".repeat(16_384));
        if framing.starts_with('T') {
            request.push_str("\r\n0\r\n\r\n");
        }
        let mut posted = connect([127, 0, 0, 1], address, request.as_bytes()).await;
        let before = connections.evicted.get();
        let mut silent = Vec::new();
        for _ in 0..12 {
            silent.push(connect([127, 0, 0, 1], address, b"").await);
        }
        while connections.evicted.get() < before + 8 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        gate.add_permits(1);
        let reply = read(&mut posted).await.expect("the connection was closed");
        assert!(reply.starts_with("HTTP/1.1 200") && reply.ends_with("16384"), "{reply}");
    }
}

#[tokio::test]
async fn a_client_that_opens_many_connections_closes_its_own() {
    let router = Router::new().route("/", get(|| async { "here" }));
    let (address, connections) = start(12, TrustedProxies::none(), router).await;
    let mut visitors = Vec::new();
    for visitor in 2..6 {
        let mut stream = connect([127, 0, 0, visitor], address, GET).await;
        assert!(read(&mut stream).await.unwrap().starts_with("HTTP/1.1 200"));
        visitors.push(stream);
    }
    let mut many = Vec::new();
    for _ in 0..40 {
        many.push(connect([127, 0, 0, 9], address, b"").await);
    }
    while connections.evicted.get() < 20 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    for stream in &mut visitors {
        stream.write_all(GET).await.unwrap();
        assert!(read(stream).await.expect("the connection was closed").starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_send_buffer_holds_several_segments() {
    let (address, _) = start(4, TrustedProxies::default(), Router::new().route("/", get(|| async { "here" }))).await;
    let mut stream = connect([127, 0, 0, 1], address, GET).await;
    assert!(read(&mut stream).await.unwrap().starts_with("HTTP/1.1 200"));
    let segment = SockRef::from(&stream).tcp_mss().unwrap();
    assert!(segment <= MAX_SEGMENT, "{segment}: clients acknowledge every second segment at once, others late");
}
