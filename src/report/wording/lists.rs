//! Owns the sentences about many accounts at once: lists in JSON, and tables.

use std::fmt::Display;

use super::Wording;
use crate::answers::{Because, Number};
use crate::rulebook::Lang;

impl Wording {
    /// Says how large a list can be, where one is larger.
    #[must_use]
    pub fn list_too_large(&self, most_mb: usize) -> String {
        match self.lang {
            Lang::Ja => format!("一度に送れるのは{most_mb} MBまでです。分けて送ってください。"),
            Lang::En => format!("At most {most_mb} MB can be sent at once. Send it in parts."),
        }
    }

    /// Says how many items came, and how many are taken.
    #[must_use]
    pub fn list_too_long(&self, came: usize, most: usize) -> String {
        match self.lang {
            Lang::Ja => format!("{came}件ありました。一度に送れるのは{most}件までです。分けて送ってください。"),
            Lang::En => format!("{came} items came; at most {most} can be sent at once. Send them in parts."),
        }
    }

    /// Says that what was sent is not JSON, and where that shows.
    #[must_use]
    pub fn not_json(&self, line: usize, column: usize) -> String {
        match self.lang {
            Lang::Ja => {
                format!("JSONとして読み取れません（{line}行目、{column}バイト目）。かっことカンマを確認してください。")
            }
            Lang::En => format!("It is not JSON (line {line}, byte {column}). Check brackets and commas."),
        }
    }

    /// Says that an item of a list is not an object; items are counted from 1.
    #[must_use]
    pub fn item_no_object(&self, number: usize) -> String {
        match self.lang {
            Lang::Ja => {
                format!("{number}件目は、回答の形（例：{{\"plan\":\"standard\",\"mails\":50}}）になっていません。")
            }
            Lang::En => {
                format!("Item {number} is no object of answers, such as {{\"plan\":\"standard\",\"mails\":50}}.")
            }
        }
    }

    /// Says that an item of a list is longer than any account's answers; items are counted from 1.
    #[must_use]
    pub fn item_too_large(&self, number: usize, most_kb: usize) -> String {
        match self.lang {
            Lang::Ja => format!("{number}件目が大きすぎます。1件は{most_kb} KBまでです。"),
            Lang::En => format!("Item {number} is too large: at most {most_kb} KB an item."),
        }
    }

    /// Names several things.
    #[must_use]
    pub fn list<T: AsRef<str>>(&self, things: &[T]) -> String {
        let things: Vec<&str> = things.iter().map(AsRef::as_ref).collect();
        things.join(if self.lang == Lang::Ja { "、" } else { ", " })
    }

    /// Says that no column of a table has answers, and which would.
    #[must_use]
    pub fn table_without_answers(&self, known: &str) -> String {
        match self.lang {
            Lang::Ja => format!(
                "1行目の見出しに、回答の列がありません。次のどれかが必要です：{known}。列は、カンマかタブで区切ります。"
            ),
            Lang::En => format!(
                "The header row names no column with answers. It needs one of: {known}. Columns are parted by commas or tabs."
            ),
        }
    }

    /// Says that a column stands twice.
    #[must_use]
    pub fn column_twice(&self, column: &str) -> String {
        match self.lang {
            Lang::Ja => format!("見出しに「{column}」の列が2つ以上あります。1つにしてください。"),
            Lang::En => format!("The column “{column}” stands more than once in the header row. Leave one."),
        }
    }

    /// Says that the header row cannot be read.
    #[must_use]
    pub fn header_unreadable(&self, line: u64) -> String {
        match self.lang {
            Lang::Ja => format!("{line}行目の見出しを読み取れません。文字コードと引用符（\"）を確認してください。"),
            Lang::En => {
                format!(
                    "The header row on line {line} cannot be read. Check its encoding and its quotation marks (\")."
                )
            }
        }
    }

    /// Says that a file cannot be read.
    #[must_use]
    pub fn table_unreadable(&self, why: &dyn Display) -> String {
        match self.lang {
            Lang::Ja => format!("ファイルを読み取れません（{why}）。"),
            Lang::En => format!("The file cannot be read ({why})."),
        }
    }

    /// Says what is wrong with a line.
    #[must_use]
    pub fn in_line(&self, line: u64, what: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{line}行目：{what}"),
            Lang::En => format!("Line {line}: {what}"),
        }
    }

    /// Says what is wrong with a cell.
    ///
    /// ```
    /// use pop_or_imap::{report::Wording, rulebook::Lang};
    /// let w = Wording::of(Lang::Ja);
    /// let what = w.no_such_choice("7", &w.list(&["yes", "no"]));
    /// assert_eq!(w.in_cell(3, "away", &what), "3行目の away：「7」は選べません（yes、no のどれか）");
    /// ```
    #[must_use]
    pub fn in_cell(&self, line: u64, column: &str, what: &str) -> String {
        match self.lang {
            Lang::Ja => format!("{line}行目の {column}：{what}"),
            Lang::En => format!("Line {line}, {column}: {what}"),
        }
    }

    /// Says that a value is none of the choices.
    #[must_use]
    pub fn no_such_choice(&self, value: &str, choices: &str) -> String {
        match self.lang {
            Lang::Ja => format!("「{value}」は選べません（{choices} のどれか）"),
            Lang::En => format!("“{value}” is none of the choices ({choices})"),
        }
    }

    /// Says why a cell's value is not taken as a number.
    #[must_use]
    pub fn cell_refused(&self, number: Number, value: &str, because: Because) -> String {
        if because == Because::Contradicts || number == Number::Limit && Number::Used.read(value) == Some(0) {
            return self.number_refused(number, value, because).to_owned();
        }
        let example = match number {
            Number::Mails | Number::Attached => "50",
            Number::Used | Number::Limit => "500MB",
            Number::Keep => "14",
        };
        match self.lang {
            Lang::Ja => format!("「{value}」は数字として読み取れません（例：{example}）"),
            Lang::En => format!("“{value}” cannot be read as a number (such as {example})"),
        }
    }

    /// Says that the bytes of a cell are no characters in the table's encoding.
    #[must_use]
    pub fn no_text(&self, encoding: &str) -> String {
        match self.lang {
            Lang::Ja => format!("文字を読み取れません（表の文字コードは {encoding}）"),
            Lang::En => format!("characters cannot be read (the table is in {encoding})"),
        }
    }

    /// Says that a row has more cells than the header row.
    #[must_use]
    pub fn too_many_cells(&self, cells: usize, columns: usize) -> String {
        match self.lang {
            Lang::Ja => format!("見出しは{columns}列ですが、この行には{cells}列あります"),
            Lang::En => format!("{cells} cells, where the header row has {columns}"),
        }
    }
}
