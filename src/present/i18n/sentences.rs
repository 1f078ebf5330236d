//! Sentences of several pages that have numbers or names.

use super::Wording;
use super::size;
use crate::rulebook::{ChangedBy, Lang, Plan, Protocol, Strength};

impl Wording {
    /// Writes a recommendation as a headline; `|` marks where a line may break.
    #[must_use]
    pub fn headline(&self, name: &str, reading: &str, strength: Strength) -> String {
        match (self.lang, strength) {
            (Lang::Ja, Strength::Required) => format!("{name}（{reading}）を|選びます"),
            (Lang::Ja, Strength::Strong) => format!("{name}（{reading}）を|強くおすすめします"),
            (Lang::Ja, Strength::Moderate) => format!("{name}（{reading}）が|おすすめです"),
            (Lang::Ja, Strength::Slight) => format!("どちらかといえば|{name}（{reading}）が|向いています"),
            (Lang::En, Strength::Required) => format!("{name} is needed"),
            (Lang::En, Strength::Strong) => format!("{name} is strongly recommended"),
            (Lang::En, Strength::Moderate) => format!("{name} is recommended"),
            (Lang::En, Strength::Slight) => format!("{name} is slightly better"),
        }
    }

    /// Writes the maximum number of questions.
    #[must_use]
    pub fn start_length(&self, max: usize) -> String {
        match self.lang {
            Lang::Ja => format!("最大{max}問"),
            Lang::En => format!("At most {max} questions"),
        }
    }

    /// Writes the description of a question page, which link previews show.
    #[must_use]
    pub fn question_description(&self, question: &str) -> String {
        match self.lang {
            Lang::Ja => format!("質問：「{question}」答えていくと、POPとIMAPのどちらが向いているかがわかります。"),
            Lang::En => format!("“{question}” A few such questions show whether POP or IMAP suits the account."),
        }
    }

    /// Writes the description of a result page, which link previews show: the verdict and its main reason.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// assert_eq!(Wording::of(Lang::Ja).result_description("POPを選びます", None), "POPを選びます。");
    /// assert_eq!(Wording::of(Lang::En).result_description("POP is needed", Some("So.")), "POP is needed. So.");
    /// ```
    #[must_use]
    pub fn result_description(&self, verdict: &str, reason: Option<&str>) -> String {
        let gap = if reason.is_some() { self.layout.gap } else { "" };
        format!("{verdict}{}{gap}{}", self.layout.full_stop, reason.unwrap_or_default())
    }

    /// Writes the progress of the interview: the number of the question, and the maximum number of following ones.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// assert_eq!(Wording::of(Lang::Ja).progress(3, 4), "質問3（あと最大4問）");
    /// assert_eq!(Wording::of(Lang::En).progress(9, 0), "Question 9, the last one");
    /// ```
    #[must_use]
    pub fn progress(&self, number: usize, following: usize) -> String {
        match (self.lang, following) {
            (Lang::Ja, 0) => format!("質問{number}（最後の質問です）"),
            (Lang::Ja, _) => format!("質問{number}（あと最大{following}問）"),
            (Lang::En, 0) => format!("Question {number}, the last one"),
            (Lang::En, _) => format!("Question {number}, at most {following} more"),
        }
    }

    /// Writes the heading of the answers so far, with their number.
    #[must_use]
    pub fn answers_so_far(&self, count: usize) -> String {
        match self.lang {
            Lang::Ja => format!("ここまでの回答（{count}件）"),
            Lang::En => format!("Answers so far ({count})"),
        }
    }

