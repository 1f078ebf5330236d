//! Work on several cores: independent tasks on scoped threads, which end before the call returns.
//!
//! The core stays a pure function of its input: which thread does a task depends on the machine, so results of tasks must
//! be merged in a way that does not depend on it.

use std::num::NonZero;
use std::panic;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The smallest number of combinations for which it is worth to start another thread.
const MIN_COMBINATIONS: u64 = 1 << 13;

/// How many cores may work on a rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cores {
    /// One: the others are for requests.
    One,
    /// All of the machine.
    All,
}

/// Runs all tasks, on as many threads as `cores` allows, or fewer for few `combinations`. Returns the state of each
/// thread, in any order.
///
/// Each thread takes the next task when it is free, so its own tasks are in order. `step` returns how much it did;
/// `progress` receives the sum for all threads, in ascending order.
pub(crate) fn on_cores<T: Send, S: Send>(
    cores: Cores,
    combinations: u64,
    tasks: Vec<T>,
    state: impl Fn() -> S + Sync,
    step: impl Fn(&mut S, T) -> u64 + Sync,
    progress: &mut dyn FnMut(u64),
) -> Vec<S> {
    let cores = match cores {
        Cores::One => 1,
        Cores::All => thread::available_parallelism().map_or(1, NonZero::get),
    };
    let worthwhile = usize::try_from(combinations / MIN_COMBINATIONS).unwrap_or(usize::MAX);
    on_threads(cores.min(worthwhile), tasks, state, step, progress)
}

/// Does the same on at most this many threads, the calling thread included.
#[expect(clippy::disallowed_methods, reason = "the threads end here, and results do not depend on them")]
fn on_threads<T: Send, S: Send>(
    cores: usize,
    tasks: Vec<T>,
    state: impl Fn() -> S + Sync,
    step: impl Fn(&mut S, T) -> u64 + Sync,
    progress: &mut dyn FnMut(u64),
) -> Vec<S> {
    let others = cores.min(tasks.len()).saturating_sub(1);
    let done = AtomicU64::new(0);
    let tasks = Mutex::new(tasks.into_iter());
    let work = |report: &mut dyn FnMut(u64)| {
        let mut state = state();
        loop {
            let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(task) = task else { return state };
            let part = step(&mut state, task);
            report(done.fetch_add(part, Ordering::Relaxed) + part);
        }
    };
    thread::scope(|scope| {
        let start = |_| thread::Builder::new().spawn_scoped(scope, || work(&mut |_| {})).ok();
        // If no more threads can be started, those that run do the rest.
        let others: Vec<_> = (0..others).map_while(start).collect();
        let own = work(progress);
        let others = others.into_iter().map(|other| other.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        std::iter::once(own).chain(others).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_done_once_on_any_number_of_cores() {
        for cores in [0, 1, 2, 7, 200] {
            for count in [0_u64, 1, 2, 100] {
                let mut reports = Vec::new();
                let step = |done: &mut Vec<u64>, task| {
                    done.push(task);
                    task
                };
                let states = on_threads(cores, (0..count).collect(), Vec::new, step, &mut |sum| reports.push(sum));
                assert!(states.len() <= cores.max(1), "{} threads for {cores} cores", states.len());
                assert!(states.iter().all(|tasks| tasks.is_sorted()), "each thread takes the tasks in order");
                let mut all = states.concat();
                all.sort_unstable();
                assert_eq!(all, (0..count).collect::<Vec<_>>());
                assert!(reports.is_sorted() && reports.iter().all(|sum| *sum <= count * count / 2));
            }
        }
    }

    #[test]
    #[should_panic(expected = "task 3")]
    fn a_panic_on_any_thread_reaches_the_caller() {
        let step = |(): &mut (), task: u64| {
            assert!(task != 3, "task {task}");
            1
        };
        on_threads(2, (0..10).collect(), || (), step, &mut |_| {});
    }
}
