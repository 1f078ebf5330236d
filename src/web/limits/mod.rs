//! Limits on the resources that one client can take from others: memory of bodies, and processor time.
//!
//! | module | resource |
//! |---|---|
//! | `body_budget` | memory of request bodies |
//! | `response_budget` | memory of responses that clients have not read yet |
//! | `cooperative_body` | threads, which large responses would keep from other requests |
//! | `blocking_queue` | processor time of tables |
//! | `list_turns` | processor time of lists |

mod blocking_queue;
pub(super) mod body_budget;
pub(super) mod cooperative_body;
mod list_turns;
pub(super) mod response_budget;

pub(super) use blocking_queue::{BlockingQueue, LongWork};
pub(super) use body_budget::BodyBudget;
pub(super) use list_turns::{Admission, ListTurns};
pub(super) use response_budget::{Reservation, ResponseBudget};
