//! Sentences of the forecast of one mailbox.

use super::Wording;
use super::{grouped, size};
use crate::answers::{IgnoredReason, Number};
use crate::rulebook::Lang;

impl Wording {
    /// Writes the label of a meter, with the share of each possible limit in percent; a level above the limit is written
    /// as full.
    #[must_use]
    pub fn meter(&self, when: &str, bytes: u64, limits: &[(u64, u64)], known: bool) -> String {
        let (bytes, colon) = (self.bytes(bytes), self.layout.colon);
        let share = |(limit, percent): &(u64, u64)| {
            let limit = size(*limit);
            match (self.lang, *percent >= 100, known) {
                (Lang::Ja, true, true) => format!("いっぱい（上限{limit}）"),
                (Lang::Ja, false, true) => format!("{bytes}／上限{limit}（{percent}%）"),
                (Lang::Ja, true, false) => format!("上限が{limit}ならいっぱい"),
                (Lang::Ja, false, false) => format!("上限が{limit}なら{percent}%"),
                (Lang::En, true, true) => format!("full ({limit})"),
                (Lang::En, false, true) => format!("{bytes} of {limit} ({percent}%)"),
                (Lang::En, true, false) => format!("full if the limit is {limit}"),
                (Lang::En, false, false) => format!("{percent}% if the limit is {limit}"),
            }
        };
        let shares: Vec<_> = limits.iter().map(share).collect();
        let shares = shares.join(if self.lang == Lang::Ja { "、" } else { ", " });
        match (known || limits.iter().all(|(_, percent)| *percent >= 100), self.lang) {
            (true, _) => format!("{when}{colon}{shares}"),
            (false, Lang::Ja) => format!("{when}{colon}{bytes}（{shares}）"),
            (false, Lang::En) => format!("{when}{colon}{bytes} ({shares})"),
        }
    }

    /// Writes how often to clear a mailbox: at least once a year.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// let ja = Wording::of(Lang::Ja);
    /// assert_eq!([ja.clear_every(0), ja.clear_every(20), ja.clear_every(100), ja.clear_every(900)], ["毎日", "2週間に1回", "3か月に1回", "年に1回"]);
    /// ```
    #[must_use]
    pub fn clear_every(&self, days: u64) -> String {
        let (weeks, months) = (days / 7, days * 12 / 365);
        match (self.lang, days) {
            (Lang::Ja, ..2) => "毎日".to_owned(),
            (Lang::En, ..2) => "every day".to_owned(),
            (Lang::Ja, ..7) => format!("{days}日に1回"),
            (Lang::En, ..7) => format!("every {days} days"),
            (Lang::Ja, ..14) => "毎週".to_owned(),
            (Lang::En, ..14) => "every week".to_owned(),
            (Lang::Ja, ..31) => format!("{weeks}週間に1回"),
            (Lang::En, ..31) => format!("every {weeks} weeks"),
            (Lang::Ja, ..62) => "毎月".to_owned(),
            (Lang::En, ..62) => "every month".to_owned(),
            (Lang::Ja, 365..) => "年に1回".to_owned(),
            (Lang::En, 365..) => "once a year".to_owned(),
            (Lang::Ja, _) => format!("{months}か月に1回"),
            (Lang::En, _) => format!("every {months} months"),
        }
    }

    /// Writes a point in time in the table and on the chart's axis.
    #[must_use]
    pub fn after_months(&self, months: u64) -> String {
        let one = |noun: &str, n: u64| if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") };
        match (self.lang, months) {
            (_, 0) => self.forecast.now.to_owned(),
            (Lang::Ja, _) if months.is_multiple_of(12) => format!("{}年後", months / 12),
            (Lang::Ja, _) => format!("{months}か月後"),
            (Lang::En, _) if months.is_multiple_of(12) => one("year", months / 12),
            (Lang::En, _) => one("month", months),
        }
    }

    /// Writes a day on the chart's axis.
    #[must_use]
    pub fn after_days(&self, days: u64) -> String {
        match self.lang {
            Lang::Ja => format!("{days}日後"),
            Lang::En => format!("{days} days"),
        }
    }

    /// Names POP that leaves mail on the server for this number of days.
    #[must_use]
    pub fn pop_kept(&self, days: u64) -> String {
        let in_days = self.in_days(days);
        match (self.lang, days) {
            (Lang::Ja, 0) => "POP（残さない）".to_owned(),
            (Lang::En, 0) => "POP, mail deleted at once".to_owned(),
            (Lang::Ja, _) => format!("POP（{in_days}残す）"),
            (Lang::En, _) => format!("POP, mail left for {in_days}"),
        }
    }

    /// Writes what a time is: that until a protocol fills the mailbox.
    #[must_use]
    pub fn until_full(&self, way: &str, limit_mb: u64, known: bool) -> String {
        let limit = size(limit_mb);
        match (self.lang, known) {
            (Lang::Ja, true) => format!("{way}で{limit}がいっぱいになるまで"),
            (Lang::Ja, false) => format!("{way}でいっぱいになるまで（上限が{limit}の場合）"),
            (Lang::En, true) => format!("until {way} fills the {limit} mailbox"),
            (Lang::En, false) => format!("until {way} fills the mailbox, if the limit is {limit}"),
        }
    }

