//! Formatting of sizes, times and numbers: rounded, with the usual units of each language.

use super::Wording;
use crate::answers::Number;
use crate::quota::{BYTES_PER_GB, BYTES_PER_KB, BYTES_PER_MB, MAX_BYTES, TimeUntil};
use crate::rulebook::Lang;

const BYTES_PER_TB: u64 = 1_000_000_000_000;
/// The number of days from which a time is written in weeks.
const WEEKS_FROM: u64 = 14;
/// The number of days from which a time is written in months.
pub(super) const MONTHS_FROM: u64 = 61;
/// The number of days from which a time is written as “10 years or more”.
pub(crate) const LONG: u64 = 3_650;

impl Wording {
    /// Formats bytes rounded to two or three significant figures.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// let ja = Wording::of(Lang::Ja);
    /// assert_eq!([ja.bytes(159_500_000), ja.bytes(1_194_000_000), ja.bytes(0)], ["約160 MB", "約1.2 GB", "0 MB"]);
    /// assert_eq!(Wording::of(Lang::En).bytes(20_000), "about 20 KB");
    /// ```
    #[must_use]
    pub fn bytes(&self, bytes: u64) -> String {
        if bytes == 0 {
            return "0 MB".to_owned();
        }
        let (unit, name) = match bytes {
            ..BYTES_PER_MB => (BYTES_PER_KB, "KB"),
            BYTES_PER_MB..BYTES_PER_GB => (BYTES_PER_MB, "MB"),
            BYTES_PER_GB..BYTES_PER_TB => (BYTES_PER_GB, "GB"),
            BYTES_PER_TB.. => (BYTES_PER_TB, "TB"),
        };
        // One decimal place below ten units, else whole units.
        let tenths = bytes.saturating_mul(10).saturating_add(unit / 2) / unit;
        let number = match tenths {
            0..100 if !tenths.is_multiple_of(10) => format!("{}.{}", tenths / 10, tenths % 10),
            0..1000 => ((tenths + 5) / 10).to_string(),
            _ => ((tenths + 50) / 100 * 10).to_string(),
        };
        match (self.lang, bytes >= MAX_BYTES) {
            (Lang::Ja, true) => "1,000 TB以上".to_owned(),
            (Lang::En, true) => "1,000 TB or more".to_owned(),
            (Lang::Ja, false) => format!("約{number} {name}"),
            (Lang::En, false) => format!("about {number} {name}"),
        }
    }

    /// Formats bytes in GB, the one unit of many accounts: rounded to tenths, from 10 GB on to whole GB.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// let ja = Wording::of(Lang::Ja);
    /// let [little, mail, website, all] = [0.02, 578.3, 5_000.0, 405_000.0].map(|mb| ja.gigabytes((mb * 1e6) as u64));
    /// assert_eq!([little, mail, website, all], ["0.1 GB未満", "約0.6 GB", "約5 GB", "約405 GB"]);
    /// ```
    #[must_use]
    pub fn gigabytes(&self, bytes: u64) -> String {
        let tenths = bytes.saturating_add(BYTES_PER_GB / 20) / (BYTES_PER_GB / 10);
        let number = match tenths {
            0 => {
                return match (self.lang, bytes) {
                    (_, 0) => "0 GB".to_owned(),
                    (Lang::Ja, _) => "0.1 GB未満".to_owned(),
                    (Lang::En, _) => "under 0.1 GB".to_owned(),
                };
            }
            1..100 if !tenths.is_multiple_of(10) => format!("{}.{}", tenths / 10, tenths % 10),
            _ => grouped((tenths + 5) / 10),
        };
        match (self.lang, bytes >= MAX_BYTES) {
            (Lang::Ja, true) => "1,000,000 GB以上".to_owned(),
            (Lang::En, true) => "1,000,000 GB or more".to_owned(),
            (Lang::Ja, false) => format!("約{number} GB"),
            (Lang::En, false) => format!("about {number} GB"),
        }
    }

    /// Formats whole MB, given in bytes, in GB without rounding.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// let w = Wording::of(Lang::En);
    /// let [limit, small, total] = [2_000, 512, 1_500_000].map(|mb| w.gigabytes_exactly(mb * 1_000_000));
    /// assert_eq!([limit, small, total], ["2 GB", "0.512 GB", "1,500 GB"]);
    /// ```
    #[must_use]
    pub fn gigabytes_exactly(&self, bytes: u64) -> String {
        let (whole, rest) = (bytes / BYTES_PER_GB, bytes % BYTES_PER_GB / BYTES_PER_MB);
        let decimals = format!("{rest:03}");
        let number = format!("{}.{}", grouped(whole), decimals.trim_end_matches('0'));
        format!("{} GB", number.trim_end_matches('.'))
    }

