//! Sentences about how a mailbox fills, how long POP leaves mail on the server, and what keeps the mailbox usable.

use super::Wording;
use super::amounts::{LONG, grouped};
use crate::quota::{KeepSetting, Raise, Reached};
use crate::report::size;
use crate::rulebook::Lang;

/// When to clear a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// Once in so many days.
    Every(u64),
    /// The first time within some time, then once in so many days.
    First(Reached, u64),
    /// Now, then once in so many days.
    Now(u64),
}

impl Wording {
    /// Writes when IMAP fills a mailbox that holds `used_mb` now, for each limit that it may have.
    #[must_use]
    pub fn imap_fills(&self, used_mb: u64, limits: &[(u64, Option<Reached>)]) -> String {
        let start = match (self.lang, used_mb) {
            (Lang::Ja, 0) => "今、空だとすると、".to_owned(),
            (Lang::En, 0) => "If the mailbox is empty now, ".to_owned(),
            (Lang::Ja, _) => format!("今の使用量が{}だと、", size(used_mb)),
            (Lang::En, _) => format!("With {} used now, ", size(used_mb)),
        };
        let (with, even) =
            if self.lang == Lang::Ja { ("IMAPでは", "IMAPでも、") } else { ("with IMAP", "even with IMAP") };
        self.fills(&start, with, even, limits)
    }

    /// Writes when POP that never deletes on the server fills a mailbox, for each limit that it may have.
    #[must_use]
    pub fn phone_fills(&self, limits: &[(u64, Option<Reached>)]) -> String {
        match self.lang {
            Lang::Ja => self.fills("", "サーバーのメールを消さないと、", "サーバーのメールを消さなくても、", limits),
            Lang::En => self.fills(
                "",
                "If mail is not deleted on the server",
                "Even if mail is not deleted on the server",
                limits,
            ),
        }
    }

    fn fills(&self, start: &str, with: &str, even: &str, limits: &[(u64, Option<Reached>)]) -> String {
        let long = |reached: Option<Reached>| reached.is_none_or(|reached| reached.days >= LONG);
        match limits {
            [] | [(_, None), ..] => match self.lang {
                Lang::Ja => format!("{start}いっぱいにはならない見込みです。"),
                Lang::En => format!("{start}{even}, the mailbox is not expected to fill up."),
            },
            [(limit, Some(Reached { days: 0, .. }))] => match self.lang {
                Lang::Ja => format!("上限の{}には、もう空きがありません。", size(*limit)),
                Lang::En => format!("The {} mailbox is full already.", size(*limit)),
            },
            [(limit, reached), ..] if long(*reached) => match (self.lang, limits.len()) {
                (Lang::Ja, 1) => format!("{start}{even}{}は10年以上いっぱいにならない見込みです。", size(*limit)),
                (Lang::Ja, _) => format!("{start}上限が{}でも、10年以上いっぱいにならない見込みです。", size(*limit)),
                (Lang::En, _) => format!("{start}{even}, {} is expected to last ten years or more.", size(*limit)),
            },
            [(limit, Some(reached))] => match self.lang {
                Lang::Ja => {
                    format!("{start}{with}{}で{}がいっぱいになる見込みです。", self.time(*reached), size(*limit))
                }
                Lang::En => format!("{start}{with}, {} is expected to fill in {}.", size(*limit), self.time(*reached)),
            },
            _ => self.fills_each(start, with, limits),
        }
    }

    /// Writes when a mailbox fills for each of several limits, the full ones first.
    fn fills_each(&self, start: &str, with: &str, limits: &[(u64, Option<Reached>)]) -> String {
        let reached = limits.iter().filter_map(|(limit, reached)| Some((size(*limit), (*reached)?)));
        let (full, later): (Vec<_>, Vec<_>) = reached.partition(|(_, reached)| reached.days == 0);
        let mut text = String::new();
        if !full.is_empty() {
            let full: Vec<_> = full.into_iter().map(|(limit, _)| limit).collect();
            text = match self.lang {
                Lang::Ja => format!("上限が{}なら、今すでにいっぱいです。", full.join("か")),
                Lang::En => format!("A mailbox of {} is full already. ", full.join(" or ")),
            };
        }
        let each = later.iter().map(|(limit, reached)| match self.lang {
            Lang::Ja => format!("{limit}なら{}", self.time(*reached)),
            Lang::En => format!("{limit} in {}", self.time(*reached)),
        });
        let each: Vec<_> = each.collect();
        if !each.is_empty() {
            text += &match self.lang {
                Lang::Ja => format!("{start}{with}上限が{}でいっぱいになる見込みです。", each.join("、")),
                Lang::En => format!("{start}{with}, a mailbox is expected to fill: {}.", each.join(", ")),
            };
        }
        text.trim_end().to_owned()
    }

