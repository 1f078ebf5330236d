//! Owns what goes along with the answers from page to page: which of them support filled in, and whether pages are shown
//! inside another site.

use super::visit::Visit;
use crate::answers::{Answers, Given};
use crate::rulebook::Rulebook;

/// The key that says which answers support filled in: question ids with `.` between them, or [`ALL`].
pub(super) const BY: &str = "by";
/// The value of [`BY`] that means every answer of the link.
const ALL: &str = "support";
/// The key that says that pages are shown inside another site.
const EMBED: &str = "embed";
/// The value of [`EMBED`] that means so.
const EMBEDDED: &str = "1";

/// What goes along with the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Along {
    /// The places of the questions that support answered.
    by_support: Vec<usize>,
    /// Whether pages are shown inside another site.
    pub(super) embed: bool,
}

impl Along {
    /// Reads a query string; what is not understood is passed over.
    pub(super) fn read(rulebook: &Rulebook, answers: &Answers, query: &str) -> Self {
        let value = |name: &str| form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
        let said = answered(rulebook, answers);
        let by_support = match value(BY) {
            Some((_, all)) if all == ALL => said.collect(),
            Some((_, ids)) => {
                let ids: Vec<&str> = ids.split('.').collect();
                let id = |place: usize| rulebook.questions.get(place).map_or("", |question| &question.id);
                said.filter(|place| ids.contains(&id(*place))).collect()
            }
            None => Vec::new(),
        };
        Self { by_support, embed: value(EMBED).is_some_and(|(_, value)| value == EMBEDDED) }
    }

    /// Says that support filled in all of these answers.
    pub(super) fn of_support(rulebook: &Rulebook, answers: &Answers) -> Self {
        Self { by_support: answered(rulebook, answers).collect(), embed: false }
    }

    /// Tells whether support answered the question at `place`.
    pub(super) fn is_by_support(&self, place: usize) -> bool {
        self.by_support.contains(&place)
    }

    /// Counts the answers that support filled in.
    pub(super) fn count(&self) -> usize {
        self.by_support.len()
    }

    /// Gives the pairs for an address with some answers: those that `visit` has otherwise are not support's any more.
    pub(super) fn pairs(&self, visit: &Visit, answers: &Answers) -> Vec<(&'static str, String)> {
        let kept = self.by_support.iter().filter(|place| answers.given(**place) == visit.answers.given(**place));
        let kept: Vec<usize> = kept.copied().collect();
        let all = kept.len() == answered(&visit.rulebook, answers).count();
        let by = if all && !kept.is_empty() { Some(ALL.to_owned()) } else { ids(&visit.rulebook, &kept) };
        self.with(by)
    }

    /// Gives the pairs for a form that asks the question at `place`: its answer will be the visitor's own.
    pub(super) fn pairs_asking(&self, rulebook: &Rulebook, place: Option<usize>) -> Vec<(&'static str, String)> {
        let kept: Vec<usize> = self.by_support.iter().copied().filter(|at| Some(*at) != place).collect();
        self.with(ids(rulebook, &kept))
    }

    /// Gives the pair that keeps pages embedded, for addresses and forms that carry nothing else along.
    pub(super) fn embedding(&self) -> Option<(&'static str, &'static str)> {
        self.embed.then_some((EMBED, EMBEDDED))
    }

    fn with(&self, by: Option<String>) -> Vec<(&'static str, String)> {
        let embed = self.embedding().map(|(key, value)| (key, value.to_owned()));
        by.map(|by| (BY, by)).into_iter().chain(embed).collect()
    }
}

/// Gives the places of the questions to which something was said.
fn answered<'a>(rulebook: &'a Rulebook, answers: &'a Answers) -> impl Iterator<Item = usize> + 'a {
    (0..rulebook.questions.len()).filter(|place| answers.given(*place) != Given::Open)
}

/// Writes questions; nothing where there is none.
fn ids(rulebook: &Rulebook, places: &[usize]) -> Option<String> {
    let ids = places.iter().filter_map(|place| Some(rulebook.questions.get(*place)?.id.as_str()));
    Some(ids.collect::<Vec<_>>().join(".")).filter(|ids| !ids.is_empty())
}
