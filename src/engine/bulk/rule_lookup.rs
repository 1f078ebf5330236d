//! Rule lookup: what each answer excludes, so that a combination of answers is decided with a few bit operations.
//!
//! A condition is a set of answers that exclude it, and bounds on figures. So each answer has a set of rules, caps and
//! advice that it excludes, and each [`Situation`] a set of those whose bounds do not hold.

use super::cores::Cores;
use crate::answers::Answers;
use crate::engine::{Outcome, PossibleProtocols, RuleTally, Score, sure_thing};
use crate::rulebook::{
    AnswerSet, ByProtocol, Condition, EntrySet, Protocol, Question, QuestionIndex, Rule, RuleIndex, Rulebook,
    Situation, Strength,
};

/// A set of rules, caps and advice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Entries {
    pub(crate) rules: EntrySet,
    caps: EntrySet,
    advice: EntrySet,
}

impl Entries {
    /// Returns the entries whose condition satisfies `which`.
    fn with_condition(rulebook: &Rulebook, which: impl Fn(&Condition) -> bool) -> Self {
        let which = |(index, condition)| which(condition).then_some(index);
        Self {
            rules: rulebook.rules.iter().map(|rule| &rule.condition).enumerate().filter_map(which).collect(),
            caps: rulebook.caps.iter().map(|cap| &cap.condition).enumerate().filter_map(which).collect(),
            advice: rulebook.advice.iter().map(|advice| &advice.condition).enumerate().filter_map(which).collect(),
        }
    }

    const fn union(self, other: Self) -> Self {
        Self {
            rules: self.rules.union(other.rules),
            caps: self.caps.union(other.caps),
            advice: self.advice.union(other.advice),
        }
    }

    /// Returns the entries of this set that are not in `other`.
    pub(crate) const fn difference(self, other: Self) -> Self {
        Self {
            rules: self.rules.difference(other.rules),
            caps: self.caps.difference(other.caps),
            advice: self.advice.difference(other.advice),
        }
    }
}

/// Answers to the first questions, or to all, with everything that the lookup knows about them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Combination {
    /// The answers that count.
    answers: AnswerSet,
    /// The entries that some answer excludes.
    excluded: Entries,
    /// The number of the combination, with its questions as digits.
    pub(crate) index: usize,
    /// The number of the answers that figures depend on, with their questions as digits.
    pub(crate) figure_key: usize,
}

/// One answer to a question.
#[derive(Clone, Copy, Debug)]
struct AnswerEffect {
    answer: AnswerSet,
    excluded: Entries,
}

/// A question with its answers, `unknown` last.
#[derive(Debug)]
struct QuestionEffects<'a> {
    question: &'a Question,
    answers: Vec<AnswerEffect>,
    is_figure_question: bool,
}

/// The rules, caps and advice of a rule set by the answers that exclude them.
#[derive(Debug)]
pub(crate) struct RuleLookup<'a> {
    pub(crate) rulebook: &'a Rulebook,
    /// On how many cores its combinations are enumerated.
    pub(crate) cores: Cores,
    questions: Vec<QuestionEffects<'a>>,
    all: Entries,
    /// The hard rules, in file order.
    hard: Vec<(RuleIndex, Protocol)>,
    points: PointTable,
    /// The caps on recommending each protocol.
    caps: ByProtocol<EntrySet>,
    /// The advice for each protocol.
    advice: ByProtocol<EntrySet>,
}

impl<'a> RuleLookup<'a> {
    pub(crate) fn new(rulebook: &'a Rulebook, cores: Cores) -> Self {
        let questions = rulebook.indexed_questions().map(|(index, question)| {
            let answers = (0..question.choices.len()).map(Some).chain([None]).map(|choice| question.answer(choice));
            let effect = |answer| {
                let excluded = Entries::with_condition(rulebook, |condition| condition.excluded().intersects(answer));
                AnswerEffect { answer, excluded }
            };
            let is_figure_question = rulebook.is_figure_question(index);
            QuestionEffects { question, answers: answers.map(effect).collect(), is_figure_question }
        });
        let caps = |protocol| {
            let caps = rulebook.caps.iter().enumerate().filter(move |(_, cap)| cap.protocol == protocol);
            caps.map(|(index, _)| index).collect()
        };
        let advice = |protocol| {
            let applies = move |only: Option<Protocol>| only.is_none_or(|only| only == protocol);
            let advice = rulebook.advice.iter().enumerate().filter(move |(_, advice)| applies(advice.protocol));
            advice.map(|(index, _)| index).collect()
        };
        let hard = rulebook.indexed_rules().filter(|(_, rule)| rule.effect.is_hard());
        Self {
            rulebook,
            cores,
            questions: questions.collect(),
            all: Entries::with_condition(rulebook, |_| true),
            hard: hard.map(|(index, rule)| (index, rule.effect.protocol())).collect(),
            points: PointTable::new(rulebook),
            caps: ByProtocol { pop: caps(Protocol::Pop), imap: caps(Protocol::Imap) },
            advice: ByProtocol { pop: advice(Protocol::Pop), imap: advice(Protocol::Imap) },
        }
    }

    /// Returns the number of choices of a question; `None` if the index is not of this rule set.
    pub(crate) fn choices(&self, index: QuestionIndex) -> Option<usize> {
        Some(self.questions.get(usize::from(index))?.question.choices.len())
    }

