//! Links: the one builder of every URL that the program generates, such as `Location`, canonical URLs, and links in
//! replies and QR codes.
//!
//! Each URL stays within [`MAX_TARGET`], the longest request target that is accepted. Values that were not understood are
//! repeated only in short URLs, which keeps response heads small.

use std::fmt;

use form_urlencoded::Serializer;

use super::carried::CarriedParams;
use super::page_request::PageRequest;
use super::query::{ASK, Form, SENT, TO, TO_RESULT};
use super::target::MAX_TARGET;
use crate::answers::{Answers, Company};

/// The maximum length of a URL that repeats values that were not understood, in bytes.
const MAX_WITH_REPEATED: usize = 2 * 1024;

/// A link under construction. Its `Display` is the URL.
#[derive(Clone, Debug)]
#[must_use]
pub(in crate::web) struct Link<'r> {
    request: &'r PageRequest,
    path: &'r str,
    answers: Answers,
    company: Option<&'r Company>,
    carries: Carries,
    has_notices: bool,
    navigation: Vec<(&'r str, &'r str)>,
    fragment: Option<&'r str>,
    is_absolute: bool,
}

/// Which carried parameters a link repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carries {
    All,
    /// Only the one that keeps pages embedded.
    Embedding,
    Nothing,
    /// All answers of the link are attributed to support.
    BySupport,
}

impl PageRequest {
    /// Starts a link to a page of this visitor: with the answers, the accounts, and the carried parameters.
    pub(in crate::web) fn link<'r>(&'r self, path: &'r str) -> Link<'r> {
        Link { company: Some(&self.company), carries: Carries::All, ..self.shared_link(path) }
    }

    /// Starts a link to share: with the answers alone.
    pub(in crate::web) fn shared_link<'r>(&'r self, path: &'r str) -> Link<'r> {
        Link {
            request: self,
            path,
            answers: self.answers,
            company: None,
            carries: Carries::Nothing,
            has_notices: false,
            navigation: Vec::new(),
            fragment: None,
            is_absolute: false,
        }
    }

    /// Returns a link to the interview that asks a question again; `to_result` leads back to the result afterwards.
    pub(in crate::web) fn ask_link<'r>(&'r self, question: &'r str, to_result: bool) -> String {
        let link = self.link("/wizard").with(ASK, question);
        if to_result { link.back_to_result() } else { link }.to_string()
    }
}

impl<'r> Link<'r> {
    /// Sets the answers.
    pub(in crate::web) fn answers(mut self, answers: &Answers) -> Self {
        self.answers = *answers;
        self
    }

    /// Sets the accounts.
    pub(in crate::web) fn company(mut self, company: &'r Company) -> Self {
        self.company = Some(company);
        self
    }

    /// Repeats only the parameter that keeps pages embedded.
    pub(in crate::web) fn embedded(mut self) -> Self {
        self.carries = Carries::Embedding;
        self
    }

    /// Attributes the answers to support.
    pub(in crate::web) fn by_support(mut self) -> Self {
        self.carries = Carries::BySupport;
        self
    }

    /// Repeats the pairs that were not understood, so that their notice is not lost.
    pub(in crate::web) fn with_notices(mut self) -> Self {
        self.has_notices = true;
        self
    }

    /// Adds a navigation key.
    pub(in crate::web) fn with(mut self, key: &'r str, value: &'r str) -> Self {
        self.navigation.push((key, value));
        self
    }

    /// Repeats the navigation of the request, for another representation of the same page.
    pub(in crate::web) fn same_navigation(mut self) -> Self {
        self.navigation = self.request.navigation.pairs(&self.request.rulebook);
        self
    }

    /// Makes the result follow a changed answer.
    pub(in crate::web) fn back_to_result(self) -> Self {
        self.with(TO, TO_RESULT)
    }

    /// Marks the link as sent by a form.
    pub(in crate::web) fn sent(self, form: Form) -> Self {
        self.with(SENT, form.id())
    }

    /// Sets the fragment.
    pub(in crate::web) fn fragment(mut self, fragment: &'r str) -> Self {
        self.fragment = Some(fragment);
        self
    }

    /// Makes the URL absolute, if the site's origin is known.
    pub(in crate::web) fn absolute(mut self) -> Self {
        self.is_absolute = true;
        self
    }

