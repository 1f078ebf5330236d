//! Connection slots: which connections are open, and which one is closed when all slots are taken.
//!
//! A connection whose request has been received completely keeps its slot until the response begins. All others, which
//! send slowly, read slowly or idle, are in the idle queue. When a connection arrives and all slots are taken, the server
//! closes one of the client that has the most connections: of these, the one that has been idle longest. So slow clients
//! in any number never keep others out, and a client that opens connections as fast as it can evicts only its own. Every
//! connection may stay for `MIN_IDLE`, to send a request or to read a response.
//!
//! All operations take O(log n) time in the number of connections.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::trusted_proxies::{Client, TrustedProxies};
use crate::web::metrics::Connections;

/// The minimum time that a connection may idle before it is closed for another.
const MIN_IDLE: Duration = Duration::from_millis(100);

/// The slots for connections.
#[derive(Debug)]
pub(super) struct ConnectionSlots {
    max: usize,
    proxies: TrustedProxies,
    queue: Mutex<IdleQueue>,
    /// Notified whenever a slot may be free, or an idle connection may be closed.
    changed: Notify,
    connections: Connections,
}

/// The open connections by client, and the idle ones among them in order of eviction.
#[derive(Debug, Default)]
struct IdleQueue {
    taken: usize,
    next: u64,
    clients: HashMap<Client, ClientConnections>,
    /// The clients that have an idle connection, by rank: the next one to lose a connection is first.
    ranks: BTreeMap<Rank, Client>,
    /// Whether a connection waits for a slot.
    wanted: bool,
}

/// The order of eviction: most connections first, then the connection that has been idle longest.
///
/// Numbers of idle connections are unique and ascending, so ranks are unique too.
type Rank = (Reverse<usize>, u64);

/// The connections of one client.
#[derive(Debug, Default)]
struct ClientConnections {
    open: usize,
    idle: BTreeMap<u64, Idle>,
}

/// An idle connection: since when, and how its task learns that it has to end.
#[derive(Debug)]
struct Idle {
    since: Instant,
    evicted: Arc<Notify>,
}

impl ConnectionSlots {
    /// Creates `max` slots; connections of `proxies` are not counted together.
    pub(super) fn new(max: usize, proxies: TrustedProxies, connections: Connections) -> Arc<Self> {
        Arc::new(Self { max, proxies, queue: Mutex::default(), changed: Notify::new(), connections })
    }

    /// Acquires a slot for a connection from an address; if all are taken, closes an idle connection first.
    pub(super) async fn acquire(self: &Arc<Self>, address: IpAddr) -> Slot {
        let arrived = Instant::now();
        loop {
            if let Some(slot) = self.try_acquire(address) {
                return slot;
            }
            match self.evict_longest_idle(arrived) {
                None => self.changed.notified().await,
                Some(moment) => tokio::select! {
                    () = self.changed.notified() => {}
                    () = tokio::time::sleep(moment) => {}
                },
            }
        }
    }

    /// Evicts the connection that is first in the order of eviction, or returns how long it may stay if its time is not over
    /// yet.
    fn evict_longest_idle(&self, arrived: Instant) -> Option<Duration> {
        let mut queue = self.queue();
        let ((Reverse(open), number), client) = queue.ranks.first_key_value().map(|(rank, client)| (*rank, *client))?;
        let since = queue.clients.get(&client)?.idle.get(&number)?.since;
        let moment = MIN_IDLE.saturating_sub(since.elapsed());
        // A client that keeps many connections busy must not keep others waiting for longer than that.
        let waited = open > 1 && arrived.elapsed() >= MIN_IDLE;
        if moment > Duration::ZERO && !waited {
            return Some(moment);
        }
        if let Some(idle) = queue.remove(client, number) {
            idle.evicted.notify_one();
            self.connections.evicted.inc();
        }
        None
    }

    /// Acquires a slot if one is free.
    pub(super) fn try_acquire(self: &Arc<Self>, address: IpAddr) -> Option<Slot> {
        let mut queue = self.queue();
        queue.wanted = queue.taken >= self.max;
        if queue.wanted {
            return None;
        }
        queue.taken += 1;
        self.connections.open.inc();
        // Numbers are unique, so each connection of a proxy counts as a client of its own.
        let client = self.proxies.client(address, queue.next);
        queue.update(client, |held| held.open += 1);
        let evicted = Arc::new(Notify::new());
        let number = Some(queue.push(client, &evicted));
        let state = Mutex::new(SlotState { number, processing: false });
        Some(Slot { client, state, evicted, slots: Arc::clone(self) })
    }