    /// Checks whether a question is asked, given the answers to earlier ones.
    pub(crate) fn asks(&self, so_far: &Combination, index: QuestionIndex) -> bool {
        self.questions.get(usize::from(index)).is_some_and(|effects| effects.question.is_asked(so_far.answers))
    }

    /// Adds the answer to the next question; it does not count if the question is not asked.
    pub(crate) fn with(&self, mut so_far: Combination, index: QuestionIndex, choice: Option<usize>) -> Combination {
        let Some(effects) = self.questions.get(usize::from(index)) else { return so_far };
        let missing = effects.question.choices.len();
        let counting = choice.filter(|_| effects.question.is_asked(so_far.answers)).unwrap_or(missing);
        if let Some(effect) = effects.answers.get(counting) {
            so_far.answers = so_far.answers.union(effect.answer);
            so_far.excluded = so_far.excluded.union(effect.excluded);
        }
        so_far.index = so_far.index * (missing + 1) + choice.unwrap_or(missing);
        if effects.is_figure_question {
            so_far.figure_key = so_far.figure_key * (missing + 1) + counting;
        }
        so_far
    }

    /// Returns a combination of answers to all questions.
    pub(crate) fn combination(&self, answers: &Answers) -> Combination {
        let indices = self.rulebook.question_indices();
        indices.fold(Combination::default(), |so_far, index| self.with(so_far, index, answers.choice(index)))
    }

    /// Returns the answers that figures depend on, for each figure key in turn.
    pub(super) fn figure_answers(&self) -> Vec<AnswerSet> {
        let figure_questions = self.questions.iter().filter(|effects| effects.is_figure_question);
        figure_questions.fold(vec![AnswerSet::default()], |keys, effects| {
            let longer = |key: &AnswerSet| {
                let key = *key;
                effects.answers.iter().map(move |effect| key.union(effect.answer))
            };
            keys.iter().flat_map(longer).collect()
        })
    }

    /// Returns the entries that have bounds which do not hold in `situation`.
    pub(super) fn out_of_bounds(&self, situation: &Situation) -> Entries {
        Entries::with_condition(self.rulebook, |condition| {
            !condition.is_unbounded() && !condition.bounds_hold(situation)
        })
    }

    /// Returns the entries whose conditions hold.
    pub(crate) const fn holding(&self, combination: &Combination, out_of_bounds: Entries) -> Entries {
        self.all.difference(combination.excluded.union(out_of_bounds))
    }

    /// Returns the points of these rules, and the protocol that a hard rule decides for.
    pub(crate) fn score(&self, rules: EntrySet) -> (Score, Option<Protocol>) {
        let tally = self.tally(rules);
        (tally.score, tally.hard.map(|(_, protocol)| protocol))
    }

    /// Decides like [`decide`](crate::engine::decide): by points and hard rules, ignoring what is missing.
    pub(crate) fn decide(&self, holding: &Entries) -> Outcome {
        let at_most = |protocol, strength| self.capped(holding, protocol, strength);
        self.tally(holding.rules).outcome(self.rulebook, at_most, |protocol| self.advice_for(holding, protocol))
    }

    /// Returns the verdict if completions can lead to these protocols; `holding` returns the entries that hold.
    pub(crate) fn within(
        &self,
        outcome: Outcome,
        possible: PossibleProtocols,
        holding: impl FnOnce() -> Entries,
    ) -> Outcome {
        sure_thing::within(outcome, possible, |protocol| self.advice_for(&holding(), protocol))
    }

    fn tally(&self, rules: EntrySet) -> RuleTally {
        // The first in the file decides.
        let hard = self.hard.iter().find(|(index, _)| rules.contains(usize::from(*index))).copied();
        RuleTally { score: self.points.score(rules), fired: rules, hard }
    }

    fn advice_for(&self, holding: &Entries, protocol: Protocol) -> EntrySet {
        holding.advice.intersection(*self.advice.get(protocol))
    }

    fn capped(&self, holding: &Entries, protocol: Protocol, strength: Strength) -> Strength {
        let caps = holding.caps.intersection(*self.caps.get(protocol));
        caps.iter()
            .filter_map(|index| self.rulebook.caps.get(index))
            .map(|cap| cap.at_most)
            .fold(strength, Strength::min)
    }
}

/// The points of sets of rules: for every eight rules, those of each of their subsets. A hard rule has none.
#[derive(Debug)]
struct PointTable(Vec<[Score; 256]>);

impl PointTable {
    fn new(rulebook: &Rulebook) -> Self {
        let of_eight = |rules: &[Rule]| {
            std::array::from_fn(|subset| {
                let mut score = Score::default();
                for (_, rule) in rules.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1) {
                    *score.get_mut(rule.effect.protocol()) += rule.effect.weight();
                }
                score
            })
        };
        Self(rulebook.rules.chunks(8).map(of_eight).collect())
    }

    fn score(&self, rules: EntrySet) -> Score {
        self.0.iter().zip(rules.to_bytes()).fold(Score::default(), |sum, (by_subset, subset)| {
            let points = by_subset.get(usize::from(subset)).copied().unwrap_or_default();
            Score { pop: sum.pop + points.pop, imap: sum.imap + points.imap }
        })
    }
}
