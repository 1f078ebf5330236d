//! The number of days for which POP should leave mail on the server.

/// The most days that are recommended for POP while the volume is assumed, and where it is entered.
const MOST_KEEP_DAYS: [u64; 2] = [30, 90];

/// For how many days POP should leave mail on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepSetting {
    /// The recommended number.
    pub days: u64,
    /// The upper limit.
    pub at_most: u64,
    /// The recommended number where other devices fetch too: at least one day.
    pub for_others: u64,
    /// The number entered, where it is above that limit.
    pub too_long: Option<u64>,
    /// The number entered, where it is longer than what is recommended while the volume is assumed.
    pub unchecked: Option<u64>,
    /// Whether the mailbox has to be cleared before mail can stay that long.
    pub clear_first: bool,
}

impl KeepSetting {
    /// Recommends a number of days: the one entered or the usual one, unless it is not safe.
    pub(super) fn new(usual: u64, entered: Option<u64>, safe: u64, mails_told: bool) -> Self {
        let [assumed, told] = MOST_KEEP_DAYS;
        let at_most = match if mails_told { told } else { assumed } {
            most if safe >= most => most,
            _ => settable(safe),
        };
        let usual = usual.min(at_most);
        let (days, too_long, unchecked) = match entered {
            Some(days) if days > safe => (at_most, Some(days), None),
            Some(days) if days > assumed && !mails_told => (at_most, None, Some(days)),
            Some(days) => (days, None, None),
            None => (usual, None, None),
        };
        let for_others = if days == 0 { usual.max(1) } else { days };
        Self { days, at_most: at_most.max(days), for_others, too_long, unchecked, clear_first: false }
    }
}

/// Rounds days down to a number that people would set: whole weeks, or months of 30 days.
const fn settable(days: u64) -> u64 {
    match days {
        ..7 => days,
        7..60 => days / 7 * 7,
        _ => days / 30 * 30,
    }
}
