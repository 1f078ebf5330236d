//! Owns what only the whole answer space can tell of a rule set: what never fires, never matters, ties or breaks.

use std::collections::BTreeMap;

use super::contradictions::contradictions;
use super::space::{self, BUDGET};
use crate::answers::{Answers, Given, Numbers};
use crate::engine::{self, Missing, Outcome, Points, Prospect, Score};
use crate::interview;
use crate::quota;
use crate::rulebook::{AnswerSet, Code, Effect, Expectation, Problem, Protocol, Rulebook, Strength};

/// How many visitors stand for all where the number of questions asked is worked out.
const VISITORS: u64 = 256;

/// What the walk over the whole answer space came to.
#[derive(Clone, Debug)]
pub struct Report {
    /// How many combinations of answers there are.
    pub combinations: u64,
    /// In how many bands of figures each was looked at besides.
    pub bands: usize,
    /// How many give each protocol with each strength.
    pub distribution: BTreeMap<(Protocol, Strength), u64>,
    /// How many tie.
    pub ties: u64,
    /// How many questions are asked on the average until the verdict is settled: in the order of the interview, and in
    /// that of the file; then how many a whole interview has; each as hundredths of a question.
    pub asked: [u64; 3],
    /// The faults, in the order of the file.
    pub problems: Vec<Problem>,
}

/// Walks the whole answer space and reports what is wrong with the rule set; `progress` is told how many
/// combinations are done.
///
/// # Errors
/// One problem where the space is too large to walk.
///
/// ```
/// use pop_or_imap::audit;
/// let report = audit::inspect(&audit::embedded(), &mut |_| {}).unwrap();
/// assert!(report.problems.is_empty());
/// assert!(report.combinations > 300_000);
/// ```
pub fn inspect(rulebook: &Rulebook, progress: &mut dyn FnMut(u64)) -> Result<Report, Problem> {
    within_budget(rulebook)?;
    let mut seen = Seen::new(rulebook);
    let combinations = space::walk_by_points(rulebook, &mut |answers, outcome| seen.note(answers, outcome), progress);
    let mut problems = seen.problems();
    problems.extend(contradictions(rulebook));
    problems.sort_by_key(|problem| problem.span.start);
    Ok(Report {
        combinations,
        bands: space::bands(rulebook).len(),
        distribution: seen.distribution,
        ties: seen.ties.count,
        asked: asked(rulebook),
        problems,
    })
}

/// Refuses a space that is too large to walk.
pub(super) fn within_budget(rulebook: &Rulebook) -> Result<(), Problem> {
    let bands = space::bands(rulebook).len() as u64;
    let most = space::combinations_at_most(rulebook).saturating_mul(bands + 1);
    if most <= BUDGET {
        return Ok(());
    }
    let span = rulebook.questions.last().map_or(0..0, |question| question.span.clone());
    let message = format!("{most} combinations of answers are too many to walk");
    Err(Problem::new(Code::SpaceTooLarge, span, message, "with this question")
        .help(format!("at most {BUDGET} are walked: take questions or choices out")))
}

/// Something that happened, how often, and the first time.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    count: u64,
    first: Option<Answers>,
}

impl Tally {
    fn note(&mut self, answers: &Answers) {
        self.count += 1;
        self.first.get_or_insert(*answers);
    }
}

struct Seen<'a> {
    rulebook: &'a Rulebook,
    distribution: BTreeMap<(Protocol, Strength), u64>,
    fired: u128,
    matters: u128,
    advised: u128,
    /// For each question, one bit a choice.
    choices_matter: Vec<u128>,
    /// For each question, whether it is ever asked.
    asked: Vec<bool>,
    ties: Tally,
    reasonless: Tally,
    contradictions: Tally,
    /// For each expectation, where it breaks.
    broken: Vec<Tally>,
    /// For each expectation, the answers walked now with one of them raised, and what they come to.
    raised: Vec<Option<(AnswerSet, Points)>>,
    /// The hard rules for POP, and those for IMAP, one bit each.
    hard: [u128; 2],
    /// The questions that conditions with bounds look at otherwise than by figures, and those that steer others, one
    /// bit each.
    bounded: u16,
}

