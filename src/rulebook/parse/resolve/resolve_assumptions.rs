//! Resolving of forecast assumptions and account labels.

use std::collections::BTreeMap;

use toml::Spanned;

use super::{ATTACHMENTS, DEVICES, FREQUENCY, MAX_NUMBER, PURPOSE, Resolver};
use crate::rulebook::diagnostics::{Diagnostic, DiagnosticCode};
use crate::rulebook::model::Label;
use crate::rulebook::parse::raw_items::{RawForecast, RawLabel, RawNumbers};
use crate::rulebook::{AnswerSet, Assumptions, PerChoice};

/// The maximum percentage.
const MAX_PERCENT: u64 = 1000;

impl Resolver<'_> {
    pub(super) fn forecast(&mut self, raw: &RawForecast) -> Assumptions {
        let [mail_kb, attachment_kb] = [&raw.mail_kb, &raw.attachment_kb].map(|size| self.amount(size));
        if (1..*raw.mail_kb.get_ref()).contains(raw.attachment_kb.get_ref()) {
            self.bad_value(&raw.attachment_kb, "attached files are smaller than a mail without any", "too small");
        }
        let limits = raw.limits_if_unknown_mb.get_ref();
        if limits.is_empty() || !limits.is_sorted_by(|one, next| one.get_ref() < next.get_ref()) {
            let label = "one or more, the smallest first";
            self.bad_value(&raw.limits_if_unknown_mb, "limits that a mailbox may have are missing or unsorted", label);
        }
        Assumptions {
            mail_kb,
            attachment_kb,
            attachment_growth_percent: self.number(&raw.attachment_growth_percent, 100..=MAX_PERCENT),
            working_days_a_year: self.number(&raw.working_days_a_year, 1..=366),
            working_days_a_week: self.number(&raw.working_days_a_week, 1..=7),
            sent_percent: self.number(&raw.sent_percent, 0..=MAX_PERCENT),
            cleared_percent: self.number(&raw.cleared_percent, 0..=100),
            warn_percent: self.number(&raw.warn_percent, 0..=100),
            keep_days: self.whole(&raw.keep_days),
            website_mb: self.whole(&raw.website_mb),
            limits_if_unknown_mb: limits.iter().map(|limit| self.amount(limit)).collect(),
            receives_only: self.choices(PURPOSE, &raw.receives_only),
            phone_only: self.choices(DEVICES, &raw.phone_only),
            one_pc: self.choices(DEVICES, &raw.one_pc),
            mails: self.per_choice(PURPOSE, &raw.mails, MAX_NUMBER),
            attached_percent: self.per_choice(ATTACHMENTS, &raw.attached_percent, 100),
            frequency_percent: self.per_choice(FREQUENCY, &raw.frequency_percent, MAX_PERCENT),
        }
    }

    /// Resolves choices of a question to the set of their answers.
    fn choices(&mut self, id: &str, raw: &[Spanned<String>]) -> AnswerSet {
        let mut set = AnswerSet::default();
        for written in raw {
            let question = self.questions.iter().find(|question| question.id == id);
            let choice =
                question.and_then(|question| Some(question.answer(Some(question.choice(written.get_ref())?.0))));
            if let Some(answer) = choice {
                set = set.union(answer);
                continue;
            }
            let known: Vec<String> = question
                .map_or_else(Vec::new, |question| question.choices.iter().map(|choice| choice.id.clone()).collect());
            let message = format!("`{id}` has no choice `{}`", written.get_ref());
            let diagnostic = Diagnostic::new(DiagnosticCode::UnknownChoice, written.span(), message, "not a choice");
            let diagnostic = self.collector.suggest(diagnostic, written.get_ref(), known.iter().map(String::as_str));
            self.push(diagnostic);
        }
        set
    }

    /// Resolves a number for each choice of a question; every choice must have one, and so must `unknown`.
    fn per_choice(&mut self, id: &str, raw: &Spanned<RawNumbers>, most: u64) -> PerChoice {
        let index = self.find_question(id);
        let known: Vec<String> = index
            .and_then(|index| self.question_at(index))
            .map_or_else(Vec::new, |question| question.choices.iter().map(|choice| choice.id.clone()).collect());
        let mut numbers = BTreeMap::new();
        for (key, value) in raw.get_ref() {
            let written = key.get_ref();
            if written != "unknown" && !known.contains(written) {
                let message = format!("`{id}` has no choice `{written}`");
                let diagnostic = Diagnostic::new(DiagnosticCode::UnknownChoice, key.span(), message, "not a choice");
                let diagnostic = self.collector.suggest(diagnostic, written, known.iter().map(String::as_str));
                self.push(diagnostic);
            }
            numbers.insert(written.as_str(), self.number(value, 0..=most));
        }
        let mut number = |choice: &str| {
            let number = numbers.get(choice).copied();
            if number.is_none() {
                let message = format!("no number for `{choice}`");
                self.push(Diagnostic::new(
                    DiagnosticCode::MissingKey,
                    raw.span(),
                    message,
                    format!("add a line `{choice} = …`"),
                ));
            }
            number.unwrap_or(0)
        };
        PerChoice {
            question: index,
            by_choice: known.iter().map(|choice| number(choice)).collect(),
            unknown: number("unknown"),
        }
    }

    pub(super) fn labels(&mut self, raw: Vec<RawLabel>) -> Vec<Label> {
        self.unique(raw.iter().map(|label| (label.id.get_ref().as_str(), label.id.span())));
        raw.into_iter()
            .map(|raw| {
                if raw.id.get_ref().is_empty() || !raw.id.get_ref().chars().all(|c| c.is_ascii_lowercase()) {
                    self.bad_value(&raw.id, "the id of a label is written in small letters only", "not a label's id");
                }
                Label { id: raw.id.into_inner(), text: self.text(raw.text) }
            })
            .collect()
    }
}
