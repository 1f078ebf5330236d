//! Owns what pages, API and command line share: wire types, plain text, tables of accounts, and the words of the
//! interface.

pub mod batch;
pub mod caution;
pub mod chart;
pub mod flow;
pub mod forecast;
pub mod plain;
pub mod reply;
pub mod wire;
pub mod wording;

pub use wording::Wording;

use crate::answers::{Answers, Given, Number};
use crate::engine::{self, Change, Reason, Recommendation};
use crate::quota::{Quota, Raise};
use crate::rulebook::{Lang, Plan, Rulebook, Strength};

/// Puts a recommendation into the words of a headline, without phrase marks.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, engine, report, rulebook::Lang};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "offline=unopened");
/// let recommendation = engine::recommend(&rulebook, &answers);
/// assert_eq!(report::verdict(&recommendation, Lang::Ja), "POP（ポップ）を選びます");
/// ```
#[must_use]
pub fn verdict(recommendation: &Recommendation<'_>, lang: Lang) -> String {
    verdict_phrases(recommendation, lang).replace('|', "")
}

/// Puts a recommendation into the words of a headline; `|` marks where a line may break.
#[must_use]
pub fn verdict_phrases(recommendation: &Recommendation<'_>, lang: Lang) -> String {
    let texts = recommendation.rulebook.protocols.get(recommendation.outcome.protocol);
    let name = texts.name.get(lang);
    match lang {
        Lang::Ja => {
            let name = format!("{name}（{}）", texts.reading.get(lang));
            match recommendation.outcome.strength {
                Strength::Required => format!("{name}を|選びます"),
                Strength::Strong => format!("{name}を|強くおすすめします"),
                Strength::Moderate => format!("{name}が|おすすめです"),
                Strength::Slight => format!("どちらかといえば|{name}が|向いています"),
            }
        }
        Lang::En => match recommendation.outcome.strength {
            Strength::Required => format!("{name} is needed"),
            Strength::Strong => format!("{name} is strongly recommended"),
            Strength::Moderate => format!("{name} is recommended"),
            Strength::Slight => format!("{name}, by a small margin"),
        },
    }
}

/// Writes a size given in MB as people say it: `2 GB`, `500 MB`, `1.5 GB`.
///
/// ```
/// use pop_or_imap::report::size;
/// assert_eq!((size(2000).as_str(), size(1500).as_str(), size(500).as_str()), ("2 GB", "1.5 GB", "500 MB"));
/// assert_eq!((size(1024).as_str(), size(1_500_000).as_str(), size(10_u64.pow(12)).as_str()), ("1.02 GB", "1.5 TB", "1,000,000 TB"));
/// ```
#[must_use]
pub fn size(mb: u64) -> String {
    let (unit, name) = match mb {
        ..1_000 => return format!("{mb} MB"),
        1_000..1_000_000 => (1_000, "GB"),
        1_000_000.. => (1_000_000, "TB"),
    };
    let whole = wording::grouped(mb / unit);
    let fraction = format!("{:02}", mb % unit * 100 / unit);
    match fraction.trim_end_matches('0') {
        "" => format!("{whole} {name}"),
        digits => format!("{whole}.{digits} {name}"),
    }
}

/// Tells whether nothing of weight was said: no rule that looks at an answer applied.
#[must_use]
pub fn is_unsure(recommendation: &Recommendation<'_>) -> bool {
    let reasons = [recommendation.reasons(), recommendation.against()];
    reasons.iter().flatten().all(|reason| reason.question.is_none())
}

/// Returns the reasons for the verdict that pages and texts list: points that everyone gets only where it is slight.
#[must_use]
pub fn listed_reasons<'a>(recommendation: &Recommendation<'a>) -> Vec<Reason<'a>> {
    listed(recommendation.reasons(), recommendation)
}

/// Returns the reasons against the verdict that pages and texts list.
#[must_use]
pub fn listed_against<'a>(recommendation: &Recommendation<'a>) -> Vec<Reason<'a>> {
    listed(recommendation.against(), recommendation)
}

fn listed<'a>(mut reasons: Vec<Reason<'a>>, recommendation: &Recommendation<'_>) -> Vec<Reason<'a>> {
    reasons.retain(|reason| !reason.baseline || recommendation.outcome.strength == Strength::Slight);
    reasons
}

/// How many changes that flip the protocol pages and texts list.
const MAX_CHANGES: usize = 3;

/// Returns the changes that pages and texts list: one for each question whose answer can change in practice, at most
/// three, most plausible first.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, report};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=work&devices=one-pc&away=no&offline=no");
/// let changes = report::practical_changes(&rulebook, &answers);
/// assert_eq!(changes.first().unwrap().question.id, "devices");
/// ```
#[must_use]
pub fn practical_changes<'a>(rulebook: &'a Rulebook, answers: &Answers) -> Vec<Change<'a>> {
    let mut changes: Vec<Change<'a>> = Vec::new();
    for change in engine::would_change(rulebook, answers) {
        let listed = changes.iter().any(|other| other.place == change.place);
        if change.question.changes_in_practice && !listed && is_plausible(rulebook, answers, &change) {
            changes.push(change);
        }
    }
    changes.truncate(MAX_CHANGES);
    changes
}

