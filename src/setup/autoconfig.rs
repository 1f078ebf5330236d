//! Client configuration for Thunderbird and others (draft-ietf-mailmaint-autoconfig-06): one file for all customers, in
//! which placeholders represent the address, so that it is the same for every customer.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::rulebook::{DOMAIN, MailServers, Protocol, Rulebook, Security, Server, UserName};

/// The name of the file that mail apps look for.
pub const AUTOCONFIG: &str = "config-v1.1.xml";
/// The version of the format.
const VERSION: &str = "1.1";

/// Returns the files of a rule set: the general one, and one for each plan with servers of its own, with its id.
#[must_use]
pub fn autoconfig_files(rulebook: &Rulebook) -> Vec<(Option<&str>, String)> {
    let plans = rulebook.plans.iter().map(|plan| (Some(plan.id.as_str()), plan.mail.as_ref()));
    let all = std::iter::once((None, rulebook.mail.as_ref())).chain(plans);
    all.filter_map(|(plan, servers)| Some((plan, autoconfig(servers?, rulebook.assumptions.keep_days)?))).collect()
}

/// Renders the file: both protocols, the operator's first one first. POP leaves mail on the server for `keep_days` days.
/// `None` if user names are given by the operator: apps would take the missing name for one.
///
/// The element `pop3` is not part of the draft, which has clients ignore what they do not know; Thunderbird reads it.
///
/// ```
/// use pop_or_imap::{loader, setup};
/// let example = loader::EMBEDDED.replacen("[mail]", include_str!("../../tests/data/rules/mail.toml"), 1);
/// let rulebook = loader::load("rules.toml", &example).unwrap();
/// let file = setup::autoconfig(rulebook.mail.as_ref().unwrap(), 14).unwrap();
/// assert!(file.contains("<daysToLeaveMessagesOnServer>14</daysToLeaveMessagesOnServer>"));
/// ```
#[must_use]
pub fn autoconfig(servers: &MailServers, keep_days: u64) -> Option<String> {
    let username = match servers.username {
        UserName::Address => "%EMAILADDRESS%",
        UserName::LocalPart => "%EMAILLOCALPART%",
        UserName::Given => return None,
    };
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory cannot fail.
    write(&mut writer, servers, username, keep_days).ok()?;
    let mut file = String::from_utf8(writer.into_inner()).ok()?;
    file.push('\n');
    Some(file)
}

type Xml = Writer<Vec<u8>>;

fn write(xml: &mut Xml, servers: &MailServers, username: &str, keep_days: u64) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let order = [servers.first, servers.first.other()];
    xml.create_element("clientConfig").with_attribute(("version", VERSION)).write_inner_content(|xml| {
        let provider = xml.create_element("emailProvider").with_attribute(("id", servers.domain.as_str()));
        provider.write_inner_content(|xml| {
            text(xml, "domain", &servers.domain)?;
            text(xml, "displayName", &servers.name)?;
            text(xml, "displayShortName", &servers.short_name)?;
            for protocol in order {
                let kind = match protocol {
                    Protocol::Pop => "pop3",
                    Protocol::Imap => "imap",
                };
                let keep = (protocol == Protocol::Pop).then_some(keep_days);
                server(xml, ("incomingServer", kind), servers.incoming.get(protocol), username, keep)?;
            }
            server(xml, ("outgoingServer", "smtp"), &servers.smtp, username, None)?;
            if let Some(address) = &servers.documentation {
                let page = xml.create_element("documentation").with_attribute(("url", address.as_str()));
                page.write_inner_content(|xml| {
                    let text = xml.create_element("descr").with_attribute(("lang", "ja"));
                    text.write_text_content(BytesText::new(&servers.name)).map(|_| ())
                })?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn server(
    xml: &mut Xml,
    (element, kind): (&str, &str),
    server: &Server,
    username: &str,
    keep_days: Option<u64>,
) -> io::Result<()> {
    xml.create_element(element).with_attribute(("type", kind)).write_inner_content(|xml| {
        // The draft guarantees placeholders in `username` alone; Thunderbird also replaces them here.
        text(xml, "hostname", &server.host.replace(DOMAIN, "%EMAILDOMAIN%"))?;
        text(xml, "port", &server.port.to_string())?;
        let security = match server.security {
            Security::Tls => "SSL",
            Security::StartTls => "STARTTLS",
            Security::Plain => "plain",
        };
        text(xml, "socketType", security)?;
        text(xml, "authentication", "password-cleartext")?;
        text(xml, "username", username)?;
        if let Some(days) = keep_days {
            xml.create_element("pop3").write_inner_content(|xml| {
                text(xml, "leaveMessagesOnServer", if days > 0 { "true" } else { "false" })?;
                if days > 0 { text(xml, "daysToLeaveMessagesOnServer", &days.to_string()) } else { Ok(()) }
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn text(xml: &mut Xml, element: &str, content: &str) -> io::Result<()> {
    xml.create_element(element).write_text_content(BytesText::new(content)).map(|_| ())
}
