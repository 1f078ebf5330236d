//! Number parser: numbers as people write them, such as 50, ５０通, 1日50通, 1,500, 2GB, 2週間, 10〜20.
//!
//! A text is parsed in full or not at all; an ambiguous one, such as `1.500` mails, is invalid.

use unicode_normalization::UnicodeNormalization;

use super::number::{Number, Numbers, ParsedNumber};

/// The maximum length of a number without white space, in characters.
const MAX_LENGTH: usize = 40;
/// The maximum number of decimals.
const MAX_DECIMALS: usize = 9;
/// The unit in which amounts are computed: a decimal of [`MAX_DECIMALS`] is a whole number.
const ONE: u128 = 1_000_000_000;

/// Words before a number that mean "about".
const ABOUT: [&str; 10] =
    ["約", "およそ", "おおよそ", "だいたい", "平均", "about", "around", "approximately", "approx.", "approx"];
/// Words after a number that mean "about".
const OR_SO: [&str; 5] = ["くらい", "ぐらい", "程度", "ほど", "前後"];
/// Words before a number of mails a day, longer ones first.
const EACH_DAY: [&str; 7] = ["1日あたり", "1日当たり", "1日に", "1日", "一日に", "一日", "毎日"];
/// Words after a number of mails a day.
const A_DAY: [&str; 6] = ["/日", "/1日", "/day", "perday", "aday", "daily"];
/// Separators of ranges, after compatibility normalization (NFKC).
const RANGE: [&str; 12] = ["〜", "~", "-", "‐", "‒", "–", "—", "―", "−", "ー", "から", "to"];

/// The units of counts, with their factors.
const COUNTS: [(&str, u64); 13] = [
    ("", 1),
    ("通", 1),
    ("件", 1),
    ("mails", 1),
    ("mail", 1),
    ("emails", 1),
    ("email", 1),
    ("e-mails", 1),
    ("messages", 1),
    ("message", 1),
    ("万", 10_000),
    ("万通", 10_000),
    ("万件", 10_000),
];

/// The units of sizes, with their bytes; a size without a unit is in MB.
const SIZES: [(&str, u64); 27] = [
    ("", 1_000_000),
    ("byte", 1),
    ("bytes", 1),
    ("バイト", 1),
    ("kb", 1_000),
    ("k", 1_000),
    ("キロ", 1_000),
    ("キロバイト", 1_000),
    ("kib", 1 << 10),
    ("mb", 1_000_000),
    ("m", 1_000_000),
    ("メガ", 1_000_000),
    ("メガバイト", 1_000_000),
    ("mib", 1 << 20),
    ("メビバイト", 1 << 20),
    ("gb", 1_000_000_000),
    ("g", 1_000_000_000),
    ("ギガ", 1_000_000_000),
    ("ギガバイト", 1_000_000_000),
    ("gib", 1 << 30),
    ("ギビバイト", 1 << 30),
    ("tb", 1_000_000_000_000),
    ("t", 1_000_000_000_000),
    ("テラ", 1_000_000_000_000),
    ("テラバイト", 1_000_000_000_000),
    ("tib", 1 << 40),
    ("テビバイト", 1 << 40),
];

/// The units of periods, with their days; those of months can also follow [`MONTH_COUNTERS`].
const PERIODS: [(&str, u64); 17] = [
    ("", 1),
    ("日", 1),
    ("日間", 1),
    ("day", 1),
    ("days", 1),
    ("週", 7),
    ("週間", 7),
    ("week", 7),
    ("weeks", 7),
    ("月", 30),
    ("月間", 30),
    ("month", 30),
    ("months", 30),
    ("年", 365),
    ("年間", 365),
    ("year", 365),
    ("years", 365),
];
/// Counters between a number and 月 for a number of months; without one, 1月 is January.
const MONTH_COUNTERS: [char; 7] = ['ヶ', 'ヵ', 'ケ', 'カ', 'か', '箇', '個'];

