//! Resolving of rules, caps, advice, contradictions, everyday uses and expectations.

use toml::Spanned;

use super::Resolver;
use crate::rulebook::diagnostics::{Diagnostic, DiagnosticCode};
use crate::rulebook::model::{Advice, AdviceKind, Cap, Expectation, Use};
use crate::rulebook::parse::raw_items::{
    RawAdvice, RawCap, RawContradiction, RawExpectation, RawRule, RawRuleVariant, RawUse, RawWords, SpannedText,
};
use crate::rulebook::rule::{Effect, Factor, Rule};
use crate::rulebook::{Contradiction, PLACEHOLDERS, Protocol, RuleVariant, Strength, WEIGHTS, Words};

impl Resolver<'_> {
    pub(super) fn rule(&mut self, raw: RawRule) -> Rule {
        let bounds = [&raw.mailbox_limit_mb, &raw.months_to_full, &raw.used_percent].map(Option::as_ref);
        let condition = self.condition(&raw.when, &raw.unless, bounds);
        let factor = self.one_of(&raw.factor, &Factor::ALL.map(|f| (f.id(), f)), "factor").unwrap_or(Factor::Purpose);
        let effect = self.effect(&raw);
        self.id(&raw.id);
        let span = raw.id.span();
        let rule = Rule {
            id: raw.id.into_inner(),
            factor,
            condition,
            effect,
            baseline: raw.baseline,
            text: self.text(raw.text),
            otherwise: raw.otherwise.map(|text| self.text(text)),
            variants: raw.variant.into_iter().map(|raw| self.rule_variant(raw)).collect(),
            span: span.clone(),
        };
        if rule.otherwise.is_none() && matches!(rule.effect, Effect::Favours { .. }) {
            self.push(
                Diagnostic::new(DiagnosticCode::MissingKey, span, "`otherwise` is missing", "in this rule")
                    .help("state the cost of going against this rule, and how to limit it"),
            );
        }
        rule
    }

    fn rule_variant(&mut self, raw: RawRuleVariant) -> RuleVariant {
        RuleVariant {
            condition: self.condition(&raw.when, &raw.unless, [None, None, None]),
            text: raw.text.map(|text| self.text(text)),
            otherwise: raw.otherwise.map(|text| self.text(text)),
        }
    }

    pub(super) fn contradiction(&mut self, raw: RawContradiction) -> Contradiction {
        self.id(&raw.id);
        if raw.words.ja.is_empty() && raw.words.en.is_empty() {
            self.bad_value(&raw.id, "a contradiction without words", "add `words.ja` and `words.en`");
        }
        let mut words = |raw: RawWords| {
            let [ja, en] = [raw.ja, raw.en].map(|words| {
                for blank in words.iter().filter(|word| word.get_ref().trim().is_empty()) {
                    self.bad_value(blank, "an empty word", "every text contains it");
                }
                words.into_iter().map(Spanned::into_inner).collect()
            });
            Words { ja, en }
        };
        let (listed, except) = (words(raw.words), words(raw.except));
        Contradiction {
            condition: self.condition(&raw.when, &raw.unless, [None, None, None]),
            words: listed,
            except,
            span: raw.id.span(),
            id: raw.id.into_inner(),
        }
    }

    pub(super) fn effect(&mut self, raw: &RawRule) -> Effect {
        match (&raw.favours, &raw.requires, &raw.weight) {
            (Some(favours), None, Some(weight)) => {
                if !WEIGHTS.contains(weight.get_ref()) {
                    let message = format!("a weight of {} is out of range", weight.get_ref());
                    let label = format!("{} to {}", WEIGHTS.start(), WEIGHTS.end());
                    self.push(Diagnostic::new(DiagnosticCode::WeightOutOfRange, weight.span(), message, label));
                }
                let clamped = (*weight.get_ref()).clamp(*WEIGHTS.start(), *WEIGHTS.end());
                let protocol = self.protocol(favours).unwrap_or(Protocol::Imap);
                Effect::Favours { protocol, weight: u32::try_from(clamped).unwrap_or(1) }
            }
            (None, Some(requires), None) => Effect::Requires(self.protocol(requires).unwrap_or(Protocol::Pop)),
            (favours, requires, weight) => {
                let message = match (favours, requires, weight) {
                    (Some(_), None, None) => "favours a protocol, but with no weight",
                    (Some(_), Some(_), _) => "both favours and requires",
                    (None, Some(_), Some(_)) => "a rule that requires has no weight",
                    _ => "the rule has no effect",
                };
                self.push(
                    Diagnostic::new(DiagnosticCode::NoEffect, raw.id.span(), message, "in this rule")
                        .help("write `favours` with `weight`, or `requires` alone"),
                );
                Effect::Favours { protocol: Protocol::Imap, weight: 0 }
            }
        }
    }

    pub(super) fn factors(&mut self, rules: &[Rule], incomplete: bool) {
        if incomplete {
            return;
        }
        let end = rules.last().map_or(0..0, |rule| rule.span.clone());
        for factor in Factor::ALL {
            if !rules.iter().any(|rule| rule.factor == factor) {
                let message = format!("no rule weighs the factor `{}`", factor.id());
                self.push(
                    Diagnostic::new(
                        DiagnosticCode::FactorWithoutRule,
                        end.clone(),
                        message,
                        "the last rule; add one after it",
                    )
                    .help("all seven factors of the published advice must count"),
                );
            }
        }
    }

    /// Resolves a cap; `None` if its protocol or strength is unknown.
    pub(super) fn cap(&mut self, raw: RawCap) -> Option<Cap> {
        self.id(&raw.id);
        let condition = self.condition(&raw.when, &raw.unless, [None; 3]);
        let text = self.text(raw.text);
        let protocol = self.protocol(&raw.protocol);
        let strengths = [Strength::Slight, Strength::Moderate].map(|strength| (strength.id(), strength));
        let at_most = self.one_of(&raw.at_most, &strengths, "highest strength");
        let span = raw.id.span();
        Some(Cap { id: raw.id.into_inner(), condition, protocol: protocol?, at_most: at_most?, text, span })
    }

    pub(super) fn advice(&mut self, raw: RawAdvice) -> Advice {
        self.id(&raw.id);
        let kinds = [AdviceKind::Do, AdviceKind::Know].map(|kind| (kind.id(), kind));
        let bounds = [&raw.mailbox_limit_mb, &raw.months_to_full, &raw.used_percent].map(Option::as_ref);
        let condition = self.condition(&raw.when, &raw.unless, bounds);
        let span = raw.id.span();
        self.placeholders(&raw.text);
        let kind = self.one_of(&raw.kind, &kinds, "kind of advice").unwrap_or(AdviceKind::Know);
        Advice {
            kind,
            worth_a_question: raw.worth_a_question.unwrap_or(kind == AdviceKind::Do),
            id: raw.id.into_inner(),
            protocol: raw.protocol.as_ref().and_then(|protocol| self.protocol(protocol)),
            condition,
            text: self.text(raw.text),
            span,
        }
    }

    /// Checks that every name in braces is a known placeholder.
    fn placeholders(&mut self, raw: &SpannedText) {
        let texts = [&raw.get_ref().ja, &raw.get_ref().en];
        for text in texts.into_iter().flatten() {
            for rest in text.get_ref().split('{').skip(1) {
                let name = format!("{{{}}}", rest.split('}').next().unwrap_or_default());
                if !PLACEHOLDERS.contains(&name.as_str()) {
                    let message = format!("nothing can be put in for `{name}`");
                    let diagnostic = Diagnostic::new(DiagnosticCode::UnknownId, text.span(), message, "in this text");
                    let diagnostic = self.collector.suggest(diagnostic, &name, PLACEHOLDERS);
                    self.push(diagnostic);
                }
            }
        }
    }

    pub(super) fn everyday_use(&mut self, raw: RawUse, advice: &[Advice]) -> Option<Use> {
        self.id(&raw.id);
        let mut answers = Vec::new();
        for (key, id) in &raw.answers {
            if let Some(question) = self.question_index(key) {
                answers.extend(self.choice_index(question, id).map(|choice| (question, choice)));
            }
        }
        answers.sort_unstable();
        let mut indices = Vec::new();
        for id in &raw.advice {
            let index = advice.iter().position(|advice| advice.id == *id.get_ref());
            if index.is_none() && !self.lost_ids.contains(id.get_ref()) {
                let message = format!("there is no advice `{}`", id.get_ref());
                let diagnostic = Diagnostic::new(DiagnosticCode::UnknownId, id.span(), message, "not known");
                let known = advice.iter().map(|advice| advice.id.as_str());
                let diagnostic = self.collector.suggest(diagnostic, id.get_ref(), known);
                self.push(diagnostic);
            }
            indices.extend(index.map(|index| (index, id.span())));
        }
        let strengths = Strength::ALL.map(|strength| (strength.id(), strength));
        let strength =
            raw.strength.as_ref().and_then(|value| Some((self.one_of(value, &strengths, "strength")?, value.span())));
        let label = self.text(raw.label);
        let gives = self.protocol(&raw.gives)?;
        let id = raw.id.into_inner();
        Some(Use {
            id,
            label,
            answers,
            gives,
            strength: strength.as_ref().map(|(strength, _)| *strength),
            advice: indices.iter().map(|(index, _)| *index).collect(),
            span: raw.gives.span(),
            strength_span: strength.map(|(_, span)| span),
            advice_spans: indices.into_iter().map(|(_, span)| span).collect(),
        })
    }

    pub(super) fn expectation(&mut self, raw: RawExpectation) -> Option<Expectation> {
        let text = self.text(raw.text);
        let never_toward = self.protocol(&raw.never_toward);
        let question = self.question_index(&raw.question)?;
        let raising: Vec<_> = raw.raising.iter().filter_map(|id| self.choice_index(question, id)).collect();
        self.unique(raw.raising.iter().map(|id| (id.get_ref().as_str(), id.span())));
        if raw.raising.len() < 2 {
            self.bad_value(&raw.question, "an expectation takes two choices or more", "name them under `raising`");
        }
        Some(Expectation { question, raising, never_toward: never_toward?, text, span: raw.question.span() })
    }
}
