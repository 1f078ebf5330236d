//! Owns what can be proven of a rule set, and the door through which every rule set comes: [`load`].

use crate::answers::{Answers, Given};
use crate::engine::{self, Recommendation};
use crate::rulebook::{self, Code, Problem, Problems, Rulebook, Use};

/// The rules that the program carries.
pub const EMBEDDED: &str = include_str!("../../rules.toml");

/// Reads a rule set and proves what must hold of it.
///
/// # Errors
/// All faults of the file, in its order. `name` is only shown.
///
/// ```
/// use pop_or_imap::audit;
/// assert!(audit::load("rules.toml", audit::EMBEDDED).is_ok());
/// assert!(audit::load("empty.toml", "").is_err());
/// ```
pub fn load(name: &str, source: &str) -> Result<Rulebook, Box<Problems>> {
    let (rulebook, mut list) = rulebook::parse(source);
    // A rule that could not be read whole would make uses fail through no fault of their own.
    let sound = !list.iter().any(|problem| !leaves_rules_whole(problem.code));
    if let Some(rulebook) = rulebook.as_ref().filter(|_| sound) {
        list.extend(rulebook.uses.iter().filter_map(|item| failing_use(rulebook, item)));
    }
    match rulebook {
        Some(rulebook) if list.is_empty() => Ok(rulebook),
        _ => {
            list.sort_by_key(|problem| problem.span.start);
            Err(Box::new(Problems { file: name.to_owned(), source: source.to_owned(), list }))
        }
    }
}

/// Gives the rules that the program carries. A test holds them to be sound.
///
/// # Panics
/// Never in a build whose tests passed.
#[must_use]
#[expect(clippy::panic, reason = "the embedded rules are a constant that a test proves sound")]
pub fn embedded() -> Rulebook {
    load("rules.toml", EMBEDDED).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Gives the answers that an everyday use stands for.
#[must_use]
pub fn answers_of(item: &Use) -> Answers {
    item.answers.iter().fold(Answers::default(), |answers, (question, choice)| {
        answers.with(*question, Given::Choice(u8::try_from(*choice).unwrap_or(u8::MAX)))
    })
}

/// Tells whether rules and advice keep their meaning in spite of such a problem.
const fn leaves_rules_whole(code: Code) -> bool {
    matches!(
        code,
        Code::MissingText | Code::QuotaAboveMaximum | Code::FactorWithoutRule | Code::DuplicateId | Code::UnknownKey
    )
}

fn failing_use(rulebook: &Rulebook, item: &Use) -> Option<Problem> {
    let recommendation = engine::recommend(rulebook, &answers_of(item));
    let fault = fault_of(&recommendation, item)?;
    let message = format!("the everyday use `{}` {fault}", item.id);
    let reasons: Vec<_> = recommendation.reasons().iter().map(|reason| reason.rule_id.to_owned()).collect();
    let help = format!("what decided: {}", reasons.join(", "));
    Some(Problem::new(Code::UseGivesSomethingElse, item.span.clone(), message, "this must come out").help(help))
}

fn fault_of(recommendation: &Recommendation<'_>, item: &Use) -> Option<String> {
    let outcome = &recommendation.outcome;
    if outcome.protocol != item.gives || item.strength.is_some_and(|strength| strength != outcome.strength) {
        return Some(format!("gives {}, {}", outcome.protocol.id(), outcome.strength.id()));
    }
    let missing = item.advice.iter().find(|place| !outcome.advised(**place))?;
    let id = recommendation.rulebook.advice.get(*missing).map_or("", |advice| advice.id.as_str());
    Some(format!("does not give the advice `{id}`"))
}
