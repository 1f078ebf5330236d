//! Possible protocols: the set of protocols that partial answers can lead to.

use crate::rulebook::Protocol;

/// The set of protocols that partial answers can lead to.
///
/// ```
/// use pop_or_imap::{engine::PossibleProtocols, rulebook::Protocol};
/// assert_eq!(PossibleProtocols { pop: true, imap: false }.only(), Some(Protocol::Pop));
/// assert_eq!(PossibleProtocols { pop: true, imap: true }.only(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PossibleProtocols {
    /// Whether POP is possible.
    pub pop: bool,
    /// Whether IMAP is possible.
    pub imap: bool,
}

impl PossibleProtocols {
    /// Returns the protocol if only one is possible.
    #[must_use]
    pub const fn only(self) -> Option<Protocol> {
        match (self.pop, self.imap) {
            (true, false) => Some(Protocol::Pop),
            (false, true) => Some(Protocol::Imap),
            _ => None,
        }
    }

    /// Returns the set as bits: 1 for POP, 2 for IMAP.
    pub(crate) const fn bits(self) -> u8 {
        (self.pop as u8) | (self.imap as u8) << 1
    }

    /// Returns the set of these bits.
    pub(crate) const fn from_bits(bits: u8) -> Self {
        Self { pop: bits & 1 != 0, imap: bits & 2 != 0 }
    }

    pub(super) const fn with(mut self, protocol: Protocol) -> Self {
        self.add(protocol);
        self
    }

    pub(super) const fn add(&mut self, protocol: Protocol) {
        match protocol {
            Protocol::Pop => self.pop = true,
            Protocol::Imap => self.imap = true,
        }
    }

    pub(super) const fn join(&mut self, other: Self) {
        self.pop |= other.pop;
        self.imap |= other.imap;
    }
}
