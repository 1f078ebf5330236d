//! Owns `/rules`: how the decision is made, every rule in words, and a drawing of the interview and of the weights.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::layout::{Layout, respond};
use super::visit::Visit;
use super::wizard::{Answered, entry};
use crate::answers::Given;
use crate::engine;
use crate::report::{flow, size};
use crate::rulebook::{Bounds, Condition, Factor, Lang, Protocol, Rule, Rulebook, Term};

/// The height of a question's box and of the gap below it, in the drawing's units.
const STEP: usize = 64;
/// The height of a factor's row, in the drawing's units.
const ROW: usize = 52;
/// The length of the longest bar, in the drawing's units.
const LONGEST: u32 = 150;

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage<'v> {
    l: Layout<'v>,
    notices: Vec<String>,
    lang: Lang,
    /// Whether answers are given, so that the visitor's own path stands out.
    own: bool,
    steps: Vec<Step<'v>>,
    steps_height: usize,
    weights: Vec<Weight<'v>>,
    weights_height: usize,
    hard: Vec<RuleCard<'v>>,
    groups: Vec<Group<'v>>,
    tie: &'v str,
    scale: String,
    uses: Vec<UseRow<'v>>,
    expectations: Vec<&'v str>,
    /// The limits on strength: when, and why.
    caps: Vec<(String, &'v str)>,
}

/// A question of the interview, as a box in the drawing.
struct Step<'v> {
    y: usize,
    question: Answered<'v>,
    /// What may follow from it: left out, or decided at once.
    note: String,
    /// Whether some visitors are not asked it.
    skippable: bool,
    /// The protocols that an answer to it decides for at once.
    decides: String,
}

/// How much a factor weighs at most, for each protocol.
struct Weight<'v> {
    y: usize,
    name: &'v str,
    pop: u32,
    imap: u32,
    pop_bar: u32,
    imap_bar: u32,
    words: String,
    /// Whether a rule of this factor applies to the visitor.
    own: bool,
}

struct Group<'v> {
    name: &'v str,
    rules: Vec<RuleCard<'v>>,
}

struct RuleCard<'v> {
    id: &'v str,
    condition: String,
    text: &'v str,
    protocol: &'v str,
    weight: u32,
    /// Whether it applies to the visitor.
    applies: bool,
}

struct UseRow<'v> {
    label: &'v str,
    href: String,
    protocol: &'v str,
}

/// `GET /rules`
pub(super) async fn page(visit: Visit) -> Response {
    let (rulebook, lang, w) = (&*visit.rulebook, visit.lang, visit.wording());
    let own = crate::interview::answered(rulebook, &visit.answers) > 0;
    let outcome = engine::recommend(rulebook, &visit.answers).outcome;
    let all = || rulebook.rules.iter().enumerate();
    let to_card = |(place, rule)| rule_card(&visit, rule, own && outcome.fired(place));
    let groups = Factor::ALL.into_iter().map(|factor| Group {
        name: visit.wording().factor(factor),
        rules: all().filter(|(_, rule)| rule.factor == factor && !rule.effect.is_hard()).map(to_card).collect(),
    });
    let steps = steps(&visit);
    let weights = weights(&visit, own.then_some(&outcome));
    let page = RulesPage {
        l: Layout::new(&visit, w.rules_title).about(w.rules_description).back(visit.href("/", &visit.answers), w.home),
        notices: visit.notices(),
        lang,
        own,
        steps_height: steps.len() * STEP + 44,
        steps,
        weights_height: weights.len() * ROW + 8,
        weights,
        hard: all().filter(|(_, rule)| rule.effect.is_hard()).map(to_card).collect(),
        groups: groups.filter(|group| !group.rules.is_empty()).collect(),
        tie: rulebook.tie.text.get(lang),
        scale: visit.wording().scale(rulebook.scale.moderate, rulebook.scale.strong),
        uses: rulebook
            .uses
            .iter()
            .map(|item| UseRow {
                label: item.label.get(lang),
                href: visit.use_href(item),
                protocol: rulebook.protocols.get(item.gives).name.get(lang),
            })
            .collect(),
        expectations: rulebook.expectations.iter().map(|expectation| expectation.text.get(lang)).collect(),
        caps: rulebook.caps.iter().map(|cap| (condition(&visit, &cap.condition), cap.text.get(lang))).collect(),
    };
    respond(&visit, StatusCode::OK, &page)
}

fn rule_card<'v>(visit: &'v Visit, rule: &'v Rule, applies: bool) -> RuleCard<'v> {
    RuleCard {
        id: &rule.id,
        condition: condition(visit, &rule.condition),
        text: rule.text_for(visit.answers.as_set(&visit.rulebook)).get(visit.lang),
        protocol: visit.rulebook.protocols.get(rule.effect.protocol()).name.get(visit.lang),
        weight: rule.effect.weight(),
        applies,
    }
}