    /// Returns the query alone.
    pub(in crate::web) fn query(&self) -> String {
        let Self { request, answers, .. } = self;
        let rulebook = &request.rulebook;
        // Most links of a page have the answers of its URL.
        let (own, query) = &request.canonical;
        let query = if answers == own { query.clone() } else { answers.to_query(rulebook) };
        let mut state = Serializer::new(query);
        state.extend_pairs(self.company.into_iter().flat_map(|company| company.to_pairs(rulebook)));
        let carried = match self.carries {
            Carries::All => request.carried.pairs(rulebook, &request.answers, answers),
            Carries::Embedding => {
                request.carried.embedding().into_iter().map(|(key, value)| (key, value.to_owned())).collect()
            }
            Carries::Nothing => Vec::new(),
            Carries::BySupport => {
                CarriedParams::of_support(rulebook, answers).pairs(rulebook, &request.answers, answers)
            }
        };
        let repeated = if self.has_notices { request.pairs_with_notices() } else { Vec::new() };
        let parts = QueryParts {
            state: state.finish(),
            carried: carried.iter().map(|(key, value)| (*key, value.as_str())).collect(),
            repeated,
            navigation: &self.navigation,
        };
        parts.encode(self.path.len())
    }
}

impl fmt::Display for Link<'_> {
    fn fmt(&self, url: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = self.request.origin().filter(|_| self.is_absolute) {
            url.write_str(&origin)?;
        }
        url.write_str(self.path)?;
        let query = self.query();
        if !query.is_empty() {
            url.write_str("?")?;
            url.write_str(&query)?;
        }
        match self.fragment {
            Some(fragment) => write!(url, "#{fragment}"),
            None => Ok(()),
        }
    }
}

/// The parts of a query, the most important first.
#[derive(Debug, Default)]
struct QueryParts<'a> {
    /// Answers and accounts, encoded.
    state: String,
    carried: Vec<(&'a str, &'a str)>,
    /// Pairs that were not understood, so that a redirect does not lose their notice.
    repeated: Vec<(&'a str, &'a str)>,
    navigation: &'a [(&'a str, &'a str)],
}

impl QueryParts<'_> {
    /// Encodes the query for a path of some length, in bytes. Pairs that do not fit are left out whole.
    fn encode(self, path: usize) -> String {
        let separator = usize::from(path > 0);
        let fits = |query: &str, max: usize| path + separator + query.len() <= max;
        let mut encoded = self.state;
        while !fits(&encoded, MAX_TARGET) {
            let end = encoded.rfind('&').unwrap_or(0);
            encoded.truncate(end);
        }
        let parts = [(&*self.carried, MAX_TARGET), (&self.repeated, MAX_WITH_REPEATED), (self.navigation, MAX_TARGET)];
        for (pairs, max) in parts {
            for (key, value) in pairs {
                let length = encoded.len();
                encoded = Serializer::new(encoded).append_pair(key, value).finish();
                if !fits(&encoded, max) {
                    encoded.truncate(length);
                    break;
                }
            }
        }
        encoded
    }
}

#[cfg(test)]
mod tests {
    use super::super::target::MAX_STATE;
    use super::*;

    #[test]
    fn state_comes_first_and_unknown_values_only_in_short_urls() {
        let long = "(".repeat(100);
        let repeated = vec![("mails", "x"), ("used", long.as_str()), ("keep", long.as_str())];
        let encode = |state: String| {
            let (carried, navigation) = (vec![("by", "support")], &[("ask", "plan")]);
            QueryParts { state, carried, repeated: repeated.clone(), navigation }.encode("/wizard".len())
        };
        let state = |length: usize| format!("a={}", "s".repeat(length));
        let short = encode(state(10));
        assert!(short.starts_with("a=ssssssssss&by=support&mails=x&used=%28%28"), "{short}");
        assert!(short.contains("&keep=") && short.ends_with("&ask=plan") && short.len() + 8 <= MAX_WITH_REPEATED);
        let medium = encode(state(1_700));
        assert!(medium.contains("&mails=x&") && !medium.contains("&keep=") && medium.len() + 8 <= MAX_WITH_REPEATED);
        let long = encode(state(MAX_STATE));
        assert!(long.ends_with("s&by=support&ask=plan") && long.len() + 8 <= MAX_TARGET);
        let too_long = QueryParts { state: "a=bcd&".repeat(3_000), ..QueryParts::default() }.encode(7);
        assert!(too_long.len() + 8 <= MAX_TARGET && too_long.ends_with("&a=bcd"), "no pair is cut in half");
        assert_eq!(QueryParts { state: "x".repeat(9_000), ..QueryParts::default() }.encode(7), "");
    }
}
