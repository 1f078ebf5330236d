//! Sentences about a mailbox that is full or nearly full.

use super::Wording;
use super::size;
use crate::quota::{LimitIncrease, MailboxState};
use crate::rulebook::Lang;

impl Wording {
    /// Names the state of a mailbox.
    #[must_use]
    pub const fn mailbox_state(&self, state: MailboxState) -> &'static str {
        match (self.lang, state) {
            (Lang::Ja, MailboxState::Full) => "メールボックス（メールの保管場所）が、すでにいっぱいです",
            (Lang::Ja, MailboxState::NearlyFull) => "メールボックス（メールの保管場所）が、もうすぐいっぱいです",
            (Lang::En, MailboxState::Full) => "The mailbox is already full",
            (Lang::En, MailboxState::NearlyFull) => "The mailbox is nearly full",
        }
    }

    /// Names the state of a mailbox under a possible limit, if the limit is unknown.
    #[must_use]
    pub fn mailbox_state_if(&self, state: MailboxState, limit_mb: u64) -> String {
        let limit = size(limit_mb);
        match (self.lang, state) {
            (Lang::Ja, MailboxState::Full) => {
                format!("メールボックス（メールの保管場所）は、上限が{limit}なら、すでにいっぱいです")
            }
            (Lang::Ja, MailboxState::NearlyFull) => {
                format!("メールボックス（メールの保管場所）は、上限が{limit}なら、もうすぐいっぱいです")
            }
            (Lang::En, MailboxState::Full) => format!("If the limit is {limit}, the mailbox is already full"),
            (Lang::En, MailboxState::NearlyFull) => format!("If the limit is {limit}, the mailbox is nearly full"),
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
            (Lang::En, MailboxState::Full) => "New mail is refused, and the sender gets an error mail.",
            (Lang::En, MailboxState::NearlyFull) => {
                "Once it is full, new mail is refused and the sender gets an error mail."
            }
        }
    }

    /// Writes the step that frees the most space: deleting mail with large attachments, or else old mail.
    #[must_use]
    pub const fn save_and_delete(&self, phone_only: bool, large: bool) -> &'static str {
        match (self.lang, phone_only, large) {
            (Lang::Ja, false, true) => {
                "大きな添付ファイルのあるメールを、パソコンに保存します。開けることを確かめてから、削除します。"
            }
            (Lang::Ja, true, true) => {
                "大きな添付ファイルを、スマートフォンの外に保存します。開けることを確かめてから、メールを削除します。"
            }
            (Lang::Ja, false, false) => "古いメールを、パソコンに保存します。開けることを確かめてから、削除します。",
            (Lang::Ja, true, false) => {
                "古いメールを、スマートフォンの外に保存します。開けることを確かめてから、削除します。"
            }
            (Lang::En, false, true) => {
                "Save mail with large attachments to the PC. Check that it opens, then delete it."
            }
            (Lang::En, true, true) => {
                "Save large attachments somewhere outside the phone. Check that they open, then delete the mail."
            }
            (Lang::En, false, false) => "Save old mail to the PC. Check that it opens, then delete it.",
            (Lang::En, true, false) => {
                "Save old mail somewhere outside the phone. Check that it opens, then delete it."
            }
        }
    }

    /// Writes a step; if `conditional`, with the condition that IMAP is in use now.
    #[must_use]
    pub fn if_imap_is_used(&self, conditional: bool, step: &str) -> String {
        match (self.lang, conditional) {
            (_, false) => step.to_owned(),
            (Lang::Ja, true) => format!("今IMAPを使っているときは、{step}"),
            (Lang::En, true) => format!("If IMAP is in use now: {step}"),
        }
    }

    /// Writes how the limit can be raised; `None` if it is at its maximum.
    #[must_use]
    pub fn raise_limit(&self, raise: LimitIncrease) -> Option<String> {
        Some(match (self.lang, raise) {
            (_, LimitIncrease::AtMaximum(_)) => return None,
            (Lang::Ja, LimitIncrease::Support) => "上限を増やす必要があれば、サポートに依頼します。".to_owned(),
            (Lang::En, LimitIncrease::Support) => "If the limit has to be raised, ask support.".to_owned(),
            (Lang::Ja, LimitIncrease::Customer(most)) => {
                format!("管理画面（コントロールパネル）で、上限を{}まで戻せます。", size(most))
            }
            (Lang::En, LimitIncrease::Customer(most)) => {
                format!("The limit can be restored to {} in the control panel.", size(most))
            }
            (Lang::Ja, LimitIncrease::Unknown) => {
                "上限を増やせるかを、契約書か利用開始時の案内で確かめます。".to_owned()
            }
            (Lang::En, LimitIncrease::Unknown) => {
                "Check the contract or the welcome notice to see whether the limit can be raised.".to_owned()
            }
        })
    }

    /// Writes that the limit is at its maximum.
    #[must_use]
    pub fn limit_is_maximum(&self, limit_mb: u64) -> String {
        match self.lang {
            Lang::Ja => format!("このサービスの上限は、{}が最大です。", size(limit_mb)),
            Lang::En => format!("The maximum limit of this service is {}.", size(limit_mb)),
        }
    }
}
