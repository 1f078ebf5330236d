//! Owns the second reading: raw items → [`Rulebook`], ids → places; every dangling or senseless value is a problem.

mod conditions;
mod forecast;
mod plans;
mod rules;
mod theme;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use toml::Spanned;

use super::model::{Comparison, Rulebook, Tie};
use super::plan::CapacityTexts;
use super::problem::{Code, Problem};
use super::problems::Found;
use super::question::{Choice, Question};
use super::raw::{RawQuestion, RawTerms, SpannedText};
use super::read::RawRulebook;
use super::{AnswerSet, ByProtocol, Protocol, Text, Theme};
use crate::digest::Digest;

/// Resolves what was read. The rulebook is `None` where a part is missing without which nothing can be worked out.
pub(super) fn resolve(raw: RawRulebook, digest: Digest, found: &mut Found) -> Resolved {
    let mut r = Resolver {
        found,
        lost_ids: raw.lost_ids,
        end: raw.end,
        broken_syntax: raw.broken_syntax,
        unsure: raw.unsure,
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
    let plans = r.plans(raw.plans);
    let comparisons = raw
        .comparisons
        .into_iter()
        .map(|raw| Comparison {
            title: r.text(raw.title),
            by: ByProtocol { pop: r.text(raw.pop), imap: r.text(raw.imap) },
        })
        .collect();
    let version = raw.version.map(|v| r.not_blank(v, "version"));
    let revised = raw.revised.map(|v| r.date(v));
    let scale = raw.scale.map(|raw| r.scale(&raw));
    let tie = raw.tie.map(|raw| Tie {
        favours: r.protocol(&raw.favours).unwrap_or(Protocol::Imap),
        text: r.text(raw.text),
        span: raw.favours.span(),
    });
    let links = raw.links.map(|raw| r.links(raw));
    let theme = raw.theme.map_or_else(Theme::default, |raw| r.theme(raw));
    let capacity = raw.capacity.map(|raw| CapacityTexts {
        shared: r.text(raw.shared),
        full: r.text(raw.full),
        why: r.text(raw.why),
    });
    let protocols =
        raw.protocols.map(|raw| ByProtocol { pop: r.protocol_texts(raw.pop), imap: r.protocol_texts(raw.imap) });
    let assumptions = raw.forecast.map(|raw| r.forecast(&raw));
    let labels = r.labels(raw.labels);
    let plan_question = r.questions.iter().position(|question| question.id == PLAN);
    let plan_places = plan_question.and_then(|place| r.questions.get(place)).map_or_else(Vec::new, |question| {
        question.choices.iter().map(|choice| plans.iter().position(|plan| plan.id == choice.id)).collect()
    });
    let (questions, unsure) = (r.questions, r.unsure);
    let whole = || {
        Some(Rulebook {
            version: version?,
            revised: revised?,
            digest,
            scale: scale?,
            tie: tie?,
            links: links?,
            theme,
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
            plan_places,
        })
    };
    Resolved { rulebook: whole(), unsure }
}

/// What a file came to.
pub(super) struct Resolved {
    /// `None` where a part is missing without which nothing can be worked out.
    pub(super) rulebook: Option<Rulebook>,
    /// Whether something was left out or stands in, so that what the rules come to cannot be told.
    pub(super) unsure: bool,
}

/// Gives a question's place as a number of bits.
fn shift(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(0)
}

/// The questions that quotas and forecast rest on.
const PLAN: &str = "plan";
const PURPOSE: &str = "purpose";
const ATTACHMENTS: &str = "attachments";
const FREQUENCY: &str = "frequency";
const DEVICES: &str = "devices";

/// The largest number that makes sense anywhere in a file: a petabyte in MB.
const LARGEST_NUMBER: u64 = 1_000_000_000;
/// Words that links and the API use themselves.
const RESERVED: [&str; 21] = [
    "mails", "attached", "used", "limit", "keep", "lang", "was", "ask", "sent", "to", "tie", "unknown", "a", "total",
    "website", "account", "csv", "bom", "embed", "edit", "by",
];

struct Resolver<'p> {
    found: &'p mut Found,
    lost_ids: BTreeSet<String>,
    /// Where the file ends; what stands behind it are stand-ins.
    end: usize,
    broken_syntax: bool,
    unsure: bool,
    /// The ids of all questions, those further down the file among them.
    all_questions: BTreeSet<String>,
    /// Whether choices were left out, so that references to them dangle through no fault of their own.
    lost_choices: bool,
    questions: Vec<Question>,
}

