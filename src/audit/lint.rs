//! Lint of a rule set over its whole answer space: rules that never fire or never matter, ties, broken expectations.

use std::collections::BTreeMap;

use super::answer_space::{self, BUDGET};
use super::bands::bands;
use super::contradicting_texts::contradictions;
use super::observations::{Observations, ObservedRules, Occurrences};
use super::question_counts::average_questions;
use crate::answers::Answers;
use crate::engine::bulk::Cores;
use crate::engine::{Missing, PartialAnswers};
use crate::rulebook::{Diagnostic, DiagnosticCode, Protocol, Rulebook, Strength};

/// The maximum number of outcomes that a comparison keeps, four in a byte: the combinations of one rule set, each without
/// figures and with every band of the other one.
const MAX_KEPT: u64 = 4 * BUDGET;

/// The result of the lint.
#[derive(Clone, Debug)]
pub struct AuditReport {
    /// The number of combinations of answers.
    pub combinations: u64,
    /// The number of bands of figures with which each combination was also checked.
    pub bands: usize,
    /// The number of combinations per protocol and strength.
    pub distribution: BTreeMap<(Protocol, Strength), u64>,
    /// The number of ties.
    pub ties: u64,
    /// The average number of questions until the verdict is settled, in the order of the interview and in file order;
    /// then the average length of a whole interview. In hundredths of a question.
    pub average_questions: [u64; 3],
    /// The errors and warnings, in file order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks a rule set over its whole answer space, on all cores; reports to `progress` how many combinations are done.
///
/// # Errors
/// One diagnostic if the space has too many combinations.
///
/// ```
/// use pop_or_imap::audit;
/// use pop_or_imap::loader;
/// let report = audit::inspect(&loader::embedded(), &mut |_| {}).unwrap();
/// assert!(report.diagnostics.is_empty());
/// assert!(report.combinations > 300_000);
/// ```
pub fn inspect(rulebook: &Rulebook, progress: &mut dyn FnMut(u64)) -> Result<AuditReport, Diagnostic> {
    inspect_on(Cores::All, rulebook, progress)
}

/// Does the same on one core or all.
pub(crate) fn inspect_on(
    cores: Cores,
    rulebook: &Rulebook,
    progress: &mut dyn FnMut(u64),
) -> Result<AuditReport, Diagnostic> {
    within_budget(rulebook)?;
    let rules = ObservedRules::new(rulebook, cores);
    let state = || Observations::new(rulebook);
    let (combinations, observed) =
        answer_space::walk(&rules.space.lookup, state, |seen, visited| seen.note(&rules, visited), progress);
    let seen = observed.iter().fold(state(), Observations::merge);
    let mut diagnostics = seen.diagnostics(rulebook);
    diagnostics.extend(contradictions(rulebook));
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    Ok(AuditReport {
        combinations,
        bands: rules.bands.len(),
        distribution: seen.distribution,
        ties: seen.ties.count,
        average_questions: average_questions(rulebook),
        diagnostics,
    })
}

/// Checks that the space is not too large to enumerate.
pub(crate) fn within_budget(rulebook: &Rulebook) -> Result<(), Diagnostic> {
    within(BUDGET, rulebook, rulebook, "combinations of answers are too many to walk")
}

/// Checks that the outcomes of two rule sets with the bands of either are not too many to keep.
pub(super) fn within_memory(rulebooks: [&Rulebook; 2]) -> Result<(), Diagnostic> {
    let [one, other] = rulebooks;
    let message =
        "outcomes are too many to compare: combinations of one rule set times figures that the other distinguishes";
    within(MAX_KEPT, one, other, message)?;
    within(MAX_KEPT, other, one, message)
}

/// Checks that the combinations of a rule set, each with the bands of another one, are at most `max`.
fn within(max: u64, rulebook: &Rulebook, banded: &Rulebook, message: &str) -> Result<(), Diagnostic> {
    let bands = bands(banded).len() as u64;
    let most = answer_space::combinations_at_most(rulebook).saturating_mul(bands + 1);
    if most <= max {
        return Ok(());
    }
    let span = rulebook.questions.last().map_or(0..0, |question| question.span.clone());
    let message = format!("{most} {message}");
    Err(Diagnostic::new(DiagnosticCode::SpaceTooLarge, span, message, "with this question")
        .help(format!("at most {max}: take questions or choices out")))
}

impl Observations {
    fn diagnostics(&self, rulebook: &Rulebook) -> Vec<Diagnostic> {
        let mut diagnostics = self.idle_rules(rulebook);
        diagnostics.extend(self.idle_choices(rulebook));
        let advice = rulebook.advice.iter().enumerate().filter(|(index, _)| !self.advised.contains(*index));
        diagnostics.extend(advice.map(|(_, advice)| {
            let message = format!("the advice `{}` never shows", advice.id);
            Diagnostic::new(
                DiagnosticCode::AdviceNeverShows,
                advice.span.clone(),
                message,
                "no combination of answers shows it",
            )
        }));
        let sample = |tally: &Occurrences| tally.first().map_or(String::new(), |answers| answers.to_query(rulebook));
        let tally = |code, tally: &Occurrences, span: &crate::rulebook::Span, what: &str, label: &str| {
            let message = format!("{} combinations of answers {what}", tally.count);
            let help = format!("such as /result?{}", sample(tally));
            (tally.count > 0).then(|| Diagnostic::new(code, span.clone(), message, label).help(help))
        };
        if let Some((_, span)) = &rulebook.legacy_theme {
            let message = "colours and logo are no rules any more";
            let help = "move these lines to a file of their own, without the header, and name it with --theme";
            let diagnostic = Diagnostic::new(DiagnosticCode::ThemeInRules, span.clone(), message, "still in use");
            diagnostics.push(diagnostic.help(help));
        }
        let span = &rulebook.tie.span;
        diagnostics.extend(tally(
            DiagnosticCode::Tie,
            &self.ties,
            span,
            "score the same for both",
            "this is all that decides",
        ));
        diagnostics.extend(tally(
            DiagnosticCode::NoReason,
            &self.reasonless,
            span,
            "get a verdict without a reason",
            "add a rule",
        ));
        let hard = rulebook.rules.iter().rfind(|rule| rule.effect.is_hard());
        let span = hard.map_or(0..0, |rule| rule.span.clone());
        let what = "meet hard rules for both protocols";
        diagnostics.extend(tally(
            DiagnosticCode::HardRulesContradict,
            &self.contradictions,
            &span,
            what,
            "the first in the file decides",
        ));
        for (expectation, broken) in rulebook.expectations.iter().zip(&self.broken) {
            let what = format!("move toward {} where they must not", expectation.never_toward.id());
            diagnostics.extend(tally(
                DiagnosticCode::ExpectationBroken,
                broken,
                &expectation.span,
                &what,
                "raising this answer",
            ));
        }
        diagnostics
    }

