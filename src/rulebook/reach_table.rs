//! Reach table: the protocols that each combination of answers can still lead to, computed once and looked up often.

use std::sync::OnceLock;

/// The protocols that each combination of answers can lead to without numbers, once they have been computed.
///
/// It holds two bits for each combination, and makes no result different, only faster: rule sets with and without it are
/// equal. [`engine::prepare`](crate::engine::prepare) fills it. A copy is empty, because its rule set may be changed.
#[derive(Debug, Default)]
pub struct ReachTable(OnceLock<Box<[u8]>>);

/// How many combinations share a byte.
const PER_BYTE: usize = 4;

impl ReachTable {
    /// Stores two bits for each combination; the first call counts.
    pub(crate) fn fill(&self, combinations: &[u8]) {
        let packed = combinations.chunks(PER_BYTE).map(|chunk| {
            let bits = chunk.iter().zip([0, 2, 4, 6]);
            bits.fold(0, |byte, (two, shift)| byte | (two & 3) << shift)
        });
        self.0.get_or_init(|| packed.collect());
    }

    /// Returns the two bits of a combination; `None` before they are stored.
    pub(crate) fn get(&self, combination: usize) -> Option<u8> {
        let byte = self.0.get()?.get(combination / PER_BYTE)?;
        Some(byte >> (combination % PER_BYTE * 2) & 3)
    }

    /// Checks whether the table is filled.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        self.0.get().is_some()
    }
}

impl Clone for ReachTable {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for ReachTable {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for ReachTable {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_has_its_two_bits() {
        let bits = [1, 2, 3, 0, 2, 1];
        let table = ReachTable::default();
        assert!(!table.is_filled() && table.get(0).is_none());
        table.fill(&bits);
        table.fill(&[0; 6]);
        for (combination, bits) in bits.into_iter().enumerate() {
            assert_eq!(table.get(combination), Some(bits));
        }
        assert_eq!(table.get(8), None);
        assert_eq!(table, ReachTable::default());
        assert!(table.is_filled() && !table.clone().is_filled());
    }
}
