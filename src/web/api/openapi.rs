//! OpenAPI description, generated from the handlers and from the questions of the rule set.

use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{AnyOfBuilder, ArrayBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{ContentBuilder, ObjectBuilder, RefOr, Required};

use super::{batch, json_array};
use crate::answers::Number;
use crate::present::Wording;
use crate::rulebook::{CurrentUse, Lang, Protocol, Rulebook};

/// The description of the API.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "pop-or-imap",
        description = "Recommends POP or IMAP for a mail account. No API key, no cookie: the query contains everything."
    ),
    paths(super::recommendation, batch::recommendations, super::forecast, super::rulebook, super::openapi)
)]
pub struct Description;

/// Builds the description for a rule set: every question is a parameter with its choices, and a key of a list's items.
pub(super) fn describe(rulebook: &Rulebook) -> utoipa::openapi::OpenApi {
    let mut document = Description::openapi();
    let keys = keys(rulebook);
    let parameters: Vec<_> = keys.iter().map(AnswerKey::parameter).map(RefOr::T).collect();
    for path in ["/api/v1/recommendation", "/api/v1/forecast"] {
        if let Some(operation) = document.paths.paths.get_mut(path).and_then(|path| path.get.as_mut()) {
            operation.parameters = Some(parameters.clone());
        }
    }
    let list = document.paths.paths.get_mut(batch::PATH).and_then(|path| path.post.as_mut());
    if let Some(operation) = list {
        let item = keys.iter().fold(ObjectBuilder::new(), |item, key| item.property(key.name, key.value()));
        let list = ArrayBuilder::new().items(item.build()).max_items(Some(json_array::MAX_ITEMS)).build();
        let body = RequestBodyBuilder::new()
            .description(Some("The accounts' answers"))
            .required(Some(Required::True))
            .content("application/json", ContentBuilder::new().schema(Some(list)).build());
        operation.request_body = Some(RefOr::T(body.build()));
        let lang = parameters.iter().filter(|parameter| matches!(parameter, RefOr::T(one) if one.name == "lang"));
        operation.parameters = Some(lang.cloned().collect());
    }
    document
}

/// A key of an answer.
struct AnswerKey<'a> {
    name: &'a str,
    words: String,
    /// The valid values; empty for a number.
    values: Vec<&'a str>,
}

/// Returns the keys of all answers, in canonical order.
fn keys(rulebook: &Rulebook) -> Vec<AnswerKey<'_>> {
    let questions = rulebook.questions.iter().map(|question| AnswerKey {
        name: &question.id,
        words: question.title.plain(Lang::En),
        values: question.choices.iter().map(|choice| choice.id.as_str()).chain(["unknown"]).collect(),
    });
    let numbers = Number::ALL.into_iter().map(|number| AnswerKey {
        name: number.id(),
        words: format!("{}, as a number in any common notation", Wording::of(Lang::En).number(number)),
        values: Vec::new(),
    });
    let general = [
        ("now", "How the account is used now", CurrentUse::ALL.map(CurrentUse::id).to_vec()),
        ("lang", "The language of the texts", Lang::ALL.map(Lang::id).to_vec()),
        ("was", "The verdict that the link's sender saw", Protocol::ALL.map(Protocol::id).to_vec()),
    ];
    let general = general.map(|(name, words, values)| AnswerKey { name, words: words.to_owned(), values });
    questions.chain(numbers).chain(general).collect()
}

impl AnswerKey<'_> {
    /// Returns the key as a parameter of the query.
    fn parameter(&self) -> Parameter {
        ParameterBuilder::new()
            .name(self.name)
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(self.description()))
            .schema(Some(self.schema(&[Type::String])))
            .build()
    }

    /// Returns the schema of the key's value in an object.
    fn value(&self) -> Schema {
        let number = self.values.is_empty().then_some(Type::Number);
        let types: Vec<_> = [Type::String, Type::Null].into_iter().chain(number).collect();
        self.schema(&types)
    }

    /// Returns the valid values in words, and how others are handled.
    fn description(&self) -> String {
        let others = "an invalid value is listed under `ignored` and changes nothing else";
        if self.values.is_empty() {
            return format!("{}; {others}.", self.words);
        }
        let values: Vec<_> = self.values.iter().map(|value| format!("`{value}`")).collect();
        format!("{} ({}); {others}.", self.words, values.join(", "))
    }

    /// Returns the schema of what is accepted: any value of these types, with the valid ones listed.
    fn schema(&self, types: &[Type]) -> Schema {
        let any = ObjectBuilder::new().schema_type(types.iter().cloned().collect::<SchemaType>());
        if self.values.is_empty() {
            return any.description(Some(self.description())).build().into();
        }
        let values = self.values.iter().map(|value| Value::from(*value));
        let known = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(values));
        AnyOfBuilder::new().item(known).item(any).description(Some(self.description())).build().into()
    }
}