impl Resolver<'_> {
    /// Notes a problem, unless it is that of a stand-in or may come of broken syntax.
    fn push(&mut self, problem: Problem) {
        let follows = self.broken_syntax && matches!(problem.code, Code::UnknownId | Code::UnknownChoice)
            || self.lost_choices && problem.code == Code::UnknownChoice;
        if problem.span.start <= self.end && !follows {
            self.unsure |= matches!(
                problem.code,
                Code::UnknownId | Code::UnknownChoice | Code::SpeaksForNothing | Code::AskedTooLate | Code::TooMany
            );
            self.found.push(problem);
        }
    }

    /// Checks an id: small letters, digits and hyphens, and none of the words that links need.
    fn id(&mut self, id: &Spanned<String>) {
        let written = id.get_ref();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if written.is_empty() || !written.chars().all(plain) {
            self.bad_value(id, "an id is written in small letters, digits and hyphens", "not an id");
        } else if RESERVED.contains(&written.as_str()) {
            self.bad_value(id, &format!("`{written}` has a meaning of its own in links"), "another id, please");
        }
    }

    fn bad_value<T>(&mut self, value: &Spanned<T>, message: &str, label: &str) {
        self.push(Problem::new(Code::BadValue, value.span(), message, label));
    }

    fn unique<'a>(&mut self, ids: impl Iterator<Item = (&'a str, super::Span)>) {
        let mut seen = BTreeSet::new();
        for (id, span) in ids {
            if !seen.insert(id) {
                self.push(Problem::new(Code::DuplicateId, span, format!("`{id}` is taken"), "used a second time here"));
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
                    Problem::new(Code::MissingText, span, format!("no text in `{lang}`"), "this text")
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

    /// Checks that a value has no control characters, line breaks among them.
    fn one_line(&mut self, value: &Spanned<String>) {
        if value.get_ref().contains(char::is_control) {
            self.bad_value(value, "one line without control characters is needed here", "take them out");
        }
    }

    fn date(&mut self, value: Spanned<String>) -> String {
        let date = value.get_ref().parse::<toml::value::Datetime>();
        if !date.is_ok_and(|date| date.date.is_some() && date.time.is_none()) {
            self.bad_value(&value, "`revised` is not a date", "write it as 2026-04-01");
        }
        value.into_inner()
    }

    /// Reads a number in a range, which is reported once where it lies outside.
    fn number(&mut self, value: &Spanned<i64>, range: RangeInclusive<u64>) -> u64 {
        let number = u64::try_from(*value.get_ref()).unwrap_or(0);
        if *value.get_ref() < 0 || !range.contains(&number) {
            let label = format!("{} to {}", range.start(), range.end());
            self.bad_value(value, "the number is out of range", &label);
        }
        number.clamp(*range.start(), *range.end())
    }

    fn whole(&mut self, value: &Spanned<i64>) -> u64 {
        self.number(value, 0..=LARGEST_NUMBER)
    }

    /// Reads a size, which is at least 1.
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
            let problem = Problem::new(Code::UnknownId, value.span(), message, "not known");
            let problem = self.found.suggest(problem, written, known.iter().map(|(id, _)| *id));
            self.push(problem);
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

    /// Leaves out the choices for which a set of answers has no bits.
    fn fit_choices(&mut self, raw: &mut RawQuestion, left: u32) {
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        if raw.choice.len() <= left {
            return;
        }
        if !self.lost_choices {
            let message = format!("more than {} choices, `unknown` counted once a question", AnswerSet::CAPACITY);
            let problem = Problem::new(Code::TooMany, raw.id.span(), message, "too many with this question");
            self.push(problem.help("take questions or choices out"));
        }
        self.lost_choices = true;
        raw.choice.truncate(left);
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
