//! Owns the first reading of a file: TOML text → raw items, going on after each fault so that all are found.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::problem::{Code, Problem};
use super::raw::{
    RawAdvice, RawCapacity, RawComparison, RawExpectation, RawForecast, RawLabel, RawLinks, RawPlan, RawProtocols,
    RawQuestion, RawRule, RawScale, RawTheme, RawTie, RawUse,
};

/// The keys a file has at its top, in the order in which they are best written.
const TOP_KEYS: [&str; 17] = [
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
    "advice",
    "use",
    "expectation",
];

/// Everything that could be read of a file, each item by itself.
#[derive(Debug, Default)]
pub(super) struct RawRulebook {
    pub(super) version: Option<Spanned<String>>,
    pub(super) revised: Option<Spanned<String>>,
    pub(super) scale: Option<RawScale>,
    pub(super) tie: Option<RawTie>,
    pub(super) links: Option<RawLinks>,
    pub(super) theme: Option<RawTheme>,
    pub(super) protocols: Option<RawProtocols>,
    pub(super) comparisons: Vec<RawComparison>,
    pub(super) capacity: Option<RawCapacity>,
    pub(super) plans: Vec<RawPlan>,
    pub(super) forecast: Option<RawForecast>,
    pub(super) labels: Vec<RawLabel>,
    pub(super) questions: Vec<RawQuestion>,
    pub(super) rules: Vec<RawRule>,
    pub(super) advice: Vec<RawAdvice>,
    pub(super) uses: Vec<RawUse>,
    pub(super) expectations: Vec<RawExpectation>,
    /// Whether something was left out or stands in, so that what the rules come to cannot be told.
    pub(super) unsure: bool,
    /// Where the file ends; what stands behind it are stand-ins.
    pub(super) end: usize,
    /// Whether the file is not TOML throughout.
    pub(super) broken_syntax: bool,
    /// Whether an item had to be left out, so that references to it may dangle through no fault of their own.
    pub(super) incomplete: bool,
    /// Ids of items that had to be left out.
    pub(super) lost_ids: Vec<String>,
}

/// Reads `source` as far as it goes; what is wrong is added to `problems`.
pub(super) fn read(source: &str, problems: &mut Vec<Problem>) -> RawRulebook {
    let (document, errors) = DeTable::parse_recoverable(source);
    let broken_syntax = !errors.is_empty();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        problems.push(Problem::new(Code::Syntax, span, error.message(), "the file cannot be read on from here"));
    }
    let mut reader = Reader {
        document: document.into_inner(),
        problems: Vec::new(),
        incomplete: broken_syntax,
        unsure: broken_syntax,
        lost_ids: Vec::new(),
        end: source.len(),
        stand_ins: 0,
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
        comparisons: reader.list("comparison"),
        capacity: reader.single("capacity"),
        plans: reader.list("plan"),
        forecast: reader.single("forecast"),
        labels: reader.list("label"),
        questions: reader.list("question"),
        rules: reader.list("rule"),
        advice: reader.list("advice"),
        uses: reader.list("use"),
        expectations: reader.list("expectation"),
        ..RawRulebook::default()
    };
    raw.incomplete = reader.incomplete;
    raw.unsure = reader.unsure || reader.incomplete;
    raw.broken_syntax = broken_syntax;
    raw.end = source.len();
    raw.lost_ids = reader.lost_ids;
    // Behind broken syntax, what seems to be missing or wrong may well be right.
    let certain = |code| !matches!(code, Code::MissingKey | Code::WrongType);
    problems.extend(reader.problems.into_iter().filter(|problem| !broken_syntax || certain(problem.code)));
    raw
}

struct Reader<'i> {
    document: DeTable<'i>,
    problems: Vec<Problem>,
    incomplete: bool,
    unsure: bool,
    lost_ids: Vec<String>,
    /// Where the file ends.
    end: usize,
    /// How many stand-ins were put, each with a place of its own behind the end.
    stand_ins: usize,
}

