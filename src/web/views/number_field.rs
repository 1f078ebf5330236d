//! Fields for the visitor's own numbers.

use crate::answers::Number;
use crate::web::request::{AnsweredItem, PageRequest};

/// A field for a number.
pub(in crate::web) struct NumberField {
    pub(in crate::web) id: &'static str,
    pub(in crate::web) label: &'static str,
    pub(in crate::web) hint: &'static str,
    /// The number as understood, or as written if it was not understood.
    pub(in crate::web) value: String,
    pub(in crate::web) error: Option<&'static str>,
    /// Who filled it in, in words, if support did.
    pub(in crate::web) filled_by: Option<String>,
}

/// Returns the fields of some numbers, each with its value and its error.
pub(in crate::web) fn number_fields(request: &PageRequest, numbers: &[Number]) -> Vec<NumberField> {
    let w = request.wording();
    let fields = numbers.iter().map(|&number| {
        let given = request.answers.numbers.get(number);
        let written = request.refused().find(|ignored| ignored.key == number.id()).filter(|_| given.is_none());
        // The field shows what was written, so that the form sends it again unchanged.
        let interpreted = request.interpreted.iter().find(|interpreted| interpreted.number == number);
        let shown = written.map(|ignored| &ignored.value).or(interpreted.map(|interpreted| &interpreted.value));
        NumberField {
            id: number.id(),
            label: w.number(number),
            hint: w.number_hint(number),
            value: shown.map_or_else(|| given.map_or_else(String::new, |n| n.to_string()), Clone::clone),
            filled_by: request.filled_in_by(AnsweredItem::Number(number)),
            error: written.map(|ignored| w.number_refused(number, &ignored.value, ignored.reason)),
        }
    });
    fields.collect()
}
