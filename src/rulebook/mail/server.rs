//! The operator's mail servers: names, ports, encryption, and the form of user names.

use crate::rulebook::{ByProtocol, Protocol, Text};

/// The placeholder in host names that differ by customer.
pub const DOMAIN: &str = "{domain}";
/// The maximum length of the operator's name, in characters (draft-ietf-mailmaint-autoconfig-06, `displayName`).
pub const MAX_NAME: usize = 60;
/// The maximum length of the operator's short name, in characters (the same, `displayShortName`).
pub const MAX_SHORT_NAME: usize = 20;

/// The encryption of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// A plain connection that is upgraded to TLS.
    StartTls,
    /// No encryption.
    Plain,
}

impl Security {
    /// All kinds, the safest first.
    pub const ALL: [Self; 3] = [Self::Tls, Self::StartTls, Self::Plain];

    /// Returns the id: `tls`, `starttls` or `plain`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::StartTls => "starttls",
            Self::Plain => "plain",
        }
    }
}

/// What a server does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerRole {
    /// Receives by IMAP.
    Imap,
    /// Receives by POP.
    Pop,
    /// Sends (SMTP submission, RFC 6409).
    Smtp,
}

impl ServerRole {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Imap, Self::Pop, Self::Smtp];

    /// Returns the id: `imap`, `pop` or `smtp`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Imap => "imap",
            Self::Pop => "pop",
            Self::Smtp => "smtp",
        }
    }

    /// Returns the registered ports (RFC 6186, RFC 8314), each with whether TLS starts with the connection.
    #[must_use]
    pub const fn ports(self) -> &'static [(u16, bool)] {
        match self {
            Self::Imap => &[(993, true), (143, false)],
            Self::Pop => &[(995, true), (110, false)],
            Self::Smtp => &[(465, true), (587, false), (25, false)],
        }
    }

    /// Returns what is wrong with a port and its encryption: it is registered for another role, or for the other way to
    /// start TLS. Ports that are not registered for mail may have any.
    ///
    /// ```
    /// use pop_or_imap::rulebook::{Security, ServerRole};
    /// assert_eq!(ServerRole::Imap.conflict(993, Security::Tls), None);
    /// assert!(ServerRole::Imap.conflict(993, Security::StartTls).unwrap().contains("TLS"));
    /// assert!(ServerRole::Imap.conflict(995, Security::Tls).unwrap().contains("pop"));
    /// ```
    #[must_use]
    pub fn conflict(self, port: u16, security: Security) -> Option<String> {
        let registered = Self::ALL.into_iter().find_map(|role| {
            let (_, implicit) = role.ports().iter().find(|(known, _)| *known == port)?;
            Some((role, *implicit))
        });
        match registered {
            Some((role, _)) if role != self => Some(format!("port {port} is that of `{}`", role.id())),
            Some((_, true)) if security != Security::Tls => {
                Some(format!("on port {port}, TLS starts with the connection: `tls`"))
            }
            Some((_, false)) if security == Security::Tls => {
                Some(format!("on port {port}, the connection starts without TLS: `starttls`"))
            }
            _ => None,
        }
    }
}

/// A server as a mail app connects to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The host name; it may contain [`DOMAIN`].
    pub host: String,
    /// The port.
    pub port: u16,
    /// The encryption.
    pub security: Security,
}

/// The form of user names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserName {
    /// The whole address.
    Address,
    /// The part before `@`.
    LocalPart,
    /// A name that the operator chooses.
    Given,
}

impl UserName {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::Address, Self::LocalPart, Self::Given];

    /// Returns the id: `address`, `local` or `given`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::LocalPart => "local",
            Self::Given => "given",
        }
    }
}

/// The mail servers of the operator, or of one plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailServers {
    /// The operator's name.
    pub name: String,
    /// A shorter name.
    pub short_name: String,
    /// The operator's own domain, which identifies the client configuration.
    pub domain: String,
    /// The form of user names.
    pub username: UserName,
    /// The protocol that comes first in client configuration, which apps mark as recommended.
    pub first: Protocol,
    /// The servers for receiving.
    pub incoming: ByProtocol<Server>,
    /// The server for sending.
    pub smtp: Server,
    /// Whether mail that POP has fetched and left on the server appears as read under IMAP.
    pub fetched_shows_as_read: bool,
    /// Why a server has no encryption, if one has none.
    pub plain_reason: Option<Text>,
    /// A page about these servers.
    pub documentation: Option<String>,
}

impl MailServers {
    /// Returns the server of a role.
    #[must_use]
    pub const fn server(&self, role: ServerRole) -> &Server {
        match role {
            ServerRole::Imap => &self.incoming.imap,
            ServerRole::Pop => &self.incoming.pop,
            ServerRole::Smtp => &self.smtp,
        }
    }

    /// Returns the servers for a protocol: receiving, then sending.
    #[must_use]
    pub const fn for_protocol(&self, protocol: Protocol) -> [&Server; 2] {
        [self.incoming.get(protocol), &self.smtp]
    }

    /// Checks whether the hosts for a protocol are the same for all customers.
    #[must_use]
    pub fn has_fixed_hosts(&self, protocol: Protocol) -> bool {
        self.for_protocol(protocol).iter().all(|server| !server.host.contains(DOMAIN))
    }
}
