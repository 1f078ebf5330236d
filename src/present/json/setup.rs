//! Set-up in a recommendation: devices, server values, and the steps of a change.

use serde::Serialize;
use utoipa::ToSchema;

use crate::present::{Assessment, Wording, setup};
use crate::quota::bytes_of_mb;
use crate::rulebook::{CurrentUse, DrawnDevice, Lang, MailServers, Protocol, Server};
use crate::setup::{DevicePlan, DeviceSetting, Fit, OldMail, is_offered};

/// What to do after the recommendation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Setup)]
pub struct SetupBody<'a> {
    /// How the account is used now: `new`, `pop`, `imap`, `both` or `moving`; null if it is not known.
    #[schema(pattern = "^(new|pop|imap|both|moving)$")]
    pub now: Option<&'static str>,
    /// What to set on each device, the main one first.
    pub devices: Vec<DeviceBody>,
    /// The operator's mail servers; null if they are not known.
    pub servers: Option<ServersBody<'a>>,
    /// The protocols in use for which a configuration profile for Apple devices can be made.
    pub profiles: Vec<&'static str>,
    /// Whether nothing changes, because the account is used with the recommended protocol already.
    pub stays: bool,
    /// The steps of the change from the current use, in order; empty if nothing changes.
    pub steps: Vec<StepBody>,
    /// What to expect after the change.
    pub note: Option<String>,
    /// Whether the mail on the PC fits into the mailbox; null if nothing is copied there, or its amount is not known.
    pub old_mail: Option<OldMailBody>,
}

/// What to set on a device.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Device)]
pub struct DeviceBody {
    /// `pc`, `phone`, `other-pc` or `other-person`; null if it is not known.
    #[schema(pattern = "^(pc|phone|other-pc|other-person)$")]
    pub device: Option<&'static str>,
    /// `pop` or `imap`.
    #[schema(pattern = "^(pop|imap)$")]
    pub protocol: &'static str,
    /// For how many days POP leaves mail on the server before it is deleted; null if the device deletes nothing by itself.
    pub leave_days: Option<u64>,
    /// For how many days the device can read mail that the main device has fetched; null if there is no such limit.
    pub sees_days: Option<u64>,
    /// Whether mail that the main device has fetched may appear as read here.
    pub shows_as_read: bool,
    /// The setting in words.
    pub text: String,
}

/// The operator's mail servers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Servers)]
pub struct ServersBody<'a> {
    /// `address`, `local` (the part before `@`) or `given`.
    pub username: &'static str,
    /// The protocol that comes first in client configuration files.
    pub first: &'static str,
    /// For receiving by IMAP.
    pub imap: ServerBody<'a>,
    /// For receiving by POP.
    pub pop: ServerBody<'a>,
    /// For sending.
    pub smtp: ServerBody<'a>,
}

/// A server as a mail app connects to it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Server)]
pub struct ServerBody<'a> {
    /// The host name; `{domain}` is a placeholder for the customer's domain.
    pub host: &'a str,
    /// The port.
    pub port: u16,
    /// `tls`, `starttls` or `plain`.
    pub security: &'static str,
}

/// A step of a change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Step)]
pub struct StepBody {
    /// Its id.
    pub id: String,
    /// `guard` if leaving it out can lose mail, otherwise `action`.
    #[schema(pattern = "^(guard|action)$")]
    pub kind: &'static str,
    /// What to do.
    pub text: String,
    /// The ids of the losses that it prevents.
    pub guards: Vec<String>,
    /// The losses in words.
    pub losses: Vec<String>,
}

/// Mail on the PC against the free space of the mailbox.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OldMail)]
pub struct OldMailBody {
    /// The mail on the PC, in bytes.
    pub local_bytes: u64,
    /// Whether all of it fits; null if the limit is not known.
    pub fits: Option<bool>,
    /// How full the mailbox is afterwards, in percent of its limit, if all of it fits.
    pub percent: Option<u64>,
    /// About how many months of the newest mail fit, if not all of it does.
    pub newest_months: Option<u64>,
    /// The same in words.
    pub text: String,
}

impl<'a> SetupBody<'a> {
    pub(super) fn of(assessment: &Assessment<'a>, lang: Lang) -> Self {
        let plan = assessment.setup();
        let words = setup::devices(assessment, lang).into_iter().map(|device| device.lines);
        let steps = plan.steps.iter().zip(setup::steps(assessment, lang)).map(|(step, words)| StepBody {
            id: step.id.clone(),
            kind: step.kind_id(),
            text: words.text,
            guards: step
                .guards
                .iter()
                .filter_map(|index| Some(assessment.rulebook.losses.get(*index)?.id.clone()))
                .collect(),
            losses: words.losses.into_iter().map(str::to_owned).collect(),
        });
        let w = Wording::of(lang);
        Self {
            now: plan.now.map(CurrentUse::id),
            devices: plan.devices.iter().zip(words).map(|(device, lines)| DeviceBody::of(device, &lines, w)).collect(),
            servers: plan.servers.map(ServersBody::of),
            profiles: plan
                .servers
                .map(|servers| {
                    plan.protocols().filter(|protocol| is_offered(servers, *protocol)).map(Protocol::id).collect()
                })
                .unwrap_or_default(),
            stays: plan.stays(),
            steps: steps.collect(),
            note: plan.note.map(|note| note.get(lang).to_owned()),
            old_mail: plan.old_mail.map(|mail| OldMailBody::of(mail, w)),
        }
    }
}

impl DeviceBody {
    fn of(device: &DevicePlan<'_>, lines: &[String], w: &Wording) -> Self {
        let (leave_days, sees_days, shows_as_read) = match device.setting {
            DeviceSetting::Deletes { after_days } => (Some(after_days), None, false),
            DeviceSetting::ReadsOnly { sees_days, shows_as_read } => (None, Some(sees_days), shows_as_read),
            DeviceSetting::NeverDeletes | DeviceSetting::Shared => (None, None, false),
        };
        Self {
            device: device.device.map(DrawnDevice::id),
            protocol: device.protocol.id(),
            leave_days,
            sees_days,
            shows_as_read,
            text: lines.join(w.layout.gap),
        }
    }
}

impl<'a> ServersBody<'a> {
    pub(super) fn of(servers: &'a MailServers) -> Self {
        Self {
            username: servers.username.id(),
            first: servers.first.id(),
            imap: ServerBody::of(&servers.incoming.imap),
            pop: ServerBody::of(&servers.incoming.pop),
            smtp: ServerBody::of(&servers.smtp),
        }
    }
}

impl<'a> ServerBody<'a> {
    fn of(server: &'a Server) -> Self {
        Self { host: &server.host, port: server.port, security: server.security.id() }
    }
}

impl OldMailBody {
    fn of(mail: OldMail, w: &Wording) -> Self {
        let (fits, percent, newest_months) = match mail.fit {
            Fit::Whole { percent, .. } => (Some(true), Some(percent), None),
            Fit::Newest { months, .. } => (Some(false), None, months),
            Fit::LimitUnknown => (None, None, None),
        };
        Self { local_bytes: bytes_of_mb(mail.local_mb), fits, percent, newest_months, text: w.old_mail(mail) }
    }
}
