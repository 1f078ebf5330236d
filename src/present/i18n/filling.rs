//! Sentences about when a mailbox fills, and how much POP leaves in it.

use super::Wording;
use super::amounts::{LONG, grouped};
use super::size;
use crate::quota::TimeUntil;
use crate::rulebook::Lang;

impl Wording {
    /// Writes when IMAP fills a mailbox with `used_mb` in it now, for each possible limit; `known` if the limit is
    /// known.
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

    /// Writes when POP that never deletes on the server fills a mailbox, for each possible limit.
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

    /// Writes that a mailbox has no space left; as a condition if its limit is not `known`.
    #[must_use]
    pub fn no_space(&self, limit_mb: u64, known: bool) -> String {
        let limit = size(limit_mb);
        match (self.lang, known) {
            (Lang::Ja, true) => format!("上限の{limit}には、もう空きがありません。"),
            (Lang::Ja, false) => format!("上限が{limit}なら、今すでにいっぱいです。"),
            (Lang::En, true) => format!("The {limit} mailbox is already full."),
            (Lang::En, false) => format!("If the limit is {limit}, the mailbox is already full."),
        }
    }

    /// Writes that more is used than any limit that is assumed for an unknown service.
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
                "{} is used now, more than the default limits ({}). Check the contract or the welcome notice for the limit \
                 of this mailbox.",
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
        sentences.join(self.layout.gap)
    }

    /// Writes the inputs of a forecast: mails a day, and the current size if `used_mb` is some.
    #[must_use]
    pub fn forecast_basis(&self, mails: u64, used_mb: Option<u64>) -> String {
        let mails = grouped(mails);
        let one = if mails == "1" { "" } else { "s" };
        match (self.lang, used_mb) {
            (Lang::Ja, None) => format!("1日に{mails}通届くとした場合です。"),
            (Lang::Ja, Some(0)) => format!("1日に{mails}通届き、今は空だとした場合です。"),
            (Lang::Ja, Some(used)) => format!("1日に{mails}通届き、今の使用量が{}の場合です。", size(used)),
            (Lang::En, None) => format!("This assumes {mails} message{one} a day."),
            (Lang::En, Some(0)) => format!("This assumes {mails} message{one} a day and an empty mailbox now."),
            (Lang::En, Some(used)) => format!("This assumes {mails} message{one} a day and {} used now.", size(used)),
        }
    }

    /// Writes the level at which POP that leaves mail on the server for some days settles.
    #[must_use]
    pub fn pop_settles(&self, days: u64, bytes: u64) -> String {
        let (days, bytes) = (grouped(days), self.bytes(bytes));
        match (self.lang, days.as_str()) {
            (Lang::Ja, "0") => "POPでサーバーに残さない設定なら、いっぱいになる心配はほとんどありません。".to_owned(),
            (Lang::En, "0") => {
                "With POP and nothing left on the server, the mailbox is unlikely to fill up.".to_owned()
            }
            (Lang::Ja, _) => {
                format!("POPなら、いっぱいになる心配はほとんどありません（{days}日残しても{bytes}）。")
            }
            (Lang::En, _) => {
                format!(
                    "With POP, the mailbox is unlikely to fill up: mail left for {} takes {bytes}.",
                    self.days(&days)
                )
            }
        }
    }

    /// Writes the level at which POP settles, if it is a large part of the limit.
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

    /// Writes that POP that leaves mail on the server for some days settles near the limit.
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

    /// Writes the level to which POP that leaves mail on the server for some days reduces the mailbox.
    #[must_use]
    pub fn pop_goes_down(&self, used_mb: u64, days: u64, bytes: u64) -> String {
        let (used, days, bytes) = (size(used_mb), grouped(days), self.bytes(bytes));
        match (self.lang, days.as_str()) {
            (Lang::Ja, "0") => {
                format!("今の使用量は{used}です。POPで取り込んで残さなければ、メールボックスは空になります。")
            }
            (Lang::Ja, _) => {
                format!("今の使用量は{used}です。POPで取り込んで{days}日だけ残すと、{bytes}に減る見込みです。")
            }
            (Lang::En, "0") => {
                format!("{used} is used now. If POP leaves nothing on the server, the mailbox becomes empty.")
            }
            (Lang::En, _) => {
                format!(
                    "{used} is used now. With POP and mail left for {}, this is expected to drop to {bytes}.",
                    self.days(&days)
                )
            }
        }
    }

    /// Formats a grouped number of days in English.
    fn days(&self, days: &str) -> String {
        debug_assert_eq!(self.lang, Lang::En, "Japanese sentences have the unit themselves");
        if days == "1" { "1 day".to_owned() } else { format!("{days} days") }
    }
}
