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
use crate::rulebook::{Diagnostics, Rulebook};
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

/// Follows both files as long as the server runs. Without a rule-set file, SIGHUP only reloads the theme.
pub(super) async fn follow(app: Arc<App>, rules: Option<PathBuf>, theme: Option<PathBuf>, mut hangup: Signal) {
    if rules.is_none() && theme.is_none() {
        while hangup.recv().await.is_some() {
            tracing::info!("SIGHUP: the built-in rules are in use, there is no file to reload");
        }
        return;
    }
    let mut rules = rules.map(|path| FollowedFile::new(path, reload));
    let mut theme = theme.map(|path| FollowedFile::new(path, offer_theme));
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let asked = tokio::select! {
            _ = ticks.tick() => false,
            _ = hangup.recv() => true,
        };
        for file in [&mut theme, &mut rules].into_iter().flatten() {
            file.look(&app, asked).await;
        }
    }
}

/// A file whose content is offered to the server when it changes.
struct FollowedFile {
    path: PathBuf,
    offer: fn(&App, &Path),
    /// The state at the last look.
    last: FileState,
    /// The state that was last offered.
    offered: FileState,
}

/// What a look at a file found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileState {
    Unknown,
    Missing,
    Present(Fingerprint),
}

impl FollowedFile {
    const fn new(path: PathBuf, offer: fn(&App, &Path)) -> Self {
        Self { path, offer, last: FileState::Unknown, offered: FileState::Unknown }
    }

    /// Looks at the file, and offers its content if it has changed or `asked` is set.
    async fn look(&mut self, app: &Arc<App>, asked: bool) {
        // For a symlink this is the file itself.
        let found = tokio::fs::metadata(&self.path).await;
        let now = found.map_or(FileState::Missing, |metadata| FileState::Present(fingerprint(&metadata)));
        // Two equal looks: no program is in the middle of writing it.
        if asked || (now == self.last && now != self.offered) {
            self.offered = now;
            let (app, path, offer) = (Arc::clone(app), self.path.clone(), self.offer);
            // The audit of a rule set takes some tenths of a second, and must not keep a thread from visitors.
            let done = tokio::task::spawn_blocking(move || offer(&app, &path)).await;
            if let Err(error) = done {
                tracing::error!(%error, path = %files::shown(&self.path), "the file could not be read again");
            }
        }
        self.last = now;
    }
}

/// Logs a warning if the theme is still a section of the rule set.
pub(super) fn warn_of_theme_section(rulebook: &Rulebook) {
    if rulebook.legacy_theme.is_some() {
        tracing::warn!("the rules have a [theme] section: move it to a file of its own, named with --theme");
    }
}

/// Offers the theme that the file contains now, and logs the outcome.
fn offer_theme(app: &App, path: &Path) {
    let source = match files::read(path) {
        Ok(source) => source,
        Err(error) => return tracing::error!(%error, "the theme cannot be read; the old one stays"),
    };
    match app.replace_theme(&files::shown(path), &source) {
        Ok(true) => tracing::info!("new theme in use"),
        Ok(false) => tracing::debug!("the theme has not changed"),
        Err(diagnostics) => log_faults(&diagnostics, "faulty theme rejected; the old one stays"),
    }
}

/// Replaces the rule set by that of the file, and logs the outcome.
fn reload(app: &App, path: &Path) {
    let source = match files::source(Some(path)) {
        Ok(source) => source,
        Err(error) => {
            app.reject_unreadable_rules();
            return tracing::error!(%error, "the rules cannot be read; the old ones stay in use");
        }
    };
    let was_rejected = app.rejected_rules().is_some();
    match app.replace_rulebook(&files::shown(path), &source) {
        ReloadOutcome::Applied => {
            let rulebook = app.rulebook();
            tracing::info!(version = rulebook.version, digest = rulebook.digest.as_str(), "new rules in use");
            warn_of_theme_section(&rulebook);
        }
        ReloadOutcome::Unchanged if was_rejected => tracing::info!("the rules in the file are again those in use"),
        ReloadOutcome::Unchanged => tracing::debug!("the rules have not changed"),
        ReloadOutcome::Rejected(problems) => {
            log_faults(&problems, "faulty rules rejected; the old ones stay in use");
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
