//! Owns the answer to one set of answers. Texts are in the language asked for.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::changed_by;
use super::forecast::Forecast;
use crate::answers::{self, Answers, Number};
use crate::engine;
use crate::interview;
use crate::quota;
use crate::quota::{bytes_of_gb, bytes_of_mb};
use crate::report::forecast;
use crate::rulebook::{Lang, Plan, Protocol, Rulebook};

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

/// What was understood, by question or number id.
pub type Said<'a> = BTreeMap<&'a str, AnswerValue>;

/// Which rules were applied.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rules<'a> {
    /// The author's version.
    pub version: &'a str,
    /// The day of the last revision, `YYYY-MM-DD`.
    pub revised: &'a str,
    /// `sha256:` and the digest of the rules file.
    pub digest: &'a str,
}

/// A choice's id (or `unknown`), or a number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum AnswerValue {
    /// A choice's id, or `unknown`.
    Choice(String),
    /// A number, in the unit of its field.
    Number(u64),
}

/// A pair that was left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ignored {
    /// The key as given (at most 100 characters).
    pub key: String,
    /// The value as given (at most 100 characters).
    pub value: String,
}

impl From<answers::Ignored> for Ignored {
    fn from(ignored: answers::Ignored) -> Self {
        Self { key: ignored.key, value: ignored.value }
    }
}

/// A number that counts and is not exactly what was written.
#[derive(Debug, Serialize, ToSchema)]
pub struct Interpreted {
    /// The number's id.
    pub key: &'static str,
    /// The value as given (at most 100 characters).
    pub value: String,
    /// The number that counts, in the unit of its field, as in `answers`.
    #[serde(rename = "as")]
    pub read_as: u64,
}

impl From<&answers::Interpreted> for Interpreted {
    fn from(interpreted: &answers::Interpreted) -> Self {
        let answers::Interpreted { number, value, read_as } = interpreted;
        Self { key: number.id(), value: value.clone(), read_as: *read_as }
    }
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

/// What holds for the mailbox. A figure that the plan does not give is null.
#[derive(Debug, Serialize, ToSchema)]
pub struct Quota<'a> {
    /// The id of the plan, if it was told.
    pub plan: Option<&'a str>,
    /// The limit of the mailbox in bytes: the visitor's own, else the plan's default.
    pub mailbox_limit_bytes: Option<u64>,
    /// The most a mailbox can be given, in bytes.
    pub mailbox_max_bytes: Option<u64>,
    /// Whether the limit is the visitor's own number.
    pub own_limit: bool,
    /// Who changes the limit: `customer`, `support` or `contract`.
    pub changed_by: Option<&'static str>,
    /// The server's total in bytes, the least where it differs.
    pub capacity_bytes: Option<u64>,
    /// Whether the total can grow for a higher monthly fee.
    pub capacity_grows: bool,
    /// In which steps the total grows, in bytes.
    pub capacity_step_bytes: Option<u64>,
    /// Totals by provider, where they differ.
    pub variants: Vec<Variant<'a>>,
}

/// A plan's total with one provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct Variant<'a> {
    /// The provider.
    pub name: &'a str,
    /// The server's total in bytes.
    pub capacity_bytes: u64,
}

/// Recommends, and puts the outcome into the wire format.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, report::wire, rulebook::Lang};
/// let rulebook = audit::embedded();
/// let (answers, ignored) = Answers::from_query(&rulebook, "plan=standard&devices=7");
/// let response = wire::respond(&rulebook, &answers, ignored, Lang::En);
/// let json = serde_json::to_value(&response).unwrap();
/// assert_eq!(json["quota"]["mailbox_limit_bytes"], 2_000_000_000_u64);
/// assert_eq!(json["ignored"][0]["key"], "devices");
/// ```
#[must_use]
pub fn respond<'a>(
    rulebook: &'a Rulebook,
    answers: &Answers,
    ignored: Vec<answers::Ignored>,
    lang: Lang,
) -> RecommendationResponse<'a> {
    RecommendationResponse {
        rules: Rules::of(rulebook),
        answers: said(rulebook, answers),
        query: answers.to_query(rulebook),
        ignored: ignored.into_iter().map(Ignored::from).collect(),
        interpreted: Vec::new(),
        recommendation: Recommendation::of(&engine::recommend(rulebook, answers), answers, lang),
        quota: Quota::of(&quota::quota(rulebook, answers)),
        forecast: Forecast::of(rulebook, answers, lang),
    }
}

impl RecommendationResponse<'_> {
    /// Returns the response with the numbers that were read as others than were written.
    #[must_use]
    pub fn interpreting(mut self, interpreted: &[answers::Interpreted]) -> Self {
        self.interpreted = interpreted.iter().map(Interpreted::from).collect();
        self
    }
}

/// Gives what was understood, by question or number id.
pub(super) fn said<'a>(rulebook: &'a Rulebook, answers: &Answers) -> Said<'a> {
    let choices = answers.question_pairs(rulebook).into_iter().map(|(id, value)| (id, AnswerValue::Choice(value)));
    let numbers = Number::ALL
        .into_iter()
        .filter_map(|number| Some((number.id(), AnswerValue::Number(answers.numbers.get(number)?))));
    choices.chain(numbers).collect()
}

impl<'a> Rules<'a> {
    pub(super) fn of(rulebook: &'a Rulebook) -> Self {
        Self { version: &rulebook.version, revised: &rulebook.revised, digest: rulebook.digest.as_str() }
    }
}

impl<'a> Recommendation<'a> {
    fn of(recommendation: &engine::Recommendation<'a>, answers: &Answers, lang: Lang) -> Self {
        let rulebook = recommendation.rulebook;
        let telling = interview::most_telling(rulebook, answers).and_then(|place| rulebook.questions.get(place));
        let outcome = recommendation.outcome;
        let outlook = quota::forecast(rulebook, answers);
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
                    text: forecast::advice(advice, &outlook, lang),
                })
                .collect(),
            would_change: engine::would_change(rulebook, answers)
                .iter()
                .map(|change| WouldChange {
                    question: &change.question.id,
                    option: &change.choice.id,
                    protocol: change.protocol.id(),
                    strength: change.strength.id(),
                })
                .collect(),
            changes_to_flip: engine::robustness(rulebook, answers),
            most_telling: telling.map(|question| question.id.as_str()),
            was: answers.was_other_than(outcome.protocol).map(Protocol::id),
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

impl<'a> Quota<'a> {
    pub(super) fn of(quota: &quota::Quota<'a>) -> Self {
        let plan = quota.plan;
        Self {
            plan: plan.map(|plan| plan.id.as_str()),
            mailbox_limit_bytes: quota.mailbox_limit_bytes(),
            mailbox_max_bytes: plan.and_then(|plan| plan.mailbox_max_mb).map(bytes_of_mb),
            own_limit: quota.own_limit,
            changed_by: plan.map(|plan| changed_by(plan.changed_by)),
            capacity_bytes: quota.capacity_bytes(),
            capacity_grows: plan.is_some_and(|plan| plan.capacity_grows),
            capacity_step_bytes: plan.and_then(|plan| plan.capacity_step_gb).map(bytes_of_gb),
            variants: plan.map_or_else(Vec::new, variants),
        }
    }
}

pub(super) fn variants(plan: &Plan) -> Vec<Variant<'_>> {
    plan.variants
        .iter()
        .map(|variant| Variant { name: &variant.name, capacity_bytes: bytes_of_gb(variant.capacity_gb) })
        .collect()
}
