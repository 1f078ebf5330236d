//! Interface texts, one block per page. Each entry has its Japanese and its English text; a missing one does not compile.

mod capacity;
mod error;
mod forecast;
mod guide;
mod layout;
mod link;
mod question;
mod reply;
mod result;
mod rules;
mod start;
mod table;
mod text;

pub use capacity::CapacityTexts;
pub use error::ErrorTexts;
pub use forecast::ForecastTexts;
pub use guide::{GuideTexts, MapTexts};
pub use layout::LayoutTexts;
pub use link::LinkTexts;
pub use question::QuestionTexts;
pub use reply::ReplyTexts;
pub use result::ResultTexts;
pub use rules::RulesTexts;
pub use start::StartTexts;
pub use table::TableTexts;
pub use text::TextTexts;
