//! Old mail: whether mail on the PC fits into the mailbox when a change copies it there.

use super::Current;
use crate::quota::{BYTES_PER_MB, Forecast, bytes_of_mb};
use crate::rulebook::{CurrentUse, Protocol, Rulebook};

/// The largest number of months for which an assumed volume means anything.
const MAX_MONTHS: u64 = 60;

/// Mail on the PC against the free space of the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OldMail {
    /// The mail on the PC, in MB.
    pub local_mb: u64,
    /// Whether the present use of the mailbox was entered; otherwise the mailbox counts as empty.
    pub used_entered: bool,
    /// Whether it fits.
    pub fit: Fit,
}

/// Whether old mail fits into the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// All of it does.
    Whole {
        /// How full the mailbox is afterwards, in percent of its limit, rounded up.
        percent: u64,
        /// Whether that is at the level from which it has to be cleared.
        warns: bool,
    },
    /// Only the newest part does.
    Newest {
        /// The free space, in MB.
        free_mb: u64,
        /// How many months of mail fit below the level from which it has to be cleared, about; `None` if the volume is
        /// too small for an estimate.
        months: Option<u64>,
    },
    /// The limit is not known.
    LimitUnknown,
}

impl OldMail {
    /// Compares the mail on the PC with the free space; `None` if nothing is copied to the server, or nothing was entered.
    pub(super) fn new(
        rulebook: &Rulebook,
        current: Current,
        protocol: Protocol,
        limit_mb: Option<u64>,
        forecast: &Forecast,
    ) -> Option<Self> {
        let copies = matches!(current.now, Some(CurrentUse::Pop | CurrentUse::Both));
        let local_mb = current.local_mb.filter(|_| copies && protocol == Protocol::Imap)?;
        let used_entered = forecast.used_entered;
        let old_mail = |fit| Some(Self { local_mb, used_entered, fit });
        let Some(limit_mb) = limit_mb else { return old_mail(Fit::LimitUnknown) };
        let used_mb = forecast.used / BYTES_PER_MB;
        let free_mb = limit_mb.saturating_sub(used_mb);
        if local_mb <= free_mb {
            let percent = (u128::from(used_mb) + u128::from(local_mb)) * 100;
            let percent = u64::try_from(percent.div_ceil(u128::from(limit_mb.max(1)))).unwrap_or(u64::MAX);
            let warns = percent >= rulebook.assumptions.warn_percent;
            return old_mail(Fit::Whole { percent, warns });
        }
        let a_month = u128::from(forecast.volume.imap) * u128::from(rulebook.assumptions.working_days_a_year) / 12;
        // Some space stays free, as the steps ask for.
        let usable_mb = (limit_mb / 100 * rulebook.assumptions.warn_percent).saturating_sub(used_mb);
        let months = u128::from(bytes_of_mb(usable_mb)).checked_div(a_month);
        let months = months.and_then(|months| u64::try_from(months).ok()).filter(|months| *months <= MAX_MONTHS);
        old_mail(Fit::Newest { free_mb, months })
    }
}
