//! Interface texts: a typed table in both languages, in which a missing text is a compile error.
//!
//! Texts about POP and IMAP are in rules.toml. This module has buttons and headings; the modules beside it have the
//! sentences with numbers or names.

mod amounts;
mod capacity;
mod caution;
mod clearing;
mod filling;
mod forecast;
mod keep_days;
mod lists;
mod mail_map;
mod notices;
mod rules;
mod sentences;
mod setup;

pub(crate) use amounts::LONG;
pub(in crate::present) use amounts::grouped;
pub use amounts::size;
pub use clearing::{Clearing, LimitShortage};

use crate::rulebook::Lang;

/// Defines the texts of a page: each entry has its Japanese and its English text.
macro_rules! texts {
    ($page:ident $($(#[$doc:meta])* $name:ident: $ja:literal, $en:literal;)*) => {
        /// Texts of a page in one language.
        #[derive(Debug)]
        pub struct $page {
            $($(#[$doc])* #[doc = concat!("“", $en, "”")] pub $name: &'static str,)*
        }

        impl $page {
            pub(in crate::present::i18n) const JA: Self = Self { $($name: $ja,)* };
            pub(in crate::present::i18n) const EN: Self = Self { $($name: $en,)* };
        }
    };
}

pub mod pages;

/// The interface texts in one language.
#[derive(Debug)]
pub struct Wording {
    /// The language.
    pub lang: Lang,
    /// Texts of what surrounds every page, and words that pages share.
    pub layout: pages::LayoutTexts,
    /// Texts of the start page and link previews.
    pub start: pages::StartTexts,
    /// Texts of the questions.
    pub question: pages::QuestionTexts,
    /// Texts of the result.
    pub result: pages::ResultTexts,
    /// Texts of the forecast of a mailbox.
    pub forecast: pages::ForecastTexts,
    /// Texts of the page for setting up an account.
    pub setup: pages::SetupTexts,
    /// Texts of the guide.
    pub guide: pages::GuideTexts,
    /// Texts of the drawings of where mail is kept.
    pub map: pages::MapTexts,
    /// Texts of the page of rules.
    pub rules: pages::RulesTexts,
    /// Texts of the page of many accounts.
    pub capacity: pages::CapacityTexts,
    /// Texts of tables of accounts.
    pub table: pages::TableTexts,
    /// Texts of the page for links of support staff.
    pub link: pages::LinkTexts,
    /// Texts of replies of support staff.
    pub reply: pages::ReplyTexts,
    /// Texts of the plain text of a result.
    pub text: pages::TextTexts,
    /// Texts of error pages and errors of the API.
    pub error: pages::ErrorTexts,
}

const JA: Wording = Wording {
    lang: Lang::Ja,
    layout: pages::LayoutTexts::JA,
    start: pages::StartTexts::JA,
    question: pages::QuestionTexts::JA,
    result: pages::ResultTexts::JA,
    forecast: pages::ForecastTexts::JA,
    setup: pages::SetupTexts::JA,
    guide: pages::GuideTexts::JA,
    map: pages::MapTexts::JA,
    rules: pages::RulesTexts::JA,
    capacity: pages::CapacityTexts::JA,
    table: pages::TableTexts::JA,
    link: pages::LinkTexts::JA,
    reply: pages::ReplyTexts::JA,
    text: pages::TextTexts::JA,
    error: pages::ErrorTexts::JA,
};
const EN: Wording = Wording {
    lang: Lang::En,
    layout: pages::LayoutTexts::EN,
    start: pages::StartTexts::EN,
    question: pages::QuestionTexts::EN,
    result: pages::ResultTexts::EN,
    forecast: pages::ForecastTexts::EN,
    setup: pages::SetupTexts::EN,
    guide: pages::GuideTexts::EN,
    map: pages::MapTexts::EN,
    rules: pages::RulesTexts::EN,
    capacity: pages::CapacityTexts::EN,
    table: pages::TableTexts::EN,
    link: pages::LinkTexts::EN,
    reply: pages::ReplyTexts::EN,
    text: pages::TextTexts::EN,
    error: pages::ErrorTexts::EN,
};

impl Wording {
    /// Returns the texts of a language.
    ///
    /// ```
    /// use pop_or_imap::{present::Wording, rulebook::Lang};
    /// assert_eq!(Wording::of(Lang::En).question.next, "Continue");
    /// ```
    #[must_use]
    pub const fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Ja => &JA,
            Lang::En => &EN,
        }
    }

    /// Returns the title of a page, with a prefix if the page has errors.
    #[must_use]
    pub fn title(&self, title: &str, has_errors: bool) -> String {
        if has_errors { format!("{}{title}", self.layout.error_prefix) } else { title.to_owned() }
    }
}
