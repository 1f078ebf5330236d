//! Presentation: renderings of an [`Assessment`] that pages, API and command line share, and the interface texts.
//!
//! | module | rendering |
//! |---|---|
//! | `verdict`, `changes`, `quota_lines`, `answer_words` | sentences and lists that several renderings use |
//! | [`forecast`], [`caution`], [`chart`] | the forecast of a mailbox in words, steps for a full one, and its chart |
//! | [`mail_map`] | where mail is kept and where it can be read |
//! | [`setup`] | what to set on each device, server values, and the steps of a change |
//! | [`text`], [`reply`] | plain text of a result, and replies of support staff |
//! | [`json`] | wire types of the API |
//! | [`accounts_csv`] | tables of accounts |
//! | [`mermaid`] | a diagram of the interview |
//! | [`i18n`] | interface texts in both languages |

pub mod accounts_csv;
mod answer_words;
mod assessment;
pub mod caution;
mod changes;
pub mod chart;
pub mod forecast;
pub mod i18n;
pub mod json;
pub mod mail_map;
pub mod mermaid;
mod quota_lines;
pub mod reply;
pub mod setup;
pub mod text;
mod verdict;

pub use answer_words::{
    account_words, answer_words, choice_words, first_sentence, now_line, number_lines, purpose_words,
};
pub use assessment::Assessment;
pub use changes::{change_words, listed_changes, robust};
pub(crate) use i18n::LONG;
pub use i18n::{Wording, size};
pub use quota_lines::{QuotaLine, limit_without_plan, plan_lines, quota_lines};
pub use verdict::{
    HeadlineParts, headline_parts, is_unsure, listed_against, listed_reasons, sure_thing, verdict, verdict_phrases,
    was_another,
};
