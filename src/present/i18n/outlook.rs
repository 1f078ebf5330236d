//! Sentences about how a mailbox fills, how long POP leaves mail on the server, and what keeps the mailbox usable.

use super::Wording;
use super::amounts::{LONG, grouped};
use super::size;
use crate::quota::{KeepSetting, LimitIncrease, TimeUntil};
use crate::rulebook::Lang;

/// When to clear a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// At an interval in days.
    Every(u64),
    /// The first time within some time, then at an interval in days.
    First(TimeUntil, u64),
    /// Now, then at an interval in days.
    Now(u64),
}

/// How a limit is too small for what arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortage {
    /// Without more detail.
    Plain,
    /// Mail that stays this many days for other devices does not fit.
    Shared(u64),
    /// The mailbox fills in some time.
    Fills(TimeUntil),
}

impl Wording {
    /// Writes when IMAP fills a mailbox that holds `used_mb` now, for each limit that it may have; `known` where it is one.
    #[must_use]
    pub fn imap_fills(&self, used_mb: u64, limits: &[(u64, Option<TimeUntil>)], known: bool) -> String {
        let start = match (self.lang, used_mb) {
            (Lang::Ja, 0) => "今、空だとすると、".to_owned(),
            (Lang::En, 0) => "If the mailbox is empty now, ".to_owned(),
            (Lang::Ja, _) => format!("今の使用量が{}だと、", size(used_mb)),
            (Lang::En, _) => format!("With {} used now, ", size(used_mb)),
        };
        let (with, even) = match self.lang {
            Lang::Ja => ("IMAPでは", "IMAPでも、"),
            Lang::En => ("IMAP is expected to fill", "even with IMAP"),
        };
        self.fills(&start, [with, even], limits, known)
    }

    /// Writes when POP that never deletes on the server fills a mailbox, for each limit that it may have.
    #[must_use]
    pub fn phone_fills(&self, limits: &[(u64, Option<TimeUntil>)], known: bool) -> String {
        let [with, even] = match self.lang {
            Lang::Ja => ["サーバーのメールを消さないと、", "サーバーのメールを消さなくても、"],
            Lang::En => [
                "If mail is not deleted on the server, POP is expected to fill",
                "Even if mail is not deleted on the server",
            ],
        };
        self.fills("", [with, even], limits, known)
    }

    fn fills(&self, start: &str, [with, even]: [&str; 2], limits: &[(u64, Option<TimeUntil>)], known: bool) -> String {
        let long = |reached: Option<TimeUntil>| reached.is_none_or(|reached| reached.days >= LONG);
        match limits {
            [] | [(_, None), ..] => match self.lang {
                Lang::Ja => format!("{start}いっぱいにはならない見込みです。"),
                Lang::En => format!("{start}{even}, the mailbox is not expected to fill up."),
            },
            [(limit, Some(TimeUntil { days: 0, .. }))] => self.no_space(*limit, known),
            [(limit, reached), ..] if long(*reached) => match (self.lang, known) {
                (Lang::Ja, true) => format!("{start}{even}{}は10年以上いっぱいにならない見込みです。", size(*limit)),
                (Lang::Ja, false) => {
                    format!("{start}上限が{}でも、10年以上いっぱいにならない見込みです。", size(*limit))
                }
                (Lang::En, _) => format!("{start}{even}, {} is expected to last ten years or more.", size(*limit)),
            },
            [(limit, Some(reached))] if known => match self.lang {
                Lang::Ja => {
                    format!("{start}{with}{}で{}がいっぱいになる見込みです。", self.time(*reached), size(*limit))
                }
                Lang::En => format!("{start}{with} the {} mailbox in {}.", size(*limit), self.time(*reached)),
            },
            _ => self.fills_each(start, with, limits),
        }
    }

    /// Writes that a mailbox has no space left; on condition where its limit is not `known`.
    #[must_use]
    pub fn no_space(&self, limit_mb: u64, known: bool) -> String {
        let limit = size(limit_mb);
        match (self.lang, known) {
            (Lang::Ja, true) => format!("上限の{limit}には、もう空きがありません。"),
            (Lang::Ja, false) => format!("上限が{limit}なら、今すでにいっぱいです。"),
            (Lang::En, true) => format!("The {limit} mailbox is already full."),
            (Lang::En, false) => format!("A mailbox of {limit} is already full."),
        }
    }

