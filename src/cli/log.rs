//! Owns the log on standard error: lines are gathered and written many at a time, and never hold up a visitor.
//!
//! A thread of its own writes what has gathered, 20 ms after the first line of it. While nobody takes what is written,
//! lines gather up to a limit; beyond it they are lost, and how many were is the next line.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// How many bytes gather at most.
const MOST_GATHERED: usize = 256 * 1024;
/// How long lines gather before they are written.
const GATHERING: Duration = Duration::from_millis(20);

/// What has gathered.
#[derive(Debug, Default)]
struct Gathered {
    lines: Vec<u8>,
    lost: u64,
    ended: bool,
}

/// Where lines gather.
#[derive(Debug, Default)]
struct Lines {
    gathered: Mutex<Gathered>,
    some: Condvar,
}

/// The log while it is written; dropped, it writes the rest.
#[derive(Debug)]
pub(super) struct Log {
    lines: Arc<Lines>,
    writing: Option<JoinHandle<()>>,
}

/// Starts the log: lines for people or, where `json`, an object each; `filter` says which are written.
///
/// # Errors
/// Where no thread can be started.
pub(super) fn start(filter: EnvFilter, json: bool) -> io::Result<Log> {
    let lines = Arc::<Lines>::default();
    let writing = std::thread::Builder::new().name("log".to_owned()).spawn({
        let lines = Arc::clone(&lines);
        move || lines.write_on(&mut io::stderr())
    })?;
    let colour = io::IsTerminal::is_terminal(&io::stderr());
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colour).with_writer(Gather(Arc::clone(&lines)));
    if json {
        log.json().init();
    } else {
        log.init();
    }
    Ok(Log { lines, writing: Some(writing) })
}

impl Lines {
    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a line, or loses it.
    fn take(&self, line: &[u8]) {
        let mut gathered = self.gathered();
        if gathered.lines.len() + line.len() > MOST_GATHERED {
            gathered.lost += 1;
            return;
        }
        let first = gathered.lines.is_empty();
        gathered.lines.extend_from_slice(line);
        drop(gathered);
        if first {
            self.some.notify_one();
        }
    }

    /// Writes what gathers, until the end.
    fn write_on(&self, out: &mut impl Write) {
        let mut taken = Vec::new();
        loop {
            let gathered = self.gathered();
            let waiting = self.some.wait_while(gathered, |gathered| gathered.lines.is_empty() && !gathered.ended);
            let ended = waiting.unwrap_or_else(PoisonError::into_inner).ended;
            if !ended {
                std::thread::sleep(GATHERING);
            }
            let mut gathered = self.gathered();
            std::mem::swap(&mut gathered.lines, &mut taken);
            let lost = std::mem::take(&mut gathered.lost);
            drop(gathered);
            // Where it cannot be written, there is nowhere to say so.
            let _ = out.write_all(&taken);
            if lost > 0 {
                let _ = writeln!(out, "{lost} lines of the log were lost: they came faster than they were taken");
            }
            taken.clear();
            if ended {
                return;
            }
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.lines.gathered().ended = true;
        self.lines.some.notify_one();
        if let Some(writing) = self.writing.take() {
            // It does not panic; if it did, the log would end there.
            let _ = writing.join();
        }
    }
}

/// Gives the subscriber its writers.
struct Gather(Arc<Lines>);

/// Takes one line, which comes whole.
struct Line<'l>(&'l Lines);

impl<'l> MakeWriter<'l> for Gather {
    type Writer = Line<'l>;

    fn make_writer(&'l self) -> Line<'l> {
        Line(&self.0)
    }
}

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.take(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
