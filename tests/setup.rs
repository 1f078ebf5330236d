//! Setting up and changing an account: the plan over all answers, its rules, the page, and the other renderings.

mod page;
mod plan;
mod rules;
