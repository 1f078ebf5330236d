//! The audit against a plain one: one combination after the other, with the public engine alone.

use std::collections::{BTreeMap, BTreeSet};

use pop_or_imap::answers::{Answer, Answers, Numbers};
use pop_or_imap::audit::{self, ChangeCounts, Difference};
use pop_or_imap::engine::{self, Outcome};
use pop_or_imap::loader;
use pop_or_imap::quota;
use pop_or_imap::rulebook::{Effect, Protocol, QuestionIndex, Rulebook, Strength};

use super::random_rules::{Dice, Size, random_rules};

/// Calls `visit` with every combination in order: a missing answer before the choices of a question that is asked.
fn walk(rulebook: &Rulebook, index: QuestionIndex, so_far: Answers, visit: &mut dyn FnMut(&Answers)) {
    let Some(question) = rulebook.question_at(index) else { return visit(&so_far) };
    walk(rulebook, index.next(), so_far, visit);
    if so_far.asks(rulebook, index) {
        for choice in 0..question.choices.len() {
            let choice = Answer::Choice(u8::try_from(choice).unwrap());
            walk(rulebook, index.next(), so_far.with(index, choice), visit);
        }
    }
}

fn combinations(rulebook: &Rulebook) -> Vec<Answers> {
    let mut all = Vec::new();
    walk(rulebook, QuestionIndex::FIRST, Answers::default(), &mut |answers| all.push(*answers));
    all
}

fn by_points(rulebook: &Rulebook, answers: &Answers) -> Outcome {
    engine::decide(rulebook, &quota::situation(rulebook, answers))
}

