//! Owns what is told of the process itself, under the names that all programs use for it (Linux, proc(5)).

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;
use rlimit::Resource;

/// How many ticks a second has in which processor time is told (`USER_HZ`, the same wherever this runs).
const TICKS: f64 = 100.0;

/// Looks at the process whenever somebody asks; what the system does not tell is left out.
#[derive(Debug)]
pub(in crate::web) struct Process {
    /// When it began, in seconds since 1970.
    began: f64,
}

impl Process {
    /// Takes now for the time at which it began.
    pub(in crate::web) fn new() -> Self {
        Self { began: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() }
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let mut tell = |name, help, unit: Option<&Unit>, value: &dyn EncodeMetric| {
            value.encode(encoder.encode_descriptor(name, help, unit, value.metric_type())?)
        };
        let (bytes, seconds) = (Some(&Unit::Bytes), Some(&Unit::Seconds));
        tell("process_start_time", "When the program began, since 1970.", seconds, &ConstGauge::new(self.began))?;
        if let Some(used) = processor_seconds() {
            tell("process_cpu", "Processor time used.", seconds, &ConstCounter::new(used))?;
        }
        if let Some(resident) = resident_bytes() {
            tell("process_resident_memory", "Memory in RAM.", bytes, &ConstGauge::new(resident))?;
        }
        if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
            tell("process_open_fds", "Open files and sockets.", None, &ConstGauge::new(open.count() as u64))?;
        }
        if let Ok((most, _)) = Resource::NOFILE.get() {
            tell("process_max_fds", "How many files and sockets may be open.", None, &ConstGauge::new(most))?;
        }
        Ok(())
    }
}

/// Gives the bytes of memory in RAM.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1024)
}

/// Gives the seconds of processor time that all threads have used, for the program and for the system.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name in brackets may hold anything; behind it, user and system time are the twelfth and thirteenth.
    let (_, behind) = stat.rsplit_once(')')?;
    let mut times = behind.split_ascii_whitespace().skip(11).map(str::parse::<u32>);
    Some((f64::from(times.next()?.ok()?) + f64::from(times.next()?.ok()?)) / TICKS)
}
