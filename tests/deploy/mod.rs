//! What `deploy/` holds, tried with the programs that it is made for.

mod monitoring;
