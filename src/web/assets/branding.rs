//! Branding: the operator's style sheet and logo, generated from the rule set and named by its digest.

use crate::rulebook::{Colour, Rulebook, Theme};

/// Returns the path of the style sheet, if the rule set has colours.
pub(in crate::web) fn style(rulebook: &Rulebook) -> Option<String> {
    let Theme { accent, accent_dark, .. } = rulebook.theme;
    (accent.is_some() || accent_dark.is_some()).then(|| path(rulebook, "css"))
}

/// Returns the path and the width of the logo, if the rule set has one.
pub(in crate::web) fn logo(rulebook: &Rulebook) -> Option<(String, u32)> {
    rulebook.theme.logo.as_ref().map(|logo| (path(rulebook, "svg"), logo.width))
}

/// Returns the content type and the text of the style sheet or the logo at a path.
pub(in crate::web) fn find(rulebook: &Rulebook, path: &str) -> Option<(&'static str, String)> {
    if style(rulebook).is_some_and(|style| style == path) {
        return Some(("text/css; charset=utf-8", sheet(&rulebook.theme)));
    }
    let logo = rulebook.theme.logo.as_ref().filter(|_| logo(rulebook).is_some_and(|(logo, _)| logo == path))?;
    Some(("image/svg+xml", logo.svg.clone()))
}

/// Returns the path of a file, which contains the first 16 hex digits of the rule set's digest.
fn path(rulebook: &Rulebook, extension: &str) -> String {
    format!("/static/theme.{}.{extension}", rulebook.digest.short())
}

/// Renders the style sheet; printed pages stay black on white.
fn sheet(theme: &Theme) -> String {
    let rule = |colour: Colour| format!(":root {{ --button: {0}; --link: {0}; }}", colour.css());
    let light =
        theme.accent.map(|colour| format!("@media screen and (prefers-color-scheme: light) {{ {} }}\n", rule(colour)));
    let dark = theme
        .accent_dark
        .map(|colour| format!("@media screen and (prefers-color-scheme: dark) {{ {} }}\n", rule(colour)));
    [light, dark].into_iter().flatten().collect()
}
