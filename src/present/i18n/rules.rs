//! Rules and their conditions in words.

use super::Wording;
use crate::rulebook::{Bounds, Factor, Lang, Strength};

impl Wording {
    /// Writes a number of points.
    #[must_use]
    pub fn points(&self, points: u32) -> String {
        match (self.lang, points) {
            (Lang::Ja, _) => format!("{points}点"),
            (Lang::En, 1) => "1 point".to_owned(),
            (Lang::En, _) => format!("{points} points"),
        }
    }

    /// Names a strength as a sentence of its own.
    #[must_use]
    pub const fn strength_alone(&self, strength: Strength) -> &'static str {
        match (self.lang, strength) {
            (Lang::Ja, Strength::Required) => "この方式に決まり",
            (Lang::Ja, Strength::Strong) => "強くおすすめ",
            (Lang::Ja, Strength::Moderate) => "おすすめ",
            (Lang::Ja, Strength::Slight) => "どちらかといえば",
            (Lang::En, Strength::Required) => "Needed",
            (Lang::En, Strength::Strong) => "Strongly recommended",
            (Lang::En, Strength::Moderate) => "Recommended",
            (Lang::En, Strength::Slight) => "Slightly better",
        }
    }

    /// Names a factor of the published advice.
    #[must_use]
    pub const fn factor(&self, factor: Factor) -> &'static str {
        match (self.lang, factor) {
            (Lang::Ja, Factor::Purpose) => "使いみち",
            (Lang::Ja, Factor::Frequency) => "確認する間隔",
            (Lang::Ja, Factor::Importance) => "メールの大切さ",
            (Lang::Ja, Factor::Devices) => "受け取る機器",
            (Lang::Ja, Factor::Capacity) => "容量と上限",
            (Lang::Ja, Factor::Backup) => "メールの残し方",
            (Lang::Ja, Factor::Network) => "接続と外出",
            (Lang::En, Factor::Purpose) => "Use",
            (Lang::En, Factor::Frequency) => "How often checked",
            (Lang::En, Factor::Importance) => "Importance",
            (Lang::En, Factor::Devices) => "Devices",
            (Lang::En, Factor::Capacity) => "Capacity and limit",
            (Lang::En, Factor::Backup) => "Backup",
            (Lang::En, Factor::Network) => "Network",
        }
    }

    /// Explains a factor of the published advice in a sentence or two.
    #[must_use]
    pub const fn factor_explained(&self, factor: Factor) -> &'static str {
        match (self.lang, factor) {
            (Lang::Ja, Factor::Purpose) => "通知や注文のように、外出先でも気づきたいメールはIMAPが向いています。",
            (Lang::Ja, Factor::Frequency) => "何台かの機器で何度も確認するなら、IMAPが便利です。",
            (Lang::Ja, Factor::Importance) => "なくすと困るメールほど、機器の故障への備えが大切です。",
            (Lang::Ja, Factor::Devices) => "1台で読むならPOPで足ります。何台もあるときは、IMAPが向いています。",
            (Lang::Ja, Factor::Capacity) => "添付ファイルが多いと、IMAPでは早く上限に届きます。",
            (Lang::Ja, Factor::Backup) => "手元に控え（バックアップ）を残すならPOP、サーバーに置くならIMAPです。",
            (Lang::Ja, Factor::Network) => {
                "まだ開いていないメールを、ネットにつながらなくても読むなら、POPを選びます。"
            }
            (Lang::En, Factor::Purpose) => "Mail to notice when out, such as notices and orders, suits IMAP.",
            (Lang::En, Factor::Frequency) => "Checking often on several devices is easier with IMAP.",
            (Lang::En, Factor::Importance) => "The worse a loss would be, the more a broken device matters.",
            (Lang::En, Factor::Devices) => "For one device, POP is enough. Several devices suit IMAP.",
            (Lang::En, Factor::Capacity) => "With many attachments, IMAP reaches the limit soon.",
            (Lang::En, Factor::Backup) => "POP suits copies of your own, IMAP suits mail left on the server.",
            (Lang::En, Factor::Network) => "To read unopened mail without a connection, choose POP.",
        }
    }

    /// Writes the minimum leads of a moderate and a strong recommendation.
    #[must_use]
    pub fn scale(&self, moderate: u32, strong: u32) -> String {
        match self.lang {
            Lang::Ja => format!(
                "点の差が{moderate}点以上なら「おすすめ」、{strong}点以上なら「強くおすすめ」です。それより小さい差なら「どちらかといえば」と表します。"
            ),
            Lang::En => format!(
                "A lead of {moderate} points or more makes a recommendation, {strong} or more a strong one; less is “by a small margin”."
            ),
        }
    }

    /// Writes the maximum points of a factor for each protocol: POP 4点、IMAP 6点.
    #[must_use]
    pub fn most_points(&self, pop: (&str, u32), imap: (&str, u32)) -> String {
        let [(pop, pop_points), (imap, imap_points)] = [pop, imap];
        match self.lang {
            Lang::Ja => format!("{pop} {pop_points}点、{imap} {imap_points}点"),
            Lang::En => format!("{pop} {pop_points}, {imap} {imap_points}"),
        }
    }

    /// Writes the points of a rule; `None` if it decides regardless of points.
    #[must_use]
    pub fn rule_points(&self, protocol: &str, points: Option<u32>) -> String {
        match (self.lang, points) {
            (_, None) => format!("{protocol}{}{}", self.layout.colon, self.result.decides),
            (Lang::Ja, Some(points)) => format!("{protocol} {points}点"),
            (Lang::En, Some(1)) => format!("{protocol} 1 point"),
            (Lang::En, Some(points)) => format!("{protocol} {points} points"),
        }
    }

    /// Writes the condition that a question has one of some answers.
    #[must_use]
    pub fn answer_is(&self, question: &str, choices: &str) -> String {
        match self.lang {
            Lang::Ja => format!("「{question}」が「{choices}」"),
            Lang::En => format!("“{question}” is “{choices}”"),
        }
    }

    /// Writes a condition with its exception.
    #[must_use]
    pub fn except(&self, condition: &str, exception: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{condition}（{exception}のときを除く）"),
            Lang::En => format!("{condition} (unless {exception})"),
        }
    }

    /// Writes an upper bound of the mailbox limit.
    #[must_use]
    pub fn limit_at_most(&self, size: &str) -> String {
        match self.lang {
            Lang::Ja => format!("メールボックスの上限が{size}以下"),
            Lang::En => format!("mailbox limit of {size} or less"),
        }
    }

    /// Writes a lower bound of the mailbox limit.
    #[must_use]
    pub fn limit_at_least(&self, size: &str) -> String {
        match self.lang {
            Lang::Ja => format!("メールボックスの上限が{size}以上"),
            Lang::En => format!("mailbox limit of {size} or more"),
        }
    }

    /// Writes bounds of the time until IMAP fills the mailbox.
    #[must_use]
    pub fn months_to_full(&self, months: Bounds) -> String {
        match (self.lang, months.at_least, months.at_most) {
            (Lang::Ja, Some(least), Some(most)) => format!("IMAPでいっぱいになるまで{least}〜{most}か月"),
            (Lang::Ja, Some(least), None) => format!("IMAPでいっぱいになるまで{least}か月以上"),
            (Lang::Ja, None, most) => format!("IMAPでいっぱいになるまで{}か月以内", most.unwrap_or(0)),
            (Lang::En, Some(least), Some(most)) => format!("IMAP fills the mailbox in about {least} to {most} months"),
            (Lang::En, Some(least), None) => format!("IMAP takes about {least} months or more to fill the mailbox"),
            (Lang::En, None, Some(1)) => "IMAP fills the mailbox within about 1 month".to_owned(),
            (Lang::En, None, most) => format!("IMAP fills the mailbox within about {} months", most.unwrap_or(0)),
        }
    }

    /// Writes bounds of the used share of the mailbox limit.
    #[must_use]
    pub fn used_percent(&self, percent: Bounds) -> String {
        match (self.lang, percent.at_least, percent.at_most) {
            (Lang::Ja, Some(least), Some(most)) => format!("今の使用量が上限の{least}〜{most}%"),
            (Lang::Ja, Some(least), None) => format!("今の使用量が上限の{least}%以上"),
            (Lang::Ja, None, most) => format!("今の使用量が上限の{}%以下", most.unwrap_or(0)),
            (Lang::En, Some(least), Some(most)) => format!("{least} to {most}% of the limit used now"),
            (Lang::En, Some(least), None) => format!("at least {least}% of the limit used now"),
            (Lang::En, None, most) => format!("at most {}% of the limit used now", most.unwrap_or(0)),
        }
    }

    /// Writes when a question is skipped.
    #[must_use]
    pub fn left_out_if(&self, condition: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{condition}なら省きます。"),
            Lang::En => format!("Skipped if {condition}."),
        }
    }

    /// Writes a condition that decides for a protocol.
    #[must_use]
    pub fn decides_for(&self, condition: &str, protocol: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{condition}なら、{protocol}に決まります。"),
            Lang::En => format!("If {condition}, {protocol} is needed."),
        }
    }
}
