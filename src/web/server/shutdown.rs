//! Shutdown of a listener: connections that are already established are served.
//!
//! When a listener is closed, the kernel resets the connections in its backlog: established, but not accepted yet. Their
//! clients may have sent a request already, and would lose it.

use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

/// How long handshakes in progress may take to complete.
const HANDSHAKE_TIME: Duration = Duration::from_millis(100);
/// The maximum number of connections that are accepted: the kernel's default limit for a backlog (`somaxconn`).
const MAX_BACKLOG: usize = 4096;

/// Accepts the connections in the backlog, and closes the listener.
pub(super) async fn drain_backlog(listener: TcpListener) -> Vec<TcpStream> {
    let mut accepted = Vec::new();
    let end = Instant::now() + HANDSHAKE_TIME;
    while let Ok(next) = tokio::time::timeout_at(end, listener.accept()).await {
        let next = next.inspect_err(|error| tracing::debug!(%error, "a connection in the backlog cannot be accepted"));
        accepted.extend(next.ok().map(|(stream, _)| stream));
        if accepted.len() >= MAX_BACKLOG {
            break;
        }
    }
    // All handshakes have completed by now, but tokio may not have reported all of them: the rest is accepted directly.
    let Ok(listener) = listener.into_std() else { return accepted };
    while accepted.len() < MAX_BACKLOG
        && let Ok((stream, _)) = listener.accept()
    {
        let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
        accepted.extend(stream.inspect_err(|error| tracing::debug!(%error, "an accepted connection cannot be served")));
    }
    accepted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_backlog_is_accepted_before_the_listener_is_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let made = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
        let served: Vec<_> = drain_backlog(listener).await.iter().map(|stream| stream.peer_addr().unwrap()).collect();
        assert_eq!(served, made.map(|stream| stream.local_addr().unwrap()));
        assert!(TcpStream::connect(address).await.is_err(), "the listener is closed");
    }
}