    /// Writes that more is used than any limit that is assumed where the service is not known.
    #[must_use]
    pub fn above_usual_limits(&self, used_mb: u64, limits_mb: &[u64]) -> String {
        let limits: Vec<_> = limits_mb.iter().map(|limit| size(*limit)).collect();
        match self.lang {
            Lang::Ja => format!(
                "今の使用量は{}で、はじめの上限（{}）を超えています。今の上限を、契約書か利用開始時の案内で確かめます。",
                size(used_mb),
                limits.join("か")
            ),
            Lang::En => format!(
                "{} is used now, more than the default limits ({}). See the contract, or the notice sent at the start, \
                 for the limit of this mailbox.",
                size(used_mb),
                limits.join(" or ")
            ),
        }
    }

    /// Writes when a mailbox fills for each of several limits, the full ones first.
    fn fills_each(&self, start: &str, with: &str, limits: &[(u64, Option<TimeUntil>)]) -> String {
        let reached = limits.iter().filter_map(|(limit, reached)| Some((*limit, (*reached)?)));
        let (full, later): (Vec<_>, Vec<_>) = reached.partition(|(_, reached)| reached.days == 0);
        let mut sentences: Vec<_> = full.into_iter().map(|(limit, _)| self.no_space(limit, false)).collect();
        let each = later.into_iter().map(|(limit, reached)| match self.lang {
            Lang::Ja => format!("{}なら{}", size(limit), self.time(reached)),
            Lang::En => format!("{} in {}", size(limit), self.time(reached)),
        });
        let each: Vec<_> = each.collect();
        if !each.is_empty() {
            sentences.push(match self.lang {
                Lang::Ja => format!("{start}{with}上限が{}でいっぱいになる見込みです。", each.join("、")),
                Lang::En => format!("{start}{with} a mailbox of {}.", each.join(", and one of ")),
            });
        }
        sentences.join(self.gap)
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

    /// Writes how much POP leaves on the server for some days, where that is a large part of the limit.
    #[must_use]
    pub fn pop_uses(&self, days: u64, bytes: u64) -> String {
        let (days, bytes) = (grouped(days), self.bytes(bytes));
        match self.lang {
            Lang::Ja => format!("POPで{days}日残すと、{bytes}を使う見込みです。"),
            Lang::En => format!("With mail left for {}, POP is expected to use {bytes}.", self.days(&days)),
        }
    }

    /// Writes that a holiday without fetching can fill the mailbox.
    #[must_use]
    pub fn holiday_can_fill(&self) -> String {
        match self.lang {
            Lang::Ja => "長い休みで受信しないと、いっぱいになることがあります。".to_owned(),
            Lang::En => "If mail is not fetched over a long holiday, the mailbox can fill up.".to_owned(),
        }
    }

    /// Writes that POP that leaves mail on the server for some days brings the mailbox near its limit.
    #[must_use]
    pub fn pop_nears(&self, days: u64, bytes: u64, limit_mb: u64, known: bool) -> String {
        let (days, bytes, limit) = (grouped(days), self.bytes(bytes), size(limit_mb));
        match (self.lang, known) {
            (Lang::Ja, true) => format!("サーバーに{days}日残すと{bytes}になり、上限の{limit}に近づく見込みです。"),
            (Lang::Ja, false) => {
                format!("サーバーに{days}日残すと{bytes}になる見込みです。上限が{limit}なら、いっぱいに近づきます。")
            }
            (Lang::En, true) => {
                format!(
                    "With mail left for {}, the mailbox reaches {bytes}, near its limit of {limit}.",
                    self.days(&days)
                )
            }
            (Lang::En, false) => {
                format!(
                    "With mail left for {}, the mailbox reaches {bytes}. That is near the limit if it is {limit}.",
                    self.days(&days)
                )
            }
        }
    }

    /// Writes that POP that leaves mail on the server for some days fills the mailbox.
    #[must_use]
    pub fn pop_fills(&self, days: u64, limit_mb: u64, full: TimeUntil, known: bool) -> String {
        let (days, limit, time) = (grouped(days), size(limit_mb), self.time(full));
        match (self.lang, known) {
            (Lang::Ja, true) => {
                format!("POPでも、サーバーに{days}日残すと、{time}で{limit}がいっぱいになる見込みです。")
            }
            (Lang::Ja, false) => {
                format!("上限が{limit}なら、POPで{days}日残しても、{time}でいっぱいになる見込みです。")
            }
            (Lang::En, true) => {
                let days = self.days(&days);
                format!("Even with POP, {limit} is expected to fill in {time} if mail is left for {days}.")
            }
            (Lang::En, false) => {
                let days = self.days(&days);
                format!("Even with POP, a mailbox of {limit} is expected to fill in {time} if mail is left for {days}.")
            }
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
                    "{used} is used now. With POP and mail left for {}, this should drop to {bytes}.",
                    self.days(&days)
                )
            }
        }
    }

    /// Writes that clearing what is there now, or a shorter setting, or both, keeps POP working.
    #[must_use]
    pub fn pop_keeps_working(&self, clear_first: bool, setting: Option<u64>) -> String {
        let set = setting.map(|days| match (self.lang, days) {
            (Lang::Ja, 0) => "残さない設定にすれば".to_owned(),
            (Lang::Ja, _) => format!("残す日数を{}日にすれば", grouped(days)),
            (Lang::En, 0) => "nothing is left on the server".to_owned(),
            (Lang::En, _) => format!("mail is left for {}", self.in_days(days)),
        });
        match (self.lang, clear_first, set) {
            (Lang::Ja, false, set) => format!("{}、使い続けられます。", set.unwrap_or_default()),
            (Lang::Ja, true, None) => "今あるメールを先に整理（保存して削除）すれば、使い続けられます。".to_owned(),
            (Lang::Ja, true, Some(set)) => {
                format!("今あるメールを先に整理（保存して削除）し、{set}、使い続けられます。")
            }
            (Lang::En, false, set) => format!("It keeps working if {}.", set.unwrap_or_default()),
            (Lang::En, true, None) => "It keeps working if what is there now is saved and deleted first.".to_owned(),
            (Lang::En, true, Some(set)) => {
                format!("It keeps working if what is there now is saved and deleted first, and {set}.")
            }
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

    /// Writes how often to clear a mailbox once it has been cleared as its caution says, as a clause of advice.
    #[must_use]
    pub fn clear_after_caution(&self, days: u64) -> String {
        match self.lang {
            Lang::Ja => format!("整理したあとも、{}、古いメールを保存して削除します", self.clear_every(days)),
            Lang::En => format!("After that, save and delete old mail {}", self.clear_every(days)),
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

    /// Writes that a limit is too small for what arrives; on condition where it is not `known`.
    #[must_use]
    pub fn limit_too_small(&self, shortage: Shortage, limit_mb: u64, known: bool) -> String {
        let limit = size(limit_mb);
        match (self.lang, shortage, known) {
            (Lang::Ja, Shortage::Plain, true) => "この量では上限が足りません。".to_owned(),
            (Lang::Ja, Shortage::Plain, false) => format!("上限が{limit}だと、この量には足りません。"),
            (Lang::Ja, Shortage::Shared(days), true) => {
                format!("ほかの機器のために{days}日残すと、上限の{limit}では足りません。")
            }
            (Lang::Ja, Shortage::Shared(days), false) => {
                format!("上限が{limit}だと、ほかの機器のために{days}日残すには足りません。")
            }
            (Lang::Ja, Shortage::Fills(full), true) => {
                format!("この量では、{}でいっぱいになる見込みです。", self.time(full))
            }
            (Lang::Ja, Shortage::Fills(full), false) => {
                format!("上限が{limit}だと、この量では{}でいっぱいになる見込みです。", self.time(full))
            }
            (Lang::En, Shortage::Plain, true) => "The limit is too small for this much mail.".to_owned(),
            (Lang::En, Shortage::Plain, false) => format!("A limit of {limit} is too small for this much mail."),
            (Lang::En, Shortage::Shared(days), true) => {
                format!("The limit of {limit} is too small to leave mail for other devices for {}.", self.in_days(days))
            }
            (Lang::En, Shortage::Shared(days), false) => {
                format!("A limit of {limit} is too small to leave mail for other devices for {}.", self.in_days(days))
            }
            (Lang::En, Shortage::Fills(full), true) => {
                format!("With this much mail, the mailbox is expected to fill in {}.", self.time(full))
            }
            (Lang::En, Shortage::Fills(full), false) => {
                format!("With this much mail, a mailbox of {limit} is expected to fill in {}.", self.time(full))
            }
        }
    }

    /// Writes what to do about a limit that is too small; `offer_pop` where POP would help.
    #[must_use]
    pub fn widen(&self, raise: LimitIncrease, offer_pop: bool) -> String {
        let first = match (self.lang, raise) {
            (Lang::Ja, LimitIncrease::Support) => "サポートに上限の変更を依頼します。".to_owned(),
            (Lang::En, LimitIncrease::Support) => "Ask support to raise it.".to_owned(),
            (Lang::Ja, LimitIncrease::Customer(most)) => {
                format!("管理画面（コントロールパネル）で、上限を{}に戻します。", size(most))
            }
            (Lang::En, LimitIncrease::Customer(most)) => format!("Restore it to {} in the control panel.", size(most)),
            (Lang::Ja, LimitIncrease::AtMaximum(most)) => format!("このサービスの上限は、{}が最大です。", size(most)),
            (Lang::En, LimitIncrease::AtMaximum(most)) => format!("{} is the maximum of this service.", size(most)),
            (Lang::Ja, LimitIncrease::Unknown) => "上限を増やせるかを、契約書で確かめます。".to_owned(),
            (Lang::En, LimitIncrease::Unknown) => "See in the contract whether it can be raised.".to_owned(),
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
        [first.as_str(), then].join(self.gap)
    }

    /// Writes for how many days POP should leave mail on the server, as a clause of advice without its full stop.
    ///
    /// ```
    /// use pop_or_imap::{quota::KeepSetting, present::Wording, rulebook::Lang};
    /// let keep = KeepSetting { days: 14, at_most: 30, for_others: 14, too_long: None, unchecked: None, clear_first: false };
    /// assert_eq!(Wording::of(Lang::Ja).keep_clause(keep), "14日残す設定にします（長くても30日）");
    /// ```
    #[must_use]
    pub fn keep_clause(&self, keep: KeepSetting) -> String {
        let aside = self.keep_aside(keep);
        match (self.lang, keep.days, keep.clear_first) {
            (Lang::Ja, 0, _) => format!("残さない設定にします{aside}"),
            (Lang::En, 0, _) => format!("set mail to be removed from the server once fetched{aside}"),
            (Lang::Ja, days, false) => format!("{}日残す設定にします{aside}", grouped(days)),
            (Lang::En, days, false) => format!("set mail to stay on the server for {}{aside}", self.in_days(days)),
            (Lang::Ja, days, true) => {
                format!("今あるメールを先に整理（保存して削除）してから、{}日残す設定にします", grouped(days))
            }
            (Lang::En, days, true) => {
                let days = self.in_days(days);
                format!("first save and delete what is there now, then set mail to stay on the server for {days}")
            }
        }
    }

    /// Writes the same where other devices fetch too.
    #[must_use]
    pub fn share_clause(&self, keep: KeepSetting) -> String {
        let shared = KeepSetting { days: keep.for_others, ..keep };
        match (self.lang, keep.days == keep.for_others || keep.at_most == 0 || keep.clear_first) {
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

    /// Writes in brackets what else to know of the number of days: most important first.
    fn keep_aside(&self, keep: KeepSetting) -> String {
        let longest = Some(keep.at_most).filter(|most| keep.days > 0 && *most > keep.days);
        match (self.lang, keep) {
            (Lang::Ja, KeepSetting { clear_first: true, .. }) => "（今あるメールを先に整理）".to_owned(),
            (Lang::En, KeepSetting { clear_first: true, .. }) => {
                " (first save and delete what is there now)".to_owned()
            }
            (Lang::Ja, KeepSetting { too_long: Some(days), .. }) => {
                format!("（{}日では、いっぱいになることがあります）", grouped(days))
            }
            (Lang::En, KeepSetting { too_long: Some(days), .. }) => {
                format!(" ({} can fill the mailbox)", self.in_days(days))
            }
            (Lang::Ja, KeepSetting { unchecked: Some(days), .. }) => {
                format!("（{}日でよいかは、1日の通数を入力すると確かめられます）", grouped(days))
            }
            (Lang::En, KeepSetting { unchecked: Some(days), .. }) => {
                format!(" (to check {}, enter the mails received a day)", self.in_days(days))
            }
            (Lang::Ja, _) => longest.map(|most| format!("（長くても{}日）", grouped(most))).unwrap_or_default(),
            (Lang::En, _) => longest.map(|most| format!(" ({} at most)", grouped(most))).unwrap_or_default(),
        }
    }

    /// Counts days in English.
    fn days(&self, days: &str) -> String {
        debug_assert_eq!(self.lang, Lang::En, "Japanese sentences count days themselves");
        if days == "1" { "1 day".to_owned() } else { format!("{days} days") }
    }
}
