//! Guides: the Markdown files beside this one, as pages of the documentation.
//!
//! | page | for |
//! |---|---|
//! | [`rules`] | who decides what is recommended: how to change the rules, check, roll out and roll back (in Japanese) |
//! | [`entries`] | the same: plans, links, advice, rules and questions one by one, and what `check` says (in Japanese) |
//! | [`api`] | who writes a program that asks: every request with curl |
//! | [`architecture`] | who works on the code: how it is built, and why so |
//! | [`hardening`] | developers: how the server protects itself, and the test or bench for each protection |
//! | [`dependencies`] | who answers for what is built in: every crate, and what it is for |
//!
//! How to install, run and watch it stands in `deploy/README.md`. `tests/guides` runs every command that a page shows.

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
