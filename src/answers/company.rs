//! Owns many accounts in a link: `a=sales2_work.pc-phone.yes_50.5_imap`, once for each, compact and canonical.
//!
//! Four parts with `_` between them: what it is called and its number; the answers to all questions but the service,
//! in their order; the numbers in theirs; the protocol in use. What is empty at the end of a part, or as a part at the
//! end, is left out. Names are chosen from the rulebook's labels, so that a link holds no personal data.

use super::{Answers, Because, Given, Ignored, Number};
use crate::rulebook::{Protocol, Rulebook};

/// The most accounts that are read of a link.
pub const MOST_ACCOUNTS: usize = 200;
/// The greatest number after a label.
pub const MOST_ALIKE: u32 = 9_999;

/// One account of a company, as a link tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The place of its label and the number after it; 0 is none.
    pub label: Option<(usize, u32)>,
    /// What is known of it; the service is the company's.
    pub answers: Answers,
    /// The protocol in use; `None` for the recommended one.
    pub protocol: Option<Protocol>,
}

/// A company's accounts on one server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    /// Its accounts.
    pub accounts: Vec<Entry>,
    /// The server's total in MB, where it is not the plan's.
    pub total_mb: Option<u64>,
    /// What is set aside for the web site, in MB.
    pub website_mb: Option<u64>,
}

impl Company {
    /// Reads the accounts of a query; what is not understood is named, and costs nothing else.
    ///
    /// ```
    /// use pop_or_imap::{answers::Company, audit};
    /// let rulebook = audit::embedded();
    /// let (company, ignored) = Company::from_query(&rulebook, "website=5GB&a=sales2_work.pc-phone.yes_50.5_imap&a=info");
    /// assert!(ignored.is_empty() && company.accounts.len() == 2);
    /// assert_eq!(company.to_query(&rulebook), "website=5000&a=sales2_work.pc-phone.yes_50.5_imap&a=info");
    /// ```
    #[must_use]
    pub fn from_query(rulebook: &Rulebook, query: &str) -> (Self, Vec<Ignored>) {
        Self::from_pairs(rulebook, &super::pairs(rulebook, query))
    }

    /// Reads the accounts from pairs of key and value; see [`from_query`](Self::from_query).
    #[must_use]
    pub fn from_pairs(rulebook: &Rulebook, pairs: &[(String, String)]) -> (Self, Vec<Ignored>) {
        let mut company = Self::default();
        let mut ignored = Vec::new();
        for (key, value) in pairs {
            let size = Number::Used.read_exact(value);
            let full = company.accounts.len() == MOST_ACCOUNTS;
            let understood = match key.as_str() {
                "total" | "website" if value.trim().is_empty() => true,
                "total" => size.filter(|size| *size > 0).inspect(|size| company.total_mb = Some(*size)).is_some(),
                "website" => size.inspect(|size| company.website_mb = Some(*size)).is_some(),
                "a" => {
                    let (entry, whole) = Entry::read(rulebook, value);
                    // Of whom nothing is known is no account.
                    let listed = !full && !entry.is_blank();
                    company.accounts.extend(listed.then_some(entry));
                    whole && (listed || entry.is_blank())
                }
                _ => true,
            };
            if !understood {
                let because = if full && key == "a" { Because::TooMany } else { Because::UnknownValue };
                ignored.push(Ignored { key: key.clone(), value: super::echo(value), because });
            }
        }
        (company, ignored)
    }

    /// Removes the last accounts until the canonical query has at most `max` bytes, and returns what was removed.
    ///
    /// ```
    /// use pop_or_imap::{answers::Company, audit};
    /// let rulebook = audit::embedded();
    /// let (mut company, _) = Company::from_query(&rulebook, "a=sales1_work&a=sales2_work");
    /// assert_eq!(company.truncate(&rulebook, 20).len(), 1);
    /// assert_eq!(company.to_query(&rulebook), "a=sales1_work");
    /// ```
    pub fn truncate(&mut self, rulebook: &Rulebook, max: usize) -> Vec<Ignored> {
        let mut length = self.to_query(rulebook).len();
        let mut removed = Vec::new();
        while length > max
            && let Some(entry) = self.accounts.pop()
        {
            let code = entry.code(rulebook);
            // Codes have ASCII ids, digits, `_`, `.` and `-` only, so their encoded length is their length.
            length = length.saturating_sub("&a=".len() + code.len());
            removed.push(Ignored { key: "a".to_owned(), value: super::echo(&code), because: Because::TooMany });
        }
        removed
    }