    /// Writes what a forecast is based on: mails a day, and what is used now where `used_mb` is given.
    #[must_use]
    pub fn forecast_basis(&self, mails: u64, used_mb: Option<u64>) -> String {
        let mails = grouped(mails);
        let one = if mails == "1" { "" } else { "s" };
        match (self.lang, used_mb) {
            (Lang::Ja, None) => format!("1日に{mails}通届くとした場合です。"),
            (Lang::Ja, Some(0)) => format!("1日に{mails}通届き、今は空だとした場合です。"),
            (Lang::Ja, Some(used)) => format!("1日に{mails}通届き、今の使用量が{}の場合です。", size(used)),
            (Lang::En, None) => format!("This assumes {mails} mail{one} a day."),
            (Lang::En, Some(0)) => format!("This assumes {mails} mail{one} a day and an empty mailbox now."),
            (Lang::En, Some(used)) => format!("This assumes {mails} mail{one} a day and {} used now.", size(used)),
        }
    }

    /// Writes how much POP that leaves mail on the server for some days keeps there.
    #[must_use]
    pub fn pop_settles(&self, days: u64, bytes: u64) -> String {
        let (days, bytes) = (grouped(days), self.bytes(bytes));
        match (self.lang, days.as_str()) {
            (Lang::Ja, "0") => "POPでサーバーに残さない設定なら、いっぱいになる心配はほとんどありません。".to_owned(),
            (Lang::En, "0") => {
                "With POP and nothing left on the server, the mailbox should hardly ever fill up.".to_owned()
            }
            (Lang::Ja, _) => {
                format!("POPなら、サーバーがいっぱいになる心配はほとんどありません（{days}日残しても{bytes}）。")
            }
            (Lang::En, _) => {
                format!("With POP and mail left for {}, the mailbox should stay at {bytes}.", self.days(&days))
            }
        }
    }

    /// Writes that POP that leaves mail on the server for some days brings the mailbox near its limit.
    #[must_use]
    pub fn pop_nears(&self, days: u64, bytes: u64, limit_mb: u64) -> String {
        let (days, bytes, limit) = (grouped(days), self.bytes(bytes), size(limit_mb));
        match self.lang {
            Lang::Ja => format!("サーバーに{days}日残すと{bytes}になり、上限の{limit}に近づく見込みです。"),
            Lang::En => {
                format!(
                    "With mail left for {}, the mailbox reaches {bytes}, near its limit of {limit}.",
                    self.days(&days)
                )
            }
        }
    }

    /// Writes that POP that leaves mail on the server for some days fills the mailbox.
    #[must_use]
    pub fn pop_fills(&self, days: u64, limit_mb: u64, full: Reached) -> String {
        let (days, limit) = (grouped(days), size(limit_mb));
        match (self.lang, full.days) {
            (Lang::Ja, 0) => format!("上限の{limit}には、もう空きがありません。"),
            (Lang::En, 0) => format!("The {limit} mailbox is full already."),
            (Lang::Ja, _) => {
                format!("POPでも、サーバーに{days}日残すと、{}で{limit}がいっぱいになる見込みです。", self.time(full))
            }
            (Lang::En, _) => format!(
                "Even with POP, {limit} is expected to fill in {} if mail is left for {}.",
                self.time(full),
                self.days(&days)
            ),
        }
    }

    /// Writes what POP that leaves mail on the server for some days reduces the mailbox to.
    #[must_use]
    pub fn pop_goes_down(&self, used_mb: u64, days: u64, bytes: u64) -> String {
        let (used, days, bytes) = (size(used_mb), grouped(days), self.bytes(bytes));
        match (self.lang, days.as_str()) {
            (Lang::Ja, "0") => format!("今の使用量は{used}です。POPで取り込んで残さなければ、サーバーは空になります。"),
            (Lang::Ja, _) => {
                format!("今の使用量は{used}です。POPで取り込んで{days}日だけ残すと、{bytes}に減る見込みです。")
            }
            (Lang::En, _) => {
                format!(
                    "{used} is used now. POP that leaves mail for {} should reduce it to {bytes}.",
                    self.days(&days)
                )
            }
        }
    }

