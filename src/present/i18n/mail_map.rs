//! Mail maps in words.

use super::Wording;
use crate::present::mail_map::Mark;
use crate::rulebook::Lang;

impl Wording {
    /// Writes what a place in a mail map has of the mail; `within_days` is how long mail can be fetched there.
    #[must_use]
    pub fn place_has(&self, place: &str, mark: Mark, within_days: Option<u64>) -> String {
        let state = match mark {
            Mark::Kept => self.map.kept,
            Mark::Readable => self.map.readable,
            Mark::Gone => self.map.gone,
            Mark::Missing => self.map.missing,
        };
        let state = within_days.map_or_else(|| state.to_owned(), |days| self.arrives_within(days));
        format!("{place}{}{state}", self.layout.colon)
    }

    /// Writes for how many days mail can be fetched, as short as a drawing needs it.
    #[must_use]
    pub fn within_days(&self, days: u64) -> String {
        match self.lang {
            Lang::Ja => format!("{days}日以内"),
            Lang::En => self.in_days(days),
        }
    }

    /// Writes that mail arrives if it is fetched within some days.
    fn arrives_within(&self, days: u64) -> String {
        match self.lang {
            Lang::Ja => format!("{days}日以内に受信すれば届く"),
            Lang::En => format!("Arrives if fetched within {}", self.in_days(days)),
        }
    }
}
