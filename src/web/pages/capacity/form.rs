//! Form of accounts: fields filled in from the URL or as they were sent, and the conversion back to a URL.
//!
//! It is sent by POST, because the fields of 60 accounts exceed the length of a URL. Nothing is stored: the response leads
//! to the canonical URL. An invalid value stays in its field, with its error.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::accounts::weigh;
use crate::answers::{
    AccountEntry, Answer, Company, IgnoredReason, MAX_ACCOUNTS_IN_LINK, MAX_LABEL_NUMBER, Number, Numbers,
};
use crate::present::Wording;
use crate::quota::Capacity;
use crate::rulebook::{Lang, Protocol, Question, Rulebook};
use crate::web::request::PageRequest;
use crate::web::views::choice::{Choice, choices, id_of};

/// The number of empty rows in the form.
const SPARE_ROWS: usize = 3;
/// The questions that have a field of their own; the answers to others are carried unchanged.
const ASKED: [&str; 3] = ["purpose", "devices", "attachments"];
/// How many fields to choose from are not folded: name, use and devices.
const SHOWN: usize = 3;

/// The form as the page shows it.
pub(super) struct Form<'r> {
    pub(super) plans: Vec<Choice<'r>>,
    pub(super) total: Input,
    pub(super) website: Input,
    pub(super) rows: Vec<FormRow<'r>>,
    pub(super) lang: Option<Lang>,
    /// The error of the whole form.
    pub(super) error: Option<String>,
}

/// One account's fields.
pub(super) struct FormRow<'r> {
    /// Its number, from 1.
    pub(super) at: usize,
    /// The fields that are always shown: name, use and devices.
    pub(super) selects: Vec<Select<'r>>,
    /// The fields that are folded: attachments and protocol.
    pub(super) more_selects: Vec<Select<'r>>,
    /// The numbers, which are folded.
    pub(super) inputs: Vec<Input>,
    /// Whether a folded field has a value.
    pub(super) has_more: bool,
    /// The account in the URL, for answers that have no field here.
    pub(super) code: String,
}

/// A field to choose from.
pub(super) struct Select<'r> {
    pub(super) id: String,
    pub(super) label: &'r str,
    pub(super) choices: Vec<Choice<'r>>,
}

/// A field to write in.
pub(super) struct Input {
    pub(super) id: String,
    pub(super) label: &'static str,
    pub(super) hint: Option<&'static str>,
    pub(super) value: String,
    pub(super) error: Option<String>,
}

/// The values of the fields, by name.
#[derive(Default)]
pub(super) struct Fields(HashMap<String, String>);

impl Fields {
    /// Parses a form (`application/x-www-form-urlencoded`). Of fields with the same name, the first one counts.
    pub(super) fn parse(body: &[u8]) -> Self {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            fields.0.entry(name.into_owned()).or_insert_with(|| value.into_owned());
        }
        fields
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }
}

impl<'r> Form<'r> {
    /// Fills in the form from the URL.
    pub(super) fn of(request: &'r PageRequest) -> Self {
        Self::filled(request, &fields(request))
    }

    pub(super) fn filled(request: &'r PageRequest, fields: &Fields) -> Self {
        let (rulebook, lang, w) = (&*request.rulebook, request.lang, request.wording());
        let size = |id: &str, label, hint| {
            let value = fields.get(id).to_owned();
            let wrong = !value.is_empty() && !size(&value).is_some_and(|size| size > 0 || id != "total");
            Input {
                id: id.to_owned(),
                label,
                hint: Some(hint),
                error: wrong.then(|| w.capacity.error_size.to_owned()),
                value,
            }
        };
        let plan = rulebook.question("plan").map(|(_, question)| question);
        let total = size("total", w.capacity.total, w.capacity.total_hint);
        let mut website = size("website", w.capacity.website_field, w.capacity.website_hint);
        if total.error.is_none() && website.error.is_none() {
            let Capacity { total, for_mail, .. } = weigh(request, &[]);
            website.error = total.filter(|_| for_mail == Some(0)).map(|total| w.error_website(total));
        }
        // Rows with a value, and some empty ones; not those between, because a form can name rows with any number.
        let filled = fields.rows();
        let last = filled.last().copied().unwrap_or(0);
        let rows = filled.into_iter().chain(last + 1..=(last + SPARE_ROWS).min(MAX_ACCOUNTS_IN_LINK));
        Self {
            plans: plan.map_or_else(Vec::new, |question| choices(question, fields.get("plan"), lang, w)),
            total,
            website,
            rows: rows.map(|at| row(rulebook, fields, at, lang, w)).collect(),
            lang: request.answers.lang,
            error: None,
        }
    }