impl<'a> Seen<'a> {
    fn new(rulebook: &'a Rulebook) -> Self {
        let questions = rulebook.questions.len();
        Self {
            rulebook,
            distribution: BTreeMap::new(),
            fired: 0,
            matters: 0,
            advised: 0,
            choices_matter: vec![0; questions],
            asked: vec![false; questions],
            ties: Tally::default(),
            reasonless: Tally::default(),
            contradictions: Tally::default(),
            broken: vec![Tally::default(); rulebook.expectations.len()],
            raised: Vec::new(),
            hard: [Protocol::Pop, Protocol::Imap].map(|protocol| {
                let rules = rulebook.rules.iter().enumerate();
                let hard = rules.filter(|(_, rule)| rule.effect == Effect::Requires(protocol));
                hard.fold(0, |bits, (place, _)| bits | 1 << place)
            }),
            bounded: rulebook
                .rules
                .iter()
                .filter(|rule| !rule.condition.is_unbounded())
                .flat_map(|rule| rule.condition.questions())
                .chain((0..questions).filter(|place| rulebook.steers(*place)))
                .fold(0, |bits, place| bits | 1 << place),
        }
    }

    fn note(&mut self, answers: &Answers, outcome: &Outcome) {
        let by_itself = answers.numbers == Numbers::default();
        if by_itself {
            *self.distribution.entry((outcome.protocol, outcome.strength)).or_default() += 1;
        }
        self.note_rules(answers, outcome);
        self.advised |= outcome.advice_bits();
        if outcome.tied && outcome.fired_bits() != 0 {
            self.ties.note(answers);
        }
        if by_itself {
            self.note_choices(answers);
        }
        self.note_expectations(answers, outcome);
    }

    fn note_rules(&mut self, answers: &Answers, outcome: &Outcome) {
        let fired = outcome.fired_bits();
        self.fired |= fired;
        // Once a rule is known to matter, it need not be tried again.
        let mut untried = fired & !self.matters;
        while untried != 0 {
            let place = untried.trailing_zeros();
            untried &= untried - 1;
            if self.rulebook_without(outcome, place as usize) {
                self.matters |= 1 << place;
            }
        }
        if fired == 0 {
            self.reasonless.note(answers);
        }
        if self.hard.iter().all(|rules| fired & rules != 0) {
            self.contradictions.note(answers);
        }
    }

    /// Tells whether protocol or strength would be another without the rule at `place`; advice follows the protocol.
    fn rulebook_without(&self, outcome: &Outcome, place: usize) -> bool {
        let Some(rule) = self.rulebook.rules.get(place) else { return false };
        match rule.effect {
            Effect::Requires(protocol) => {
                let others =
                    self.rulebook.rules.iter().enumerate().filter(|(at, _)| *at != place && outcome.fired(*at));
                let mut hard = others.filter(|(_, rule)| rule.effect.is_hard());
                let next = hard.next().map(|(_, rule)| rule.effect.protocol());
                outcome.decided_by.map(usize::from) == Some(place) && next != Some(protocol)
            }
            Effect::Favours { protocol, weight } => {
                let mut score = outcome.score;
                *score.get_mut(protocol) -= weight;
                // Caps are left out on both sides.
                let [with, without] = [outcome.score, score].map(|score| engine::verdict_of(self.rulebook, score));
                outcome.decided_by.is_none() && !outcome.sure && with != without
            }
        }
    }

    /// Notes whether saying わからない instead would give anything else.
    fn note_choices(&mut self, answers: &Answers) {
        for (place, (mattering, asked)) in self.choices_matter.iter_mut().zip(&mut self.asked).enumerate() {
            let Given::Choice(choice) = answers.given(place) else { continue };
            // A question that only those are asked who said わからない before is no question.
            let gates =
                self.rulebook.questions.get(place).into_iter().flat_map(|question| question.ask_unless.questions());
            *asked |= gates.into_iter().all(|gate| answers.choice(gate).is_some());
            if *mattering >> choice & 1 == 0 {
                let [with, without] = [*answers, answers.with(place, Given::Open)].map(|answers| {
                    let outcome = by_points(self.rulebook, &answers);
                    (outcome.protocol, outcome.strength, outcome.advice_bits())
                });
                *mattering |= u128::from(with != without) << choice;
            }
        }
    }

