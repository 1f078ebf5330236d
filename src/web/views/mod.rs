//! Pieces that pages share: the layout around a page, the list of answers, the forecast, QR codes, fields.

pub(super) mod answer_list;
pub(super) mod choice;
pub(in crate::web) mod escaper;
pub(super) mod forecast;
pub(super) mod json;
pub(super) mod layout;
pub(super) mod mail_map;
pub(super) mod mailto;
pub(super) mod number_field;
mod problem;
pub(super) mod qr_code;

pub(super) use problem::problem;
