//! Download of the table with outcomes, written while it is sent: it is never in memory as a whole.

use std::io;
use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tokio::sync::OwnedSemaphorePermit;

use super::table::{OwnColumns, ROWS_PER_TURN, Unfinished};
use crate::present::Wording;
use crate::present::accounts_csv::{TableFormat, Writer};
use crate::rulebook::Rulebook;
use crate::web::limits::BlockingQueue;
use crate::web::request::PageRequest;

/// How many bytes are written in one turn; the last row of a turn may exceed it.
const BYTES_A_TURN: usize = 64 * 1024;

/// A table that is being written.
pub(super) struct Download {
    rulebook: Arc<Rulebook>,
    wording: &'static Wording,
    own: OwnColumns,
    table: Unfinished,
    writer: Writer<Vec<u8>>,
}

/// What one turn writes.
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// What is left to write; `None` if the table is complete.
    pub(super) rest: Option<Box<Download>>,
}

impl Download {
    /// Begins with the header row.
    pub(super) fn new(request: &PageRequest, form: TableFormat, table: Unfinished) -> io::Result<Box<Self>> {
        Ok(Box::new(Self {
            rulebook: Arc::clone(&request.rulebook),
            wording: request.wording(),
            own: OwnColumns::of(table.header()),
            writer: Writer::new(form, table.header(), Vec::new())?,
            table,
        }))
    }

    /// Writes more rows.
    pub(super) fn go_on(mut self: Box<Self>) -> io::Result<Piece> {
        let mut reader = self.table.resume(&self.rulebook);
        for _ in 0..ROWS_PER_TURN {
            let Some(row) = reader.next() else {
                return Ok(Piece { bytes: self.writer.finish()?, rest: None });
            };
            let mut row = row?;
            self.own.read(&mut row, self.wording);
            self.writer.write(&row)?;
            if self.writer.output().len() >= BYTES_A_TURN {
                break;
            }
        }
        self.table = reader.pause();
        let bytes = std::mem::take(self.writer.output());
        Ok(Piece { bytes, rest: Some(self) })
    }
}

/// Returns a body that sends the first rows, and computes each further part once the client has read the one before. It
/// holds its permit until it is sent or dropped.
pub(super) fn body(
    queue: &Arc<BlockingQueue>,
    first: Vec<u8>,
    rest: Box<Download>,
    permit: OwnedSemaphorePermit,
) -> Body {
    let queue = Arc::clone(queue);
    let rest = stream::try_unfold(Some(rest), move |rest| {
        let queue = Arc::clone(&queue);
        async move {
            let Some(rest) = rest else { return Ok(None) };
            let turn = queue.turn(queue.deadline(), move || rest.go_on());
            let Piece { bytes, rest } = turn.await.map_err(io::Error::other)??;
            Ok::<_, io::Error>(Some((Bytes::from(bytes), rest)))
        }
    });
    let pieces = stream::iter([Ok(Bytes::from(first))]).chain(rest);
    Body::from_stream(pieces.inspect(move |_| {
        let _ = &permit;
    }))
}
