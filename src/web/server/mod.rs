//! Server: connections with limits in both directions, and a shutdown that loses no request.

mod connection_slots;
mod request_body;
mod shutdown;
mod trusted_proxies;

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Request};
use axum::response::Response;
use futures_util::FutureExt as _;
use http_body::Body as _;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;
use tokio_util::io::InspectReader;
use tower::ServiceExt as _;

use super::Site;
use super::metrics::{Connections, RequestProgress, report_panic};
use connection_slots::{ConnectionSlots, Slot};
use request_body::track;
pub use trusted_proxies::{NetworkError, ProxyNetwork, TrustedProxies};

/// The maximum number of public connections, if the limit of file descriptors allows it.
const MAX_CONNECTIONS: usize = 2048;
/// How many file descriptors are reserved for everything else: admin connections, listeners, files, the connection that
/// waits for a slot.
const OTHER_DESCRIPTORS: u64 = 64;
/// The maximum number of admin connections.
const MAX_ADMIN_CONNECTIONS: usize = 16;
/// With fewer slots than this, connections are evicted while clients still read. The server logs a warning at start.
const FEW_SLOTS: usize = 64;
/// The send buffer of a connection in bytes, which the kernel doubles.
///
/// Without a bound, the kernel buffers megabytes for each connection, and a client that reads slowly seems to read nothing
/// for a long time.
const SEND_BUFFER: usize = 32 * 1024;
/// The maximum segment size in bytes, so that the send buffer holds several segments.
///
/// Segments on loopback have 64 KB. One of these fills the send buffer, and the client acknowledges every second segment at
/// once but a single one only after 40 ms (RFC 9293, 3.8.6.3): 64 KB every 40 ms are 1.5 MB a second. Over a network,
/// segments are shorter than this anyway.
const MAX_SEGMENT: u32 = 16 * 1024;
/// How long a client may take to send a request head, and how long a connection may idle.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a write may wait for a client that reads nothing.
const STALL_TIME: Duration = Duration::from_secs(10);
/// The maximum size of a request head in bytes.
const MAX_HEAD: usize = 32 * 1024;
/// How long a persistent connection may still send a request after shutdown has started.
const LINGER_TIME: Duration = Duration::from_secs(1);
/// How long requests in flight may take after `LINGER_TIME`.
const DRAIN_TIME: Duration = Duration::from_secs(20);
/// How long to wait after a failure to accept, for example without free file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// The minimum time between two warnings about such failures.
const WARN_INTERVAL: Duration = Duration::from_secs(10);

/// A connection that waits for a slot, and the address of its client.
type PendingConnection = (TcpStream, IpAddr);

/// What a server serves: a response to every request.
///
/// Requests share it: clones for each of them would make the cores wait for each other's counts of references.
pub trait Respond: Clone + Send + Sync + 'static {
    /// Returns the response to a request.
    fn respond(&self, request: Request<Body>) -> impl Future<Output = Response> + Send;
}

impl Respond for Site {
    fn respond(&self, request: Request<Body>) -> impl Future<Output = Response> + Send {
        // In a box, so that idle connections do not keep room for it.
        Box::pin(self.handle(request))
    }
}

impl Respond for Router {
    async fn respond(&self, request: Request<Body>) -> Response {
        self.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
    }
}

/// A running server.
struct Server<S> {
    service: S,
    http: Builder,
    slots: Arc<ConnectionSlots>,
    connections: Connections,
    graceful: GracefulShutdown,
    /// Whether every response is the last on its connection.
    is_stopping: Arc<AtomicBool>,
}

/// A kind of listener, which determines its limits.
#[derive(Clone, Debug)]
pub enum Listener {
    /// Visitors, directly or through proxies: as many connections as there are file descriptors for.
    Public(TrustedProxies),
    /// The public listener on a socket of the service manager, which keeps it open when this process ends.
    Inherited(TrustedProxies),
    /// The operator's programs, on a few connections.
    Admin,
}

impl Listener {
    /// Returns the maximum number of connections; raises the limit of file descriptors to its hard limit first.
    fn max_connections(&self) -> usize {
        if matches!(self, Self::Admin) {
            return MAX_ADMIN_CONNECTIONS;
        }
        let descriptors = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
        let max = usize::try_from(descriptors.saturating_sub(OTHER_DESCRIPTORS)).unwrap_or(usize::MAX);
        if max < FEW_SLOTS {
            tracing::warn!(descriptors, "very few connections fit below the limit of descriptors: raise it");
        }
        max.clamp(1, MAX_CONNECTIONS)
    }

    /// Creates the slots for its connections.
    fn slots(self, connections: &Connections) -> Arc<ConnectionSlots> {
        let max = self.max_connections();
        let proxies = match self {
            Self::Public(proxies) | Self::Inherited(proxies) => proxies,
            Self::Admin => TrustedProxies::default(),
        };
        ConnectionSlots::new(max, proxies, connections.clone())
    }
}

/// Serves requests until `stop` resolves, then finishes those in flight for at most 20 seconds. `connections` counts the
/// connections of this listener.
///
/// # Errors
/// If the listener has no local address.
pub async fn serve<S: Respond>(
    listener: TcpListener,
    service: S,
    kind: Listener,
    connections: &Connections,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    listener.local_addr()?;
    let is_inherited = matches!(kind, Listener::Inherited(_));
    serve_on(listener, service, kind.slots(connections), is_inherited, connections, stop).await
}

/// Logs that a socket option cannot be set; its default only costs speed or memory.
fn log_ignored(set: io::Result<()>) {
    if let Err(error) = set {
        tracing::debug!(%error, "a socket option cannot be set");
    }
}

