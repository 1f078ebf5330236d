//! Active rules: the rule set in use, and the newest one that was rejected.
//!
//! A valid rule set replaces the one in use at once; a faulty one changes nothing.

use std::sync::Arc;

use arc_swap::{ArcSwap, ArcSwapOption, Guard};

use super::interview_memo::InterviewMemo;
use crate::digest::Digest;
use crate::rulebook::{self, Diagnostics, Rulebook};

/// A rule set that was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRules {
    /// The digest of the file; `None` if it could not be read.
    pub digest: Option<Digest>,
    /// The number of its faults; 0 if it could not be read.
    pub faults: usize,
}

/// The outcome of replacing the rule set.
#[derive(Debug)]
pub enum ReloadOutcome {
    /// The new rules are in use; requests in flight finish with the old ones.
    Applied,
    /// The rules are those in use.
    Unchanged,
    /// The new rules have faults; the old ones stay in use.
    Rejected(Box<Diagnostics>),
}

/// A rule set in use, with what is remembered of its interviews.
#[derive(Debug)]
pub(super) struct RulesInUse {
    pub(super) rulebook: Arc<Rulebook>,
    pub(super) memo: InterviewMemo,
}

impl RulesInUse {
    fn new(rulebook: Rulebook) -> Self {
        Self { rulebook: Arc::new(rulebook), memo: InterviewMemo::new() }
    }
}

/// The rule set in use.
#[derive(Debug)]
pub(super) struct ActiveRules {
    rules: ArcSwap<RulesInUse>,
    rejected: ArcSwapOption<RejectedRules>,
}

impl ActiveRules {
    pub(super) fn new(rulebook: Rulebook) -> Self {
        Self { rules: ArcSwap::from_pointee(RulesInUse::new(rulebook)), rejected: ArcSwapOption::empty() }
    }

    /// Returns the rules in use, without a count of references: cached pages are sent faster.
    pub(super) fn load(&self) -> Guard<Arc<RulesInUse>> {
        self.rules.load()
    }

    /// Returns the rules in use.
    pub(super) fn rulebook(&self) -> Arc<Rulebook> {
        Arc::clone(&self.rules.load().rulebook)
    }

    /// Replaces the rules by those of `source`, which `read` parses and checks unless they are in use already.
    pub(super) fn replace(
        &self,
        source: &str,
        read: impl FnOnce() -> Result<Rulebook, Box<Diagnostics>>,
    ) -> ReloadOutcome {
        if Digest::of(source) == self.rulebook().file_digest {
            self.rejected.store(None);
            return ReloadOutcome::Unchanged;
        }
        match read() {
            Ok(rulebook) => {
                self.rules.store(Arc::new(RulesInUse::new(rulebook)));
                self.rejected.store(None);
                ReloadOutcome::Applied
            }
            Err(problems) => {
                let rejected = RejectedRules { digest: Some(rulebook::digest(source)), faults: problems.count() };
                self.rejected.store(Some(Arc::new(rejected)));
                ReloadOutcome::Rejected(problems)
            }
        }
    }

    /// Records that a newer rule set could not be read.
    pub(super) fn reject_unreadable(&self) {
        self.rejected.store(Some(Arc::new(RejectedRules { digest: None, faults: 0 })));
    }

    /// Returns the newest rule set that was rejected, unless a valid one replaced it.
    pub(super) fn rejected(&self) -> Option<Arc<RejectedRules>> {
        self.rejected.load_full()
    }
}
