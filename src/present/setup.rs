//! Set-up in words: devices, server values and steps, for page, text and reply.

use super::{Assessment, QuotaLine, Wording, first_sentence};
use crate::rulebook::{Client, DAYS, Lang, MailServers, Protocol, Security, Server, Step, Text};
use crate::setup::{DevicePlan, DeviceSetting, SetupPlan};

/// What to set on a device, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceWords<'a> {
    /// The device.
    pub name: String,
    /// The name of the protocol.
    pub protocol: &'a str,
    /// What happens to mail on the server.
    pub lines: Vec<String>,
    /// The mail apps that run on it.
    pub clients: Vec<ClientWords<'a>>,
}

/// How to choose the protocol in a mail app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientWords<'a> {
    /// The name of the app.
    pub name: &'a str,
    /// What to do in it.
    pub lines: Vec<String>,
    /// The operator's guide.
    pub guide: Option<&'a str>,
    /// When these texts were compared with the app.
    pub checked: String,
}

/// A step of a change, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepWords<'a> {
    /// The id.
    pub id: &'a str,
    /// What to do.
    pub text: String,
    /// What is lost without it; empty for an action.
    pub losses: Vec<&'a str>,
    /// What mail apps call it: name and hint.
    pub hints: Vec<(&'a str, String)>,
}

impl StepWords<'_> {
    /// Returns the first sentence, and the rest.
    #[must_use]
    pub fn parts(&self, lang: Lang) -> (&str, &str) {
        first_sentence(&self.text, lang)
    }
}

/// The values of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerWords<'a> {
    /// What it is for.
    pub title: String,
    /// The host name; it may contain the pattern for the customer's domain.
    pub host: &'a str,
    /// The port.
    pub port: u16,
    /// The encryption.
    pub security: &'static str,
}

/// Returns what to set on each device.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{Assessment, setup}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "devices=pc-phone&offline=unopened");
/// let assessment = Assessment::new(&rulebook, &answers);
/// let devices = setup::devices(&assessment, Lang::En);
/// assert_eq!((devices[0].name.as_str(), devices[0].protocol), ("PC", "POP"));
/// assert_eq!((devices[1].name.as_str(), devices[1].protocol), ("Phone", "IMAP"));
/// ```
#[must_use]
pub fn devices<'a>(assessment: &'a Assessment<'_>, lang: Lang) -> Vec<DeviceWords<'a>> {
    let w = Wording::of(lang);
    let plan = assessment.setup();
    // The file that apps read is the general one, which does not apply to a plan with servers of its own.
    let has_own = assessment.quota().plan.is_some_and(|plan| plan.mail.is_some());
    let first = plan.servers.filter(|_| !has_own).map(|servers| servers.first);
    let words = |device: &'a DevicePlan<'_>| DeviceWords {
        name: w.device_name(device.device),
        protocol: assessment.rulebook.protocols.get(device.protocol).name.get(lang),
        lines: w.device_setting(device.setting),
        clients: device.clients.iter().map(|client| client_words(client, device, first, lang)).collect(),
    };
    plan.devices.iter().map(words).collect()
}

fn client_words<'a>(
    client: &'a Client,
    device: &DevicePlan<'_>,
    first: Option<Protocol>,
    lang: Lang,
) -> ClientWords<'a> {
    let w = Wording::of(lang);
    let name = |protocol| client.calls.get(protocol).as_deref().unwrap_or_default();
    let choose = |text: &Text| {
        text.get(lang).replace("{protocol}", name(device.protocol)).replace("{other}", name(device.protocol.other()))
    };
    let mark = client.mark.as_ref().map(|mark| match first {
        None => &mark.unknown,
        Some(first) if first == device.protocol => &mark.same,
        Some(_) => &mark.other,
    });
    let keep = match device.setting {
        DeviceSetting::Deletes { after_days: 0 } => client.keep_nothing.as_ref().map(|text| text.get(lang).to_owned()),
        DeviceSetting::Deletes { after_days } => {
            client.keep.as_ref().map(|text| fill_days(text.get(lang), after_days, lang))
        }
        _ => None,
    };
    // Only what quotes the app, or the operator's own guide, states a check.
    let is_checked = client.exact || client.guide.is_some();
    ClientWords {
        name: client.name.get(lang),
        lines: std::iter::once(&client.choose).chain(mark).map(choose).chain(keep).collect(),
        guide: client.guide.as_deref(),
        checked: if is_checked { w.checked_on(&client.checked) } else { w.setup.unchecked.to_owned() },
    }
}

