//! Changes of an account that is in use: ordered steps, and the losses that some of them prevent.

use crate::rulebook::diagnostics::Span;
use crate::rulebook::{Condition, Protocol, Text};

/// The placeholder in steps for a number of days.
pub const DAYS: &str = "{days}";

/// How an account is used now (`now` in links).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CurrentUse {
    /// Not yet.
    New,
    /// With POP.
    Pop,
    /// With IMAP.
    Imap,
    /// With POP and IMAP, on different devices.
    Both,
    /// On another server, from which it moves.
    Moving,
}

impl CurrentUse {
    /// All uses, in the order in which they are asked for.
    pub const ALL: [Self; 5] = [Self::New, Self::Pop, Self::Imap, Self::Both, Self::Moving];

    /// Parses the id used in links, the API and rules.toml.
    ///
    /// ```
    /// use pop_or_imap::rulebook::CurrentUse;
    /// assert_eq!(CurrentUse::from_id("moving"), Some(CurrentUse::Moving));
    /// assert_eq!(CurrentUse::from_id("pop3"), None);
    /// ```
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|now| now.id() == id)
    }

    /// Returns the id: `new`, `pop`, `imap`, `both` or `moving`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Pop => "pop",
            Self::Imap => "imap",
            Self::Both => "both",
            Self::Moving => "moving",
        }
    }
}

/// Something that can be lost when an account is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The id that steps name.
    pub id: String,
    /// What is lost, in words.
    pub text: Text,
    /// The position of its id in the file.
    pub span: Span,
}

/// A step of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The id, unique within its switch.
    pub id: String,
    /// The indices of the losses that it prevents: a guard prevents at least one, an action none.
    pub guards: Vec<usize>,
    /// When it applies.
    pub condition: Condition,
    /// What to do; [`DAYS`] is a placeholder for the number of days for which POP leaves mail on the server.
    pub text: Text,
    /// The position of its id in the file.
    pub span: Span,
}

impl Step {
    /// Checks whether leaving the step out can lose something.
    #[must_use]
    pub const fn is_guard(&self) -> bool {
        !self.guards.is_empty()
    }

    /// Returns the id of its kind: `guard` or `action`.
    #[must_use]
    pub const fn kind_id(&self) -> &'static str {
        if self.is_guard() { "guard" } else { "action" }
    }
}

/// How to change an account from one use to a protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The uses that it starts from.
    pub from: Vec<CurrentUse>,
    /// The recommended protocols that it leads to.
    pub to: Vec<Protocol>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// What to expect afterwards, in words.
    pub note: Option<Text>,
    /// The position of `from` in the file.
    pub span: Span,
}