    fn note_expectations(&mut self, answers: &Answers, outcome: &Outcome) {
        let by_itself = answers.numbers == Numbers::default();
        if by_itself {
            self.raised = self.rulebook.expectations.iter().map(|item| raised(self.rulebook, answers, item)).collect();
        }
        let expectations = self.rulebook.expectations.iter().zip(&self.raised).zip(&mut self.broken);
        for ((expectation, raised), broken) in expectations {
            // With figures held still, a step moves no more than without, unless a rule with bounds looks at it.
            if !by_itself && self.bounded >> expectation.question & 1 == 0 {
                continue;
            }
            let Some((set, points)) = raised else { continue };
            let figures = quota::figures(self.rulebook, answers.numbers, *set);
            let (score, hard) = points.score(self.rulebook, &figures);
            let now = outcome.decided_by.map(|_| outcome.protocol);
            let [before, after] =
                [(outcome.score, now), (score, hard)].map(|(score, hard)| lead(score, hard, expectation.never_toward));
            if after > before {
                broken.note(answers);
            }
        }
    }

    fn problems(&self) -> Vec<Problem> {
        let mut problems = self.idle_rules();
        problems.extend(self.idle_choices());
        let rulebook = self.rulebook;
        let advice = rulebook.advice.iter().enumerate().filter(|(place, _)| self.advised >> place & 1 == 0);
        problems.extend(advice.map(|(_, advice)| {
            let message = format!("the advice `{}` never shows", advice.id);
            Problem::new(Code::AdviceNeverShows, advice.span.clone(), message, "no combination of answers gives it")
        }));
        let sample = |tally: &Tally| tally.first.map_or(String::new(), |answers| answers.to_query(rulebook));
        let tally = |code, tally: &Tally, span: &crate::rulebook::Span, what: &str, label: &str| {
            let message = format!("{} combinations of answers {what}", tally.count);
            let help = format!("such as /result?{}", sample(tally));
            (tally.count > 0).then(|| Problem::new(code, span.clone(), message, label).help(help))
        };
        let span = &rulebook.tie.span;
        problems.extend(tally(Code::Tie, &self.ties, span, "score the same for both", "this is all that decides"));
        problems.extend(tally(Code::NoReason, &self.reasonless, span, "get a verdict without a reason", "add a rule"));
        let hard = rulebook.rules.iter().rfind(|rule| rule.effect.is_hard());
        let span = hard.map_or(0..0, |rule| rule.span.clone());
        let what = "meet hard rules for both protocols";
        problems.extend(tally(
            Code::HardRulesContradict,
            &self.contradictions,
            &span,
            what,
            "the first in the file decides",
        ));
        for (expectation, broken) in rulebook.expectations.iter().zip(&self.broken) {
            let what = format!("move toward {} where they must not", expectation.never_toward.id());
            problems.extend(tally(Code::ExpectationBroken, broken, &expectation.span, &what, "raising this answer"));
        }
        problems
    }

    fn idle_rules(&self) -> Vec<Problem> {
        let rules = self.rulebook.rules.iter().enumerate();
        let idle = rules.filter_map(|(place, rule)| {
            let (code, what, label) = if self.fired >> place & 1 == 0 {
                (Code::RuleNeverFires, "never fires", "no combination of answers meets its condition")
            } else if self.matters >> place & 1 == 0 {
                (Code::RuleNeverMatters, "never matters", "without it, protocol, strength and advice are the same")
            } else {
                return None;
            };
            Some(Problem::new(code, rule.span.clone(), format!("the rule `{}` {what}", rule.id), label))
        });
        idle.collect()
    }

