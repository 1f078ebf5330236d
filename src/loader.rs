//! Loader: parse → everyday uses hold → audit → a rule set that may be served; and the embedded one.

use crate::answers::Answers;
use crate::branding::{RawTheme, Theme, ThemeError};
use crate::engine::bulk::Cores;
use crate::rulebook::{self, Diagnostic, DiagnosticCode, Diagnostics, ParseOutcome, Rulebook, Use};
use crate::{audit, engine};

/// The rules.toml that is compiled into the program.
pub const EMBEDDED: &str = include_str!("../rules.toml");

/// Loads a rule set whose everyday uses have the results they state.
///
/// # Errors
/// All diagnostics of the file, in file order. `name` is used for display only.
///
/// ```
/// use pop_or_imap::loader;
/// assert!(loader::load("rules.toml", loader::EMBEDDED).is_ok());
/// assert!(loader::load("empty.toml", "").is_err());
/// ```
pub fn load(name: &str, source: &str) -> Result<Rulebook, Box<Diagnostics>> {
    let (rulebook, list) = parse(name, source)?;
    if list.is_empty() {
        return Ok(rulebook);
    }
    Err(Box::new(Diagnostics::new(name, source, list, 0)))
}

/// Parses a consistent rule set; also returns a diagnostic for each failing everyday use.
///
/// # Errors
/// All diagnostics of the file, including those of failing uses, if it has others too.
///
/// ```
/// use pop_or_imap::loader;
/// let source = loader::EMBEDDED.replacen("strength = \"slight\"", "strength = \"strong\"", 1);
/// let (_, uses) = loader::parse("rules.toml", &source).unwrap();
/// assert_eq!(uses[0].code.id(), "use-gives-something-else");
/// ```
pub fn parse(name: &str, source: &str) -> Result<(Rulebook, Vec<Diagnostic>), Box<Diagnostics>> {
    let ParseOutcome { rulebook, diagnostics: mut list, more, unreliable } = rulebook::parse(source);
    // An entry that was left out would make uses fail without being wrong.
    let uses = rulebook.as_ref().filter(|_| !unreliable);
    let uses: Vec<_> =
        uses.map_or_else(Vec::new, |book| book.uses.iter().flat_map(|item| failing_use(book, item)).collect());
    match rulebook {
        Some(rulebook) if list.is_empty() => Ok((rulebook, uses)),
        _ => {
            list.extend(uses);
            Err(Box::new(Diagnostics::new(name, source, list, more)))
        }
    }
}

/// Loads a rule set and audits it over its whole answer space, which takes a moment.
///
/// # Errors
/// All diagnostics of the file; if it has none, those of the audit. Warnings are ignored.
///
/// ```
/// use pop_or_imap::loader;
/// assert!(loader::load_audited("rules.toml", loader::EMBEDDED).is_ok());
/// ```
pub fn load_audited(name: &str, source: &str) -> Result<Rulebook, Box<Diagnostics>> {
    load_audited_on(Cores::All, name, source)
}

/// Does the same on one core or all.
pub(crate) fn load_audited_on(cores: Cores, name: &str, source: &str) -> Result<Rulebook, Box<Diagnostics>> {
    let (rulebook, uses) = parse(name, source)?;
    if audit::within_budget(&rulebook).is_ok() {
        engine::prepare(&rulebook);
    }
    let report = audit::inspect_on(cores, &rulebook, &mut |_| {});
    let list = report.map_or_else(|diagnostic| vec![diagnostic], |report| report.diagnostics);
    let faults: Vec<_> = uses.into_iter().chain(list).filter(|diagnostic| !diagnostic.code.is_warning()).collect();
    if faults.is_empty() {
        return Ok(rulebook);
    }
    Err(Box::new(Diagnostics::new(name, source, faults, 0)))
}

/// Loads a theme from a file of its own.
///
/// # Errors
/// All diagnostics of the file. `name` is used for display only.
///
/// ```
/// use pop_or_imap::loader;
/// assert!(loader::load_theme("theme.toml", "accent = \"#115a36\"").is_ok());
/// assert!(loader::load_theme("theme.toml", "accent = \"#ffcc00\"").is_err(), "too little contrast");
/// ```
pub fn load_theme(name: &str, source: &str) -> Result<Theme, Box<Diagnostics>> {
    let faulty = |list| Err(Box::new(Diagnostics::new(name, source, list, 0)));
    let raw: RawTheme = match toml::from_str(source) {
        Ok(raw) => raw,
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            return faulty(vec![Diagnostic::new(DiagnosticCode::Syntax, span, error.message(), "not a theme")]);
        }
    };
    let (theme, errors) = Theme::resolve(raw);
    if errors.is_empty() {
        return Ok(theme);
    }
    let diagnostic =
        |error: ThemeError| Diagnostic::new(DiagnosticCode::BadValue, error.span, error.message, error.label);
    faulty(errors.into_iter().map(diagnostic).collect())
}

/// Returns the embedded rules. A test checks that they load.
///
/// # Panics
/// Never in a build that passed its tests.
#[must_use]
#[expect(clippy::panic, reason = "the embedded rules are a constant that a test proves sound")]
pub fn embedded() -> Rulebook {
    load("rules.toml", EMBEDDED).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

/// Returns a diagnostic for each result that an everyday use states but does not have.
fn failing_use(rulebook: &Rulebook, item: &Use) -> Vec<Diagnostic> {
    let recommendation = engine::recommend(rulebook, &Answers::from_use(item));
    let outcome = &recommendation.outcome;
    let reasons: Vec<_> = recommendation.reasons().iter().map(|reason| reason.rule_id).collect();
    let decided = format!("what decided: {}", reasons.join(", "));
    let diagnostic = |span: &rulebook::Span, fault: String| {
        let message = format!("the everyday use `{}` {fault}", item.id);
        Diagnostic::new(DiagnosticCode::UseGivesSomethingElse, span.clone(), message, "the required result")
            .help(&decided)
    };
    let mut diagnostics = Vec::new();
    if outcome.protocol != item.gives {
        diagnostics.push(diagnostic(&item.span, format!("results in {}", outcome.protocol.id())));
    }
    if let (Some(strength), Some(span)) = (item.strength, &item.strength_span)
        && strength != outcome.strength
    {
        diagnostics.push(diagnostic(span, format!("has the strength {}", outcome.strength.id())));
    }
    let missing = item.advice.iter().zip(&item.advice_spans).filter(|(index, _)| !outcome.advised(**index));
    diagnostics.extend(missing.map(|(index, span)| {
        let id = rulebook.advice.get(*index).map_or("", |advice| advice.id.as_str());
        diagnostic(span, format!("does not show the advice `{id}`"))
    }));
    diagnostics
}
