//! Mail protocols, values per protocol, and the strength of a recommendation.

/// A way to receive mail: POP3 (RFC 1939) or IMAP (RFC 9051).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// Post Office Protocol: fetch to the device.
    Pop,
    /// Internet Message Access Protocol: leave on the server.
    Imap,
}

impl Protocol {
    /// Both protocols.
    pub const ALL: [Self; 2] = [Self::Pop, Self::Imap];

    /// Parses the id used in links, the API and rules.toml.
    ///
    /// ```
    /// use pop_or_imap::rulebook::Protocol;
    /// assert_eq!(Protocol::from_id("imap"), Some(Protocol::Imap));
    /// assert_eq!(Protocol::from_id("IMAP"), None);
    /// ```
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.id() == id)
    }

    /// Returns the id: `pop` or `imap`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pop => "pop",
            Self::Imap => "imap",
        }
    }

    /// Returns the other protocol.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Pop => Self::Imap,
            Self::Imap => Self::Pop,
        }
    }
}

/// A value per protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByProtocol<T> {
    /// The value for POP.
    pub pop: T,
    /// The value for IMAP.
    pub imap: T,
}

impl<T> ByProtocol<T> {
    /// Returns the value for `protocol`.
    ///
    /// ```
    /// use pop_or_imap::rulebook::{ByProtocol, Protocol};
    /// let score = ByProtocol { pop: 7, imap: 2 };
    /// assert_eq!(*score.get(Protocol::Pop), 7);
    /// ```
    pub const fn get(&self, protocol: Protocol) -> &T {
        match protocol {
            Protocol::Pop => &self.pop,
            Protocol::Imap => &self.imap,
        }
    }

    /// Returns the value for `protocol`, mutably.
    pub const fn get_mut(&mut self, protocol: Protocol) -> &mut T {
        match protocol {
            Protocol::Pop => &mut self.pop,
            Protocol::Imap => &mut self.imap,
        }
    }
}

/// The strength of a recommendation, weakest first.
///
/// ```
/// use pop_or_imap::rulebook::Strength;
/// assert!(Strength::Slight < Strength::Required);
/// assert_eq!(Strength::from_id("strong"), Some(Strength::Strong));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// The scores are close, or equal.
    Slight,
    /// A clear lead.
    Moderate,
    /// A wide lead.
    Strong,
    /// A hard rule decided.
    Required,
}

impl Strength {
    /// All strengths, weakest first.
    pub const ALL: [Self; 4] = [Self::Slight, Self::Moderate, Self::Strong, Self::Required];

    /// Parses the id used in the API and rules.toml.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strength| strength.id() == id)
    }

    /// Returns the id: `slight`, `moderate`, `strong` or `required`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Slight => "slight",
            Self::Moderate => "moderate",
            Self::Strong => "strong",
            Self::Required => "required",
        }
    }
}
