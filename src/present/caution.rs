//! Caution for a mailbox that is full or nearly full: what to do first, in order, before any everyday advice.

use super::Wording;
use crate::quota::{Devices, Forecast, LimitIncrease, MailboxState};
use crate::rulebook::{Lang, Protocol};

/// The number of steps in a short form.
const FIRST_STEPS: usize = 3;

/// What to do about a mailbox that is full or nearly full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caution {
    /// Full or nearly full.
    pub state: MailboxState,
    /// The state in words, without a full stop.
    pub title: String,
    /// What happens to new mail.
    pub lead: String,
    /// What to do, in this order.
    pub steps: Vec<String>,
    /// Further information.
    pub notes: Vec<String>,
}

/// Returns the caution for a forecast, if the mailbox is full or nearly full; `protocol` is the recommended one.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, quota, present::caution, rulebook::{Lang, Protocol}};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=managed&used=950");
/// let caution = caution::caution(&quota::forecast(&rulebook, &answers), Protocol::Imap, Lang::En).unwrap();
/// assert_eq!(caution.title, "The mailbox is nearly full");
/// ```
#[must_use]
pub fn caution(forecast: &Forecast, protocol: Protocol, lang: Lang) -> Option<Caution> {
    let state = forecast.state?;
    let w = Wording::of(lang);
    let mut notes = vec![w.forecast.archiving_frees_nothing.to_owned()];
    if let LimitIncrease::AtMaximum(limit) = forecast.raise {
        notes.push(w.limit_is_maximum(limit));
    }
    Some(Caution {
        state,
        title: match forecast.max_limit_mb().filter(|_| !forecast.limit_known) {
            Some(limit) => w.mailbox_state_if(state, limit),
            None => w.mailbox_state(state).to_owned(),
        },
        lead: w.mailbox_state_means(state).to_owned(),
        steps: steps(forecast, protocol, w),
        notes,
    })
}

/// Lists what to do; the step that frees the most space with the least work is first.
fn steps(forecast: &Forecast, protocol: Protocol, w: &Wording) -> Vec<String> {
    let restorable = matches!(forecast.raise, LimitIncrease::Customer(_));
    let raise = w.raise_limit(forecast.raise);
    let mut steps: Vec<String> = raise.iter().filter(|_| restorable).cloned().collect();
    steps.push(first_clearing(forecast, protocol, w).to_owned());
    // POP keeps Trash and sent mail on the device: only IMAP leaves them on the server.
    let was_imap = protocol == Protocol::Pop;
    steps.push(w.if_imap_is_used(was_imap, w.forecast.empty_trash));
    if !forecast.receives_only {
        steps.push(w.if_imap_is_used(was_imap, w.forecast.delete_old_sent));
    }
    steps.extend(raise.filter(|_| !restorable));
    steps
}

/// Returns the step that frees the most space.
const fn first_clearing(forecast: &Forecast, protocol: Protocol, w: &Wording) -> &'static str {
    match (protocol, forecast.devices) {
        (Protocol::Pop, Devices::OnePc) => w.forecast.fetch_once,
        _ if forecast.receives_only => w.forecast.delete_notices,
        (_, devices) => w.save_and_delete(matches!(devices, Devices::PhoneOnly), forecast.volume.files_outweigh),
    }
}

impl Caution {
    /// Returns its lines for a text: state and meaning first, then the steps; a short form has the first steps only.
    #[must_use]
    pub fn lines(&self, lang: Lang, short: bool) -> Vec<String> {
        let layout = &Wording::of(lang).layout;
        let first = format!("{}{}{}{}", self.title, layout.full_stop, layout.gap, self.lead);
        let (steps, notes) = if short { (FIRST_STEPS, 0) } else { (usize::MAX, usize::MAX) };
        let rest = self.steps.iter().take(steps).chain(self.notes.iter().take(notes));
        std::iter::once(first).chain(rest.cloned()).collect()
    }
}
