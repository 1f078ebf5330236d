//! Lint of a rule set over its whole answer space: rules that never fire or never matter, ties, broken expectations.

use std::collections::BTreeMap;

use super::answer_space::{self, BUDGET};
use super::contradicting_texts::contradictions;
use super::question_counts::average_questions;
use crate::answers::{Answer, Answers, Numbers};
use crate::engine::{self, Missing, Outcome, PartialAnswers, Points, Score};
use crate::quota;
use crate::rulebook::{
    AnswerSet, Diagnostic, DiagnosticCode, Effect, EntrySet, Expectation, Protocol, QuestionSet, Rule, RuleIndex,
    Rulebook, Strength,
};

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

/// Checks a rule set over its whole answer space; reports to `progress` how many combinations are done.
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
    within_budget(rulebook)?;
    let mut seen = Observations::new(rulebook);
    let combinations =
        answer_space::walk_by_points(rulebook, &mut |answers, outcome| seen.note(answers, outcome), progress);
    let mut diagnostics = seen.diagnostics();
    diagnostics.extend(contradictions(rulebook));
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    Ok(AuditReport {
        combinations,
        bands: answer_space::bands(rulebook).len(),
        distribution: seen.distribution,
        ties: seen.ties.count,
        average_questions: average_questions(rulebook),
        diagnostics,
    })
}

/// Checks that the space is not too large to enumerate.
pub(super) fn within_budget(rulebook: &Rulebook) -> Result<(), Diagnostic> {
    let bands = answer_space::bands(rulebook).len() as u64;
    let most = answer_space::combinations_at_most(rulebook).saturating_mul(bands + 1);
    if most <= BUDGET {
        return Ok(());
    }
    let span = rulebook.questions.last().map_or(0..0, |question| question.span.clone());
    let message = format!("{most} combinations of answers are too many to walk");
    Err(Diagnostic::new(DiagnosticCode::SpaceTooLarge, span, message, "with this question")
        .help(format!("at most {BUDGET} are walked: take questions or choices out")))
}

/// A counter that keeps the first example.
#[derive(Clone, Copy, Debug, Default)]
struct Occurrences {
    count: u64,
    first: Option<Answers>,
}

impl Occurrences {
    fn note(&mut self, answers: &Answers) {
        self.count += 1;
        self.first.get_or_insert(*answers);
    }
}

struct Observations<'a> {
    rulebook: &'a Rulebook,
    distribution: BTreeMap<(Protocol, Strength), u64>,
    fired: EntrySet,
    matters: EntrySet,
    advised: EntrySet,
    /// For each question, one bit per choice.
    choices_matter: Vec<u128>,
    /// For each question, whether it is ever asked.
    asked: Vec<bool>,
    ties: Occurrences,
    reasonless: Occurrences,
    contradictions: Occurrences,
    /// For each expectation, the combinations that break it.
    broken: Vec<Occurrences>,
    /// For each expectation, the current answers with one of them raised, and their points.
    raised: Vec<Option<(AnswerSet, Points)>>,
    /// The hard rules for POP, and those for IMAP.
    hard: [EntrySet; 2],
    /// The questions that conditions with bounds depend on other than through figures, and those that decide whether
    /// others are asked.
    bounded: QuestionSet,
}

impl<'a> Observations<'a> {
    fn new(rulebook: &'a Rulebook) -> Self {
        let questions = rulebook.questions.len();
        Self {
            rulebook,
            distribution: BTreeMap::new(),
            fired: EntrySet::EMPTY,
            matters: EntrySet::EMPTY,
            advised: EntrySet::EMPTY,
            choices_matter: vec![0; questions],
            asked: vec![false; questions],
            ties: Occurrences::default(),
            reasonless: Occurrences::default(),
            contradictions: Occurrences::default(),
            broken: vec![Occurrences::default(); rulebook.expectations.len()],
            raised: Vec::new(),
            hard: [Protocol::Pop, Protocol::Imap].map(|protocol| {
                let hard = rulebook.indexed_rules().filter(|(_, rule)| rule.effect == Effect::Requires(protocol));
                hard.map(|(index, _)| usize::from(index)).collect()
            }),
            bounded: rulebook
                .rules
                .iter()
                .filter(|rule| !rule.condition.is_unbounded())
                .flat_map(|rule| rule.condition.questions())
                .chain(rulebook.question_indices().filter(|index| rulebook.steers(*index)))
                .collect(),
        }
    }

    fn note(&mut self, answers: &Answers, outcome: &Outcome) {
        let by_itself = answers.numbers == Numbers::default();
        if by_itself {
            *self.distribution.entry((outcome.protocol, outcome.strength)).or_default() += 1;
        }
        self.note_rules(answers, outcome);
        self.advised = self.advised.union(outcome.applied_advice());
        if outcome.tied && !outcome.fired_rules().is_empty() {
            self.ties.note(answers);
        }
        if by_itself {
            self.note_choices(answers);
        }
        self.note_expectations(answers, outcome);
    }

