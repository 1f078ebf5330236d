//! Requests of visitors: request heads built beforehand, so that the measurement does not include building them.

use std::collections::BTreeSet;

use pop_or_imap::answers::{Answer, Answers};
use pop_or_imap::rulebook::Rulebook;
use pop_or_imap::{interview, loader};

/// The number of different journeys.
pub const JOURNEYS: u64 = 8_000;

/// The content coding that visitors accept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Identity,
    /// All codings that today's browsers accept.
    Browser,
    Brotli,
    Gzip,
}

impl Encoding {
    const fn id(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Browser => "gzip, deflate, br, zstd",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// Requests in the order in which they are sent, repeatedly.
pub struct Visitors {
    pub requests: Vec<Vec<u8>>,
}

impl Visitors {
    /// The page of one question, half-way.
    pub fn question(encoding: Encoding) -> Self {
        Self::of(["/wizard?plan=standard&purpose=work&devices=pc-phone"], encoding)
    }

    /// The page of one result.
    pub fn result(encoding: Encoding) -> Self {
        Self::of(["/result?plan=standard&purpose=work&devices=one-pc&away=no&attachments=many"], encoding)
    }

    /// The pages of questions of all journeys, no two with the same answers: the cost of pages that are not cached.
    pub fn questions_afresh(encoding: Encoding) -> Self {
        Self::afresh("/wizard?", encoding)
    }

    /// The pages of the results of all journeys, no two with the same answers.
    pub fn results_afresh(encoding: Encoding) -> Self {
        Self::afresh("/result?", encoding)
    }

    fn afresh(path: &str, encoding: Encoding) -> Self {
        let rulebook = loader::embedded();
        let pages = (0..JOURNEYS).flat_map(|visitor| journey(&rulebook, visitor));
        let mut seen = BTreeSet::new();
        let pages: Vec<_> = pages.filter(|page| page.starts_with(path) && seen.insert(page.clone())).collect();
        Self::of(pages, encoding)
    }

    /// A large page: 200 accounts against the plan's total.
    pub fn large(encoding: Encoding) -> Self {
        let accounts: Vec<String> = (0..200).map(|at| format!("a=sales{at}")).collect();
        Self::of([format!("/capacity?{}", accounts.join("&"))], encoding)
    }

    /// A recommendation as JSON.
    pub fn api(encoding: Encoding) -> Self {
        Self::of(["/api/v1/recommendation?plan=standard&purpose=work&devices=pc-phone&away=yes"], encoding)
    }

    /// The start, every question up to the result, and the result, for the everyday uses that the start page offers.
    pub fn everyday(encoding: Encoding) -> Self {
        let rulebook = loader::embedded();
        let paths: Vec<String> = rulebook
            .uses
            .iter()
            .flat_map(|item| ["/".to_owned(), format!("/result?{}", Answers::from_use(item).to_query(&rulebook))])
            .collect();
        Self::of(paths, encoding)
    }

    /// The same for visitors who answer at random, hardly any two equal.
    pub fn journeys(encoding: Encoding) -> Self {
        let rulebook = loader::embedded();
        Self::of((0..JOURNEYS).flat_map(|visitor| journey(&rulebook, visitor)), encoding)
    }

    fn of(paths: impl IntoIterator<Item = impl AsRef<str>>, encoding: Encoding) -> Self {
        let request = |path: &str| {
            let head = format!(
                "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/html,application/xhtml+xml,*/*;q=0.8\r\n\
                 accept-language: ja,en-US;q=0.7,en;q=0.3\r\naccept-encoding: {}\r\nuser-agent: load bench\r\n\r\n",
                encoding.id()
            );
            head.into_bytes()
        };
        Self { requests: paths.into_iter().map(|path| request(path.as_ref())).collect() }
    }
}

/// Follows the interview of one visitor from page to page.
fn journey(rulebook: &Rulebook, visitor: u64) -> Vec<String> {
    let mut state = visitor.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap_or(0) % below.max(1)
    };
    let mut paths = vec!["/".to_owned()];
    let mut answers = Answers::default();
    while let Some(index) = interview::next(rulebook, &answers) {
        paths.push(format!("/wizard?{}", answers.to_query(rulebook)));
        let choices = rulebook.question_at(index).map_or(1, |question| question.choices.len());
        answers = answers.with(index, Answer::Choice(u8::try_from(random(choices)).unwrap_or(0)));
    }
    paths.push(format!("/result?{}", answers.to_query(rulebook)));
    paths
}
