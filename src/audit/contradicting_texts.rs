//! Contradicting texts: texts that contradict the answers they are shown with, found from conditions rather than from
//! pages.
//!
//! For each text with a listed word, only the questions in its conditions and in those of the contradiction are
//! enumerated. Figures are assumed to be in bounds, so a text that only figures hide is reported.

use super::bands::bands;
use crate::answers::{Answer, Answers, Numbers};
use crate::engine::{Missing, PartialAnswers};
use crate::rulebook::{
    Condition, Contradiction, Diagnostic, DiagnosticCode, Protocol, QuestionIndex, Rulebook, Span, Text,
};

/// Returns a diagnostic for every text that contradicts answers it can be shown with.
///
/// ```
/// use pop_or_imap::audit;
/// use pop_or_imap::loader;
/// assert!(audit::contradictions(&loader::embedded()).is_empty());
/// let source = loader::EMBEDDED.replacen("PC and phone show the same mail", "A NAS shows the same mail when out", 1);
/// let rulebook = loader::load("rules.toml", &source).unwrap();
/// let diagnostics = audit::contradictions(&rulebook);
/// assert_eq!(diagnostics[0].code.id(), "text-contradicts-answers");
/// assert!(diagnostics[0].help.as_ref().unwrap().contains("/result?"));
/// ```
#[must_use]
pub fn contradictions(rulebook: &Rulebook) -> Vec<Diagnostic> {
    let shown = shown_texts(rulebook);
    let found = rulebook.contradictions.iter().flat_map(|contradiction| {
        shown.iter().filter_map(|shown| {
            let word = contradiction.word_in(shown.text)?;
            let example =
                ExampleSearch { rulebook, shown, contradiction }.example(QuestionIndex::FIRST, Answers::default())?;
            let message = format!("{} contains `{word}`, which contradicts `{}`", shown.name, contradiction.id);
            let span = shown.span.unwrap_or(&contradiction.span).clone();
            let label = "shown with answers that it contradicts";
            let help = format!("such as /result?{}", example.to_query(rulebook));
            Some(Diagnostic::new(DiagnosticCode::TextContradictsAnswers, span, message, label).help(help))
        })
    });
    found.collect()
}

/// A text of a result, and when it is shown.
struct ResultText<'a> {
    name: String,
    span: Option<&'a Span>,
    text: &'a Text,
    /// Conditions that must all hold.
    when: Vec<&'a Condition>,
    /// Conditions of earlier variants, which replace it.
    unless: Vec<&'a Condition>,
    /// The protocol that must be recommended; `None` for both.
    verdict: Option<Protocol>,
}

