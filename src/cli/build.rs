//! Owns the name of this build: a checksum of the program itself, the same on every machine that runs the same one.

use std::fs;

/// Names this build; nothing where the program cannot read itself.
///
/// It tells builds apart and guards against nobody, and it is on the way to the first answer, so it need not be strong.
pub(super) fn id() -> Option<String> {
    let program = std::env::current_exe().and_then(fs::read);
    let program = program.inspect_err(|error| tracing::warn!(%error, "the program cannot read itself"));
    program.ok().map(|program| format!("{:08x}-{}", crc32fast::hash(&program), program.len()))
}
