//! Verdict in words: headline, listed reasons, and the sentences beside it.

use super::{Assessment, Wording};
use crate::engine::Reason;
use crate::rulebook::{Lang, Strength};

/// Writes a recommendation as a headline, without phrase marks.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{self, Assessment}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened");
/// let assessment = Assessment::new(&rulebook, &answers);
/// assert_eq!(present::verdict(&assessment, Lang::Ja), "POP（ポップ）を選びます");
/// ```
#[must_use]
pub fn verdict(assessment: &Assessment<'_>, lang: Lang) -> String {
    verdict_phrases(assessment, lang).replace('|', "")
}

/// Writes a recommendation as a headline; `|` marks where a line may break.
#[must_use]
pub fn verdict_phrases(assessment: &Assessment<'_>, lang: Lang) -> String {
    let texts = assessment.rulebook.protocols.get(assessment.outcome().protocol);
    Wording::of(lang).headline(texts.name.get(lang), texts.reading.get(lang), assessment.outcome().strength)
}

/// A headline in parts, so that a page can set the name of the protocol apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadlineParts {
    /// What comes before the name.
    pub before: String,
    /// The name of the protocol.
    pub name: String,
    /// Its reading, and the words that belong to it.
    pub reading: String,
    /// The rest, with phrase marks.
    pub after: String,
}

/// Returns the headline in parts; joined, they are [`verdict_phrases`].
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{self, Assessment}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened");
/// let parts = present::headline_parts(&Assessment::new(&rulebook, &answers), Lang::Ja);
/// assert_eq!([parts.name, parts.reading, parts.after], ["POP", "（ポップ）を", "選びます"]);
/// ```
#[must_use]
pub fn headline_parts(assessment: &Assessment<'_>, lang: Lang) -> HeadlineParts {
    let headline = verdict_phrases(assessment, lang);
    let name = assessment.rulebook.protocols.get(assessment.outcome().protocol).name.get(lang);
    let (before, rest) = headline.split_once(name).unwrap_or(("", &headline));
    // Without a phrase mark, the name has no words that belong to it.
    let (reading, after) = rest.split_once('|').unwrap_or(("", rest));
    HeadlineParts {
        before: before.trim_end_matches('|').to_owned(),
        name: name.to_owned(),
        reading: reading.to_owned(),
        after: after.trim_start().to_owned(),
    }
}

/// Checks whether no rule that depends on an answer applied.
#[must_use]
pub fn is_unsure(assessment: &Assessment<'_>) -> bool {
    let recommendation = assessment.recommendation();
    let reasons = [recommendation.reasons(), recommendation.against()];
    reasons.iter().flatten().all(|reason| reason.question.is_none())
}

/// Returns the reasons for the verdict that pages and texts list. Points that do not depend on answers are listed only
/// if the verdict is slight.
#[must_use]
pub fn listed_reasons<'a>(assessment: &Assessment<'a>) -> Vec<Reason<'a>> {
    listed(assessment.recommendation().reasons(), assessment)
}

/// Returns the reasons against the verdict that pages and texts list.
#[must_use]
pub fn listed_against<'a>(assessment: &Assessment<'a>) -> Vec<Reason<'a>> {
    listed(assessment.recommendation().against(), assessment)
}

fn listed<'a>(mut reasons: Vec<Reason<'a>>, assessment: &Assessment<'_>) -> Vec<Reason<'a>> {
    reasons.retain(|reason| !reason.baseline || assessment.outcome().strength == Strength::Slight);
    reasons
}

/// Explains a verdict that follows from the sure-thing principle; `None` if the points agree with it.
#[must_use]
pub fn sure_thing(assessment: &Assessment<'_>, lang: Lang) -> Option<String> {
    let protocol = assessment.outcome().protocol;
    let name = |protocol| assessment.rulebook.protocols.get(protocol).name.get(lang);
    assessment.outcome().sure.then(|| Wording::of(lang).sure_thing(name(protocol), name(protocol.other())))
}

/// Writes which protocol the sender of the link saw, if it differs from the current one.
#[must_use]
pub fn was_another(assessment: &Assessment<'_>, lang: Lang) -> Option<String> {
    let now = assessment.outcome().protocol;
    let was = assessment.answers.prior_verdict_unless(now)?;
    let rulebook = assessment.rulebook;
    let name = |protocol| rulebook.protocols.get(protocol).name.get(lang);
    Some(Wording::of(lang).was_another(name(was), name(now), &rulebook.revised))
}
