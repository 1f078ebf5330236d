//! HTTP adapter: routes, pages, the JSON API, and the server. It decides nothing about mail.
//!
//! All of a visitor's state is the query string: no cookie, no session. Imports run one way:
//!
//! | part | what it is |
//! |---|---|
//! | `service`, `router`, `state` | the path of a request, the routes, and what requests share |
//! | `admin`, `middleware` | the operator's listener; what surrounds every route |
//! | `pages`, `api` | a file a page; JSON endpoints |
//! | `views` | pieces that pages share |
//! | `cache` | encoded pages, conditional requests |
//! | `request` | the URL and the negotiated values of a request, and the links that are built from them |
//! | `active_branding`, `active_rules`, `interview_memo`, `assets`, `limits`, `metrics`, `negotiation` | parts that know no page and no other part of the state |
//! | `server` | connections: accepting, evicting, draining |

#![expect(clippy::disallowed_methods, reason = "the server reads the clock, and files of /proc")]

mod active_branding;
mod active_rules;
mod admin;
pub mod api;
mod assets;
mod cache;
mod cache_control;
mod error;
mod frame_ancestors;
mod installation;
mod interview_memo;
mod limits;
mod metrics;
mod middleware;
mod negotiation;
mod pages;
mod request;
mod router;
mod server;
mod service;
mod settings;
mod stage;
mod state;
mod views;

pub use active_rules::{RejectedRules, ReloadOutcome};
pub use admin::admin;
pub use error::Error;
pub use frame_ancestors::{FrameAncestors, OriginError};
pub use metrics::Connections;
#[cfg(feature = "cli")]
pub(crate) use request::is_origin;
pub use router::{site, site_with};
pub use server::{Listener, NetworkError, ProxyNetwork, Respond, TrustedProxies, serve};
pub use service::Site;
pub use settings::Settings;
pub use state::{App, AppState};
