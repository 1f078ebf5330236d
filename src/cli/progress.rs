//! Progress bar: on a terminal, and only for work of more than a second.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Creates a bar over `length` steps, which appears after a second if standard error is a terminal.
pub(super) fn bar(length: u64) -> ProgressBar {
    shown("{bar:40} {percent:>3} % {pos}/{len}, {eta} left", length)
}

/// Creates such a bar over the bytes of a file.
pub(super) fn bytes(length: u64) -> ProgressBar {
    shown("{bar:40} {percent:>3} % {bytes}/{total_bytes}, {eta} left", length)
}

fn shown(template: &str, length: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    let shown = bar.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(1));
        if !shown.is_finished() {
            shown.set_draw_target(ProgressDrawTarget::stderr());
        }
    });
    bar
}
