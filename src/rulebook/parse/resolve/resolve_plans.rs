//! Resolving of services with their quotas, of scale, links and theme, and of the protocols' texts and comparison.

use toml::Spanned;

use super::resolve_mail::ResolvedMail;
use super::{PLAN, Resolver};
use crate::branding::{RawTheme, Theme};
use crate::rulebook::diagnostics::{Diagnostic, DiagnosticCode, Span};
use crate::rulebook::model::{Comparison, Links, Scale};
use crate::rulebook::parse::raw_items::{RawComparison, RawLinks, RawPlan, RawProtocol, RawProtocolVariant, RawScale};
use crate::rulebook::plan::{ChangedBy, Plan, PlanVariant};
use crate::rulebook::{ByProtocol, ProtocolTexts, ProtocolVariant};

impl Resolver<'_> {
    pub(super) fn comparison(&mut self, raw: RawComparison) -> Comparison {
        Comparison {
            title: self.text(raw.title),
            by: ByProtocol { pop: self.text(raw.pop), imap: self.text(raw.imap) },
        }
    }

    /// Resolves the `[theme]` section of version 1.0, with the position of its header.
    pub(super) fn legacy_theme(&mut self, raw: Spanned<RawTheme>) -> (Theme, Span) {
        let span = raw.span();
        let (theme, errors) = Theme::resolve(raw.into_inner());
        for error in errors {
            self.push(Diagnostic::new(DiagnosticCode::BadValue, error.span, error.message, error.label));
        }
        (theme, span)
    }

    pub(super) fn scale(&mut self, raw: &RawScale) -> Scale {
        let [moderate, strong] =
            [&raw.moderate, &raw.strong].map(|value| u32::try_from(self.whole(value)).unwrap_or(u32::MAX));
        if moderate >= strong {
            self.bad_value(&raw.strong, "`strong` must be more than `moderate`", "too small");
        }
        Scale { moderate, strong }
    }

    pub(super) fn links(&mut self, raw: RawLinks) -> Links {
        Links {
            contact: self.address(raw.contact),
            troubleshooting: self.address(raw.troubleshooting),
            enquiry: self.address(raw.enquiry),
            support_scope: self.address(raw.support_scope),
        }
    }

    pub(super) fn protocol_texts(&mut self, raw: RawProtocol) -> ProtocolTexts {
        ProtocolTexts {
            name: self.text(raw.name),
            reading: self.text(raw.reading),
            summary: self.text(raw.summary),
            cost: self.text(raw.cost),
            kept: self.text(raw.facts.kept),
            devices: self.text(raw.facts.devices),
            watch: self.text(raw.facts.watch),
            advantages: self.texts(raw.advantages),
            disadvantages: self.texts(raw.disadvantages),
            variants: raw.variant.into_iter().map(|raw| self.protocol_variant(raw)).collect(),
        }
    }

    fn protocol_variant(&mut self, raw: RawProtocolVariant) -> ProtocolVariant {
        ProtocolVariant {
            condition: self.condition(&raw.when, &raw.unless, [None, None, None]),
            cost: raw.cost.map(|text| self.text(text)),
            kept: raw.facts.kept.map(|text| self.text(text)),
            devices: raw.facts.devices.map(|text| self.text(text)),
            watch: raw.facts.watch.map(|text| self.text(text)),
        }
    }

    /// Checks that every choice of the service question has its quotas.
    pub(super) fn every_choice_has_a_plan(&mut self, raw: &[RawPlan], choices: &[Spanned<String>]) {
        for choice in choices {
            if !raw.iter().any(|plan| plan.id.get_ref() == choice.get_ref()) {
                let message = format!("the service `{}` has no [[plan]]", choice.get_ref());
                self.push(Diagnostic::new(
                    DiagnosticCode::MissingKey,
                    choice.span(),
                    message,
                    "its quotas are missing",
                ));
            }
        }
    }

    pub(super) fn plans(&mut self, raw: Vec<RawPlan>, mail: &ResolvedMail) -> Vec<Plan> {
        self.unique(raw.iter().map(|plan| (plan.id.get_ref().as_str(), plan.id.span())));
        let question = self.find_question(PLAN);
        raw.into_iter()
            .map(|raw| {
                if let Some(question) = question {
                    self.choice_index(question, &raw.id);
                }
                self.plan(raw, mail)
            })
            .collect()
    }

    pub(super) fn plan(&mut self, raw: RawPlan, mail: &ResolvedMail) -> Plan {
        let changed_by =
            [("customer", ChangedBy::Customer), ("support", ChangedBy::Support), ("contract", ChangedBy::Contract)];
        let changed_by = self.one_of(&raw.mailbox_changed_by, &changed_by, "person").unwrap_or(ChangedBy::Contract);
        let [capacity_gb, capacity_step_gb, mailbox_default_mb, mailbox_max_mb] =
            [&raw.capacity_gb, &raw.capacity_step_gb, &raw.mailbox_default_mb, &raw.mailbox_max_mb]
                .map(|value| value.as_ref().map(|value| self.amount(value)));
        if let (Some(most), None) = (&raw.mailbox_max_mb, &raw.mailbox_default_mb) {
            self.bad_value(most, "a maximum without `mailbox_default_mb`", "add the default");
        }
        for variant in &raw.variants {
            if variant.name.get_ref().trim().is_empty() {
                self.bad_value(&variant.name, "a provider without a name", "write something here");
            }
            self.one_line(&variant.name);
        }
        let total_mb = capacity_gb.map(|gb| gb.saturating_mul(1000));
        for (smaller, larger, at, message) in [
            (mailbox_default_mb, mailbox_max_mb, &raw.mailbox_default_mb, "the default is above `mailbox_max_mb`"),
            (mailbox_default_mb, total_mb, &raw.mailbox_default_mb, "the default is above the plan's total"),
            (mailbox_max_mb, total_mb, &raw.mailbox_max_mb, "the maximum is above the plan's total"),
        ] {
            if let (Some(smaller), Some(larger), Some(at)) = (smaller, larger, at)
                && smaller > larger
            {
                self.push(Diagnostic::new(
                    DiagnosticCode::QuotaAboveMaximum,
                    at.span(),
                    message,
                    format!("more than {larger} MB"),
                ));
            }
        }
        Plan {
            id: raw.id.into_inner(),
            capacity_gb,
            capacity_grows: raw.capacity_grows,
            capacity_step_gb,
            mailbox_default_mb,
            mailbox_max_mb,
            changed_by,
            note: self.text(raw.note),
            variants: raw
                .variants
                .into_iter()
                .map(|raw| PlanVariant { capacity_gb: self.amount(&raw.capacity_gb), name: raw.name.into_inner() })
                .collect(),
            mail: raw.mail.and_then(|raw| self.plan_mail(raw, mail)),
        }
    }
}
