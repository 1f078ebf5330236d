//! Owns the sentences about many accounts at once: lists in JSON.

use super::Wording;
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
}
