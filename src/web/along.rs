//! Owns what goes along with the answers from page to page: which of them support filled in, and whether pages are shown
//! inside another site.

use super::visit::Visit;
use crate::answers::{self, Answers, Given, Number};
use crate::rulebook::Rulebook;

/// The key that says which answers support filled in: question and number ids with `.` between them, or [`ALL`].
pub(super) const BY: &str = "by";
/// The value of [`BY`] that means every answer of the link.
const ALL: &str = "support";
/// The key that says that pages are shown inside another site.
const EMBED: &str = "embed";
/// The value of [`EMBED`] that means so.
const EMBEDDED: &str = "1";

/// Something that can be said: the answer to the question at a place, or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Answer(usize),
    Number(Number),
}

impl Said {
    /// Lists what was said.
    fn all(rulebook: &Rulebook, answers: &Answers) -> Vec<Self> {
        let places = (0..rulebook.questions.len()).filter(|place| answers.given(*place) != Given::Open);
        let numbers = Number::ALL.into_iter().filter(|number| answers.numbers.get(*number).is_some());
        places.map(Self::Answer).chain(numbers.map(Self::Number)).collect()
    }

    /// Tells whether two sets of answers say the same here.
    fn is_same(self, one: &Answers, other: &Answers) -> bool {
        match self {
            Self::Answer(place) => one.given(place) == other.given(place),
            Self::Number(number) => one.numbers.get(number) == other.numbers.get(number),
        }
    }

    fn id(self, rulebook: &Rulebook) -> &str {
        match self {
            Self::Answer(place) => rulebook.questions.get(place).map_or("", |question| &question.id),
            Self::Number(number) => number.id(),
        }
    }
}

/// What goes along with the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Along {
    /// What support filled in.
    by_support: Vec<Said>,
    /// Whether pages are shown inside another site.
    pub(super) embed: bool,
}

impl Along {
    /// Reads the pairs of a query; what is not understood is passed over.
    pub(super) fn read(rulebook: &Rulebook, answers: &Answers, pairs: &[(String, String)]) -> Self {
        let value = |name: &str| answers::value(pairs, name).map(str::to_ascii_lowercase);
        let mut by_support = Said::all(rulebook, answers);
        match value(BY) {
            Some(all) if all == ALL => {}
            Some(ids) => by_support.retain(|said| ids.split('.').any(|id| id == said.id(rulebook))),
            None => by_support.clear(),
        }
        Self { by_support, embed: value(EMBED).is_some_and(|value| value == EMBEDDED) }
    }

    /// Says that support filled in all of these answers.
    pub(super) fn of_support(rulebook: &Rulebook, answers: &Answers) -> Self {
        Self { by_support: Said::all(rulebook, answers), embed: false }
    }

    /// Tells whether support filled something in.
    pub(super) fn is_by_support(&self, said: Said) -> bool {
        self.by_support.contains(&said)
    }

    /// Counts what support filled in beside the answer to the question at `place`.
    pub(super) fn count_beside(&self, place: usize) -> usize {
        self.by_support.iter().filter(|said| **said != Said::Answer(place)).count()
    }

    /// Gives the pairs for an address with some answers: those that `visit` has otherwise are not support's any more.
    pub(super) fn pairs(&self, visit: &Visit, answers: &Answers) -> Vec<(&'static str, String)> {
        let kept = self.kept(|said| said.is_same(answers, &visit.answers));
        let all = kept.len() == Said::all(&visit.rulebook, answers).len();
        let by = if all && !kept.is_empty() { Some(ALL.to_owned()) } else { ids(&visit.rulebook, &kept) };
        self.with(by)
    }

    /// Gives the pairs for a form that asks the question at `place`: its answer will be the visitor's own.
    pub(super) fn pairs_asking(&self, rulebook: &Rulebook, place: usize) -> Vec<(&'static str, String)> {
        self.with(ids(rulebook, &self.kept(|said| said != Said::Answer(place))))
    }

    /// Gives the pairs for the form for numbers: they will be the visitor's own.
    pub(super) fn pairs_numbering(&self, rulebook: &Rulebook) -> Vec<(&'static str, String)> {
        self.with(ids(rulebook, &self.kept(|said| matches!(said, Said::Answer(_)))))
    }

    fn kept(&self, keeps: impl Fn(Said) -> bool) -> Vec<Said> {
        self.by_support.iter().copied().filter(|said| keeps(*said)).collect()
    }

    /// Returns the pair that keeps pages embedded, for URLs and forms that carry nothing else along.
    pub(super) fn embedding(&self) -> Option<(&'static str, &'static str)> {
        self.embed.then_some((EMBED, EMBEDDED))
    }

    fn with(&self, by: Option<String>) -> Vec<(&'static str, String)> {
        let embedding = self.embedding().map(|(key, value)| (key, value.to_owned()));
        by.map(|by| (BY, by)).into_iter().chain(embedding).collect()
    }
}

/// Writes what was said by its ids; nothing where nothing was.
fn ids(rulebook: &Rulebook, said: &[Said]) -> Option<String> {
    let ids: Vec<&str> = said.iter().map(|said| said.id(rulebook)).collect();
    Some(ids.join(".")).filter(|ids| !ids.is_empty())
}