    fn idle_rules(&self, rulebook: &Rulebook) -> Vec<Diagnostic> {
        let rules = rulebook.rules.iter().enumerate();
        let idle = rules.filter_map(|(index, rule)| {
            let (code, what, label) = if !self.fired.contains(index) {
                (DiagnosticCode::RuleNeverFires, "never fires", "no combination of answers meets its condition")
            } else if !self.matters.contains(index) {
                (
                    DiagnosticCode::RuleNeverMatters,
                    "never matters",
                    "without it, protocol, strength and advice are the same",
                )
            } else {
                return None;
            };
            Some(Diagnostic::new(code, rule.span.clone(), format!("the rule `{}` {what}", rule.id), label))
        });
        idle.collect()
    }

    fn idle_choices(&self, rulebook: &Rulebook) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let each = rulebook.indexed_questions().zip(&self.asked).zip(&self.choices_matter);
        for (((index, question), asked), mattering) in each {
            let interview = PartialAnswers::new(rulebook, &Answers::default(), Missing::Unanswered);
            let idle =
                question.choices.len() == (0..question.choices.len()).filter(|c| mattering >> c & 1 == 0).count();
            if !asked || (!idle && !interview.matters(index)) {
                let message = format!("the question `{}` is never asked", question.id);
                let label =
                    if *asked { "it changes neither protocol nor advice" } else { "its `ask_unless` always holds" };
                diagnostics.push(Diagnostic::new(
                    DiagnosticCode::QuestionNeverAsked,
                    question.span.clone(),
                    message,
                    label,
                ));
                continue;
            }
            let matters = |choice: usize, id: &str| {
                mattering >> choice & 1 == 1
                    // Choices of the service show its quotas, and questions that decide whether others are asked lead
                    // to them.
                    || rulebook.plan(id).is_some_and(|_| question.id == "plan")
                    || rulebook.steers(index)
            };
            let idle: Vec<_> =
                question.choices.iter().enumerate().filter(|(at, choice)| !matters(*at, &choice.id)).collect();
            if idle.len() == question.choices.len() {
                let message = format!("the question `{}` never matters", question.id);
                let label = "no answer to it changes anything";
                diagnostics.push(Diagnostic::new(
                    DiagnosticCode::QuestionNeverMatters,
                    question.span.clone(),
                    message,
                    label,
                ));
                continue;
            }
            diagnostics.extend(idle.into_iter().map(|(_, choice)| {
                let message = format!("the choice `{}` of `{}` never matters", choice.id, question.id);
                let label = "it has the same result as わからない";
                Diagnostic::new(DiagnosticCode::ChoiceNeverMatters, choice.span.clone(), message, label)
            }));
        }
        diagnostics
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader;

    #[test]
    fn combinations_count_once_for_the_bands_of_the_other_rule_set_too() {
        let banded = loader::embedded();
        let small = loader::parse("small.toml", include_str!("../../tests/data/rules/small.toml"));
        let (small, _) = small.unwrap_or_else(|problems| panic!("{problems}"));
        assert_ne!(bands(&small).len(), bands(&banded).len());
        for (combined, other) in [(&banded, &banded), (&banded, &small), (&small, &banded), (&small, &small)] {
            let most = answer_space::combinations_at_most(combined) * (bands(other).len() as u64 + 1);
            let fits = |max| within(max, combined, other, "are too many").is_ok();
            assert!(fits(most) && !fits(most - 1));
        }
        assert!(within_memory([&small, &banded]).is_ok());
    }
}
