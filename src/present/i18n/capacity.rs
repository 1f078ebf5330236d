//! Sentences about many accounts and the capacity of a server.

use super::Wording;
use super::amounts::{LONG, MONTHS_FROM};
use crate::quota::{BYTES_PER_MB, Capacity, Steps, TimeUntil, bytes_of_mb};
use crate::rulebook::{Lang, Strength};

impl Wording {
    /// Formats a number of accounts.
    #[must_use]
    pub fn count(&self, accounts: usize) -> String {
        match self.lang {
            Lang::Ja => format!("{}件", super::lists::counted(accounts)),
            Lang::En => super::lists::counted(accounts),
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

    /// Names an account by its number in the list, counted from 1.
    #[must_use]
    pub fn account_at(&self, number: usize) -> String {
        match self.lang {
            Lang::Ja => format!("アカウント{number}"),
            Lang::En => format!("Account {number}"),
        }
    }

    /// Names a strength.
    #[must_use]
    pub const fn strength(&self, strength: Strength) -> &'static str {
        match (self.lang, strength) {
            (Lang::Ja, Strength::Required) => "必要",
            (Lang::Ja, Strength::Strong) => "強くおすすめ",
            (Lang::Ja, Strength::Moderate) => "おすすめ",
            (Lang::Ja, Strength::Slight) => "どちらかといえば",
            (Lang::En, Strength::Required) => "needed",
            (Lang::En, Strength::Strong) => "strong",
            (Lang::En, Strength::Moderate) => "moderate",
            (Lang::En, Strength::Slight) => "slight",
        }
    }

    /// Writes that a table, in a file or pasted, is too large, and the maximum size.
    #[must_use]
    pub fn table_too_large(&self, file: bool, max_mb: usize) -> String {
        match (self.lang, file) {
            (Lang::Ja, true) => format!("ファイルが大きすぎます。{max_mb} MBまでです。表をいくつかに分けてください。"),
            (Lang::En, true) => format!("The file is too large. It can be up to {max_mb} MB. Split the table."),
            (Lang::Ja, false) => {
                format!("貼り付けた表が大きすぎます。{max_mb} MBまでです。いくつかに分けて貼り付けてください。")
            }
            (Lang::En, false) => {
                format!("The pasted table is too large. It can be up to {max_mb} MB. Paste it in parts.")
            }
        }
    }

    /// Writes that a table has too many rows, their number and the maximum number.
    #[must_use]
    pub fn too_many_rows(&self, rows: usize, max: usize) -> String {
        let [rows, max] = [rows, max].map(super::lists::counted);
        match self.lang {
            Lang::Ja => format!("表は{max}行までです。{rows}行ありました。いくつかに分けてお試しください。"),
            Lang::En => format!("A table can have up to {max} rows. This one has {rows}. Split it and try again."),
        }
    }

    /// Writes the numbers of valid and invalid rows of a table.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// let w = Wording::of(Lang::En);
    /// assert_eq!(w.rows_read(1, 0), "1 row was read.");
    /// assert_eq!(w.rows_read(1_200, 1), "1,200 rows were read. 1 row could not be read, for this reason:");
    /// ```
    #[must_use]
    pub fn rows_read(&self, good: usize, faulty: usize) -> String {
        let [read, unread] = [good, faulty].map(|rows| match (self.lang, rows) {
            (Lang::Ja, _) => format!("{}行", super::lists::counted(rows)),
            (Lang::En, 1) => "1 row".to_owned(),
            (Lang::En, _) => format!("{} rows", super::lists::counted(rows)),
        });
        let were = if good == 1 { "was" } else { "were" };
        let reason = if faulty == 1 { "for this reason:" } else { "for these reasons:" };
        match (self.lang, good, faulty) {
            (Lang::Ja, _, 0) => format!("{read}をすべて読み取りました。"),
            (Lang::En, _, 0) => format!("{read} {were} read."),
            (Lang::Ja, 0, _) => format!("読み取れた行はありません。{unread}は、次の理由で読み取れませんでした。"),
            (Lang::En, 0, _) => format!("No row was read. {unread} could not be read, {reason}"),
            (Lang::Ja, ..) => format!("{read}を読み取りました。{unread}は、次の理由で読み取れませんでした。"),
            (Lang::En, ..) => format!("{read} {were} read. {unread} could not be read, {reason}"),
        }
    }

    /// Writes the number of rows whose errors are not listed, and where to find them.
    #[must_use]
    pub fn more_faulty_rows(&self, rows: usize) -> String {
        let counted = super::lists::counted(rows);
        match (self.lang, rows) {
            (Lang::Ja, _) => format!(
                "読み取れなかった行は、ほかに{counted}行あります。結果をCSVで保存すると、行ごとの理由がerrorの列に入ります。"
            ),
            (Lang::En, 1) => "1 more row could not be read. Save the results as CSV: the column “error” has the reasons for each row.".to_owned(),
            (Lang::En, _) => format!(
                "{counted} more rows could not be read. Save the results as CSV: the column “error” has the reasons for each row."
            ),
        }
    }

    /// Formats a number of months.
    #[must_use]
    pub fn in_months(&self, months: u64) -> String {
        match (self.lang, months) {
            (Lang::Ja, 0) => "1か月未満".to_owned(),
            (Lang::En, 0) => "less than a month".to_owned(),
            _ => self.months(months),
        }
    }

    /// Writes a name and its value.
    #[must_use]
    pub fn pair(&self, name: &str, value: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{name}：{value}"),
            Lang::En => format!("{name}: {value}"),
        }
    }