    /// Checks whether a field is invalid.
    pub(super) fn is_wrong(&self) -> bool {
        self.error.is_some() || self.errors().next().is_some()
    }

    /// Returns the invalid fields, each with its error.
    pub(super) fn errors(&self) -> impl Iterator<Item = (&str, &str)> {
        let inputs = self.rows.iter().flat_map(|row| &row.inputs);
        let inputs = [&self.total, &self.website].into_iter().chain(inputs);
        inputs.filter_map(|input| Some((input.id.as_str(), input.error.as_deref()?)))
    }
}

impl FormRow<'_> {
    /// Checks whether a folded field is invalid.
    pub(super) fn is_wrong(&self) -> bool {
        self.inputs.iter().any(|input| input.error.is_some())
    }
}

impl Fields {
    /// Returns the numbers of the rows with a value.
    fn rows(&self) -> BTreeSet<usize> {
        let filled = self.0.iter().filter(|(_, value)| !value.trim().is_empty());
        let rows = filled.filter_map(|(name, _)| name.rsplit_once('-')?.1.parse().ok());
        rows.filter(|row| (1..=MAX_ACCOUNTS_IN_LINK).contains(row)).collect()
    }
}

/// Parses the accounts; invalid values are skipped.
pub(super) fn read(rulebook: &Rulebook, fields: &Fields) -> Company {
    let size = |name| size(fields.get(name));
    let accounts = fields.rows().into_iter().map(|at| {
        let field = |name: &str| fields.get(&format!("{name}-{at}"));
        let mut entry = AccountEntry::parse(rulebook, field("code")).0;
        let label = rulebook.labels.iter().position(|label| label.id == field("label"));
        entry.label = label.map(|index| (index, numeral(field("no")).unwrap_or(0)));
        for id in ASKED {
            if let Some((index, question)) = rulebook.question(id) {
                entry.answers = entry.answers.with(index, given(question, field(id)));
            }
        }
        entry.answers.numbers = numbers(field);
        entry.protocol = Protocol::from_id(field("protocol"));
        entry
    });
    let accounts = accounts.filter(|entry| !entry.is_blank()).collect();
    Company { accounts, total_mb: size("total").filter(|size| *size > 0), website_mb: size("website") }
}

/// Parses the numbers of an account; invalid ones are skipped.
fn numbers<'f>(field: impl Fn(&str) -> &'f str) -> Numbers {
    Number::OF_FORECAST.into_iter().fold(Numbers::default(), |numbers, number| {
        number.parse(&with_unit(number, field(number.id()))).map_or(numbers, |value| numbers.with(number, value))
    })
}

/// Parses a size of the server, in MB.
fn size(written: &str) -> Option<u64> {
    Number::Used.parse_exact(&with_unit(Number::Used, written))
}

/// Adds the unit of the fields for sizes to a size without one.
fn with_unit(number: Number, written: &str) -> Cow<'_, str> {
    let is_size = matches!(number, Number::Used | Number::Limit | Number::Local);
    // Full-width digits are digits too.
    if is_size && written.ends_with(char::is_numeric) {
        Cow::Owned(format!("{written}GB"))
    } else {
        Cow::Borrowed(written)
    }
}

/// Parses the number after a label, 0 if there is none; `None` if it is invalid.
fn numeral(written: &str) -> Option<u32> {
    if written.is_empty() {
        return Some(0);
    }
    u32::try_from(Number::Mails.parse_exact(written)?).ok().filter(|number| (1..=MAX_LABEL_NUMBER).contains(number))
}

pub(super) fn given(question: &Question, id: &str) -> Answer {
    match question.choice(id) {
        Some((choice, _)) => u8::try_from(choice).map_or(Answer::Unanswered, Answer::Choice),
        None if id == "unknown" => Answer::Unknown,
        None => Answer::Unanswered,
    }
}

/// Returns the values of the fields for the company in the URL.
pub(super) fn fields(request: &PageRequest) -> Fields {
    let (rulebook, company) = (&request.rulebook, &request.company);
    let mut fields = Fields::default();
    let mut set = |name: String, value: String| {
        fields.0.insert(name, value);
    };
    let plan = rulebook.question("plan").map(|(index, question)| id_of(question, request.answers.get(index)));
    set("plan".to_owned(), plan.unwrap_or_default().to_owned());
    for (name, size) in [("total", company.total_mb), ("website", company.website_mb)] {
        set(name.to_owned(), size.map_or_else(String::new, written));
    }
    for (at, entry) in (1_usize..).zip(&company.accounts) {
        set(format!("code-{at}"), entry.code(rulebook));
        if let Some((index, number)) = entry.label {
            set(format!("label-{at}"), rulebook.labels.get(index).map_or_else(String::new, |label| label.id.clone()));
            set(format!("no-{at}"), if number == 0 { String::new() } else { number.to_string() });
        }
        for id in ASKED {
            if let Some((index, question)) = rulebook.question(id) {
                set(format!("{id}-{at}"), id_of(question, entry.answers.get(index)).to_owned());
            }
        }
        for number in Number::OF_FORECAST {
            let value = entry.answers.numbers.get(number);
            let written = |value: u64| match number {
                Number::Used | Number::Limit | Number::Local => written(value),
                Number::Mails | Number::Attached | Number::Keep => value.to_string(),
            };
            set(format!("{}-{at}", number.id()), value.map_or_else(String::new, written));
        }
        set(format!("protocol-{at}"), entry.protocol.map_or("", Protocol::id).to_owned());
    }
    fields
}

