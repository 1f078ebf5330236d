//! Mail map as a drawing of 320 × 112 units: a server on the left, and one or two devices.

use crate::present::Wording;
use crate::present::mail_map::{MailMap, MapDevice, Mark};
use crate::rulebook::DrawnDevice;

/// The horizontal centres of one device, and of two.
const ONE: [u32; 1] = [220];
const TWO: [u32; 2] = [189, 277];
/// Where arrows leave the server.
const SERVER_EDGE: u32 = 90;

/// A map as the template draws it.
#[derive(Debug)]
pub(in crate::web) struct MapView {
    pub(in crate::web) name: String,
    pub(in crate::web) recommended: bool,
    /// The description for those who do not see it.
    pub(in crate::web) label: String,
    /// The class of the envelopes in the server.
    pub(in crate::web) server: &'static str,
    pub(in crate::web) devices: Vec<DeviceView>,
    /// The sentences below the drawing; the first is the caption.
    pub(in crate::web) lines: Vec<String>,
}

/// A device as the template draws it.
#[derive(Debug)]
pub(in crate::web) struct DeviceView {
    /// The horizontal centre.
    pub(in crate::web) x: u32,
    /// Where its arrow starts and ends, and its height.
    pub(in crate::web) from: u32,
    pub(in crate::web) to: u32,
    pub(in crate::web) y: u32,
    /// The upper edge of its envelope.
    pub(in crate::web) envelope_y: u32,
    pub(in crate::web) is_phone: bool,
    /// Whether it is drawn with dashes: not known, or without mail.
    pub(in crate::web) is_off: bool,
    pub(in crate::web) arrow: Arrow,
    /// The class of its envelope.
    pub(in crate::web) mark: &'static str,
    /// The words on its arrow: how long mail can be fetched.
    pub(in crate::web) within: Option<String>,
    /// The lines of its label.
    pub(in crate::web) label: Vec<&'static str>,
}

/// The arrow between the server and a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Arrow {
    /// No mail arrives.
    None,
    /// Mail moves to the device.
    ToDevice,
    /// The device shows what the server has, and changes it.
    BothWays,
}

/// Lays out a map; `lines` are the sentences below it.
pub(in crate::web) fn view(map: &MailMap, w: &Wording, name: String, recommended: bool, lines: Vec<String>) -> MapView {
    let both_ways = map.server == Mark::Kept && map.devices.iter().all(|device| device.mark == Mark::Readable);
    let centres: &[u32] = if map.devices.len() == 1 { &ONE } else { &TWO };
    let devices = map.devices.iter().zip(centres).enumerate();
    MapView {
        name,
        recommended,
        label: map.description(w.lang),
        server: class(map.server),
        devices: devices.map(|(index, (device, x))| device_view(device, index, *x, both_ways, w)).collect(),
        lines,
    }
}

fn device_view(device: &MapDevice, index: usize, x: u32, both_ways: bool, w: &Wording) -> DeviceView {
    let is_phone = device.device == Some(DrawnDevice::Phone);
    let half = if is_phone { 16 } else { 29 };
    DeviceView {
        x,
        from: SERVER_EDGE,
        to: x - half - 8,
        // The second arrow passes below the first device.
        y: if index == 0 { 32 } else { 70 },
        envelope_y: if is_phone { 35 } else { 22 },
        is_phone,
        is_off: device.device.is_none() || device.mark == Mark::Missing,
        arrow: match device.mark {
            Mark::Missing => Arrow::None,
            _ if both_ways => Arrow::BothWays,
            _ => Arrow::ToDevice,
        },
        mark: class(device.mark),
        within: device.within_days.map(|days| w.within_days(days)),
        label: device.label(w).split('|').collect(),
    }
}

const fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Kept => "kept",
        Mark::Readable => "readable",
        Mark::Gone | Mark::Missing => "gone",
    }
}
