//! Log on standard error, which never delays a response: `tracing-appender` queues lines, and its thread writes them.
//!
//! If the reader of the log falls behind, lines beyond the queue are dropped, and a later line reports how many. A line
//! that is too long is cut before it is queued. Control characters in the fields of a line are escaped.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::field::MakeExt as _;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::{self, Writer};

use crate::escape::{Escaped, needs_escape};

/// The maximum number of lines in the queue.
const MAX_QUEUED: usize = 4096;
/// The maximum length of a line, in bytes.
const MAX_LINE: usize = 16 * 1024;
/// The maximum length of a text in a line of JSON that is too long, in bytes.
const MAX_FIELD: usize = 2 * 1024;
/// The size of the writer's buffer, in bytes.
const BUFFER: usize = 64 * 1024;
/// How long lines are collected between two writes, so that a busy server does not wake the thread for every line.
const COLLECT_TIME: Duration = Duration::from_millis(20);

/// Starts the log: lines of text or, if `json`, one object a line. `filter` selects the lines. The log ends, with its
/// queue written, when the guard is dropped.
pub(super) fn start(filter: EnvFilter, json: bool) -> WorkerGuard {
    let dropped = Arc::new(OnceLock::new());
    let out = ReportingWriter {
        out: BufWriter::with_capacity(BUFFER, io::stderr()),
        dropped: Arc::clone(&dropped),
        reported: 0,
        failed: 0,
        json,
    };
    let (queue, guard) =
        NonBlockingBuilder::default().lossy(true).buffered_lines_limit(MAX_QUEUED).thread_name("log").finish(out);
    // Set once, before any line is queued.
    let _ = dropped.set(queue.error_counter());
    let colour = io::IsTerminal::is_terminal(&io::stderr());
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colour).with_writer(LineQueue { queue, json });
    if json {
        log.json().init();
    } else {
        log.fmt_fields(format::debug_fn(write_field).delimited(" ")).init();
    }
    // The message of a panic can contain what a visitor sent, and would bypass the log: only its location is logged.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic: this is a defect of the program");
    }));
    guard
}

/// Writes a field of a text line with its control characters escaped; the crate's own formatter escapes only strings.
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

/// Writes lines, and reports those that were dropped or could not be written.
struct ReportingWriter<W> {
    out: W,
    dropped: Arc<OnceLock<ErrorCounter>>,
    /// How many dropped lines have been reported.
    reported: usize,
    /// How many lines could not be written since the last report.
    failed: usize,
    json: bool,
}

impl<W: Write> ReportingWriter<W> {
    /// Writes how many lines were lost, and why, in the format of the other lines.
    fn report(&mut self, count: usize, cause: &str) -> io::Result<()> {
        let message = format!("lines of the log lost: {count} ({cause})");
        if self.json {
            let fields = serde_json::json!({ "message": message, "lost": count });
            writeln!(self.out, "{}", serde_json::json!({ "level": "WARN", "fields": fields }))
        } else {
            writeln!(self.out, "{message}")
        }
    }
}

impl<W: Write> Write for ReportingWriter<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let written = self.out.write_all(line);
        self.failed += usize::from(written.is_err());
        written.map(|()| line.len())
    }

    /// Ends a batch of lines.
    fn flush(&mut self) -> io::Result<()> {
        let dropped = self.dropped.get().map_or(0, ErrorCounter::dropped_lines);
        if dropped > self.reported {
            self.report(dropped - self.reported, "the reader of the log was too slow")?;
            self.reported = dropped;
        }
        if self.failed > 0 {
            self.report(self.failed, "they could not be written")?;
            self.failed = 0;
        }
        self.out.flush()?;
        std::thread::sleep(COLLECT_TIME);
        Ok(())
    }
}

/// Creates the writers of single lines.
struct LineQueue {
    queue: NonBlocking,
    json: bool,
}

/// Escapes, cuts and queues one line, which is written at once.
struct QueuedLine<'l>(&'l LineQueue);

impl<'l> MakeWriter<'l> for LineQueue {
    type Writer = QueuedLine<'l>;

    fn make_writer(&'l self) -> QueuedLine<'l> {
        QueuedLine(self)
    }
}

impl Write for QueuedLine<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let (text, mut queue) = (String::from_utf8_lossy(line), self.0.queue.clone());
        match (self.0.json, line.len() > MAX_LINE) {
            (false, false) => queue.write_all(line)?,
            (false, true) => {
                let start = text.get(..text.floor_char_boundary(MAX_LINE - 100)).unwrap_or_default();
                queue.write_all(format!("{start}… (cut: the line had {} bytes)\n", line.len()).as_bytes())?;
            }
            (true, false) => queue.write_all(escape_json(&text).as_bytes())?,
            (true, true) => queue.write_all(escape_json(&shorten_json(&text)).as_bytes())?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Escapes the control characters that JSON allows in strings and that terminals interpret; serde escapes the others.
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

/// Cuts the long texts of a line of JSON; it remains one object.
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
        serde_json::Value::String(text) if text.len() > MAX_FIELD => {
            text.truncate(text.floor_char_boundary(MAX_FIELD));
            text.push('…');
        }
        serde_json::Value::Object(fields) => fields.values_mut().for_each(shorten),
        _ => {}
    }
}
