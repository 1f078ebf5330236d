//! Requests of visitors: request heads built beforehand, so that the measurement does not include building them.

use std::collections::BTreeSet;

use pop_or_imap::answers::{Answer, Answers};
use pop_or_imap::rulebook::Rulebook;
use pop_or_imap::{interview, loader};

/// The number of different journeys.
pub const JOURNEYS: u64 = 8_000;
/// The number of different pages of questions, and of results.
const PAGES: usize = 20_000;

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

    /// The pages of questions of all journeys, each at a URL of its own: the cost of pages that are requested once. What the
    /// interview computes from their answers is remembered, as it is after the first thousand visitors.
    pub fn questions_of_journeys(encoding: Encoding) -> Self {
        let rulebook = loader::embedded();
        let pages = (0..JOURNEYS).flat_map(|visitor| {
            let pages = journey(&rulebook, visitor).into_iter().filter(|page| page.starts_with("/wizard?"));
            pages.map(move |page| format!("{page}&visit={visitor}"))
        });
        Self::of(pages, encoding)
    }

    /// Pages of questions after random answers, no two with the same, so that nothing is remembered.
    pub fn questions_afresh(encoding: Encoding) -> Self {
        let rulebook = loader::embedded();
        let page = |random: &mut dyn FnMut(usize) -> usize| {
            let answers = random_answers(&rulebook, |choices| (random(2) == 0).then(|| random(choices)));
            interview::next(&rulebook, &answers).map(|_| format!("/wizard?{}", answers.to_query(&rulebook)))
        };
        Self::of(afresh(page), encoding)
    }

    /// Pages of results of random answers to all questions, no two with the same: the cost of pages that are requested once.
    pub fn results_afresh(encoding: Encoding) -> Self {
        Self::of(of_results_afresh("/result"), encoding)
    }

    /// The QR codes of these results, which browsers load for print.
    pub fn codes_afresh(encoding: Encoding) -> Self {
        Self::of(of_results_afresh("/result/qr.svg"), encoding)
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

/// Returns a generator of numbers below a bound, the same at every run.
fn random_below(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap_or(0) % below.max(1)
    }
}

/// Returns random pages, no two of them equal.
fn afresh(page: impl Fn(&mut dyn FnMut(usize) -> usize) -> Option<String>) -> BTreeSet<String> {
    let mut random = random_below(0);
    let mut pages = BTreeSet::new();
    while pages.len() < PAGES {
        pages.extend(page(&mut random));
    }
    pages
}

/// Returns URLs with random answers to all questions, no two equal.
fn of_results_afresh(path: &str) -> BTreeSet<String> {
    let rulebook = loader::embedded();
    afresh(|random| {
        let answers = random_answers(&rulebook, |choices| Some(random(choices)));
        Some(format!("{path}?{}", answers.to_query(&rulebook)))
    })
}

/// Answers each question with what `choose` returns for the number of its choices.
fn random_answers(rulebook: &Rulebook, mut choose: impl FnMut(usize) -> Option<usize>) -> Answers {
    rulebook.indexed_questions().fold(Answers::default(), |answers, (index, question)| {
        let choice = choose(question.choices.len()).and_then(|choice| u8::try_from(choice).ok());
        choice.map_or(answers, |choice| answers.with(index, Answer::Choice(choice)))
    })
}

/// Follows the interview of one visitor from page to page.
fn journey(rulebook: &Rulebook, visitor: u64) -> Vec<String> {
    let mut random = random_below(visitor);
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
