//! Log on standard error: lines are gathered and written many at a time, so that a slow reader never delays a response.
//!
//! A thread of its own writes what has gathered, 20 ms after the first line of it. While the reader of the log does not
//! read, lines gather up to a limit; beyond it they are lost, and the next line reports how many. A line that is too long
//! is cut before it is queued. No field of a line holds a control character that it was given.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::field::MakeExt as _;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::{self, Writer};

use crate::escape::{Escaped, needs_escape};

/// How many bytes gather at most.
const MOST_GATHERED: usize = 256 * 1024;
/// The longest line, in bytes.
const LONGEST_LINE: usize = 16 * 1024;
/// The longest text in a line of JSON that is too long, in bytes.
const LONGEST_FIELD: usize = 2 * 1024;
/// How long lines gather before they are written.
const GATHERING: Duration = Duration::from_millis(20);
/// How long the end waits for the rest to be written.
const PATIENCE: Duration = Duration::from_secs(1);

/// What has gathered.
#[derive(Debug, Default)]
struct Gathered {
    lines: Vec<u8>,
    lost: Lost,
    /// Whether the writer has something to write or to report.
    awake: bool,
    ended: bool,
    /// Whether all has been written, and nothing more will be.
    done: bool,
}

/// How many lines were lost, by cause.
#[derive(Clone, Copy, Debug, Default)]
struct Lost {
    /// Lines that came while the limit was reached.
    too_fast: u64,
    /// Lines that could not be written.
    unwritten: u64,
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
        log.fmt_fields(format::debug_fn(write_field).delimited(" ")).init();
    }
    // Its words may be a visitor's, and would go past the log: where it was is what tells.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic: this is a defect of the program");
    }));
    Ok(Log(lines))
}

/// Writes a field of a line for people with its control characters escaped; the crate's own formatter escapes only strings.
fn write_field(
    writer: &mut Writer<'_>,
    field: &tracing::field::Field,
    value: &dyn std::fmt::Debug,
) -> std::fmt::Result {
    let value = Escaped(format_args!("{value:?}"));
    match field.name() {
        "message" => write!(writer, "{value}"),
        name if writer.has_ansi_escapes() => write!(writer, "\u{1b}[3m{name}\u{1b}[0m\u{1b}[2m=\u{1b}[0m{value}"),
        name => write!(writer, "{name}={value}"),
    }
}

impl Lines {
    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a line, or loses it where too many wait; the writer learns of either.
    fn take(&self, line: &[u8]) {
        let mut gathered = self.gathered();
        if gathered.lines.len() + line.len() > MOST_GATHERED {
            gathered.lost.too_fast += 1;
        } else {
            gathered.lines.extend_from_slice(line);
        }
        let asleep = !std::mem::replace(&mut gathered.awake, true);
        drop(gathered);
        if asleep {
            self.some.notify_one();
        }
    }

    /// Writes what gathers, until the end.
    fn write_on(&self, out: &mut impl Write) {
        let mut taken = Vec::new();
        loop {
            let gathered = self.gathered();
            let waiting = self.some.wait_while(gathered, |gathered| !gathered.awake && !gathered.ended);
            let ended = waiting.unwrap_or_else(PoisonError::into_inner).ended;
            if !ended {
                std::thread::sleep(GATHERING);
            }
            let mut gathered = self.gathered();
            std::mem::swap(&mut gathered.lines, &mut taken);
            let lost = std::mem::take(&mut gathered.lost);
            gathered.awake = false;
            drop(gathered);
            let lines = taken.split(|byte| *byte == b'\n').skip(1).count() as u64;
            let written = out.write_all(&taken).and_then(|()| self.report(out, lost));
            // What cannot be written is lost as well, and reported when something can be again.
            if written.is_err() {
                let mut gathered = self.gathered();
                gathered.lost.too_fast += lost.too_fast;
                gathered.lost.unwritten += lost.unwritten + lines;
            }
            taken.clear();
            if ended {
                self.gathered().done = true;
                return self.done.notify_one();
            }
        }
    }

    /// Writes how many lines were lost, and why, in the form of the others.
    fn report(&self, out: &mut impl Write, lost: Lost) -> io::Result<()> {
        let causes =
            [(lost.too_fast, "they came faster than they were taken"), (lost.unwritten, "they could not be written")];
        for (count, cause) in causes.into_iter().filter(|(count, _)| *count > 0) {
            let words = format!("{count} lines of the log were lost: {cause}");
            if self.json {
                let fields = serde_json::json!({ "message": words, "lost": count });
                writeln!(out, "{}", serde_json::json!({ "level": "WARN", "fields": fields }))?;
            } else {
                writeln!(out, "{words}")?;
            }
        }
        Ok(())
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
        let text = String::from_utf8_lossy(line);
        match (self.0.json, line.len() > LONGEST_LINE) {
            (false, false) => self.0.take(line),
            (false, true) => {
                let start = text.get(..text.floor_char_boundary(LONGEST_LINE - 100)).unwrap_or_default();
                self.0.take(format!("{start}… (cut: the line had {} bytes)\n", line.len()).as_bytes());
            }
            (true, false) => self.0.take(escape_json(&text).as_bytes()),
            (true, true) => self.0.take(escape_json(&shorten_json(&text)).as_bytes()),
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Escapes what JSON allows in strings and terminals act on; serde escapes the others.
fn escape_json(line: &str) -> Cow<'_, str> {
    use std::fmt::Write as _;
    if !line.contains(|c| needs_escape(c) && c != '\n') {
        return line.into();
    }
    let mut escaped = String::with_capacity(line.len());
    for c in line.chars() {
        if needs_escape(c) && c != '\n' {
            // Writing to a String cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped.into()
}

/// Cuts the long texts of a line of JSON, which stays an object.
fn shorten_json(line: &str) -> String {
    let mut value = serde_json::from_str(line).unwrap_or(serde_json::Value::Null);
    shorten(&mut value);
    if let Some(fields) = value.get_mut("fields").and_then(serde_json::Value::as_object_mut) {
        fields.insert("cut_from_bytes".to_owned(), line.len().into());
    }
    format!("{value}\n")
}

/// Cuts the texts in a value.
fn shorten(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) if text.len() > LONGEST_FIELD => {
            text.truncate(text.floor_char_boundary(LONGEST_FIELD));
            text.push('…');
        }
        serde_json::Value::Object(fields) => fields.values_mut().for_each(shorten),
        _ => {}
    }
}
