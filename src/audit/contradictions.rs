//! Texts that contradict the answers with which they are shown, found from conditions rather than from rendered pages.
//!
//! For each text that contains a listed word, only the questions are enumerated that its conditions and those of the
//! contradiction look at. Figures are taken to be in bounds, so a text that only figures hide is reported.

use super::space::bands;
use crate::answers::{Answers, Given, Numbers};
use crate::engine::{Missing, Prospect};
use crate::rulebook::{Code, Condition, Contradiction, Problem, Protocol, Rulebook, Span, Text};

/// Returns a problem for every text that contradicts answers with which it can be shown.
///
/// ```
/// use pop_or_imap::audit;
/// assert!(audit::contradictions(&audit::embedded()).is_empty());
/// let source = audit::EMBEDDED.replacen("PC and phone show the same mail", "A NAS shows the same mail when out", 1);
/// let rulebook = audit::load("rules.toml", &source).unwrap();
/// let problems = audit::contradictions(&rulebook);
/// assert_eq!(problems[0].code.id(), "text-contradicts-answers");
/// assert!(problems[0].help.as_ref().unwrap().contains("/result?"));
/// ```
#[must_use]
pub fn contradictions(rulebook: &Rulebook) -> Vec<Problem> {
    let shown = shown_texts(rulebook);
    let found = rulebook.contradictions.iter().flat_map(|contradiction| {
        shown.iter().filter_map(|shown| {
            let word = contradiction.word_in(shown.text)?;
            let example = Search { rulebook, shown, contradiction }.example(0, Answers::default())?;
            let message = format!("{} contains `{word}`, which contradicts `{}`", shown.name, contradiction.id);
            let span = shown.span.unwrap_or(&contradiction.span).clone();
            let label = "shown with answers that it contradicts";
            let help = format!("such as /result?{}", example.to_query(rulebook));
            Some(Problem::new(Code::TextContradictsAnswers, span, message, label).help(help))
        })
    });
    found.collect()
}

/// A text of a result, and when it is shown.
struct ShownText<'a> {
    name: String,
    span: Option<&'a Span>,
    text: &'a Text,
    /// Conditions that must all hold.
    when: Vec<&'a Condition>,
    /// Conditions of earlier variants, which would be shown instead.
    unless: Vec<&'a Condition>,
    /// The protocol that must be recommended, if either one.
    verdict: Option<Protocol>,
}

/// Returns every text that results show.
fn shown_texts(rulebook: &Rulebook) -> Vec<ShownText<'_>> {
    let mut all = Vec::new();
    for rule in &rulebook.rules {
        let name = |part: &str| format!("{part} of the rule `{}`", rule.id);
        let of_rule = |name, verdict| ShownText {
            name,
            span: Some(&rule.span),
            text: &rule.text,
            when: vec![&rule.condition],
            unless: Vec::new(),
            verdict,
        };
        let variants = || rule.variants.iter();
        let texts = variants().map(|variant| (&variant.condition, variant.text.as_ref()));
        add(&mut all, &of_rule(name("`text`"), None), Some(&rule.text), texts);
        let otherwise = variants().map(|variant| (&variant.condition, variant.otherwise.as_ref()));
        let verdict = Some(rule.effect.protocol().other());
        add(&mut all, &of_rule(name("`otherwise`"), verdict), rule.otherwise.as_ref(), otherwise);
    }
    all.extend(rulebook.advice.iter().map(|advice| ShownText {
        name: format!("the advice `{}`", advice.id),
        span: Some(&advice.span),
        text: &advice.text,
        when: vec![&advice.condition],
        unless: Vec::new(),
        verdict: advice.protocol,
    }));
    for protocol in Protocol::ALL {
        let texts = rulebook.protocols.get(protocol);
        let variants = || texts.variants.iter();
        let shown = |part: &str, verdict| ShownText {
            name: format!("`{part}` of the protocol `{}`", protocol.id()),
            span: None,
            text: &texts.cost,
            when: Vec::new(),
            unless: Vec::new(),
            verdict: Some(verdict),
        };
        let cost = variants().map(|variant| (&variant.condition, variant.cost.as_ref()));
        add(&mut all, &shown("cost", protocol.other()), Some(&texts.cost), cost);
        let kept = variants().map(|variant| (&variant.condition, variant.kept.as_ref()));
        add(&mut all, &shown("facts.kept", protocol), Some(&texts.kept), kept);
        let devices = variants().map(|variant| (&variant.condition, variant.devices.as_ref()));
        add(&mut all, &shown("facts.devices", protocol), Some(&texts.devices), devices);
        let watch = variants().map(|variant| (&variant.condition, variant.watch.as_ref()));
        add(&mut all, &shown("facts.watch", protocol), Some(&texts.watch), watch);
    }
    all
}

