//! Owns serving: a listener, the router, and a graceful end.

use std::io;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::{App, router};

/// Serves until `stop` resolves, then finishes the requests under way.
///
/// # Errors
/// Where the listener fails for good.
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(app)).with_graceful_shutdown(stop).await
}
