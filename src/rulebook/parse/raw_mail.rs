//! Raw items of mail servers, mail apps and switches.

use serde::Deserialize;
use toml::Spanned;

use super::raw_items::{RawTerms, SpannedText};

/// `[mail]`: all keys are optional here, because an empty section means that nothing is known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMail {
    pub(super) name: Option<Spanned<String>>,
    pub(super) short_name: Option<Spanned<String>>,
    pub(super) domain: Option<Spanned<String>>,
    pub(super) username: Option<Spanned<String>>,
    pub(super) first: Option<Spanned<String>>,
    pub(super) imap: Option<Spanned<RawServer>>,
    pub(super) pop: Option<Spanned<RawServer>>,
    pub(super) smtp: Option<Spanned<RawServer>>,
    pub(super) fetched_shows_as_read: Option<bool>,
    pub(super) plain_reason: Option<SpannedText>,
    pub(super) documentation: Option<Spanned<String>>,
}

impl RawMail {
    /// Checks whether the section has no key.
    pub(super) const fn is_empty(&self) -> bool {
        let names =
            self.name.is_none() && self.short_name.is_none() && self.domain.is_none() && self.username.is_none();
        let servers = self.first.is_none() && self.imap.is_none() && self.pop.is_none() && self.smtp.is_none();
        let rest = self.fetched_shows_as_read.is_none() && self.plain_reason.is_none() && self.documentation.is_none();
        names && servers && rest
    }
}

/// What a plan replaces in `[mail]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPlanMail {
    /// A host for all three servers.
    pub(super) host: Option<Spanned<String>>,
    pub(super) username: Option<Spanned<String>>,
    pub(super) first: Option<Spanned<String>>,
    pub(super) imap: Option<Spanned<RawServer>>,
    pub(super) pop: Option<Spanned<RawServer>>,
    pub(super) smtp: Option<Spanned<RawServer>>,
    pub(super) fetched_shows_as_read: Option<bool>,
    pub(super) plain_reason: Option<SpannedText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawServer {
    pub(super) host: Spanned<String>,
    pub(super) port: Spanned<i64>,
    pub(super) security: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClient {
    pub(super) id: Spanned<String>,
    pub(super) name: SpannedText,
    pub(super) runs_on: Spanned<Vec<Spanned<String>>>,
    pub(super) calls: Spanned<RawCalls>,
    pub(super) choose: SpannedText,
    pub(super) mark: Option<RawMark>,
    pub(super) keep: Option<SpannedText>,
    pub(super) keep_nothing: Option<SpannedText>,
    #[serde(default)]
    pub(super) exact: bool,
    #[serde(default)]
    pub(super) hint: Vec<RawHint>,
    pub(super) guide: Option<Spanned<String>>,
    pub(super) checked: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCalls {
    pub(super) pop: Option<Spanned<String>>,
    pub(super) imap: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMark {
    pub(super) same: SpannedText,
    pub(super) other: SpannedText,
    pub(super) unknown: SpannedText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHint {
    pub(super) step: Spanned<String>,
    pub(super) text: SpannedText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLoss {
    pub(super) id: Spanned<String>,
    pub(super) text: SpannedText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSwitch {
    pub(super) from: Spanned<Vec<Spanned<String>>>,
    pub(super) to: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) risks: Vec<Spanned<String>>,
    pub(super) step: Vec<RawStep>,
    pub(super) note: Option<SpannedText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStep {
    pub(super) id: Spanned<String>,
    pub(super) kind: Spanned<String>,
    #[serde(default)]
    pub(super) guards: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) when: RawTerms,
    #[serde(default)]
    pub(super) unless: RawTerms,
    pub(super) text: SpannedText,
}
