//! Owns the sentences about sizes, times and the forecast, in both languages.

use super::Wording;
use crate::answers::Number;
use crate::quota::{BYTES_PER_GB, BYTES_PER_KB, BYTES_PER_MB, Capacity, MOST_BYTES, Reached, Steps};
use crate::report::size;
use crate::rulebook::Lang;

/// Bytes in a TB.
const BYTES_PER_TB: u64 = 1_000_000_000_000;
/// Days from which on a time is told in weeks, in months, and as more than can be told.
const WEEKS_FROM: u64 = 14;
const MONTHS_FROM: u64 = 61;
const LONG: u64 = 3_650;

impl Wording {
    /// Writes bytes as people say them: about, with two or three figures.
    ///
    /// ```
    /// use pop_or_imap::{report::Wording, rulebook::Lang};
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
            ..BYTES_PER_GB => (BYTES_PER_MB, "MB"),
            ..BYTES_PER_TB => (BYTES_PER_GB, "GB"),
            _ => (BYTES_PER_TB, "TB"),
        };
        // Two figures where one digit stands before the point, else whole units, of which two or three count.
        let tenths = bytes.saturating_mul(10).saturating_add(unit / 2) / unit;
        let number = match tenths {
            0..100 if tenths % 10 != 0 => format!("{}.{}", tenths / 10, tenths % 10),
            0..1000 => ((tenths + 5) / 10).to_string(),
            _ => ((tenths + 50) / 100 * 10).to_string(),
        };
        match (self.lang, bytes >= MOST_BYTES) {
            (Lang::Ja, true) => "1,000 TB以上".to_owned(),
            (Lang::En, true) => "1,000 TB or more".to_owned(),
            (Lang::Ja, false) => format!("約{number} {name}"),
            (Lang::En, false) => format!("about {number} {name}"),
        }
    }

    /// Writes a time as people say it: 約3日, 約5週間, 約1年4か月.
    ///
    /// ```
    /// use pop_or_imap::{quota::Reached, report::Wording, rulebook::Lang};
    /// let ja = Wording::of(Lang::Ja);
    /// assert_eq!(ja.time(Reached { days: 487, months: 16 }), "約1年4か月");
    /// assert_eq!(ja.time(Reached { days: 40, months: 1 }), "約6週間");
    /// assert_eq!(Wording::of(Lang::En).time(Reached { days: 365, months: 12 }), "about 1 year");
    /// ```
    #[must_use]
    pub fn time(&self, reached: Reached) -> String {
        let Reached { days, months } = reached;
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

    /// Says when something is reached: 今すでに, 約8か月後, なし.
    #[must_use]
    pub fn when(&self, reached: Option<Reached>) -> String {
        match (self.lang, reached) {
            (_, None) => self.never.to_owned(),
            (_, Some(Reached { days: 0, .. })) => self.already.to_owned(),
            (Lang::Ja, Some(reached)) if reached.days >= LONG => self.time(reached),
            (Lang::Ja, Some(reached)) => format!("{}後", self.time(reached)),
            (Lang::En, Some(reached)) if reached.days >= LONG => self.time(reached),
            (Lang::En, Some(reached)) => format!("in {}", self.time(reached)),
        }
    }

    /// Begins a sentence of the forecast with the number of mails that it rests on.
    #[must_use]
    pub fn so_many_mails(&self, mails: u64) -> String {
        let mails = self.thousands(mails);
        match self.lang {
            Lang::Ja => format!("1日に{mails}通届くとすると、"),
            Lang::En if mails == "1" => "With 1 mail a day, ".to_owned(),
            Lang::En => format!("With {mails} mails a day, "),
        }
    }

    /// Says when IMAP fills a mailbox, for each limit that it may have.
    #[must_use]
    pub fn imap_fills(&self, limits: &[(u64, Option<Reached>)]) -> String {
        let spoken = |limit: &u64| size(*limit);
        match limits {
            [(limit, Some(Reached { days: 0, .. }))] => match self.lang {
                Lang::Ja => format!("上限の{}には、もう空きがありません。", spoken(limit)),
                Lang::En => format!("there is no space left of the {}.", spoken(limit)),
            },
            [(limit, Some(reached))] if reached.days >= LONG => match self.lang {
                Lang::Ja => format!("IMAPでも、10年たっても{}はいっぱいになりません。", spoken(limit)),
                Lang::En => format!("IMAP does not fill {} even in ten years.", spoken(limit)),
            },
            [(limit, Some(reached))] => match self.lang {
                Lang::Ja => format!("IMAPでは、{}で{}がいっぱいになります。", self.time(*reached), spoken(limit)),
                Lang::En => format!("IMAP fills {} in {}.", spoken(limit), self.time(*reached)),
            },
            [.., (_, None)] | [] => match self.lang {
                Lang::Ja => "メールボックスはいっぱいになりません。".to_owned(),
                Lang::En => "the mailbox never fills up.".to_owned(),
            },
            _ => {
                let each = limits.iter().filter_map(|(limit, reached)| {
                    let time = reached.map(|reached| self.time_or_now(reached))?;
                    Some(match self.lang {
                        Lang::Ja => format!("{}なら{time}", spoken(limit)),
                        Lang::En => format!("{} in {time}", spoken(limit)),
                    })
                });
                let each: Vec<_> = each.collect();
                match self.lang {
                    Lang::Ja => format!("IMAPでは、{}でいっぱいになります。", each.join("、")),
                    Lang::En => format!("IMAP fills {}.", each.join(", ")),
                }
            }
        }
    }

    fn time_or_now(&self, reached: Reached) -> String {
        match (self.lang, reached.days) {
            (Lang::Ja, 0) => "すぐに".to_owned(),
            (Lang::En, 0) => "no time".to_owned(),
            _ => self.time(reached),
        }
    }

    /// Says what POP that leaves mail on the server for some days comes to.
    #[must_use]
    pub fn pop_settles(&self, days: u64, bytes: u64) -> String {
        let (days, bytes) = (self.thousands(days), self.bytes(bytes));
        match (self.lang, days.as_str()) {
            (Lang::Ja, "0") => "POPで受信してすぐ消せば、サーバーにはたまりません。".to_owned(),
            (Lang::En, "0") => "POP that deletes at once leaves nothing on the server.".to_owned(),
            (Lang::Ja, _) => format!("POPでサーバーに{days}日残しても、使うのは{bytes}です。"),
            (Lang::En, _) => format!("POP that keeps mail on the server for {days} days uses {bytes}."),
        }
    }

    /// Says that POP that leaves mail on the server for some days fills the mailbox.
    #[must_use]
    pub fn pop_fills(&self, days: u64, limit_mb: u64, full: Reached) -> String {
        let (days, limit) = (self.thousands(days), size(limit_mb));
        match (self.lang, full.days) {
            (Lang::Ja, 0) => format!("上限の{limit}には、もう空きがありません。"),
            (Lang::En, 0) => format!("there is no space left of the {limit}."),
            (Lang::Ja, _) => {
                format!("POPでもサーバーに{days}日残すと、{}で{limit}がいっぱいになります。", self.time(full))
            }
            (Lang::En, _) => format!("even POP fills {limit} in {} if mail is kept for {days} days.", self.time(full)),
        }
    }

    /// Says how full the mailbox is, for the meter.
    #[must_use]
    pub fn meter(&self, imap: bool, bytes: u64, limit_mb: u64, percent: u64) -> String {
        let (bytes, limit) = (self.bytes(bytes), size(limit_mb));
        let share = if percent > 100 { self.over_limit.to_owned() } else { format!("{percent}%") };
        match (self.lang, imap) {
            (Lang::Ja, true) => format!("1年後：{bytes}／上限{limit}（{share}）"),
            (Lang::Ja, false) => format!("サーバーに残る量：{bytes}／上限{limit}（{share}）"),
            (Lang::En, true) => format!("After a year: {bytes} of {limit} ({share})"),
            (Lang::En, false) => format!("Left on the server: {bytes} of {limit} ({share})"),
        }
    }

    /// Says for how many days POP may leave mail on the server: a number that people would set.
    ///
    /// ```
    /// use pop_or_imap::{report::Wording, rulebook::Lang};
    /// let ja = Wording::of(Lang::Ja);
    /// assert_eq!([ja.safe_days(Some(15)), ja.safe_days(Some(400)), ja.safe_days(Some(0))], ["14日まで", "1年まで", "0日（残さない設定）"]);
    /// ```
    #[must_use]
    pub fn safe_days(&self, days: Option<u64>) -> String {
        match (self.lang, days.unwrap_or(0)) {
            (Lang::Ja, 0) => "0日（残さない設定）".to_owned(),
            (Lang::En, 0) => "0 days (leave nothing)".to_owned(),
            (Lang::Ja, 365..) => "1年まで".to_owned(),
            (Lang::En, 365..) => "up to a year".to_owned(),
            (lang, days) => {
                let days = match days {
                    ..7 => days,
                    7..60 => days / 7 * 7,
                    _ => days / 30 * 30,
                };
                match (lang, days) {
                    (Lang::Ja, _) => format!("{days}日まで"),
                    (Lang::En, 1) => "up to 1 day".to_owned(),
                    (Lang::En, _) => format!("up to {days} days"),
                }
            }
        }
    }

    /// Says how often to clear a mailbox under IMAP: never less often than once a year.
    ///
    /// ```
    /// use pop_or_imap::{report::Wording, rulebook::Lang};
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

    /// Names a point in time of the table and of the chart's scale.
    #[must_use]
    pub fn after_months(&self, months: u64) -> String {
        let one = |noun: &str, n: u64| if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") };
        match (self.lang, months) {
            (_, 0) => self.now.to_owned(),
            (Lang::Ja, _) if months.is_multiple_of(12) => format!("{}年後", months / 12),
            (Lang::Ja, _) => format!("{months}か月後"),
            (Lang::En, _) if months.is_multiple_of(12) => one("year", months / 12),
            (Lang::En, _) => one("month", months),
        }
    }

    /// Names POP that leaves mail on the server for some days.
    #[must_use]
    pub fn pop_kept(&self, days: u64) -> String {
        let days = self.thousands(days);
        match (self.lang, days.as_str()) {
            (Lang::Ja, "0") => "POP（すぐ消す）".to_owned(),
            (Lang::En, "0") => "POP, deleted at once".to_owned(),
            (Lang::Ja, _) => format!("POP（{days}日残す）"),
            (Lang::En, _) => format!("POP, kept {days} days"),
        }
    }

    /// Says when a mailbox fills with a way of using POP.
    #[must_use]
    pub fn full_with(&self, way: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{way}でいっぱいになる時期"),
            Lang::En => format!("{way}: full"),
        }
    }

    /// Heads what holds for a mailbox of one size.
    #[must_use]
    pub fn if_limit(&self, size: &str) -> String {
        match self.lang {
            Lang::Ja => format!("上限が{size}の場合"),
            Lang::En => format!("With a limit of {size}"),
        }
    }

    /// Counts days: 14日.
    #[must_use]
    pub fn in_days(&self, days: u64) -> String {
        let number = self.thousands(days);
        match (self.lang, days) {
            (Lang::Ja, _) => format!("{number}日"),
            (Lang::En, 1) => "1 day".to_owned(),
            (Lang::En, _) => format!("{number} days"),
        }
    }

    /// Counts the days of a year on which mail comes.
    #[must_use]
    pub fn days_a_year(&self, days: u64) -> String {
        match self.lang {
            Lang::Ja => format!("年に{days}日"),
            Lang::En => format!("{days} a year"),
        }
    }

    /// Adds where a number comes from.
    #[must_use]
    pub fn noted(&self, value: &str, note: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{value}（{note}）"),
            Lang::En => format!("{value} ({note})"),
        }
    }

    /// Tells mails with attachments, counted over a hundred days, as so many a day.
    #[must_use]
    pub fn of_hundred_days(&self, mails: u64) -> String {
        let (whole, part) = (self.thousands(mails / 100), mails % 100);
        if part == 0 { whole } else { format!("{whole}.{}", format!("{part:02}").trim_end_matches('0')) }
    }

    /// Says what files come to in mail.
    #[must_use]
    pub fn grows(&self, size: &str, percent: u64) -> String {
        let (whole, part) = (percent / 100, percent % 100);
        match self.lang {
            Lang::Ja => format!("{size}（メールでは{whole}.{part:02}倍になります）"),
            Lang::En => format!("{size} (× {whole}.{part:02} in mail)"),
        }
    }

    /// Counts accounts.
    #[must_use]
    pub fn count(&self, accounts: usize) -> String {
        match self.lang {
            Lang::Ja => format!("{accounts}件"),
            Lang::En => accounts.to_string(),
        }
    }

    /// Names an account by a label with a number after it: 営業2.
    #[must_use]
    pub fn numbered(&self, label: &str, number: u32) -> String {
        match self.lang {
            Lang::Ja => format!("{label}{number}"),
            Lang::En => format!("{label} {number}"),
        }
    }

    /// Names an account by its place in the list.
    #[must_use]
    pub fn account_at(&self, place: usize) -> String {
        match self.lang {
            Lang::Ja => format!("アカウント{place}"),
            Lang::En => format!("Account {place}"),
        }
    }

    /// Puts a value after its name.
    #[must_use]
    pub fn pair(&self, name: &str, value: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{name}：{value}"),
            Lang::En => format!("{name}: {value}"),
        }
    }

    /// Says what many accounts come to against the total.
    #[must_use]
    pub fn capacity_sentences(&self, capacity: &Capacity) -> Vec<String> {
        let Some(room) = capacity.for_mail else {
            return vec![match self.lang {
                Lang::Ja => {
                    "サーバー全体の容量がわかりません。容量を入力すると、足りるかどうかを確かめられます。".to_owned()
                }
                Lang::En => "The server's total is not known. Enter it to see whether it is enough.".to_owned(),
            }];
        };
        let mut sentences = vec![self.runs_out(room, capacity.runs_out_in_months)];
        let short = capacity.sum_of_limits.saturating_sub(room);
        sentences.push(match (self.lang, short) {
            (Lang::Ja, 0) => "すべてのアカウントが上限まで使っても、メールの分に収まります。".to_owned(),
            (Lang::En, 0) => "Even with every mailbox full, mail fits.".to_owned(),
            (Lang::Ja, _) => format!("すべてのアカウントが上限まで使うと、{}足りません。", size(short / BYTES_PER_MB)),
            (Lang::En, _) => format!("With every mailbox full, {} are missing.", size(short / BYTES_PER_MB)),
        });
        if let Some(more) = capacity.more_accounts {
            let limit = size(capacity.usual_limit_mb);
            sentences.push(match (self.lang, more) {
                (Lang::Ja, 0) => format!("上限の合計で考えると、{limit}のアカウントは追加できません。"),
                (Lang::En, 0) => format!("By their limits, no more accounts of {limit} fit."),
                (Lang::Ja, _) => format!("上限の合計で考えると、{limit}のアカウントをあと{more}件追加できます。"),
                (Lang::En, _) => format!("By their limits, {more} more accounts of {limit} fit."),
            });
        }
        if let Some(steps) = capacity.steps {
            sentences.push(self.steps(steps));
        }
        sentences
    }

    fn runs_out(&self, room: u64, months: Option<u64>) -> String {
        let room = size(room / BYTES_PER_MB);
        match (self.lang, months) {
            (Lang::Ja, None) => format!("今の使い方なら、10年たってもメールに使える{room}に収まります。"),
            (Lang::En, None) => format!("As things are, mail fits into its {room} even in ten years."),
            (Lang::Ja, Some(0)) => format!("今すでに、メールに使える{room}を超えています。"),
            (Lang::En, Some(0)) => format!("Mail takes more than its {room} already."),
            (Lang::Ja, Some(months)) => {
                format!("今の使い方では、{}でメールに使える{room}を超えます。", self.months(months))
            }
            (Lang::En, Some(months)) => format!("As things are, mail outgrows its {room} in {}.", self.months(months)),
        }
    }

    fn months(&self, months: u64) -> String {
        self.time(Reached { days: (months * 365 / 12).max(MONTHS_FROM), months })
    }

    fn steps(&self, steps: Steps) -> String {
        let Steps { step_gb, for_limits, for_three_years } = steps;
        match (self.lang, for_limits, for_three_years) {
            (Lang::Ja, 0, _) => "容量の追加は要りません。".to_owned(),
            (Lang::En, 0, _) => "No more capacity is needed.".to_owned(),
            (Lang::Ja, all, 0) => format!(
                "上限まで使えるようにするには、{step_gb} GBの追加が{all}回要ります。3年後の見込みなら、追加は要りません。"
            ),
            (Lang::En, all, 0) => {
                format!(
                    "For every mailbox to fill up, add {step_gb} GB {all} times; for three years nothing need be added."
                )
            }
            (Lang::Ja, all, soon) => format!(
                "上限まで使えるようにするには、{step_gb} GBの追加が{all}回要ります。3年後の見込みなら、{soon}回です。"
            ),
            (Lang::En, all, soon) => {
                format!("For every mailbox to fill up, add {step_gb} GB {all} times; for three years, {soon} times.")
            }
        }
    }

    /// Writes a number with separators; one too long to be read as so many and more.
    #[must_use]
    pub fn thousands(&self, number: u64) -> String {
        const MOST: u64 = 1_000_000_000;
        if number > MOST {
            return match self.lang {
                Lang::Ja => "10億以上の".to_owned(),
                Lang::En => "over a thousand million".to_owned(),
            };
        }
        let digits = number.to_string();
        let first = digits.len() % 3;
        let (head, rest) = digits.split_at(first);
        let groups = rest.as_bytes().chunks(3).filter_map(|group| std::str::from_utf8(group).ok());
        Some(head).filter(|head| !head.is_empty()).into_iter().chain(groups).collect::<Vec<_>>().join(",")
    }

    /// Says how to write a number, where something else was written.
    #[must_use]
    pub const fn number_error(&self, number: Number) -> &'static str {
        match (self.lang, number) {
            (Lang::Ja, Number::Mails) => "1日に届く通数を数字で入力してください（例：50）",
            (Lang::Ja, Number::Attached) => "添付ファイルの付いた通数を数字で入力してください（例：5）",
            (Lang::Ja, Number::Used) => "今の使用量を数字で入力してください（例：300 MB）",
            (Lang::Ja, Number::Limit) => "メールボックスの上限を数字で入力してください（例：2 GB）",
            (Lang::Ja, Number::Keep) => "サーバーに残す日数を数字で入力してください（例：14）",
            (Lang::En, Number::Mails) => "Enter the mails received a day as a number, such as 50",
            (Lang::En, Number::Attached) => "Enter the mails with attachments as a number, such as 5",
            (Lang::En, Number::Used) => "Enter what is used now as a number, such as 300 MB",
            (Lang::En, Number::Limit) => "Enter the limit of the mailbox as a number, such as 2 GB",
            (Lang::En, Number::Keep) => "Enter the days kept on the server as a number, such as 14",
        }
    }

    /// Gives an example of what a number's field takes.
    #[must_use]
    pub const fn number_hint(&self, number: Number) -> &'static str {
        match (self.lang, number) {
            (Lang::Ja, Number::Mails) => "例：50",
            (Lang::Ja, Number::Attached) => "上の通数のうち、写真や書類が付いたもの。例：5",
            (Lang::Ja, Number::Used) => "例：300 MB",
            (Lang::Ja, Number::Limit) => "自分で変えている場合だけ。例：500 MB",
            (Lang::Ja, Number::Keep) => "POPのときの設定。例：14",
            (Lang::En, Number::Mails) => "Such as 50",
            (Lang::En, Number::Attached) => "Of those, the ones with photos or documents. Such as 5",
            (Lang::En, Number::Used) => "Such as 300 MB",
            (Lang::En, Number::Limit) => "Only if it was changed. Such as 500 MB",
            (Lang::En, Number::Keep) => "A setting of POP. Such as 14",
        }
    }
}