impl Number {
    /// Parses a number as people write it, in the unit of the field, rounded half up; of a range, the middle is used.
    ///
    /// Accepts full-width characters, thousands separators, units and words such as 約. Returns `None` if it is no
    /// number, ambiguous, negative, above 10^12, or a limit of 0.
    ///
    /// ```
    /// use pop_or_imap::answers::Number;
    /// assert_eq!(Number::Mails.parse("1日５０通"), Some(50));
    /// assert_eq!(Number::Limit.parse("1.5 GB"), Some(1500));
    /// assert_eq!(Number::Used.parse("1,200MB"), Some(1200));
    /// assert_eq!(Number::Keep.parse("2週間"), Some(14));
    /// assert_eq!(Number::Mails.parse("-3"), None);
    /// assert_eq!(Number::Mails.parse("2GB"), None);
    /// assert_eq!((Number::Used.parse("0"), Number::Limit.parse("0")), (Some(0), None));
    /// ```
    #[must_use]
    pub fn parse(self, written: &str) -> Option<u64> {
        self.parse_rounded(written).map(|parsed| parsed.value)
    }

    /// Parses a number that is exact, for fields that cannot show a notice.
    ///
    /// ```
    /// use pop_or_imap::answers::Number;
    /// assert_eq!((Number::Used.parse_exact("1GB"), Number::Used.parse_exact("1〜2GB")), (Some(1000), None));
    /// ```
    #[must_use]
    pub fn parse_exact(self, written: &str) -> Option<u64> {
        self.parse_rounded(written).filter(|parsed| parsed.is_exact).map(|parsed| parsed.value)
    }

    /// Parses a number like [`parse`](Self::parse); also returns whether it is exact.
    ///
    /// ```
    /// use pop_or_imap::answers::{Number, ParsedNumber};
    /// assert_eq!(Number::Mails.parse_rounded("10〜20"), Some(ParsedNumber { value: 15, is_exact: false }));
    /// ```
    #[must_use]
    pub fn parse_rounded(self, written: &str) -> Option<ParsedNumber> {
        parse(self, written)
    }
}

/// Parses a number in the unit of its field, rounded half up; of a range, the middle is used.
fn parse(number: Number, written: &str) -> Option<ParsedNumber> {
    if let Some(value) = digits(written) {
        return in_bounds(number, value).map(|value| ParsedNumber { value, is_exact: true });
    }
    let plain = normalize(written)?;
    let text = match (number, plain.as_str()) {
        (Number::Keep, "半月") => "0.5ヶ月",
        (Number::Keep, "半年") => "6ヶ月",
        _ => without_additions(number, &plain),
    };
    let (low, high) = match range(text) {
        None => {
            let amount = Amount::parse(number, text)?;
            let amount = amount.in_unit(number, amount.unit)?;
            (amount, amount)
        }
        Some((from, to)) => {
            let (from, to) = (Amount::parse(number, from)?, Amount::parse(number, to)?);
            // `10〜20通`: the unit applies to both. `500MB〜1` is ambiguous.
            let unit = if from.unit.is_empty() { to.unit } else { from.unit };
            let is_clear = !to.unit.is_empty() || factor(number, from.unit)? == factor(number, "")?;
            (from.in_unit(number, unit)?, to.in_unit(number, to.unit).filter(|_| is_clear)?)
        }
    };
    let whole = 2 * ONE * u128::from(factor(number, "")?);
    let sum = low.checked_add(high).filter(|_| low <= high)?;
    let value = u64::try_from(sum.checked_add(whole / 2)? / whole).ok()?;
    let is_exact = low == high && (is_size(number) || sum % whole == 0);
    in_bounds(number, value).map(|value| ParsedNumber { value, is_exact })
}

/// Parses a text of digits only, the most common form.
fn digits(written: &str) -> Option<u64> {
    let are_digits = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    written.parse().ok().filter(|_| are_digits)
}

/// Returns the number if its field accepts it: at most 10^12, and not a limit of 0.
fn in_bounds(number: Number, value: u64) -> Option<u64> {
    (value <= Numbers::MAX && !(number == Number::Limit && value == 0)).then_some(value)
}

/// Returns a text in compatibility form (NFKC) and lower case, without white space; `None` if it is too long for a
/// number.
///
/// White space between digits separates thousands, so it becomes a comma.
fn normalize(written: &str) -> Option<String> {
    let mut plain = String::new();
    let (mut length, mut has_gap) = (0, false);
    for c in written.nfkc().flat_map(char::to_lowercase) {
        if c.is_whitespace() {
            has_gap = true;
            continue;
        }
        if std::mem::take(&mut has_gap) && c.is_ascii_digit() && plain.ends_with(|last: char| last.is_ascii_digit()) {
            plain.push(',');
        }
        plain.push(c);
        length += 1;
        if length > MAX_LENGTH {
            return None;
        }
    }
    Some(plain)
}

