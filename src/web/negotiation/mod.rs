//! Content negotiation (RFC 9110, 12): one parser for weighted lists, and what is chosen from each of them.
//!
//! Quality values are integers in thousandths. An element that is malformed is skipped, so no header value is an error.

use std::cmp::Reverse;

use axum::http::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE};
use axum::http::{HeaderMap, HeaderName};

use crate::rulebook::Lang;
use crate::web::request::FILES;

/// The quality of an element without a weight, in thousandths.
const FULL_QUALITY: u16 = 1000;

/// An element of a weighted list: a value, whether it has parameters other than the weight, and its quality in thousandths.
struct Element<'h> {
    value: &'h str,
    has_parameters: bool,
    quality: u16,
}

impl<'h> Element<'h> {
    /// Parses `value *( ; parameter ) [ ; q=quality ]`; `None` if the value is empty or the weight is malformed.
    fn parse(text: &'h str) -> Option<Self> {
        let (value, parameters) = text.split_once(';').unwrap_or((text, ""));
        let mut element = Self { value: value.trim(), has_parameters: false, quality: FULL_QUALITY };
        if element.value.is_empty() {
            return None;
        }
        let mut is_weighted = false;
        for parameter in split(parameters, ';').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            if !name.eq_ignore_ascii_case("q") {
                element.has_parameters = true;
            } else if !std::mem::replace(&mut is_weighted, true) {
                element.quality = parse_quality(value)?;
            }
        }
        Some(element)
    }
}

/// Splits text at a delimiter outside quoted strings (RFC 9110, 5.6.4), without the white space around each part.
pub(in crate::web) fn split(text: &str, delimiter: char) -> impl Iterator<Item = &str> {
    let has_quotes = text.contains('"');
    let (mut quoted, mut escaped) = (false, false);
    let parts = text.split(move |c: char| {
        if !has_quotes {
            return c == delimiter;
        }
        if std::mem::take(&mut escaped) {
            return false;
        }
        escaped = quoted && c == '\\';
        quoted ^= c == '"';
        c == delimiter && !quoted
    });
    parts.map(|part| part.trim_matches([' ', '\t']))
}

/// Parses a quality value (RFC 9110, 12.4.2) into thousandths.
fn parse_quality(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let scale = [1000, 100, 10, 1].get(fraction.len())?;
    let thousandths = if fraction.is_empty() { 0 } else { fraction.parse::<u16>().ok()? * scale };
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(FULL_QUALITY),
        _ => None,
    }
}

/// The best element for one offer. Compared by quality, then by specificity, then earlier elements first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    quality: u16,
    specificity: u8,
    position: Reverse<usize>,
}

/// Finds the element that applies to each offer: the most specific one; of equally specific ones the best.
///
/// `specificity` returns how specifically an element names an offer, or `None` if it does not.
fn matches<const N: usize, T: Copy>(
    headers: &HeaderMap,
    name: &HeaderName,
    offers: [T; N],
    specificity: impl Fn(&Element<'_>, T) -> Option<u8>,
) -> [Option<Match>; N] {
    let mut matches = [None; N];
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    let elements = lines.flat_map(|line| split(line, ',')).filter_map(Element::parse);
    for (position, element) in elements.enumerate() {
        for (slot, offer) in matches.iter_mut().zip(offers) {
            let Some(specificity) = specificity(&element, offer) else { continue };
            let new = Match { quality: element.quality, specificity, position: Reverse(position) };
            let rank = |one: &Match| (one.specificity, one.quality);
            if slot.as_ref().is_none_or(|old| rank(&new) > rank(old)) {
                *slot = Some(new);
            }
        }
    }
    matches
}

/// Returns the offer with the best match; of equal ones the first, and `None` if none is acceptable.
fn best<const N: usize, T: Copy>(offers: [T; N], matches: [Option<Match>; N]) -> Option<T> {
    let mut best: Option<(T, Match)> = None;
    for (offer, found) in offers.into_iter().zip(matches) {
        let acceptable = found.filter(|found| found.quality > 0);
        if let Some(found) = acceptable.filter(|found| best.is_none_or(|(_, best)| *found > best)) {
            best = Some((offer, found));
        }
    }
    best.map(|(offer, _)| offer)
}

/// Returns the preferred of some media types by `Accept` (RFC 9110, 12.5.1).
///
/// An offer is a type, a subtype, and its value. Parameters of a range, such as a charset, do not distinguish offers.
fn media_type<const N: usize, T: Copy>(headers: &HeaderMap, offers: [(&str, &str, T); N]) -> Option<T> {
    let found = matches(headers, &ACCEPT, offers, |range, (kind, subtype, _)| {
        let (range_kind, range_subtype) = range.value.split_once('/')?;
        let same = |range: &str, offer: &str| range.eq_ignore_ascii_case(offer);
        match (range_kind, range_subtype) {
            ("*", "*") => Some(0),
            (range, "*") if same(range, kind) => Some(1),
            _ => (same(range_kind, kind) && same(range_subtype, subtype)).then_some(2),
        }
    });
    best(offers, found).map(|(_, _, value)| value)
}

/// Returns the preferred language among the supported ones by `Accept-Language` (RFC 9110, 12.5.4; RFC 4647, 3.4).
///
/// A range matches by its primary subtag: `en-GB` is English. `None` if none of them is acceptable.
pub(in crate::web) fn language(headers: &HeaderMap) -> Option<Lang> {
    let found = matches(headers, &ACCEPT_LANGUAGE, Lang::ALL, |range, lang| {
        if range.has_parameters {
            return None;
        }
        let primary = range.value.split('-').next().unwrap_or_default();
        match range.value {
            "*" => Some(0),
            _ => primary.eq_ignore_ascii_case(lang.id()).then_some(1),
        }
    });
    best(Lang::ALL, found)
}

/// A content coding of responses (RFC 9110, 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum ContentCoding {
    Brotli,
    Zstd,
    Gzip,
    Identity,
}

