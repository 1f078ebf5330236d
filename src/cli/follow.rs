//! Owns the following of a rule-set file while it serves: edits, renames, symlink swaps, SIGHUP.
//!
//! It looks at what the path leads to twice a second, which sees every way of putting a new file there; no watch can
//! be lost.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::MissedTickBehavior;

use super::files;
use crate::web::{App, Offered};

/// How often the file is looked at.
const PERIOD: Duration = Duration::from_millis(500);

/// What tells one state of a file from another: device, inode, length, time of the last change in nanoseconds.
type Fingerprint = (u64, u64, u64, i64, i64);

fn fingerprint(metadata: &Metadata) -> Fingerprint {
    (metadata.dev(), metadata.ino(), metadata.len(), metadata.mtime(), metadata.mtime_nsec())
}

/// Follows the file for as long as the server runs.
pub(super) async fn follow(app: Arc<App>, path: PathBuf) {
    let Ok(mut hangup) = signal(SignalKind::hangup()) else {
        tracing::error!("SIGHUP cannot be watched; the rules are not followed");
        return;
    };
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen = None;
    loop {
        let asked = tokio::select! {
            _ = ticks.tick() => false,
            _ = hangup.recv() => true,
        };
        // Behind a symlink this is the file itself. A path that leads nowhere for a moment is looked at again.
        let now = tokio::fs::metadata(&path).await.ok().map(|metadata| fingerprint(&metadata));
        if now.is_some() && (asked || now != seen) {
            seen = now;
            offer(&app, &path);
        }
    }
}

/// Offers what the file holds now, and says in the log what became of it.
fn offer(app: &App, path: &Path) {
    let source = match files::source(Some(path)) {
        Ok(source) => source,
        Err(error) => return tracing::error!(%error, "the rules cannot be read; the old ones go on serving"),
    };
    match app.offer(&path.display().to_string(), &source) {
        Offered::Taken => {
            let rulebook = app.rulebook();
            tracing::info!(version = rulebook.version, digest = rulebook.digest, "new rules serve");
        }
        Offered::Same => tracing::debug!("the rules have not changed"),
        Offered::Refused(problems) => tracing::error!(%problems, "faulty rules refused; the old ones go on serving"),
    }
}