/// Removes words that mark a number as approximate or as per day.
fn without_additions(number: Number, plain: &str) -> &str {
    let counts_mails = matches!(number, Number::Mails | Number::Attached);
    let text = without_one(plain, &ABOUT, |text, part| text.strip_prefix(part));
    let text = if counts_mails { without_one(text, &EACH_DAY, |text, part| text.strip_prefix(part)) } else { text };
    let text = without_one(text, &ABOUT, |text, part| text.strip_prefix(part));
    let text = without_one(text, &OR_SO, |text, part| text.strip_suffix(part));
    let text = if counts_mails { without_one(text, &A_DAY, |text, part| text.strip_suffix(part)) } else { text };
    without_one(text, &OR_SO, |text, part| text.strip_suffix(part))
}

/// Removes the first matching part from the beginning or end of a text.
fn without_one<'t>(text: &'t str, parts: &[&str], strip: impl Fn(&'t str, &str) -> Option<&'t str>) -> &'t str {
    parts.iter().find_map(|part| strip(text, part)).unwrap_or(text)
}

/// Splits a range at a separator from [`RANGE`] that precedes a digit.
fn range(text: &str) -> Option<(&str, &str)> {
    text.char_indices().find_map(|(at, _)| {
        let (from, rest) = text.split_at_checked(at)?;
        let to = RANGE.iter().find_map(|between| rest.strip_prefix(between))?;
        let to = to.strip_suffix("まで").unwrap_or(to);
        to.starts_with(|c: char| c.is_ascii_digit()).then_some((from, to))
    })
}

/// A number and the unit after it.
struct Amount<'t> {
    /// In units of 1/[`ONE`].
    parts: u128,
    unit: &'t str,
}

impl<'t> Amount<'t> {
    fn parse(number: Number, text: &'t str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '、')).unwrap_or(text.len());
        let (digits, unit) = text.split_at_checked(end)?;
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        // One and a half mails, or 1,500? Only sizes with their unit have this many decimals.
        let has_unit = is_size(number) && !unit.is_empty();
        let is_ambiguous = decimals.len() == 3 && whole.len() <= 3 && whole != "0" && !has_unit;
        let whole = without_separators(whole)?;
        let are_decimals = decimals.len() <= MAX_DECIMALS && decimals.chars().all(|c| c.is_ascii_digit());
        if !are_decimals || is_ambiguous {
            return None;
        }
        let fraction = format!("{decimals:0<MAX_DECIMALS$}").parse::<u128>().ok()?;
        Some(Self { parts: u128::from(whole.parse::<u64>().ok()?) * ONE + fraction, unit })
    }

    /// Converts the number from a unit; `None` if the field has no such unit, or the number is too large.
    fn in_unit(&self, number: Number, unit: &str) -> Option<u128> {
        self.parts.checked_mul(u128::from(factor(number, unit)?))
    }
}

const fn is_size(number: Number) -> bool {
    matches!(number, Number::Used | Number::Limit | Number::Local)
}

/// Returns the factor of a unit; without a unit, that of the field's default.
fn factor(number: Number, unit: &str) -> Option<u64> {
    let units: &[(&str, u64)] = match number {
        Number::Mails | Number::Attached => &COUNTS,
        Number::Used | Number::Limit | Number::Local => &SIZES,
        Number::Keep => &PERIODS,
    };
    let counted = unit.strip_prefix(MONTH_COUNTERS).filter(|unit| unit.starts_with('月'));
    let is_calendar_month = unit.starts_with('月');
    let name = counted.unwrap_or(unit);
    units.iter().find(|(known, _)| *known == name).filter(|_| !is_calendar_month).map(|(_, factor)| *factor)
}

/// Removes thousands separators from digits; `None` if groups do not have three digits.
fn without_separators(digits: &str) -> Option<String> {
    let mut groups = digits.split([',', '、']);
    let first = groups.next().filter(|first| !first.is_empty())?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || first.len() <= 3);
    grouped.then(|| format!("{first}{}", rest.concat()))
}