impl<'i> Reader<'i> {
    fn top_keys(&mut self) {
        for key in self.document.keys() {
            let name = key.get_ref().as_ref();
            if !TOP_KEYS.contains(&name) {
                self.problems.push(
                    Problem::new(
                        Code::UnknownKey,
                        key.span(),
                        format!("unknown key `{name}`"),
                        "not part of the format",
                    )
                    .suggest(name, TOP_KEYS),
                );
            }
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

    fn list<T: DeserializeOwned>(&mut self, key: &str) -> Vec<T> {
        match self.document.remove(key) {
            Some(value) if value.get_ref().is_array() => match value.into_inner() {
                DeValue::Array(items) => items.into_iter().filter_map(|item| self.item(item)).collect(),
                _ => Vec::new(),
            },
            Some(value) => {
                self.incomplete = true;
                let message = format!("`{key}` must be a list");
                self.problems.push(Problem::new(
                    Code::WrongType,
                    value.span(),
                    message,
                    format!("write [[{key}]], once for each"),
                ));
                Vec::new()
            }
            None => {
                self.missing(key);
                Vec::new()
            }
        }
    }

    fn missing(&mut self, key: &str) {
        self.incomplete = true;
        self.problems.push(Problem::new(Code::MissingKey, 0..0, format!("`{key}` is missing"), "the file begins here"));
    }

    /// Reads one item, and reads on after each fault: an unknown key is taken out, a key that is missing or of the wrong
    /// kind gets a stand-in with a place behind the end of the file, whose own faults are nobody's.
    fn item<T: DeserializeOwned>(&mut self, mut value: Spanned<DeValue<'i>>) -> Option<T> {
        let mut kind = 0;
        for _ in 0..MOST_MENDS {
            let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(item) => return Some(item),
                Err(error) => error,
            };
            let span = error.span().unwrap_or_default();
            let problem = describe(error.message(), span.clone());
            let stands_in = span.start > self.end;
            let mended = match problem.code {
                Code::UnknownKey => remove_key(value.get_mut(), &span),
                // Nothing in a table is missing but what the kind of stand-in lacks: the next kind.
                _ if stands_in => {
                    kind += 1;
                    self.put(&mut value, &span, None, kind)
                }
                _ => {
                    kind = 0;
                    let key = missing_key(error.message());
                    self.put(&mut value, &span, key, kind)
                }
            };
            if !stands_in {
                self.unsure = true;
                self.problems.push(problem);
            }
            if !mended {
                break;
            }
        }
        self.incomplete = true;
        if let Some(id) = value.get_ref().get("id").and_then(|id| id.get_ref().as_str()) {
            self.lost_ids.push(id.to_owned());
        }
        None
    }

    /// Puts a stand-in at `span`: for the key that is missing in the table there, else for the value itself.
    fn put(&mut self, item: &mut Spanned<DeValue<'i>>, span: &Range<usize>, key: Option<String>, kind: usize) -> bool {
        let Some(stand_in) = STAND_INS.get(kind).and_then(|text| DeValue::parse(text).ok()) else { return false };
        let Some(found) = find(item, span) else { return false };
        self.stand_ins += 1;
        let place = self.end + self.stand_ins;
        let stand_in = Spanned::new(place..place, stand_in.into_inner());
        match (key, found.get_mut()) {
            (Some(key), DeValue::Table(table)) => {
                table.insert(Spanned::new(place..place, key.into()), stand_in);
            }
            (Some(_), _) => return false,
            (None, _) => *found = stand_in,
        }
        true
    }
}

/// How many faults are mended in one item before it is given up.
const MOST_MENDS: usize = 200;
/// What may stand in for a value that is missing or of the wrong kind, as TOML.
const STAND_INS: [&str; 5] = ["{}", "\"\"", "1", "[]", "false"];

/// Finds the value that stands at `span`.
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

/// Gives the key that serde missed, if that is what it says.
fn missing_key(message: &str) -> Option<String> {
    message.strip_prefix("missing field `")?.strip_suffix('`').map(str::to_owned)
}

/// Turns serde's words into a problem.
fn describe(message: &str, span: Range<usize>) -> Problem {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let first = quoted.next().unwrap_or_default();
    if message.starts_with("unknown field") {
        return Problem::new(Code::UnknownKey, span, format!("unknown key `{first}`"), "not part of the format")
            .suggest(first, quoted);
    }
    if message.starts_with("missing field") {
        let label = if first == "ja" || first == "en" { "this text" } else { "in this entry" };
        return Problem::new(Code::MissingKey, span, format!("`{first}` is missing"), label)
            .help(format!("add a line `{first} = …`"));
    }
    let plain = [
        ("invalid type: ", "wrong kind of value: "),
        ("invalid value: ", "wrong value: "),
        ("i64", "a whole number"),
        ("a borrowed string", "words in quotes"),
        ("a string", "words in quotes"),
        ("a sequence", "a list in [ ]"),
        ("a map", "a table or a bare date"),
    ];
    let message = plain.iter().fold(message.to_owned(), |message, (theirs, ours)| message.replace(theirs, ours));
    Problem::new(Code::WrongType, span, message, "another kind of value is needed here")
}

/// Removes the key that stands at `span`, however deep.
fn remove_key(value: &mut DeValue<'_>, span: &Range<usize>) -> bool {
    match value {
        DeValue::Table(table) => {
            let found = table.keys().find(|key| key.span() == *span).map(|key| key.get_ref().to_string());
            match found {
                Some(key) => table.remove(key.as_str()).is_some(),
                None => table.iter_mut().any(|(_, inner)| remove_key(inner.get_mut(), span)),
            }
        }
        DeValue::Array(items) => items.iter_mut().any(|item| remove_key(item.get_mut(), span)),
        _ => false,
    }
}
