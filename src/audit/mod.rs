//! Owns what can be proven of a rule set, and the door through which every rule set comes: [`load`].

mod contradictions;
mod difference;
mod entries;
mod findings;
mod space;

pub use contradictions::contradictions;
pub use difference::{Counts, Difference, Group, MovedUse, difference};
pub use entries::ChangedEntry;
pub use findings::{Report, inspect};
pub use space::{BUDGET, bands, combinations_at_most};

use crate::answers::{Answers, Given};
use crate::engine;
use crate::rulebook::{self, Code, Parsed, Problem, Problems, Rulebook, Use};

/// The rules that the program carries.
pub const EMBEDDED: &str = include_str!("../../rules.toml");

/// Reads a rule set and proves what must hold of it: everyday uses give what they must.
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
    let (rulebook, list) = read(name, source)?;
    if list.is_empty() {
        return Ok(rulebook);
    }
    Err(Box::new(Problems::new(name, source, list, 0)))
}

/// Reads a rule set that is sound in itself, with the everyday uses that do not give what they must.
///
/// # Errors
/// All faults of the file, those uses among them, where it has others too.
///
/// ```
/// use pop_or_imap::audit;
/// let source = audit::EMBEDDED.replacen("strength = \"slight\"", "strength = \"strong\"", 1);
/// let (_, uses) = audit::read("rules.toml", &source).unwrap();
/// assert_eq!(uses[0].code.id(), "use-gives-something-else");
/// ```
pub fn read(name: &str, source: &str) -> Result<(Rulebook, Vec<Problem>), Box<Problems>> {
    let Parsed { rulebook, problems: mut list, more, unsure } = rulebook::parse(source);
    // A rule that could not be read whole would make uses fail through no fault of their own.
    let uses = rulebook.as_ref().filter(|_| !unsure);
    let uses: Vec<_> =
        uses.map_or_else(Vec::new, |book| book.uses.iter().flat_map(|item| failing_use(book, item)).collect());
    match rulebook {
        Some(rulebook) if list.is_empty() => Ok((rulebook, uses)),
        _ => {
            list.extend(uses);
            Err(Box::new(Problems::new(name, source, list, more)))
        }
    }
}

/// Reads a rule set and proves all that must hold of it, over its whole answer space; takes a moment.
///
/// # Errors
/// All faults of the file; where it has none by itself, those that only the whole space shows. Warnings are none.
///
/// ```
/// use pop_or_imap::audit;
/// assert!(audit::prove("rules.toml", audit::EMBEDDED).is_ok());
/// ```
pub fn prove(name: &str, source: &str) -> Result<Rulebook, Box<Problems>> {
    let (rulebook, uses) = read(name, source)?;
    let list = inspect(&rulebook, &mut |_| {}).map_or_else(|problem| vec![problem], |report| report.problems);
    let faults: Vec<_> = uses.into_iter().chain(list).filter(|problem| !problem.code.is_warning()).collect();
    if faults.is_empty() {
        return Ok(rulebook);
    }
    Err(Box::new(Problems::new(name, source, faults, 0)))
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

/// Finds everything in which an everyday use does not give what it must.
fn failing_use(rulebook: &Rulebook, item: &Use) -> Vec<Problem> {
    let recommendation = engine::recommend(rulebook, &answers_of(item));
    let outcome = &recommendation.outcome;
    let reasons: Vec<_> = recommendation.reasons().iter().map(|reason| reason.rule_id).collect();
    let decided = format!("what decided: {}", reasons.join(", "));
    let problem = |span: &rulebook::Span, fault: String| {
        let message = format!("the everyday use `{}` {fault}", item.id);
        Problem::new(Code::UseGivesSomethingElse, span.clone(), message, "this must come out").help(&decided)
    };
    let mut problems = Vec::new();
    if outcome.protocol != item.gives {
        problems.push(problem(&item.span, format!("gives {}", outcome.protocol.id())));
    }
    if let (Some(strength), Some(span)) = (item.strength, &item.strength_span)
        && strength != outcome.strength
    {
        problems.push(problem(span, format!("gives strength {}", outcome.strength.id())));
    }
    let missing = item.advice.iter().zip(&item.advice_spans).filter(|(place, _)| !outcome.advised(**place));
    problems.extend(missing.map(|(place, span)| {
        let id = rulebook.advice.get(*place).map_or("", |advice| advice.id.as_str());
        problem(span, format!("does not give the advice `{id}`"))
    }));
    problems
}
