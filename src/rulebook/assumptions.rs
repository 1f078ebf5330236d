//! Forecast assumptions, used where the visitor entered no number: sizes, working days, shares, usual numbers of mails.

use super::condition::AnswerSet;
use super::index::QuestionIndex;
use super::question::Question;

/// What the forecast assumes; from the section `forecast` of rules.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    /// The size of a mail without attachment, in KB (10^3 bytes).
    pub mail_kb: u64,
    /// The size of the files attached to one mail, in KB.
    pub attachment_kb: u64,
    /// The size of a file inside a mail, in percent of the file itself (base64 and line ends: 78/57).
    pub attachment_growth_percent: u64,
    /// The number of days a year on which mail arrives.
    pub working_days_a_year: u64,
    /// The number of days a week on which mail arrives.
    pub working_days_a_week: u64,
    /// Sent copies that IMAP leaves on the server, in percent of what is received.
    pub sent_percent: u64,
    /// Mail that is deleted and removed from the Trash, in percent of what is received.
    pub cleared_percent: u64,
    /// The warning line: the share of its limit from which a mailbox needs action, in percent.
    pub warn_percent: u64,
    /// The usual number of days for which POP leaves mail on the server.
    pub keep_days: u64,
    /// The part of a server's total that is reserved for the web site, in MB.
    pub website_mb: u64,
    /// The limits that a mailbox of an unknown service may have, in MB, in ascending order; never empty.
    pub limits_if_unknown_mb: Vec<u64>,
    /// Answers for which the account only receives: no sent copies, and no attachments unless entered.
    pub receives_only: AnswerSet,
    /// Answers for which phones alone receive: POP then never deletes on the server.
    pub phone_only: AnswerSet,
    /// Answers for which one PC alone receives.
    pub one_pc: AnswerSet,
    /// Mails received per working day, by the purpose of the account.
    pub mails: PerChoice,
    /// The percentage of mails with an attachment, by the answer about attachments.
    pub attached_percent: PerChoice,
    /// The percentage of those mails that arrive, by how often the account is checked.
    pub frequency_percent: PerChoice,
}

/// A number for each choice of a question, and one for no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerChoice {
    /// The question; `None` if the rule set does not have it.
    pub question: Option<QuestionIndex>,
    /// The number for each choice, by choice index.
    pub by_choice: Vec<u64>,
    /// The number if there is no answer.
    pub unknown: u64,
}

impl PerChoice {
    /// Returns the number for a choice, or for no answer.
    #[must_use]
    pub fn get(&self, choice: Option<usize>) -> u64 {
        choice.and_then(|choice| self.by_choice.get(choice)).copied().unwrap_or(self.unknown)
    }

    /// Returns the choice that a set of answers contains; `None` if it contains none.
    #[must_use]
    pub fn choice(&self, questions: &[Question], answers: AnswerSet) -> Option<usize> {
        questions.get(usize::from(self.question?))?.choice_in(answers)
    }

    /// Returns the smallest and the largest number for a set of possible answers.
    #[must_use]
    pub fn range(&self, questions: &[Question], possible: AnswerSet) -> (u64, u64) {
        let Some(question) = self.question.and_then(|index| questions.get(usize::from(index))) else {
            return (self.unknown, self.unknown);
        };
        let each = (0..question.choices.len()).map(Some).chain([None]);
        let numbers =
            each.filter(|choice| question.answer(*choice).intersects(possible)).map(|choice| self.get(choice));
        numbers.fold((u64::MAX, 0), |(least, most), number| (least.min(number), most.max(number)))
    }
}
