//! Clauses about the number of days for which POP leaves mail on the server.

use super::Wording;
use super::amounts::grouped;
use crate::quota::KeepSetting;
use crate::rulebook::Lang;

impl Wording {
    /// Writes that many phone apps ignore the number of days.
    #[must_use]
    pub fn phones_ignore_days(&self) -> String {
        match self.lang {
            Lang::Ja => "残す日数を決められない、スマートフォンのアプリも多くあります。".to_owned(),
            Lang::En => "Many phone apps cannot limit how long mail stays on the server.".to_owned(),
        }
    }

    /// Writes for how many days POP should leave mail on the server, as a clause of advice without a full stop.
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

    /// Writes the same clause for mail that other devices fetch as well.
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

    /// Writes the most important note about the number of days, in brackets.
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
                format!(" (to see whether {} is possible, enter the messages received a day)", self.in_days(days))
            }
            (Lang::Ja, _) => longest.map(|most| format!("（長くても{}日）", grouped(most))).unwrap_or_default(),
            (Lang::En, _) => longest.map(|most| format!(" ({} at most)", grouped(most))).unwrap_or_default(),
        }
    }
}
