//! Query pairs: splits a query into keys and values, and undoes the extra escaping of mail programs, web pages and
//! people.
//!
//! All readers of parameters use [`pairs`]. A pair is rewritten only if that yields a known key; unknown pairs stay
//! unchanged. The work is linear in the length of the query.

use super::Number;
use crate::rulebook::Rulebook;

/// How often a value is decoded beyond the form encoding itself, for links that were escaped twice or three times.
const MAX_EXTRA_DECODINGS: usize = 2;

/// The keys of links other than those of questions and numbers. `a` is case-sensitive, because other programs use
/// one-letter keys.
const KEYS: [&str; 11] = ["lang", "was", "ask", "sent", "to", "by", "embed", "now", "total", "website", ACCOUNT];
const ACCOUNT: &str = "a";

/// Characters that separate pairs, or replace a separator.
const SEPARATORS: [char; 3] = ['&', '?', ';'];

/// The rest of an ampersand that was escaped as an HTML character reference, after its `&`.
const REFERENCES: [&str; 5] = ["amp;", "#38;", "#038;", "#x26;", "#x0026;"];

/// Parses a query (`application/x-www-form-urlencoded`, without `?`) into pairs of key and value, in order.
///
/// Accepts `&amp;` and other character references for `&`; queries and values that were percent-encoded once or twice
/// more; `;` and `?` for `&` before a known key; white space around known keys and their values; and known keys in
/// upper case. A key is *known* if it is the id of a question or number, or another key of links. Bytes that are not
/// UTF-8 are replaced.
///
/// ```
/// use pop_or_imap::{answers::pairs, loader};
/// let rulebook = loader::embedded();
/// let clean = pairs(&rulebook, "purpose=work&away=no");
/// assert_eq!(pairs(&rulebook, "purpose=work&amp;away=no"), clean);
/// assert_eq!(pairs(&rulebook, "purpose%3Dwork%26away%3Dno"), clean);
/// assert_eq!(pairs(&rulebook, "u=purpose%3Dwork"), [("u".to_owned(), "purpose=work".to_owned())]);
/// ```
#[must_use]
pub fn pairs(rulebook: &Rulebook, query: &str) -> Vec<(String, String)> {
    let mut reader = QueryReader { rulebook, pairs: Vec::new() };
    reader.read(query, MAX_EXTRA_DECODINGS);
    reader.pairs
}

/// Returns the first value of a key.
#[must_use]
pub fn value<'p>(pairs: &'p [(String, String)], key: &str) -> Option<&'p str> {
    pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

/// Returns the query of a pasted link, without the fragment; a text that is a query already is returned unchanged.
///
/// ```
/// use pop_or_imap::answers::query_of_link;
/// assert_eq!(query_of_link("https://mail.example.jp/result?away=no#forecast"), "away=no");
/// assert_eq!(query_of_link("purpose=work?away=no"), "purpose=work?away=no");
/// assert_eq!(query_of_link("purpose=work&#38;away=no"), "purpose=work&#38;away=no");
/// ```
#[must_use]
pub fn query_of_link(link: &str) -> &str {
    let query = match link.split_once('?') {
        Some((path, query)) if !path.contains('=') => query,
        _ => link,
    };
    let fragment = query.match_indices('#').find_map(|(at, _)| {
        let (before, rest) = query.split_at_checked(at)?;
        let is_reference = before.ends_with('&') && without_reference(rest).is_some();
        (!is_reference).then_some(before)
    });
    fragment.unwrap_or(query)
}

struct QueryReader<'r> {
    rulebook: &'r Rulebook,
    pairs: Vec<(String, String)>,
}

impl<'r> QueryReader<'r> {
    /// Splits text as a query; returns whether it has a known key.
    fn read(&mut self, text: &str, decodings: usize) -> bool {
        let mut has_known = false;
        for (key, value) in form_urlencoded::parse(text.as_bytes()) {
            has_known |= self.read_pair(&key, &value, decodings);
        }
        has_known
    }

