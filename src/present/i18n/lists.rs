//! Messages about many accounts at once: JSON arrays and tables.

use std::fmt::Display;

use super::Wording;
use crate::answers::{IgnoredReason, Number};
use crate::rulebook::Lang;

/// Formats a count with thousands separators.
pub(super) fn counted(count: usize) -> String {
    super::grouped(u64::try_from(count).unwrap_or(u64::MAX))
}

impl Wording {
    /// Writes that a list is too large, and the maximum size.
    #[must_use]
    pub fn list_too_large(&self, max_mb: usize) -> String {
        match self.lang {
            Lang::Ja => format!("一度に送れるのは{max_mb} MBまでです。分けて送ってください。"),
            Lang::En => format!("At most {max_mb} MB can be sent at once. Send it in parts."),
        }
    }

    /// Writes that a list has too many items, their number and the maximum number.
    #[must_use]
    pub fn list_too_long(&self, items: usize, max: usize) -> String {
        let [items, max] = [items, max].map(counted);
        match self.lang {
            Lang::Ja => format!("{items}件ありました。一度に送れるのは{max}件までです。分けて送ってください。"),
            Lang::En => format!("There were {items} items. At most {max} can be sent at once. Send them in parts."),
        }
    }

    /// Writes that the body is not JSON, and where the syntax error is.
    #[must_use]
    pub fn not_json(&self, line: usize, column: usize) -> String {
        match self.lang {
            Lang::Ja => {
                format!("JSONとして読み取れません（{line}行目、{column}バイト目）。かっことカンマを確認してください。")
            }
            Lang::En => format!("This is not JSON (line {line}, byte {column}). Check brackets and commas."),
        }
    }

    /// Writes that an item of a list is not an object; items are counted from 1.
    #[must_use]
    pub fn item_no_object(&self, number: usize) -> String {
        match self.lang {
            Lang::Ja => {
                format!("{number}件目は、回答の形（例：{{\"plan\":\"standard\",\"mails\":50}}）になっていません。")
            }
            Lang::En => {
                format!("Item {number} is not an object of answers, such as {{\"plan\":\"standard\",\"mails\":50}}.")
            }
        }
    }

    /// Writes that an item of a list is too large; items are counted from 1.
    #[must_use]
    pub fn item_too_large(&self, number: usize, max_kb: usize) -> String {
        match self.lang {
            Lang::Ja => format!("{number}件目が大きすぎます。1件は{max_kb} KBまでです。"),
            Lang::En => format!("Item {number} is too large: one item can be up to {max_kb} KB."),
        }
    }

    /// Joins texts with the separator of the language.
    #[must_use]
    pub fn list<T: AsRef<str>>(&self, texts: &[T]) -> String {
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        texts.join(if self.lang == Lang::Ja { "、" } else { ", " })
    }

    /// Writes that no column of a table has answers, and the known columns.
    #[must_use]
    pub fn table_without_answers(&self, known: &str) -> String {
        match self.lang {
            Lang::Ja => format!(
                "1行目に、回答の列の名前がありません。次のどれかを書いてください：{known}。列は、カンマかタブで区切ってください。"
            ),
            Lang::En => format!(
                "The first row names no column with answers. It needs at least one of: {known}. Columns must be separated by commas or tabs."
            ),
        }
    }

    /// Writes that two columns have the same name.
    #[must_use]
    pub fn column_twice(&self, column: &str) -> String {
        match self.lang {
            Lang::Ja => format!("1行目に、列の名前「{column}」が2つ以上あります。1つにしてください。"),
            Lang::En => format!("The column name “{column}” appears more than once in the first row. Keep only one."),
        }
    }

    /// Writes that a table has too many columns, their number and the maximum number.
    #[must_use]
    pub fn too_many_columns(&self, columns: usize, max: usize) -> String {
        let [columns, max] = [columns, max].map(counted);
        match self.lang {
            Lang::Ja => {
                format!("表は{max}列までです。{columns}列ありました（空の列も数えます）。使わない列を消してください。")
            }
            Lang::En => format!(
                "A table can have up to {max} columns. This one has {columns}, empty ones included. Remove columns that are not needed."
            ),
        }
    }