    /// Returns the label of a number's field.
    #[must_use]
    pub const fn number(&self, number: Number) -> &'static str {
        match (self.lang, number) {
            (Lang::Ja, Number::Mails) => "1日に届く通数",
            (Lang::Ja, Number::Attached) => "うち、添付ファイル付きの通数",
            (Lang::Ja, Number::Used) => "今の使用量（MB）",
            (Lang::Ja, Number::Limit) => "メールボックスの上限（MB）",
            (Lang::Ja, Number::Keep) => "POPでサーバーに残す日数",
            (Lang::Ja, Number::Local) => "パソコンにあるメールの量（MB）",
            (Lang::En, Number::Mails) => "Messages received a day",
            (Lang::En, Number::Attached) => "Messages with attachments a day",
            (Lang::En, Number::Used) => "Used now (MB)",
            (Lang::En, Number::Limit) => "Mailbox limit (MB)",
            (Lang::En, Number::Keep) => "Days POP leaves mail on the server",
            (Lang::En, Number::Local) => "Mail on the PC (MB)",
        }
    }

    /// Returns the name of a number in lists.
    #[must_use]
    pub const fn number_name(&self, number: Number) -> &'static str {
        match (self.lang, number) {
            (Lang::Ja, Number::Attached) => "添付ファイル付きの通数（1日）",
            (Lang::Ja, Number::Used) => "今の使用量",
            (Lang::Ja, Number::Limit) => "メールボックスの上限",
            (Lang::Ja, Number::Local) => "パソコンにあるメールの量",
            (Lang::En, Number::Used) => "Used now",
            (Lang::En, Number::Limit) => "Mailbox limit",
            (Lang::En, Number::Local) => "Mail on the PC",
            _ => self.number(number),
        }
    }

    /// Formats a number that was entered, with its unit.
    #[must_use]
    pub fn number_value(&self, number: Number, value: u64) -> String {
        match number {
            Number::Mails | Number::Attached => self.mails(value.saturating_mul(100)),
            Number::Used | Number::Limit | Number::Local => size(value),
            Number::Keep => self.in_days(value),
        }
    }

    /// Formats a time in its usual unit: 約3日, 約5週間, 約1年4か月.
    ///
    /// ```
    /// use pop_or_imap::{quota::TimeUntil, present::Wording, rulebook::Lang};
    /// let ja = Wording::of(Lang::Ja);
    /// assert_eq!(ja.time(TimeUntil { days: 487, months: 16 }), "約1年4か月");
    /// assert_eq!(ja.time(TimeUntil { days: 40, months: 1 }), "約6週間");
    /// assert_eq!(Wording::of(Lang::En).time(TimeUntil { days: 365, months: 12 }), "about 1 year");
    /// ```
    #[must_use]
    pub fn time(&self, reached: TimeUntil) -> String {
        let TimeUntil { days, months } = reached;
        let (years, rest, weeks) = (months / 12, months % 12, (days + 3) / 7);
        let plural = |n: u64, noun: &str| if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") };
        match (self.lang, days) {
            (Lang::Ja, ..WEEKS_FROM) => format!("約{}日", days.max(1)),
            (Lang::Ja, ..MONTHS_FROM) => format!("約{weeks}週間"),
            (Lang::Ja, LONG..) => "10年以上".to_owned(),
            (Lang::Ja, _) if years == 0 => format!("約{rest}か月"),
            (Lang::Ja, _) if rest == 0 => format!("約{years}年"),
            (Lang::Ja, _) => format!("約{years}年{rest}か月"),
            (Lang::En, ..WEEKS_FROM) => format!("about {}", plural(days.max(1), "day")),
            (Lang::En, ..MONTHS_FROM) => format!("about {}", plural(weeks, "week")),
            (Lang::En, LONG..) => "10 years or more".to_owned(),
            (Lang::En, _) if years == 0 => format!("about {}", plural(rest, "month")),
            (Lang::En, _) if rest == 0 => format!("about {}", plural(years, "year")),
            (Lang::En, _) => format!("about {} and {}", plural(years, "year"), plural(rest, "month")),
        }
    }

    /// Formats the point in time at which a level is reached: 今すでに, 約8か月後, なし.
    #[must_use]
    pub fn when(&self, reached: Option<TimeUntil>) -> String {
        match (self.lang, reached) {
            (_, None) => self.forecast.never.to_owned(),
            (_, Some(TimeUntil { days: 0, .. })) => self.forecast.already.to_owned(),
            (Lang::Ja, Some(reached)) if reached.days >= LONG => "10年以上先".to_owned(),
            (Lang::Ja, Some(reached)) => format!("{}後", self.time(reached)),
            (Lang::En, Some(reached)) => format!("in {}", self.time(reached)),
        }
    }

    /// Rounds a time down until its text differs from that of a later one; 0 days if there is no such time.
    ///
    /// ```
    /// use pop_or_imap::{quota::TimeUntil, present::Wording, rulebook::Lang};
    /// let [warned, full] = [TimeUntil { days: 118, months: 4 }, TimeUntil { days: 130, months: 4 }];
    /// assert_eq!(Wording::of(Lang::Ja).time(Wording::of(Lang::Ja).earlier(warned, full)), "約3か月");
    /// ```
    #[must_use]
    pub fn earlier(&self, first: TimeUntil, later: TimeUntil) -> TimeUntil {
        let mut reached = first;
        while (1..LONG).contains(&reached.days) && self.time(reached) == self.time(later) {
            let step = match reached.days {
                days if days <= WEEKS_FROM => 1,
                days if days <= MONTHS_FROM => 7,
                _ => 30,
            };
            let days = reached.days.saturating_sub(step);
            reached = TimeUntil { days, months: (days * 12 + 182) / 365 };
        }
        reached
    }

    /// Formats a number of days: 14日.
    #[must_use]
    pub fn in_days(&self, days: u64) -> String {
        let number = grouped(days);
        match (self.lang, days) {
            (Lang::Ja, _) => format!("{number}日"),
            (Lang::En, 1) => "1 day".to_owned(),
            (Lang::En, _) => format!("{number} days"),
        }
    }

    /// Formats mails a day, given in hundredths: 50通, 0.8通.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// let ja = Wording::of(Lang::Ja);
    /// assert_eq!([ja.mails(5_000), ja.mails(80), ja.mails(120_000)], ["50通", "0.8通", "1,200通"]);
    /// assert_eq!(Wording::of(Lang::En).mails(80), "0.8");
    /// ```
    #[must_use]
    pub fn mails(&self, hundredths: u64) -> String {
        let (whole, part) = (grouped(hundredths / 100), format!("{:02}", hundredths % 100));
        let number = match part.trim_end_matches('0') {
            "" => whole,
            digits => format!("{whole}.{digits}"),
        };
        if self.lang == Lang::Ja { format!("{number}通") } else { number }
    }
}

