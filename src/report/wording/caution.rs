//! Sentences about a mailbox that is full or nearly so, in both languages.

use super::Wording;
use crate::quota::{MailboxState, Raise};
use crate::report::size;
use crate::rulebook::Lang;

impl Wording {
    /// Names the state of a mailbox.
    #[must_use]
    pub const fn mailbox_state(&self, state: MailboxState) -> &'static str {
        match (self.lang, state) {
            (Lang::Ja, MailboxState::Full) => "メールボックス（メールの保管場所）が、すでにいっぱいです",
            (Lang::Ja, MailboxState::NearlyFull) => "メールボックス（メールの保管場所）が、もうすぐいっぱいです",
            (Lang::En, MailboxState::Full) => "The mailbox is full already",
            (Lang::En, MailboxState::NearlyFull) => "The mailbox is nearly full",
        }
    }

    /// Writes what happens to new mail in that state.
    #[must_use]
    pub const fn mailbox_state_means(&self, state: MailboxState) -> &'static str {
        match (self.lang, state) {
            (Lang::Ja, MailboxState::Full) => "新しいメールは届かず、送った人にエラーメールが返ります。",
            (Lang::Ja, MailboxState::NearlyFull) => {
                "いっぱいになると新しいメールは届かず、送った人にエラーメールが返ります。"
            }
            (Lang::En, MailboxState::Full) => "New mail is refused, and the sender gets a bounce message.",
            (Lang::En, MailboxState::NearlyFull) => {
                "Once it is full, new mail is refused and the sender gets a bounce message."
            }
        }
    }

    /// Writes the step that frees the most space: large mail.
    #[must_use]
    pub const fn save_large_mail(&self, phone_only: bool) -> &'static str {
        match (self.lang, phone_only) {
            (Lang::Ja, false) => {
                "大きな添付ファイルのあるメールを、パソコンに保存します。開けることを確かめてから、削除します。"
            }
            (Lang::Ja, true) => {
                "大きな添付ファイルを、スマートフォンの外に保存します。開けることを確かめてから、メールを削除します。"
            }
            (Lang::En, false) => "Save mail with large attachments to the PC. Check that it opens, then delete it.",
            (Lang::En, true) => {
                "Save large attachments somewhere outside the phone. Check that they open, then delete the mail."
            }
        }
    }

    /// Writes how the limit can be raised; `None` where it is at its maximum.
    #[must_use]
    pub fn raise_limit(&self, raise: Raise) -> Option<String> {
        Some(match (self.lang, raise) {
            (_, Raise::AtMost(_)) => return None,
            (Lang::Ja, Raise::Support) => "上限を増やす必要があれば、サポートに依頼します。".to_owned(),
            (Lang::En, Raise::Support) => "If the limit has to be raised, ask support.".to_owned(),
            (Lang::Ja, Raise::Customer(most)) => {
                format!("管理画面（コントロールパネル）で、上限を{}まで戻せます。", size(most))
            }
            (Lang::En, Raise::Customer(most)) => {
                format!("The limit can be restored to {} in the control panel.", size(most))
            }
            (Lang::Ja, Raise::Unknown) => "上限を増やせるかを、契約書か利用開始時の案内で確かめます。".to_owned(),
            (Lang::En, Raise::Unknown) => {
                "See the contract, or the notice sent at the start, for whether the limit can be raised.".to_owned()
            }
        })
    }

    /// Writes that the limit is at its maximum.
    #[must_use]
    pub fn limit_is_maximum(&self, limit_mb: u64) -> String {
        match self.lang {
            Lang::Ja => format!("このサービスの上限は、{}が最大です。", size(limit_mb)),
            Lang::En => format!("On this service, {} is the maximum.", size(limit_mb)),
        }
    }
}
