//! Mail map: where a protocol keeps the mail of a visitor, where it can be read, and where it does not arrive.

use super::{Assessment, Wording};
use crate::quota::PopRetention;
use crate::rulebook::{DrawnDevice, Lang, Protocol};
use crate::setup;

/// What a place has of the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The mail is kept here.
    Kept,
    /// It can be read here, and is kept elsewhere.
    Readable,
    /// It is no longer here.
    Gone,
    /// It does not arrive here.
    Missing,
}

/// A device in a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapDevice {
    /// What it is; `None` if the question about devices was not answered.
    pub device: Option<DrawnDevice>,
    /// What it has of the mail.
    pub mark: Mark,
    /// For how many days other devices can fetch mail before it leaves the server, if that is why it arrives.
    pub within_days: Option<u64>,
}

/// Where a protocol keeps mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailMap {
    /// The protocol.
    pub protocol: Protocol,
    /// What the server has of the mail.
    pub server: Mark,
    /// One or two devices; the first is the main one.
    pub devices: Vec<MapDevice>,
}

impl MailMap {
    /// Returns the map of a protocol for the devices and numbers of a visitor.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader, present::{Assessment, mail_map::{MailMap, Mark}}, rulebook::Protocol};
    /// let rulebook = loader::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "devices=pc-phone&away=yes");
    /// let assessment = Assessment::new(&rulebook, &answers);
    /// let imap = MailMap::new(&assessment, Protocol::Imap);
    /// assert_eq!((imap.server, imap.devices[1].mark), (Mark::Kept, Mark::Readable));
    /// let pop = MailMap::new(&assessment, Protocol::Pop);
    /// assert_eq!((pop.server, pop.devices[1].mark), (Mark::Gone, Mark::Missing));
    /// ```
    #[must_use]
    pub fn new(assessment: &Assessment<'_>, protocol: Protocol) -> Self {
        let devices = setup::known_devices(assessment.rulebook, &assessment.answers);
        match protocol {
            Protocol::Imap => Self::imap(&devices),
            Protocol::Pop if assessment.forecast().pop == PopRetention::NeverDeletes => {
                Self { server: Mark::Kept, ..Self::pop(&devices, None) }
            }
            Protocol::Pop => {
                let forecast = assessment.forecast();
                // The advice for POP lets the main device leave mail for the others.
                let is_advised = assessment.outcome().protocol == Protocol::Pop;
                let days = if is_advised { forecast.keep.for_others } else { 0 };
                Self::pop(&devices, Some(days).filter(|days| *days > 0))
            }
        }
    }

    /// Returns the map of a protocol for a PC and a phone with the usual settings, to explain it.
    #[must_use]
    pub fn usual(protocol: Protocol) -> Self {
        let devices = [Some(DrawnDevice::Pc), Some(DrawnDevice::Phone)];
        match protocol {
            Protocol::Imap => Self::imap(&devices),
            Protocol::Pop => Self::pop(&devices, None),
        }
    }

    fn imap(devices: &[Option<DrawnDevice>]) -> Self {
        let device = |device: &_| MapDevice { device: *device, mark: Mark::Readable, within_days: None };
        Self { protocol: Protocol::Imap, server: Mark::Kept, devices: devices.iter().map(device).collect() }
    }

    /// Returns the map of POP; after `within_days` days, mail leaves the server.
    fn pop(devices: &[Option<DrawnDevice>], within_days: Option<u64>) -> Self {
        let others = if within_days.is_some() { Mark::Readable } else { Mark::Missing };
        let device = |(index, device): (usize, &_)| match index {
            0 => MapDevice { device: *device, mark: Mark::Kept, within_days: None },
            _ => MapDevice { device: *device, mark: others, within_days },
        };
        let devices = devices.iter().enumerate().map(device).collect();
        Self { protocol: Protocol::Pop, server: Mark::Gone, devices }
    }

    /// Describes the map in words, for those who do not see it.
    #[must_use]
    pub fn description(&self, lang: Lang) -> String {
        let w = Wording::of(lang);
        let server = w.place_has(w.map.server, self.server, None);
        let devices = self
            .devices
            .iter()
            .map(|device| w.place_has(&device.label(w).replace('|', w.layout.gap), device.mark, device.within_days));
        let places: Vec<_> = std::iter::once(server).chain(devices).collect();
        format!("{}{}{}", protocol_name(self.protocol), w.layout.colon, places.join(w.layout.list_between))
    }
}

impl MapDevice {
    /// Returns the label, with a mark where a line may break.
    #[must_use]
    pub const fn label(&self, w: &Wording) -> &'static str {
        match self.device {
            Some(DrawnDevice::Pc) => w.map.pc,
            Some(DrawnDevice::Phone) => w.map.phone,
            Some(DrawnDevice::OtherPc) => w.map.other_pc,
            Some(DrawnDevice::OtherPerson) => w.map.other_person,
            None => w.map.unknown,
        }
    }
}

const fn protocol_name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Pop => "POP",
        Protocol::Imap => "IMAP",
    }
}
