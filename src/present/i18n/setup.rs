//! Sentences about setting up an account.

use super::{Wording, size};
use crate::rulebook::{CurrentUse, DrawnDevice, Lang, Protocol, Security, UserName};
use crate::setup::{DeviceSetting, Fit, OldMail};

impl Wording {
    /// Returns the label of a current use.
    #[must_use]
    pub const fn current_use(&self, now: CurrentUse) -> &'static str {
        match now {
            CurrentUse::New => self.setup.now_new,
            CurrentUse::Pop => self.setup.now_pop,
            CurrentUse::Imap => self.setup.now_imap,
            CurrentUse::Both => self.setup.now_both,
            CurrentUse::Moving => self.setup.now_moving,
        }
    }

    /// Returns the words for an encryption, as mail apps write them.
    #[must_use]
    pub const fn encryption(&self, security: Security) -> &'static str {
        match security {
            Security::Tls => self.setup.security_tls,
            Security::StartTls => self.setup.security_starttls,
            Security::Plain => self.setup.security_plain,
        }
    }

    /// Returns what the user name is.
    #[must_use]
    pub const fn username_form(&self, username: UserName) -> &'static str {
        match username {
            UserName::Address => self.setup.username_address,
            UserName::LocalPart => self.setup.username_local,
            UserName::Given => self.setup.username_given,
        }
    }

    /// Writes the title of the page.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// assert_eq!(Wording::of(Lang::Ja).setup_title("IMAP"), "IMAPで|設定します");
    /// ```
    #[must_use]
    pub fn setup_title(&self, protocol: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{protocol}で|設定します"),
            Lang::En => format!("Set up the account with {protocol}"),
        }
    }

    /// Writes which protocol to choose on a device.
    #[must_use]
    pub fn chooses(&self, protocol: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{protocol}を選びます。"),
            Lang::En => format!("Choose {protocol}."),
        }
    }

    /// Writes that nothing has to be changed, because the recommended protocol is in use.
    #[must_use]
    pub fn stays(&self, protocol: &str) -> String {
        match self.lang {
            Lang::Ja => format!("今も{protocol}なので、方式は変えません。下の設定だけを確かめます。"),
            Lang::En => format!("{protocol} is in use already. Only check the settings below."),
        }
    }

    /// Returns the name of a device without line breaks.
    #[must_use]
    pub fn device_name(&self, device: Option<DrawnDevice>) -> String {
        let label = match device {
            Some(DrawnDevice::Pc) => self.map.pc,
            Some(DrawnDevice::Phone) => self.map.phone,
            Some(DrawnDevice::OtherPc) => self.map.other_pc,
            Some(DrawnDevice::OtherPerson) => self.map.other_person,
            None => self.map.unknown,
        };
        label.replace('|', self.layout.gap)
    }

    /// Writes what a device does with mail on the server.
    #[must_use]
    pub fn device_setting(&self, setting: DeviceSetting) -> Vec<String> {
        let texts: Vec<String> = match (self.lang, setting) {
            (Lang::Ja, DeviceSetting::Deletes { after_days: 0 }) => {
                vec!["取り込んだメールを、サーバーに残さない設定にします。".to_owned()]
            }
            (Lang::En, DeviceSetting::Deletes { after_days: 0 }) => {
                vec!["Set POP to leave no mail on the server.".to_owned()]
            }
            (Lang::Ja, DeviceSetting::Deletes { after_days }) => {
                vec![format!("取り込んだメールを、サーバーに{}残してから消す設定にします。", self.in_days(after_days))]
            }
            (Lang::En, DeviceSetting::Deletes { after_days }) => {
                vec![format!(
                    "Set POP to leave mail on the server for {}, and then delete it.",
                    self.in_days(after_days)
                )]
            }
            (Lang::Ja, DeviceSetting::NeverDeletes) => vec![
                "取り込んだメールは、サーバーにも残ることがよくあります。".to_owned(),
                "サーバーのメールも、ときどき削除します。".to_owned(),
            ],
            (Lang::En, DeviceSetting::NeverDeletes) => vec![
                "Fetched mail often stays on the server as well.".to_owned(),
                "Delete mail on the server too, now and then.".to_owned(),
            ],
            (Lang::Ja, DeviceSetting::ReadsOnly { sees_days, shows_as_read }) => {
                let read = "ほかで取り込んだメールは、はじめから既読に見えることがあります。";
                let days = self.in_days(sees_days);
                [
                    Some("読むだけに使い、サーバーのメールは消しません。".to_owned()),
                    Some(format!("読めるのは、メールがサーバーに残る{days}の間です。")),
                    shows_as_read.then(|| read.to_owned()),
                ]
                .into_iter()
                .flatten()
                .collect()
            }
            (Lang::En, DeviceSetting::ReadsOnly { sees_days, shows_as_read }) => {
                let read = "Mail that was fetched elsewhere may appear as read from the start.";
                let days = self.in_days(sees_days);
                [
                    Some("Use it for reading only, and delete nothing on the server.".to_owned()),
                    Some(format!("It shows mail for the {days} that it stays on the server.")),
                    shows_as_read.then(|| read.to_owned()),
                ]
                .into_iter()
                .flatten()
                .collect()
            }
            (Lang::Ja, DeviceSetting::Shared) => {
                vec!["メールはサーバーに残ります。ここで消すと、サーバーからも消えます。".to_owned()]
            }
            (Lang::En, DeviceSetting::Shared) => {
                vec!["Mail stays on the server. What is deleted here is deleted on the server too.".to_owned()]
            }
        };
        texts
    }

    /// Writes whether old mail fits into the mailbox.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang, setup::{Fit, OldMail}};
    /// let mail = OldMail { local_mb: 3000, fit: Fit::Newest { free_mb: 500, months: Some(5) } };
    /// let words = Wording::of(Lang::Ja).old_mail(mail);
    /// assert_eq!(words, "パソコンの3 GBは、空きの500 MBに入りきりません。新しいものから移します（目安は、最近の約5か月分です）。");
    /// ```
    #[must_use]
    pub fn old_mail(&self, mail: OldMail) -> String {
        let local = size(mail.local_mb);
        match (self.lang, mail.fit) {
            (Lang::Ja, Fit::Whole { percent, warns: false }) => {
                format!("パソコンの{local}は、すべて入ります。移したあとは、上限の約{percent}%を使います。")
            }
            (Lang::En, Fit::Whole { percent, warns: false }) => {
                format!("All {local} on the PC fits. About {percent}% of the limit is used afterwards.")
            }
            (Lang::Ja, Fit::Whole { percent, warns: true }) => {
                format!("パソコンの{local}は入りますが、上限の約{percent}%を使います。要らないメールは移しません。")
            }
            (Lang::En, Fit::Whole { percent, warns: true }) => {
                format!(
                    "The {local} on the PC fits, but uses about {percent}% of the limit. Leave out what is not needed."
                )
            }
            (Lang::Ja, Fit::Newest { free_mb: 0, .. }) => {
                "メールボックスに空きがありません。先に古いメールを保存して、サーバーから消します。".to_owned()
            }
            (Lang::En, Fit::Newest { free_mb: 0, .. }) => {
                "The mailbox has no free space. First save old mail and delete it on the server.".to_owned()
            }
            (Lang::Ja, Fit::Newest { free_mb, months }) => {
                let free = size(free_mb);
                let about = match months {
                    Some(0) => "（1か月分より少ない見込みです）".to_owned(),
                    Some(months) => format!("（目安は、最近の約{months}か月分です）"),
                    None => String::new(),
                };
                format!("パソコンの{local}は、空きの{free}に入りきりません。新しいものから移します{about}。")
            }
            (Lang::En, Fit::Newest { free_mb, months }) => {
                let free = size(free_mb);
                let about = match months {
                    Some(0) => " (less than one month is expected to fit)".to_owned(),
                    Some(1) => " (about the last month)".to_owned(),
                    Some(months) => format!(" (about the last {months} months)"),
                    None => String::new(),
                };
                format!("The {local} on the PC does not fit into the free {free}. Copy the newest first{about}.")
            }
            (Lang::Ja, Fit::LimitUnknown) => {
                "サービスか上限を入力すると、古いメールが入りきるかがわかります。".to_owned()
            }
            (Lang::En, Fit::LimitUnknown) => {
                "Enter the service or the limit to see whether the old mail fits.".to_owned()
            }
        }
    }

    /// Writes when the texts of a mail app were last compared with it.
    #[must_use]
    pub fn checked_on(&self, day: &str) -> String {
        let day = self.day(day);
        match self.lang {
            Lang::Ja => format!("画面の確認：{day}"),
            Lang::En => format!("Checked on {day}"),
        }
    }

    /// Writes the heading of a server's values.
    #[must_use]
    pub fn receiving(&self, protocol: Protocol) -> String {
        let name = protocol.id().to_uppercase();
        match self.lang {
            Lang::Ja => format!("受信サーバー（{name}）"),
            Lang::En => format!("Receiving ({name})"),
        }
    }

    /// Returns the heading of the values of the server for sending.
    #[must_use]
    pub const fn sending(&self) -> &'static str {
        match self.lang {
            Lang::Ja => "送信サーバー（SMTP）",
            Lang::En => "Sending (SMTP)",
        }
    }
}
