//! Owns what the forecast assumes where nobody has said better: sizes, working days, shares, usual numbers of mails.

use super::{AnswerSet, Question};

/// What the forecast assumes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    /// The size of a mail without attachment, in KB (10^3 bytes).
    pub mail_kb: u64,
    /// The size of the files attached to one mail, in KB.
    pub attachment_kb: u64,
    /// What files come to in mail, in percent of their size (base64 and line ends: 78/57).
    pub attachment_growth_percent: u64,
    /// On how many days a year mail comes.
    pub working_days_a_year: u64,
    /// On how many days a week mail comes.
    pub working_days_a_week: u64,
    /// Sent copies that IMAP leaves on the server, in percent of what is received.
    pub sent_percent: u64,
    /// What is deleted and emptied out of the Trash, in percent of what is received.
    pub cleared_percent: u64,
    /// From how much of its limit on a mailbox calls for action, in percent.
    pub warn_percent: u64,
    /// For how many days POP leaves mail on the server.
    pub keep_days: u64,
    /// What is set aside for the web site out of a server's total, in MB.
    pub website_mb: u64,
    /// The limits between which a mailbox of an unknown service lies, in MB, the smallest first; never empty.
    pub limits_if_unknown_mb: Vec<u64>,
    /// Answers for which the account only receives: no sent copies, and no attachments unless entered.
    pub receives_only: AnswerSet,
    /// Answers for which phones alone receive: POP then never deletes on the server.
    pub phone_only: AnswerSet,
    /// Answers for which one PC alone receives.
    pub one_pc: AnswerSet,
    /// Mails received a working day, by what the account is for.
    pub mails: PerChoice,
    /// How many of a hundred mails have an attachment, by what was said of attachments.
    pub attached_percent: PerChoice,
    /// How many of those mails come to an account that is checked so often, in percent.
    pub frequency_percent: PerChoice,
}

/// A number for each choice of a question, and one where nothing was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerChoice {
    /// The place of the question; `None` where the rule set does not ask it.
    pub question: Option<usize>,
    /// The number of each choice.
    pub by_choice: Vec<u64>,
    /// The number where nothing was said.
    pub unknown: u64,
}

impl PerChoice {
    /// Gives the number for a choice, or for none.
    #[must_use]
    pub fn get(&self, choice: Option<usize>) -> u64 {
        choice.and_then(|choice| self.by_choice.get(choice)).copied().unwrap_or(self.unknown)
    }

    /// Gives the choice that a set of answers holds, `None` where nothing was said.
    #[must_use]
    pub fn choice(&self, questions: &[Question], answers: AnswerSet) -> Option<usize> {
        questions.get(self.question?)?.choice_in(answers)
    }

    /// Gives the least and the greatest number that a set of possible answers allows.
    #[must_use]
    pub fn range(&self, questions: &[Question], possible: AnswerSet) -> (u64, u64) {
        let Some(question) = self.question.and_then(|place| questions.get(place)) else {
            return (self.unknown, self.unknown);
        };
        let each = (0..question.choices.len()).map(Some).chain([None]);
        let numbers = each.filter(|choice| question.answer(*choice).meets(possible)).map(|choice| self.get(choice));
        numbers.fold((u64::MAX, 0), |(least, most), number| (least.min(number), most.max(number)))
    }
}
