//! Resolving of mail servers and mail apps.

use toml::Spanned;

use super::Resolver;
use crate::rulebook::diagnostics::{Diagnostic, DiagnosticCode, Span};
use crate::rulebook::parse::raw_items::SpannedText;
use crate::rulebook::parse::raw_mail::{RawCalls, RawClient, RawHint, RawMail, RawMark, RawPlanMail, RawServer};
use crate::rulebook::{
    ByProtocol, Client, ClientHint, DAYS, DOMAIN, DrawnDevice, MAX_NAME, MAX_SHORT_NAME, MailServers, Protocol,
    RecommendedMark, Security, Server, ServerRole, Switch, Text, UserName,
};

/// The maximum length of a host name and of its labels, in bytes (RFC 1035, 2.3.4).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;
/// The placeholders in texts about choosing the protocol.
const CLIENT_PLACEHOLDERS: [&str; 2] = ["{protocol}", "{other}"];

/// The result of resolving `[mail]`.
pub(super) enum ResolvedMail {
    /// It is not there, or empty.
    Missing,
    /// It has an error, so that plans that replace parts of it are not to blame.
    Faulty,
    /// The servers.
    Known(Box<MailServers>),
}

impl ResolvedMail {
    /// Returns the servers, if they are known.
    pub(super) fn known(self) -> Option<MailServers> {
        match self {
            Self::Known(servers) => Some(*servers),
            Self::Missing | Self::Faulty => None,
        }
    }
}

