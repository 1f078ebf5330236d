//! Resolver: raw items → [`Rulebook`], ids → indices; every unresolved or invalid value becomes a diagnostic.

mod resolve_assumptions;
mod resolve_conditions;
mod resolve_mail;
mod resolve_plans;
mod resolve_rules;
mod resolve_switches;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use toml::Spanned;

use super::digest;
use super::item_reader::RawRulebook;
use super::raw_items::{RawQuestion, RawTerms, SpannedText};
use crate::digest::Digest;
use crate::rulebook::condition::AnswerSet;
use crate::rulebook::diagnostics::{Diagnostic, DiagnosticCode, DiagnosticCollector, Span};
use crate::rulebook::index::QuestionIndex;
use crate::rulebook::model::{Rulebook, Tie};
use crate::rulebook::plan::CapacityTexts;
use crate::rulebook::protocol::{ByProtocol, Protocol};
use crate::rulebook::question::{Choice, DrawnDevice, MAX_DRAWN, Question};
use crate::rulebook::reach_table::ReachTable;
use crate::rulebook::text::Text;
use resolve_mail::ResolvedMail;

/// Resolves raw items. The rulebook is `None` if a required section is missing.
pub(super) fn resolve(raw: RawRulebook, source: &str, collector: &mut DiagnosticCollector) -> Resolved {
    let mut r = Resolver {
        collector,
        lost_ids: raw.lost_ids,
        end: raw.end,
        broken_syntax: raw.broken_syntax,
        unreliable: raw.unreliable,
        all_questions: raw.questions.iter().map(|question| question.id.get_ref().clone()).collect(),
        lost_choices: false,
        questions: Vec::new(),
    };
    let services: Vec<Spanned<String>> = raw
        .questions
        .iter()
        .filter(|question| question.id.get_ref() == "plan")
        .flat_map(|question| question.choice.iter().map(|choice| choice.id.clone()))
        .collect();
    r.questions(raw.questions);
    let rules: Vec<_> = raw.rules.into_iter().map(|raw| r.rule(raw)).collect();
    r.factors(&rules, raw.incomplete);
    let advice: Vec<_> = raw.advice.into_iter().map(|raw| r.advice(raw)).collect();
    r.unique(rules.iter().map(|rule| (rule.id.as_str(), rule.span.clone())));
    r.unique(advice.iter().map(|advice| (advice.id.as_str(), advice.span.clone())));
    r.unique(raw.uses.iter().map(|raw| (raw.id.get_ref().as_str(), raw.id.span())));
    r.unique(raw.contradictions.iter().map(|raw| (raw.id.get_ref().as_str(), raw.id.span())));
    let contradictions = raw.contradictions.into_iter().map(|raw| r.contradiction(raw)).collect();
    let uses = raw.uses.into_iter().filter_map(|raw| r.everyday_use(raw, &advice)).collect();
    if !raw.incomplete {
        r.every_choice_has_a_plan(&raw.plans, &services);
    }
    let expectations = raw.expectations.into_iter().filter_map(|raw| r.expectation(raw)).collect();
    r.unique(raw.caps.iter().map(|raw| (raw.id.get_ref().as_str(), raw.id.span())));
    let caps = raw.caps.into_iter().filter_map(|raw| r.cap(raw)).collect();
    let mail = raw.mail.map_or(ResolvedMail::Missing, |raw| r.mail(raw));
    let plans = r.plans(raw.plans, &mail);
    let losses = r.losses(raw.losses);
    let switches = r.switches(raw.switches, &losses);
    let clients = r.clients(raw.clients, &switches);
    let comparisons = raw.comparisons.into_iter().map(|raw| r.comparison(raw)).collect();
    let version = raw.version.map(|v| r.not_blank(v, "version"));
    let revised = raw.revised.map(|v| r.date(v, "revised"));
    let scale = raw.scale.map(|raw| r.scale(&raw));
    let tie = raw.tie.map(|raw| Tie {
        favours: r.protocol(&raw.favours).unwrap_or(Protocol::Imap),
        text: r.text(raw.text),
        span: raw.favours.span(),
    });
    let links = raw.links.map(|raw| r.links(raw));
    let legacy_theme = raw.theme.map(|raw| r.legacy_theme(raw));
    let capacity = raw.capacity.map(|raw| CapacityTexts {
        shared: r.text(raw.shared),
        full: r.text(raw.full),
        why: r.text(raw.why),
    });
    let protocols =
        raw.protocols.map(|raw| ByProtocol { pop: r.protocol_texts(raw.pop), imap: r.protocol_texts(raw.imap) });
    let assumptions = raw.forecast.map(|raw| r.forecast(&raw));
    let labels = r.labels(raw.labels);
    let plan_question = r.find_question(PLAN);
    let plan_indices = plan_question.and_then(|index| r.question_at(index)).map_or_else(Vec::new, |question| {
        question.choices.iter().map(|choice| plans.iter().position(|plan| plan.id == choice.id)).collect()
    });
    let (questions, unreliable) = (r.questions, r.unreliable);
    let whole = || {
        Some(Rulebook {
            version: version?,
            revised: revised?,
            digest: digest(source),
            file_digest: Digest::of(source),
            scale: scale?,
            tie: tie?,
            links: links?,
            mail: mail.known(),
            clients,
            losses,
            switches,
            legacy_theme,
            protocols: protocols?,
            comparisons,
            capacity: capacity?,
            plans,
            questions,
            rules,
            advice,
            contradictions,
            uses,
            expectations,
            caps,
            assumptions: assumptions?,
            labels,
            plan_question,
            plan_indices,
            reach: ReachTable::default(),
        })
    };
    Resolved { rulebook: whole(), unreliable }
}