    /// Gives the pairs of the canonical query.
    #[must_use]
    pub fn to_pairs(&self, rulebook: &Rulebook) -> Vec<(&'static str, String)> {
        let sizes = [("total", self.total_mb), ("website", self.website_mb)];
        let sizes = sizes.into_iter().filter_map(|(key, size)| Some((key, size?.to_string())));
        sizes.chain(self.accounts.iter().map(|entry| ("a", entry.code(rulebook)))).collect()
    }

    /// Gives the canonical query, without `?`.
    #[must_use]
    pub fn to_query(&self, rulebook: &Rulebook) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.to_pairs(rulebook)).finish()
    }

    /// Tells whether nothing is said of a company.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Entry {
    /// Reads one account, and whether all of it was understood.
    #[must_use]
    pub fn read(rulebook: &Rulebook, code: &str) -> (Self, bool) {
        let mut entry = Self::default();
        let mut parts = code.split('_');
        let mut whole = true;
        let name = parts.next().unwrap_or_default();
        if !name.is_empty() {
            entry.label = label(rulebook, name);
            whole &= entry.label.is_some();
        }
        let mut choices = parts.next().unwrap_or_default().split('.');
        for (place, question) in questions(rulebook) {
            match choices.next() {
                None | Some("") => {}
                Some("unknown") => entry.answers = entry.answers.with(place, Given::Unknown),
                Some(id) => match question.choice(id).and_then(|(choice, _)| u8::try_from(choice).ok()) {
                    Some(choice) => entry.answers = entry.answers.with(place, Given::Choice(choice)),
                    None => whole = false,
                },
            }
        }
        whole &= choices.next().is_none();
        let mut numbers = parts.next().unwrap_or_default().split('.');
        for number in Number::ALL {
            match numbers.next() {
                None | Some("") => {}
                // A code has no place for a notice, so it has no ranges.
                Some(written) => match number.read_exact(written) {
                    Some(value) => entry.answers.numbers = entry.answers.numbers.with(number, value),
                    None => whole = false,
                },
            }
        }
        whole &= numbers.next().is_none();
        whole &= entry.answers.numbers.take_contradiction().is_none();
        if let Some(id) = parts.next().filter(|id| !id.is_empty()) {
            entry.protocol = Protocol::from_id(id);
            whole &= entry.protocol.is_some();
        }
        (entry, whole && parts.next().is_none())
    }

    /// Writes one account.
    #[must_use]
    pub fn code(&self, rulebook: &Rulebook) -> String {
        let label = self.label.and_then(|(place, number)| {
            let id = &rulebook.labels.get(place)?.id;
            Some(if number == 0 { id.clone() } else { format!("{id}{number}") })
        });
        let choices = questions(rulebook).map(|(place, question)| match self.answers.given(place) {
            Given::Open => "",
            Given::Unknown => "unknown",
            Given::Choice(choice) => question.choices.get(usize::from(choice)).map_or("", |choice| &choice.id),
        });
        let numbers =
            Number::ALL.map(|number| self.answers.numbers.get(number).map_or_else(String::new, |n| n.to_string()));
        let parts = [
            label.unwrap_or_default(),
            choices.collect::<Vec<_>>().join(".").trim_end_matches('.').to_owned(),
            numbers.join(".").trim_end_matches('.').to_owned(),
            self.protocol.map_or_else(String::new, |protocol| protocol.id().to_owned()),
        ];
        parts.join("_").trim_end_matches('_').to_owned()
    }

    /// Makes an account of a visitor's answers; the service, language and verdict seen are not its own.
    #[must_use]
    pub fn of(rulebook: &Rulebook, answers: &Answers) -> Self {
        let bare = Answers::default().with_numbers(answers.numbers);
        let answers = questions(rulebook).fold(bare, |bare, (place, _)| bare.with(place, answers.given(place)));
        Self { answers, ..Self::default() }
    }

    /// Tells whether nothing is known of the account, not even what it is called.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

/// Gives all questions but that for the service, which all accounts share.
fn questions(rulebook: &Rulebook) -> impl Iterator<Item = (usize, &crate::rulebook::Question)> {
    let plan = rulebook.plan_question();
    rulebook.questions.iter().enumerate().filter(move |(place, _)| Some(*place) != plan)
}

/// Reads a label with its number.
fn label(rulebook: &Rulebook, name: &str) -> Option<(usize, u32)> {
    let end = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let (id, number) = name.split_at_checked(end)?;
    let place = rulebook.labels.iter().position(|label| label.id == id)?;
    let number = if number.is_empty() { 0 } else { number.parse().ok().filter(|number| *number <= MOST_ALIKE)? };
    Some((place, number))
}
