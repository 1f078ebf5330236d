//! Owns which connections are open, and which one makes room when all places are taken.
//!
//! A connection whose request is being answered keeps its place. All others, which send slowly, read slowly or idle, are
//! in a line; whoever comes when all places are taken gets that of the one that has waited longest. So slow visitors, in
//! any number, never keep others out. A moment is everybody's, to take an answer or to send a request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::web::Connections;

/// How long a connection is in line at least before it makes room.
const MOMENT: Duration = Duration::from_millis(100);

/// The places for connections.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    line: Mutex<Line>,
    /// Told whenever a place may be had.
    changed: Notify,
    connections: Connections,
}

/// The connections in line, by when they came into it.
#[derive(Debug, Default)]
struct Line {
    taken: usize,
    next: u64,
    waiting: BTreeMap<u64, Waiting>,
    /// Whether somebody waits for a place.
    wanted: bool,
}

/// A connection in line: since when, and how it is told to leave.
#[derive(Debug)]
struct Waiting {
    since: Instant,
    leave: Arc<Notify>,
}

impl Places {
    /// Makes so many places.
    pub(super) fn new(most: usize, connections: Connections) -> Arc<Self> {
        Arc::new(Self { most, line: Mutex::default(), changed: Notify::new(), connections })
    }

    /// Takes a place, if need be from the connection that has waited longest.
    pub(super) async fn take(self: &Arc<Self>) -> Place {
        loop {
            if let Some(place) = self.try_take() {
                return place;
            }
            match self.make_room() {
                None => self.changed.notified().await,
                Some(moment) => tokio::select! {
                    () = self.changed.notified() => {}
                    () = tokio::time::sleep(moment) => {}
                },
            }
        }
    }

    /// Tells the connection that has waited longest to leave; gives for how long it may stay where its moment is not
    /// over yet.
    fn make_room(&self) -> Option<Duration> {
        let mut line = self.line();
        let longest = line.waiting.first_entry()?;
        let moment = MOMENT.saturating_sub(longest.get().since.elapsed());
        if moment > Duration::ZERO {
            return Some(moment);
        }
        longest.remove().leave.notify_one();
        self.connections.made_room.inc();
        None
    }

    /// Takes a place if one is free.
    pub(super) fn try_take(self: &Arc<Self>) -> Option<Place> {
        let mut line = self.line();
        line.wanted = line.taken >= self.most;
        if line.wanted {
            return None;
        }
        line.taken += 1;
        self.connections.open.inc();
        let leave = Arc::new(Notify::new());
        Some(Place { number: Mutex::new(Some(line.join(&leave))), leave, places: Arc::clone(self) })
    }

    /// Waits until all places are free.
    pub(super) async fn empty(&self) {
        loop {
            {
                let mut line = self.line();
                if line.taken == 0 {
                    return;
                }
                line.wanted = true;
            }
            self.changed.notified().await;
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Puts a connection at the end of the line.
    fn join(&mut self, leave: &Arc<Notify>) -> u64 {
        let number = self.next;
        self.next += 1;
        self.waiting.insert(number, Waiting { since: Instant::now(), leave: Arc::clone(leave) });
        number
    }

    fn quit(&mut self, number: Option<u64>) {
        if let Some(number) = number {
            self.waiting.remove(&number);
        }
    }
}

/// One connection's place; free again when dropped.
#[derive(Debug)]
pub(super) struct Place {
    /// Where it is in line; not at all while its request is being answered.
    number: Mutex<Option<u64>>,
    leave: Arc<Notify>,
    places: Arc<Places>,
}

impl Place {
    /// Resolves when the connection has to leave for another.
    pub(super) async fn left(&self) {
        self.leave.notified().await;
    }

    /// Steps out of line while a request is answered, or to its end where the request is still being sent; to its end
    /// once the answer is there.
    pub(super) fn busy(&self, whole: bool) -> Busy<'_> {
        self.step(!whole);
        Busy(self)
    }

    fn step(&self, in_line: bool) {
        let mut number = self.number.lock().unwrap_or_else(PoisonError::into_inner);
        let mut line = self.places.line();
        line.quit(*number);
        *number = in_line.then(|| line.join(&self.leave));
        if in_line && line.wanted {
            self.places.changed.notify_one();
        }
    }
}

/// A request that is being answered.
pub(super) struct Busy<'p>(&'p Place);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.step(true);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let number = self.number.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        let mut line = self.places.line();
        line.quit(number);
        line.taken -= 1;
        self.places.connections.open.dec();
        if line.wanted {
            self.places.changed.notify_one();
        }
    }
}
