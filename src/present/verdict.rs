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
