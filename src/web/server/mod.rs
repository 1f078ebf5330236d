//! Owns serving: connections with limits each way, and an end at which no request is lost.

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
use tower::{Service, ServiceExt as _};

use super::metrics::{Begun, Connections, report_panic};
use connection_slots::{ConnectionSlots, Slot};
use request_body::track;
pub use trusted_proxies::{NotANetwork, ProxyNetwork, TrustedProxies};

/// How many connections of visitors are open at most, where the process may have as many descriptors.
const MOST_CONNECTIONS: usize = 2048;
/// How many descriptors are left for all else: the operator's connections, listeners, files, what waits for a place.
const OTHER_DESCRIPTORS: u64 = 64;
/// How many connections of the operator are open at most.
const MOST_OF_OPERATOR: usize = 16;
/// Below so many places visitors are asked to leave while they still read; it is said at the start.
const FEW_PLACES: usize = 64;
/// How many bytes of an answer the system takes for a client that does not read them yet (it doubles the number).
///
/// Without a bound, it takes megabytes for each, and a client that reads slowly seems to take nothing for a long time.
const SEND_BUFFER: usize = 32 * 1024;
/// The largest segment, in bytes, so that the send buffer holds several.
///
/// Segments on loopback have 64 KB. One of these fills the send buffer, and the client acknowledges every second segment at
/// once but a single one only after 40 ms (RFC 9293, 3.8.6.3): 64 KB every 40 ms are 1.5 MB a second. Over a network,
/// segments are shorter than this anyway.
const LARGEST_SEGMENT: u32 = 16 * 1024;
/// How long a connection may take to send a head, and how long it may idle.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a client may take nothing of an answer that is ready for it.
const STALL_TIME: Duration = Duration::from_secs(10);
/// How many bytes a head can have.
const LARGEST_HEAD: usize = 32 * 1024;
/// For how long a kept connection may still send a request once the end has been asked for.
const LINGER_TIME: Duration = Duration::from_secs(1);
/// How long requests under way may take once the end has been asked for.
const DRAIN_TIME: Duration = Duration::from_secs(20);
/// How long to wait when no connection can be accepted, for want of descriptors say.
const PAUSE: Duration = Duration::from_millis(50);
/// How often it is said that none can be.
const COMPLAINT_EVERY: Duration = Duration::from_secs(10);

/// A connection that waits for a slot, and the address of its client.
type Arrived = (TcpStream, IpAddr);

/// A server while it runs.
struct Server<S> {
    service: S,
    http: Builder,
    slots: Arc<ConnectionSlots>,
    connections: Connections,
    graceful: GracefulShutdown,
    /// Whether every answer is the last on its connection.
    ending: Arc<AtomicBool>,
}

/// A kind of listener.
#[derive(Clone, Debug)]
pub enum Listener {
    /// As many as there are descriptors for, directly or through proxies.
    Public(TrustedProxies),
    /// The public listener on a socket of the service manager, which keeps it open when this process ends.
    Inherited(TrustedProxies),
    /// A few programs.
    Admin,
}

impl Listener {
    /// Tells how many connections are open at most; raises the limit of descriptors as far as it goes.
    fn places(&self) -> usize {
        if matches!(self, Self::Admin) {
            return MOST_OF_OPERATOR;
        }
        let descriptors = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
        let places = usize::try_from(descriptors.saturating_sub(OTHER_DESCRIPTORS)).unwrap_or(usize::MAX);
        if places < FEW_PLACES {
            tracing::warn!(descriptors, "very few connections fit below the limit of descriptors: raise it");
        }
        places.clamp(1, MOST_CONNECTIONS)
    }

    /// Creates the slots for their connections.
    fn slots(self, connections: &Connections) -> Arc<ConnectionSlots> {
        let max = self.places();
        let proxies = match self {
            Self::Public(proxies) | Self::Inherited(proxies) => proxies,
            Self::Admin => TrustedProxies::default(),
        };
        ConnectionSlots::new(max, proxies, connections.clone())
    }
}

/// Serves until `stop` resolves, then finishes the requests under way, for 20 seconds at most.
///
/// # Errors
/// Where the listener has no address any more.
///
/// A site and its operator's side are served alike; `connections` counts what is open.
pub async fn serve<S>(
    listener: TcpListener,
    service: S,
    kind: Listener,
    connections: &Connections,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()>
where
    S: Service<Request<Body>, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    listener.local_addr()?;
    let is_inherited = matches!(kind, Listener::Inherited(_));
    serve_on(listener, service, kind.slots(connections), is_inherited, connections, stop).await
}