    fn idle_choices(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let each = self.rulebook.questions.iter().zip(&self.asked).zip(&self.choices_matter).enumerate();
        for (place, ((question, asked), mattering)) in each {
            let interview = Prospect::new(self.rulebook, &Answers::default(), Missing::Open);
            let idle =
                question.choices.len() == (0..question.choices.len()).filter(|c| mattering >> c & 1 == 0).count();
            if !asked || (!idle && !interview.matters(place)) {
                let message = format!("the question `{}` is never asked", question.id);
                let label =
                    if *asked { "it changes neither protocol nor advice" } else { "its `ask_unless` always holds" };
                problems.push(Problem::new(Code::QuestionNeverAsked, question.span.clone(), message, label));
                continue;
            }
            let matters = |choice: usize, id: &str| {
                mattering >> choice & 1 == 1
                    // The choice of a service shows its quotas, and a question that steers leads to others.
                    || self.rulebook.plan(id).is_some_and(|_| question.id == "plan")
                    || self.rulebook.steers(place)
            };
            let idle: Vec<_> =
                question.choices.iter().enumerate().filter(|(at, choice)| !matters(*at, &choice.id)).collect();
            if idle.len() == question.choices.len() {
                let message = format!("the question `{}` never matters", question.id);
                let label = "no answer to it changes anything";
                problems.push(Problem::new(Code::QuestionNeverMatters, question.span.clone(), message, label));
                continue;
            }
            problems.extend(idle.into_iter().map(|(_, choice)| {
                let message = format!("the choice `{}` of `{}` never matters", choice.id, question.id);
                let label = "it gives the same as わからない";
                Problem::new(Code::ChoiceNeverMatters, choice.span.clone(), message, label)
            }));
        }
        problems
    }
}

/// Returns what the points and the hard rules come to, whatever is missing.
fn by_points(rulebook: &Rulebook, answers: &Answers) -> Outcome {
    engine::decide(rulebook, &quota::situation(rulebook, answers))
}

/// Returns the answers with the one that an expectation is about raised by a step, and what they come to.
fn raised(rulebook: &Rulebook, answers: &Answers, expectation: &Expectation) -> Option<(AnswerSet, Points)> {
    let choice = answers.choice(expectation.question)?;
    let step = expectation.raising.windows(2).find(|step| step.first() == Some(&choice))?;
    let next = u8::try_from(*step.last()?).ok()?;
    let set = answers.with(expectation.question, Given::Choice(next)).as_set(rulebook);
    Some((set, Points::new(rulebook, set)))
}

/// Returns how far a score leads toward a protocol; a hard rule leads all the way.
fn lead(score: Score, hard: Option<Protocol>, toward: Protocol) -> i64 {
    match hard {
        Some(protocol) if protocol == toward => i64::MAX,
        Some(_) => i64::MIN,
        None => i64::from(*score.get(toward)) - i64::from(*score.get(toward.other())),
    }
}

/// Works out how many questions are asked until the verdict is settled, in hundredths: in the order of the interview,
/// and in that of the file; then how many a whole interview has. Over visitors spread evenly over the choices.
fn asked(rulebook: &Rulebook) -> [u64; 3] {
    let (mut chosen, mut fixed, mut whole) = (0, 0, 0);
    for visitor in 0..VISITORS {
        let all = visitor_answers(rulebook, visitor);
        chosen += until_settled(rulebook, &all, interview::next);
        fixed += until_settled(rulebook, &all, |rulebook, so_far| {
            (0..rulebook.questions.len()).find(|at| so_far.given(*at) == Given::Open && so_far.asks(rulebook, *at))
        });
        whole += interview::path(rulebook, &all).len() as u64;
    }
    [chosen, fixed, whole].map(|count| count * 100 / VISITORS)
}

/// Gives one visitor's answers to everything, the same at every run.
fn visitor_answers(rulebook: &Rulebook, visitor: u64) -> Answers {
    rulebook.questions.iter().enumerate().fold(Answers::default(), |answers, (place, question)| {
        // A multiplicative hash (Knuth) spreads visitors evenly over the choices of each question.
        let mixed = (visitor * 16 + place as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        let choice = mixed % (question.choices.len() as u64).max(1);
        answers.with(place, Given::Choice(u8::try_from(choice).unwrap_or(0)))
    })
}

fn until_settled(rulebook: &Rulebook, all: &Answers, next: impl Fn(&Rulebook, &Answers) -> Option<usize>) -> u64 {
    let mut so_far = Answers::default();
    let mut count = 0;
    while Prospect::new(rulebook, &so_far, Missing::OpenAndUnknown).reach().only().is_none() {
        let Some(place) = next(rulebook, &so_far) else { break };
        so_far = so_far.with(place, all.given(place));
        count += 1;
    }
    count
}
