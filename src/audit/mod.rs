//! Audit of a rule set over its whole answer space: lint, and the difference of two rule sets.

mod answer_space;
mod bands;
mod change_tally;
mod changed_entries;
mod contradicting_texts;
mod diff;
mod lint;
mod observations;
mod question_counts;
mod rulebook_match;
mod stale_clients;

pub use answer_space::{BUDGET, combinations_at_most};
pub use bands::bands;
pub use changed_entries::ChangedEntry;
pub use contradicting_texts::contradictions;
pub use diff::{ChangeCounts, ChangeGroup, ChangedUse, Difference, difference};
pub use lint::{AuditReport, inspect};
pub(crate) use lint::{inspect_on, within_budget};
pub use stale_clients::stale_clients;