/// The result of resolving a file.
pub(super) struct Resolved {
    /// `None` if a required section is missing.
    pub(super) rulebook: Option<Rulebook>,
    /// Whether an entry was left out or a value replaced, so that recommendations mean nothing.
    pub(super) unreliable: bool,
}

/// The questions that quotas and forecast depend on.
const PLAN: &str = "plan";
const PURPOSE: &str = "purpose";
const ATTACHMENTS: &str = "attachments";
const FREQUENCY: &str = "frequency";
const DEVICES: &str = "devices";

/// The maximum of any number in a file: a petabyte in MB.
const MAX_NUMBER: u64 = 1_000_000_000;
/// Words that have a meaning of their own in links and the API.
const RESERVED: [&str; 21] = [
    "mails", "attached", "used", "limit", "keep", "lang", "was", "ask", "sent", "to", "tie", "unknown", "a", "total",
    "website", "account", "csv", "bom", "embed", "edit", "by",
];

/// Words that are keys of links, but can be ids of choices.
const RESERVED_KEYS: [&str; 2] = ["now", "local"];

struct Resolver<'p> {
    collector: &'p mut DiagnosticCollector,
    lost_ids: BTreeSet<String>,
    /// The length of the file; spans beyond it belong to substitutes.
    end: usize,
    broken_syntax: bool,
    unreliable: bool,
    /// The ids of all questions, including those further down the file.
    all_questions: BTreeSet<String>,
    /// Whether choices were left out, so that references to them may be right although they do not resolve.
    lost_choices: bool,
    questions: Vec<Question>,
}

