//! Settings of the operator.

use std::time::Duration;

use super::frame_ancestors::FrameAncestors;

/// The operator's settings.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The origin that visitors use, such as `https://mail.example.jp`. Shared links begin with it, or with the host of
    /// the request if it is `None`.
    pub public_url: Option<String>,
    /// The name of the support team, shown beside answers that it filled in and under replies.
    pub support_name: Option<String>,
    /// The sites that may show the pages in a frame.
    pub frame_ancestors: FrameAncestors,
    /// An identifier of this build, for `/version` and the metrics.
    pub build: Option<String>,
    /// Whether configuration files for mail apps are served.
    pub serve_files: bool,
    /// How long the page of one table may take; 10 s if it is `None`.
    pub table_time: Option<Duration>,
}
