//! Accounts in a link: `a=sales2_work.pc-phone.yes_50.5_imap`, one parameter per account, compact and canonical.
//!
//! Four parts, separated by `_`: label and number; the answers to all questions except the service, in question order;
//! the numbers, in their order; the protocol in use. Empty values at the end of a part, and empty parts at the end, are
//! omitted. Labels come from the rulebook, so that a link contains no personal data.

use super::{Answer, Answers, IgnoredPair, IgnoredReason, Number};
use crate::rulebook::{Protocol, Question, QuestionIndex, Rulebook};

/// The maximum number of accounts in a link; further ones are ignored.
pub const MAX_ACCOUNTS_IN_LINK: usize = 200;
/// The maximum number after a label.
pub const MAX_LABEL_NUMBER: u32 = 9_999;

/// One account of a company, as encoded in a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AccountEntry {
    /// The index of its label and the number after it; 0 means no number.
    pub label: Option<(usize, u32)>,
    /// The answers for this account; the service is the company's.
    pub answers: Answers,
    /// The protocol in use; `None` for the recommended one.
    pub protocol: Option<Protocol>,
}

/// A company's accounts on one server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    /// The accounts, in link order.
    pub accounts: Vec<AccountEntry>,
    /// The server's total in MB, if it differs from the plan's.
    pub total_mb: Option<u64>,
    /// The part of the total reserved for the web site, in MB.
    pub website_mb: Option<u64>,
}

impl Company {
    /// Parses the accounts of a query; invalid values are reported, and all others still count.
    ///
    /// ```
    /// use pop_or_imap::{answers::Company, loader};
    /// let rulebook = loader::embedded();
    /// let (company, ignored) = Company::from_query(&rulebook, "website=5GB&a=sales2_work.pc-phone.yes_50.5_imap&a=info");
    /// assert!(ignored.is_empty() && company.accounts.len() == 2);
    /// assert_eq!(company.to_query(&rulebook), "website=5000&a=sales2_work.pc-phone.yes_50.5_imap&a=info");
    /// ```
    #[must_use]
    pub fn from_query(rulebook: &Rulebook, query: &str) -> (Self, Vec<IgnoredPair>) {
        Self::from_pairs(rulebook, &super::pairs(rulebook, query))
    }

    /// Parses the accounts from key–value pairs; see [`from_query`](Self::from_query).
    #[must_use]
    pub fn from_pairs(rulebook: &Rulebook, pairs: &[(String, String)]) -> (Self, Vec<IgnoredPair>) {
        let mut company = Self::default();
        let mut ignored = Vec::new();
        for (key, value) in pairs {
            let size = Number::Used.parse_exact(value);
            let full = company.accounts.len() == MAX_ACCOUNTS_IN_LINK;
            let understood = match key.as_str() {
                "total" | "website" if value.trim().is_empty() => true,
                "total" => size.filter(|size| *size > 0).inspect(|size| company.total_mb = Some(*size)).is_some(),
                "website" => size.inspect(|size| company.website_mb = Some(*size)).is_some(),
                "a" => {
                    let (entry, whole) = AccountEntry::parse(rulebook, value);
                    // Skips blank accounts.
                    let listed = !full && !entry.is_blank();
                    company.accounts.extend(listed.then_some(entry));
                    whole && (listed || entry.is_blank())
                }
                _ => true,
            };
            if !understood {
                let reason = if full && key == "a" { IgnoredReason::TooMany } else { IgnoredReason::UnknownValue };
                ignored.push(IgnoredPair { key: key.clone(), value: super::echo(value), reason });
            }
        }
        (company, ignored)
    }

    /// Removes the last accounts until the canonical query has at most `max` bytes; returns what was removed.
    ///
    /// ```
    /// use pop_or_imap::{answers::Company, loader};
    /// let rulebook = loader::embedded();
    /// let (mut company, _) = Company::from_query(&rulebook, "a=sales1_work&a=sales2_work");
    /// assert_eq!(company.truncate(&rulebook, 20).len(), 1);
    /// assert_eq!(company.to_query(&rulebook), "a=sales1_work");
    /// ```
    pub fn truncate(&mut self, rulebook: &Rulebook, max: usize) -> Vec<IgnoredPair> {
        let mut length = self.to_query(rulebook).len();
        let mut removed = Vec::new();
        while length > max
            && let Some(entry) = self.accounts.pop()
        {
            let code = entry.code(rulebook);
            // Codes contain only ASCII ids, digits, `_`, `.` and `-`, so their encoded length is their length.
            length = length.saturating_sub("&a=".len() + code.len());
            removed.push(IgnoredPair {
                key: "a".to_owned(),
                value: super::echo(&code),
                reason: IgnoredReason::TooMany,
            });
        }
        removed
    }