impl Resolver<'_> {
    /// Adds a diagnostic, unless it is about a substitute or may be a consequence of broken syntax.
    fn push(&mut self, diagnostic: Diagnostic) {
        let follows = self.broken_syntax
            && matches!(diagnostic.code, DiagnosticCode::UnknownId | DiagnosticCode::UnknownChoice)
            || self.lost_choices && diagnostic.code == DiagnosticCode::UnknownChoice;
        if diagnostic.span.start <= self.end && !follows {
            self.unreliable |= matches!(
                diagnostic.code,
                DiagnosticCode::UnknownId
                    | DiagnosticCode::UnknownChoice
                    | DiagnosticCode::NoEffect
                    | DiagnosticCode::AskedTooLate
                    | DiagnosticCode::TooMany
            );
            self.collector.push(diagnostic);
        }
    }

    /// Returns the index of a question by id, among those resolved so far.
    fn find_question(&self, id: &str) -> Option<QuestionIndex> {
        self.questions.iter().position(|question| question.id == id).map(QuestionIndex::new)
    }

    fn question_at(&self, index: QuestionIndex) -> Option<&Question> {
        self.questions.get(usize::from(index))
    }

    /// Checks an id: small letters, digits and hyphens, and none of the reserved words.
    fn id(&mut self, id: &Spanned<String>) {
        let written = id.get_ref();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if written.is_empty() || !written.chars().all(plain) {
            self.bad_value(id, "an id is written in small letters, digits and hyphens", "not an id");
        } else if RESERVED.contains(&written.as_str()) {
            self.reserved(id);
        }
    }

    fn reserved(&mut self, id: &Spanned<String>) {
        self.bad_value(id, &format!("`{}` has a meaning of its own in links", id.get_ref()), "another id, please");
    }

    fn bad_value<T>(&mut self, value: &Spanned<T>, message: &str, label: &str) {
        self.push(Diagnostic::new(DiagnosticCode::BadValue, value.span(), message, label));
    }

    fn unique<'a>(&mut self, ids: impl Iterator<Item = (&'a str, Span)>) {
        let mut seen = BTreeSet::new();
        for (id, span) in ids {
            if !seen.insert(id) {
                self.push(Diagnostic::new(
                    DiagnosticCode::DuplicateId,
                    span,
                    format!("`{id}` is taken"),
                    "used a second time here",
                ));
            }
        }
    }

    fn text(&mut self, raw: SpannedText) -> Text {
        let span = raw.span();
        let raw = raw.into_inner();
        let [ja, en] = [("ja", raw.ja), ("en", raw.en)].map(|(lang, text)| match text {
            Some(text) if !text.get_ref().trim().is_empty() => {
                let stray = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
                if text.get_ref().contains(stray) {
                    self.bad_value(&text, "a text cannot have control characters", "take them out");
                }
                text.into_inner()
            }
            other => {
                let span = other.map_or_else(|| span.clone(), |text| text.span());
                self.push(
                    Diagnostic::new(DiagnosticCode::MissingText, span, format!("no text in `{lang}`"), "this text")
                        .help(format!("every text needs both languages: add `{lang} = \"…\"`")),
                );
                String::new()
            }
        });
        Text { ja, en }
    }

    fn texts(&mut self, raw: Vec<SpannedText>) -> Vec<Text> {
        raw.into_iter().map(|text| self.text(text)).collect()
    }

    fn not_blank(&mut self, value: Spanned<String>, key: &str) -> String {
        if value.get_ref().trim().is_empty() {
            self.bad_value(&value, &format!("`{key}` is empty"), "write something here");
        }
        self.one_line(&value);
        value.into_inner()
    }

    /// Checks that a value has no control characters, including line breaks.
    fn one_line(&mut self, value: &Spanned<String>) {
        if value.get_ref().contains(char::is_control) {
            self.bad_value(value, "one line without control characters is needed here", "take them out");
        }
    }

    fn date(&mut self, value: Spanned<String>, key: &str) -> String {
        let date = value.get_ref().parse::<toml::value::Datetime>();
        if !date.is_ok_and(|date| date.date.is_some() && date.time.is_none()) {
            self.bad_value(&value, &format!("`{key}` is not a date"), "write it as 2026-04-01");
        }
        value.into_inner()
    }

    /// Parses a number and clamps it to a range; adds a diagnostic if it is outside.
    fn number(&mut self, value: &Spanned<i64>, range: RangeInclusive<u64>) -> u64 {
        let number = u64::try_from(*value.get_ref()).unwrap_or(0);
        if *value.get_ref() < 0 || !range.contains(&number) {
            let label = format!("{} to {}", range.start(), range.end());
            self.bad_value(value, "the number is out of range", &label);
        }
        number.clamp(*range.start(), *range.end())
    }

    fn whole(&mut self, value: &Spanned<i64>) -> u64 {
        self.number(value, 0..=MAX_NUMBER)
    }

    /// Parses a size, which is at least 1.
    fn amount(&mut self, value: &Spanned<i64>) -> u64 {
        if *value.get_ref() == 0 {
            self.bad_value(value, "a size of nothing", "1 or more; leave the line out where no figure is known");
            return 0;
        }
        self.whole(value)
    }

    fn one_of<T: Copy>(&mut self, value: &Spanned<String>, known: &[(&str, T)], noun: &str) -> Option<T> {
        let written = value.get_ref().as_str();
        let found = known.iter().find(|(id, _)| *id == written);
        if found.is_none() {
            let message = format!("there is no {noun} `{written}`");
            let diagnostic = Diagnostic::new(DiagnosticCode::UnknownId, value.span(), message, "not known");
            let diagnostic = self.collector.suggest(diagnostic, written, known.iter().map(|(id, _)| *id));
            self.push(diagnostic);
        }
        found.map(|(_, found)| *found)
    }

    fn protocol(&mut self, value: &Spanned<String>) -> Option<Protocol> {
        self.one_of(value, &Protocol::ALL.map(|p| (p.id(), p)), "protocol")
    }

    fn questions(&mut self, raw: Vec<RawQuestion>) {
        self.unique(raw.iter().map(|q| (q.id.get_ref().as_str(), q.id.span())));
        let mut bit = 0;
        for mut raw in raw {
            self.unique(raw.choice.iter().map(|c| (c.id.get_ref().as_str(), c.id.span())));
            self.id(&raw.id);
            if RESERVED_KEYS.contains(&raw.id.get_ref().as_str()) {
                self.reserved(&raw.id);
            }
            if raw.choice.is_empty() {
                self.bad_value(&raw.id, "a question without choices", "add [[question.choice]]");
            }
            self.fit_choices(&mut raw, AnswerSet::CAPACITY.saturating_sub(bit + 1));
            for choice in &raw.choice {
                self.id(&choice.id);
            }
            let question = self.question(raw, bit);
            bit = bit.saturating_add(u32::try_from(question.choices.len()).unwrap_or(u32::MAX)).saturating_add(1);
            self.questions.push(question);
        }
    }

    /// Removes the choices for which an [`AnswerSet`] has no bits left.
    fn fit_choices(&mut self, raw: &mut RawQuestion, left: u32) {
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        if raw.choice.len() <= left {
            return;
        }
        if !self.lost_choices {
            let message = format!("more than {} choices, `unknown` counted once a question", AnswerSet::CAPACITY);
            let diagnostic =
                Diagnostic::new(DiagnosticCode::TooMany, raw.id.span(), message, "too many with this question");
            self.push(diagnostic.help("take questions or choices out"));
        }
        self.lost_choices = true;
        raw.choice.truncate(left);
    }

    /// Resolves the devices that drawings show for a choice.
    fn drawn_devices(&mut self, raw: &[Spanned<String>]) -> Vec<DrawnDevice> {
        if let Some(surplus) = raw.get(MAX_DRAWN) {
            self.bad_value(surplus, "a drawing has at most two devices", "leave this one out");
        }
        let known = DrawnDevice::ALL.map(|device| (device.id(), device));
        raw.iter().take(MAX_DRAWN).filter_map(|id| self.one_of(id, &known, "device")).collect()
    }

    fn question(&mut self, raw: RawQuestion, first_bit: u32) -> Question {
        let span = raw.id.span();
        let ask_unless = self.condition(&raw.ask_unless, &RawTerms::new(), [None; 3]);
        let choices = raw.choice.into_iter().map(|raw| Choice {
            span: raw.id.span(),
            id: raw.id.into_inner(),
            label: self.text(raw.label),
            given: self.text(raw.given),
            hint: raw.hint.map(|hint| self.text(hint)),
            draws: self.drawn_devices(&raw.draws),
        });
        let choices = choices.collect();
        Question {
            id: raw.id.into_inner(),
            title: self.text(raw.title),
            short: self.text(raw.short),
            why: self.text(raw.why),
            pinned: raw.pinned,
            changes_in_practice: raw.changes_in_practice,
            ask_unless,
            choices,
            span,
            first_bit,
        }
    }
}
