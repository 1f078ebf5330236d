//! Helps people choose POP or IMAP, one mail account at a time.
//!
//! The knowledge is data (`rules.toml`), the thinking is pure, the web and the command line are thin adapters. The
//! rooms of the house, each knowing only those above it:
//!
//! | module | owns |
//! |---|---|
//! | [`rulebook`] | `rules.toml` → [`Rulebook`](rulebook::Rulebook): texts, plans, questions, rules, and every fault of a file |
//! | [`answers`] | what a visitor has said: query pairs → [`Answers`](answers::Answers) → canonical query |
//! | [`quota`] | the limits of a mailbox, when it fills, and many accounts against a server's total |
//! | [`engine`] | (rulebook, answers) → [`Recommendation`](engine::Recommendation), total and deterministic |
//! | [`interview`] | which question is worth asking next, and how many are left |
//! | [`audit`] | the door through which every rule set comes: what only all combinations show, and the difference of two |
#![cfg_attr(
    feature = "present",
    doc = "| [`present`] | renderings that pages, API and command line share, and the interface texts |"
)]
#![cfg_attr(feature = "web", doc = "| [`web`] | axum: router, layers, assets, errors, a file a page, the API |")]
#![cfg_attr(feature = "cli", doc = "| [`cli`] | clap: a file a command |")]
//! | [`docs`] | guides: for who changes the rules, for who calls the API, for who works on the code |
//!
//! The first six know nothing of HTTP, HTML, files, environment or time; they build with `--no-default-features`.
//!
//! ```
//! use pop_or_imap::{answers::Answers, audit, engine};
//!
//! let rulebook = audit::embedded();
//! let (answers, _) = Answers::from_query(&rulebook, "purpose=work&devices=pc-phone&away=yes");
//! let recommendation = engine::recommend(&rulebook, &answers);
//! assert_eq!(recommendation.outcome.protocol.id(), "imap");
//! ```

pub mod answers;
pub mod audit;
pub mod digest;
pub mod docs;
pub mod engine;
pub mod interview;
pub mod quota;
pub mod rulebook;

mod escape;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "present")]
pub mod present;
#[cfg(feature = "web")]
pub mod web;