/// Serves requests with existing slots.
async fn serve_on<S: Respond>(
    listener: TcpListener,
    service: S,
    slots: Arc<ConnectionSlots>,
    is_inherited: bool,
    connections: &Connections,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    // If it cannot be set, large responses over loopback are slower. Connections inherit it when they are accepted.
    log_ignored(SockRef::from(&listener).set_tcp_mss(MAX_SEGMENT));
    let mut http = Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(MAX_HEAD);
    // A client may close its sending side after the request and wait for the response.
    http.half_close(true);
    let (connections, graceful) = (connections.clone(), GracefulShutdown::new());
    let server = Server { service, http, slots, connections, graceful, is_stopping: Arc::default() };
    let mut stop = std::pin::pin!(stop);
    let (mut pending, mut warned) = (None, None);
    loop {
        tokio::select! {
            () = server.admit(&listener, &mut pending, &mut warned) => {}
            () = &mut stop => break,
        }
    }
    server.is_stopping.store(true, Ordering::Relaxed);
    // The backlog of an inherited socket is for the next process.
    let listener = (!is_inherited).then_some(listener);
    server.admit_backlog(listener, pending).await;
    server.drain().await;
    Ok(())
}

impl<S: Respond> Server<S> {
    /// Accepts a connection, waits for a slot, and serves it. While it waits, it stays in `pending`, so that it is not lost
    /// if this future is dropped.
    async fn admit(
        &self,
        listener: &TcpListener,
        pending: &mut Option<PendingConnection>,
        warned: &mut Option<Instant>,
    ) {
        if pending.is_none() {
            match listener.accept().await {
                Ok((stream, peer)) => *pending = Some((stream, peer.ip())),
                // The client closed the connection before it was accepted.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => return,
                Err(error) => {
                    if warned.is_none_or(|at: Instant| at.elapsed() >= WARN_INTERVAL) {
                        *warned = Some(Instant::now());
                        tracing::warn!(%error, "connections cannot be accepted");
                    }
                    return tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        let Some((_, address)) = pending else { return };
        let slot = self.slots.acquire(*address).await;
        if let Some((stream, _)) = pending.take() {
            self.spawn(stream, slot);
        }
    }

    /// Serves the connections that were established before shutdown, and closes the listener.
    async fn admit_backlog(&self, listener: Option<TcpListener>, pending: Option<PendingConnection>) {
        let backlog = match listener {
            Some(listener) => shutdown::drain_backlog(listener).await,
            None => Vec::new(),
        };
        let backlog = backlog.into_iter().map(|stream| {
            // The connection of a client that has disconnected has no address; serving it ends at once.
            let address = stream.peer_addr().map_or(Ipv6Addr::UNSPECIFIED.into(), |peer| peer.ip());
            (stream, address)
        });
        for (stream, address) in pending.into_iter().chain(backlog) {
            if let Some(slot) = self.slots.try_acquire(address) {
                self.spawn(stream, slot);
            }
        }
    }

    fn spawn(&self, stream: TcpStream, slot: Slot) {
        // Responses are written in one go, so Nagle's algorithm would only delay their last segment. An error is harmless.
        log_ignored(stream.set_nodelay(true));
        // If this fails, the kernel buffers more.
        log_ignored(SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER));
        let progress = RequestProgress::default();
        let receiving = progress.clone();
        let mut stream =
            TimeoutStream::new(InspectReader::new(stream, move |bytes: &[u8]| receiving.record_bytes(bytes)));
        stream.set_write_timeout(Some(STALL_TIME));
        let slot = Arc::new(slot);
        let handler = Arc::new(Handler {
            service: self.service.clone(),
            is_stopping: Arc::clone(&self.is_stopping),
            slot: Arc::clone(&slot),
            progress: progress.clone(),
        });
        let service = service_fn(move |request| Arc::clone(&handler).handle(request));
        let connection = self.http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = self.graceful.watch(connection);
        let connections = self.connections.clone();
        let panics = connections.panics.clone();
        let serving = AssertUnwindSafe(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                    connections.fail(&error, &progress);
                },
                () = slot.evicted() => tracing::debug!("a connection was evicted for another"),
            }
        });
        tokio::spawn(async move {
            if serving.catch_unwind().await.is_err() {
                report_panic(&panics, "a connection");
            }
        });
    }

    /// Waits until all requests have been answered, or until their time is over.
    async fn drain(self) {
        let Self { graceful, slots, .. } = self;
        // A client may be sending on a persistent connection right now. Its response announces that it is the last.
        let lingered = tokio::time::timeout(LINGER_TIME, slots.empty());
        if lingered.await.is_err() && tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
            tracing::warn!("some requests were not finished in time");
        }
    }
}

/// What the requests of one connection share.
struct Handler<S> {
    service: S,
    is_stopping: Arc<AtomicBool>,
    slot: Arc<Slot>,
    progress: RequestProgress,
}

impl<S: Respond> Handler<S> {
    async fn handle(self: Arc<Self>, request: Request<Incoming>) -> Result<Response, Infallible> {
        let processing = self.slot.process(request.body().is_end_stream());
        let response = self.service.respond(track(request, &self.slot)).await;
        drop(processing);
        self.progress.record_response();
        Ok(announce_close(response, &self.is_stopping))
    }
}

/// Announces by `Connection: close` that a response is the last on its connection, once shutdown has started.
fn announce_close(mut response: Response, is_stopping: &AtomicBool) -> Response {
    if is_stopping.load(Ordering::Relaxed) {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

#[cfg(test)]
mod tests;