    /// Writes that a shorter setting, or clearing what is there now, keeps POP working.
    #[must_use]
    pub fn pop_keeps_working(&self, setting: Option<u64>) -> String {
        match (self.lang, setting) {
            (Lang::Ja, Some(0)) => "残さない設定にすれば、使い続けられます。".to_owned(),
            (Lang::En, Some(0)) => "It keeps working if nothing is left on the server.".to_owned(),
            (Lang::Ja, Some(days)) => format!("残す日数を{}日にすれば、使い続けられます。", grouped(days)),
            (Lang::En, Some(days)) => format!("It keeps working with {}.", self.in_days(days)),
            (Lang::Ja, None) => "今あるメールを整理すれば、使い続けられます。".to_owned(),
            (Lang::En, None) => "It keeps working once what is there now is cleared out.".to_owned(),
        }
    }

    /// Writes that many phone apps ignore the number of days.
    #[must_use]
    pub fn phones_ignore_days(&self) -> String {
        match self.lang {
            Lang::Ja => "残す日数を決められない、スマートフォンのアプリも多くあります。".to_owned(),
            Lang::En => "Many phone apps have no such setting.".to_owned(),
        }
    }

    /// Writes that clearing keeps the mailbox working.
    #[must_use]
    pub fn clearing_keeps_working(&self, clearing: Clearing, on_server: bool) -> String {
        let act = match (self.lang, on_server) {
            (Lang::Ja, false) => "整理",
            (Lang::Ja, true) => "サーバーのメールを削除",
            (Lang::En, false) => "cleared out",
            (Lang::En, true) => "cleared out on the server",
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
            (Lang::En, Clearing::Every(days)) => format!("It keeps working if {act} {}.", self.clear_every(days)),
            (Lang::En, Clearing::First(first, days)) => {
                format!("It keeps working if {act} within {}, then {}.", self.time(first), self.clear_every(days))
            }
            (Lang::En, Clearing::Now(days)) => {
                format!("It keeps working if {act} now, then {}.", self.clear_every(days))
            }
        }
    }

