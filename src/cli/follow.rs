//! Hot reload: follows the rule-set file while the server runs, through edits, renames, symlink swaps and SIGHUP.
//!
//! The path is polled twice a second. Polling detects every way of replacing a file, and there is no watch to lose.

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

/// The time between two polls.
const PERIOD: Duration = Duration::from_millis(500);

/// The state of a file: device and inode, length, time of the last change of content and of status.
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

/// Follows the file as long as the server runs. Without a file, SIGHUP has no effect.
pub(super) async fn follow(app: Arc<App>, path: Option<PathBuf>, mut hangup: Signal) {
    let Some(path) = path else {
        while hangup.recv().await.is_some() {
            tracing::info!("SIGHUP: the built-in rules serve, there is no file to read again");
        }
        return;
    };
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut last, mut loaded) = (None, None);
    loop {
        let asked = tokio::select! {
            _ = ticks.tick() => false,
            _ = hangup.recv() => true,
        };
        // Symlinks are followed; `None` if there is no file at the path.
        let now = Some(tokio::fs::metadata(&path).await.ok().map(|metadata| fingerprint(&metadata)));
        // The file has not changed between two polls, so it is not being written.
        if asked || (now == last && now != loaded) {
            loaded = now;
            let (app, path) = (Arc::clone(&app), path.clone());
            // The audit takes about a second of processor time, and must not delay requests.
            let done = tokio::task::spawn_blocking(move || reload(&app, &path)).await;
            if let Err(error) = done {
                tracing::error!(%error, "the rules could not be looked at");
            }
        }
        last = now;
    }
}

/// Replaces the rule set by that of the file, and logs the outcome.
fn reload(app: &App, path: &Path) {
    let source = match files::source(Some(path)) {
        Ok(source) => source,
        Err(error) => {
            app.reject_unreadable_rules();
            return tracing::error!(%error, "the rules cannot be read; the old ones go on serving");
        }
    };
    let was_rejected = app.rejected_rules().is_some();
    match app.replace_rulebook(&files::shown(path), &source) {
        ReloadOutcome::Applied => {
            let rulebook = app.rulebook();
            tracing::info!(version = rulebook.version, digest = rulebook.digest.as_str(), "new rules serve");
        }
        ReloadOutcome::Unchanged if was_rejected => tracing::info!("the rules in the file are those that serve again"),
        ReloadOutcome::Unchanged => tracing::debug!("the rules have not changed"),
        ReloadOutcome::Rejected(problems) => {
            log_faults(&problems, "faulty rules refused; the old ones go on serving");
        }
    }
}

/// Logs the rejection of a rule set: the number of its faults, and the first of them with a line each.
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
