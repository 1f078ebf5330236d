//! Owns the rule set: `rules.toml` → [`Rulebook`], or every fault of the file at once.
//!
//! A `Rulebook` that exists is sound in itself: ids are unique, references hold, texts stand in both languages,
//! weights and quotas are in range. What takes the engine to prove is [`crate::audit`]'s. Nothing here reads files.

mod assumptions;
mod condition;
mod contradiction;
mod excerpt;
mod model;
mod plan;
mod position;
mod problem;
mod problems;
mod protocol;
mod question;
mod raw;
mod read;
mod resolve;
mod text;
mod theme;
mod variant;

pub use assumptions::{Assumptions, PerChoice};
pub use condition::{AnswerSet, Bounds, Condition, Situation, Term};
pub use contradiction::{Contradiction, Words};
pub use excerpt::Drawable;
pub use model::{
    Advice, AdviceKind, Cap, Comparison, Effect, Expectation, Factor, Label, Links, PLACEHOLDERS, Rule, Rulebook,
    Scale, Span, Tie, Use,
};
pub use plan::{CapacityTexts, ChangedBy, Plan, Variant};
pub use problem::{Code, Problem};
pub use problems::{MAX_KEPT, MAX_SHOWN, Problems};
pub use protocol::{ByProtocol, Protocol, Strength};
pub use question::{Choice, Question};
pub use text::{Lang, Text};
pub use theme::{Colour, Logo, Theme};
pub use variant::{ProtocolTexts, ProtocolVariant, RuleVariant};

use crate::digest::Digest;
use problems::Found;

/// The most questions a rule set can have.
pub const MAX_QUESTIONS: usize = 16;
/// The most rules, and the most pieces of advice, a rule set can have.
pub const MAX_RULES: usize = 128;
/// The most services, and the most entries of any other list that has no limit of its own.
pub const MAX_ENTRIES: usize = 1_000;
/// The weights a rule can have.
pub const WEIGHTS: std::ops::RangeInclusive<i64> = 1..=20;

/// What reading a file came to.
#[derive(Debug)]
pub struct Parsed {
    /// The rules, complete only where there are no problems; `None` where nothing can be worked out.
    pub rulebook: Option<Rulebook>,
    /// The faults found so far, in the order of the file; at most [`MAX_KEPT`].
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub more: usize,
    /// Whether something was left out, so that what the rules come to cannot be told.
    pub unsure: bool,
}

/// Reads a rule set; [`crate::audit::load`] is the door for everyone, and looks for more.
#[must_use]
pub fn parse(source: &str) -> Parsed {
    let mut found = Found::new();
    let raw = read::read(source, &mut found);
    let resolved = resolve::resolve(raw, Digest::of(source), &mut found);
    let (problems, more) = found.into_parts();
    Parsed { rulebook: resolved.rulebook, problems, more, unsure: resolved.unsure }
}
