//! Owns the log on standard error: lines are gathered and written many at a time, and never hold up a visitor.
//!
//! A thread of its own writes what has gathered, 20 ms after the first line of it. While nobody takes what is written,
//! lines gather up to a limit; beyond it they are lost, and how many were is the next line. Nor does anybody who takes
//! nothing keep the program from ending.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// How many bytes gather at most.
const MOST_GATHERED: usize = 256 * 1024;
/// How long lines gather before they are written.
const GATHERING: Duration = Duration::from_millis(20);
/// How long the end waits for the rest to be written.
const PATIENCE: Duration = Duration::from_secs(1);

/// What has gathered.
#[derive(Debug, Default)]
struct Gathered {
    lines: Vec<u8>,
    lost: u64,
    ended: bool,
    /// Whether all has been written, and nothing more will be.
    done: bool,
}

/// Where lines gather.
#[derive(Debug, Default)]
struct Lines {
    gathered: Mutex<Gathered>,
    some: Condvar,
    done: Condvar,
    /// Whether lines are JSON.
    json: bool,
}

/// The log while it is written; dropped, it writes the rest.
#[derive(Debug)]
pub(super) struct Log(Arc<Lines>);

/// Starts the log: lines for people or, where `json`, an object each; `filter` says which are written.
///
/// # Errors
/// Where no thread can be started.
pub(super) fn start(filter: EnvFilter, json: bool) -> io::Result<Log> {
    let lines = Arc::new(Lines { json, ..Lines::default() });
    std::thread::Builder::new().name("log".to_owned()).spawn({
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
    // Its words may be a visitor's, and would go past the log: where it was is what tells.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic: this is a defect of the program");
    }));
    Ok(Log(lines))
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
            let lines = taken.split(|byte| *byte == b'\n').skip(1).count() as u64;
            let written = out.write_all(&taken).and_then(|()| match lost {
                0 => Ok(()),
                _ => writeln!(out, "{}", self.loss(lost)),
            });
            // What cannot be written is lost as well, and said when something can be again.
            if written.is_err() {
                self.gathered().lost += lost + lines;
            }
            taken.clear();
            if ended {
                self.gathered().done = true;
                return self.done.notify_one();
            }
        }
    }

    /// Says how many lines were lost, in the form of the others.
    fn loss(&self, lost: u64) -> String {
        let words = format!("{lost} lines of the log were lost: they came faster than they were taken");
        if self.json {
            serde_json::json!({ "level": "WARN", "fields": { "message": words, "lost": lost } }).to_string()
        } else {
            words
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let mut gathered = self.0.gathered();
        gathered.ended = true;
        self.0.some.notify_one();
        // The writer may be stuck for good; then the rest is not worth waiting for.
        let _ = self.0.done.wait_timeout_while(gathered, PATIENCE, |gathered| !gathered.done);
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
