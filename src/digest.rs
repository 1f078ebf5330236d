//! SHA-256 digests, by which rule sets and assets are identified.

use std::fmt::{self, Write as _};

use sha2::{Digest as _, Sha256};

/// How many hex digits suffice in the name of a file or a cache key.
const SHORT: usize = 16;

/// A SHA-256 digest, written as `sha256:` and 64 hex digits in lower case.
///
/// ```
/// use pop_or_imap::digest::Digest;
/// let digest = Digest::of("POP or IMAP");
/// assert_eq!(digest.as_str(), "sha256:88d77893a1e8ca00edb6154eca4a1c4d6f7009bf164e14423d9059a65ab7daba");
/// assert_eq!(digest.short(), "88d77893a1e8ca00");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Digest(String);

impl Digest {
    /// The name of the algorithm, before the digits.
    const PREFIX: &'static str = "sha256:";

    /// Computes the digest of some bytes.
    #[must_use]
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        let mut text = String::from(Self::PREFIX);
        for byte in Sha256::digest(bytes) {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// Returns the digest with the name of the algorithm.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first 16 hex digits, for names of files and entity tags.
    #[must_use]
    pub fn short(&self) -> &str {
        let start = Self::PREFIX.len();
        self.0.get(start..start + SHORT).unwrap_or_default()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        text.write_str(&self.0)
    }
}
