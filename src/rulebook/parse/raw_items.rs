//! Raw items: the shape of rules.toml for serde, with the spans of references; no validation.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::raw_mail::RawPlanMail;

/// A text before validation; a language may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a text with `ja` and `en`")]
pub(super) struct RawText {
    pub(super) ja: Option<Spanned<String>>,
    pub(super) en: Option<Spanned<String>>,
}

pub(super) type SpannedText = Spanned<RawText>;
/// Question id → choices, each with its span.
pub(super) type RawTerms = BTreeMap<Spanned<String>, Vec<Spanned<String>>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScale {
    pub(super) moderate: Spanned<i64>,
    pub(super) strong: Spanned<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTie {
    pub(super) favours: Spanned<String>,
    pub(super) text: SpannedText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLinks {
    pub(super) contact: Spanned<String>,
    pub(super) troubleshooting: Spanned<String>,
    pub(super) enquiry: Spanned<String>,
    pub(super) support_scope: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProtocols {
    pub(super) pop: RawProtocol,
    pub(super) imap: RawProtocol,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProtocol {
    pub(super) name: SpannedText,
    pub(super) reading: SpannedText,
    pub(super) summary: SpannedText,
    pub(super) cost: SpannedText,
    pub(super) facts: RawFacts,
    pub(super) advantages: Vec<SpannedText>,
    pub(super) disadvantages: Vec<SpannedText>,
    #[serde(default)]
    pub(super) variant: Vec<RawProtocolVariant>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProtocolVariant {
    #[serde(default)]
    pub(super) when: RawTerms,
    #[serde(default)]
    pub(super) unless: RawTerms,
    pub(super) cost: Option<SpannedText>,
    #[serde(default)]
    pub(super) facts: RawFactsVariant,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFactsVariant {
    pub(super) kept: Option<SpannedText>,
    pub(super) devices: Option<SpannedText>,
    pub(super) watch: Option<SpannedText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFacts {
    pub(super) kept: SpannedText,
    pub(super) devices: SpannedText,
    pub(super) watch: SpannedText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawComparison {
    pub(super) title: SpannedText,
    pub(super) pop: SpannedText,
    pub(super) imap: SpannedText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCapacity {
    pub(super) shared: SpannedText,
    pub(super) full: SpannedText,
    pub(super) why: SpannedText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPlan {
    pub(super) id: Spanned<String>,
    pub(super) capacity_gb: Option<Spanned<i64>>,
    #[serde(default)]
    pub(super) capacity_grows: bool,
    pub(super) capacity_step_gb: Option<Spanned<i64>>,
    pub(super) mailbox_default_mb: Option<Spanned<i64>>,
    pub(super) mailbox_max_mb: Option<Spanned<i64>>,
    pub(super) mailbox_changed_by: Spanned<String>,
    pub(super) note: SpannedText,
    #[serde(default)]
    pub(super) variants: Vec<RawVariant>,
    pub(super) mail: Option<Spanned<RawPlanMail>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawVariant {
    pub(super) name: Spanned<String>,
    pub(super) capacity_gb: Spanned<i64>,
}

/// Choice id, or `unknown` → a number.
pub(super) type RawNumbers = BTreeMap<Spanned<String>, Spanned<i64>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawForecast {
    pub(super) mail_kb: Spanned<i64>,
    pub(super) attachment_kb: Spanned<i64>,
    pub(super) attachment_growth_percent: Spanned<i64>,
    pub(super) working_days_a_year: Spanned<i64>,
    pub(super) working_days_a_week: Spanned<i64>,
    pub(super) sent_percent: Spanned<i64>,
    pub(super) cleared_percent: Spanned<i64>,
    pub(super) warn_percent: Spanned<i64>,
    pub(super) keep_days: Spanned<i64>,
    pub(super) website_mb: Spanned<i64>,
    pub(super) limits_if_unknown_mb: Spanned<Vec<Spanned<i64>>>,
    #[serde(default)]
    pub(super) receives_only: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) phone_only: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) one_pc: Vec<Spanned<String>>,
    pub(super) mails: Spanned<RawNumbers>,
    pub(super) attached_percent: Spanned<RawNumbers>,
    pub(super) frequency_percent: Spanned<RawNumbers>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLabel {
    pub(super) id: Spanned<String>,
    pub(super) text: SpannedText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuestion {
    pub(super) id: Spanned<String>,
    pub(super) title: SpannedText,
    pub(super) short: SpannedText,
    pub(super) why: SpannedText,
    #[serde(default)]
    pub(super) pinned: bool,
    #[serde(default)]
    pub(super) changes_in_practice: bool,
    #[serde(default)]
    pub(super) ask_unless: RawTerms,
    pub(super) choice: Vec<RawChoice>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChoice {
    pub(super) id: Spanned<String>,
    pub(super) label: SpannedText,
    pub(super) given: SpannedText,
    pub(super) hint: Option<SpannedText>,
    #[serde(default)]
    pub(super) draws: Vec<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBounds {
    pub(super) at_least: Option<Spanned<i64>>,
    pub(super) at_most: Option<Spanned<i64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub(super) id: Spanned<String>,
    pub(super) factor: Spanned<String>,
    #[serde(default)]
    pub(super) when: RawTerms,
    #[serde(default)]
    pub(super) unless: RawTerms,
    pub(super) mailbox_limit_mb: Option<Spanned<RawBounds>>,
    pub(super) months_to_full: Option<Spanned<RawBounds>>,
    pub(super) used_percent: Option<Spanned<RawBounds>>,
    pub(super) favours: Option<Spanned<String>>,
    pub(super) weight: Option<Spanned<i64>>,
    pub(super) requires: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) baseline: bool,
    pub(super) text: SpannedText,
    pub(super) otherwise: Option<SpannedText>,
    #[serde(default)]
    pub(super) variant: Vec<RawRuleVariant>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRuleVariant {
    #[serde(default)]
    pub(super) when: RawTerms,
    #[serde(default)]
    pub(super) unless: RawTerms,
    pub(super) text: Option<SpannedText>,
    pub(super) otherwise: Option<SpannedText>,
}

/// Words in each language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWords {
    #[serde(default)]
    pub(super) ja: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) en: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawContradiction {
    pub(super) id: Spanned<String>,
    #[serde(default)]
    pub(super) when: RawTerms,
    #[serde(default)]
    pub(super) unless: RawTerms,
    pub(super) words: RawWords,
    #[serde(default)]
    pub(super) except: RawWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAdvice {
    pub(super) id: Spanned<String>,
    pub(super) kind: Spanned<String>,
    pub(super) protocol: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) when: RawTerms,
    #[serde(default)]
    pub(super) unless: RawTerms,
    pub(super) mailbox_limit_mb: Option<Spanned<RawBounds>>,
    pub(super) months_to_full: Option<Spanned<RawBounds>>,
    pub(super) used_percent: Option<Spanned<RawBounds>>,
    pub(super) worth_a_question: Option<bool>,
    pub(super) text: SpannedText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawUse {
    pub(super) id: Spanned<String>,
    pub(super) label: SpannedText,
    pub(super) answers: BTreeMap<Spanned<String>, Spanned<String>>,
    pub(super) gives: Spanned<String>,
    pub(super) strength: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) advice: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExpectation {
    pub(super) question: Spanned<String>,
    pub(super) raising: Vec<Spanned<String>>,
    pub(super) never_toward: Spanned<String>,
    pub(super) text: SpannedText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCap {
    pub(super) id: Spanned<String>,
    #[serde(default)]
    pub(super) when: RawTerms,
    #[serde(default)]
    pub(super) unless: RawTerms,
    pub(super) protocol: Spanned<String>,
    pub(super) at_most: Spanned<String>,
    pub(super) text: SpannedText,
}
