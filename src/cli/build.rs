//! Owns the name of this build: a checksum of the program itself, the same on every machine that runs the same one.

use std::fs::File;
use std::io::{self, Read as _};

/// How many bytes are read at a time: all at once would take as much memory as the program has.
const PIECE: usize = 64 * 1024;

/// Names this build; nothing where the program cannot read itself.
///
/// It tells builds apart and guards against nobody, and it is on the way to the first answer, so it need not be strong.
pub(super) fn id() -> Option<String> {
    let id = checksum().map(|(checksum, length)| format!("{checksum:08x}-{length}"));
    id.inspect_err(|error| tracing::warn!(%error, "the program cannot read itself")).ok()
}

/// Gives the checksum and the length of the program.
fn checksum() -> io::Result<(u32, u64)> {
    let mut program = File::open(std::env::current_exe()?)?;
    let (mut hasher, mut length, mut piece) = (crc32fast::Hasher::new(), 0, vec![0; PIECE]);
    loop {
        let read = program.read(&mut piece)?;
        if read == 0 {
            return Ok((hasher.finalize(), length));
        }
        hasher.update(piece.get(..read).unwrap_or_default());
        length += read as u64;
    }
}
