//! Sentences about what keeps a mailbox usable: clearing it out, or raising its limit.

use super::Wording;
use super::amounts::grouped;
use super::size;
use crate::quota::{LimitIncrease, TimeUntil};
use crate::rulebook::Lang;

/// When to clear a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// At an interval in days.
    Every(u64),
    /// First within a time, then at an interval in days.
    First(TimeUntil, u64),
    /// Now, then at an interval in days.
    Now(u64),
}

/// Why a limit is too small for the received mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitShortage {
    /// Without details.
    Plain,
    /// Mail that is kept for other devices for this number of days does not fit.
    Shared(u64),
    /// The mailbox fills within this time.
    Fills(TimeUntil),
}

impl Wording {
    /// Writes that clearing out the current mail, keeping mail for fewer days, or both keep POP working.
    #[must_use]
    pub fn pop_keeps_working(&self, clear_first: bool, setting: Option<u64>) -> String {
        let set = setting.map(|days| match (self.lang, days) {
            (Lang::Ja, 0) => "残さない設定にすれば".to_owned(),
            (Lang::Ja, _) => format!("残す日数を{}日にすれば", grouped(days)),
            (Lang::En, 0) => "nothing is left on the server".to_owned(),
            (Lang::En, _) => format!("mail is left on the server for {} only", self.in_days(days)),
        });
        match (self.lang, clear_first, set) {
            (Lang::Ja, false, set) => format!("{}、使い続けられます。", set.unwrap_or_default()),
            (Lang::Ja, true, None) => "今あるメールを先に整理（保存して削除）すれば、使い続けられます。".to_owned(),
            (Lang::Ja, true, Some(set)) => {
                format!("今あるメールを先に整理（保存して削除）し、{set}、使い続けられます。")
            }
            (Lang::En, false, set) => format!("The mailbox stays usable if {}.", set.unwrap_or_default()),
            (Lang::En, true, None) => {
                "The mailbox stays usable if the mail there now is saved and deleted first.".to_owned()
            }
            (Lang::En, true, Some(set)) => {
                format!("The mailbox stays usable if the mail there now is saved and deleted first, and {set}.")
            }
        }
    }

    /// Writes that clearing out keeps the mailbox working.
    #[must_use]
    pub fn clearing_keeps_working(&self, clearing: Clearing, on_server: bool) -> String {
        let act = match (self.lang, on_server) {
            (Lang::Ja, false) => "整理（保存して削除）",
            (Lang::Ja, true) => "サーバーのメールを削除",
            (Lang::En, false) => "old mail is saved and deleted",
            (Lang::En, true) => "mail is deleted on the server",
        };
        match (self.lang, clearing) {
            (Lang::Ja, Clearing::Every(days)) => format!("{}{act}すれば、使い続けられます。", self.clear_every(days)),
            (Lang::Ja, Clearing::First(first, days)) => {
                format!(
                    "1回目は{}以内に、その後は{}{act}すれば、使い続けられます。",
                    self.time(first),
                    self.clear_every(days)
                )
            }
            (Lang::Ja, Clearing::Now(days)) => {
                format!("今すぐ{act}し、その後も{}続ければ、使い続けられます。", self.clear_every(days))
            }
            (Lang::En, Clearing::Every(days)) => {
                format!("The mailbox stays usable if {act} {}.", self.clear_every(days))
            }
            (Lang::En, Clearing::First(first, days)) => {
                format!(
                    "The mailbox stays usable if {act} within {}, then {}.",
                    self.time(first),
                    self.clear_every(days)
                )
            }
            (Lang::En, Clearing::Now(days)) => {
                format!("The mailbox stays usable if {act} now, then {}.", self.clear_every(days))
            }
        }
    }

    /// Writes when to clear a mailbox, as a clause of advice without a full stop.
    #[must_use]
    pub fn clear_clause(&self, clearing: Clearing) -> String {
        match (self.lang, clearing) {
            (Lang::Ja, Clearing::Every(days)) => {
                format!("{}、古いメールを保存してから削除します", self.clear_every(days))
            }
            (Lang::Ja, Clearing::First(first, days)) => format!(
                "古いメールを、1回目は{}以内に、その後は{}を目安に、保存してから削除します",
                self.time(first),
                self.clear_every(days)
            ),
            (Lang::Ja, Clearing::Now(days)) => {
                format!("古いメールを今すぐ、保存してから削除します。その後の目安は、{}です", self.clear_every(days))
            }
            (Lang::En, Clearing::Every(days)) => format!("Save and delete old mail {}", self.clear_every(days)),
            (Lang::En, Clearing::First(first, days)) => {
                format!(
                    "Save and delete old mail within {}, and {} from then on",
                    self.time(first),
                    self.clear_every(days)
                )
            }
            (Lang::En, Clearing::Now(days)) => {
                format!("Save and delete old mail now, and {} from then on", self.clear_every(days))
            }
        }
    }

    /// Writes how often to clear a mailbox after the clearing in its caution, as a clause of advice.
    #[must_use]
    pub fn clear_after_caution(&self, days: u64) -> String {
        match self.lang {
            Lang::Ja => format!("整理したあとも、{}、古いメールを保存して削除します", self.clear_every(days)),
            Lang::En => format!("After clearing it out, save and delete old mail {}", self.clear_every(days)),
        }
    }

