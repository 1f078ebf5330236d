//! Owns the reading of lists of answers in JSON: an array of objects, whose values are strings or numbers.
//!
//! A list is read twice: once to tell its items apart, and each item again when its turn comes. So it takes little
//! more memory than its text, whatever is in it.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::answers::Number;

/// The most items that are taken.
pub(in crate::web) const MAX_ITEMS: usize = 5_000;
/// The largest item that is taken, in bytes: far more than any account's answers.
pub(in crate::web) const MAX_ITEM_BYTES: usize = 64 * 1024;

/// Why a text is no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum ArrayError {
    /// It is no JSON (RFC 8259), as shows at this line and byte of it, counted from 1.
    NotJson { line: usize, column: usize },
    /// It is JSON, and no array.
    NotAnArray,
    /// It has so many items.
    TooLong { came: usize },
}

/// Tells the items of a list apart.
pub(in crate::web) fn items(text: &Bytes) -> Result<Vec<Bytes>, ArrayError> {
    let list: First<'_> = serde_json::from_slice(text).map_err(|error| match error.classify() {
        Category::Data => ArrayError::NotAnArray,
        _ => ArrayError::NotJson { line: error.line(), column: error.column() },
    })?;
    if list.came > MAX_ITEMS {
        return Err(ArrayError::TooLong { came: list.came });
    }
    Ok(list.items.into_iter().map(|item| text.slice_ref(item.get().as_bytes())).collect())
}

/// The first items of a list, and how many there are.
struct First<'t> {
    items: Vec<&'t RawValue>,
    came: usize,
}

impl<'de> Deserialize<'de> for First<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Array;
        impl<'de> Visitor<'de> for Array {
            type Value = First<'de>;

            fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
                text.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<First<'de>, A::Error> {
                let mut items = Vec::new();
                while items.len() < MAX_ITEMS {
                    match array.next_element()? {
                        Some(item) => items.push(item),
                        None => return Ok(First { came: items.len(), items }),
                    }
                }
                let mut came = items.len();
                while array.next_element::<IgnoredAny>()?.is_some() {
                    came += 1;
                }
                Ok(First { items, came })
            }
        }
        deserializer.deserialize_seq(Array)
    }
}

/// Reads an item as pairs of key and value, in order; `None` where it is no object. What is null was not said.
///
/// What is neither a string nor a number is written as it stands, for the door to refuse.
pub(in crate::web) fn pairs(item: &[u8]) -> Option<Vec<(String, String)>> {
    let object: Object = serde_json::from_slice(item).ok()?;
    Some(object.0)
}

struct Object(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
                text.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut pairs = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
                    if let Some(value) = written(&key, value.get()) {
                        pairs.push((key, value));
                    }
                }
                Ok(Object(pairs))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Gives a value as it would stand in a query; `None` for null.
fn written(key: &str, value: &str) -> Option<String> {
    let as_it_stands = || value.to_owned();
    match value.as_bytes().first()? {
        b'n' => None,
        b'"' => Some(serde_json::from_str(value).unwrap_or_else(|_| as_it_stands())),
        // Some programs write every number with a fraction or an exponent: 50.0, 5e1.
        b'-' | b'0'..=b'9' if Number::from_id(key).is_some() && value.contains(['.', 'e', 'E']) => {
            let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
            Some(number.map_or_else(as_it_stands, |number| number.to_string()))
        }
        _ => Some(as_it_stands()),
    }
}