impl ContentCoding {
    /// All codings for files, which are compressed once: the one with the smallest files first.
    const FOR_FILES: [Self; 4] = [Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity];
    /// All codings for pages, most of which are compressed for one visitor: the one that takes the least time first.
    const FOR_PAGES: [Self; 4] = [Self::Zstd, Self::Gzip, Self::Brotli, Self::Identity];

    /// Returns the coding's name in headers.
    pub(in crate::web) const fn id(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    /// Returns the preferred coding of a file by `Accept-Encoding` (RFC 9110, 12.5.3); of equal ones the one with the
    /// smallest files. `Identity` is the last resort, even for a client that refuses it.
    pub(in crate::web) fn for_file(headers: &HeaderMap) -> Self {
        Self::best(Self::FOR_FILES, Self::matches(Self::FOR_FILES, headers))
    }

    /// Finds the element of `Accept-Encoding` that applies to each coding.
    fn matches(codings: [Self; 4], headers: &HeaderMap) -> [Option<Match>; 4] {
        matches(headers, &ACCEPT_ENCODING, codings, |element, coding| {
            if element.has_parameters {
                return None;
            }
            let named = |name: &str| element.value.eq_ignore_ascii_case(name);
            match element.value {
                "*" => Some(0),
                _ => (named(coding.id()) || coding == Self::Gzip && named("x-gzip")).then_some(1),
            }
        })
    }

    fn best(codings: [Self; 4], found: [Option<Match>; 4]) -> Self {
        // Neither the order of the list nor how a coding is named matters here.
        let by_quality = found.map(|found| found.map(|found| Match { specificity: 0, position: Reverse(0), ..found }));
        best(codings, by_quality).unwrap_or(Self::Identity)
    }
}

/// The content codings in which a file or page is sent. A page depends on both.
#[derive(Clone, Copy, Debug)]
pub(in crate::web) struct AcceptedCodings {
    /// The preferred coding of a file or a short page.
    pub(in crate::web) preferred: ContentCoding,
    /// The `Accept-Encoding` that all behind the page cache see: the preferred coding, and for long pages gzip where the
    /// client accepts it.
    pub(in crate::web) header: &'static str,
}

impl AcceptedCodings {
    /// Negotiates the codings of a file or page by `Accept-Encoding`.
    pub(in crate::web) fn new(path: &str, headers: &HeaderMap) -> Self {
        if path.starts_with(FILES) {
            return ContentCoding::for_file(headers).into();
        }
        let found = ContentCoding::matches(ContentCoding::FOR_PAGES, headers);
        let [_, gzip, ..] = found;
        let accepts_gzip = gzip.is_some_and(|gzip| gzip.quality > 0);
        let preferred = ContentCoding::best(ContentCoding::FOR_PAGES, found);
        match preferred {
            ContentCoding::Brotli if accepts_gzip => Self { preferred, header: "br,gzip;q=0.1" },
            ContentCoding::Zstd if accepts_gzip => Self { preferred, header: "zstd,gzip;q=0.1" },
            coding => coding.into(),
        }
    }
}

impl From<ContentCoding> for AcceptedCodings {
    fn from(preferred: ContentCoding) -> Self {
        Self { preferred, header: preferred.id() }
    }
}

/// A representation of a result (RFC 9110, 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Representation {
    Page,
    Text,
    Json,
}

