//! Diagnostics: every error of a rule-set file with its code and span, as text and as drawings.

mod collection;
mod diagnostic;
mod excerpt;
mod line_index;

pub(super) use collection::DiagnosticCollector;
pub use collection::{Diagnostics, MAX_KEPT, MAX_SHOWN};
pub use diagnostic::{Diagnostic, DiagnosticCode, Span};
pub use excerpt::Drawable;
