//! Section with the verdict: headline, caution, main reason, maps of where mail is kept, strength, and what missing
//! answers could change.

use crate::present::caution::{self, Caution};
use crate::present::mail_map::MailMap;
use crate::present::{self, Assessment, HeadlineParts};
use crate::rulebook::{Protocol, Strength};
use crate::web::request::PageRequest;
use crate::web::views::mail_map::{self, MapView};

pub(super) struct VerdictSection<'r> {
    /// A notice if the link was sent with another verdict.
    pub(super) was: Option<String>,
    /// The purpose of the account and its devices, if they were answered.
    pub(super) account: Option<String>,
    pub(super) title: HeadlineParts,
    pub(super) caution: Option<Caution>,
    pub(super) main_reason: Option<&'r str>,
    /// The map of the recommended protocol first.
    pub(super) maps: [MapView; 2],
    /// The strength in words, and as one to three steps.
    pub(super) strength: &'static str,
    pub(super) steps: u8,
    /// Whether a hard rule decided; the points are not shown then, because they may favour the other protocol.
    pub(super) required: bool,
    /// The points of both protocols, the recommended one first, and the length of the scale.
    pub(super) score: [ScoreLine; 2],
    pub(super) scale: u32,
    /// Why the verdict differs from the points, if it does.
    pub(super) sure: Option<String>,
    pub(super) missing: Option<MissingAnswers>,
}

/// The points of a protocol.
pub(super) struct ScoreLine {
    pub(super) name: String,
    pub(super) points: u32,
    /// The points in words.
    pub(super) words: String,
    pub(super) chosen: bool,
}

/// A sentence about missing answers, with the labels and URLs of the next steps.
pub(super) struct MissingAnswers {
    pub(super) sentence: String,
    pub(super) steps: Vec<(&'static str, String)>,
}

impl<'r> VerdictSection<'r> {
    pub(super) fn new(request: &'r PageRequest, assessment: &Assessment<'r>) -> Self {
        let (lang, w, outcome) = (request.lang, request.wording(), assessment.outcome());
        let order = [outcome.protocol, outcome.protocol.other()];
        let score = order.map(|protocol| {
            let points = *outcome.score.get(protocol);
            let name = request.rulebook.protocols.get(protocol).name.get(lang).to_owned();
            ScoreLine { name, points, words: w.points(points), chosen: protocol == outcome.protocol }
        });
        Self {
            was: present::was_another(assessment, lang),
            account: present::account_words(assessment, lang),
            title: present::headline_parts(assessment, lang),
            caution: caution::caution(assessment.forecast(), outcome.protocol, lang),
            main_reason: present::listed_reasons(assessment).first().map(|reason| reason.text.get(lang)),
            maps: order.map(|protocol| map(request, assessment, protocol)),
            strength: w.strength_alone(outcome.strength),
            steps: match outcome.strength {
                Strength::Slight => 1,
                Strength::Moderate => 2,
                Strength::Strong | Strength::Required => 3,
            },
            required: outcome.strength == Strength::Required,
            scale: score.iter().map(|side| side.points).max().unwrap_or_default().max(1),
            score,
            sure: present::sure_thing(assessment, lang),
            missing: MissingAnswers::new(request, assessment),
        }
    }
}

/// Returns the map of a protocol, with its facts for this visitor.
fn map(request: &PageRequest, assessment: &Assessment<'_>, protocol: Protocol) -> MapView {
    let (lang, w) = (request.lang, request.wording());
    let texts = request.rulebook.protocols.get(protocol);
    let [kept, devices, watch] = texts.facts_for(assessment.recommendation().answers).map(|fact| fact.get(lang));
    let caption = [kept, devices].join(w.layout.gap);
    let recommended = protocol == assessment.outcome().protocol;
    let name = texts.name.get(lang).to_owned();
    mail_map::view(&MailMap::new(assessment, protocol), w, name, recommended, vec![caption, watch.to_owned()])
}

impl MissingAnswers {
    /// Returns what missing answers could do: change the verdict, or add advice; `None` if no question is worth asking.
    fn new(request: &PageRequest, assessment: &Assessment<'_>) -> Option<Self> {
        let (rulebook, w) = (&*request.rulebook, request.wording());
        let status = assessment.status();
        let rest = status.next.map(|_| (w.result.continue_questions, request.link("/wizard").to_string()));
        if let Some(question) = assessment.most_informative() {
            let is_unsure = present::is_unsure(assessment);
            let ask = (w.result.answer_that, request.ask_link(&question.id, true));
            return Some(Self {
                sentence: w.would_decide(&question.title.plain(request.lang), is_unsure),
                steps: std::iter::once(ask).chain(rest).collect(),
            });
        }
        let names = || crate::interview::names(rulebook, status.worth_asking, request.lang);
        rest.map(|rest| Self { sentence: w.rest_adds(&names()), steps: vec![rest] })
    }
}