/// Returns every text that a result can show.
fn shown_texts(rulebook: &Rulebook) -> Vec<ResultText<'_>> {
    let mut all = Vec::new();
    for rule in &rulebook.rules {
        let name = |part: &str| format!("{part} of the rule `{}`", rule.id);
        let of_rule = |name, verdict| ResultText {
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
    all.extend(rulebook.advice.iter().map(|advice| ResultText {
        name: format!("the advice `{}`", advice.id),
        span: Some(&advice.span),
        text: &advice.text,
        when: vec![&advice.condition],
        unless: Vec::new(),
        verdict: advice.protocol,
    }));
    let steps = rulebook.switches.iter().flat_map(|switch| {
        let pairs = move |step| switch.to.iter().map(move |to| (step, *to));
        switch.steps.iter().flat_map(pairs)
    });
    for (step, verdict) in steps {
        let of_step = |name, text| ResultText {
            name,
            span: Some(&step.span),
            text,
            when: vec![&step.condition],
            unless: Vec::new(),
            verdict: Some(verdict),
        };
        all.push(of_step(format!("the step `{}`", step.id), &step.text));
        let losses = step.guards.iter().filter_map(|index| rulebook.losses.get(*index));
        all.extend(losses.map(|loss| of_step(format!("the loss `{}` of the step `{}`", loss.id, step.id), &loss.text)));
    }
    let notes = rulebook.switches.iter().filter_map(|switch| Some((switch, switch.note.as_ref()?)));
    all.extend(notes.flat_map(|(switch, note)| {
        switch.to.iter().map(move |to| ResultText {
            name: "the `note` of a switch".to_owned(),
            span: Some(&switch.span),
            text: note,
            when: Vec::new(),
            unless: Vec::new(),
            verdict: Some(*to),
        })
    }));
    for protocol in Protocol::ALL {
        let texts = rulebook.protocols.get(protocol);
        let variants = || texts.variants.iter();
        let shown = |part: &str, verdict| ResultText {
            name: format!("`{part}` of the protocol `{}`", protocol.id()),
            span: None,
            text: &texts.cost,
            when: Vec::new(),
            unless: Vec::new(),
            verdict,
        };
        let cost = variants().map(|variant| (&variant.condition, variant.cost.as_ref()));
        add(&mut all, &shown("cost", Some(protocol.other())), Some(&texts.cost), cost);
        // The facts are the captions of the maps, which are shown for both protocols.
        let kept = variants().map(|variant| (&variant.condition, variant.kept.as_ref()));
        add(&mut all, &shown("facts.kept", None), Some(&texts.kept), kept);
        let devices = variants().map(|variant| (&variant.condition, variant.devices.as_ref()));
        add(&mut all, &shown("facts.devices", None), Some(&texts.devices), devices);
        let watch = variants().map(|variant| (&variant.condition, variant.watch.as_ref()));
        add(&mut all, &shown("facts.watch", None), Some(&texts.watch), watch);
    }
    all
}

/// Adds the variants of a text, each unless an earlier one applies, and the text itself unless any does.
fn add<'a>(
    all: &mut Vec<ResultText<'a>>,
    like: &ResultText<'a>,
    own: Option<&'a Text>,
    variants: impl Iterator<Item = (&'a Condition, Option<&'a Text>)>,
) {
    let mut unless = Vec::new();
    let mut push = |text, variant: Option<&'a Condition>, unless: &[&'a Condition]| {
        all.push(ResultText {
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

struct ExampleSearch<'a> {
    rulebook: &'a Rulebook,
    shown: &'a ResultText<'a>,
    contradiction: &'a Contradiction,
}

impl ExampleSearch<'_> {
    /// Returns answers with which the text is shown and contradicted, if any.
    fn example(&self, from: QuestionIndex, so_far: Answers) -> Option<Answers> {
        let Some(question) = self.rulebook.question_at(from) else { return self.completed(so_far) };
        if !self.looks_at(from) {
            return self.example(from.next(), so_far);
        }
        let asked = so_far.asks(self.rulebook, from);
        let choices = (0_u8..).zip(&question.choices).filter(|_| asked).map(|(choice, _)| Answer::Choice(choice));
        let mut options = choices.chain([Answer::Unknown]);
        options.find_map(|answer| self.example(from.next(), so_far.with(from, answer)))
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.shown.when.iter().chain(&self.shown.unless).copied().chain([&self.contradiction.condition])
    }

    /// Checks whether the answer at `index` matters: in a condition, or for asking a question that does.
    fn looks_at(&self, index: QuestionIndex) -> bool {
        let gated = self.rulebook.indexed_questions().skip(usize::from(index.next()));
        let mut gated = gated.filter(|(_, question)| question.ask_unless.questions().any(|gate| gate == index));
        self.conditions().any(|condition| condition.questions().any(|question| question == index))
            || gated.any(|(other, _)| self.looks_at(other))
    }

    /// Completes answers so that the text is shown; `None` if that is impossible.
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
            let possible = PartialAnswers::new(self.rulebook, answers, Missing::Unanswered).possible_protocols();
            if verdict == Protocol::Pop { possible.pop } else { possible.imap }
        };
        if !leads(&answers) {
            return None;
        }
        Some(self.rulebook.indexed_questions().fold(answers, |answers, (index, question)| {
            if answers.get(index) != Answer::Unanswered || !answers.asks(self.rulebook, index) {
                return answers;
            }
            let choices = (0_u8..).zip(&question.choices).map(|(choice, _)| Answer::Choice(choice));
            let mut options = [Answer::Unknown].into_iter().chain(choices).map(|answer| answers.with(index, answer));
            options.find(leads).unwrap_or(answers)
        }))
    }
}