/// Formats a size in the unit of its field, without loss.
fn written(mb: u64) -> String {
    let decimals = format!("{:03}", mb % 1000);
    let number = format!("{}.{}", mb / 1000, decimals.trim_end_matches('0'));
    number.trim_end_matches('.').to_owned()
}

fn row<'r>(rulebook: &'r Rulebook, fields: &Fields, at: usize, lang: Lang, w: &'static Wording) -> FormRow<'r> {
    let field = |name: &str| fields.get(&format!("{name}-{at}"));
    let choice = |value, label, chosen: &str| Choice { value, label, chosen: value == chosen };
    let labels = rulebook.labels.iter().map(|label| choice(label.id.as_str(), label.text.get(lang), field("label")));
    let mut selects = vec![Select {
        id: format!("label-{at}"),
        label: w.capacity.account_label,
        choices: std::iter::once(choice("", w.layout.choose_none, field("label"))).chain(labels).collect(),
    }];
    selects.extend(ASKED.iter().filter_map(|id| {
        let (_, question) = rulebook.question(id)?;
        let choices = choices(question, field(id), lang, w);
        Some(Select { id: format!("{id}-{at}"), label: question.short.get(lang), choices })
    }));
    let mut more_selects = selects.split_off(SHOWN.min(selects.len()));
    let protocols = Protocol::ALL
        .map(|protocol| choice(protocol.id(), rulebook.protocols.get(protocol).name.get(lang), field("protocol")));
    more_selects.push(Select {
        id: format!("protocol-{at}"),
        label: w.capacity.account_protocol,
        choices: std::iter::once(choice("", w.capacity.as_recommended, field("protocol"))).chain(protocols).collect(),
    });
    let label = rulebook.labels.iter().find(|label| label.id == field("label"));
    let mut inputs = vec![Input {
        id: format!("no-{at}"),
        label: w.capacity.account_number,
        hint: None,
        value: field("no").to_owned(),
        error: match numeral(field("no")) {
            None => Some(w.capacity.error_account_number.to_owned()),
            Some(number) if number > 0 && label.is_none() => Some(w.capacity.error_label_missing.to_owned()),
            Some(_) => None,
        },
    }];
    let numbers = numbers(field);
    inputs.extend(Number::OF_FORECAST.map(|number| {
        let written = field(number.id());
        let because = match number {
            _ if written.is_empty() => None,
            _ if number.parse(&with_unit(number, written)).is_none() => Some(IgnoredReason::UnknownValue),
            Number::Attached if numbers.contradict() => Some(IgnoredReason::Contradicts),
            _ => None,
        };
        Input {
            id: format!("{}-{at}", number.id()),
            label: match number {
                Number::Used => w.capacity.used_field,
                Number::Limit => w.capacity.limit_field,
                Number::Mails | Number::Attached | Number::Keep | Number::Local => w.number(number),
            },
            hint: matches!(number, Number::Used | Number::Limit | Number::Local).then_some(w.capacity.size_hint),
            value: written.to_owned(),
            error: because.map(|because| refused(number, written, because, w).to_owned()),
        }
    }));
    let is_filled = |select: &Select<'_>| select.choices.iter().any(|choice| choice.chosen && !choice.value.is_empty());
    let has_more = more_selects.iter().any(is_filled) || inputs.iter().any(|input| !input.value.is_empty());
    FormRow { at, selects, more_selects, inputs, has_more, code: field("code").to_owned() }
}

/// Returns the error of a number; that of a size names the unit of its field.
fn refused(number: Number, written: &str, because: IgnoredReason, w: &Wording) -> &'static str {
    match number {
        Number::Limit if size(written) == Some(0) => w.capacity.error_no_limit,
        Number::Used | Number::Limit | Number::Local => w.capacity.error_size,
        Number::Mails | Number::Attached | Number::Keep => w.number_refused(number, written, because),
    }
}
