//! JSON arrays of answers: objects whose values are strings or numbers.
//!
//! An array is parsed twice: once to find its items, and each item again when its turn comes. So it takes little more
//! memory than its text, whatever it contains.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::answers::Number;

/// The maximum number of items.
pub(in crate::web) const MAX_ITEMS: usize = 5_000;
/// The maximum size of an item in bytes: far more than any account's answers.
pub(in crate::web) const MAX_ITEM_BYTES: usize = 64 * 1024;

/// The error of a body that is not a valid array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum ArrayError {
    /// It is not JSON (RFC 8259); line and byte of the error, counted from 1.
    NotJson { line: usize, column: usize },
    /// It is JSON, but not an array.
    NotAnArray,
    /// It has too many items.
    TooLong { count: usize },
}

/// Returns the text of each item of an array.
pub(in crate::web) fn items(text: &Bytes) -> Result<Vec<Bytes>, ArrayError> {
    let list: ArrayItems<'_> = serde_json::from_slice(text).map_err(|error| match error.classify() {
        Category::Data => ArrayError::NotAnArray,
        _ => ArrayError::NotJson { line: error.line(), column: error.column() },
    })?;
    if list.count > MAX_ITEMS {
        return Err(ArrayError::TooLong { count: list.count });
    }
    Ok(list.items.into_iter().map(|item| text.slice_ref(item.get().as_bytes())).collect())
}

/// The first items of an array, and the number of all items.
struct ArrayItems<'t> {
    items: Vec<&'t RawValue>,
    count: usize,
}

impl<'de> Deserialize<'de> for ArrayItems<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Array;
        impl<'de> Visitor<'de> for Array {
            type Value = ArrayItems<'de>;

            fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
                text.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<ArrayItems<'de>, A::Error> {
                let mut items = Vec::new();
                while items.len() < MAX_ITEMS {
                    match array.next_element()? {
                        Some(item) => items.push(item),
                        None => return Ok(ArrayItems { count: items.len(), items }),
                    }
                }
                let mut count = items.len();
                while array.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(ArrayItems { items, count })
            }
        }
        deserializer.deserialize_seq(Array)
    }
}

/// Parses an item as pairs of key and value, in order; `None` if it is not an object. Null values are skipped.
///
/// A value that is neither a string nor a number is returned as its JSON text, which is no valid answer.
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

/// Returns a value as it would be written in a query; `None` for null.
fn written(key: &str, value: &str) -> Option<String> {
    let json_text = || value.to_owned();
    match value.as_bytes().first()? {
        b'n' => None,
        b'"' => Some(serde_json::from_str(value).unwrap_or_else(|_| json_text())),
        // Some programs write every number with a fraction or an exponent: 50.0, 5e1.
        b'-' | b'0'..=b'9' if Number::from_id(key).is_some() && value.contains(['.', 'e', 'E']) => {
            let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
            Some(number.map_or_else(json_text, |number| number.to_string()))
        }
        _ => Some(json_text()),
    }
}
