//! What `deploy/` holds, tried out with the programs that it is for.

mod monitoring;
mod proxies;
