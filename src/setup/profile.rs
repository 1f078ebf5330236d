//! Configuration profile for Apple devices (payload `com.apple.mail.managed`): one protocol a file, without address, user
//! name or password, which the device asks for.

use plist::{Dictionary, Value, XmlWriteOptions};

use crate::rulebook::{MailServers, Protocol, Security};

/// The identifiers of one profile. A device replaces a profile that it has by one with the same identifiers, so each
/// download needs new ones: else a second account would replace the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileIds {
    /// The UUID of the profile.
    pub profile: String,
    /// The UUID of the account in it.
    pub account: String,
}

/// Checks whether a profile can be made: hosts are the same for all customers, and every connection is encrypted.
#[must_use]
pub fn is_offered(servers: &MailServers, protocol: Protocol) -> bool {
    let is_encrypted = servers.for_protocol(protocol).iter().all(|server| server.security != Security::Plain);
    is_encrypted && servers.has_fixed_hosts(protocol)
}

/// Renders a profile as an XML property list; `None` if it cannot be [made](is_offered).
#[must_use]
pub fn profile(servers: &MailServers, protocol: Protocol, ids: &ProfileIds) -> Option<String> {
    if !is_offered(servers, protocol) {
        return None;
    }
    let [incoming, outgoing] = servers.for_protocol(protocol);
    let kind = match protocol {
        Protocol::Pop => "EmailTypePOP",
        Protocol::Imap => "EmailTypeIMAP",
    };
    let prefix = servers.domain.rsplit('.').collect::<Vec<_>>().join(".");
    let name = format!("{} ({})", servers.name, protocol.id().to_uppercase());
    let password = "EmailAuthPassword";
    let account = dictionary([
        ("PayloadType", "com.apple.mail.managed".into()),
        ("PayloadVersion", 1.into()),
        ("PayloadIdentifier", format!("{prefix}.mail.{}", ids.account).into()),
        ("PayloadUUID", ids.account.as_str().into()),
        ("PayloadDisplayName", name.as_str().into()),
        ("EmailAccountDescription", servers.name.as_str().into()),
        ("EmailAccountType", kind.into()),
        ("IncomingMailServerAuthentication", password.into()),
        ("IncomingMailServerHostName", incoming.host.as_str().into()),
        ("IncomingMailServerPortNumber", i64::from(incoming.port).into()),
        ("IncomingMailServerUseSSL", true.into()),
        ("OutgoingMailServerAuthentication", password.into()),
        ("OutgoingMailServerHostName", outgoing.host.as_str().into()),
        ("OutgoingMailServerPortNumber", i64::from(outgoing.port).into()),
        ("OutgoingMailServerUseSSL", true.into()),
        ("OutgoingPasswordSameAsIncomingPassword", true.into()),
    ]);
    let profile = dictionary([
        ("PayloadType", "Configuration".into()),
        ("PayloadVersion", 1.into()),
        ("PayloadIdentifier", format!("{prefix}.profile.{}", ids.profile).into()),
        ("PayloadUUID", ids.profile.as_str().into()),
        ("PayloadDisplayName", name.into()),
        ("PayloadOrganization", servers.name.as_str().into()),
        ("PayloadContent", Value::Array(vec![account])),
    ]);
    let mut file = Vec::new();
    profile.to_writer_xml_with_options(&mut file, &XmlWriteOptions::default()).ok()?;
    String::from_utf8(file).ok()
}

fn dictionary<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Dictionary(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Dictionary>())
}
