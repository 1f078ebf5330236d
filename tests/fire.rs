//! Hostile and heavy load: hosts, limits, slow and broken clients, and a shutdown at which no request is lost. All on
//! loopback.

mod held;
mod limits;
mod malformed;
mod shutdown;
mod slow;
mod wire;
