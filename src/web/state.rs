//! Shared state. Handlers and layers extract the part they need; only the router and the service know the whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::FromRef;

use super::active_branding::ActiveBranding;
use super::active_rules::{ActiveRules, RejectedRules, ReloadOutcome};
use super::assets::Assets;
use super::cache::PageCache;
use super::installation::Installation;
use super::limits::{BlockingQueue, ListTurns, ResponseBudget};
use super::metrics::{Connections, Metrics};
use super::settings::Settings;
use crate::engine::bulk::Cores;
use crate::rulebook::{Diagnostics, Rulebook};
use crate::{engine, loader};

/// What all requests share.
#[derive(Debug)]
pub struct App {
    pub(super) rules: Arc<ActiveRules>,
    pub(super) branding: Arc<ActiveBranding>,
    pub(super) installation: Arc<Installation>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) cache: PageCache,
    tables: Arc<BlockingQueue>,
    lists: Arc<ListTurns>,
    pub(super) responses: ResponseBudget,
    is_stopping: AtomicBool,
}

/// The state as the router holds it.
#[derive(Clone, Debug)]
pub struct AppState(pub(super) Arc<App>);

/// Makes parts of the state extractable.
macro_rules! parts {
    ($($part:ty = $field:ident),* $(,)?) => {$(
        impl FromRef<AppState> for $part {
            fn from_ref(state: &AppState) -> Self {
                state.0.$field.clone()
            }
        }
    )*};
}

parts! {
    Arc<ActiveBranding> = branding,
    Arc<Installation> = installation,
    Arc<Metrics> = metrics,
    Arc<BlockingQueue> = tables,
    Arc<ListTurns> = lists,
    ResponseBudget = responses,
}

impl App {
    /// Creates the state for a rule set and settings.
    #[must_use]
    pub fn new(rulebook: Rulebook, settings: Settings) -> Arc<Self> {
        let metrics = Arc::new(Metrics::new(settings.build.as_deref().unwrap_or_default(), &rulebook));
        let responses = ResponseBudget::new(metrics.response_bytes.clone());
        Arc::new(Self {
            branding: Arc::new(ActiveBranding::new(&rulebook)),
            rules: Arc::new(ActiveRules::new(rulebook)),
            cache: PageCache::new(responses.clone()),
            tables: Arc::new(BlockingQueue::new(settings.table_time, responses.shortage())),
            lists: Arc::new(ListTurns::new()),
            installation: Arc::new(Installation { settings, assets: Assets::embedded() }),
            responses,
            metrics,
            is_stopping: AtomicBool::new(false),
        })
    }

    /// Returns the counters of the public listener's connections.
    #[must_use]
    pub fn connections(&self) -> &Connections {
        &self.metrics.connections
    }

    /// Does in advance what makes pages fast: the outcomes that all answers can lead to, and the encoded style sheets. It
    /// takes a tenth of a second; pages are the same without it.
    pub fn prepare(&self) {
        engine::prepare(&self.rulebook());
        self.installation.assets.prepare();
    }

    /// Starts the shutdown as seen by load balancers: `/readyz` answers 503 from now on.
    pub fn start_shutdown(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// Checks whether the shutdown has started.
    pub(super) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Relaxed)
    }

    /// Returns the rules in use; a request uses one snapshot from end to end.
    #[must_use]
    pub fn rulebook(&self) -> Arc<Rulebook> {
        self.rules.rulebook()
    }

    /// Replaces the rule set by the one in a text, after a check of its whole answer space, which takes some
    /// tenths of a second for the built-in rules, on one core. `name` is only shown.
    ///
    /// ```
    /// use pop_or_imap::{loader, web::{App, ReloadOutcome, Settings}};
    /// let app = App::new(loader::embedded(), Settings::default());
    /// assert!(matches!(app.replace_rulebook("rules.toml", "version = 1"), ReloadOutcome::Rejected(_)));
    /// assert_eq!(app.rulebook().digest, loader::embedded().digest);
    /// assert!(app.rejected_rules().is_some());
    /// ```
    pub fn replace_rulebook(&self, name: &str, source: &str) -> ReloadOutcome {
        self.replace_rulebook_with(name, source, |name, source| loader::load_audited_on(Cores::One, name, source))
    }

    /// Replaces the rule set by one that `read` parses and checks.
    pub fn replace_rulebook_with(
        &self,
        name: &str,
        source: &str,
        read: impl FnOnce(&str, &str) -> Result<Rulebook, Box<Diagnostics>>,
    ) -> ReloadOutcome {
        // Counters of the new rules start at 0 before the rules can be used.
        let outcome =
            self.rules.replace(source, || read(name, source).inspect(|rulebook| self.metrics.register_rules(rulebook)));
        match outcome {
            ReloadOutcome::Applied => {
                self.branding.use_rules(&self.rulebook());
                self.metrics.reload(true);
            }
            ReloadOutcome::Rejected(_) => self.metrics.reload(false),
            ReloadOutcome::Unchanged => {}
        }
        outcome
    }

    /// Replaces the theme by the one in a text. Returns whether it differs from the one before; `name` is only shown.
    ///
    /// # Errors
    /// All diagnostics of the file; the theme in use stays.
    pub fn replace_theme(&self, name: &str, source: &str) -> Result<bool, Box<Diagnostics>> {
        loader::load_theme(name, source).map(|theme| self.branding.use_file(theme))
    }

    /// Records that the file of a newer rule set could not be read.
    pub fn reject_unreadable_rules(&self) {
        self.metrics.reload(false);
        self.rules.reject_unreadable();
    }

    /// Returns the newest rule set that was rejected, unless a valid one replaced it.
    #[must_use]
    pub fn rejected_rules(&self) -> Option<Arc<RejectedRules>> {
        self.rules.rejected()
    }
}
