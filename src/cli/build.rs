//! Owns the name of this build: a digest of the program itself, the same on every machine that runs the same one.

use std::fs;

use crate::rulebook;

/// Names this build; nothing where the program cannot read itself.
pub(super) fn id() -> Option<String> {
    let program = std::env::current_exe().and_then(fs::read);
    let program = program.inspect_err(|error| tracing::warn!(%error, "the program cannot read itself"));
    program.ok().map(rulebook::digest)
}
