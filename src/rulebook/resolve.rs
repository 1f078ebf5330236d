//! Owns the second reading: raw items → [`Rulebook`], ids → places; every dangling or senseless value is a problem.

use std::collections::BTreeSet;

use toml::Spanned;

use super::model::{
    Advice, AdviceKind, CapacityTexts, ChangedBy, Choice, Comparison, Effect, Expectation, Factor, Links, Plan,
    ProtocolTexts, Question, Rule, Rulebook, Scale, Tie, Use, Variant,
};
use super::problem::{Code, Problem};
use super::raw::{
    RawAdvice, RawBounds, RawExpectation, RawLinks, RawPlan, RawProtocol, RawQuestion, RawRule, RawScale, RawTerms,
    RawUse, SpannedText,
};
use super::read::RawRulebook;
use super::{
    AnswerSet, Bounds, ByProtocol, Condition, MAX_QUESTIONS, MAX_RULES, Protocol, Strength, Term, Text, WEIGHTS,
};

/// Resolves what was read. The rulebook is `None` where a part is missing without which nothing can be worked out.
pub(super) fn resolve(raw: RawRulebook, digest: String, problems: &mut Vec<Problem>) -> Resolved {
    let mut r = Resolver {
        problems,
        lost_ids: raw.lost_ids,
        end: raw.end,
        broken_syntax: raw.broken_syntax,
        unsure: raw.unsure,
        all_questions: raw.questions.iter().map(|question| question.id.get_ref().clone()).collect(),
        questions: Vec::new(),
    };
    let services: Vec<Spanned<String>> = raw
        .questions
        .iter()
        .filter(|question| question.id.get_ref() == "plan")
        .flat_map(|question| question.choice.iter().map(|choice| choice.id.clone()))
        .collect();
    r.questions(raw.questions);
    let rules = r.list(raw.rules, "rules", Resolver::rule);
    r.factors(&rules, raw.incomplete);
    let advice = r.list(raw.advice, "pieces of advice", Resolver::advice);
    r.unique(rules.iter().map(|rule| (rule.id.as_str(), rule.span.clone())));
    r.unique(advice.iter().map(|advice| (advice.id.as_str(), advice.span.clone())));
    r.unique(raw.uses.iter().map(|raw| (raw.id.get_ref().as_str(), raw.id.span())));
    let uses = raw.uses.into_iter().filter_map(|raw| r.everyday_use(raw, &advice)).collect();
    if !raw.incomplete {
        r.every_choice_has_a_plan(&raw.plans, &services);
    }
    let expectations = raw.expectations.into_iter().filter_map(|raw| r.expectation(raw)).collect();
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
    let capacity = raw.capacity.map(|raw| CapacityTexts {
        shared: r.text(raw.shared),
        full: r.text(raw.full),
        why: r.text(raw.why),
    });
    let protocols =
        raw.protocols.map(|raw| ByProtocol { pop: r.protocol_texts(raw.pop), imap: r.protocol_texts(raw.imap) });
    let figure_questions = r.figure_questions();
    let (questions, unsure) = (r.questions, r.unsure);
    let whole = || {
        Some(Rulebook {
            version: version?,
            revised: revised?,
            digest,
            scale: scale?,
            tie: tie?,
            links: links?,
            protocols: protocols?,
            comparisons,
            capacity: capacity?,
            plans,
            questions,
            rules,
            advice,
            uses,
            expectations,
            figure_questions,
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

/// The largest number that makes sense anywhere in a file: a petabyte in MB.
const LARGEST_NUMBER: u64 = 1_000_000_000;
/// Words that links and the API use themselves.
const RESERVED: [&str; 12] =
    ["mails", "attached", "used", "limit", "keep", "lang", "was", "ask", "sent", "to", "tie", "unknown"];

struct Resolver<'p> {
    problems: &'p mut Vec<Problem>,
    lost_ids: Vec<String>,
    /// Where the file ends; what stands behind it are stand-ins.
    end: usize,
    broken_syntax: bool,
    unsure: bool,
    /// The ids of all questions, those further down the file among them.
    all_questions: Vec<String>,
    questions: Vec<Question>,
}

impl Resolver<'_> {
    /// Notes a problem, unless it is that of a stand-in or may come of broken syntax.
    fn push(&mut self, problem: Problem) {
        let follows = self.broken_syntax && matches!(problem.code, Code::UnknownId | Code::UnknownChoice);
        if problem.span.start <= self.end && !follows {
            self.unsure |= matches!(
                problem.code,
                Code::UnknownId | Code::UnknownChoice | Code::SpeaksForNothing | Code::AskedTooLate | Code::TooMany
            );
            self.problems.push(problem);
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

    fn list<R, T>(&mut self, raw: Vec<R>, noun: &str, one: fn(&mut Self, R) -> (T, super::Span)) -> Vec<T> {
        let mut list = Vec::with_capacity(raw.len());
        for (place, item) in raw.into_iter().enumerate() {
            let (item, span) = one(self, item);
            if place == MAX_RULES {
                let message = format!("more than {MAX_RULES} {noun}");
                self.push(Problem::new(Code::TooMany, span, message, "the first that is too many"));
            }
            list.push(item);
        }
        list
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
            Some(text) if !text.get_ref().trim().is_empty() => text.into_inner(),
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
        value.into_inner()
    }

    fn date(&mut self, value: Spanned<String>) -> String {
        let date = value.get_ref().parse::<toml::value::Datetime>();
        if !date.is_ok_and(|date| date.date.is_some() && date.time.is_none()) {
            self.bad_value(&value, "`revised` is not a date", "write it as 2026-04-01");
        }
        value.into_inner()
    }

    fn whole(&mut self, value: &Spanned<i64>) -> u64 {
        match u64::try_from(*value.get_ref()) {
            Ok(number) if number <= LARGEST_NUMBER => number,
            _ => {
                self.bad_value(value, "the number is out of range", &format!("0 to {LARGEST_NUMBER}"));
                0
            }
        }
    }

    /// Reads a size, which is at least 1.
    fn amount(&mut self, value: &Spanned<i64>) -> u64 {
        if *value.get_ref() == 0 {
            self.bad_value(value, "a size of nothing", "1 or more; leave the line out where no figure is known");
        }
        self.whole(value)
    }

    fn one_of<T: Copy>(&mut self, value: &Spanned<String>, known: &[(&str, T)], noun: &str) -> Option<T> {
        let written = value.get_ref().as_str();
        let found = known.iter().find(|(id, _)| *id == written);
        if found.is_none() {
            self.push(
                Problem::new(Code::UnknownId, value.span(), format!("there is no {noun} `{written}`"), "not known")
                    .suggest(written, known.iter().map(|(id, _)| *id)),
            );
        }
        found.map(|(_, found)| *found)
    }

    fn protocol(&mut self, value: &Spanned<String>) -> Option<Protocol> {
        self.one_of(value, &Protocol::ALL.map(|p| (p.id(), p)), "protocol")
    }

    fn scale(&mut self, raw: &RawScale) -> Scale {
        let [moderate, strong] =
            [&raw.moderate, &raw.strong].map(|value| u32::try_from(self.whole(value)).unwrap_or(u32::MAX));
        if moderate >= strong {
            self.bad_value(&raw.strong, "`strong` must be more than `moderate`", "too small");
        }
        Scale { moderate, strong }
    }

    fn links(&mut self, raw: RawLinks) -> Links {
        let mut link = |value: Spanned<String>| {
            let address = value.get_ref();
            let goes_on = |scheme: &&str| address.strip_prefix(*scheme).is_some_and(|rest| !rest.is_empty());
            if !(address.is_empty() || ["https://", "http://", "mailto:"].iter().any(goes_on)) {
                self.bad_value(&value, "not an address", "begin with https:// or mailto:, or leave it empty");
            }
            Some(value.into_inner()).filter(|address| !address.is_empty())
        };
        Links {
            contact: link(raw.contact),
            troubleshooting: link(raw.troubleshooting),
            enquiry: link(raw.enquiry),
            support_scope: link(raw.support_scope),
        }
    }

    fn protocol_texts(&mut self, raw: RawProtocol) -> ProtocolTexts {
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
        }
    }

    fn questions(&mut self, raw: Vec<RawQuestion>) {
        self.unique(raw.iter().map(|q| (q.id.get_ref().as_str(), q.id.span())));
        let mut bit = 0;
        for (place, raw) in raw.into_iter().enumerate() {
            self.unique(raw.choice.iter().map(|c| (c.id.get_ref().as_str(), c.id.span())));
            self.id(&raw.id);
            for choice in &raw.choice {
                self.id(&choice.id);
            }
            let span = raw.id.span();
            let ask_unless = self.condition(&raw.ask_unless, &RawTerms::new(), None);
            let choices: Vec<Choice> = raw
                .choice
                .into_iter()
                .map(|raw| Choice {
                    span: raw.id.span(),
                    id: raw.id.into_inner(),
                    label: self.text(raw.label),
                    given: self.text(raw.given),
                    hint: raw.hint.map(|hint| self.text(hint)),
                })
                .collect();
            if choices.is_empty() {
                self.bad_value(&raw.id, "a question without choices", "add [[question.choice]]");
            }
            let question = Question {
                id: raw.id.into_inner(),
                title: self.text(raw.title),
                short: self.text(raw.short),
                why: self.text(raw.why),
                pinned: raw.pinned,
                ask_unless,
                choices,
                span: span.clone(),
                first_bit: bit,
            };
            bit = bit.saturating_add(u32::try_from(question.choices.len()).unwrap_or(u32::MAX)).saturating_add(1);
            if bit > AnswerSet::CAPACITY || place >= MAX_QUESTIONS {
                let message = format!("more than {MAX_QUESTIONS} questions or {} choices", AnswerSet::CAPACITY);
                self.push(Problem::new(Code::TooMany, span, message, "the first that is too many"));
            }
            self.questions.push(question);
        }
    }

    /// Resolves terms to places, in the order of the file.
    fn terms(&mut self, raw: &RawTerms) -> Vec<Term> {
        let mut entries: Vec<_> = raw.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries.into_iter().filter_map(|(key, ids)| self.term(key, ids)).collect()
    }

    fn term(&mut self, key: &Spanned<String>, ids: &[Spanned<String>]) -> Option<Term> {
        let question = self.question_place(key)?;
        if ids.is_empty() {
            self.push(Problem::new(Code::BadValue, key.span(), "a condition without choices", "it could never hold"));
        }
        let choices = ids.iter().filter_map(|id| self.choice_place(question, id)).collect();
        Some(Term { question, choices })
    }

    fn question_place(&mut self, key: &Spanned<String>) -> Option<usize> {
        let written = key.get_ref();
        let place = self.questions.iter().position(|question| question.id == *written);
        if place.is_none() && self.all_questions.contains(written) {
            let message = format!("`{written}` is a question further down");
            self.push(
                Problem::new(Code::AskedTooLate, key.span(), message, "not known yet when this is asked")
                    .help("a question can depend only on questions above it"),
            );
        } else if place.is_none() && !self.lost_ids.contains(written) {
            let problem =
                Problem::new(Code::UnknownId, key.span(), format!("there is no question `{written}`"), "not above")
                    .suggest(written, self.questions.iter().map(|question| question.id.as_str()));
            self.push(problem);
        }
        place
    }

    fn choice_place(&mut self, question: usize, id: &Spanned<String>) -> Option<usize> {
        let question = self.questions.get(question)?;
        let written = id.get_ref();
        if let Some((place, _)) = question.choice(written) {
            return Some(place);
        }
        let message = format!("`{}` has no choice `{written}`", question.id);
        let problem = Problem::new(Code::UnknownChoice, id.span(), message, "not a choice")
            .suggest(written, question.choices.iter().map(|choice| choice.id.as_str()));
        self.push(problem);
        None
    }

    fn condition(&mut self, raw_when: &RawTerms, unless: &RawTerms, limit: Option<&Spanned<RawBounds>>) -> Condition {
        let when = self.terms(raw_when);
        let unless = self.terms(unless);
        let mut barred = AnswerSet::default();
        for (terms, bar_listed) in [(&when, false), (&unless, true)] {
            for term in terms {
                let Some(question) = self.questions.get(term.question) else { continue };
                let listed =
                    term.choices.iter().fold(AnswerSet::default(), |set, c| set.union(question.answer(Some(*c))));
                barred = barred.union(if bar_listed { listed } else { question.all_answers().without(listed) });
            }
        }
        for (at, term) in when.iter().enumerate() {
            let excluded = unless.iter().filter(|other| other.question == term.question);
            let left = term.choices.iter().filter(|c| !excluded.clone().any(|other| other.choices.contains(c)));
            if !term.choices.is_empty() && left.count() == 0 {
                let key = raw_when.keys().nth(at).map_or(0..0, Spanned::span);
                let message = "`when` and `unless` exclude each other";
                self.push(Problem::new(Code::BadValue, key, message, "this could never hold"));
            }
        }
        let mailbox_limit_mb = limit.map_or_else(Bounds::default, |limit| self.bounds(limit));
        let places =
            when.iter().chain(&unless).fold(0_u16, |places, term| places | 1_u16.wrapping_shl(shift(term.question)));
        let looks_at = if mailbox_limit_mb == Bounds::default() { places } else { places | self.figure_questions() };
        Condition { when, unless, mailbox_limit_mb, barred, looks_at }
    }

    /// Finds the questions that figures rest on: the service, whose quotas they are.
    fn figure_questions(&self) -> u16 {
        let place = self.questions.iter().position(|question| question.id == "plan");
        place.map_or(0, |place| 1_u16.wrapping_shl(shift(place)))
    }

    fn bounds(&mut self, raw: &Spanned<RawBounds>) -> Bounds {
        let at_least = raw.get_ref().at_least.as_ref().map(|n| self.whole(n));
        let at_most = raw.get_ref().at_most.as_ref().map(|n| self.whole(n));
        match (at_least, at_most) {
            (None, None) => self.bad_value(raw, "a range without ends", "write at_least, at_most or both"),
            (Some(least), Some(most)) if least > most => self.bad_value(raw, "an empty range", "nothing is in it"),
            _ => {}
        }
        Bounds { at_least, at_most }
    }

    fn rule(&mut self, raw: RawRule) -> (Rule, super::Span) {
        let condition = self.condition(&raw.when, &raw.unless, raw.mailbox_limit_mb.as_ref());
        let factor = self.one_of(&raw.factor, &Factor::ALL.map(|f| (f.id(), f)), "factor").unwrap_or(Factor::Purpose);
        let effect = self.effect(&raw);
        self.id(&raw.id);
        let span = raw.id.span();
        let rule = Rule {
            id: raw.id.into_inner(),
            factor,
            condition,
            effect,
            text: self.text(raw.text),
            otherwise: raw.otherwise.map(|text| self.text(text)),
            span: span.clone(),
        };
        if rule.otherwise.is_none() && matches!(rule.effect, Effect::Favours { .. }) {
            self.push(
                Problem::new(Code::MissingKey, span.clone(), "`otherwise` is missing", "in this rule")
                    .help("say what going against this rule costs, and what to do about that"),
            );
        }
        (rule, span)
    }

    fn effect(&mut self, raw: &RawRule) -> Effect {
        match (&raw.favours, &raw.requires, &raw.weight) {
            (Some(favours), None, Some(weight)) => {
                if !WEIGHTS.contains(weight.get_ref()) {
                    let message = format!("a weight of {} is out of range", weight.get_ref());
                    let label = format!("{} to {}", WEIGHTS.start(), WEIGHTS.end());
                    self.push(Problem::new(Code::WeightOutOfRange, weight.span(), message, label));
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
                    _ => "the rule speaks for nothing",
                };
                self.push(
                    Problem::new(Code::SpeaksForNothing, raw.id.span(), message, "in this rule")
                        .help("write `favours` with `weight`, or `requires` alone"),
                );
                Effect::Favours { protocol: Protocol::Imap, weight: 0 }
            }
        }
    }

    fn factors(&mut self, rules: &[Rule], incomplete: bool) {
        if incomplete {
            return;
        }
        let end = rules.last().map_or(0..0, |rule| rule.span.clone());
        for factor in Factor::ALL {
            if !rules.iter().any(|rule| rule.factor == factor) {
                let message = format!("no rule weighs the factor `{}`", factor.id());
                self.push(
                    Problem::new(Code::FactorWithoutRule, end.clone(), message, "the last rule; add one after it")
                        .help("all seven factors of the published advice must count"),
                );
            }
        }
    }

    fn advice(&mut self, raw: RawAdvice) -> (Advice, super::Span) {
        self.id(&raw.id);
        let kinds = [AdviceKind::Do, AdviceKind::Know].map(|kind| (kind.id(), kind));
        let condition = self.condition(&raw.when, &raw.unless, raw.mailbox_limit_mb.as_ref());
        let span = raw.id.span();
        let advice = Advice {
            kind: self.one_of(&raw.kind, &kinds, "kind of advice").unwrap_or(AdviceKind::Know),
            id: raw.id.into_inner(),
            protocol: raw.protocol.as_ref().and_then(|protocol| self.protocol(protocol)),
            condition,
            text: self.text(raw.text),
            span: span.clone(),
        };
        (advice, span)
    }

    fn everyday_use(&mut self, raw: RawUse, advice: &[Advice]) -> Option<Use> {
        self.id(&raw.id);
        let mut answers = Vec::new();
        for (key, id) in &raw.answers {
            if let Some(question) = self.question_place(key) {
                answers.extend(self.choice_place(question, id).map(|choice| (question, choice)));
            }
        }
        answers.sort_unstable();
        let mut places = Vec::new();
        for id in &raw.advice {
            let place = advice.iter().position(|advice| advice.id == *id.get_ref());
            if place.is_none() && !self.lost_ids.contains(id.get_ref()) {
                let message = format!("there is no advice `{}`", id.get_ref());
                self.push(
                    Problem::new(Code::UnknownId, id.span(), message, "not known")
                        .suggest(id.get_ref(), advice.iter().map(|advice| advice.id.as_str())),
                );
            }
            places.extend(place.map(|place| (place, id.span())));
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
            advice: places.iter().map(|(place, _)| *place).collect(),
            span: raw.gives.span(),
            strength_span: strength.map(|(_, span)| span),
            advice_spans: places.into_iter().map(|(_, span)| span).collect(),
        })
    }

    fn expectation(&mut self, raw: RawExpectation) -> Option<Expectation> {
        let text = self.text(raw.text);
        let never_toward = self.protocol(&raw.never_toward);
        let question = self.question_place(&raw.question)?;
        let raising: Vec<_> = raw.raising.iter().filter_map(|id| self.choice_place(question, id)).collect();
        if raw.raising.len() < 2 {
            self.bad_value(&raw.question, "an expectation takes two choices or more", "name them under `raising`");
        }
        Some(Expectation { question, raising, never_toward: never_toward?, text, span: raw.question.span() })
    }

    /// Sees to it that every choice that names a service has its quotas.
    fn every_choice_has_a_plan(&mut self, raw: &[RawPlan], choices: &[Spanned<String>]) {
        for choice in choices {
            if !raw.iter().any(|plan| plan.id.get_ref() == choice.get_ref()) {
                let message = format!("the service `{}` has no [[plan]]", choice.get_ref());
                self.push(Problem::new(Code::MissingKey, choice.span(), message, "its quotas are not told"));
            }
        }
    }

    fn plans(&mut self, raw: Vec<RawPlan>) -> Vec<Plan> {
        self.unique(raw.iter().map(|plan| (plan.id.get_ref().as_str(), plan.id.span())));
        let question = self.questions.iter().position(|question| question.id == "plan");
        raw.into_iter()
            .map(|raw| {
                if let Some(question) = question {
                    self.choice_place(question, &raw.id);
                }
                self.plan(raw)
            })
            .collect()
    }

    fn plan(&mut self, raw: RawPlan) -> Plan {
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
                self.push(Problem::new(Code::QuotaAboveMaximum, at.span(), message, format!("more than {larger} MB")));
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
                .map(|raw| Variant { capacity_gb: self.amount(&raw.capacity_gb), name: raw.name.into_inner() })
                .collect(),
        }
    }
}
