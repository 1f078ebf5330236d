//! Section that asks whether the result helped.

use crate::web::pages::feedback;
use crate::web::request::{Form, PageRequest};

pub(super) struct FeedbackSection {
    /// The target of the two buttons.
    pub(super) action: String,
    /// Whether the result helped, if the visitor has just answered.
    pub(super) helped: Option<bool>,
}

impl FeedbackSection {
    pub(super) fn new(request: &PageRequest) -> Self {
        let action = request.link(feedback::PATH).with_notices().to_string();
        Self { action, helped: Self::helped(request) }
    }

    /// Returns whether the result helped, if the visitor has just answered.
    pub(super) fn helped(request: &PageRequest) -> Option<bool> {
        match request.navigation.form {
            Some(Form::Feedback { helped }) => Some(helped),
            _ => None,
        }
    }
}
