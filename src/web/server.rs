//! Owns serving: connections with a limit each way, and a graceful end.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::{App, router};

/// How many connections are open at most; others wait to be accepted.
const MOST_CONNECTIONS: usize = 512;
/// How long a connection may take to send a head, and how long it may idle.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How many bytes a head can have.
const LARGEST_HEAD: usize = 64 * 1024;
/// How long requests under way may take once the end has been asked for.
const DRAIN_TIME: Duration = Duration::from_secs(20);
/// How long to wait when a connection cannot be accepted, for want of descriptors say.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` resolves, then finishes the requests under way, for 20 seconds at most.
///
/// # Errors
/// Where the listener has no address any more.
pub async fn serve(listener: TcpListener, app: Arc<App>, stop: impl Future<Output = ()> + Send) -> io::Result<()> {
    listener.local_addr()?;
    let router = router(app);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(LARGEST_HEAD);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were not finished in time");
    }
    Ok(())
}
