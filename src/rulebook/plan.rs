//! Services: quotas, who changes them, and the texts about capacity.

use super::mail::MailServers;
use super::text::Text;

/// The texts about capacity that apply to every plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapacityTexts {
    /// What shares the total.
    pub shared: Text,
    /// What happens when a mailbox is full.
    pub full: Text,
    /// Why mailboxes have a limit.
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

/// A service and its quotas; `None` if the source states no figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The id of the choice that names the plan.
    pub id: String,
    /// The server's total in GB (10^9 bytes); the smallest if it differs by provider.
    pub capacity_gb: Option<u64>,
    /// Whether the total can grow for a higher monthly fee.
    pub capacity_grows: bool,
    /// The steps in which the total grows, in GB.
    pub capacity_step_gb: Option<u64>,
    /// The default limit of a mailbox, in MB (10^6 bytes).
    pub mailbox_default_mb: Option<u64>,
    /// The maximum limit of a mailbox, in MB.
    pub mailbox_max_mb: Option<u64>,
    /// Who changes the limit of a mailbox.
    pub changed_by: ChangedBy,
    /// Further information.
    pub note: Text,
    /// Totals by provider, if they differ.
    pub variants: Vec<PlanVariant>,
    /// The plan's own mail servers, if they differ from the operator's.
    pub mail: Option<MailServers>,
}

/// A plan's total with one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanVariant {
    /// The provider's name.
    pub name: String,
    /// The server's total in GB.
    pub capacity_gb: u64,
}