/// Returns what pages and texts list under what would change the result, in words and as the answers with the change: own
/// numbers that can be put right first, then answers; at most three.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, report, rulebook::Lang};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard&limit=500&used=500&devices=pc-phone");
/// let changes = report::listed_changes(&rulebook, &answers, Lang::En);
/// assert_eq!(changes[0].0, "With the mailbox limit restored to 2 GB: IMAP");
/// ```
#[must_use]
pub fn listed_changes(rulebook: &Rulebook, answers: &Answers, lang: Lang) -> Vec<(String, Answers)> {
    let now = engine::recommend(rulebook, answers).outcome.protocol;
    let w = Wording::of(lang);
    let restored = match Raise::of(&crate::quota::quota(rulebook, answers)) {
        Raise::Customer(most) if answers.numbers.get(Number::Limit).is_some() => {
            Some((w.limit_restored(most), answers.numbers.with(Number::Limit, most)))
        }
        _ => None,
    };
    let used = answers.numbers.get(Number::Used).is_some_and(|used| used > 0);
    let cleared = used.then(|| (w.mailbox_cleared(), answers.numbers.with(Number::Used, 0)));
    let by_numbers = [restored, cleared].into_iter().flatten().filter_map(|(given, numbers)| {
        let changed = answers.with_numbers(numbers);
        let then = engine::recommend(rulebook, &changed).outcome.protocol;
        let words = w.would_become(&given, rulebook.protocols.get(then).name.get(lang));
        (then != now).then_some((words, changed))
    });
    let by_answers = practical_changes(rulebook, answers).into_iter().map(|change| {
        let words = change_words(rulebook, &change, lang);
        (words, change.answers)
    });
    by_numbers.chain(by_answers).take(MAX_CHANGES).collect()
}

/// Writes how many answers must change, over what [`listed_changes`] lists.
#[must_use]
pub fn robust(rulebook: &Rulebook, answers: &Answers, listed: usize, lang: Lang) -> String {
    let least = if listed > 0 { Some(1) } else { engine::robustness(rulebook, answers) };
    Wording::of(lang).robust(least, listed)
}

/// Checks whether a change of devices adds some, or leaves one PC only; other changes are plausible as they are.
///
/// The expectations of the rule set rank the devices, from one PC upwards; a phone alone is not ranked.
fn is_plausible(rulebook: &Rulebook, answers: &Answers, change: &Change<'_>) -> bool {
    let one_pc = rulebook.assumptions.one_pc;
    let Some(given) = answers.choice(change.place).filter(|_| change.question.all_answers().meets(one_pc)) else {
        return true;
    };
    let ranked = rulebook.expectations.iter().filter(|expectation| expectation.question == change.place);
    let place_of = |raising: &[usize], id: &str| {
        raising.iter().position(|choice| change.question.choices.get(*choice).is_some_and(|choice| choice.id == id))
    };
    let mut ways = ranked.filter_map(|expectation| {
        let target = place_of(&expectation.raising, &change.choice.id)?;
        Some((expectation.raising.iter().position(|choice| *choice == given), target))
    });
    let alone = answers.as_set(rulebook).meets(rulebook.assumptions.phone_only);
    ways.any(|(from, target)| match from {
        Some(from) => target > from || target == 0,
        None => alone && target > 0,
    })
}

/// Explains a verdict by the sure-thing principle; `None` where the points agree with it.
#[must_use]
pub fn sure_thing(recommendation: &Recommendation<'_>, lang: Lang) -> Option<String> {
    let protocol = recommendation.outcome.protocol;
    let name = |protocol| recommendation.rulebook.protocols.get(protocol).name.get(lang);
    recommendation.outcome.sure.then(|| Wording::of(lang).sure_thing(name(protocol), name(protocol.other())))
}

/// Says, where a link was sent with another verdict than now comes out, what it was.
#[must_use]
pub fn was_another(recommendation: &Recommendation<'_>, answers: &Answers, lang: Lang) -> Option<String> {
    let now = recommendation.outcome.protocol;
    let was = answers.was_other_than(now)?;
    let rulebook = recommendation.rulebook;
    let name = |protocol| rulebook.protocols.get(protocol).name.get(lang);
    Some(Wording::of(lang).was_another(name(was), name(now), &rulebook.revised))
}

