//! Metrics of the process, under the names that Prometheus client libraries share (Linux, proc(5)).

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;
use rlimit::Resource;

/// The ticks per second in which the kernel reports processor time (`USER_HZ`, 100 on all supported systems).
const TICKS: f64 = 100.0;

/// Reads the state of the process whenever metrics are read. Values that the kernel does not provide are omitted.
#[derive(Debug)]
pub(in crate::web) struct ProcessCollector {
    /// When the program started, in seconds since 1970.
    started: f64,
}

impl ProcessCollector {
    pub(in crate::web) fn new() -> Self {
        Self { started: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() }
    }
}

impl Collector for ProcessCollector {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let mut write = |name, help, unit: Option<&Unit>, value: &dyn EncodeMetric| {
            value.encode(encoder.encode_descriptor(name, help, unit, value.metric_type())?)
        };
        let (bytes, seconds) = (Some(&Unit::Bytes), Some(&Unit::Seconds));
        write("process_start_time", "When the program started, since 1970.", seconds, &ConstGauge::new(self.started))?;
        if let Some(used) = processor_seconds() {
            write("process_cpu", "Processor time used.", seconds, &ConstCounter::new(used))?;
        }
        if let Some(resident) = resident_bytes() {
            write("process_resident_memory", "Resident memory.", bytes, &ConstGauge::new(resident))?;
        }
        if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
            write("process_open_fds", "Open files and sockets.", None, &ConstGauge::new(open.count() as u64))?;
        }
        if let Ok((max, _)) = Resource::NOFILE.get() {
            write("process_max_fds", "The maximum number of open files and sockets.", None, &ConstGauge::new(max))?;
        }
        Ok(())
    }
}

/// Reads a file of the kernel. An error is logged; the metric is then left out.
fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).inspect_err(|error| tracing::debug!(%error, path, "a metric cannot be read")).ok()
}

/// Returns the resident memory in bytes.
fn resident_bytes() -> Option<u64> {
    let status = read("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1024)
}

/// Returns the processor time of all threads in seconds, in user and kernel mode together.
fn processor_seconds() -> Option<f64> {
    let stat = read("/proc/self/stat")?;
    // The name in parentheses can contain anything. After it, user and system time are fields twelve and thirteen.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_ascii_whitespace().skip(11).map(str::parse::<u32>);
    Some((f64::from(times.next()?.ok()?) + f64::from(times.next()?.ok()?)) / TICKS)
}
