//! `/capacity`: the forecast of one mailbox, and many accounts against the server's total.
//!
//! The URL holds the state: the service, the total, the web site's share, and one `a=` an account.

mod accounts;
mod chart;
mod csv;
mod download;
mod form;
mod own_table;
mod page;
mod save;
mod summary;
mod table;
mod table_view;
mod upload;

pub(super) use page::add_link;

pub(in crate::web) use csv::send;
pub(in crate::web) use page::page;
pub(in crate::web) use save::save;