    /// Waits until all slots are free.
    pub(super) async fn empty(&self) {
        loop {
            {
                let mut queue = self.queue();
                if queue.taken == 0 {
                    return;
                }
                queue.wanted = true;
            }
            self.changed.notified().await;
        }
    }

    fn queue(&self) -> MutexGuard<'_, IdleQueue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl IdleQueue {
    /// Changes the connections of a client, and its rank with them.
    fn update<T>(&mut self, client: Client, change: impl FnOnce(&mut ClientConnections) -> T) -> T {
        let held = self.clients.entry(client).or_default();
        if let Some(rank) = held.rank() {
            self.ranks.remove(&rank);
        }
        let changed = change(held);
        if let Some(rank) = held.rank() {
            self.ranks.insert(rank, client);
        }
        if held.open == 0 {
            self.clients.remove(&client);
        }
        changed
    }

    /// Adds a connection at the end of the idle queue; returns its number there.
    fn push(&mut self, client: Client, evicted: &Arc<Notify>) -> u64 {
        let number = self.next;
        self.next += 1;
        let idle = Idle { since: Instant::now(), evicted: Arc::clone(evicted) };
        self.update(client, |held| held.idle.insert(number, idle));
        number
    }

    /// Removes a connection from the idle queue, if it is still there.
    fn remove(&mut self, client: Client, number: u64) -> Option<Idle> {
        self.update(client, |held| held.idle.remove(&number))
    }
}

impl ClientConnections {
    /// Returns the client's rank; `None` if none of its connections is idle.
    fn rank(&self) -> Option<Rank> {
        self.idle.first_key_value().map(|(number, _)| (Reverse(self.open), *number))
    }
}

/// One connection's slot; free again when dropped.
#[derive(Debug)]
pub(super) struct Slot {
    client: Client,
    state: Mutex<SlotState>,
    evicted: Arc<Notify>,
    slots: Arc<ConnectionSlots>,
}

/// The number of a connection in the idle queue, if it is in it, and whether a request waits for its response.
#[derive(Debug)]
struct SlotState {
    number: Option<u64>,
    processing: bool,
}

impl Slot {
    /// Resolves when the connection has to end for another.
    pub(super) async fn evicted(&self) {
        self.evicted.notified().await;
    }

