//! Owns the end of a listener: connections that clients believe to be made are served, none is made any more.
//!
//! A listener that is just closed takes with it what the system has connected and nobody has accepted: those clients
//! have sent a request, and hear that the connection was reset.

use std::io;
use std::time::Duration;

use socket2::{SockFilter, SockRef};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

/// How long connections that are half made have to be made.
const HANDSHAKE_TIME: Duration = Duration::from_millis(100);
/// How many connections are taken at most; the system holds no more for a listener.
const MOST: usize = 4096;

/// Gives the connections that are still to be accepted, and closes the listener.
pub(super) async fn drain_backlog(listener: TcpListener) -> Vec<TcpStream> {
    // Where it cannot be done, a connection made in the very moment of closing may be lost.
    let _ = refuse_new(&listener);
    let mut rest = Vec::new();
    let end = Instant::now() + HANDSHAKE_TIME;
    while let Ok(accepted) = tokio::time::timeout_at(end, listener.accept()).await {
        rest.extend(accepted.ok().map(|(stream, _)| stream));
        if rest.len() >= MOST {
            break;
        }
    }
    // By now all have come, though not all of them may have been told of.
    let Ok(listener) = listener.into_std() else { return rest };
    while rest.len() < MOST
        && let Ok((stream, _)) = listener.accept()
    {
        rest.extend(stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream)).ok());
    }
    rest
}

/// Has the system drop whatever asks for a new connection (a segment with SYN, RFC 9293, 3.1), and nothing else.
///
/// Clients ask again after a second; by then nobody listens, and they hear it.
fn refuse_new(listener: &TcpListener) -> io::Result<()> {
    const LOAD_BYTE: u16 = 0x30;
    const JUMP_IF_SET: u16 = 0x45;
    const RETURN: u16 = 0x06;
    const FLAGS: u32 = 13;
    const SYN: u32 = 0x02;
    SockRef::from(listener).attach_filter(&[
        SockFilter::new(LOAD_BYTE, 0, 0, FLAGS),
        SockFilter::new(JUMP_IF_SET, 0, 1, SYN),
        SockFilter::new(RETURN, 0, 0, 0),
        SockFilter::new(RETURN, 0, 0, u32::MAX),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_connected_is_served_and_nothing_else_is_connected() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let made = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
        refuse_new(&listener).unwrap();
        let more = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await;
        assert!(more.is_err(), "asked for in vain");
        let served: Vec<_> = drain_backlog(listener).await.iter().map(|stream| stream.peer_addr().unwrap()).collect();
        assert_eq!(served, made.map(|stream| stream.local_addr().unwrap()));
        assert!(TcpStream::connect(address).await.is_err(), "nobody listens");
    }
}
