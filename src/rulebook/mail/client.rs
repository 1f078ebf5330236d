//! Mail apps: where the protocol is chosen, and the settings that matter.

use crate::rulebook::diagnostics::Span;
use crate::rulebook::{ByProtocol, DrawnDevice, Text};

/// A mail app.
///
/// In `choose` and `mark`, `{protocol}` is a placeholder for the app's name of the chosen protocol, and `{other}` for that
/// of the other one; in `keep`, `{days}` is one for a number of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The id.
    pub id: String,
    /// The name.
    pub name: Text,
    /// The devices that it runs on: a PC, a phone, or both.
    pub runs_on: Vec<DrawnDevice>,
    /// The name of each protocol in the app; `None` if it may not support it.
    pub calls: ByProtocol<Option<String>>,
    /// How to choose the protocol when the account is added.
    pub choose: Text,
    /// What the app shows if it marks one of the protocols as recommended.
    pub mark: Option<RecommendedMark>,
    /// The settings for how long POP leaves mail on the server.
    pub keep: Option<Text>,
    /// The setting that makes POP leave nothing there.
    pub keep_nothing: Option<Text>,
    /// Its own names of what the steps of a change ask for.
    pub hints: Vec<ClientHint>,
    /// The operator's guide for the app.
    pub guide: Option<String>,
    /// Whether the texts quote the app's own labels.
    pub exact: bool,
    /// The day on which these texts were last compared with the app, `YYYY-MM-DD`.
    pub checked: String,
    /// The position of that day in the file.
    pub checked_span: Span,
    /// The position of its id in the file.
    pub span: Span,
}

/// What a mail app shows when it marks one of two protocols as recommended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecommendedMark {
    /// If the mark is on the chosen protocol.
    pub same: Text,
    /// If it is on the other one.
    pub other: Text,
    /// If it is not known which one is marked.
    pub unknown: Text,
}

/// What a mail app calls the things that a step of a change is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientHint {
    /// The id of the step.
    pub step: String,
    /// The hint.
    pub text: Text,
}