impl Representation {
    /// Returns the name used in metrics and cache keys.
    pub(in crate::web) const fn id(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Text => "text",
            Self::Json => "json",
        }
    }

    /// Returns the preferred representation by `Accept`; a page if none is acceptable.
    pub(in crate::web) fn preferred(headers: &HeaderMap) -> Self {
        let offers = [("text", "html", Self::Page), ("text", "plain", Self::Text), ("application", "json", Self::Json)];
        media_type(headers, offers).unwrap_or(Self::Page)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn headers(name: &HeaderName, lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (name.clone(), HeaderValue::from_bytes(line.as_bytes()).unwrap())).collect()
    }

    #[test]
    fn quality_values_are_thousandths_as_the_rfc_defines_them() {
        for (text, quality) in [
            ("1", Some(1000)),
            ("1.", Some(1000)),
            ("1.000", Some(1000)),
            ("0", Some(0)),
            ("0.", Some(0)),
            ("0.5", Some(500)),
            ("0.05", Some(50)),
            ("0.005", Some(5)),
            ("0.0005", None),
            ("1.001", None),
            ("2", None),
            ("-0", None),
            ("+1", None),
            (".5", None),
            ("00.5", None),
            ("0.+5", None),
            ("nan", None),
            ("NaN", None),
            ("inf", None),
            ("1e0", None),
            (" 1", None),
            ("", None),
        ] {
            assert_eq!(parse_quality(text), quality, "{text:?}");
        }
    }

    #[test]
    fn languages() {
        let (ja, en) = (Some(Lang::Ja), Some(Lang::En));
        for (lines, lang) in [
            (&["ja"][..], ja),
            (&["EN-us"], en),
            (&["en-US,ja;q=0.9"], en),
            (&["ja;q=0.2,en;q=0.8"], en),
            (&["en", "ja"], en),
            (&["fr, ja;q=0.1"], ja),
            (&["*"], ja),
            (&["*;q=0.8,ja;q=0"], en),
            (&["*;q=0.8,en;q=0"], ja),
            (&["ja;q=0,en;q=0"], None),
            (&["ja;q=0"], None),
            (&["ja-JP;q=0.3,ja;q=0.9,en;q=0.5"], ja),
            (&["en;q=nan,ja;q=0.1"], ja),
            (&["en;q=0.5;q=nan,ja;q=0.4"], en),
            (&["en; q=0.5 , ja;Q=0.6"], ja),
            (&["\"ja\", en"], en),
            (&[", ,;q=1,;,en"], en),
            (&["fr-FR,de;q=0.8"], None),
            (&["\u{65e5}\u{672c}", "en"], en),
        ] {
            assert_eq!(language(&headers(&ACCEPT_LANGUAGE, lines)), lang, "{lines:?}");
        }
    }

    #[test]
    fn representations() {
        use Representation::{Json, Page, Text};
        for (lines, representation) in [
            (&["*/*"][..], Page),
            (&["text/*"], Page),
            (&["text/plain, */*"], Text),
            (&["application/json, text/plain, */*"], Json),
            (&["text/html;q=0, */*"], Text),
            (&["text/*;q=0.5, application/json;q=0.4"], Page),
            (&["text/plain;charset=utf-8;q=0.9, text/html;q=0.8"], Text),
            (&["text/plain;x=\"a,b;q=0\";q=0.9, text/html;q=0.8"], Text),
            (&["APPLICATION/JSON"], Json),
            (&["application/json;q=nan"], Page),
            (&["text/html;q=0.5", "application/json"], Json),
            (&["application/json;q=0"], Page),
            (&["text"], Page),
            (&["*/html"], Page),
        ] {
            assert_eq!(Representation::preferred(&headers(&ACCEPT, lines)), representation, "{lines:?}");
        }
    }

    #[test]
    fn content_codings() {
        use ContentCoding::{Brotli, Gzip, Identity, Zstd};
        for (lines, file, page) in [
            (&["gzip, deflate, br, zstd"][..], Brotli, "zstd,gzip;q=0.1"),
            (&["gzip, deflate, br"], Brotli, "gzip"),
            (&["gzip, zstd"], Zstd, "zstd,gzip;q=0.1"),
            (&["x-gzip"], Gzip, "gzip"),
            (&["*"], Brotli, "zstd,gzip;q=0.1"),
            (&["*, br;q=0"], Zstd, "zstd,gzip;q=0.1"),
            (&["*, zstd;q=0, gzip;q=0"], Brotli, "br"),
            (&["br;q=0.5, gzip"], Gzip, "gzip"),
            (&["br, gzip;q=0.5"], Brotli, "br,gzip;q=0.1"),
            (&["zstd, gzip;q=0"], Zstd, "zstd"),
            (&["identity;q=0"], Identity, "identity"),
            (&["br;q=nan, gzip;q=0.1"], Gzip, "gzip"),
            (&["br;level=1, gzip;q=0.1"], Gzip, "gzip"),
            (&["gzip;q=0.5, identity"], Identity, "identity"),
            (&["br;q=0"], Identity, "identity"),
            (&[""], Identity, "identity"),
        ] {
            let headers = headers(&ACCEPT_ENCODING, lines);
            let accepted = AcceptedCodings::new("/result", &headers);
            assert_eq!((ContentCoding::for_file(&headers), accepted.header), (file, page), "{lines:?}");
            assert_eq!(page.split(',').next(), Some(accepted.preferred.id()), "{lines:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_header_value_panics(lines in prop::collection::vec(
            "(([ -~]{0,6}|ja|en|\\*|text/html|\\*/\\*|br|gzip)(;[ ]?(q|Q|x)=([01]?\\.?[0-9]{0,4}|nan|inf|-1|\"[,;]\"))*[,;\"]?){0,40}", 0..4
        )) {
            for name in [ACCEPT, ACCEPT_LANGUAGE, ACCEPT_ENCODING] {
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                let headers = headers(&name, &lines);
                let _ = (language(&headers), Representation::preferred(&headers), ContentCoding::for_file(&headers));
            }
        }
    }
}
