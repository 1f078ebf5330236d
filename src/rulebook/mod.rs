//! Rule sets as data: `rules.toml` → [`Rulebook`], or every error of the file at once.
//!
//! A `Rulebook` that exists is consistent: ids are unique, references resolve, texts exist in both languages, weights and
//! quotas are in range. Checks that need the engine are in [`crate::loader`] and [`crate::audit`]. Nothing here reads files.

mod assumptions;
mod condition;
mod contradiction;
mod diagnostics;
mod index;
mod index_set;
mod mail;
mod model;
mod parse;
mod plan;
mod protocol;
mod protocol_texts;
mod question;
mod reach_table;
mod rule;
mod text;

pub use assumptions::{Assumptions, PerChoice};
pub use condition::{AnswerSet, Bounds, Condition, Situation, Term};
pub use contradiction::{Contradiction, Words};
pub use diagnostics::{Diagnostic, DiagnosticCode, Diagnostics, Drawable, MAX_KEPT, MAX_SHOWN, Span};
pub use index::{QuestionIndex, RuleIndex};
pub use index_set::{EntrySet, QuestionSet};
pub use mail::{
    Client, ClientHint, CurrentUse, DAYS, DOMAIN, Loss, MAX_NAME, MAX_SHORT_NAME, MailServers, RecommendedMark,
    Security, Server, ServerRole, Step, Switch, UserName,
};
pub use model::{
    Advice, AdviceKind, Cap, Comparison, Expectation, Label, Links, MAX_ENTRIES, MAX_QUESTIONS, MAX_RULES,
    PLACEHOLDERS, Rulebook, Scale, Tie, Use,
};
pub use parse::{ParseOutcome, digest, parse};
pub use plan::{CapacityTexts, ChangedBy, Plan, PlanVariant};
pub use protocol::{ByProtocol, Protocol, Strength};
pub use protocol_texts::{ProtocolTexts, ProtocolVariant};
pub use question::{Choice, DrawnDevice, MAX_DRAWN, Question};
pub use reach_table::ReachTable;
pub use rule::{Effect, Factor, Rule, RuleVariant, WEIGHTS};
pub use text::{Lang, Text};
