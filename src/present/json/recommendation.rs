//! Response with a recommendation. Texts are in the negotiated language.

use serde::Serialize;
use utoipa::ToSchema;

use super::forecast::Forecast;
use super::parts::{Ignored, Interpreted, Quota, Rules, Said, said};
use crate::answers;
use crate::engine;
use crate::present::{Assessment, forecast};
use crate::rulebook::{Lang, Protocol};

/// The answer to one set of answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecommendationResponse<'a> {
    /// The rules that were applied.
    pub rules: Rules<'a>,
    /// What was understood, by question or number id.
    pub answers: Said<'a>,
    /// The canonical query for these answers.
    pub query: String,
    /// What was left out.
    pub ignored: Vec<Ignored>,
    /// The numbers that count and are not exactly what was written: the middle of a range, or a rounded number.
    pub interpreted: Vec<Interpreted>,
    /// What the rules came to.
    pub recommendation: Recommendation<'a>,
    /// What holds for the mailbox.
    pub quota: Quota<'a>,
    /// What becomes of the mailbox.
    pub forecast: Forecast,
}

/// What the rules came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recommendation<'a> {
    /// `pop` or `imap`.
    #[schema(pattern = "^(pop|imap)$")]
    pub protocol: &'static str,
    /// `required`, `strong`, `moderate` or `slight`.
    #[schema(pattern = "^(required|strong|moderate|slight)$")]
    pub strength: &'static str,
    /// Whether no answer still missing could change the protocol.
    pub settled: bool,
    /// Whether the points favour the other protocol, but every way of answering the missing questions leads to this one.
    pub sure: bool,
    /// The id of the hard rule that decided, if one did.
    pub decided_by: Option<&'a str>,
    /// The points for each protocol.
    pub score: Score,
    /// The rules that spoke for the protocol.
    pub reasons: Vec<Reason<'a>>,
    /// The rules that spoke for the other one.
    pub against: Vec<Reason<'a>>,
    /// What to do and what to know.
    pub advice: Vec<Advice<'a>>,
    /// Every single answer whose change flips the protocol, most plausible first.
    pub would_change: Vec<WouldChange<'a>>,
    /// The least number of answers that must change for the protocol to flip; null where none will do.
    pub changes_to_flip: Option<usize>,
    /// The missing answer that can move the verdict most; null where it is settled.
    pub most_telling: Option<&'a str>,
    /// The protocol that the link's sender saw, where it was another.
    pub was: Option<&'static str>,
}

/// An answer whose change flips the protocol.
#[derive(Debug, Serialize, ToSchema)]
pub struct WouldChange<'a> {
    /// The question's id.
    pub question: &'a str,
    /// The choice's id.
    pub option: &'a str,
    /// What would come out: `pop` or `imap`.
    #[schema(pattern = "^(pop|imap)$")]
    pub protocol: &'static str,
    /// How surely.
    #[schema(pattern = "^(required|strong|moderate|slight)$")]
    pub strength: &'static str,
}

/// The points for each protocol.
#[derive(Debug, Serialize, ToSchema)]
pub struct Score {
    /// Points for POP.
    pub pop: u32,
    /// Points for IMAP.
    pub imap: u32,
}

/// A rule that applied.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reason<'a> {
    /// The rule's id, or `tie`.
    pub rule: &'a str,
    /// `pop` or `imap`.
    #[schema(pattern = "^(pop|imap)$")]
    pub favours: &'static str,
    /// Its points; 0 for a hard rule and for a tie.
    pub weight: u32,
    /// The id of the question it rests on, if on one.
    pub question: Option<&'a str>,
    /// The reason in words.
    pub text: &'a str,
    /// What going against it costs, and what to do about that.
    pub otherwise: Option<&'a str>,
}

/// A piece of advice.
#[derive(Debug, Serialize, ToSchema)]
pub struct Advice<'a> {
    /// Its id.
    pub id: &'a str,
    /// `do` or `know`.
    #[schema(pattern = "^(do|know)$")]
    pub kind: &'static str,
    /// The advice in words, with the forecast's numbers.
    pub text: String,
}

/// Renders an assessment; `ignored` and `interpreted` list the pairs that need a notice.
///
/// ```
/// use pop_or_imap::{answers::ParsedAnswers, loader, present::{Assessment, json}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let ParsedAnswers { answers, ignored, interpreted } =
///     ParsedAnswers::from_pairs(&rulebook, [("plan", "standard"), ("devices", "7")]);
/// let response = json::recommendation(&Assessment::new(&rulebook, &answers), &ignored, &interpreted, Lang::En);
/// let json = serde_json::to_value(&response).unwrap();
/// assert_eq!(json["quota"]["mailbox_limit_bytes"], 2_000_000_000_u64);
/// assert_eq!(json["ignored"][0]["key"], "devices");
/// ```
#[must_use]
pub fn recommendation<'a>(
    assessment: &Assessment<'a>,
    ignored: &[answers::IgnoredPair],
    interpreted: &[answers::InterpretedNumber],
    lang: Lang,
) -> RecommendationResponse<'a> {
    let Assessment { rulebook, answers, .. } = assessment;
    RecommendationResponse {
        rules: Rules::of(rulebook),
        answers: said(rulebook, answers),
        query: answers.to_query(rulebook),
        ignored: ignored.iter().map(Ignored::from).collect(),
        interpreted: interpreted.iter().map(Interpreted::from).collect(),
        recommendation: Recommendation::of(assessment, lang),
        quota: Quota::of(assessment.quota()),
        forecast: Forecast::of(assessment, lang),
    }
}

impl<'a> Recommendation<'a> {
    fn of(assessment: &Assessment<'a>, lang: Lang) -> Self {
        let (recommendation, outcome) = (assessment.recommendation(), assessment.outcome());
        let reasons = |list: Vec<engine::Reason<'a>>| list.iter().map(|reason| Reason::of(reason, lang)).collect();
        Self {
            protocol: outcome.protocol.id(),
            strength: outcome.strength.id(),
            settled: outcome.settled,
            sure: outcome.sure,
            decided_by: recommendation.decided_by().map(|rule| rule.id.as_str()),
            score: Score { pop: outcome.score.pop, imap: outcome.score.imap },
            reasons: reasons(recommendation.reasons()),
            against: reasons(recommendation.against()),
            advice: recommendation
                .advice()
                .map(|advice| Advice {
                    id: &advice.id,
                    kind: advice.kind.id(),
                    text: forecast::advice(advice, assessment.forecast(), lang),
                })
                .collect(),
            would_change: assessment
                .counterfactuals()
                .iter()
                .map(|change| WouldChange {
                    question: &change.question.id,
                    option: &change.choice.id,
                    protocol: change.protocol.id(),
                    strength: change.strength.id(),
                })
                .collect(),
            changes_to_flip: assessment.min_flips(),
            most_telling: assessment.most_informative().map(|question| question.id.as_str()),
            was: assessment.answers.prior_verdict_unless(outcome.protocol).map(Protocol::id),
        }
    }
}

impl<'a> Reason<'a> {
    fn of(reason: &engine::Reason<'a>, lang: Lang) -> Self {
        Self {
            rule: reason.rule_id,
            favours: reason.favours.id(),
            weight: reason.weight,
            question: reason.question.map(|question| question.id.as_str()),
            text: reason.text.get(lang),
            otherwise: reason.otherwise.map(|text| text.get(lang)),
        }
    }
}
