//! Positions in a text: byte offsets to lines and columns, in constant time after one pass.

/// The number of bytes between two checkpoints.
const STRIDE: usize = 1024;

/// The line and column at every [`STRIDE`]th byte of a text.
///
/// A list of line starts would not be enough: a file may be one line of megabytes, in which columns have to be counted.
#[derive(Clone, Debug)]
pub(super) struct LineIndex(Vec<Position>);

/// A line and a column, both from 0; columns in characters.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    line: usize,
    column: usize,
}

impl Position {
    /// Advances over one byte.
    const fn step(self, byte: u8) -> Self {
        match byte {
            b'\n' => Self { line: self.line + 1, column: 0 },
            // A byte that continues a character.
            0x80..=0xBF => self,
            _ => Self { column: self.column + 1, ..self },
        }
    }

    fn after(self, bytes: &[u8]) -> Self {
        bytes.iter().fold(self, |position, byte| position.step(*byte))
    }
}

impl LineIndex {
    pub(super) fn new(text: &str) -> Self {
        let mut position = Position::default();
        let mut checkpoints = vec![position];
        for bytes in text.as_bytes().chunks_exact(STRIDE) {
            position = position.after(bytes);
            checkpoints.push(position);
        }
        Self(checkpoints)
    }

    /// Returns line and column of a byte of the indexed text, both from 1, in characters; those of its end if the byte
    /// is beyond it.
    pub(super) fn position(&self, text: &str, offset: usize) -> (usize, usize) {
        let offset = offset.min(text.len());
        let checkpoint = offset / STRIDE;
        let from = self.0.get(checkpoint).copied().unwrap_or_default();
        let bytes = text.as_bytes().get(checkpoint * STRIDE..offset).unwrap_or_default();
        let Position { line, column } = from.after(bytes);
        (line + 1, column + 1)
    }
}
