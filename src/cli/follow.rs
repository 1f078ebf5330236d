//! Owns the following of a rule-set file while it serves: edits, renames, symlink swaps, SIGHUP.
//!
//! It looks at what the path leads to twice a second, which sees every way of putting a new file there; no watch can
//! be lost.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::Signal;
use tokio::time::MissedTickBehavior;

use super::files;
use crate::rulebook::Diagnostics;
use crate::web::{App, ReloadOutcome};

/// How often the file is looked at.
const PERIOD: Duration = Duration::from_millis(500);

/// What tells one state of a file from another: device, inode, length, last change of content and of status.
type Fingerprint = [u64; 4];

fn fingerprint(metadata: &Metadata) -> Fingerprint {
    let nanos = |seconds: i64, nanos: i64| seconds.wrapping_mul(1_000_000_000).wrapping_add(nanos).cast_unsigned();
    [
        metadata.dev() ^ metadata.ino().rotate_left(32),
        metadata.len(),
        nanos(metadata.mtime(), metadata.mtime_nsec()),
        nanos(metadata.ctime(), metadata.ctime_nsec()),
    ]
}

/// Follows the file for as long as the server runs; without a file, SIGHUP changes nothing, and ends nothing either.
pub(super) async fn follow(app: Arc<App>, path: Option<PathBuf>, mut hangup: Signal) {
    let Some(path) = path else {
        while hangup.recv().await.is_some() {
            tracing::info!("SIGHUP: the built-in rules serve, there is no file to read again");
        }
        return;
    };
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut last, mut offered) = (None, None);
    loop {
        let asked = tokio::select! {
            _ = ticks.tick() => false,
            _ = hangup.recv() => true,
        };
        // Behind a symlink this is the file itself; `None` where the path leads nowhere.
        let now = Some(tokio::fs::metadata(&path).await.ok().map(|metadata| fingerprint(&metadata)));
        // Two looks alike: nobody is in the middle of writing it.
        if asked || (now == last && now != offered) {
            offered = now;
            let (app, path) = (Arc::clone(&app), path.clone());
            // Proving a rule set takes a moment, in which visitors are not to wait.
            let done = tokio::task::spawn_blocking(move || offer(&app, &path)).await;
            if let Err(error) = done {
                tracing::error!(%error, "the rules could not be looked at");
            }
        }
        last = now;
    }
}

/// Offers what the file holds now, and says in the log what became of it.
fn offer(app: &App, path: &Path) {
    let source = match files::source(Some(path)) {
        Ok(source) => source,
        Err(error) => {
            app.reject_unreadable_rules();
            return tracing::error!(%error, "the rules cannot be read; the old ones go on serving");
        }
    };
    let was_refused = app.rejected_rules().is_some();
    match app.replace_rulebook(&files::shown(path), &source) {
        ReloadOutcome::Applied => {
            let rulebook = app.rulebook();
            tracing::info!(version = rulebook.version, digest = rulebook.digest.as_str(), "new rules serve");
        }
        ReloadOutcome::Unchanged if was_refused => tracing::info!("the rules in the file are those that serve again"),
        ReloadOutcome::Unchanged => tracing::debug!("the rules have not changed"),
        ReloadOutcome::Rejected(problems) => {
            log_faults(&problems, "faulty rules refused; the old ones go on serving");
        }
    }
}

/// Logs that a rule set is refused: how many faults it has, the first of them a line each, and how many more there are.
pub(super) fn log_faults(problems: &Diagnostics, message: &str) {
    let (shown, more) = problems.shown();
    tracing::error!(file = problems.file, faults = problems.count(), "{message}");
    for problem in shown {
        let (line, column) = problems.position(problem);
        let (code, help) = (problem.code.id(), problem.help.as_deref().unwrap_or_default());
        tracing::error!(line, column, code, help, "fault in the rules: {}", problem.message);
    }
    if more > 0 {
        tracing::error!(more, "more faults in the rules are not listed: `pop-or-imap check` counts and lists them");
    }
}
