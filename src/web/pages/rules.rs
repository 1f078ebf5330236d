//! `/rules`: how the decision is made: a drawing of the interview, and every rule in words with its points.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::start::use_link;
use crate::answers::Answer;
use crate::engine;
use crate::present::{mermaid, size};
use crate::rulebook::{Bounds, Condition, Factor, Lang, Protocol, QuestionIndex, Rule, RuleIndex, Rulebook, Term};
use crate::web::assets::Sheet;
use crate::web::request::PageRequest;
use crate::web::views::answer_list::{AnswerEntry, entry};
use crate::web::views::layout::{Layout, respond};

/// The height of a question's box and of the gap below it, in the drawing's units.
const STEP: usize = 64;
/// The length of the longest bar, in the drawing's units.
const LONGEST: u32 = 98;

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage<'r> {
    l: Layout<'r>,
    notices: Vec<String>,
    lang: Lang,
    /// Whether there are answers, so that the visitor's own path is highlighted.
    own: bool,
    steps: Vec<Step<'r>>,
    steps_height: usize,
    hard: Vec<RuleEntry<'r>>,
    groups: Vec<Group<'r>>,
    tie: &'r str,
    scale: String,
    uses: Vec<UseRow<'r>>,
    expectations: Vec<&'r str>,
    /// The limits on strength: when, and why.
    caps: Vec<(String, &'r str)>,
}

/// A question of the interview, as a box in the drawing.
struct Step<'r> {
    y: usize,
    question: AnswerEntry<'r>,
    /// What can follow from it: later questions are skipped, or the verdict is decided.
    note: String,
    /// Whether some visitors skip it.
    skippable: bool,
    /// The protocols for which an answer decides.
    decides: String,
}

/// The rules of a factor.
struct Group<'r> {
    name: &'r str,
    /// The points of the heaviest rule for each protocol.
    lean: Lean,
    /// Whether a rule of this factor applies to the answers.
    own: bool,
    rules: Vec<RuleEntry<'r>>,
}

struct RuleEntry<'r> {
    id: &'r str,
    condition: String,
    text: &'r str,
    lean: Lean,
    /// Whether it applies to the answers.
    applies: bool,
}

/// A bar from the centre line toward each protocol.
struct Lean {
    pop: u32,
    imap: u32,
    /// The points in words.
    words: String,
}

struct UseRow<'r> {
    label: &'r str,
    href: String,
    protocol: &'r str,
}

/// `GET /rules`
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    let (rulebook, lang, w) = (&*request.rulebook, request.lang, request.wording());
    let own = crate::interview::answered(rulebook, &request.answers) > 0;
    let outcome = engine::recommend(rulebook, &request.answers).outcome;
    let all = || rulebook.indexed_rules();
    let most = rulebook.rules.iter().map(|rule| rule.effect.weight()).max().unwrap_or(1).max(1);
    let to_entry = |(index, rule)| rule_entry(request, rule, most, own && outcome.fired(index));
    let groups = Factor::ALL.into_iter().map(|factor| {
        let rules = || all().filter(|(_, rule)| rule.factor == factor && !rule.effect.is_hard());
        let fired = |(index, rule): (RuleIndex, &Rule)| !rule.condition.when.is_empty() && outcome.fired(index);
        Group {
            name: w.factor(factor),
            lean: heaviest(request, factor, most),
            own: own && rules().any(fired),
            rules: rules().map(to_entry).collect(),
        }
    });
    let steps = steps(request);
    let page = RulesPage {
        l: Layout::new(request, w.rules.title)
            .about(w.rules.description)
            .sheet(request, Sheet::Guide)
            .broad()
            .back(request.link("/").to_string(), w.layout.home),
        notices: request.notices(),
        lang,
        own,
        steps_height: steps.len() * STEP + 44,
        steps,
        hard: all().filter(|(_, rule)| rule.effect.is_hard()).map(to_entry).collect(),
        groups: groups.filter(|group| !group.rules.is_empty()).collect(),
        tie: rulebook.tie.text.get(lang),
        scale: request.wording().scale(rulebook.scale.moderate, rulebook.scale.strong),
        uses: rulebook
            .uses
            .iter()
            .map(|item| UseRow {
                label: item.label.get(lang),
                href: use_link(request, item),
                protocol: rulebook.protocols.get(item.gives).name.get(lang),
            })
            .collect(),
        expectations: rulebook.expectations.iter().map(|expectation| expectation.text.get(lang)).collect(),
        caps: rulebook.caps.iter().map(|cap| (condition(request, &cap.condition), cap.text.get(lang))).collect(),
    };
    respond(request, StatusCode::OK, &page)
}

