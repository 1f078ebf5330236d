//! Page request: what a page can depend on, and the only thing that a page handler sees.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::Uri;
use axum::http::request::Parts;

use super::carried::{AnsweredItem, CarriedParams};
use super::context::PageContext;
use super::query::{Form, Navigation, PageQuery};
use crate::answers::{Answers, Company, IgnoredPair, IgnoredReason, InterpretedNumber, MAX_ACCOUNTS_IN_LINK, Number};
use crate::interview::{self, InterviewSource as _, InterviewStatus};
use crate::present::{Assessment, Wording};
use crate::rulebook::{Lang, QuestionIndex, Rulebook};
use crate::web::active_branding::Branding;
use crate::web::error::Error;
use crate::web::installation::Installation;
use crate::web::negotiation::Representation;

/// A request as pages see it: the parsed URL, the negotiated values, the rules, and the installation.
#[derive(Clone, Debug)]
pub(in crate::web) struct PageRequest {
    pub(in crate::web) rulebook: Arc<Rulebook>,
    pub(in crate::web) installation: Arc<Installation>,
    pub(in crate::web) answers: Answers,
    /// The answers of the URL, with their canonical query.
    pub(super) canonical: (Answers, String),
    pub(in crate::web) ignored: Vec<IgnoredPair>,
    /// The numbers that differ from what was written: the middle of a range, or rounded.
    pub(in crate::web) interpreted: Vec<InterpretedNumber>,
    /// The accounts of a company that the visitor has gathered.
    pub(in crate::web) company: Company,
    pub(in crate::web) carried: CarriedParams,
    pub(in crate::web) navigation: Navigation,
    pub(in crate::web) lang: Lang,
    pub(in crate::web) path: String,
    context: Arc<PageContext>,
}

impl<S> FromRequestParts<S> for PageRequest
where
    S: Send + Sync,
    Arc<Installation>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        // The service has negotiated already. The rules may have been replaced since; the request keeps its snapshot.
        let context = parts.extensions.get::<Arc<PageContext>>().cloned().ok_or(Error::Internal)?;
        Ok(Self::new(Arc::from_ref(state), context, &parts.uri))
    }
}

impl PageRequest {
    /// Parses the URL of a request. It never fails: pairs that are not understood are listed.
    pub(in crate::web) fn new(installation: Arc<Installation>, context: Arc<PageContext>, uri: &Uri) -> Self {
        Self::parse(installation, context, uri.path().to_owned(), uri.query().unwrap_or_default())
    }

    /// Returns the same request with another query, for a form that sends the query of its page in a field.
    pub(in crate::web) fn with_query(self, query: &str) -> Self {
        let Self { installation, context, path, .. } = self;
        Self::parse(installation, context, path, query)
    }

    fn parse(installation: Arc<Installation>, context: Arc<PageContext>, path: String, query: &str) -> Self {
        let rulebook = Arc::clone(&context.rules.rulebook);
        let PageQuery { answers, ignored, interpreted, company, carried, navigation } =
            PageQuery::parse(&rulebook, query);
        let lang = answers.lang.or(context.negotiated.language).unwrap_or_default();
        Self {
            canonical: (answers, answers.to_query(&rulebook)),
            rulebook,
            installation,
            answers,
            ignored,
            interpreted,
            company,
            carried,
            navigation,
            lang,
            path,
            context,
        }
    }

