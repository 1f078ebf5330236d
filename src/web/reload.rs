//! Owns the change of rules while serving: a good rule set is swapped in at once, a faulty one leaves all as it is.

use std::sync::Arc;

use super::App;
use crate::audit;
use crate::rulebook::{self, Problems, Rulebook};

/// A rule set that was offered and not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// `sha256:` and the digest of the file; `None` where it could not be read.
    pub digest: Option<String>,
    /// How many faults it has; 0 where it could not be read.
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
    /// Offers a rule set by its text, proven over its whole answer space first, which takes a moment; `name` is only
    /// shown.
    ///
    /// ```
    /// use pop_or_imap::{audit, web::{App, Offered, Settings}};
    /// let app = App::new(audit::embedded(), Settings::default());
    /// assert!(matches!(app.offer("rules.toml", "version = 1"), Offered::Refused(_)));
    /// assert_eq!(app.rulebook().digest, audit::embedded().digest);
    /// assert!(app.refused().is_some());
    /// ```
    pub fn offer(&self, name: &str, source: &str) -> Offered {
        self.offer_with(name, source, audit::prove)
    }

    /// Offers a rule set, read and proven by `read`.
    pub fn offer_with(
        &self,
        name: &str,
        source: &str,
        read: impl FnOnce(&str, &str) -> Result<Rulebook, Box<Problems>>,
    ) -> Offered {
        let digest = rulebook::digest(source);
        if digest == self.rulebook().digest {
            self.refused.store(None);
            return Offered::Same;
        }
        match read(name, source) {
            Ok(rulebook) => {
                self.metrics.begin(&rulebook);
                self.rulebook.store(Arc::new(rulebook));
                self.refused.store(None);
                self.metrics.reload(true);
                Offered::Taken
            }
            Err(problems) => {
                let faults = problems.count();
                self.metrics.reload(false);
                self.refused.store(Some(Arc::new(Refused { digest: Some(digest), faults })));
                Offered::Refused(problems)
            }
        }
    }

    /// Notes that a newer rule set could not even be read.
    pub fn refuse_unreadable(&self) {
        self.metrics.reload(false);
        self.refused.store(Some(Arc::new(Refused { digest: None, faults: 0 })));
    }

    /// Gives the newest rule set that was offered and refused, unless a good one came after it.
    #[must_use]
    pub fn refused(&self) -> Option<Arc<Refused>> {
        self.refused.load_full()
    }
}
