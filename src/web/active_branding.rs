//! Active branding: the operator's style sheet and logo, named by their digest.
//!
//! A theme file takes precedence over the `[theme]` section of a rule set.

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use crate::branding::{Colour, Theme};
use crate::digest::Digest;
use crate::rulebook::Rulebook;

/// A theme with its digest.
#[derive(Clone, Debug)]
pub(super) struct Branding {
    theme: Theme,
    digest: Digest,
}

impl Branding {
    pub(super) fn new(theme: Theme) -> Self {
        let logo = theme.logo.as_ref().map(|logo| logo.svg.as_str());
        let digest = Digest::of(format!("{}\n{}", style_sheet(&theme), logo.unwrap_or_default()));
        Self { theme, digest }
    }

    /// Returns the digest, for cache keys.
    pub(super) const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Returns the path of the style sheet, if there are colours.
    pub(super) fn style(&self) -> Option<String> {
        let Theme { accent, accent_dark, .. } = self.theme;
        (accent.is_some() || accent_dark.is_some()).then(|| self.path("css"))
    }

    /// Returns the path of the logo and its width in pixels, if there is one.
    pub(super) fn logo(&self) -> Option<(String, u32)> {
        self.theme.logo.as_ref().map(|logo| (self.path("svg"), logo.width))
    }

    /// Returns media type and content of the file at a path, if it is the style sheet or the logo.
    pub(super) fn find(&self, path: &str) -> Option<(&'static str, String)> {
        if self.style().is_some_and(|style| style == path) {
            return Some(("text/css; charset=utf-8", style_sheet(&self.theme)));
        }
        let logo = self.theme.logo.as_ref().filter(|_| self.logo().is_some_and(|(logo, _)| logo == path))?;
        Some(("image/svg+xml", logo.svg.clone()))
    }

    fn path(&self, extension: &str) -> String {
        format!("/static/theme.{}.{extension}", self.digest.short())
    }
}

/// Writes the style sheet. Printed pages stay black on white.
fn style_sheet(theme: &Theme) -> String {
    let rule = |colour: Colour| format!(":root {{ --button: {0}; --link: {0}; }}", colour.css());
    let light =
        theme.accent.map(|colour| format!("@media screen and (prefers-color-scheme: light) {{ {} }}\n", rule(colour)));
    let dark = theme
        .accent_dark
        .map(|colour| format!("@media screen and (prefers-color-scheme: dark) {{ {} }}\n", rule(colour)));
    [light, dark].into_iter().flatten().collect()
}

/// The branding in use.
#[derive(Debug)]
pub(super) struct ActiveBranding {
    built_in: Arc<Branding>,
    from_rules: ArcSwapOption<Branding>,
    from_file: ArcSwapOption<Branding>,
}

impl ActiveBranding {
    pub(super) fn new(rulebook: &Rulebook) -> Self {
        let branding = Self {
            built_in: Arc::new(Branding::new(Theme::default())),
            from_rules: ArcSwapOption::empty(),
            from_file: ArcSwapOption::empty(),
        };
        branding.use_rules(rulebook);
        branding
    }

    /// Returns a snapshot of the branding in use.
    pub(super) fn current(&self) -> Arc<Branding> {
        let chosen = self.from_file.load_full().or_else(|| self.from_rules.load_full());
        chosen.unwrap_or_else(|| Arc::clone(&self.built_in))
    }

    /// Uses the theme of a rule set for pages without a theme file.
    pub(super) fn use_rules(&self, rulebook: &Rulebook) {
        let theme = rulebook.legacy_theme.as_ref().map(|(theme, _)| Arc::new(Branding::new(theme.clone())));
        self.from_rules.store(theme);
    }

    /// Replaces the theme of the file. Returns whether it differs from the one before.
    pub(super) fn use_file(&self, theme: Theme) -> bool {
        let branding = Arc::new(Branding::new(theme));
        let before = self.from_file.swap(Some(Arc::clone(&branding)));
        before.is_none_or(|before| before.digest != branding.digest)
    }
}