/// Returns a rule with its bar; `most` points make the longest bar.
fn rule_entry<'r>(request: &'r PageRequest, rule: &'r Rule, most: u32, applies: bool) -> RuleEntry<'r> {
    let (protocol, weight) = (rule.effect.protocol(), rule.effect.weight());
    let name = request.rulebook.protocols.get(protocol).name.get(request.lang);
    // A rule that decides has no points, and the longest bar.
    let length = if rule.effect.is_hard() { LONGEST } else { weight * LONGEST / most };
    let [pop, imap] = Protocol::ALL.map(|side| if side == protocol { length } else { 0 });
    let words = request.wording().rule_points(name, (!rule.effect.is_hard()).then_some(weight));
    RuleEntry {
        id: &rule.id,
        condition: condition(request, &rule.condition),
        text: rule.text_for(request.answers.as_set(&request.rulebook)).get(request.lang),
        lean: Lean { pop, imap, words },
        applies,
    }
}

/// Returns a condition in words.
fn condition(request: &PageRequest, condition: &Condition) -> String {
    let w = request.wording();
    let mut parts: Vec<String> = condition.when.iter().map(|term| term_words(request, term)).collect();
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
        parts.push(w.rules.always.to_owned());
    }
    let except: Vec<_> = condition.unless.iter().map(|term| term_words(request, term)).collect();
    let whole = parts.join(w.rules.and);
    if except.is_empty() { whole } else { w.except(&whole, &except.join(w.rules.or_else)) }
}

fn term_words(request: &PageRequest, term: &Term) -> String {
    let (lang, w) = (request.lang, request.wording());
    let Some(question) = request.rulebook.question_at(term.question) else { return String::new() };
    let choices: Vec<_> =
        term.choices.iter().filter_map(|choice| Some(question.choices.get(*choice)?.label.get(lang))).collect();
    w.answer_is(question.short.get(lang), &choices.join(w.rules.or_choice))
}

fn steps(request: &PageRequest) -> Vec<Step<'_>> {
    let (rulebook, w) = (&*request.rulebook, request.wording());
    let order = mermaid::order(rulebook).into_iter();
    let questions = order.filter_map(|index| Some((index, rulebook.question_at(index)?)));
    let steps = questions.zip(0..).map(|((index, question), step)| {
        let skippable = !question.is_always_asked();
        let mut notes = Vec::new();
        if skippable {
            notes.push(w.left_out_if(&condition(request, &question.ask_unless)));
        }
        let hard: Vec<_> = decisive(rulebook, index).collect();
        let name = |rule: &Rule| rulebook.protocols.get(rule.effect.protocol()).name.get(request.lang);
        notes.extend(hard.iter().map(|rule| w.decides_for(&condition(request, &rule.condition), name(rule))));
        let mut decides: Vec<_> = hard.iter().map(|rule| name(rule)).collect();
        decides.dedup();
        Step {
            y: step * STEP,
            question: entry(request, index, question, true),
            note: notes.join(w.layout.gap),
            skippable,
            decides: decides.join(w.rules.or),
        }
    });
    steps.collect()
}

/// Returns the hard rules whose condition begins with a question.
fn decisive(rulebook: &Rulebook, index: QuestionIndex) -> impl Iterator<Item = &Rule> {
    let hard = rulebook.rules.iter().filter(|rule| rule.effect.is_hard());
    hard.filter(move |rule| rule.condition.when.first().is_some_and(|term| term.question == index))
}

/// Returns the points of the heaviest rule of a factor for each protocol.
fn heaviest(request: &PageRequest, factor: Factor, most: u32) -> Lean {
    let rulebook = &*request.rulebook;
    let [pop, imap] = Protocol::ALL.map(|protocol| {
        let of = rulebook.rules.iter().filter(|rule| rule.factor == factor && rule.effect.protocol() == protocol);
        of.map(|rule| rule.effect.weight()).max().unwrap_or(0)
    });
    let name = |protocol| rulebook.protocols.get(protocol).name.get(request.lang);
    let words = request.wording().most_points((name(Protocol::Pop), pop), (name(Protocol::Imap), imap));
    Lean { pop: pop * LONGEST / most, imap: imap * LONGEST / most, words }
}

impl Step<'_> {
    /// Checks whether the visitor has answered the question, and the answer counts.
    fn own(&self) -> bool {
        self.question.given != Answer::Unanswered && self.question.counts
    }
}
