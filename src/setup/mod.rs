//! Set-up after the recommendation: what to set on each device, the steps of a change, what fits into the mailbox, and
//! configuration files for mail apps. Pure: identifiers of files are parameters.

mod autoconfig;
mod old_mail;
mod profile;

pub use autoconfig::{AUTOCONFIG, autoconfig, autoconfig_files};
pub use old_mail::{Fit, OldMail};
pub use profile::{ProfileIds, is_offered, profile};

use crate::answers::{Answers, Number};
use crate::engine;
use crate::quota::{self, Forecast, PopRetention};
use crate::rulebook::{Client, CurrentUse, DrawnDevice, MailServers, Protocol, Rulebook, Step, Text};

/// How an account is used now. It affects the steps, never the recommendation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Current {
    /// The use; `None` if it is not known.
    pub now: Option<CurrentUse>,
    /// The mail on the PC, in MB, if it was entered.
    pub local_mb: Option<u64>,
}

impl Current {
    /// Returns what a link contains about the current use.
    #[must_use]
    pub fn of(answers: &Answers) -> Self {
        Self { now: answers.now, local_mb: answers.numbers.get(Number::Local) }
    }
}

/// What to do after a recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupPlan<'a> {
    /// The recommended protocol.
    pub protocol: Protocol,
    /// How the account is used now.
    pub now: Option<CurrentUse>,
    /// What to set on each device; the first is the main one.
    pub devices: Vec<DevicePlan<'a>>,
    /// The operator's servers, if they are known.
    pub servers: Option<&'a MailServers>,
    /// The steps of the change from the current use, in order; empty if nothing changes or the use is not known.
    pub steps: Vec<&'a Step>,
    /// What to expect after the change.
    pub note: Option<&'a Text>,
    /// Whether the mail on the PC fits into the mailbox, if the change copies it there and its amount is known.
    pub old_mail: Option<OldMail>,
}

impl SetupPlan<'_> {
    /// Checks whether the account is used with the recommended protocol already, so that nothing has to be changed.
    #[must_use]
    pub fn stays(&self) -> bool {
        let same = match self.now {
            Some(CurrentUse::Pop) => self.protocol == Protocol::Pop,
            Some(CurrentUse::Imap) => self.protocol == Protocol::Imap,
            None | Some(CurrentUse::New | CurrentUse::Both | CurrentUse::Moving) => false,
        };
        same && self.steps.is_empty()
    }

    /// Returns for how many days the main device leaves mail on the server, if it uses POP and deletes it.
    #[must_use]
    pub fn leave_days(&self) -> Option<u64> {
        self.devices.iter().find_map(|device| match device.setting {
            DeviceSetting::Deletes { after_days } => Some(after_days),
            _ => None,
        })
    }

    /// Returns the protocols that the devices use, the recommended one first.
    pub fn protocols(&self) -> impl Iterator<Item = Protocol> {
        let all = [self.protocol, self.protocol.other()].into_iter();
        all.filter(|protocol| self.devices.iter().any(|device| device.protocol == *protocol))
    }
}

/// What to set on a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevicePlan<'a> {
    /// The device; `None` if it is not known.
    pub device: Option<DrawnDevice>,
    /// The protocol to choose on it.
    pub protocol: Protocol,
    /// What happens to mail on the server.
    pub setting: DeviceSetting,
    /// The mail apps that run on it.
    pub clients: Vec<&'a Client>,
}

/// What a device does with mail on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceSetting {
    /// POP: mail stays for some days after it is fetched, and is then deleted; 0 means at once.
    Deletes {
        /// The number of days.
        after_days: u64,
    },
    /// POP on a phone: most apps never delete mail on the server.
    NeverDeletes,
    /// IMAP beside a main device that uses POP: it deletes nothing.
    ReadsOnly {
        /// For how many days it can read mail that the main device has fetched.
        sees_days: u64,
        /// Whether that mail appears as read.
        shows_as_read: bool,
    },
    /// IMAP on every device: all show the same.
    Shared,
}

