//! Item reader: TOML text → raw items, continuing after each error so that all are found.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, ValueDeserializer};

use super::raw_items::{
    RawAdvice, RawCap, RawCapacity, RawComparison, RawContradiction, RawExpectation, RawForecast, RawLabel, RawLinks,
    RawPlan, RawProtocols, RawQuestion, RawRule, RawScale, RawTie, RawUse,
};
use super::raw_mail::{RawClient, RawLoss, RawMail, RawSwitch};
use super::serde_messages::{describe, known_keys, missing_key};
use crate::branding::RawTheme;
use crate::rulebook::condition::AnswerSet;
use crate::rulebook::diagnostics::{Diagnostic, DiagnosticCode, DiagnosticCollector};
use crate::rulebook::model::{MAX_CLIENTS, MAX_ENTRIES, MAX_LOSSES, MAX_QUESTIONS, MAX_RULES, MAX_SWITCHES};

/// The top-level keys of a file, in the recommended order.
const TOP_KEYS: [&str; 23] = [
    "version",
    "revised",
    "scale",
    "tie",
    "links",
    "theme",
    "protocol",
    "comparison",
    "capacity",
    "plan",
    "forecast",
    "label",
    "question",
    "rule",
    "cap",
    "advice",
    "contradiction",
    "use",
    "expectation",
    "mail",
    "client",
    "loss",
    "switch",
];

/// Every entry of a file that could be read.
#[derive(Debug, Default)]
pub(super) struct RawRulebook {
    pub(super) version: Option<Spanned<String>>,
    pub(super) revised: Option<Spanned<String>>,
    pub(super) scale: Option<RawScale>,
    pub(super) tie: Option<RawTie>,
    pub(super) links: Option<RawLinks>,
    pub(super) theme: Option<Spanned<RawTheme>>,
    pub(super) protocols: Option<RawProtocols>,
    pub(super) comparisons: Vec<RawComparison>,
    pub(super) capacity: Option<RawCapacity>,
    pub(super) plans: Vec<RawPlan>,
    pub(super) forecast: Option<RawForecast>,
    pub(super) labels: Vec<RawLabel>,
    pub(super) questions: Vec<RawQuestion>,
    pub(super) rules: Vec<RawRule>,
    pub(super) caps: Vec<RawCap>,
    pub(super) advice: Vec<RawAdvice>,
    pub(super) contradictions: Vec<RawContradiction>,
    pub(super) uses: Vec<RawUse>,
    pub(super) expectations: Vec<RawExpectation>,
    pub(super) mail: Option<Spanned<RawMail>>,
    pub(super) clients: Vec<RawClient>,
    pub(super) losses: Vec<RawLoss>,
    pub(super) switches: Vec<RawSwitch>,
    /// Whether an entry was left out or a value replaced, so that recommendations mean nothing.
    pub(super) unreliable: bool,
    /// The length of the file; spans beyond it belong to substitutes.
    pub(super) end: usize,
    /// Whether the file has TOML syntax errors.
    pub(super) broken_syntax: bool,
    /// Whether an entry was left out, so that references to it may be right although they do not resolve.
    pub(super) incomplete: bool,
    /// Ids of entries that were left out.
    pub(super) lost_ids: BTreeSet<String>,
}

/// Reads all entries of `source`; adds errors to `collector`.
pub(super) fn read_items(source: &str, collector: &mut DiagnosticCollector) -> RawRulebook {
    let (document, errors) = DeTable::parse_recoverable(source);
    let broken_syntax = !errors.is_empty();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        collector.push(Diagnostic::new(
            DiagnosticCode::Syntax,
            span,
            error.message(),
            "the file cannot be read on from here",
        ));
    }
    let mut reader = ItemReader {
        document: document.into_inner(),
        collector,
        broken_syntax,
        incomplete: broken_syntax,
        unreliable: broken_syntax,
        lost_ids: BTreeSet::new(),
        end: source.len(),
        substitutes: 0,
        work: MAX_WORK,
    };
    reader.top_keys();
    let mut raw = RawRulebook {
        version: reader.single("version"),
        revised: reader.single("revised"),
        scale: reader.single("scale"),
        tie: reader.single("tie"),
        links: reader.single("links"),
        theme: reader.optional("theme"),
        protocols: reader.single("protocol"),
        comparisons: reader.list("comparison", MAX_ENTRIES, "comparisons"),
        capacity: reader.single("capacity"),
        plans: reader.list("plan", AnswerSet::CAPACITY as usize, "services"),
        forecast: reader.single("forecast"),
        labels: reader.list("label", MAX_ENTRIES, "labels"),
        questions: reader.list("question", MAX_QUESTIONS, "questions"),
        rules: reader.list("rule", MAX_RULES, "rules"),
        caps: reader.optional_list("cap", MAX_RULES, "caps"),
        advice: reader.list("advice", MAX_RULES, "pieces of advice"),
        contradictions: reader.optional_list("contradiction", MAX_ENTRIES, "contradictions"),
        uses: reader.list("use", MAX_ENTRIES, "everyday uses"),
        expectations: reader.list("expectation", MAX_ENTRIES, "expectations"),
        mail: reader.optional("mail"),
        clients: reader.optional_list("client", MAX_CLIENTS, "mail apps"),
        losses: reader.optional_list("loss", MAX_LOSSES, "losses"),
        switches: reader.optional_list("switch", MAX_SWITCHES, "switches"),
        ..RawRulebook::default()
    };
    raw.incomplete = reader.incomplete;
    raw.unreliable = reader.unreliable || reader.incomplete;
    raw.broken_syntax = broken_syntax;
    raw.end = source.len();
    raw.lost_ids = reader.lost_ids;
    raw
}