/// What the lint reports of a walk: findings by code, each with its subject, or with its count and first example.
#[derive(Debug, Default, PartialEq, Eq)]
struct Findings {
    distribution: BTreeMap<(Protocol, Strength), u64>,
    tallies: BTreeMap<(&'static str, String), (u64, String)>,
    ids: BTreeSet<(&'static str, String)>,
}

impl Findings {
    fn tally(&mut self, code: &'static str, at: usize, rulebook: &Rulebook, answers: &Answers) {
        let first = || (0, answers.to_query(rulebook));
        self.tallies.entry((code, at.to_string())).or_insert_with(first).0 += 1;
    }
}

fn lead(outcome: &Outcome, toward: Protocol) -> i64 {
    match outcome.decided_by {
        Some(_) if outcome.protocol == toward => i64::MAX,
        Some(_) => i64::MIN,
        None => i64::from(*outcome.score.get(toward)) - i64::from(*outcome.score.get(toward.other())),
    }
}

/// Checks whether a rule that fired changes protocol or strength.
fn rule_matters(rulebook: &Rulebook, outcome: &Outcome, at: usize) -> bool {
    let rule = &rulebook.rules[at];
    match rule.effect {
        Effect::Requires(protocol) => {
            let mut hard = rulebook.rules.iter().enumerate().filter(|(_, rule)| rule.effect.is_hard());
            let next = hard.find(|(other, _)| *other != at && outcome.fired_rules().contains(*other));
            outcome.decided_by.map(usize::from) == Some(at)
                && next.map(|(_, rule)| rule.effect.protocol()) != Some(protocol)
        }
        Effect::Favours { protocol, weight } => {
            let mut without = outcome.score;
            *without.get_mut(protocol) -= weight;
            let changes = engine::verdict_of(rulebook, outcome.score) != engine::verdict_of(rulebook, without);
            outcome.decided_by.is_none() && !outcome.sure && changes
        }
    }
}

fn plain_findings(rulebook: &Rulebook) -> (u64, Findings) {
    let mut found = Findings::default();
    let (mut fired, mut matters, mut advised) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut choices = BTreeSet::new();
    let bounded = |index| {
        rulebook
            .rules
            .iter()
            .any(|rule| !rule.condition.is_unbounded() && rule.condition.questions().any(|q| q == index))
    };
    let all = combinations(rulebook);
    for alone in &all {
        let outcome = engine::recommend(rulebook, alone).outcome;
        *found.distribution.entry((outcome.protocol, outcome.strength)).or_default() += 1;
        let with_bands = audit::bands(rulebook).into_iter().map(|numbers| {
            let answers = alone.with_numbers(numbers);
            (answers, by_points(rulebook, &answers))
        });
        for (answers, outcome) in [(*alone, outcome)].into_iter().chain(with_bands) {
            let rules = outcome.fired_rules();
            fired.extend(rules.iter());
            matters.extend(rules.iter().filter(|at| rule_matters(rulebook, &outcome, *at)));
            advised.extend(outcome.applied_advice().iter());
            if outcome.tied && !rules.is_empty() {
                found.tally("tie", 0, rulebook, &answers);
            }
            if rules.is_empty() {
                found.tally("no-reason", 0, rulebook, &answers);
            }
            let hard = |protocol| rules.iter().any(|at| rulebook.rules[at].effect == Effect::Requires(protocol));
            if Protocol::ALL.into_iter().all(hard) {
                found.tally("hard-rules-contradict", 0, rulebook, &answers);
            }
            for (at, expectation) in rulebook.expectations.iter().enumerate() {
                let index = expectation.question;
                let checked = answers.numbers == Numbers::default() || bounded(index) || rulebook.steers(index);
                let step = expectation.raising.windows(2).find(|step| Some(step[0]) == answers.choice(index));
                let Some(step) = step.filter(|_| checked) else { continue };
                let raised = answers.with(index, Answer::Choice(u8::try_from(step[1]).unwrap()));
                let toward = expectation.never_toward;
                if lead(&by_points(rulebook, &raised), toward) > lead(&outcome, toward) {
                    found.tally("expectation-broken", at, rulebook, &answers);
                }
            }
        }
        for (index, question) in rulebook.indexed_questions() {
            let Some(choice) = alone.choice(index) else { continue };
            let [with, without] = [*alone, alone.with(index, Answer::Unanswered)].map(|answers| {
                let outcome = by_points(rulebook, &answers);
                (outcome.protocol, outcome.strength, outcome.applied_advice())
            });
            if with != without {
                choices.insert(format!("{} of {}", question.choices[choice].id, question.id));
            }
        }
    }
    for (at, rule) in rulebook.rules.iter().enumerate() {
        let code = match (fired.contains(&at), matters.contains(&at)) {
            (false, _) => "rule-never-fires",
            (true, false) => "rule-never-matters",
            (true, true) => continue,
        };
        found.ids.insert((code, rule.id.clone()));
    }
    let idle = rulebook.advice.iter().enumerate().filter(|(at, _)| !advised.contains(at));
    found.ids.extend(idle.map(|(_, advice)| ("advice-never-shows", advice.id.clone())));
    for question in &rulebook.questions {
        let idle =
            question.choices.iter().filter(|choice| !choices.contains(&format!("{} of {}", choice.id, question.id)));
        found.ids.extend(idle.map(|choice| ("choice-never-matters", format!("{} of {}", choice.id, question.id))));
    }
    (all.len() as u64, found)
}

/// Compares the report of the audit with the plain findings.
fn check_report(rulebook: &Rulebook, source: &str) {
    let mut reports = Vec::new();
    let report = audit::inspect(rulebook, &mut |done| reports.push(done)).unwrap();
    let (combinations, plain) = plain_findings(rulebook);
    assert_eq!(report.combinations, combinations, "{source}");
    assert!(reports.is_sorted() && reports.last() == Some(&combinations), "{reports:?}");
    assert_eq!(report.distribution, plain.distribution, "{source}");
    let tied = plain.tallies.get(&("tie", "0".to_owned())).map_or(0, |(count, _)| *count);
    assert_eq!(report.ties, tied, "{source}");
    let mut found = Findings { distribution: report.distribution.clone(), ..Findings::default() };
    for diagnostic in &report.diagnostics {
        let code = diagnostic.code.id();
        let names: Vec<_> = diagnostic.message.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        match code {
            "tie" | "no-reason" | "hard-rules-contradict" | "expectation-broken" => {
                let expectation =
                    |expectation: &&pop_or_imap::rulebook::Expectation| expectation.span == diagnostic.span;
                let at = rulebook.expectations.iter().position(|e| expectation(&e)).unwrap_or(0);
                let count = diagnostic.message.split(' ').next().unwrap().parse().unwrap();
                let query = diagnostic.help.as_ref().unwrap().rsplit("/result?").next().unwrap().to_owned();
                found.tallies.insert((code, at.to_string()), (count, query));
            }
            "rule-never-fires" | "rule-never-matters" | "advice-never-shows" => {
                found.ids.insert((code, names[0].clone()));
            }
            "choice-never-matters" => {
                found.ids.insert((code, format!("{} of {}", names[0], names[1])));
            }
            _ => {}
        }
    }
    assert_eq!(found.tallies, plain.tallies, "{source}");
    // Choices of the service, of questions that steer others, and of questions that are reported as a whole are not
    // reported; all others are.
    let whole: Vec<_> = report.diagnostics.iter().filter(|d| d.code.id().starts_with("question-never")).collect();
    let reported = |(code, id): &(&str, String)| {
        let question = id.rsplit(' ').next().unwrap();
        *code != "choice-never-matters"
            || !(question == "plan"
                || rulebook.question(question).is_some_and(|(index, _)| rulebook.steers(index))
                || whole.iter().any(|diagnostic| diagnostic.message.contains(&format!("`{question}`"))))
    };
    let expected: BTreeSet<_> = plain.ids.into_iter().filter(reported).collect();
    assert_eq!(found.ids, expected, "{source}");
}

/// The answers to the questions of one rule set that another has too.
fn translate(from: &Rulebook, to: &Rulebook, answers: &Answers) -> Answers {
    let mut there = answers.without_answers();
    for (index, question) in from.indexed_questions() {
        let Some(choice) = answers.choice(index).map(|choice| &question.choices[choice].id) else { continue };
        let Some((index, question)) = to.question(&question.id) else { continue };
        if let Some((choice, _)) = question.choice(choice) {
            there = there.with(index, Answer::Choice(u8::try_from(choice).unwrap()));
        }
    }
    there
}

/// The counts, the shown entries and the first samples of a comparison, each by its key.
#[derive(Debug, Default)]
struct PlainDifference {
    combinations: u64,
    changed: ChangeCounts,
    /// The queries of changed combinations, those with another protocol first.
    samples: [Vec<String>; 2],
    shown: BTreeMap<(&'static str, String), (u64, String)>,
}

/// Compares two rule sets in the documented order: for each rule set, all combinations without numbers, then all with
/// each band.
fn plain_difference(old: &Rulebook, new: &Rulebook) -> PlainDifference {
    let mut plain = PlainDifference::default();
    let mut alone = BTreeSet::new();
    for of_old in [false, true] {
        let (own, other) = if of_old { (old, new) } else { (new, old) };
        let mut noted = BTreeSet::new();
        let rounds = [Numbers::default()].into_iter().chain(audit::bands(own));
        let mut all = combinations(own);
        if of_old {
            // Only those that count for the old rule set in another way than any combination of the new one.
            all.retain(|answers| {
                let now = translate(old, new, answers);
                let asked = new.question_indices().filter(|index| now.asks(new, *index));
                let counting = asked.fold(Answers::default(), |counting, index| counting.with(index, now.get(index)));
                translate(new, old, &counting).as_set(old) != answers.as_set(old)
            });
        }
        plain.combinations += all.len() as u64;
        for (round, numbers) in rounds.enumerate() {
            let seen = alone.clone();
            for answers in &all {
                let answers = answers.with_numbers(numbers);
                let own_outcome = engine::recommend(own, &answers).outcome;
                let other_outcome = engine::recommend(other, &translate(own, other, &answers)).outcome;
                let (before, after) = if of_old { (own_outcome, other_outcome) } else { (other_outcome, own_outcome) };
                let rules = after.fired_rules().iter().map(|at| ("rule", new.rules[at].id.clone()));
                let advice = after.applied_advice().iter().map(|at| ("advice", new.advice[at].id.clone()));
                for entry in rules.chain(advice).filter(|entry| round == 0 || !seen.contains(entry)) {
                    if round == 0 {
                        alone.insert(entry.clone());
                    }
                    plain.shown.entry(entry).or_insert_with(|| (0, answers.to_query(own))).0 += 1;
                }
                let advice = |book: &Rulebook, outcome: &Outcome| -> BTreeSet<String> {
                    outcome.applied_advice().iter().map(|at| book.advice[at].id.clone()).collect()
                };
                let kind = if before.protocol != after.protocol {
                    0
                } else if before.strength != after.strength {
                    1
                } else if advice(old, &before) != advice(new, &after) {
                    2
                } else {
                    continue;
                };
                if noted.insert(answers.with_numbers(Numbers::default()).to_query(own)) {
                    let ChangeCounts { protocol, strength, advice } = &mut plain.changed;
                    *[protocol, strength, advice][kind] += 1;
                    plain.samples[usize::from(kind > 0)].push(answers.to_query(own));
                }
            }
        }
    }
    plain
}

fn check_difference(old: &Rulebook, new: &Rulebook, source: &str) {
    let mut reports = Vec::new();
    let difference: Difference = audit::difference(old, new, &mut |done| reports.push(done)).unwrap();
    assert!(reports.is_sorted() && !reports.is_empty(), "{reports:?}");
    let plain = plain_difference(old, new);
    assert_eq!(difference.combinations, plain.combinations, "{source}");
    assert_eq!(difference.changed, plain.changed, "{source}");
    for entry in difference.entries.iter().filter(|entry| entry.change != "gone") {
        let shown = plain.shown.get(&(entry.noun, entry.id.clone())).cloned().unwrap_or_default();
        assert_eq!(entry.shown.clone().unwrap_or_default(), shown, "{} {}: {source}", entry.noun, entry.id);
    }
    // The groups divide the changes among them, and each has the first samples of its part, in order.
    let sum =
        |count: fn(&ChangeCounts) -> u64| difference.groups.iter().map(|group| count(&group.changed)).sum::<u64>();
    let counts =
        ChangeCounts { protocol: sum(|c| c.protocol), strength: sum(|c| c.strength), advice: sum(|c| c.advice) };
    assert_eq!(counts, plain.changed, "{source}");
    let order: Vec<_> = plain.samples.concat();
    let ranks = |samples: &[String]| -> Vec<usize> {
        samples.iter().map(|sample| order.iter().position(|query| query == sample).unwrap()).collect()
    };
    for group in &difference.groups {
        let size = group.changed.protocol + group.changed.strength + group.changed.advice;
        assert_eq!(group.samples.len() as u64, size.min(3), "{source}");
        assert!(ranks(&group.samples).is_sorted(), "{:?}: {source}", group.samples);
    }
    if let [group] = &difference.groups[..] {
        let first: Vec<_> = order.into_iter().take(3).collect();
        assert_eq!(group.samples, first, "{source}");
    }
}

#[test]
fn the_audit_equals_a_plain_walk() {
    let mut dice = Dice(7);
    let mut previous: Option<Rulebook> = None;
    let mut groups = BTreeMap::new();
    for _ in 0..60 {
        let source = random_rules(&mut dice, Size::Small);
        let (rulebook, _) = loader::parse("random.toml", &source).unwrap_or_else(|problems| panic!("{problems}"));
        check_report(&rulebook, &source);
        if let Some(previous) = &previous {
            check_difference(previous, &rulebook, &source);
        }
        // One weight alone, so that there is one cause.
        let lighter = source.replacen("weight = 3", "weight = 1", 1);
        let (lighter, _) = loader::parse("random.toml", &lighter).unwrap_or_else(|problems| panic!("{problems}"));
        check_difference(&rulebook, &lighter, &source);
        let difference = audit::difference(&rulebook, &lighter, &mut |_| {}).unwrap();
        *groups.entry(difference.groups.len()).or_insert(0) += 1;
        previous = Some(rulebook);
    }
    assert!(groups.get(&1).is_some_and(|count| *count > 5), "{groups:?}");
}

#[test]
fn the_audit_equals_a_plain_walk_on_several_cores() {
    let mut dice = Dice(3);
    let mut banded = 0;
    let mut previous: Option<Rulebook> = None;
    for _ in 0..3 {
        let source = random_rules(&mut dice, Size::Large);
        let (rulebook, _) = loader::parse("random.toml", &source).unwrap_or_else(|problems| panic!("{problems}"));
        assert!(audit::combinations_at_most(&rulebook) > 20_000);
        banded += usize::from(!audit::bands(&rulebook).is_empty());
        check_report(&rulebook, &source);
        if let Some(previous) = &previous {
            check_difference(previous, &rulebook, &source);
        }
        previous = Some(rulebook);
    }
    assert!(banded > 0, "one of them has bounds");
}
