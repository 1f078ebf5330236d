//! Owns the sentences about many accounts and a server's total, in both languages.

use super::Wording;
use super::amounts::MONTHS_FROM;
use crate::quota::{BYTES_PER_MB, Capacity, Reached, Steps};
use crate::report::size;
use crate::rulebook::{Lang, Strength};

impl Wording {
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

    /// Names a strength.
    #[must_use]
    pub const fn strength(&self, strength: Strength) -> &'static str {
        match (self.lang, strength) {
            (Lang::Ja, Strength::Required) => "決まり",
            (Lang::Ja, Strength::Strong) => "強くおすすめ",
            (Lang::Ja, Strength::Moderate) => "おすすめ",
            (Lang::Ja, Strength::Slight) => "どちらかといえば",
            (Lang::En, Strength::Required) => "required",
            (Lang::En, Strength::Strong) => "strong",
            (Lang::En, Strength::Moderate) => "moderate",
            (Lang::En, Strength::Slight) => "slight",
        }
    }

    /// Says that a table, in a file or pasted, is larger than is read.
    #[must_use]
    pub fn table_too_large(&self, file: bool, most_mb: usize) -> String {
        match (self.lang, file) {
            (Lang::Ja, true) => format!("ファイルが大きすぎます。{most_mb} MBまでです。表をいくつかに分けてください。"),
            (Lang::En, true) => format!("The file is too large. It can have up to {most_mb} MB. Split the table."),
            (Lang::Ja, false) => {
                format!("貼り付けた表が大きすぎます。{most_mb} MBまでです。いくつかに分けて貼り付けてください。")
            }
            (Lang::En, false) => {
                format!("The pasted table is too large. It can have up to {most_mb} MB. Paste it in parts.")
            }
        }
    }

    /// Says that a table has more rows than are read.
    #[must_use]
    pub fn too_many_rows(&self, came: usize, most: usize) -> String {
        let [came, most] = [came, most].map(|rows| self.counted(rows));
        match self.lang {
            Lang::Ja => format!("表は{most}行までです。{came}行ありました。いくつかに分けてお試しください。"),
            Lang::En => format!("A table can have up to {most} rows. This one has {came}. Split it and try again."),
        }
    }

    /// Counts the rows of a table that were understood, and those that were not.
    ///
    /// ```
    /// use pop_or_imap::{report::Wording, rulebook::Lang};
    /// let w = Wording::of(Lang::En);
    /// assert_eq!(w.rows_read(1, 0), "1 row was read.");
    /// assert_eq!(w.rows_read(1_200, 1), "1,200 rows were read. 1 row could not be read, for this reason:");
    /// ```
    #[must_use]
    pub fn rows_read(&self, good: usize, faulty: usize) -> String {
        let [read, unread] = [good, faulty].map(|rows| match (self.lang, rows) {
            (Lang::Ja, _) => format!("{}行", self.counted(rows)),
            (Lang::En, 1) => "1 row".to_owned(),
            (Lang::En, _) => format!("{} rows", self.counted(rows)),
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

    /// Tells a number of months.
    #[must_use]
    pub fn in_months(&self, months: u64) -> String {
        match (self.lang, months) {
            (Lang::Ja, 0) => "1か月未満".to_owned(),
            (Lang::En, 0) => "less than a month".to_owned(),
            _ => self.months(months),
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
        let needed = capacity.sum_of_limits.saturating_add(capacity.website);
        let short = needed.saturating_sub(capacity.total.unwrap_or(needed));
        sentences.push(match (self.lang, short) {
            (Lang::Ja, 0) => "すべてのアカウントが上限まで使っても、全体の容量に収まります。".to_owned(),
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
}
