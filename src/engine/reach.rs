//! Owns which of the protocols can come out.

use crate::rulebook::Protocol;

/// Which protocols can come out.
///
/// ```
/// use pop_or_imap::{engine::Reach, rulebook::Protocol};
/// assert_eq!(Reach { pop: true, imap: false }.only(), Some(Protocol::Pop));
/// assert_eq!(Reach { pop: true, imap: true }.only(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Whether POP can.
    pub pop: bool,
    /// Whether IMAP can.
    pub imap: bool,
}

impl Reach {
    /// Gives the protocol, if only one can come out.
    #[must_use]
    pub const fn only(self) -> Option<Protocol> {
        match (self.pop, self.imap) {
            (true, false) => Some(Protocol::Pop),
            (false, true) => Some(Protocol::Imap),
            _ => None,
        }
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