/// States what would come out if one answer were another: 外出先でも読む場合：IMAP.
#[must_use]
pub fn change_words(rulebook: &Rulebook, change: &Change<'_>, lang: Lang) -> String {
    let protocol = rulebook.protocols.get(change.protocol).name.get(lang);
    Wording::of(lang).would_become(change.choice.given.get(lang), protocol)
}

/// Gives the words of the choice that was made for the question at `place`, if one was made.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, report, rulebook::Lang};
/// let rulebook = audit::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=unknown&away=yes");
/// let words = |id| report::choice_words(&rulebook, &answers, rulebook.question(id).unwrap().0, Lang::En);
/// assert_eq!((words("away"), words("plan")), (Some("Yes, also when out"), None));
/// ```
#[must_use]
pub fn choice_words<'a>(rulebook: &'a Rulebook, answers: &Answers, place: usize, lang: Lang) -> Option<&'a str> {
    let choices = &rulebook.questions.get(place)?.choices;
    Some(choices.get(answers.choice(place)?)?.label.get(lang))
}

/// Gives the words of what was said to the question at `place`, わからない among them, if anything was.
#[must_use]
pub fn said_words<'a>(rulebook: &'a Rulebook, answers: &Answers, place: usize, lang: Lang) -> Option<&'a str> {
    match answers.given(place) {
        Given::Unknown => Some(Wording::of(lang).unknown),
        Given::Open | Given::Choice(_) => choice_words(rulebook, answers, place, lang),
    }
}

/// Gives the words of what the account is for, if that was said.
#[must_use]
pub fn purpose_words<'a>(rulebook: &'a Rulebook, answers: &Answers, lang: Lang) -> Option<&'a str> {
    choice_words(rulebook, answers, rulebook.question("purpose")?.0, lang)
}

/// One line about quotas: what it is and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaLine {
    /// What it is.
    pub label: String,
    /// How much, in words.
    pub value: String,
}

/// Lists the numbers that were entered, each with its name and unit.
///
/// ```
/// use pop_or_imap::{answers::Answers, audit, report, rulebook::Lang};
/// let (answers, _) = Answers::from_query(&audit::embedded(), "used=300&keep=14");
/// let lines: Vec<_> = report::number_lines(&answers, Lang::En).collect();
/// assert_eq!(lines, ["Used now: 300 MB", "Days POP leaves mail on the server: 14 days"]);
/// ```
pub fn number_lines(answers: &Answers, lang: Lang) -> impl Iterator<Item = String> + use<> {
    let (w, numbers) = (Wording::of(lang), answers.numbers);
    let entered = Number::ALL.into_iter().filter_map(move |number| Some((number, numbers.get(number)?)));
    entered.map(move |(number, value)| w.pair(w.number_name(number), &w.number_value(number, value)))
}

/// Returns what is known of the limit where the service is not: the limits it can have, or how to find out more.
#[must_use]
pub fn limit_without_plan(rulebook: &Rulebook, quota: &Quota<'_>, lang: Lang) -> Option<String> {
    let w = Wording::of(lang);
    match (quota.plan, quota.own_limit) {
        (Some(_), _) => None,
        (None, true) => Some(w.plan_unknown_own_limit.to_owned()),
        (None, false) => Some(w.limits_if_unknown(&rulebook.assumptions.limits_if_unknown_mb)),
    }
}

/// Tells the quotas of one plan, for the guide: limit of a mailbox, who changes it, the server's total.
#[must_use]
pub fn plan_lines(plan: &Plan, lang: Lang) -> Vec<QuotaLine> {
    let w = Wording::of(lang);
    vec![
        QuotaLine { label: w.mailbox_limit.to_owned(), value: w.limit_of_plan(plan) },
        QuotaLine { label: w.limit_changed_by.to_owned(), value: w.changed_by(plan.changed_by).to_owned() },
        QuotaLine { label: w.server_total.to_owned(), value: w.total_of_plan(plan) },
    ]
}

/// Tells the quotas that hold for this visitor, with the plan's name first.
#[must_use]
pub fn quota_lines(rulebook: &Rulebook, quota: &Quota<'_>, answers: &Answers, lang: Lang) -> Vec<QuotaLine> {
    let w = Wording::of(lang);
    let mut lines = Vec::new();
    if let Some(plan) = quota.plan {
        lines.push(QuotaLine { label: w.plan.to_owned(), value: rulebook.plan_name(&plan.id, lang).to_owned() });
        lines.extend(plan_lines(plan, lang));
    }
    if let (Some(limit), Some(entered)) = (quota.mailbox_limit_mb, answers.numbers.get(Number::Limit))
        && quota.own_limit
    {
        let value = match Raise::of(quota) {
            _ if entered > limit => w.own_limit_capped(entered, limit),
            Raise::Customer(most) => w.own_limit_restorable(entered, most),
            _ => size(entered),
        };
        lines.push(QuotaLine { label: w.own_limit.to_owned(), value });
    }
    lines
}
