//! Blocking queue: CPU-heavy work in short turns on few threads, apart from the threads that answer visitors.
//!
//! Threat: one client sends tables that take long, or reads their results slowly, and others wait for it.
//!
//! Invariants:
//! - Work is done in turns, in the order in which they were requested. A table that needs one turn never waits until a
//!   large one is complete, only for one turn of each.
//! - Work of more than one turn needs a permit: [`MAX_PAGES`] while pages are computed, [`MAX_STREAMS`] while downloads
//!   are sent, however slowly they are read. Without a permit the response is 503. Work of a single turn needs none. While
//!   others are refused, a download whose client reads too slowly is aborted.
//! - No thread waits for a client. Between turns, work is a value: when the client disconnects, it is dropped with all
//!   that it holds.
//! - A page has a deadline, checked before each turn and while waiting for it. Afterwards the response is 503.
//!
//! Measured with a development build on two busy cores: a page of 5,000 rows, all different, takes 0.5 s in 79 turns,
//! about 6 ms each. A table of 5,000 short rows under 256 columns and one of 2,000 rows of 256 unreadable cells, as pages
//! and as files, keep the process at 34 MB.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::response_budget::Shortage;
use crate::web::error::Error;

/// The maximum number of first turns that wait at once.
const MAX_WAITING: usize = 128;
/// The maximum number of pages of more than one turn that are computed at once.
const MAX_PAGES: usize = 16;
/// The maximum number of downloads of more than one turn that are sent at once.
const MAX_STREAMS: usize = 32;
/// How long a page may take, including the time in the queue.
const PAGE_TIME: Duration = Duration::from_secs(10);
/// The maximum number of threads that work at once.
const MAX_LANES: usize = 4;

/// A queue in which CPU-heavy work takes turns.
#[derive(Debug)]
pub(in crate::web) struct BlockingQueue {
    lanes: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    pages: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    time: Duration,
    /// Where refusals are noted, so that the slowest readers of downloads are aborted.
    shortage: Shortage,
}

/// Work that takes more than one turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum LongWork {
    /// A page, which is sent when it is complete.
    Page,
    /// A download, which is sent while it is computed.
    Stream,
}

impl BlockingQueue {
    /// Creates a queue; a page may take `time`, 10 s if that is `None`.
    pub(in crate::web) fn new(time: Option<Duration>, shortage: &Shortage) -> Self {
        let permits = |count| Arc::new(Semaphore::new(count));
        // Half of the cores stay free for other requests.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            lanes: permits((cores / 2).clamp(1, MAX_LANES)),
            waiting: permits(MAX_WAITING),
            pages: permits(MAX_PAGES),
            streams: permits(MAX_STREAMS),
            time: time.unwrap_or(PAGE_TIME),
            shortage: shortage.clone(),
        }
    }

    /// Returns the deadline of work that begins now.
    pub(in crate::web) fn deadline(&self) -> Instant {
        Instant::now() + self.time
    }

    /// Runs the first turn of some work.
    ///
    /// # Errors
    /// [`Error::Busy`] if too many wait already, or at the deadline.
    pub(in crate::web) async fn begin<T: Send + 'static>(
        &self,
        deadline: Instant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _waiting = self.waiting.try_acquire().map_err(|_| Error::Busy)?;
        self.turn(deadline, work).await
    }

    /// Acquires a permit for work of more than one turn, until it is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`] if all are taken.
    pub(in crate::web) fn reserve(&self, work: LongWork) -> Result<OwnedSemaphorePermit, Error> {
        let permits = match work {
            LongWork::Page => &self.pages,
            LongWork::Stream => &self.streams,
        };
        Arc::clone(permits).try_acquire_owned().map_err(|_| {
            self.shortage.note();
            Error::Busy
        })
    }

    /// Runs a turn of work, which should take some milliseconds.
    ///
    /// # Errors
    /// [`Error::Busy`] if it has not begun at the deadline.
    pub(in crate::web) async fn turn<T: Send + 'static>(
        &self,
        deadline: Instant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        if Instant::now() >= deadline {
            return Err(Error::Busy);
        }
        let lane = timeout_at(deadline, Arc::clone(&self.lanes).acquire_owned()).await;
        let lane = lane.inspect_err(|error| tracing::debug!(%error, "no turn of blocking work was free in time"));
        let lane = lane.ok().and_then(Result::ok).ok_or(Error::Busy)?;
        // The lane is free again when the turn is over, even if the client has disconnected meanwhile.
        let work = move || {
            let _lane = lane;
            work()
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => Ok(done),
            // A panic is resumed here, because the layers of the request catch and log it.
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(error) => {
                    tracing::debug!(%error, "a turn of blocking work was cancelled");
                    Err(Error::Busy)
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_noted_so_that_slow_readers_of_downloads_are_aborted() {
        let shortage = Shortage::new();
        let queue = BlockingQueue::new(None, &shortage);
        let held: Vec<_> = (0..MAX_STREAMS).map(|_| queue.reserve(LongWork::Stream).unwrap()).collect();
        assert!(!shortage.is_recent());
        assert!(queue.reserve(LongWork::Stream).is_err() && shortage.is_recent());
        drop(held);
        assert!(queue.reserve(LongWork::Stream).is_ok());
    }
}
