//! The keep setting: the recommended number of days for which POP leaves mail on the server.

/// The maximum recommended number of days: while the volume is assumed, and if it is entered.
const MAX_KEEP_DAYS: [u64; 2] = [30, 90];

/// The recommended number of days for which POP leaves mail on the server, and what is wrong with the entered one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepSetting {
    /// The recommended number of days.
    pub days: u64,
    /// The maximum number of days.
    pub at_most: u64,
    /// The recommended number if other devices fetch too: at least 1.
    pub for_others: u64,
    /// The entered number, if it exceeds that maximum.
    pub too_long: Option<u64>,
    /// The entered number, if it cannot be checked because the volume is assumed.
    pub unchecked: Option<u64>,
    /// Whether the mailbox has to be cleared before mail can stay for that time.
    pub clear_first: bool,
}

impl KeepSetting {
    /// Computes the recommendation: the entered or usual number of days, unless it is not safe.
    pub(super) fn new(usual: u64, entered: Option<u64>, safe: u64, mails_entered: bool) -> Self {
        let [if_assumed, if_entered] = MAX_KEEP_DAYS;
        let at_most = match if mails_entered { if_entered } else { if_assumed } {
            most if safe >= most => most,
            _ => settable(safe),
        };
        let usual = usual.min(at_most);
        let (days, too_long, unchecked) = match entered {
            Some(days) if days > safe => (at_most, Some(days), None),
            Some(days) if days > if_assumed && !mails_entered => (at_most, None, Some(days)),
            Some(days) => (days, None, None),
            None => (usual, None, None),
        };
        let for_others = if days == 0 { usual.max(1) } else { days };
        Self { days, at_most: at_most.max(days), for_others, too_long, unchecked, clear_first: false }
    }
}

/// Rounds days down to a usual setting: whole weeks, or months of 30 days.
const fn settable(days: u64) -> u64 {
    match days {
        ..7 => days,
        7..60 => days / 7 * 7,
        _ => days / 30 * 30,
    }
}
