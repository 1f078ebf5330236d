//! Guides: the Markdown files beside this one, as pages of the crate's documentation.
//!
//! | guide | audience and content |
//! |---|---|
//! | [`rules`] | authors of rules: how to change, check, roll out and roll back the rules (in Japanese) |
//! | [`entries`] | authors of rules: plans, links, advice, rules, questions, and the messages of `check` (in Japanese) |
//! | [`api`] | authors of API clients: every request with curl |
//! | [`architecture`] | contributors: the structure of the code, and the reasons for it |
//! | [`hardening`] | contributors: how the server protects itself, and the test or bench of each protection |
//! | [`dependencies`] | maintainers: every crate, and what it is used for |
//!
//! `deploy/README.md` is the guide for operators. `tests/guides` runs every command that a guide shows.

#[doc = include_str!("api.md")]
pub mod api {}

#[doc = include_str!("architecture.md")]
pub mod architecture {}

#[doc = include_str!("dependencies.md")]
pub mod dependencies {}

#[doc = include_str!("entries.md")]
pub mod entries {}

#[doc = include_str!("hardening.md")]
pub mod hardening {}

#[doc = include_str!("rules.md")]
pub mod rules {}