impl Resolver<'_> {
    /// Resolves `[mail]`.
    pub(super) fn mail(&mut self, raw: Spanned<RawMail>) -> ResolvedMail {
        if raw.get_ref().is_empty() {
            return ResolvedMail::Missing;
        }
        self.mail_servers(raw).map_or(ResolvedMail::Faulty, |servers| ResolvedMail::Known(Box::new(servers)))
    }

    fn mail_servers(&mut self, raw: Spanned<RawMail>) -> Option<MailServers> {
        let span = raw.span();
        let raw = raw.into_inner();
        let plain_reason = raw.plain_reason.map(|text| self.text(text));
        let name = self.required(raw.name, "name", &span).map(|name| self.name(name, MAX_NAME));
        let short_name = self.required(raw.short_name, "short_name", &span).map(|name| self.name(name, MAX_SHORT_NAME));
        let domain = self.required(raw.domain, "domain", &span).map(|domain| self.host(domain, false));
        let username = self.required(raw.username, "username", &span).and_then(|value| self.username(&value));
        let first = self.required(raw.first, "first", &span).and_then(|value| self.protocol(&value));
        let has_reason = plain_reason.is_some();
        let mut server = |raw, role: ServerRole| {
            let raw = self.required(raw, role.id(), &span)?;
            self.server(raw, role, has_reason)
        };
        let (imap, pop, smtp) =
            (server(raw.imap, ServerRole::Imap), server(raw.pop, ServerRole::Pop), server(raw.smtp, ServerRole::Smtp));
        let documentation = raw.documentation.and_then(|address| self.address(address));
        Some(MailServers {
            name: name?,
            short_name: short_name?,
            domain: domain?,
            username: username?,
            first: first?,
            incoming: ByProtocol { pop: pop?, imap: imap? },
            smtp: smtp?,
            fetched_shows_as_read: raw.fetched_shows_as_read.unwrap_or(true),
            plain_reason,
            documentation,
        })
    }

    /// Resolves the servers of a plan: those of `[mail]` with what the plan replaces.
    pub(super) fn plan_mail(&mut self, raw: Spanned<RawPlanMail>, base: &ResolvedMail) -> Option<MailServers> {
        let span = raw.span();
        let raw = raw.into_inner();
        let ResolvedMail::Known(base) = base else {
            if matches!(base, ResolvedMail::Faulty) {
                return None;
            }
            let message = "a plan's mail servers without `[mail]`";
            self.push(
                Diagnostic::new(DiagnosticCode::MissingKey, span, message, "there is nothing to replace")
                    .help("write the servers of most plans under [mail]"),
            );
            return None;
        };
        let mut servers = (**base).clone();
        servers.plain_reason = raw.plain_reason.map(|text| self.text(text)).or(servers.plain_reason);
        if let Some(host) = raw.host {
            let host = self.host(host, true);
            for server in [&mut servers.incoming.imap, &mut servers.incoming.pop, &mut servers.smtp] {
                server.host.clone_from(&host);
            }
        }
        let has_reason = servers.plain_reason.is_some();
        for (raw, role) in [(raw.imap, ServerRole::Imap), (raw.pop, ServerRole::Pop), (raw.smtp, ServerRole::Smtp)] {
            let Some(server) = raw.and_then(|raw| self.server(raw, role, has_reason)) else { continue };
            match role {
                ServerRole::Imap => servers.incoming.imap = server,
                ServerRole::Pop => servers.incoming.pop = server,
                ServerRole::Smtp => servers.smtp = server,
            }
        }
        servers.username = raw.username.and_then(|value| self.username(&value)).unwrap_or(servers.username);
        servers.first = raw.first.and_then(|value| self.protocol(&value)).unwrap_or(servers.first);
        servers.fetched_shows_as_read = raw.fetched_shows_as_read.unwrap_or(servers.fetched_shows_as_read);
        Some(servers)
    }

    fn required<T>(&mut self, value: Option<T>, key: &str, span: &Span) -> Option<T> {
        if value.is_none() {
            let message = format!("`{key}` is missing");
            let diagnostic = Diagnostic::new(DiagnosticCode::MissingKey, span.clone(), message, "in `[mail]`");
            self.push(diagnostic.help(format!("add a line `{key} = …`, or leave the whole section empty")));
        }
        value
    }

    fn username(&mut self, value: &Spanned<String>) -> Option<UserName> {
        self.one_of(value, &UserName::ALL.map(|form| (form.id(), form)), "form of user names")
    }

    /// Checks the length of a name in client configuration.
    fn name(&mut self, name: Spanned<String>, max: usize) -> String {
        if name.get_ref().chars().count() > max {
            self.bad_value(&name, &format!("the name has more than {max} characters"), "mail apps cut it off");
        }
        self.not_blank(name, "the name")
    }

    fn server(&mut self, raw: Spanned<RawServer>, role: ServerRole, has_reason: bool) -> Option<Server> {
        let RawServer { host, port, security: written } = raw.into_inner();
        let host = self.host(host, true);
        let number = u16::try_from(self.number(&port, 1..=u64::from(u16::MAX))).unwrap_or_default();
        let security = self.one_of(&written, &Security::ALL.map(|kind| (kind.id(), kind)), "encryption")?;
        if let Some(conflict) = role.conflict(number, security) {
            self.bad_value(&port, "port and security disagree", &conflict);
        }
        if security == Security::Plain && !has_reason {
            self.push(
                Diagnostic::new(
                    DiagnosticCode::BadValue,
                    written.span(),
                    "a connection without encryption needs a reason",
                    "passwords are sent in plain text",
                )
                .help("use `tls`, or write the reason under `plain_reason`: customers see it"),
            );
        }
        Some(Server { host, port: number, security })
    }

    /// Checks a host name (RFC 1123, 2.1): labels of letters, digits and hyphens, of which the last is not a number. A
    /// host that differs by customer contains [`DOMAIN`] as its end.
    fn host(&mut self, host: Spanned<String>, may_differ: bool) -> String {
        let written = host.get_ref();
        // A customer's domain can be long: a label of the greatest length represents it.
        let start =
            written.strip_suffix(DOMAIN).filter(|start| may_differ && (start.is_empty() || start.ends_with('.')));
        let plain = start.map(|start| format!("{start}{}.jp", "x".repeat(MAX_LABEL)));
        let name = plain.as_deref().unwrap_or(written);
        let is_label = |label: &str| {
            (1..=MAX_LABEL).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let is_host = name.len() <= MAX_HOST
            && name.contains('.')
            && name.split('.').all(is_label)
            && name.rsplit('.').next().is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_host {
            let message = format!("`{written}` is not a host name");
            self.push(Diagnostic::new(DiagnosticCode::BadValue, host.span(), message, "not a host name").help(
                "write a name such as mail.example.jp, without https:// and port; an international name in its \
                     xn-- form; for a name with the customer's domain, mail.{domain}",
            ));
        }
        host.into_inner()
    }

    /// Checks an address that pages link to; empty means none.
    pub(super) fn address(&mut self, value: Spanned<String>) -> Option<String> {
        let address = value.get_ref();
        let goes_on = |scheme: &&str| address.strip_prefix(*scheme).is_some_and(|rest| !rest.is_empty());
        if !(address.is_empty() || ["https://", "http://", "mailto:"].iter().any(goes_on)) {
            self.bad_value(&value, "not an address", "begin with https:// or mailto:, or leave it empty");
        }
        self.one_line(&value);
        Some(value.into_inner()).filter(|address| !address.is_empty())
    }

    pub(super) fn clients(&mut self, raw: Vec<RawClient>, switches: &[Switch]) -> Vec<Client> {
        self.unique(raw.iter().map(|client| (client.id.get_ref().as_str(), client.id.span())));
        raw.into_iter().map(|raw| self.client(raw, switches)).collect()
    }

    fn client(&mut self, raw: RawClient, switches: &[Switch]) -> Client {
        self.id(&raw.id);
        let known = [DrawnDevice::Pc, DrawnDevice::Phone].map(|device| (device.id(), device));
        if raw.runs_on.get_ref().is_empty() {
            self.bad_value(&raw.runs_on, "a mail app that runs on nothing", "`pc`, `phone` or both");
        }
        let runs_on = raw.runs_on.get_ref().iter().filter_map(|id| self.one_of(id, &known, "device")).collect();
        if raw.calls.get_ref().pop.is_none() && raw.calls.get_ref().imap.is_none() {
            self.bad_value(&raw.calls, "a mail app without a protocol", "name `pop`, `imap` or both");
        }
        let RawCalls { pop, imap } = raw.calls.into_inner();
        let mut hints = Vec::new();
        for RawHint { step, text } in raw.hint {
            let ids = || switches.iter().flat_map(|switch| &switch.steps).map(|step| step.id.as_str());
            if !ids().any(|id| id == step.get_ref()) {
                let message = format!("there is no step `{}`", step.get_ref());
                let diagnostic = Diagnostic::new(DiagnosticCode::UnknownId, step.span(), message, "not known");
                let diagnostic = self.collector.suggest(diagnostic, step.get_ref(), ids());
                self.push(diagnostic);
            }
            hints.push(ClientHint { step: step.into_inner(), text: self.text_with(text, &[]) });
        }
        Client {
            span: raw.id.span(),
            id: raw.id.into_inner(),
            name: self.text(raw.name),
            runs_on,
            calls: ByProtocol {
                pop: pop.map(|name| self.not_blank(name, "pop")),
                imap: imap.map(|name| self.not_blank(name, "imap")),
            },
            choose: self.client_text(raw.choose),
            mark: raw.mark.map(|RawMark { same, other, unknown }| RecommendedMark {
                same: self.client_text(same),
                other: self.client_text(other),
                unknown: self.client_text(unknown),
            }),
            keep: raw.keep.map(|text| self.text_with(text, &[DAYS])),
            keep_nothing: raw.keep_nothing.map(|text| self.text_with(text, &[])),
            exact: raw.exact,
            hints,
            guide: raw.guide.and_then(|address| self.address(address)),
            checked_span: raw.checked.span(),
            checked: self.date(raw.checked, "checked"),
        }
    }

    fn client_text(&mut self, raw: SpannedText) -> Text {
        self.text_with(raw, &CLIENT_PLACEHOLDERS)
    }

    /// Resolves a text in which only some placeholders have a meaning.
    pub(super) fn text_with(&mut self, raw: SpannedText, known: &[&str]) -> Text {
        for written in [&raw.get_ref().ja, &raw.get_ref().en].into_iter().flatten() {
            let rest = known.iter().fold(written.get_ref().clone(), |rest, placeholder| rest.replace(placeholder, ""));
            if rest.contains(['{', '}']) {
                let message = "a placeholder that has no meaning here";
                self.push(Diagnostic::new(DiagnosticCode::BadValue, written.span(), message, "in this text").help(
                    if known.is_empty() {
                        "this text has none".to_owned()
                    } else {
                        format!("known here: {}", known.join(", "))
                    },
                ));
            }
        }
        self.text(raw)
    }

    /// Resolves ids of a list.
    pub(super) fn each_of<T: Copy>(
        &mut self,
        raw: &Spanned<Vec<Spanned<String>>>,
        known: &[(&str, T)],
        noun: &str,
    ) -> Vec<T> {
        if raw.get_ref().is_empty() {
            self.bad_value(raw, "an empty list", "name one or more");
        }
        raw.get_ref().iter().filter_map(|id| self.one_of(id, known, noun)).collect()
    }

    pub(super) fn protocols(&mut self, raw: &Spanned<Vec<Spanned<String>>>) -> Vec<Protocol> {
        self.each_of(raw, &Protocol::ALL.map(|protocol| (protocol.id(), protocol)), "protocol")
    }
}