/// Puts a condition into words.
fn condition(visit: &Visit, condition: &Condition) -> String {
    let w = visit.wording();
    let mut parts: Vec<String> = condition.when.iter().map(|term| term_words(visit, term)).collect();
    let bounds = condition.mailbox_limit_mb;
    parts.extend(bounds.at_most.map(|mb| w.limit_at_most(&size(mb))));
    parts.extend(bounds.at_least.map(|mb| w.limit_at_least(&size(mb))));
    let months = condition.months_to_full;
    if months != Bounds::default() {
        parts.push(w.months_to_full(months));
    }
    if condition.used_percent != Bounds::default() {
        parts.push(w.used_percent(condition.used_percent));
    }
    if parts.is_empty() {
        parts.push(w.always.to_owned());
    }
    let except: Vec<_> = condition.unless.iter().map(|term| term_words(visit, term)).collect();
    let whole = parts.join(w.and);
    if except.is_empty() { whole } else { w.except(&whole, &except.join(w.or_else)) }
}

fn term_words(visit: &Visit, term: &Term) -> String {
    let (lang, w) = (visit.lang, visit.wording());
    let Some(question) = visit.rulebook.questions.get(term.question) else { return String::new() };
    let choices: Vec<_> =
        term.choices.iter().filter_map(|choice| Some(question.choices.get(*choice)?.label.get(lang))).collect();
    w.answer_is(question.short.get(lang), &choices.join(w.or_choice))
}

fn steps(visit: &Visit) -> Vec<Step<'_>> {
    let (rulebook, w) = (&*visit.rulebook, visit.wording());
    let questions = flow::order(rulebook).into_iter().filter_map(|place| Some((place, rulebook.questions.get(place)?)));
    let steps = questions.enumerate().map(|(at, (place, question))| {
        let skippable = !question.ask_unless.when.is_empty();
        let mut notes = Vec::new();
        if skippable {
            notes.push(w.left_out_if(&condition(visit, &question.ask_unless)));
        }
        let hard: Vec<_> = decisive(rulebook, place).collect();
        let name = |rule: &Rule| rulebook.protocols.get(rule.effect.protocol()).name.get(visit.lang);
        notes.extend(hard.iter().map(|rule| w.decides_for(&condition(visit, &rule.condition), name(rule))));
        let mut decides: Vec<_> = hard.iter().map(|rule| name(rule)).collect();
        decides.dedup();
        Step {
            y: at * STEP,
            question: entry(visit, place, question, true),
            note: notes.join(w.gap),
            skippable,
            decides: decides.join(w.or),
        }
    });
    steps.collect()
}

/// Gives the hard rules whose condition begins with a question.
fn decisive(rulebook: &Rulebook, place: usize) -> impl Iterator<Item = &Rule> {
    let hard = rulebook.rules.iter().filter(|rule| rule.effect.is_hard());
    hard.filter(move |rule| rule.condition.when.first().is_some_and(|term| term.question == place))
}

/// Works out how much each factor can weigh: its heaviest rule for each protocol.
fn weights<'v>(visit: &'v Visit, outcome: Option<&engine::Outcome>) -> Vec<Weight<'v>> {
    let rulebook = &*visit.rulebook;
    let heaviest = |factor: Factor, protocol: Protocol| {
        let of = rulebook.rules.iter().filter(|rule| rule.factor == factor && rule.effect.protocol() == protocol);
        of.map(|rule| rule.effect.weight()).max().unwrap_or(0)
    };
    let most = rulebook.rules.iter().map(|rule| rule.effect.weight()).max().unwrap_or(1).max(1);
    let (w, lang) = (visit.wording(), visit.lang);
    let name = |protocol| rulebook.protocols.get(protocol).name.get(lang);
    let rows = Factor::ALL.into_iter().enumerate().map(|(at, factor)| {
        let [pop, imap] = Protocol::ALL.map(|protocol| heaviest(factor, protocol));
        let fired = |(place, rule): (usize, &Rule)| {
            rule.factor == factor
                && !rule.condition.when.is_empty()
                && outcome.is_some_and(|outcome| outcome.fired(place))
        };
        Weight {
            y: at * ROW,
            name: w.factor(factor),
            pop,
            imap,
            pop_bar: pop * LONGEST / most,
            imap_bar: imap * LONGEST / most,
            words: w.most_points((name(Protocol::Pop), pop), (name(Protocol::Imap), imap)),
            own: rulebook.rules.iter().enumerate().any(fired),
        }
    });
    rows.collect()
}

impl Step<'_> {
    /// Tells whether the visitor has answered the question, and the answer counts.
    fn own(&self) -> bool {
        self.question.given != Given::Open && self.question.counts
    }
}
