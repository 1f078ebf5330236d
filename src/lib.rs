//! Helps people choose POP or IMAP, one mail account at a time.
//!
//! Knowledge is data (`rules.toml`), decisions are pure functions, web and command line are thin adapters. Each module
//! depends only on those above it:
//!
//! | module | content |
//! |---|---|
//! | [`branding`] | an operator's colours and logo |
//! | [`rulebook`] | `rules.toml` → [`Rulebook`](rulebook::Rulebook): texts, plans, questions, rules; or every error of a file |
//! | [`answers`] | the parser of query parameters: pairs → [`Answers`](answers::Answers) → canonical query |
//! | [`quota`] | the limits of a mailbox, when it fills, and many accounts against a server's total |
//! | [`engine`] | (rulebook, answers) → [`Recommendation`](engine::Recommendation), total and deterministic |
//! | [`interview`] | the next question, and how many remain |
//! | [`setup`] | after the recommendation: what to set on each device, how to change an account, client configuration |
//! | [`audit`] | lint of a rule set over all combinations of answers, and the difference of two |
//! | [`loader`] | parse → everyday uses hold → audit → a rule set that may be served; the embedded one |
#![cfg_attr(
    feature = "present",
    doc = "| [`present`] | the assessment of a set of answers, its renderings, and the interface texts |"
)]
#![cfg_attr(feature = "web", doc = "| [`web`] | axum: router, middleware, a file a page, the API, the server |")]
#![cfg_attr(feature = "cli", doc = "| [`cli`] | clap: a file a command |")]
//! | [`digest`] | digests of rule sets, assets and pages |
//! | [`docs`] | guides for authors of rules, for clients of the API, and for contributors |
//!
//! The modules up to [`loader`] know nothing of HTTP, HTML, files, environment or time; they build with `--no-default-features`.
//!
//! ```
//! use pop_or_imap::{answers::Answers, loader, engine};
//!
//! let rulebook = loader::embedded();
//! let (answers, _) = Answers::from_query(&rulebook, "purpose=work&devices=pc-phone&away=yes");
//! let recommendation = engine::recommend(&rulebook, &answers);
//! assert_eq!(recommendation.outcome.protocol.id(), "imap");
//! ```

pub mod answers;
pub mod audit;
pub mod branding;
pub mod digest;
pub mod docs;
pub mod engine;
pub mod interview;
pub mod loader;
pub mod quota;
pub mod rulebook;
pub mod setup;

mod escape;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "present")]
pub mod present;
#[cfg(feature = "web")]
pub mod web;