/// Returns the steps of the change from the current use, with what mail apps on the devices call them.
#[must_use]
pub fn steps<'a>(assessment: &'a Assessment<'_>, lang: Lang) -> Vec<StepWords<'a>> {
    let plan = assessment.setup();
    let mut clients: Vec<&Client> = Vec::new();
    for client in plan.devices.iter().flat_map(|device| &device.clients) {
        if !clients.contains(client) {
            clients.push(client);
        }
    }
    let words = |step: &&'a Step| StepWords {
        id: &step.id,
        text: fill_days(step.text.get(lang), plan.leave_days().unwrap_or(1), lang),
        losses: step
            .guards
            .iter()
            .filter_map(|index| assessment.rulebook.losses.get(*index))
            .map(|loss| loss.text.get(lang))
            .collect(),
        hints: clients
            .iter()
            .flat_map(|client| {
                let hints = client.hints.iter().filter(|hint| hint.step == step.id);
                hints.map(|hint| (client.name.get(lang), hint.text.get(lang).to_owned()))
            })
            .collect(),
    };
    plan.steps.iter().map(words).collect()
}

/// Replaces the placeholder for a number of days.
#[must_use]
pub fn fill_days(text: &str, days: u64, lang: Lang) -> String {
    text.replace(DAYS, &Wording::of(lang).in_days(days.max(1)))
}

/// Returns the values of the servers that the devices use: receiving, then sending.
#[must_use]
pub fn servers<'a>(plan: &SetupPlan<'a>, lang: Lang) -> Vec<ServerWords<'a>> {
    let w = Wording::of(lang);
    let Some(servers) = plan.servers else { return Vec::new() };
    let words = |title: String, server: &'a Server| ServerWords {
        title,
        host: &server.host,
        port: server.port,
        security: w.encryption(server.security),
    };
    let receiving = plan.protocols().map(|protocol| words(w.receiving(protocol), servers.incoming.get(protocol)));
    receiving.chain([words(w.sending().to_owned(), &servers.smtp)]).collect()
}

/// Returns the notes about the server values: the user name, what to replace, and why a connection is not encrypted.
#[must_use]
pub fn server_notes(plan: &SetupPlan<'_>, lang: Lang) -> Vec<String> {
    let w = Wording::of(lang);
    let Some(servers) = plan.servers else { return vec![w.setup.servers_unknown.to_owned()] };
    let used: Vec<_> = plan.protocols().collect();
    let is_pattern = used.iter().any(|protocol| !servers.has_fixed_hosts(*protocol));
    let is_plain = used
        .iter()
        .flat_map(|protocol| servers.for_protocol(*protocol))
        .any(|server| server.security == Security::Plain);
    let pattern = is_pattern.then(|| w.setup.pattern.to_owned());
    let reason = servers.plain_reason.as_ref().filter(|_| is_plain).map(|reason| reason.get(lang).to_owned());
    pattern.into_iter().chain(reason).collect()
}

/// Returns the values that are the same for all servers: user name and password.
#[must_use]
pub fn credentials(servers: &MailServers, lang: Lang) -> [QuotaLine; 2] {
    let w = Wording::of(lang);
    let line = |label: &str, value: &str| QuotaLine { label: label.to_owned(), value: value.to_owned() };
    [line(w.setup.username, w.username_form(servers.username)), line(w.setup.password, w.setup.password_where)]
}

/// Returns the set-up as lines of plain text: a line per device, then the server values.
#[must_use]
pub fn text_lines(assessment: &Assessment<'_>, lang: Lang) -> Vec<String> {
    let w = Wording::of(lang);
    let plan = assessment.setup();
    let devices = devices(assessment, lang).into_iter().map(|device| {
        let what = [&[w.chooses(device.protocol)], &device.lines[..]].concat();
        w.pair(&device.name, &what.join(w.layout.gap))
    });
    let servers = servers(plan, lang).into_iter().map(|server| {
        let port = format!("{} {}", w.setup.port, server.port);
        w.pair(&server.title, &w.list(&[server.host, &port, server.security]))
    });
    let names = plan.servers.map(|servers| {
        let [username, _] = credentials(servers, lang);
        w.pair(&username.label, &username.value)
    });
    devices.chain(servers).chain(names).chain(server_notes(plan, lang)).collect()
}

/// Returns the steps as numbered lines of plain text, the important ones marked.
#[must_use]
pub fn step_lines(assessment: &Assessment<'_>, lang: Lang) -> Vec<String> {
    let w = Wording::of(lang);
    let steps = steps(assessment, lang).into_iter().zip(1_u32..).map(|(step, number)| {
        let mark = if step.losses.is_empty() { "" } else { w.setup.important_mark };
        format!("{number}. {mark}{}", step.text)
    });
    let plan = assessment.setup();
    let old = plan.old_mail.map(|mail| w.old_mail(mail));
    let note = plan.note.map(|note| note.get(lang).to_owned());
    let stays = stays(assessment, lang);
    steps.chain(old).chain(note).chain(stays).collect()
}

/// Writes that nothing has to be changed, if the account is used with the recommended protocol already.
#[must_use]
pub fn stays(assessment: &Assessment<'_>, lang: Lang) -> Option<String> {
    let plan = assessment.setup();
    let name = assessment.rulebook.protocols.get(plan.protocol).name.get(lang);
    plan.stays().then(|| Wording::of(lang).stays(name))
}