    /// Writes when to clear a mailbox, as a clause of advice without its full stop.
    #[must_use]
    pub fn clear_clause(&self, clearing: Clearing) -> String {
        match (self.lang, clearing) {
            (Lang::Ja, Clearing::Every(days)) => format!("{}、古いメールを整理します", self.clear_every(days)),
            (Lang::Ja, Clearing::First(first, days)) => format!(
                "古いメールは、1回目は{}以内に、その後は{}を目安に整理します",
                self.time(first),
                self.clear_every(days)
            ),
            (Lang::Ja, Clearing::Now(days)) => {
                format!("古いメールを今すぐ整理します。その後の目安は、{}です", self.clear_every(days))
            }
            (Lang::En, Clearing::Every(days)) => format!("Clear out old mail {}", self.clear_every(days)),
            (Lang::En, Clearing::First(first, days)) => {
                format!("Clear out old mail within {}, and {} from then on", self.time(first), self.clear_every(days))
            }
            (Lang::En, Clearing::Now(days)) => {
                format!("Clear out old mail now, and {} from then on", self.clear_every(days))
            }
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

    /// Writes that the limit is too small for what arrives, and what to do; `limit_mb` where the limit is not known.
    #[must_use]
    pub fn limit_too_small(&self, limit_mb: Option<u64>, raise: Raise, offer_pop: bool) -> String {
        let what = match (self.lang, limit_mb) {
            (Lang::Ja, None) => "この量では上限が足りません。".to_owned(),
            (Lang::Ja, Some(limit)) => format!("上限が{}だと、この量には足りません。", size(limit)),
            (Lang::En, None) => "The limit is too small for this much mail. ".to_owned(),
            (Lang::En, Some(limit)) => format!("A limit of {} is too small for this much mail. ", size(limit)),
        };
        let to_do = match (self.lang, raise, offer_pop) {
            (Lang::Ja, Raise::Support, true) => "サポートに上限の変更を依頼するか、POPを考えます。".to_owned(),
            (Lang::Ja, Raise::Support, false) => "サポートに上限の変更を依頼します。".to_owned(),
            (Lang::Ja, Raise::Customer(most), true) => {
                format!("管理画面（コントロールパネル）で上限を{}に戻すか、POPを考えます。", size(most))
            }
            (Lang::Ja, Raise::Customer(most), false) => {
                format!("管理画面（コントロールパネル）で、上限を{}に戻します。", size(most))
            }
            (Lang::Ja, Raise::AtMost(most), true) => {
                format!("このサービスの上限は{}が最大なので、POPを考えます。", size(most))
            }
            (Lang::Ja, Raise::AtMost(most), false) => {
                format!("このサービスの上限は{}が最大なので、届く量を減らします。", size(most))
            }
            (Lang::Ja, Raise::Unknown, true) => "上限を増やせるかを契約書で確かめるか、POPを考えます。".to_owned(),
            (Lang::Ja, Raise::Unknown, false) => "上限を増やせるかを、契約書で確かめます。".to_owned(),
            (Lang::En, _, pop) => {
                let pop = if pop { ", or consider POP" } else { "" };
                match raise {
                    Raise::Support => format!("Ask support to raise it{pop}."),
                    Raise::Customer(most) => format!("Restore it to {} in the control panel{pop}.", size(most)),
                    Raise::AtMost(most) if pop.is_empty() => {
                        format!("{} is the maximum of this service: have less mail sent here.", size(most))
                    }
                    Raise::AtMost(most) => format!("{} is the maximum of this service: consider POP.", size(most)),
                    Raise::Unknown => format!("See in the contract whether it can be raised{pop}."),
                }
            }
        };
        what + &to_do
    }

    /// Writes for how many days POP should leave mail on the server, as a clause of advice without its full stop.
    ///
    /// ```
    /// use pop_or_imap::{quota::KeepSetting, report::Wording, rulebook::Lang};
    /// let keep = KeepSetting { days: 14, at_most: 30, for_others: 14, too_long: None };
    /// assert_eq!(Wording::of(Lang::Ja).keep_clause(keep), "14日残す設定にします（長くても30日）");
    /// ```
    #[must_use]
    pub fn keep_clause(&self, keep: KeepSetting) -> String {
        let aside = self.keep_aside(keep);
        match (self.lang, keep.days) {
            (Lang::Ja, 0) => format!("残さない設定にします{aside}"),
            (Lang::En, 0) => format!("set mail to be removed from the server once fetched{aside}"),
            (Lang::Ja, days) => format!("{}日残す設定にします{aside}", grouped(days)),
            (Lang::En, days) => format!("set mail to stay on the server for {}{aside}", self.in_days(days)),
        }
    }

    /// Writes the same where other devices fetch too.
    #[must_use]
    pub fn share_clause(&self, keep: KeepSetting) -> String {
        let shared = KeepSetting { days: keep.for_others, ..keep };
        match (self.lang, keep.days == keep.for_others || keep.at_most == 0) {
            (_, true) => self.keep_clause(shared),
            (Lang::Ja, false) => format!("{}日残す設定にします（0日では、ほかの機器に届きません）", keep.for_others),
            (Lang::En, false) => {
                let days = self.in_days(keep.for_others);
                format!("set mail to stay on the server for {days} (with 0, the other devices get nothing)")
            }
        }
    }

    /// Writes the number of days as a value in a list.
    #[must_use]
    pub fn keep_value(&self, keep: KeepSetting) -> String {
        let aside = self.keep_aside(keep);
        match (self.lang, keep.days) {
            (Lang::Ja, 0) => format!("0日（残さない設定）{aside}"),
            (Lang::En, 0) => format!("0 days (leave nothing){aside}"),
            (_, days) => format!("{}{aside}", self.in_days(days)),
        }
    }

    fn keep_aside(&self, keep: KeepSetting) -> String {
        match (self.lang, keep.too_long) {
            (Lang::Ja, Some(days)) => format!("（{}日では、いっぱいになることがあります）", grouped(days)),
            (Lang::En, Some(days)) => format!(" ({} can fill the mailbox)", self.in_days(days)),
            (Lang::Ja, None) if keep.days > 0 && keep.at_most > keep.days => {
                format!("（長くても{}日）", grouped(keep.at_most))
            }
            (Lang::En, None) if keep.days > 0 && keep.at_most > keep.days => {
                format!(" ({} at most)", grouped(keep.at_most))
            }
            (_, None) => String::new(),
        }
    }

    /// Counts days in English.
    fn days(&self, days: &str) -> String {
        debug_assert_eq!(self.lang, Lang::En, "Japanese sentences count days themselves");
        if days == "1" { "1 day".to_owned() } else { format!("{days} days") }
    }
}