    /// Writes what a size is: that of the mail that POP leaves on the server.
    #[must_use]
    pub fn left_by_pop(&self, days: u64) -> String {
        let days = grouped(days);
        match (self.lang, days.as_str()) {
            (Lang::Ja, "0") => "POPで受信する前に、サーバーにたまる量".to_owned(),
            (Lang::Ja, _) => format!("POPで{days}日残すと、サーバーにたまる量"),
            (Lang::En, "0") => "on the server until POP fetches it".to_owned(),
            (Lang::En, "1") => "on the server with POP and mail left for 1 day".to_owned(),
            (Lang::En, _) => format!("on the server with POP and mail left for {days} days"),
        }
    }

    /// Writes the label of the time at which a way of using POP fills the mailbox.
    #[must_use]
    pub fn full_with(&self, way: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{way}でいっぱいになる時期"),
            Lang::En => format!("{way}: fills up"),
        }
    }

    /// Writes the heading for a mailbox with this limit.
    #[must_use]
    pub fn if_limit(&self, size: &str) -> String {
        match self.lang {
            Lang::Ja => format!("上限が{size}の場合"),
            Lang::En => format!("With a limit of {size}"),
        }
    }

    /// Writes the number of days a year on which mail arrives.
    #[must_use]
    pub fn days_a_year(&self, days: u64) -> String {
        match self.lang {
            Lang::Ja => format!("年に{days}日"),
            Lang::En => format!("{days} a year"),
        }
    }

    /// Writes the number of days a week on which mail arrives.
    #[must_use]
    pub fn days_a_week(&self, days: u64) -> String {
        match self.lang {
            Lang::Ja => format!("週に{days}日"),
            Lang::En => format!("{days} a week"),
        }
    }

    /// Writes a percentage.
    #[must_use]
    pub fn share_of(&self, percent: u64, whole: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{whole}の{percent}%"),
            Lang::En => format!("{percent}% of {whole}"),
        }
    }

    /// Appends a note in brackets.
    #[must_use]
    pub fn noted(&self, value: &str, note: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{value}（{note}）"),
            Lang::En => format!("{value} ({note})"),
        }
    }

    /// Writes the size of files, and how much they grow when they are encoded in mail.
    #[must_use]
    pub fn grows(&self, size: &str, percent: u64) -> String {
        let (whole, part) = (percent / 100, percent % 100);
        match self.lang {
            Lang::Ja => format!("{size}（メールでは{whole}.{part:02}倍になります）"),
            Lang::En => format!("{size} (× {whole}.{part:02} in mail)"),
        }
    }

    /// Returns the error of a number that was ignored.
    #[must_use]
    pub fn number_refused(&self, number: Number, written: &str, reason: IgnoredReason) -> &'static str {
        match number {
            Number::Attached if reason == IgnoredReason::Contradicts => self.forecast.error_attached,
            Number::Limit if Number::Used.parse(written) == Some(0) => self.forecast.error_no_limit,
            _ => self.number_error(number),
        }
    }

    /// Returns the error of a value that is not a number, with an example.
    #[must_use]
    const fn number_error(&self, number: Number) -> &'static str {
        match (self.lang, number) {
            (Lang::Ja, Number::Mails) => "1日に届く通数を数字で入力してください（例：50）",
            (Lang::Ja, Number::Attached) => "添付ファイル付きの通数を数字で入力してください（例：5）",
            (Lang::Ja, Number::Used) => "今の使用量をMBの数字で入力してください（例：300）",
            (Lang::Ja, Number::Limit) => "メールボックスの上限をMBの数字で入力してください（例：500）",
            (Lang::Ja, Number::Keep) => "サーバーに残す日数を数字で入力してください（例：14）",
            (Lang::Ja, Number::Local) => "パソコンにあるメールの量をMBの数字で入力してください（例：3000）",
            (Lang::En, Number::Mails) => "Enter the messages received a day as a number, such as 50",
            (Lang::En, Number::Attached) => "Enter the messages with attachments as a number, such as 5",
            (Lang::En, Number::Used) => "Enter what is used now as a number of MB, such as 300",
            (Lang::En, Number::Limit) => "Enter the limit of the mailbox as a number of MB, such as 500",
            (Lang::En, Number::Keep) => "Enter for how many days POP leaves mail on the server, such as 14",
            (Lang::En, Number::Local) => "Enter the amount of mail on the PC as a number of MB, such as 3000",
        }
    }

    /// Returns the hint of a number's field, with an example.
    #[must_use]
    pub const fn number_hint(&self, number: Number) -> &'static str {
        match (self.lang, number) {
            (Lang::Ja, Number::Mails) => "例：50",
            (Lang::Ja, Number::Attached) => "上の通数のうち、写真や書類が付いたものです。例：5",
            (Lang::Ja, Number::Used) => "例：300",
            (Lang::Ja, Number::Limit) => "はじめの設定から変えた場合だけ入力します。例：500",
            (Lang::Ja, Number::Keep) => "POPのときの設定です。例：14",
            (Lang::Ja, Number::Local) => "これまでPOPで取り込んだメールの、おおよその量です。例：3000、3GB",
            (Lang::En, Number::Mails) => "Such as 50",
            (Lang::En, Number::Attached) => "Of those, the ones with photos or documents. Such as 5",
            (Lang::En, Number::Used) => "Such as 300",
            (Lang::En, Number::Limit) => "Only if it was changed. Such as 500",
            (Lang::En, Number::Keep) => "A setting of POP. Such as 14",
            (Lang::En, Number::Local) => "Roughly, what POP has fetched so far. Such as 3000 or 3GB",
        }
    }
}