/// Plans the set-up of an account.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, rulebook::Protocol, setup::{self, Current, DeviceSetting}};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "devices=pc-phone&offline=unopened&now=imap");
/// let plan = setup::plan(&rulebook, &answers, Current::of(&answers));
/// assert_eq!(plan.devices[0].setting, DeviceSetting::Deletes { after_days: 14 });
/// assert_eq!((plan.devices[1].protocol, plan.devices.len()), (Protocol::Imap, 2));
/// assert!(plan.steps[0].is_guard());
/// ```
#[must_use]
pub fn plan<'a>(rulebook: &'a Rulebook, answers: &Answers, current: Current) -> SetupPlan<'a> {
    let protocol = engine::recommend(rulebook, answers).outcome.protocol;
    plan_for(rulebook, answers, current, protocol, &quota::forecast(rulebook, answers))
}

/// Plans the set-up for a recommendation and a forecast that are known already.
pub(crate) fn plan_for<'a>(
    rulebook: &'a Rulebook,
    answers: &Answers,
    current: Current,
    protocol: Protocol,
    forecast: &Forecast,
) -> SetupPlan<'a> {
    let quota = quota::quota(rulebook, answers);
    let servers = rulebook.mail_of(quota.plan);
    let set = answers.as_set(rulebook);
    let switch = current.now.and_then(|now| {
        rulebook.switches.iter().find(|switch| switch.from.contains(&now) && switch.to.contains(&protocol))
    });
    let steps: Vec<_> =
        switch.into_iter().flat_map(|switch| &switch.steps).filter(|step| step.condition.allows(set)).collect();
    let has_pc = known_devices(rulebook, answers).iter().any(|device| *device != Some(DrawnDevice::Phone));
    SetupPlan {
        protocol,
        now: current.now,
        devices: devices(rulebook, answers, protocol, forecast, servers),
        servers,
        note: switch.and_then(|switch| switch.note.as_ref()),
        old_mail: has_pc.then(|| OldMail::new(rulebook, current, protocol, quota.mailbox_limit_mb, forecast)).flatten(),
        steps,
    }
}

fn devices<'a>(
    rulebook: &'a Rulebook,
    answers: &Answers,
    protocol: Protocol,
    forecast: &Forecast,
    servers: Option<&MailServers>,
) -> Vec<DevicePlan<'a>> {
    let devices = known_devices(rulebook, answers);
    let days = if devices.len() > 1 { forecast.keep.for_others } else { forecast.keep.days };
    let shows_as_read = servers.is_none_or(|servers| servers.fetched_shows_as_read);
    let plan = |(index, device)| {
        let (protocol, setting) = match (protocol, index, forecast.pop) {
            (Protocol::Imap, ..) => (Protocol::Imap, DeviceSetting::Shared),
            (Protocol::Pop, 0, PopRetention::NeverDeletes) => (Protocol::Pop, DeviceSetting::NeverDeletes),
            (Protocol::Pop, 0, _) => (Protocol::Pop, DeviceSetting::Deletes { after_days: days }),
            (Protocol::Pop, ..) => (Protocol::Imap, DeviceSetting::ReadsOnly { sees_days: days, shows_as_read }),
        };
        let clients = rulebook.clients.iter();
        let clients =
            clients.filter(|client| runs_on(client, device) && client.calls.get(protocol).is_some()).collect();
        DevicePlan { device, protocol, setting, clients }
    };
    devices.into_iter().enumerate().map(plan).collect()
}

/// Returns the devices of the chosen answer, the main one first; without one, a PC and a device that is not known.
pub(crate) fn known_devices(rulebook: &Rulebook, answers: &Answers) -> Vec<Option<DrawnDevice>> {
    let mut chosen = rulebook.indexed_questions().filter_map(|(index, question)| {
        let choice = question.choices.get(answers.choice(index)?)?;
        Some(choice.draws.iter().copied().map(Some).collect::<Vec<_>>()).filter(|draws| !draws.is_empty())
    });
    chosen.next().unwrap_or_else(|| vec![Some(DrawnDevice::Pc), None])
}

/// Checks whether a mail app can run on a device; another person's device can be of any kind.
fn runs_on(client: &Client, device: Option<DrawnDevice>) -> bool {
    match device {
        Some(DrawnDevice::Pc | DrawnDevice::OtherPc) => client.runs_on.contains(&DrawnDevice::Pc),
        Some(DrawnDevice::Phone) => client.runs_on.contains(&DrawnDevice::Phone),
        Some(DrawnDevice::OtherPerson) | None => true,
    }
}