    /// Marks the beginning of a request. If its body is complete, the connection leaves the idle queue; otherwise it moves to
    /// the end of the queue. When the result is dropped, the response begins and the connection is idle again.
    pub(super) fn process(&self, body_complete: bool) -> Processing<'_> {
        let mut state = self.state();
        state.processing = true;
        self.requeue(&mut state, !body_complete);
        Processing(self)
    }

    /// Removes the connection from the idle queue, because its request's body has been received completely.
    pub(super) fn body_received(&self) {
        let mut state = self.state();
        // A body may still be read after its response has begun. Nothing would put the connection back into the queue then.
        if state.processing {
            self.requeue(&mut state, false);
        }
    }

    fn requeue(&self, state: &mut SlotState, idle: bool) {
        let mut queue = self.slots.queue();
        if let Some(number) = state.number.take() {
            queue.remove(self.client, number);
        }
        if idle {
            state.number = Some(queue.push(self.client, &self.evicted));
            if queue.wanted {
                self.slots.changed.notify_one();
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, SlotState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that waits for its response.
pub(super) struct Processing<'s>(&'s Slot);

impl Drop for Processing<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.processing = false;
        self.0.requeue(&mut state, true);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let number = self.state.get_mut().unwrap_or_else(PoisonError::into_inner).number.take();
        let mut queue = self.slots.queue();
        queue.update(self.client, |held| {
            if let Some(number) = number {
                held.idle.remove(&number);
            }
            held.open = held.open.saturating_sub(1);
        });
        queue.taken = queue.taken.saturating_sub(1);
        self.slots.connections.open.dec();
        if queue.wanted {
            self.slots.changed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Slots, and the connections that have one, with their addresses.
    struct OpenConnections {
        slots: Arc<ConnectionSlots>,
        open: Vec<(&'static str, Slot)>,
    }

    impl OpenConnections {
        fn new(max: usize) -> Self {
            let slots = ConnectionSlots::new(max, TrustedProxies::default(), Connections::default());
            Self { slots, open: Vec::new() }
        }

        fn try_open(&mut self, address: &'static str) {
            self.open.push((address, self.slots.try_acquire(address.parse().unwrap()).unwrap()));
        }

        /// Opens a connection when all slots are taken; returns the position of the one that was closed for it.
        async fn evicted_by(&mut self, address: &'static str) -> usize {
            let slots = Arc::clone(&self.slots);
            let mut taking = std::pin::pin!(slots.acquire(address.parse().unwrap()));
            let evicted = self.open.iter().map(|(_, slot)| Box::pin(slot.evicted()));
            let ((), at, _) = tokio::select! {
                _ = &mut taking => panic!("no slot is free"),
                evicted = futures_util::future::select_all(evicted) => evicted,
            };
            drop(self.open.remove(at));
            self.open.push((address, taking.await));
            at
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_client_with_most_connections_loses_the_one_idle_longest() {
        let mut taken = OpenConnections::new(5);
        for address in ["192.0.2.1", "192.0.2.2", "192.0.2.9", "192.0.2.9", "192.0.2.9"] {
            taken.try_open(address);
        }
        // Whichever client connects, one of 192.0.2.9 is evicted, though others have been idle for longer.
        assert_eq!(taken.evicted_by("192.0.2.3").await, 2);
        assert_eq!(taken.evicted_by("192.0.2.9").await, 2);
        assert_eq!(
            taken.open.iter().map(|(address, _)| *address).collect::<Vec<_>>(),
            ["192.0.2.1", "192.0.2.2", "192.0.2.9", "192.0.2.3", "192.0.2.9"]
        );
        // If all clients have equally many, the connection that has been idle longest is evicted.
        assert_eq!(taken.evicted_by("192.0.2.4").await, 2, "192.0.2.9 still has two");
        assert_eq!(taken.evicted_by("192.0.2.5").await, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_network_of_ipv6_is_one_client_and_proxies_are_many() {
        let mut taken = OpenConnections::new(4);
        for address in ["127.0.0.1", "127.0.0.1", "2001:db8:0:1::1", "2001:db8:0:1::2"] {
            taken.try_open(address);
        }
        assert_eq!(taken.evicted_by("127.0.0.1").await, 2, "loopback is exempt, the network is not");
        assert_eq!(taken.evicted_by("127.0.0.1").await, 0, "all are equal now");
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_received_completely_keeps_its_slot_until_the_response_begins() {
        let mut taken = OpenConnections::new(3);
        for _ in 0..3 {
            taken.try_open("192.0.2.1");
        }
        let (complete, coming, received) = (&taken.open[0].1, &taken.open[1].1, &taken.open[2].1);
        let processing = [complete.process(true), coming.process(false), received.process(false)];
        received.body_received();
        let first = taken.slots.queue().clients.values().flat_map(|held| held.idle.keys()).count();
        assert_eq!(first, 1, "only the one whose body is coming is in the queue");
        drop(processing);
        let idle = taken.slots.queue().clients.values().flat_map(|held| held.idle.keys()).count();
        assert_eq!(idle, 3, "responses that are read slowly are in the queue");
        // A body that is read to its end after the response has begun changes nothing.
        taken.open[2].1.body_received();
        assert_eq!(taken.slots.queue().ranks.len(), 1);
        assert_eq!(taken.slots.queue().clients.values().map(|held| held.idle.len()).sum::<usize>(), 3);
        taken.open.clear();
        let queue = taken.slots.queue();
        assert!(queue.ranks.is_empty() && queue.clients.is_empty() && queue.taken == 0, "nothing is left: {queue:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_keeps_its_connections_busy_keeps_others_waiting_for_a_moment_only() {
        let mut taken = OpenConnections::new(3);
        for address in ["192.0.2.1", "192.0.2.9", "192.0.2.9"] {
            taken.try_open(address);
        }
        let slots = Arc::clone(&taken.slots);
        let begun = Instant::now();
        let mut taking = std::pin::pin!(slots.acquire("192.0.2.2".parse().unwrap()));
        for turn in 0_usize.. {
            let (first, second) = (taken.open[1].1.evicted(), taken.open[2].1.evicted());
            tokio::select! {
                _ = &mut taking => panic!("no slot is free"),
                () = first => break,
                () = second => break,
                () = tokio::time::sleep(Duration::from_millis(10)) => drop(taken.open[1 + turn % 2].1.process(true)),
            }
        }
        assert!((MIN_IDLE..MIN_IDLE * 2).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    }
}
