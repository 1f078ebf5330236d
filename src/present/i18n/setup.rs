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
            Lang::Ja => format!("今も{protocol}なので、方式は変えません。機器ごとの設定だけを確かめます。"),
            Lang::En => format!("{protocol} is in use already. Only check the settings of each device."),
        }
    }

    /// Writes what the button for a configuration profile saves: the protocol, and the devices that use it.
    #[must_use]
    pub fn save_profile(&self, protocol: Protocol, devices: &[String]) -> String {
        let (name, devices) = (protocol.id().to_uppercase(), self.list(devices));
        match self.lang {
            Lang::Ja => format!("{name}の設定ファイルを保存する（{devices}）"),
            Lang::En => format!("Save the file for {name} ({devices})"),
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

    /// Returns one of two texts, by language.
    fn either(&self, ja: &str, en: &str) -> String {
        match self.lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
        .to_owned()
    }

    /// Writes what a device does with mail on the server.
    #[must_use]
    pub fn device_setting(&self, setting: DeviceSetting) -> Vec<String> {
        match setting {
            DeviceSetting::Deletes { after_days: 0 } => vec![self.either(
                "取り込んだメールを、サーバーに残さない設定にします。この機器に取り込めたことを、先に確かめます。",
                "Set POP to leave no mail on the server. First check that this device has the mail.",
            )],
            DeviceSetting::Deletes { after_days } => {
                let days = self.in_days(after_days);
                let first = match self.lang {
                    Lang::Ja => format!("取り込んだメールを、サーバーに{days}残してから消す設定にします。"),
                    Lang::En => format!("Set POP to leave mail on the server for {days}, and then delete it."),
                };
                let check = self.either(
                    "日数を過ぎると、サーバーから消えます。この機器に取り込めたことを、先に確かめます。",
                    "After that, mail is gone from the server. First check that this device has it.",
                );
                vec![first, check]
            }
            DeviceSetting::NeverDeletes => vec![
                self.either(
                    "取り込んだメールは、サーバーにも残ることがよくあります。",
                    "Fetched mail often stays on the server as well.",
                ),
                self.either("サーバーのメールも、ときどき削除します。", "Delete mail on the server too, now and then."),
            ],
            DeviceSetting::ReadsOnly { sees_days, shows_as_read } => {
                let days = self.in_days(sees_days);
                let only = self.either(
                    "読むだけに使い、サーバーのメールを消したり、移したりしません。",
                    "Use it for reading only: delete and move nothing on the server.",
                );
                let while_there = match self.lang {
                    Lang::Ja => format!("読めるのは、メールがサーバーに残る{days}の間です。"),
                    Lang::En => format!("It shows mail for the {days} that it stays on the server."),
                };
                let read = shows_as_read.then(|| {
                    self.either(
                        "ほかで取り込んだメールは、はじめから既読に見えることがあります。",
                        "Mail that was fetched elsewhere may appear as read from the start.",
                    )
                });
                [only, while_there].into_iter().chain(read).collect()
            }
            DeviceSetting::Shared => vec![self.either(
                "メールはサーバーに残ります。ここで消すと、サーバーからも消えます。",
                "Mail stays on the server. What is deleted here is deleted on the server too.",
            )],
        }
    }

    /// Writes whether old mail fits into the mailbox.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang, setup::{Fit, OldMail}};
    /// let mail = OldMail { local_mb: 3000, used_entered: true, fit: Fit::Newest { free_mb: 500, months: Some(5) } };
    /// let words = Wording::of(Lang::Ja).old_mail(mail);
    /// assert_eq!(words, "パソコンの3 GBは、空きの500 MBに入りきりません。新しいものからコピーします（目安は、最近の約5か月分です）。");
    /// ```
    #[must_use]
    pub fn old_mail(&self, mail: OldMail) -> String {
        let local = size(mail.local_mb);
        let words = match (self.lang, mail.fit) {
            (Lang::Ja, Fit::Whole { percent, warns: false }) => {
                format!("計算では、パソコンの{local}がすべて入り、上限の約{percent}%になります。")
            }
            (Lang::En, Fit::Whole { percent, warns: false }) => {
                format!("By this estimate, all {local} on the PC fits, and about {percent}% of the limit is used.")
            }
            (Lang::Ja, Fit::Whole { percent, warns: true }) => format!(
                "計算では、パソコンの{local}は入りますが、上限の約{percent}%になります。要らないメールはコピーしません。"
            ),
            (Lang::En, Fit::Whole { percent, warns: true }) => format!(
                "By this estimate, the {local} on the PC fits, but about {percent}% of the limit is used. Leave out what is not needed."
            ),
            (_, Fit::Newest { free_mb: 0, .. }) => self.either(
                "メールボックスに空きがありません。古いメールがパソコンにあることを確かめてから、サーバーから消します。消し方がわからないときは、何も消さずにサポートに問い合わせます。",
                "The mailbox has no free space. Check that old mail is on the PC before deleting it on the server. If it is not clear how, delete nothing and ask support.",
            ),
            (Lang::Ja, Fit::Newest { free_mb, months }) => {
                let about = match months {
                    Some(0) => "（1か月分より少ない見込みです）".to_owned(),
                    Some(months) => format!("（目安は、最近の約{months}か月分です）"),
                    None => String::new(),
                };
                let free = size(free_mb);
                format!("パソコンの{local}は、空きの{free}に入りきりません。新しいものからコピーします{about}。")
            }
            (Lang::En, Fit::Newest { free_mb, months }) => {
                let about = match months {
                    Some(0) => " (less than one month is expected to fit)".to_owned(),
                    Some(1) => " (about the last month)".to_owned(),
                    Some(months) => format!(" (about the last {months} months)"),
                    None => String::new(),
                };
                let free = size(free_mb);
                format!("The {local} on the PC does not fit into the free {free}. Copy the newest first{about}.")
            }
            (_, Fit::LimitUnknown) => {
                return self.either(
                    "サービスか上限を入力すると、古いメールが入りきるかがわかります。",
                    "Enter the service or the limit to see whether the old mail fits.",
                );
            }
        };
        if mail.used_entered {
            return words;
        }
        let check = self.either("コピーの前に、今の使用量も確かめます。", "Check the present use before copying.");
        [words, check].join(self.layout.gap)
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