    /// Writes when to clear a mailbox, as a value in a list.
    #[must_use]
    pub fn clear_value(&self, clearing: Clearing) -> String {
        match (self.lang, clearing) {
            (_, Clearing::Every(days)) => self.clear_every(days),
            (Lang::Ja, Clearing::First(first, days)) => {
                format!("1回目は{}以内、その後は{}", self.time(first), self.clear_every(days))
            }
            (Lang::En, Clearing::First(first, days)) => {
                format!("within {}, then {}", self.time(first), self.clear_every(days))
            }
            (Lang::Ja, Clearing::Now(days)) => format!("今すぐ、その後は{}", self.clear_every(days)),
            (Lang::En, Clearing::Now(days)) => format!("now, then {}", self.clear_every(days)),
        }
    }

    /// Writes that a limit is too small for the received mail; as a condition if it is not `known`.
    #[must_use]
    pub fn limit_too_small(&self, shortage: LimitShortage, limit_mb: u64, known: bool) -> String {
        let limit = size(limit_mb);
        match (self.lang, shortage, known) {
            (Lang::Ja, LimitShortage::Plain, true) => "届くメールの量に対して、上限が小さすぎます。".to_owned(),
            (Lang::Ja, LimitShortage::Plain, false) => format!("上限が{limit}だと、届くメールの量には足りません。"),
            (Lang::Ja, LimitShortage::Shared(days), true) => {
                format!("ほかの機器のために{days}日残すと、上限の{limit}では足りません。")
            }
            (Lang::Ja, LimitShortage::Shared(days), false) => {
                format!("上限が{limit}だと、ほかの機器のために{days}日残すには足りません。")
            }
            (Lang::Ja, LimitShortage::Fills(full), true) => {
                format!("この量では、{}でいっぱいになる見込みです。", self.time(full))
            }
            (Lang::Ja, LimitShortage::Fills(full), false) => {
                format!("上限が{limit}だと、この量では{}でいっぱいになる見込みです。", self.time(full))
            }
            (Lang::En, LimitShortage::Plain, true) => "The limit is too small for this much mail.".to_owned(),
            (Lang::En, LimitShortage::Plain, false) => format!("A limit of {limit} is too small for this much mail."),
            (Lang::En, LimitShortage::Shared(days), true) => {
                format!("The limit of {limit} is too small to leave mail for other devices for {}.", self.in_days(days))
            }
            (Lang::En, LimitShortage::Shared(days), false) => {
                format!("A limit of {limit} is too small to leave mail for other devices for {}.", self.in_days(days))
            }
            (Lang::En, LimitShortage::Fills(full), true) => {
                format!("With this much mail, the mailbox is expected to fill in {}.", self.time(full))
            }
            (Lang::En, LimitShortage::Fills(full), false) => {
                format!("With this much mail, a mailbox of {limit} is expected to fill in {}.", self.time(full))
            }
        }
    }

    /// Writes what to do about a limit that is too small; `offer_pop` if POP would help.
    #[must_use]
    pub fn widen(&self, raise: LimitIncrease, offer_pop: bool) -> String {
        let first = match (self.lang, raise) {
            (Lang::Ja, LimitIncrease::Support) => "サポートに上限の変更を依頼します。".to_owned(),
            (Lang::En, LimitIncrease::Support) => "Ask support to raise the limit.".to_owned(),
            (Lang::Ja, LimitIncrease::Customer(most)) => {
                format!("管理画面（コントロールパネル）で、上限を{}に戻します。", size(most))
            }
            (Lang::En, LimitIncrease::Customer(most)) => {
                format!("Restore the limit to {} in the control panel.", size(most))
            }
            (Lang::Ja, LimitIncrease::AtMaximum(most)) => format!("このサービスの上限は、{}が最大です。", size(most)),
            (Lang::En, LimitIncrease::AtMaximum(most)) => {
                format!("The maximum limit of this service is {}.", size(most))
            }
            (Lang::Ja, LimitIncrease::Unknown) => "上限を増やせるかを、契約書で確かめます。".to_owned(),
            (Lang::En, LimitIncrease::Unknown) => "Check in the contract whether the limit can be raised.".to_owned(),
        };
        let then = match (self.lang, raise, offer_pop) {
            (Lang::Ja, LimitIncrease::AtMaximum(_), true) => "POPを考えます。",
            (Lang::En, LimitIncrease::AtMaximum(_), true) => "Consider POP.",
            (Lang::Ja, LimitIncrease::AtMaximum(_), false) => {
                "メールマガジンの配信を止めるか、用件ごとにアドレスを分けます。"
            }
            (Lang::En, LimitIncrease::AtMaximum(_), false) => {
                "Cancel newsletters, or use separate addresses for separate purposes."
            }
            (Lang::Ja, LimitIncrease::Customer(_), true) => "それでも足りないときは、POPを考えます。",
            (Lang::En, LimitIncrease::Customer(_), true) => "If that is not enough, consider POP.",
            (Lang::Ja, _, true) => "増やせないときは、POPを考えます。",
            (Lang::En, _, true) => "If it can't be raised, consider POP.",
            (_, _, false) => return first,
        };
        [first.as_str(), then].join(self.layout.gap)
    }
}