struct ItemReader<'i, 'f> {
    document: DeTable<'i>,
    collector: &'f mut DiagnosticCollector,
    broken_syntax: bool,
    incomplete: bool,
    unreliable: bool,
    lost_ids: BTreeSet<String>,
    /// The length of the file.
    end: usize,
    /// How many substitutes were inserted, each with an offset of its own beyond the end.
    substitutes: usize,
    /// How many values may still be read again after errors.
    work: usize,
}

impl<'i> ItemReader<'i, '_> {
    /// Adds a diagnostic; after broken syntax, keys that seem to be missing or wrong may well be right, so those are
    /// dropped.
    fn push(&mut self, diagnostic: Diagnostic) {
        if !(self.broken_syntax && matches!(diagnostic.code, DiagnosticCode::MissingKey | DiagnosticCode::WrongType)) {
            self.collector.push(diagnostic);
        }
    }

    /// Adds a diagnostic for a key that the format does not have.
    fn push_unknown_key<'a>(&mut self, name: &str, span: Range<usize>, known: impl IntoIterator<Item = &'a str>) {
        let message = format!("unknown key `{name}`");
        let diagnostic = Diagnostic::new(DiagnosticCode::UnknownKey, span, message, "not part of the format");
        let diagnostic = self.collector.suggest(diagnostic, name, known);
        self.push(diagnostic);
    }

    fn top_keys(&mut self) {
        for (name, span) in take_unknown(&mut self.document, &TOP_KEYS) {
            self.push_unknown_key(&name, span, TOP_KEYS);
        }
    }

    fn single<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let Some(value) = self.document.remove(key) else {
            self.missing(key);
            return None;
        };
        self.item(value)
    }

    fn optional<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let value = self.document.remove(key)?;
        self.item(value)
    }

    /// Reads a list of at most `max` entries; the ids of those beyond are recorded as lost.
    fn list<T: DeserializeOwned>(&mut self, key: &str, max: usize, noun: &str) -> Vec<T> {
        match self.document.remove(key) {
            Some(value) if value.get_ref().is_array() => match value.into_inner() {
                DeValue::Array(items) => {
                    let mut items = items.into_iter();
                    let list = items.by_ref().take(max).filter_map(|item| self.item(item)).collect();
                    self.too_many(items, max, noun);
                    list
                }
                _ => Vec::new(),
            },
            Some(value) => {
                self.incomplete = true;
                let message = format!("`{key}` must be a list");
                let label = format!("write [[{key}]], once for each");
                self.push(Diagnostic::new(DiagnosticCode::WrongType, value.span(), message, label));
                Vec::new()
            }
            None => {
                self.missing(key);
                Vec::new()
            }
        }
    }

    /// Reads a list that may be missing.
    fn optional_list<T: DeserializeOwned>(&mut self, key: &str, max: usize, noun: &str) -> Vec<T> {
        if self.document.contains_key(key) { self.list(key, max, noun) } else { Vec::new() }
    }

    /// Adds a diagnostic for the first entry of a list beyond its limit.
    fn too_many(&mut self, beyond: impl Iterator<Item = Spanned<DeValue<'i>>>, max: usize, noun: &str) {
        for (number, item) in beyond.enumerate() {
            if number == 0 {
                self.incomplete = true;
                let span = item.get_ref().get("id").map_or_else(|| item.span(), Spanned::span);
                let message = format!("more than {max} {noun}");
                self.push(Diagnostic::new(DiagnosticCode::TooMany, span, message, "the first that is too many"));
            }
            self.lose(&item);
        }
    }

    /// Records the id of an entry that is left out.
    fn lose(&mut self, item: &Spanned<DeValue<'i>>) {
        if let Some(id) = item.get_ref().get("id").and_then(|id| id.get_ref().as_str()) {
            self.lost_ids.insert(id.to_owned());
        }
    }

    fn missing(&mut self, key: &str) {
        self.incomplete = true;
        self.push(Diagnostic::new(
            DiagnosticCode::MissingKey,
            0..0,
            format!("`{key}` is missing"),
            "the file begins here",
        ));
    }

    /// Reads one entry and continues after each error: unknown keys are removed, and a key that is missing or of the
    /// wrong type gets a substitute with an offset beyond the end of the file, so that errors of substitutes can be
    /// dropped.
    ///
    /// Each error requires reading the whole entry again, so the work for all entries together is limited; beyond the
    /// limit only the first error of an entry is found.
    fn item<T: DeserializeOwned>(&mut self, mut value: Spanned<DeValue<'i>>) -> Option<T> {
        let mut kind = 0;
        let size = size(value.get_ref());
        for _ in 0..MAX_REPAIRS {
            let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(item) => return Some(item),
                Err(error) => error,
            };
            let span = error.span().unwrap_or_default();
            let is_substitute = span.start > self.end;
            self.unreliable |= !is_substitute;
            let repaired = if let Some(known) = known_keys(error.message()) {
                self.take_unknown_keys(value.get_mut(), &span, &known)
            } else {
                // An error at a substitute means that it has the wrong type: try the next type.
                kind = if is_substitute { kind + 1 } else { 0 };
                let key = missing_key(error.message()).filter(|_| !is_substitute);
                if !is_substitute {
                    self.push(describe(error.message(), span.clone()));
                }
                self.put(&mut value, &span, key, kind)
            };
            self.work = self.work.saturating_sub(size);
            if !repaired || self.work == 0 {
                break;
            }
        }
        self.incomplete = true;
        self.lose(&value);
        None
    }

    /// Removes all unknown keys from the table that has one at `span`.
    fn take_unknown_keys(&mut self, value: &mut DeValue<'i>, span: &Range<usize>, known: &[&str]) -> bool {
        let Some(table) = table_with_key(value, span) else { return false };
        let unknown = take_unknown(table, known);
        for (name, span) in &unknown {
            self.push_unknown_key(name, span.clone(), known.iter().copied());
        }
        !unknown.is_empty()
    }

    /// Inserts a substitute at `span`: for the key that is missing in the table there, else for the value itself.
    fn put(&mut self, item: &mut Spanned<DeValue<'i>>, span: &Range<usize>, key: Option<String>, kind: usize) -> bool {
        let Some(substitute) = SUBSTITUTES.get(kind).and_then(|text| DeValue::parse(text).ok()) else { return false };
        let Some(found) = find(item, span) else { return false };
        self.substitutes += 1;
        let offset = self.end + self.substitutes;
        let substitute = Spanned::new(offset..offset, substitute.into_inner());
        match (key, found.get_mut()) {
            (Some(key), DeValue::Table(table)) => {
                table.insert(Spanned::new(offset..offset, key.into()), substitute);
            }
            (Some(_), _) => return false,
            (None, _) => *found = substitute,
        }
        true
    }
}

