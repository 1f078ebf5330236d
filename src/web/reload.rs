//! Owns the change of rules while serving: a good rule set is swapped in at once, a faulty one leaves all as it is.

use std::sync::Arc;

use super::App;
use crate::audit;
use crate::rulebook::{self, Problems};

/// A rule set that was offered and not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// `sha256:` and the digest of the file.
    pub digest: String,
    /// How many faults it has.
    pub faults: usize,
}

/// What became of a rule set that was offered.
#[derive(Debug)]
pub enum Offered {
    /// It serves from now on; requests under way finish on the old one.
    Taken,
    /// It is the one that serves already.
    Same,
    /// It has faults; the old one goes on serving.
    Refused(Box<Problems>),
}

impl App {
    /// Offers a rule set by its text; `name` is only shown.
    ///
    /// ```
    /// use pop_or_imap::{audit, web::{App, Offered, Settings}};
    /// let app = App::new(audit::embedded(), Settings::default());
    /// assert!(matches!(app.offer("rules.toml", "version = 1"), Offered::Refused(_)));
    /// assert_eq!(app.rulebook().digest, audit::embedded().digest);
    /// assert!(app.refused().is_some());
    /// ```
    pub fn offer(&self, name: &str, source: &str) -> Offered {
        let digest = rulebook::digest(source);
        if digest == self.rulebook().digest {
            self.refused.store(None);
            return Offered::Same;
        }
        match audit::load(name, source) {
            Ok(rulebook) => {
                self.rulebook.store(Arc::new(rulebook));
                self.refused.store(None);
                Offered::Taken
            }
            Err(problems) => {
                self.refused.store(Some(Arc::new(Refused { digest, faults: problems.list.len() })));
                Offered::Refused(problems)
            }
        }
    }

    /// Gives the newest rule set that was offered and refused, unless a good one came after it.
    #[must_use]
    pub fn refused(&self) -> Option<Arc<Refused>> {
        self.refused.load_full()
    }
}
