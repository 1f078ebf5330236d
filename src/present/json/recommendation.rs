//! Response with a recommendation. Texts are in the negotiated language.

use serde::Serialize;
use utoipa::ToSchema;

use super::forecast::ForecastBody;
use super::parts::{AnswersById, IgnoredBody, InterpretedBody, QuotaBody, RulesBody, answers_by_id};
use super::setup::SetupBody;
use crate::answers;
use crate::engine;
use crate::present::{Assessment, forecast};
use crate::rulebook::{Lang, Protocol};

/// The response for one set of answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecommendationResponse<'a> {
    /// The rules that were applied.
    pub rules: RulesBody<'a>,
    /// The accepted answers by question or number id.
    pub answers: AnswersById<'a>,
    /// The canonical query for these answers.
    pub query: String,
    /// The pairs that were ignored.
    pub ignored: Vec<IgnoredBody>,
    /// The numbers that are used in another form than they were sent: the middle of a range, or a rounded number.
    pub interpreted: Vec<InterpretedBody>,
    /// The result of the rules.
    pub recommendation: RecommendationBody<'a>,
    /// The quotas of the mailbox.
    pub quota: QuotaBody<'a>,
    /// The forecast of the mailbox.
    pub forecast: ForecastBody,
    /// What to set on each device, and the steps of a change.
    pub setup: SetupBody<'a>,
}

/// The result of the rules.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Recommendation)]
pub struct RecommendationBody<'a> {
    /// `pop` or `imap`.
    #[schema(pattern = "^(pop|imap)$")]
    pub protocol: &'static str,
    /// `required`, `strong`, `moderate` or `slight`.
    #[schema(pattern = "^(required|strong|moderate|slight)$")]
    pub strength: &'static str,
    /// Whether no missing answer can change the protocol.
    pub settled: bool,
    /// Whether the points favour the other protocol, but every combination of missing answers leads to this one.
    pub sure: bool,
    /// The id of the hard rule that decided, if one did.
    pub decided_by: Option<&'a str>,
    /// The points for each protocol.
    pub score: ScoreBody,
    /// The rules that favour the protocol.
    pub reasons: Vec<ReasonBody<'a>>,
    /// The rules that favour the other protocol.
    pub against: Vec<ReasonBody<'a>>,
    /// What to do and what to know.
    pub advice: Vec<RecommendedAdviceBody<'a>>,
    /// Every change of a single answer that flips the protocol, most plausible first.
    pub would_change: Vec<CounterfactualBody<'a>>,
    /// The minimum number of answers that must change to flip the protocol; null if no number does.
    pub changes_to_flip: Option<usize>,
    /// The id of the unanswered question that can change the verdict most; null if it is settled.
    pub most_telling: Option<&'a str>,
    /// The protocol that the sender of the link saw, if it was the other one.
    pub was: Option<&'static str>,
}

/// A change of one answer that flips the protocol.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WouldChange)]
pub struct CounterfactualBody<'a> {
    /// The question's id.
    pub question: &'a str,
    /// The choice's id.
    pub option: &'a str,
    /// The protocol after the change: `pop` or `imap`.
    #[schema(pattern = "^(pop|imap)$")]
    pub protocol: &'static str,
    /// The strength after the change.
    #[schema(pattern = "^(required|strong|moderate|slight)$")]
    pub strength: &'static str,
}

/// The points for each protocol.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Score)]
pub struct ScoreBody {
    /// Points for POP.
    pub pop: u32,
    /// Points for IMAP.
    pub imap: u32,
}

/// A rule that applied.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reason)]
pub struct ReasonBody<'a> {
    /// The rule's id, or `tie`.
    pub rule: &'a str,
    /// `pop` or `imap`.
    #[schema(pattern = "^(pop|imap)$")]
    pub favours: &'static str,
    /// Its points; 0 for a hard rule and for a tie.
    pub weight: u32,
    /// The id of the question that the rule depends on, if any.
    pub question: Option<&'a str>,
    /// The reason in words.
    pub text: &'a str,
    /// The drawback of the other choice, and what to do about it.
    pub otherwise: Option<&'a str>,
}

/// A piece of advice.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Advice)]
pub struct RecommendedAdviceBody<'a> {
    /// The id of the advice.
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
        rules: RulesBody::of(rulebook),
        answers: answers_by_id(rulebook, answers),
        query: answers.to_query(rulebook),
        ignored: ignored.iter().map(IgnoredBody::from).collect(),
        interpreted: interpreted.iter().map(InterpretedBody::from).collect(),
        recommendation: RecommendationBody::of(assessment, lang),
        quota: QuotaBody::of(assessment.quota()),
        forecast: ForecastBody::of(assessment, lang),
        setup: SetupBody::of(assessment, lang),
    }
}

impl<'a> RecommendationBody<'a> {
    fn of(assessment: &Assessment<'a>, lang: Lang) -> Self {
        let (recommendation, outcome) = (assessment.recommendation(), assessment.outcome());
        let reasons = |list: Vec<engine::Reason<'a>>| list.iter().map(|reason| ReasonBody::of(reason, lang)).collect();
        Self {
            protocol: outcome.protocol.id(),
            strength: outcome.strength.id(),
            settled: outcome.settled,
            sure: outcome.sure,
            decided_by: recommendation.decided_by().map(|rule| rule.id.as_str()),
            score: ScoreBody { pop: outcome.score.pop, imap: outcome.score.imap },
            reasons: reasons(recommendation.reasons()),
            against: reasons(recommendation.against()),
            advice: recommendation
                .advice()
                .map(|advice| RecommendedAdviceBody {
                    id: &advice.id,
                    kind: advice.kind.id(),
                    text: forecast::advice(advice, assessment.forecast(), lang),
                })
                .collect(),
            would_change: assessment
                .counterfactuals()
                .iter()
                .map(|change| CounterfactualBody {
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

impl<'a> ReasonBody<'a> {
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
