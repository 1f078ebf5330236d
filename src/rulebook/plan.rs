//! Owns the services: the quotas of each, who changes them, and what is said of capacity on all.

use super::Text;

/// What is said of capacity on every plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapacityTexts {
    /// What the total is shared with.
    pub shared: Text,
    /// What happens when a mailbox is full.
    pub full: Text,
    /// Why there is a limit.
    pub why: Text,
}

/// Who changes the limit of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangedBy {
    /// The customer, in the control panel.
    Customer,
    /// Support, on request.
    Support,
    /// It depends on the contract.
    Contract,
}

/// A service and its quotas; `None` where the source gives no figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The id of the choice that names the plan.
    pub id: String,
    /// The server's total in GB (10^9 bytes), the least where it differs.
    pub capacity_gb: Option<u64>,
    /// Whether the total can grow for a higher monthly fee.
    pub capacity_grows: bool,
    /// In which steps the total grows, in GB.
    pub capacity_step_gb: Option<u64>,
    /// The limit of a mailbox unless changed, in MB (10^6 bytes).
    pub mailbox_default_mb: Option<u64>,
    /// The most a mailbox can be given, in MB.
    pub mailbox_max_mb: Option<u64>,
    /// Who changes the limit of a mailbox.
    pub changed_by: ChangedBy,
    /// What else there is to know.
    pub note: Text,
    /// Totals by provider, where they differ.
    pub variants: Vec<Variant>,
}

/// A plan's total with one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The provider's name.
    pub name: String,
    /// The server's total in GB.
    pub capacity_gb: u64,
}