    /// Writes that support staff filled in an answer.
    #[must_use]
    pub fn filled_by(&self, support: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{support}が入力しました"),
            Lang::En => format!("Filled in by {support}"),
        }
    }

    /// Writes how many answers support staff filled in.
    #[must_use]
    pub fn filled_in(&self, support: &str, count: usize) -> String {
        match (self.lang, count) {
            (Lang::Ja, _) => format!("{support}が入力した回答が{count}件あります（確認と変更）"),
            (Lang::En, 1) => format!("{support} has filled in 1 answer (see and change it)"),
            (Lang::En, _) => format!("{support} has filled in {count} answers (see and change them)"),
        }
    }

    /// Writes the verdict for a reply.
    #[must_use]
    pub fn reply_verdict(&self, name: &str, reading: &str, strength: Strength) -> String {
        match (self.lang, strength) {
            (Lang::Ja, Strength::Required) => format!("うかがった使い方には、{name}（{reading}）が必要です。"),
            (Lang::Ja, Strength::Strong) => format!("うかがった使い方では、{name}（{reading}）を強くおすすめします。"),
            (Lang::Ja, Strength::Moderate) => format!("うかがった使い方では、{name}（{reading}）をおすすめします。"),
            (Lang::Ja, Strength::Slight) => {
                format!("うかがった使い方では、どちらかといえば{name}（{reading}）が向いています。")
            }
            (Lang::En, Strength::Required) => format!("For this use, {name} is needed."),
            (Lang::En, Strength::Strong) => format!("For this use, we strongly recommend {name}."),
            (Lang::En, Strength::Moderate) => format!("For this use, we recommend {name}."),
            (Lang::En, Strength::Slight) => format!("For this use, {name} is the better choice by a small margin."),
        }
    }

    /// Writes the possible limits of a mailbox if the service is unknown.
    #[must_use]
    pub fn limits_if_unknown(&self, limits_mb: &[u64]) -> String {
        let limits: Vec<_> = limits_mb.iter().map(|limit| size(*limit)).collect();
        match (self.lang, limits.as_slice()) {
            (Lang::Ja, [limit]) => format!("サービスがわからないため、上限は{limit}とみなします（はじめの設定）。"),
            (Lang::En, [limit]) => format!("The service is unknown: a default limit of {limit} is assumed."),
            (Lang::Ja, _) => format!("サービスによって、{}です（はじめの設定）。", limits.join("か")),
            (Lang::En, _) => format!("{} by default, depending on the service.", limits.join(" or ")),
        }
    }

    /// Writes that an own limit is above what the plan allows.
    #[must_use]
    pub fn own_limit_capped(&self, entered: u64, most: u64) -> String {
        match self.lang {
            Lang::Ja => format!("{}（このサービスでは最大{}）", size(entered), size(most)),
            Lang::En => format!("{} ({} at most on this service)", size(entered), size(most)),
        }
    }

    /// Writes an own limit that can be restored to the plan's maximum.
    #[must_use]
    pub fn own_limit_restorable(&self, entered: u64, most: u64) -> String {
        match self.lang {
            Lang::Ja => {
                format!("{}（管理画面（コントロールパネル）で{}まで戻せます）", size(entered), size(most))
            }
            Lang::En => format!("{} (can be restored to {} in the control panel)", size(entered), size(most)),
        }
    }

    /// Writes how many questions were answered.
    #[must_use]
    pub fn answers_given(&self, count: usize) -> String {
        match (self.lang, count) {
            (Lang::Ja, _) => format!("回答を見る（{count}件）"),
            (Lang::En, 1) => "Show the answer".to_owned(),
            (Lang::En, _) => format!("Show the {count} answers"),
        }
    }

    /// Writes the points of a protocol, as the label of a bar.
    #[must_use]
    pub fn score(&self, protocol: &str, points: u32) -> String {
        match self.lang {
            Lang::Ja => format!("{protocol}：{points}点"),
            Lang::En if points == 1 => format!("{protocol}: 1 point"),
            Lang::En => format!("{protocol}: {points} points"),
        }
    }

    /// Writes the heading of the reasons that favour a protocol.
    #[must_use]
    pub fn speaks_for(&self, protocol: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{protocol}が向いている理由"),
            Lang::En => format!("Reasons that favour {protocol}"),
        }
    }

    /// Explains a verdict against the points: every combination of missing answers leads to it.
    #[must_use]
    pub fn sure_thing(&self, protocol: &str, other: &str) -> String {
        match self.lang {
            Lang::Ja => format!(
                "ここまでの回答の点数では、{other}が上です。それでも、残りの質問にどう答えても{protocol}になるので、{protocol}にします。"
            ),
            Lang::En => format!(
                "The answers so far have more points for {other}. But every combination of answers to the other questions \
                 leads to {protocol}, so {protocol} is recommended."
            ),
        }
    }

    /// Writes that the remaining questions cannot change the protocol, and what they can change.
    #[must_use]
    pub fn rest_adds(&self, questions: &[&str]) -> String {
        match self.lang {
            Lang::Ja => {
                format!(
                    "残りの質問（{}）に答えても、方式は変わりません。すすめる強さや助言は、変わることがあります。",
                    questions.join("、")
                )
            }
            Lang::En => format!(
                "The remaining {} ({}) cannot change the protocol, only the strength of the recommendation and the advice.",
                if questions.len() == 1 { "question" } else { "questions" },
                questions.join(", ")
            ),
        }
    }

    /// Writes which question would help most to decide; `unsure` if no answer that a rule depends on is known.
    #[must_use]
    pub fn would_decide(&self, question: &str, unsure: bool) -> String {
        match (self.lang, unsure) {
            (Lang::Ja, true) => {
                format!("まだ回答が少ないため、仮の結果です。「{question}」に答えると、はっきり決まりやすくなります。")
            }
            (Lang::Ja, false) => {
                format!("この結果は、まだ変わることがあります。いちばん影響が大きい質問は「{question}」です。")
            }
            (Lang::En, true) => format!(
                "Few answers are known yet, so this result is provisional. “{question}” would help most to decide."
            ),
            (Lang::En, false) => format!("This result may still change. “{question}” matters most."),
        }
    }

    /// Writes the protocol after a change: 外出先でも読む場合：IMAP.
    #[must_use]
    pub fn would_become(&self, given: &str, protocol: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{given}：{protocol}"),
            Lang::En => format!("{given}: {protocol}"),
        }
    }

    /// Writes the change that the customer restores the limit to the plan's maximum.
    #[must_use]
    pub fn limit_restored(&self, limit_mb: u64) -> String {
        match self.lang {
            Lang::Ja => format!("メールボックスの上限を{}に戻した場合", size(limit_mb)),
            Lang::En => format!("If the mailbox limit is restored to {}", size(limit_mb)),
        }
    }

    /// Writes the change that the visitor clears out the mailbox.
    #[must_use]
    pub fn mailbox_cleared(&self) -> String {
        match self.lang {
            Lang::Ja => "今あるメールを整理（保存して削除）した場合".to_owned(),
            Lang::En => "If the mail there now is saved and deleted".to_owned(),
        }
    }

    /// Writes the minimum number of answers that must change to flip the protocol; `listed` such changes follow.
    #[must_use]
    pub fn robust(&self, changes: Option<usize>, listed: usize) -> String {
        match (self.lang, changes) {
            (Lang::Ja, None) => "どの回答が変わっても、結果は変わりません。".to_owned(),
            (Lang::Ja, Some(1)) if listed == 0 => "ほかの回答が1つ変わると、結果が変わることがあります。".to_owned(),
            (Lang::En, Some(1)) if listed == 0 => "Changing another answer can change the result.".to_owned(),
            (Lang::Ja, Some(1)) if listed == 1 => "次の場合は、結果が変わります。".to_owned(),
            (Lang::En, Some(1)) if listed == 1 => "This would change the result:".to_owned(),
            (Lang::Ja, Some(1)) => "次のどれか1つに当てはまると、結果が変わります。".to_owned(),
            (Lang::Ja, Some(n)) => {
                format!("1つの回答が変わっても、結果は変わりません。変わるのは、{n}つ以上の回答が変わるときです。")
            }
            (Lang::En, None) => "No other answers would change the result.".to_owned(),
            (Lang::En, Some(1)) => "Any one of these would change the result.".to_owned(),
            (Lang::En, Some(n)) => format!("No single answer changes the result; at least {n} would have to change."),
        }
    }

    /// Formats a day given as `YYYY-MM-DD`.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// assert_eq!(Wording::of(Lang::Ja).day("2026-01-09"), "2026年1月9日");
    /// ```
    #[must_use]
    pub fn day(&self, day: &str) -> String {
        let parts: Vec<&str> = day.split('-').map(|part| part.trim_start_matches('0')).collect();
        match (self.lang, &parts[..]) {
            (Lang::Ja, [year, month, day]) => format!("{year}年{month}月{day}日"),
            _ => day.to_owned(),
        }
    }

    /// Writes the version of the rules and the day of their last revision.
    #[must_use]
    pub fn rules_version(&self, version: &str, revised: &str) -> String {
        let version = match self.lang {
            Lang::Ja => format!("判断ルール 第{version}版"),
            Lang::En => format!("Rules version {version}"),
        };
        self.noted(&version, &self.day(revised))
    }

    /// Writes that the sender of a link saw another verdict, and when the rules were revised.
    #[must_use]
    pub fn was_another(&self, was: &str, now: &str, revised: &str) -> String {
        let revised = self.day(revised);
        match self.lang {
            Lang::Ja => format!(
                "このリンクが作られたときの結果は{was}でした。今の結果は{now}です。ルールは{revised}に見直されました。"
            ),
            Lang::En => format!(
                "When this link was made, the result was {was}. Now it is {now}. The rules were revised on {revised}."
            ),
        }
    }

    /// Writes the mailbox limit of a plan.
    #[must_use]
    pub fn limit_of_plan(&self, plan: &Plan) -> String {
        let Some(default) = plan.mailbox_default_mb else { return self.guide.by_contract.to_owned() };
        let most = plan.mailbox_max_mb;
        match (self.lang, most) {
            (Lang::Ja, Some(most)) if most == default => format!("{}（これより小さくできます）", size(default)),
            (Lang::En, Some(most)) if most == default => format!("{} (can be set to less)", size(default)),
            (Lang::Ja, Some(most)) => format!("{}（最大{}）", size(default), size(most)),
            (Lang::Ja, None) => format!("{}（はじめの設定）", size(default)),
            (Lang::En, Some(most)) => format!("{} ({} at most)", size(default), size(most)),
            (Lang::En, None) => format!("{} by default", size(default)),
        }
    }

    /// Writes who can change the limit of a mailbox.
    #[must_use]
    pub const fn changed_by(&self, who: ChangedBy) -> &'static str {
        match (self.lang, who) {
            (Lang::Ja, ChangedBy::Customer) => "管理画面（コントロールパネル）で変更",
            (Lang::Ja, ChangedBy::Support) => "サポートに依頼して変更",
            (Lang::Ja, ChangedBy::Contract) => "契約によって違います",
            (Lang::En, ChangedBy::Customer) => "in the control panel",
            (Lang::En, ChangedBy::Support) => "by support, on request",
            (Lang::En, ChangedBy::Contract) => "depends on the contract",
        }
    }

    /// Writes a plan's total, its variants and its steps.
    #[must_use]
    pub fn total_of_plan(&self, plan: &Plan) -> String {
        let Some(total) = plan.capacity_gb else { return self.guide.by_contract.to_owned() };
        let amount = |gb: u64| match (self.lang, plan.capacity_grows) {
            (Lang::Ja, true) => format!("{gb} GBから"),
            (Lang::En, true) => format!("from {gb} GB"),
            (_, false) => format!("{gb} GB"),
        };
        let text = if plan.variants.is_empty() {
            amount(total)
        } else {
            let each = plan.variants.iter().map(|variant| match self.lang {
                Lang::Ja => format!("{}は{}", variant.name, amount(variant.capacity_gb)),
                Lang::En => format!("{} {}", variant.name, amount(variant.capacity_gb)),
            });
            each.collect::<Vec<_>>().join(if self.lang == Lang::Ja { "、" } else { ", " })
        };
        match (self.lang, plan.capacity_step_gb) {
            (_, None) => text,
            (Lang::Ja, Some(step)) => format!("{text}（{step} GB単位で増やせます）"),
            (Lang::En, Some(step)) => format!("{text}, in steps of {step} GB"),
        }
    }

    /// Returns the caption of a protocol's picture.
    #[must_use]
    pub const fn picture(&self, protocol: Protocol) -> &'static str {
        match protocol {
            Protocol::Pop => self.guide.picture_pop,
            Protocol::Imap => self.guide.picture_imap,
        }
    }
}