    fn note_rules(&mut self, answers: &Answers, outcome: &Outcome) {
        let fired = outcome.fired_rules();
        self.fired = self.fired.union(fired);
        // A rule that is known to matter need not be tried again.
        let untried = fired.difference(self.matters);
        if !untried.is_empty() {
            let rules = self.rulebook.indexed_rules().filter(|(index, _)| untried.contains(usize::from(*index)));
            let mattering = rules.filter(|(index, rule)| self.changes_without(outcome, *index, rule));
            self.matters = self.matters.union(mattering.map(|(index, _)| usize::from(index)).collect());
        }
        if fired.is_empty() {
            self.reasonless.note(answers);
        }
        if self.hard.iter().all(|rules| fired.intersects(*rules)) {
            self.contradictions.note(answers);
        }
    }

    /// Checks whether protocol or strength change without the rule at `index`; advice follows the protocol.
    fn changes_without(&self, outcome: &Outcome, index: RuleIndex, rule: &Rule) -> bool {
        match rule.effect {
            Effect::Requires(protocol) => {
                let rules = self.rulebook.indexed_rules();
                let others = rules.filter(|(other, _)| *other != index && outcome.fired(*other));
                let mut hard = others.filter(|(_, rule)| rule.effect.is_hard());
                let next = hard.next().map(|(_, rule)| rule.effect.protocol());
                outcome.decided_by == Some(index) && next != Some(protocol)
            }
            Effect::Favours { protocol, weight } => {
                let mut score = outcome.score;
                *score.get_mut(protocol) -= weight;
                // Caps are ignored on both sides.
                let [with, without] = [outcome.score, score].map(|score| engine::verdict_of(self.rulebook, score));
                outcome.decided_by.is_none() && !outcome.sure && with != without
            }
        }
    }

    /// Records whether answering わからない instead would change anything.
    fn note_choices(&mut self, answers: &Answers) {
        let each = self.rulebook.indexed_questions().zip(&mut self.choices_matter).zip(&mut self.asked);
        for (((index, question), mattering), asked) in each {
            let Answer::Choice(choice) = answers.get(index) else { continue };
            // A question that is asked only after わからない does not count as asked.
            *asked |= question.ask_unless.questions().all(|gate| answers.choice(gate).is_some());
            if *mattering >> choice & 1 == 0 {
                let [with, without] = [*answers, answers.with(index, Answer::Unanswered)].map(|answers| {
                    let outcome = by_points(self.rulebook, &answers);
                    (outcome.protocol, outcome.strength, outcome.applied_advice())
                });
                *mattering |= u128::from(with != without) << choice;
            }
        }
    }

    fn note_expectations(&mut self, answers: &Answers, outcome: &Outcome) {
        let by_itself = answers.numbers == Numbers::default();
        if by_itself {
            self.raised = self.rulebook.expectations.iter().map(|item| raised(self.rulebook, answers, item)).collect();
        }
        let expectations = self.rulebook.expectations.iter().zip(&self.raised).zip(&mut self.broken);
        for ((expectation, raised), broken) in expectations {
            // With fixed figures, a step changes the score as it does without, unless a rule with bounds depends on it.
            if !by_itself && !self.bounded.contains(expectation.question) {
                continue;
            }
            let Some((set, points)) = raised else { continue };
            let figures = quota::figures(self.rulebook, answers.numbers, *set);
            let (score, hard) = points.score(self.rulebook, &figures);
            let now = outcome.decided_by.map(|_| outcome.protocol);
            let [before, after] =
                [(outcome.score, now), (score, hard)].map(|(score, hard)| lead(score, hard, expectation.never_toward));
            if after > before {
                broken.note(answers);
            }
        }
    }

    fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.idle_rules();
        diagnostics.extend(self.idle_choices());
        let rulebook = self.rulebook;
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
        let sample = |tally: &Occurrences| tally.first.map_or(String::new(), |answers| answers.to_query(rulebook));
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

    fn idle_rules(&self) -> Vec<Diagnostic> {
        let rules = self.rulebook.rules.iter().enumerate();
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

    fn idle_choices(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let each = self.rulebook.indexed_questions().zip(&self.asked).zip(&self.choices_matter);
        for (((index, question), asked), mattering) in each {
            let interview = PartialAnswers::new(self.rulebook, &Answers::default(), Missing::Unanswered);
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
                    || self.rulebook.plan(id).is_some_and(|_| question.id == "plan")
                    || self.rulebook.steers(index)
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

/// Returns the verdict by points and hard rules, ignoring what is missing.
fn by_points(rulebook: &Rulebook, answers: &Answers) -> Outcome {
    engine::decide(rulebook, &quota::situation(rulebook, answers))
}

/// Returns the answers with the expectation's question raised by one step, and their points.
fn raised(rulebook: &Rulebook, answers: &Answers, expectation: &Expectation) -> Option<(AnswerSet, Points)> {
    let choice = answers.choice(expectation.question)?;
    let step = expectation.raising.windows(2).find(|step| step.first() == Some(&choice))?;
    let next = u8::try_from(*step.last()?).ok()?;
    let set = answers.with(expectation.question, Answer::Choice(next)).as_set(rulebook);
    Some((set, Points::new(rulebook, set)))
}

/// Computes the lead of a protocol; a hard rule counts as infinite.
fn lead(score: Score, hard: Option<Protocol>, toward: Protocol) -> i64 {
    match hard {
        Some(protocol) if protocol == toward => i64::MAX,
        Some(_) => i64::MIN,
        None => i64::from(*score.get(toward)) - i64::from(*score.get(toward.other())),
    }
}