    /// Writes how all accounts together compare with the server's capacity.
    #[must_use]
    pub fn capacity_sentences(&self, capacity: &Capacity) -> Vec<String> {
        let (Some(total), Some(room)) = (capacity.total, capacity.for_mail) else {
            return vec![match self.lang {
                Lang::Ja => {
                    "サーバー全体の容量がわかりません。容量を入力すると、足りるかどうかを確かめられます。".to_owned()
                }
                Lang::En => "The server's capacity is unknown. Enter it to see whether it is enough.".to_owned(),
            }];
        };
        let mut sentences = vec![match room {
            0 => self.website_takes_all(capacity.website, total),
            _ => self.runs_out(room, capacity.runs_out_in_months),
        }];
        let short = capacity.sum_of_limits.saturating_add(capacity.website).saturating_sub(total);
        // The shortage is rounded up.
        let missing = self.gigabytes_exactly(short.div_ceil(10 * BYTES_PER_MB) * 10 * BYTES_PER_MB);
        sentences.push(match (self.lang, short) {
            (Lang::Ja, 0) => "すべてのメールボックスを上限まで使っても、サーバー全体の容量に収まります。".to_owned(),
            (Lang::En, 0) => "Even with all mailboxes full, the server's capacity is enough.".to_owned(),
            (Lang::Ja, _) => {
                format!("すべてのメールボックスを上限まで使うと、サーバー全体の容量が{missing}足りません。")
            }
            (Lang::En, _) => format!("With all mailboxes full, the server's capacity is {missing} short."),
        });
        if let Some(more) = capacity.more_accounts.filter(|_| room > 0) {
            let limit = self.gigabytes_exactly(bytes_of_mb(capacity.usual_limit_mb));
            sentences.push(match (self.lang, more) {
                (Lang::Ja, 0) => format!("すべて上限まで使うと、上限が{limit}のアカウントはもう追加できません。"),
                (Lang::En, 0) => {
                    format!("Counting every account at its limit, there is no room for another account of {limit}.")
                }
                (Lang::Ja, _) => format!(
                    "すべて上限まで使うとしても、上限が{limit}のアカウントをあと{}件追加できます。",
                    super::grouped(more)
                ),
                (Lang::En, 1) => {
                    format!("Counting every account at its limit, there is room for 1 more account of {limit}.")
                }
                (Lang::En, _) => format!(
                    "Counting every account at its limit, there is room for {} more accounts of {limit}.",
                    super::grouped(more)
                ),
            });
        }
        if let Some(steps) = capacity.steps {
            sentences.push(self.steps(steps));
        }
        sentences
    }

    /// Writes that the web site's share leaves no space for mail.
    fn website_takes_all(&self, website: u64, total: u64) -> String {
        let [website, total] = [website, total].map(|bytes| self.gigabytes_exactly(bytes));
        match self.lang {
            Lang::Ja => format!(
                "メールに使える容量がありません。サーバー全体の容量は{total}、Webサイトに取っておく分は{website}です。"
            ),
            Lang::En => {
                format!(
                    "No space is left for mail: {website} is reserved for the web site, and the server's capacity is {total}."
                )
            }
        }
    }

    /// Returns the error of a web site's share that leaves no space for mail.
    #[must_use]
    pub fn error_website(&self, total: u64) -> String {
        let total = self.gigabytes_exactly(total);
        match self.lang {
            Lang::Ja => {
                format!("Webサイトの分を、サーバー全体の容量（{total}）より小さい数字で入力してください")
            }
            Lang::En => format!("Enter less for the web site than the server's capacity ({total})"),
        }
    }

