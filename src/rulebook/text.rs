//! The two languages, and texts in both.

/// The languages of the product.
///
/// ```
/// use pop_or_imap::rulebook::Lang;
/// assert_eq!(Lang::from_id("en"), Some(Lang::En));
/// assert_eq!(Lang::default().id(), "ja");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Japanese, the default.
    #[default]
    Ja,
    /// English.
    En,
}

impl Lang {
    /// Both languages, the default first.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// Parses the id: `ja` or `en`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.id() == id)
    }

    /// Parses a language tag (BCP 47) by its primary subtag, case-insensitively; accepts `_` for `-`, as in names of
    /// locales.
    ///
    /// ```
    /// use pop_or_imap::rulebook::Lang;
    /// assert_eq!(["en-US", "EN", " en_GB"].map(Lang::from_tag), [Some(Lang::En); 3]);
    /// assert_eq!(Lang::from_tag("english"), None);
    /// ```
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let mut subtags = tag.trim().split(['-', '_']);
        let primary = subtags.next()?;
        let is_tag = subtags.all(|subtag| !subtag.is_empty() && subtag.chars().all(|c| c.is_ascii_alphanumeric()));
        Self::ALL.into_iter().find(|lang| is_tag && lang.id().eq_ignore_ascii_case(primary))
    }

    /// Returns the primary language subtag (BCP 47): `ja` or `en`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// Returns the other language, for the switch on every page.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Ja => Self::En,
            Self::En => Self::Ja,
        }
    }
}

/// A text in both languages; neither is empty.
///
/// ```
/// use pop_or_imap::rulebook::{Lang, Text};
/// let text = Text { ja: "どの|機器ですか？".into(), en: "Which device?".into() };
/// assert_eq!(text.get(Lang::En), "Which device?");
/// assert_eq!(text.phrases(Lang::Ja).collect::<Vec<_>>(), ["どの", "機器ですか？"]);
/// assert_eq!(text.plain(Lang::Ja), "どの機器ですか？");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The Japanese text.
    pub ja: String,
    /// The English text.
    pub en: String,
}

impl Text {
    /// Returns the text in `lang`, as written in rules.toml.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }

    /// Splits a heading at the phrase marks (`|`), where a line may break.
    #[must_use]
    pub fn phrases(&self, lang: Lang) -> std::str::Split<'_, char> {
        self.get(lang).split('|')
    }

    /// Returns a heading without its phrase marks.
    #[must_use]
    pub fn plain(&self, lang: Lang) -> String {
        self.phrases(lang).collect()
    }
}
