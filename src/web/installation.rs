//! Installation: what pages know of this server, constant while it runs.

use super::assets::Assets;
use super::settings::Settings;

/// The operator's settings and the embedded assets.
#[derive(Debug)]
pub(super) struct Installation {
    pub(super) settings: Settings,
    pub(super) assets: Assets,
}
