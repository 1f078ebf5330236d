//! Numbers as people write them: 50, ５０通, 1日50通, 1,500, 2GB, 2週間, 10〜20.
//!
//! A text is read in full or not at all; where two readings are possible, such as `1.500` mails, it is not read.

use unicode_normalization::UnicodeNormalization;

use super::number::{Number, Numbers};

/// A number as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadNumber {
    /// The number, in the unit of its field.
    pub value: u64,
    /// Whether it is the number that was written: not the middle of a range, nor part of a mail or day rounded.
    pub is_exact: bool,
}

/// The maximum length of a number without white space, in characters.
const MAX_LENGTH: usize = 40;
/// The maximum number of decimals.
const MAX_DECIMALS: usize = 9;
/// One, in the unit in which amounts are computed: a decimal of [`MAX_DECIMALS`] is a whole number.
const ONE: u128 = 1_000_000_000;

/// What can precede a number.
const ABOUT: [&str; 10] =
    ["約", "およそ", "おおよそ", "だいたい", "平均", "about", "around", "approximately", "approx.", "approx"];
/// What can follow it in the same sense.
const OR_SO: [&str; 5] = ["くらい", "ぐらい", "程度", "ほど", "前後"];
/// What can precede a number of mails a day. The longer ones come first.
const EACH_DAY: [&str; 7] = ["1日あたり", "1日当たり", "1日に", "1日", "一日に", "一日", "毎日"];
/// What can follow a number of mails a day.
const A_DAY: [&str; 6] = ["/日", "/1日", "/day", "perday", "aday", "daily"];
/// What can be between the ends of a range, after compatibility normalization (NFKC).
const RANGE: [&str; 12] = ["〜", "~", "-", "‐", "‒", "–", "—", "―", "−", "ー", "から", "to"];

/// The units of counts, each with its factor.
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

/// The units of sizes, each with its bytes; a size without a unit is in MB.
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

/// The units of periods, each with its days; those of months also follow [`MONTH_COUNTERS`].
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
/// What is between a number and 月 where months are counted; without it, 1月 is January.
const MONTH_COUNTERS: [char; 7] = ['ヶ', 'ヵ', 'ケ', 'カ', 'か', '箇', '個'];

/// Reads a number in the unit of its field, rounded half up; a range as its middle.
pub(super) fn read(number: Number, written: &str) -> Option<ReadNumber> {
    if let Some(value) = digits(written) {
        return in_bounds(number, value).map(|value| ReadNumber { value, is_exact: true });
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
            // `10〜20通`: the unit is that of both. `500MB〜1` is not clear.
            let unit = if from.unit.is_empty() { to.unit } else { from.unit };
            let is_clear = !to.unit.is_empty() || factor(number, from.unit)? == factor(number, "")?;
            (from.in_unit(number, unit)?, to.in_unit(number, to.unit).filter(|_| is_clear)?)
        }
    };
    let whole = 2 * ONE * u128::from(factor(number, "")?);
    let sum = low.checked_add(high).filter(|_| low <= high)?;
    let value = u64::try_from(sum.checked_add(whole / 2)? / whole).ok()?;
    let is_exact = low == high && (is_size(number) || sum % whole == 0);
    in_bounds(number, value).map(|value| ReadNumber { value, is_exact })
}

/// Reads a text of digits only, as most numbers are.
fn digits(written: &str) -> Option<u64> {
    let are_digits = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    written.parse().ok().filter(|_| are_digits)
}

/// Returns the number if its field takes it: at most 10^12, and no limit of nothing.
fn in_bounds(number: Number, value: u64) -> Option<u64> {
    (value <= Numbers::MOST && !(number == Number::Limit && value == 0)).then_some(value)
}

/// Returns a text in compatibility form (NFKC) and lower case, without white space; `None` if it is too long for a number.
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

/// Removes what says that a number is approximate, or that it is of one day.
fn without_additions(number: Number, plain: &str) -> &str {
    let counts_mails = matches!(number, Number::Mails | Number::Attached);
    let text = without_one(plain, &ABOUT, |text, part| text.strip_prefix(part));
    let text = if counts_mails { without_one(text, &EACH_DAY, |text, part| text.strip_prefix(part)) } else { text };
    let text = without_one(text, &ABOUT, |text, part| text.strip_prefix(part));
    let text = without_one(text, &OR_SO, |text, part| text.strip_suffix(part));
    let text = if counts_mails { without_one(text, &A_DAY, |text, part| text.strip_suffix(part)) } else { text };
    without_one(text, &OR_SO, |text, part| text.strip_suffix(part))
}

/// Removes the first of some parts that a text begins or ends with.
fn without_one<'t>(text: &'t str, parts: &[&str], strip: impl Fn(&'t str, &str) -> Option<&'t str>) -> &'t str {
    parts.iter().find_map(|part| strip(text, part)).unwrap_or(text)
}

/// Splits a range into its ends: where something of [`RANGE`] precedes a digit.
fn range(text: &str) -> Option<(&str, &str)> {
    text.char_indices().find_map(|(at, _)| {
        let (from, rest) = text.split_at_checked(at)?;
        let to = RANGE.iter().find_map(|between| rest.strip_prefix(between))?;
        let to = to.strip_suffix("まで").unwrap_or(to);
        to.starts_with(|c: char| c.is_ascii_digit()).then_some((from, to))
    })
}

/// A number with the unit that follows it.
struct Amount<'t> {
    /// In parts of [`ONE`].
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
    matches!(number, Number::Used | Number::Limit)
}

/// Returns what a unit of a field is multiplied by; that of no unit is the field's own.
fn factor(number: Number, unit: &str) -> Option<u64> {
    let units: &[(&str, u64)] = match number {
        Number::Mails | Number::Attached => &COUNTS,
        Number::Used | Number::Limit => &SIZES,
        Number::Keep => &PERIODS,
    };
    let counted = unit.strip_prefix(MONTH_COUNTERS).filter(|unit| unit.starts_with('月'));
    let is_calendar_month = unit.starts_with('月');
    let name = counted.unwrap_or(unit);
    units.iter().find(|(known, _)| *known == name).filter(|_| !is_calendar_month).map(|(_, factor)| *factor)
}

/// Removes thousands separators from digits; `None` where they separate anything but groups of three.
fn without_separators(digits: &str) -> Option<String> {
    let mut groups = digits.split([',', '、']);
    let first = groups.next().filter(|first| !first.is_empty())?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || first.len() <= 3);
    grouped.then(|| format!("{first}{}", rest.concat()))
}