    /// Returns the pairs of the canonical query.
    #[must_use]
    pub fn to_pairs(&self, rulebook: &Rulebook) -> Vec<(&'static str, String)> {
        let sizes = [("total", self.total_mb), ("website", self.website_mb)];
        let sizes = sizes.into_iter().filter_map(|(key, size)| Some((key, size?.to_string())));
        sizes.chain(self.accounts.iter().map(|entry| ("a", entry.code(rulebook)))).collect()
    }

    /// Returns the canonical query, without `?`.
    #[must_use]
    pub fn to_query(&self, rulebook: &Rulebook) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.to_pairs(rulebook)).finish()
    }

    /// Checks whether there are no accounts and no sizes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl AccountEntry {
    /// Parses one account; also returns whether all of the code was understood.
    #[must_use]
    pub fn parse(rulebook: &Rulebook, code: &str) -> (Self, bool) {
        let mut entry = Self::default();
        let mut parts = code.split('_');
        let mut whole = true;
        let name = parts.next().unwrap_or_default();
        if !name.is_empty() {
            entry.label = label(rulebook, name);
            whole &= entry.label.is_some();
        }
        let mut choices = parts.next().unwrap_or_default().split('.');
        for (index, question) in questions(rulebook) {
            match choices.next() {
                None | Some("") => {}
                Some("unknown") => entry.answers = entry.answers.with(index, Answer::Unknown),
                Some(id) => match question.choice(id).and_then(|(choice, _)| u8::try_from(choice).ok()) {
                    Some(choice) => entry.answers = entry.answers.with(index, Answer::Choice(choice)),
                    None => whole = false,
                },
            }
        }
        whole &= choices.next().is_none();
        let mut numbers = parts.next().unwrap_or_default().split('.');
        for number in Number::OF_FORECAST {
            match numbers.next() {
                None | Some("") => {}
                // A code has no room for a notice, so ranges are invalid.
                Some(written) => match number.parse_exact(written) {
                    Some(value) => entry.answers.numbers = entry.answers.numbers.with(number, value),
                    None => whole = false,
                },
            }
        }
        whole &= numbers.next().is_none();
        whole &= entry.answers.numbers.remove_contradiction().is_none();
        if let Some(id) = parts.next().filter(|id| !id.is_empty()) {
            entry.protocol = Protocol::from_id(id);
            whole &= entry.protocol.is_some();
        }
        (entry, whole && parts.next().is_none())
    }

    /// Formats the account as a code.
    #[must_use]
    pub fn code(&self, rulebook: &Rulebook) -> String {
        let label = self.label.and_then(|(index, number)| {
            let id = &rulebook.labels.get(index)?.id;
            Some(if number == 0 { id.clone() } else { format!("{id}{number}") })
        });
        let choices = questions(rulebook).map(|(index, question)| match self.answers.get(index) {
            Answer::Unanswered => "",
            Answer::Unknown => "unknown",
            Answer::Choice(choice) => question.choices.get(usize::from(choice)).map_or("", |choice| &choice.id),
        });
        let numbers = Number::OF_FORECAST
            .map(|number| self.answers.numbers.get(number).map_or_else(String::new, |n| n.to_string()));
        let parts = [
            label.unwrap_or_default(),
            choices.collect::<Vec<_>>().join(".").trim_end_matches('.').to_owned(),
            numbers.join(".").trim_end_matches('.').to_owned(),
            self.protocol.map_or_else(String::new, |protocol| protocol.id().to_owned()),
        ];
        parts.join("_").trim_end_matches('_').to_owned()
    }

    /// Creates an account from a visitor's answers, without service, language and prior verdict.
    #[must_use]
    pub fn from_answers(rulebook: &Rulebook, answers: &Answers) -> Self {
        let bare = Answers::default().with_numbers(answers.numbers.without(Number::Local));
        let answers = questions(rulebook).fold(bare, |bare, (index, _)| bare.with(index, answers.get(index)));
        Self { answers, ..Self::default() }
    }

    /// Checks whether the account has no label, no answers and no numbers.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

/// Returns all questions except the one about the service, which all accounts share.
fn questions(rulebook: &Rulebook) -> impl Iterator<Item = (QuestionIndex, &Question)> {
    let plan = rulebook.plan_question();
    rulebook.indexed_questions().filter(move |(index, _)| Some(*index) != plan)
}

/// Parses a label with its number.
fn label(rulebook: &Rulebook, name: &str) -> Option<(usize, u32)> {
    let end = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let (id, number) = name.split_at_checked(end)?;
    let index = rulebook.labels.iter().position(|label| label.id == id)?;
    let number =
        if number.is_empty() { 0 } else { number.parse().ok().filter(|number| *number <= MAX_LABEL_NUMBER)? };
    Some((index, number))
}