/// Adds the variants of a text, each unless an earlier one applies, and the text itself unless any does.
fn add<'a>(
    all: &mut Vec<ShownText<'a>>,
    like: &ShownText<'a>,
    own: Option<&'a Text>,
    variants: impl Iterator<Item = (&'a Condition, Option<&'a Text>)>,
) {
    let mut unless = Vec::new();
    let mut push = |text, variant: Option<&'a Condition>, unless: &[&'a Condition]| {
        all.push(ShownText {
            name: like.name.clone(),
            span: like.span,
            text,
            when: like.when.iter().copied().chain(variant).collect(),
            unless: unless.to_vec(),
            verdict: like.verdict,
        });
    };
    for (condition, text) in variants {
        let Some(text) = text else { continue };
        push(text, Some(condition), &unless);
        unless.push(condition);
    }
    if let Some(own) = own {
        push(own, None, &unless);
    }
}

struct Search<'a> {
    rulebook: &'a Rulebook,
    shown: &'a ShownText<'a>,
    contradiction: &'a Contradiction,
}

impl Search<'_> {
    /// Returns answers with which the text is shown and contradicted, where there are any.
    fn example(&self, from: usize, so_far: Answers) -> Option<Answers> {
        let Some(question) = self.rulebook.questions.get(from) else { return self.completed(so_far) };
        if !self.looks_at(from) {
            return self.example(from + 1, so_far);
        }
        let asked = so_far.asks(self.rulebook, from);
        let choices = (0_u8..).zip(&question.choices).filter(|_| asked).map(|(choice, _)| Given::Choice(choice));
        let mut given = choices.chain([Given::Unknown]);
        given.find_map(|given| self.example(from + 1, so_far.with(from, given)))
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.shown.when.iter().chain(&self.shown.unless).copied().chain([&self.contradiction.condition])
    }

    /// Returns whether the answer at `place` counts: in a condition, or for asking a question that counts.
    fn looks_at(&self, place: usize) -> bool {
        let gated = self.rulebook.questions.iter().enumerate().skip(place + 1);
        let mut gated = gated.filter(|(_, question)| question.ask_unless.questions().any(|gate| gate == place));
        self.conditions().any(|condition| condition.questions().any(|question| question == place))
            || gated.any(|(other, _)| self.looks_at(other))
    }

    /// Completes answers to the questions that count so that the text is shown; `None` where it cannot be.
    fn completed(&self, answers: Answers) -> Option<Answers> {
        let set = answers.as_set(self.rulebook);
        let shown = self.shown.when.iter().all(|condition| condition.allows(set))
            && !self.shown.unless.iter().any(|condition| condition.allows(set));
        if !shown || !self.contradiction.condition.allows(set) {
            return None;
        }
        let Some(verdict) = self.shown.verdict else { return Some(answers) };
        let numbers = std::iter::once(Numbers::default()).chain(bands(self.rulebook));
        numbers.map(|numbers| answers.with_numbers(numbers)).find_map(|answers| self.leading_to(verdict, answers))
    }

    /// Answers open questions so that `verdict` is recommended.
    fn leading_to(&self, verdict: Protocol, answers: Answers) -> Option<Answers> {
        let leads = |answers: &Answers| {
            let reach = Prospect::new(self.rulebook, answers, Missing::Open).reach();
            if verdict == Protocol::Pop { reach.pop } else { reach.imap }
        };
        if !leads(&answers) {
            return None;
        }
        let questions = self.rulebook.questions.iter().enumerate();
        Some(questions.fold(answers, |answers, (place, question)| {
            if answers.given(place) != Given::Open || !answers.asks(self.rulebook, place) {
                return answers;
            }
            let choices = (0_u8..).zip(&question.choices).map(|(choice, _)| Given::Choice(choice));
            let mut given = [Given::Unknown].into_iter().chain(choices).map(|given| answers.with(place, given));
            given.find(leads).unwrap_or(answers)
        }))
    }
}
