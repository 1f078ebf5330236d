//! Build identifier: a checksum of the program's own file, the same on every machine that runs the same build.

use std::fs::File;
use std::io::{self, Read as _};

/// How many bytes are read at a time: the whole file would take as much memory as the program.
const CHUNK: usize = 64 * 1024;

/// Returns the identifier of this build; `None` if the program cannot read its own file.
///
/// The checksum is a fast one, not a cryptographic one: it delays the first response, and only distinguishes builds.
pub(super) fn id() -> Option<String> {
    let id = checksum().map(|(checksum, length)| format!("{checksum:08x}-{length}"));
    id.inspect_err(|error| tracing::warn!(%error, "the program cannot read itself")).ok()
}

/// Returns the checksum and the length of the program's file.
fn checksum() -> io::Result<(u32, u64)> {
    let mut program = File::open(std::env::current_exe()?)?;
    let (mut hasher, mut length, mut piece) = (crc32fast::Hasher::new(), 0, vec![0; CHUNK]);
    loop {
        let read = program.read(&mut piece)?;
        if read == 0 {
            return Ok((hasher.finalize(), length));
        }
        hasher.update(piece.get(..read).unwrap_or_default());
        length += read as u64;
    }
}