    /// Writes which account fills first, and when.
    ///
    /// ```
    /// use pop_or_imap::{quota::TimeUntil, present::Wording, rulebook::Lang};
    /// let w = Wording::of(Lang::Ja);
    /// let full = TimeUntil { days: 128, months: 4 };
    /// assert_eq!(w.fills_first(Some((full, "営業1"))), "最初にいっぱいになるのは営業1で、約4か月後の見込みです");
    /// ```
    #[must_use]
    pub fn fills_first(&self, first: Option<(TimeUntil, &str)>) -> String {
        match (self.lang, first) {
            (Lang::Ja, Some((TimeUntil { days: 0, .. }, name))) => format!("{name}は、今すでにいっぱいです"),
            (Lang::En, Some((TimeUntil { days: 0, .. }, name))) => format!("{name} is already full"),
            (Lang::Ja, Some((full, name))) if full.days < LONG => {
                format!("最初にいっぱいになるのは{name}で、{}後の見込みです", self.time(full))
            }
            (Lang::En, Some((full, name))) if full.days < LONG => {
                format!("{name} fills first, probably in {}", self.time(full))
            }
            (Lang::Ja, _) => "10年以内にいっぱいになるメールボックスは、ない見込みです".to_owned(),
            (Lang::En, _) => "No mailbox is expected to fill within ten years".to_owned(),
        }
    }

    /// Writes whether the server's capacity is enough.
    #[must_use]
    pub const fn total_verdict(&self, capacity: &Capacity) -> &'static str {
        let texts = &self.capacity;
        match (capacity.for_mail, capacity.runs_out_in_months) {
            (None, _) => texts.total_unknown,
            (Some(0), _) | (_, Some(0)) => texts.total_exceeded,
            (Some(_), None) => texts.total_enough,
            (Some(_), Some(_)) => texts.total_runs_out,
        }
    }

    /// Adds to a list that it continues.
    #[must_use]
    pub fn list_and_more(&self, list: &str, more: usize) -> String {
        match (self.lang, more) {
            (_, 0) => list.to_owned(),
            (Lang::Ja, _) => format!("{list}、{}", self.and_more(more)),
            (Lang::En, _) => format!("{list} {}", self.and_more(more)),
        }
    }

    fn runs_out(&self, room: u64, months: Option<u64>) -> String {
        let room = self.gigabytes_exactly(room);
        match (self.lang, months) {
            (Lang::Ja, None) => format!("メールの合計は、10年たっても、メールに使える{room}に収まる見込みです。"),
            (Lang::En, None) => {
                format!(
                    "All mail together is expected to stay within the {room} available for it, even after ten years."
                )
            }
            (Lang::Ja, Some(0)) => format!("メールの合計は、今すでに、メールに使える{room}を超えています。"),
            (Lang::En, Some(0)) => format!("All mail together already exceeds the {room} available for it."),
            (Lang::Ja, Some(months)) => {
                format!("メールの合計は、{}で、メールに使える{room}を超える見込みです。", self.months(months))
            }
            (Lang::En, Some(months)) => {
                format!(
                    "In {}, all mail together is expected to exceed the {room} available for it.",
                    self.months(months)
                )
            }
        }
    }

    fn months(&self, months: u64) -> String {
        self.time(TimeUntil { days: (months * 365 / 12).max(MONTHS_FROM), months })
    }

    fn steps(&self, steps: Steps) -> String {
        let Steps { step_gb, for_limits, for_three_years } = steps;
        let all = step_gb.saturating_mul(for_limits);
        let soon = step_gb.saturating_mul(for_three_years);
        match (self.lang, all, soon) {
            (Lang::Ja, 0, _) => "容量の追加は要りません。".to_owned(),
            (Lang::En, 0, _) => "No more capacity is needed.".to_owned(),
            (Lang::Ja, ..) => {
                let soon = if soon == 0 {
                    "3年後までは、追加は要らない見込みです。".to_owned()
                } else {
                    format!("3年後までに必要な追加は、{soon} GBの見込みです。")
                };
                format!("上限まで使えるようにするには、{step_gb} GB単位で{all} GBの追加が必要です。{soon}")
            }
            (Lang::En, ..) => {
                let soon = if soon == 0 { "nothing more".to_owned() } else { format!("{soon} GB more") };
                format!(
                    "For all mailboxes to reach their limits, {all} GB more is needed, in steps of {step_gb} GB. For the next three years, {soon} is expected to be needed."
                )
            }
        }
    }
}