    /// Writes the number of errors that are not listed.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// assert_eq!(Lang::ALL.map(|lang| Wording::of(lang).and_more(1_200)), ["ほか1,200件", "and 1,200 more"]);
    /// ```
    #[must_use]
    pub fn and_more(&self, more: usize) -> String {
        let more = counted(more);
        match self.lang {
            Lang::Ja => format!("ほか{more}件"),
            Lang::En => format!("and {more} more"),
        }
    }

    /// Writes that the header row cannot be read.
    #[must_use]
    pub fn header_unreadable(&self, line: u64) -> String {
        match self.lang {
            Lang::Ja => format!(
                "{line}行目の列の名前を読み取れません。引用符（\"）が閉じているか確認してください。文字コードは、UTF-8かShift_JISにしてください。"
            ),
            Lang::En => format!(
                "The column names on line {line} cannot be read. Check that every quotation mark (\") is closed, and save the file as UTF-8 or Shift_JIS."
            ),
        }
    }

    /// Writes that a file cannot be read.
    #[must_use]
    pub fn table_unreadable(&self, why: &dyn Display) -> String {
        match self.lang {
            Lang::Ja => format!("ファイルを読み取れません（{why}）。ファイルを確認して、もう一度お試しください。"),
            Lang::En => format!("The file cannot be read ({why}). Check the file and try again."),
        }
    }

    /// Writes an error with its line.
    #[must_use]
    pub fn in_line(&self, line: u64, what: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{line}行目：{what}"),
            Lang::En => format!("Line {line}: {what}"),
        }
    }

    /// Writes an error with its line and column.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// let w = Wording::of(Lang::Ja);
    /// let what = w.no_such_choice("7", &w.list(&["yes", "no"]));
    /// assert_eq!(w.in_cell(3, "away", &what), "3行目のaway：「7」は使えません。次のどれかを書いてください（yes、no）");
    /// ```
    #[must_use]
    pub fn in_cell(&self, line: u64, column: &str, what: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{line}行目の{column}：{what}"),
            Lang::En => format!("Line {line}, {column}: {what}"),
        }
    }

    /// Writes that a value is none of the choices.
    #[must_use]
    pub fn no_such_choice(&self, value: &str, choices: &str) -> String {
        match self.lang {
            Lang::Ja => format!("「{value}」は使えません。次のどれかを書いてください（{choices}）"),
            Lang::En => format!("“{value}” cannot be used. Write one of these: {choices}"),
        }
    }

    /// Writes why the value of a cell is invalid as a number.
    #[must_use]
    pub fn cell_refused(&self, number: Number, value: &str, reason: IgnoredReason) -> String {
        if reason == IgnoredReason::Contradicts || number == Number::Limit && Number::Used.parse(value) == Some(0) {
            return self.number_refused(number, value, reason).to_owned();
        }
        let example = match number {
            Number::Mails | Number::Attached => "50",
            Number::Used | Number::Limit | Number::Local => "500MB",
            Number::Keep => "14",
        };
        match self.lang {
            Lang::Ja => format!("「{value}」は数字として読み取れません。数字を書いてください（例：{example}）"),
            Lang::En => format!("“{value}” cannot be read as a number. Write a number, such as {example}"),
        }
    }

    /// Writes that the bytes of a cell are invalid in the table's encoding.
    #[must_use]
    pub fn no_text(&self, encoding: &str) -> String {
        match self.lang {
            Lang::Ja => format!("文字を読み取れません。表を保存し直してください（今の文字コードは{encoding}）"),
            Lang::En => format!("some characters cannot be read. Save the table again (it is in {encoding} now)"),
        }
    }

    /// Writes that a row has more cells than there are columns.
    #[must_use]
    pub fn too_many_cells(&self, cells: usize, columns: usize) -> String {
        match self.lang {
            Lang::Ja => format!("列が{cells}個あります。列の名前は{columns}個です。余分なカンマを消してください"),
            Lang::En => format!("there are {cells} cells, but the first row has {columns}. Remove extra commas"),
        }
    }
}
