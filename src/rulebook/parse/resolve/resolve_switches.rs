//! Resolving of switches: their steps, and the losses that the steps prevent.

use toml::Spanned;

use super::Resolver;
use crate::rulebook::diagnostics::{Diagnostic, DiagnosticCode};
use crate::rulebook::model::MAX_SWITCHES;
use crate::rulebook::parse::raw_mail::{RawLoss, RawStep, RawSwitch};
use crate::rulebook::{CurrentUse, DAYS, Loss, Step, Switch};

impl Resolver<'_> {
    pub(super) fn losses(&mut self, raw: Vec<RawLoss>) -> Vec<Loss> {
        self.unique(raw.iter().map(|loss| (loss.id.get_ref().as_str(), loss.id.span())));
        raw.into_iter()
            .map(|raw| {
                self.id(&raw.id);
                Loss { span: raw.id.span(), id: raw.id.into_inner(), text: self.text(raw.text) }
            })
            .collect()
    }

    pub(super) fn switches(&mut self, raw: Vec<RawSwitch>, losses: &[Loss]) -> Vec<Switch> {
        let switches: Vec<_> = raw.into_iter().map(|raw| self.switch(raw, losses)).collect();
        let pairs = switches.iter().flat_map(|switch| {
            let pair = |from: &CurrentUse| switch.to.iter().map(move |to| (*from, *to)).collect::<Vec<_>>();
            switch.from.iter().flat_map(pair).map(|pair| (pair, switch.span.clone())).collect::<Vec<_>>()
        });
        let mut seen = Vec::new();
        for (pair, span) in pairs {
            if seen.contains(&pair) {
                let message = format!("there is a switch from `{}` to `{}` already", pair.0.id(), pair.1.id());
                self.push(Diagnostic::new(DiagnosticCode::DuplicateId, span, message, "a second one here"));
            }
            seen.push(pair);
        }
        for (index, loss) in losses.iter().enumerate() {
            let mut steps = switches.iter().flat_map(|switch| &switch.steps);
            if !steps.any(|step| step.guards.contains(&index)) {
                self.unguarded(&loss.id, loss.span.clone(), "any switch");
            }
        }
        switches
    }

    fn unguarded(&mut self, id: &str, span: crate::rulebook::Span, place: &str) {
        let message = format!("no step of {place} guards against the loss `{id}`");
        self.push(
            Diagnostic::new(DiagnosticCode::LossWithoutGuard, span, message, "nothing prevents it")
                .help("add a step with `kind = \"guard\"` that names it under `guards`"),
        );
    }

    fn switch(&mut self, raw: RawSwitch, losses: &[Loss]) -> Switch {
        let from = self.each_of(&raw.from, &CurrentUse::ALL.map(|now| (now.id(), now)), "current use");
        let to = self.protocols(&raw.to);
        self.unique(raw.step.iter().map(|step| (step.id.get_ref().as_str(), step.id.span())));
        let risks: Vec<_> = raw.risks.iter().filter_map(|id| self.loss_index(id, losses)).collect();
        if let Some(surplus) = raw.step.get(MAX_SWITCHES) {
            let message = format!("more than {MAX_SWITCHES} steps");
            self.push(Diagnostic::new(
                DiagnosticCode::TooMany,
                surplus.id.span(),
                message,
                "the first that is too many",
            ));
        }
        if raw.step.is_empty() {
            self.bad_value(&raw.from, "a switch without steps", "add [[switch.step]]");
        }
        let steps: Vec<_> =
            raw.step.into_iter().take(MAX_SWITCHES).map(|step| self.step(step, losses, &risks)).collect();
        for id in &raw.risks {
            let index = losses.iter().position(|loss| loss.id == *id.get_ref());
            if index.is_some_and(|index| !steps.iter().any(|step| step.guards.contains(&index))) {
                self.unguarded(id.get_ref(), id.span(), "this switch");
            }
        }
        let note = raw.note.map(|text| self.text_with(text, &[]));
        Switch { from, to, steps, note, span: raw.from.span() }
    }

    fn step(&mut self, raw: RawStep, losses: &[Loss], risks: &[usize]) -> Step {
        self.id(&raw.id);
        let is_guard = self.one_of(&raw.kind, &[("action", false), ("guard", true)], "kind of steps");
        let mut guards = Vec::new();
        for id in &raw.guards {
            let Some(index) = self.loss_index(id, losses) else { continue };
            if !risks.contains(&index) {
                let message = format!("`{}` is not among the risks of this switch", id.get_ref());
                self.bad_value(id, &message, "name it under `risks` too");
            }
            guards.push(index);
        }
        match is_guard {
            Some(true) if raw.guards.is_empty() => self.push(
                Diagnostic::new(
                    DiagnosticCode::GuardWithoutLoss,
                    raw.id.span(),
                    format!("the guard `{}` names no loss", raw.id.get_ref()),
                    "what does it prevent?",
                )
                .help("name the loss under `guards`, or write `kind = \"action\"`"),
            ),
            Some(false) if !raw.guards.is_empty() => {
                self.bad_value(&raw.kind, "an action guards against nothing", "write `guard`, or leave `guards` out");
            }
            _ => {}
        }
        Step {
            span: raw.id.span(),
            id: raw.id.into_inner(),
            guards,
            condition: self.condition(&raw.when, &raw.unless, [None; 3]),
            text: self.text_with(raw.text, &[DAYS]),
        }
    }

    fn loss_index(&mut self, id: &Spanned<String>, losses: &[Loss]) -> Option<usize> {
        let known: Vec<_> = losses.iter().enumerate().map(|(index, loss)| (loss.id.as_str(), index)).collect();
        self.one_of(id, &known, "loss")
    }
}