    fn read_pair(&mut self, key: &str, value: &str, decodings: usize) -> bool {
        if let Some(known) = self.known(key) {
            self.read_value(known, value, decodings);
            return true;
        }
        // No key contains `=`: several pairs were escaped together.
        if decodings > 0 && (key.contains('=') || contains_ignoring_case(key, "%3d")) {
            let before = self.pairs.len();
            let text = if value.is_empty() { key.to_owned() } else { format!("{key}={value}") };
            if self.read(&text, decodings - 1) {
                return true;
            }
            self.pairs.truncate(before);
        }
        let is_only_separators = value.is_empty() && !key.is_empty() && without_separators(key).is_empty();
        if !is_only_separators {
            self.pairs.push((key.to_owned(), value.to_owned()));
        }
        false
    }

    /// Returns the known key in a text, which may follow separators or a whole link.
    fn known(&self, text: &str) -> Option<&'r str> {
        let name = without_separators(text.rsplit('?').next().unwrap_or_default()).trim();
        let questions = self.rulebook.questions.iter().map(|question| question.id.as_str());
        let mut keys = questions.chain(Number::ALL.map(Number::id)).chain(KEYS);
        keys.find(|key| if *key == ACCOUNT { name == *key } else { key.eq_ignore_ascii_case(name) })
    }

    /// Adds the value of a known key, and the pairs with known keys that are still attached to it.
    fn read_value(&mut self, key: &'r str, value: &str, decodings: usize) {
        let decoded = decoded(value, decodings);
        let text = decoded.as_deref().unwrap_or(value);
        let mut key = key;
        // The value so far: without separators that precede another pair, but with those that are part of the value.
        let (mut start, mut end) = (0, 0);
        let mut at = 0;
        for part in text.split(SEPARATORS) {
            let part_end = at + part.len();
            let next = part
                .split_once('=')
                .filter(|_| at > 0)
                .and_then(|(name, _)| Some((self.known(name)?, at + name.len() + 1)));
            if let Some((next_key, next_start)) = next {
                self.push(key, text.get(start..end));
                (key, start, end) = (next_key, next_start, part_end);
            } else if at == 0 || !is_reference_name(part) {
                end = part_end;
            }
            at = part_end + 1;
        }
        // A value of separators only is invalid rather than empty.
        let last = text.get(start..end).filter(|last| !last.trim().is_empty()).or(text.get(start..));
        self.push(key, last);
    }

    fn push(&mut self, key: &str, value: Option<&str>) {
        self.pairs.push((key.to_owned(), value.unwrap_or_default().trim().to_owned()));
    }
}

/// Decodes a value while it has an escaped byte; `None` if it has none, or still has one after that many decodings.
fn decoded(value: &str, decodings: usize) -> Option<String> {
    let mut text = None;
    for _ in 0..=decodings {
        let current = text.as_deref().unwrap_or(value);
        if !has_escaped_byte(current) {
            return text;
        }
        let escaped = format!("={}", current.replace('&', "%26"));
        text = form_urlencoded::parse(escaped.as_bytes()).next().map(|(_, value)| value.into_owned());
    }
    None
}

/// Checks whether a text contains `%` with two hexadecimal digits.
fn has_escaped_byte(text: &str) -> bool {
    text.as_bytes()
        .windows(3)
        .any(|bytes| matches!(bytes, [b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit()))
}

/// Removes separators, references and white space from the beginning of a text.
fn without_separators(text: &str) -> &str {
    let mut text = text;
    loop {
        text = text.trim_start_matches(|c: char| SEPARATORS.contains(&c) || c.is_whitespace());
        match without_reference(text) {
            Some(rest) => text = rest,
            None => return text,
        }
    }
}

/// Returns the text after a character reference (without its `&`) at the beginning.
fn without_reference(text: &str) -> Option<&str> {
    REFERENCES.iter().find_map(|reference| {
        let (start, rest) = text.split_at_checked(reference.len())?;
        start.eq_ignore_ascii_case(reference).then_some(rest)
    })
}

/// Checks whether a text between two separators is empty, or a character reference without `&` and `;`.
fn is_reference_name(text: &str) -> bool {
    let is = |reference: &&str| text.eq_ignore_ascii_case(reference.trim_end_matches(';'));
    text.trim().is_empty() || REFERENCES.iter().any(is)
}

/// Checks whether a text contains another, which is in lower case, case-insensitively.
fn contains_ignoring_case(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len()).any(|bytes| bytes.eq_ignore_ascii_case(part.as_bytes()))
}