/// Formats a number with thousands separators.
pub(in crate::present) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let (head, rest) = digits.split_at(digits.len() % 3);
    let groups = rest.as_bytes().chunks(3).filter_map(|group| std::str::from_utf8(group).ok());
    Some(head).filter(|head| !head.is_empty()).into_iter().chain(groups).collect::<Vec<_>>().join(",")
}

/// Formats a size in MB with its unit: `2 GB`, `500 MB`, `1.5 GB`.
///
/// ```
/// use pop_or_imap::present::size;
/// assert_eq!((size(2000).as_str(), size(1500).as_str(), size(500).as_str()), ("2 GB", "1.5 GB", "500 MB"));
/// assert_eq!((size(1024).as_str(), size(1_500_000).as_str(), size(10_u64.pow(12)).as_str()), ("1.02 GB", "1.5 TB", "1,000,000 TB"));
/// ```
#[must_use]
pub fn size(mb: u64) -> String {
    let (unit, name) = match mb {
        ..1_000 => return format!("{mb} MB"),
        1_000..1_000_000 => (1_000, "GB"),
        1_000_000.. => (1_000_000, "TB"),
    };
    let whole = grouped(mb / unit);
    let fraction = format!("{:02}", mb % unit * 100 / unit);
    match fraction.trim_end_matches('0') {
        "" => format!("{whole} {name}"),
        digits => format!("{whole}.{digits} {name}"),
    }
}