/// Serves as `serve` does, with slots that have been created before.
async fn serve_on<S>(
    listener: TcpListener,
    service: S,
    slots: Arc<ConnectionSlots>,
    is_inherited: bool,
    connections: &Connections,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()>
where
    S: Service<Request<Body>, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    // If it cannot be set, large responses over loopback are slower. Connections inherit it when they are accepted.
    let _ = SockRef::from(&listener).set_tcp_mss(LARGEST_SEGMENT);
    let mut http = Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(LARGEST_HEAD);
    // Who has said all there is to say may close that side and wait for the answer.
    http.half_close(true);
    let (connections, graceful) = (connections.clone(), GracefulShutdown::new());
    let server = Server { service, http, slots, connections, graceful, ending: Arc::default() };
    let mut stop = std::pin::pin!(stop);
    let (mut arrived, mut complained) = (None, None);
    loop {
        tokio::select! {
            () = server.admit(&listener, &mut arrived, &mut complained) => {}
            () = &mut stop => break,
        }
    }
    server.ending.store(true, Ordering::Relaxed);
    // The backlog of an inherited socket is for the next process.
    let listener = (!is_inherited).then_some(listener);
    server.admit_rest(listener, arrived).await;
    server.end().await;
    Ok(())
}

impl<S> Server<S>
where
    S: Service<Request<Body>, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    /// Serves the next connection once there is a place for it; while there is none, it stays in `arrived`, so that
    /// nothing is lost where this is given up half-way.
    async fn admit(&self, listener: &TcpListener, arrived: &mut Option<Arrived>, complained: &mut Option<Instant>) {
        if arrived.is_none() {
            match listener.accept().await {
                Ok((stream, peer)) => *arrived = Some((stream, peer.ip())),
                // One client's connection ended before it was taken.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => return,
                Err(error) => {
                    if complained.is_none_or(|at: Instant| at.elapsed() >= COMPLAINT_EVERY) {
                        *complained = Some(Instant::now());
                        tracing::warn!(%error, "connections cannot be accepted");
                    }
                    return tokio::time::sleep(PAUSE).await;
                }
            }
        }
        let Some((_, address)) = arrived else { return };
        let slot = self.slots.take(*address).await;
        if let Some((stream, _)) = arrived.take() {
            self.spawn(stream, slot);
        }
    }

    /// Serves the connections that were made before the end was asked for, and closes the listener.
    async fn admit_rest(&self, listener: Option<TcpListener>, arrived: Option<Arrived>) {
        let backlog = match listener {
            Some(listener) => shutdown::drain_backlog(listener).await,
            None => Vec::new(),
        };
        let rest = backlog.into_iter().map(|stream| {
            // A client that has gone already has no address any more; its connection ends at once.
            let address = stream.peer_addr().map_or(Ipv6Addr::UNSPECIFIED.into(), |peer| peer.ip());
            (stream, address)
        });
        for (stream, address) in arrived.into_iter().chain(rest) {
            if let Some(slot) = self.slots.try_take(address) {
                self.spawn(stream, slot);
            }
        }
    }

    fn spawn(&self, stream: TcpStream, slot: Slot) {
        // Answers are written whole; holding back their last piece helps nobody. If it cannot be set, it is only slower.
        let _ = stream.set_nodelay(true);
        // If this cannot, it takes more of the system's memory.
        let _ = SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER);
        let begun = Begun::default();
        let coming = begun.clone();
        let mut stream = TimeoutStream::new(InspectReader::new(stream, move |bytes: &[u8]| coming.come(bytes)));
        stream.set_write_timeout(Some(STALL_TIME));
        let slot = Arc::new(slot);
        let (site, ending, serving) = (self.service.clone(), Arc::clone(&self.ending), Arc::clone(&slot));
        let answered = begun.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let (site, ending, slot) = (site.clone(), Arc::clone(&ending), Arc::clone(&serving));
            let answered = answered.clone();
            async move {
                let processing = slot.process(request.body().is_end_stream());
                let response = site.oneshot(track(request, &slot)).await?;
                drop(processing);
                answered.answered();
                Ok::<_, Infallible>(closing(response, &ending))
            }
        });
        let connection = self.http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = self.graceful.watch(connection);
        let connections = self.connections.clone();
        let panics = connections.panics.clone();
        let serving = AssertUnwindSafe(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                    connections.fail(&error, &begun);
                },
                () = slot.evicted() => tracing::debug!("a connection was closed to make room for another"),
            }
        });
        tokio::spawn(async move {
            if serving.catch_unwind().await.is_err() {
                report_panic(&panics, "a connection");
            }
        });
    }

    /// Waits until all requests are answered, or for so long as they may take.
    async fn end(self) {
        let Self { graceful, slots, .. } = self;
        // Who has kept a connection may be sending on it right now: the answer says that it is the last.
        let lingered = tokio::time::timeout(LINGER_TIME, slots.empty());
        if lingered.await.is_err() && tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
            tracing::warn!("some requests were not finished in time");
        }
    }
}

/// Says that an answer is the last on its connection, once the end has been asked for.
fn closing(mut response: Response, ending: &AtomicBool) -> Response {
    if ending.load(Ordering::Relaxed) {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

#[cfg(test)]
mod tests;
