//! Notices about a link: parts that were ignored, and numbers that were interpreted.

use super::{Wording, grouped};
use crate::answers::{IgnoredReason, InterpretedNumber, Number};
use crate::rulebook::Lang;

impl Wording {
    /// Writes that an answer in the link was ignored.
    #[must_use]
    pub fn left_out(&self, question: &str, value: &str) -> String {
        match self.lang {
            Lang::Ja => format!("「{question}」の回答「{value}」は、選択肢にないため使いませんでした。"),
            Lang::En => format!("“{question}”: the answer “{value}” is not among the choices and was left out."),
        }
    }

    /// Writes that a number in the link was ignored, and what is valid.
    #[must_use]
    pub fn no_number(&self, number: Number, value: &str, reason: IgnoredReason) -> String {
        self.not_used(self.number(number), value, self.number_refused(number, value, reason))
    }

    /// Writes that a size in the link was ignored, and what is valid.
    #[must_use]
    pub fn no_size(&self, field: &str, value: &str) -> String {
        self.not_used(field, value, self.capacity.error_size)
    }

    /// Writes which number is used for a range or for a fraction of a mail or day.
    ///
    /// ```
    /// use pop_or_imap::{answers::{InterpretedNumber, Number}, present::Wording, rulebook::Lang};
    /// let interpreted = InterpretedNumber { number: Number::Mails, value: "10〜20".to_owned(), read_as: 15 };
    /// let words = Wording::of(Lang::Ja).interpreted(&interpreted);
    /// assert_eq!(words, "「1日に届く通数」の「10〜20」は、15として計算しました。");
    /// ```
    #[must_use]
    pub fn interpreted(&self, interpreted: &InterpretedNumber) -> String {
        let InterpretedNumber { number, value, read_as } = interpreted;
        let field = self.number(*number);
        let read_as = match number {
            Number::Mails | Number::Attached => grouped(*read_as),
            Number::Used | Number::Limit | Number::Local => format!("{} MB", grouped(*read_as)),
            Number::Keep => self.in_days(*read_as),
        };
        match self.lang {
            Lang::Ja => format!("「{field}」の「{value}」は、{read_as}として計算しました。"),
            Lang::En => format!("“{field}”: “{value}” was counted as {read_as}."),
        }
    }

    fn not_used(&self, field: &str, value: &str, instead: &str) -> String {
        match self.lang {
            Lang::Ja => format!("「{field}」の「{value}」は使いませんでした。{instead}。"),
            Lang::En => format!("“{field}”: “{value}” was left out. {instead}."),
        }
    }

    /// Writes that a link has more accounts than the maximum.
    #[must_use]
    pub fn too_many_listed(&self, max: usize) -> String {
        match self.lang {
            Lang::Ja => {
                format!(
                    "リンクに入るアカウントは{max}件までで、長さにも限りがあります。入りきらないアカウントは使いませんでした。"
                )
            }
            Lang::En => format!(
                "A link can have up to {max} accounts, and its length is limited; accounts that do not fit were left out."
            ),
        }
    }

    /// Writes that part of an account in the link is invalid.
    #[must_use]
    pub fn no_account(&self, value: &str) -> String {
        match self.lang {
            Lang::Ja => format!("リンクの中のアカウント「{value}」に、読み取れないところがあります。"),
            Lang::En => format!("Part of the account “{value}” in the link could not be read."),
        }
    }
}