    /// Returns the assessment of the answers.
    pub(in crate::web) fn assessment(&self) -> Assessment<'_> {
        Assessment::with_interview(&self.rulebook, &self.answers, &self.context.rules.memo)
    }

    /// Returns the status of the interview.
    pub(in crate::web) fn interview_status(&self) -> InterviewStatus {
        self.context.rules.memo.status(&self.rulebook, &self.answers)
    }

    /// Returns the questions that led to the answers, in the order in which they were asked.
    pub(in crate::web) fn interview_path(&self) -> Vec<QuestionIndex> {
        let next = |answers: &Answers| self.context.rules.memo.status(&self.rulebook, answers).next;
        interview::path_by(&self.answers, next)
    }

    /// Returns the operator's branding.
    pub(in crate::web) fn branding(&self) -> &Branding {
        &self.context.branding
    }

    /// Returns the negotiated representation.
    pub(in crate::web) fn representation(&self) -> Representation {
        self.context.negotiated.representation
    }

    /// Returns the interface texts in the visitor's language.
    pub(in crate::web) const fn wording(&self) -> &'static Wording {
        Wording::of(self.lang)
    }

    /// Returns the origin of absolute URLs, if it is known.
    pub(in crate::web) fn origin(&self) -> Option<String> {
        let host = || self.context.negotiated.host.as_ref().map(|host| format!("http://{host}"));
        self.installation.settings.public_url.clone().or_else(host)
    }

    /// Checks whether a form other than a question's was sent.
    pub(in crate::web) fn has_sent(&self, form: Form) -> bool {
        self.navigation.form == Some(form)
    }

    /// Returns the answers that all accounts of one visitor share: the service and the language.
    pub(in crate::web) fn answers_for_all_accounts(&self) -> Answers {
        let shared = Answers::default().with_lang(self.answers.lang);
        let plan = self.rulebook.question("plan").map(|(index, _)| (index, self.answers.get(index)));
        plan.map_or(shared, |(index, given)| shared.with(index, given))
    }

    /// Returns who filled an item in, in words, if support did.
    pub(in crate::web) fn filled_in_by(&self, item: AnsweredItem) -> Option<String> {
        self.carried.is_by_support(item).then(|| self.wording().filled_by(&self.support_name()))
    }

    /// Returns the name of the support team.
    pub(in crate::web) fn support_name(&self) -> String {
        self.installation.settings.support_name.clone().unwrap_or_else(|| self.wording().layout.support.to_owned())
    }

    /// Returns the pairs that need a notice: unknown values, the first of each key, and numbers that were interpreted.
    pub(super) fn pairs_with_notices(&self) -> Vec<(&str, &str)> {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for ignored in self.refused() {
            if pairs.iter().all(|(key, _)| *key != ignored.key) {
                pairs.push((&ignored.key, &ignored.value));
            }
        }
        pairs.extend(self.interpreted.iter().map(|one| (one.number.id(), one.value.as_str())));
        pairs
    }

    /// Checks whether the link had more accounts than fit.
    pub(in crate::web) fn has_too_many_accounts(&self) -> bool {
        self.ignored.iter().any(|ignored| ignored.reason == IgnoredReason::TooMany)
    }

    /// Returns the pairs of known keys whose values are unknown or contradict others.
    pub(in crate::web) fn refused(&self) -> impl Iterator<Item = &IgnoredPair> {
        let refused = [IgnoredReason::UnknownValue, IgnoredReason::Contradicts];
        self.ignored.iter().filter(move |ignored| refused.contains(&ignored.reason))
    }

    /// Writes a notice for each number that was interpreted.
    pub(in crate::web) fn interpreted_notices(&self) -> impl Iterator<Item = String> {
        self.interpreted.iter().map(|interpreted| self.wording().interpreted(interpreted))
    }

    /// Writes the notices about a link: unknown answers, interpreted numbers, and accounts that do not fit.
    pub(in crate::web) fn notices(&self) -> Vec<String> {
        let w = self.wording();
        let named = self.refused().filter_map(|IgnoredPair { key, value, reason: because }| {
            if let Some((_, question)) = self.rulebook.question(key) {
                return Some(w.left_out(question.short.get(self.lang), value));
            }
            if key == "a" {
                return Some(w.no_account(value));
            }
            let size = match key.as_str() {
                "total" => Some(w.result.server_total),
                "website" => Some(w.capacity.website),
                _ => None,
            };
            if let Some(label) = size {
                return Some(w.no_size(label, value));
            }
            // An unknown language or prior verdict has no effect worth a notice.
            Number::from_id(key).map(|number| w.no_number(number, value, *because))
        });
        let named = named.chain(self.interpreted_notices());
        named.chain(self.has_too_many_accounts().then(|| w.too_many_listed(MAX_ACCOUNTS_IN_LINK))).collect()
    }
}
