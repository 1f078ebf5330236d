//! Interface texts, one block per page. Each entry has its Japanese and its English text; a missing one does not compile.

mod capacity;
mod error;
mod forecast;
mod guide;
mod layout;
mod link;
mod reply;
mod result;
mod rules;
mod setup;
mod start;
mod table;
mod text;

pub use capacity::CapacityTexts;
pub use error::ErrorTexts;
pub use forecast::ForecastTexts;
pub use guide::{GuideTexts, MapTexts};
pub use layout::LayoutTexts;
pub use link::LinkTexts;
pub use reply::ReplyTexts;
pub use result::ResultTexts;
pub use rules::RulesTexts;
pub use setup::SetupTexts;
pub use start::{QuestionTexts, StartTexts};
pub use table::TableTexts;
pub use text::TextTexts;