/// The maximum number of errors that are repaired in one entry before it is left out.
const MAX_REPAIRS: usize = 200;
/// The maximum number of values of faulty entries that are read again; an ordinary file has some thousand.
const MAX_WORK: usize = 500_000;
/// Substitutes for a value that is missing or of the wrong type, as TOML.
const SUBSTITUTES: [&str; 5] = ["{}", "\"\"", "1", "[]", "false"];

/// Returns the value at `span`.
fn find<'v, 'i>(value: &'v mut Spanned<DeValue<'i>>, span: &Range<usize>) -> Option<&'v mut Spanned<DeValue<'i>>> {
    if value.span() == *span {
        return Some(value);
    }
    match value.get_mut() {
        DeValue::Table(table) => table.iter_mut().find_map(|(_, inner)| find(inner, span)),
        DeValue::Array(items) => items.iter_mut().find_map(|item| find(item, span)),
        _ => None,
    }
}

/// Removes the unknown keys of a table and returns them in file order.
fn take_unknown(table: &mut DeTable<'_>, known: &[&str]) -> Vec<(String, Range<usize>)> {
    let is_unknown = |key: &&Spanned<DeString<'_>>| !known.contains(&key.get_ref().as_ref());
    let unknown = table.keys().filter(is_unknown).map(|key| (key.get_ref().to_string(), key.span()));
    let mut unknown: Vec<(String, Range<usize>)> = unknown.collect();
    unknown.sort_by_key(|(_, span)| span.start);
    for (name, _) in &unknown {
        table.remove(name.as_str());
    }
    unknown
}

/// Counts the values in a value, including itself.
fn size(value: &DeValue<'_>) -> usize {
    match value {
        DeValue::Table(table) => table.values().map(|inner| size(inner.get_ref())).sum::<usize>() + 1,
        DeValue::Array(items) => items.iter().map(|inner| size(inner.get_ref())).sum::<usize>() + 1,
        _ => 1,
    }
}

/// Returns the table that has a key at `span`, at any depth.
fn table_with_key<'v, 'i>(value: &'v mut DeValue<'i>, span: &Range<usize>) -> Option<&'v mut DeTable<'i>> {
    match value {
        DeValue::Table(table) => {
            if table.keys().any(|key| key.span() == *span) {
                return Some(table);
            }
            table.iter_mut().find_map(|(_, inner)| table_with_key(inner.get_mut(), span))
        }
        DeValue::Array(items) => items.iter_mut().find_map(|item| table_with_key(item.get_mut(), span)),
        _ => None,
    }
}
