//! Setting up an account: the operator's mail servers, mail apps, and how to change an account that is in use.

mod client;
mod server;
mod switch;

pub use client::{Client, ClientHint, RecommendedMark};
pub use server::{DOMAIN, MAX_NAME, MAX_SHORT_NAME, MailServers, Security, Server, ServerRole, UserName};
pub use switch::{CurrentUse, DAYS, Loss, Step, Switch};
