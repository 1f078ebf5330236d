//! Owns what a request says: the query read into answers, the language, and where the visitor is on the way.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use form_urlencoded::Serializer;

use super::along::Along;
use super::negotiation;
use super::urls::{self, Query};
use super::{App, limits};
use crate::answers::{self, Answers, Because, Company, Ignored, Interpreted, MOST_ACCOUNTS, Number, Reading};
use crate::audit;
use crate::report::Wording;
use crate::rulebook::{Lang, Rulebook, Use};

/// The question to show again: part of the contract.
pub(super) const ASK: &str = "ask";
/// The question whose form was sent: tells an unanswered form from a fresh one.
pub(super) const SENT: &str = "sent";
/// The value of [`SENT`] that means the form for own numbers.
pub(super) const NUMBERS: &str = "numbers";
/// The value of [`SENT`] that means the form for links.
pub(super) const LINK: &str = "link";
/// The values of [`SENT`] that mean the two buttons on a result. No link carries them on: whoever follows one is asked.
pub(super) const HELPED: &str = "helped";
/// See [`HELPED`].
pub(super) const NOT_HELPED: &str = "not-helped";
/// The forms that [`SENT`] names beside questions, in links that stay where the visitor is.
const FORMS: [&str; 2] = [NUMBERS, LINK];
/// Where to go once a changed answer is in.
pub(super) const TO: &str = "to";
/// The value of [`TO`] that means the result.
pub(super) const TO_RESULT: &str = "result";

/// A request as the pages see it.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) app: Arc<App>,
    pub(super) rulebook: Arc<Rulebook>,
    pub(super) answers: Answers,
    pub(super) ignored: Vec<Ignored>,
    /// The numbers that are not exactly what was written.
    pub(super) interpreted: Vec<Interpreted>,
    /// The accounts that are gathered on the way.
    pub(super) company: Company,
    /// What goes along from page to page.
    pub(super) along: Along,
    pub(super) lang: Lang,
    /// The place of the question to show again.
    pub(super) ask: Option<usize>,
    /// The place of the question whose form was sent.
    pub(super) sent: Option<usize>,
    /// Which other form was sent: that for own numbers, or that for links.
    pub(super) sent_form: Option<String>,
    /// Whether a changed answer leads back to the result.
    pub(super) to_result: bool,
    pub(super) path: String,
    host: Option<String>,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        // The rules that an answer is kept for, where it is; they may have changed since.
        let rulebook = parts.extensions.get::<Arc<Rulebook>>().cloned();
        Ok(Self::of(app, rulebook.unwrap_or_else(|| app.rulebook()), &parts.uri, &parts.headers))
    }
}

impl Visit {
    /// Reads a request. Never fails: what is not understood is left out and named.
    pub(super) fn new(app: &Arc<App>, uri: &Uri, headers: &HeaderMap) -> Self {
        Self::of(app, app.rulebook(), uri, headers)
    }

    fn of(app: &Arc<App>, rulebook: Arc<Rulebook>, uri: &Uri, headers: &HeaderMap) -> Self {
        let query = uri.query().unwrap_or_default();
        let pairs = answers::pairs(&rulebook, query);
        let Reading { answers, mut ignored, interpreted } =
            Reading::of(&rulebook, pairs.iter().map(|(key, value)| (key, value)));
        let (mut company, unread) = Company::from_pairs(&rulebook, &pairs);
        ignored.extend(unread);
        // Every link on a page carries the accounts, so no more are accepted than fit into one.
        if !company.accounts.is_empty() {
            ignored.extend(company.truncate(&rulebook, urls::MAX_ACCOUNTS));
        }
        let navigation = |name: &str| answers::value(&pairs, name).map(str::to_ascii_lowercase);
        let question = |name| navigation(name).and_then(|id| rulebook.question(&id).map(|(place, _)| place));
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).filter(|host| limits::is_host(host));
        Self {
            ask: question(ASK),
            sent: question(SENT),
            sent_form: navigation(SENT),
            to_result: navigation(TO).is_some_and(|value| value == TO_RESULT),
            lang: answers.lang.or_else(|| negotiation::language(headers)).unwrap_or_default(),
            along: Along::read(&rulebook, &answers, &pairs),
            path: uri.path().to_owned(),
            host: host.map(str::to_owned),
            app: Arc::clone(app),
            rulebook,
            answers,
            ignored,
            interpreted,
            company,
        }
    }

    /// Gives the words of the interface in the visitor's language.
    pub(super) const fn wording(&self) -> &'static Wording {
        Wording::of(self.lang)
    }

    /// Builds the URL of a page for some answers, with the accounts and what is carried from page to page.
    pub(super) fn href(&self, path: &str, answers: &Answers) -> String {
        self.href_with(path, answers, &[])
    }

    /// Builds the same URL with navigation keys added.
    pub(super) fn href_with(&self, path: &str, answers: &Answers, more: &[(&str, &str)]) -> String {
        self.build_href(path, answers, &self.company, more, Vec::new())
    }

    /// Builds the same URL with the pairs that were not understood, so that their notice is not lost.
    pub(super) fn href_with_notices(&self, path: &str, answers: &Answers, more: &[(&str, &str)]) -> String {
        self.build_href(path, answers, &self.company, more, self.misunderstood())
    }

    /// Builds the URL of a page for a company's accounts.
    pub(super) fn href_of(&self, path: &str, answers: &Answers, company: &Company) -> String {
        self.build_href(path, answers, company, &[], Vec::new())
    }

    fn build_href(
        &self,
        path: &str,
        answers: &Answers,
        company: &Company,
        more: &[(&str, &str)],
        repeated: Vec<(&str, &str)>,
    ) -> String {
        let mut state = Serializer::new(answers.to_query(&self.rulebook));
        let state = state.extend_pairs(company.to_pairs(&self.rulebook)).finish();
        let carried = self.along.pairs(self, answers);
        let carried = carried.iter().map(|(key, value)| (*key, value.as_str())).collect();
        urls::build(path, &Query { state, carried, repeated, navigation: more.to_vec() })
    }

    /// Builds the URL of a page for some answers and nothing else: for links that are shared, and canonical ones.
    pub(super) fn bare_href(&self, path: &str, answers: &Answers) -> String {
        self.state_href(path, answers, &Company::default(), &[])
    }

    /// Builds the URL of a page for some answers without the accounts, on this server.
    pub(super) fn alone_href(&self, path: &str, answers: &Answers) -> String {
        self.state_href(path, answers, &Company::default(), &self.embedding())
    }

    /// Builds the URL of a page for some answers and the accounts, and nothing else: for links that are shared.
    pub(super) fn company_href(&self, path: &str, answers: &Answers) -> String {
        self.state_href(path, answers, &self.company, &[])
    }

    /// Builds the URL of a page from answers, accounts, and the given keys.
    pub(super) fn state_href(&self, path: &str, answers: &Answers, company: &Company, keys: &[(&str, &str)]) -> String {
        let mut state = Serializer::new(answers.to_query(&self.rulebook));
        let state = state.extend_pairs(company.to_pairs(&self.rulebook)).finish();
        urls::build(path, &Query { state, navigation: keys.to_vec(), ..Query::default() })
    }

    /// Returns the key that keeps pages embedded, if they are.
    pub(super) fn embedding(&self) -> Vec<(&'static str, &'static str)> {
        self.along.embedding().into_iter().collect()
    }

    /// Writes where a form leads that is not sent in its address.
    pub(super) fn action(&self, path: &str) -> String {
        self.alone_href(path, &Answers::default())
    }

    /// Tells whether a form that is no question's was sent.
    pub(super) fn has_sent(&self, form: &str) -> bool {
        self.sent_form.as_deref() == Some(form)
    }

    /// Gives what all accounts of one visitor share: the service and the language.
    pub(super) fn shared(&self) -> Answers {
        let shared = Answers::default().in_lang(self.answers.lang);
        let plan = self.rulebook.question("plan").map(|(place, _)| (place, self.answers.given(place)));
        plan.map_or(shared, |(place, given)| shared.with(place, given))
    }

    /// Writes the address of an everyday use's result, for this visitor's service and language.
    pub(super) fn use_href(&self, item: &Use) -> String {
        self.href("/result", &self.shared().over(&audit::answers_of(item)))
    }

    /// Gives the keys that say where on the way the visitor is, for links that stay there.
    pub(super) fn navigation(&self) -> Vec<(&str, &str)> {
        let id = |place: Option<usize>| place.and_then(|place| Some(self.rulebook.questions.get(place)?.id.as_str()));
        let to = self.to_result.then_some(TO_RESULT);
        let sent = id(self.sent).or(self.sent_form.as_deref().filter(|form| FORMS.contains(form)));
        let keys = [(ASK, id(self.ask)), (SENT, sent), (TO, to)];
        keys.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }

    /// Returns the pairs of known keys that need a notice: values that were not understood, the first of each key, and
    /// numbers that were read as others.
    fn misunderstood(&self) -> Vec<(&str, &str)> {
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
    pub(super) fn has_too_many_accounts(&self) -> bool {
        self.ignored.iter().any(|ignored| ignored.because == Because::TooMany)
    }

    /// Gives what the link says of known keys and makes no sense.
    pub(super) fn refused(&self) -> impl Iterator<Item = &Ignored> {
        let refused = [Because::UnknownValue, Because::Contradicts];
        self.ignored.iter().filter(move |ignored| refused.contains(&ignored.because))
    }

    /// Writes the address at which a question is asked again, leading back to the result if so wished.
    pub(super) fn ask_href(&self, question: &str, to_result: bool) -> String {
        let more = [(ASK, question), (TO, TO_RESULT)];
        self.href_with("/wizard", &self.answers, if to_result { &more } else { &more[..1] })
    }

    /// Writes a whole address, fit to be sent to others.
    pub(super) fn absolute(&self, href: &str) -> String {
        self.origin().map_or_else(|| href.to_owned(), |origin| format!("{origin}{href}"))
    }

    /// Gives the scheme and host that whole addresses begin with, where they are known.
    pub(super) fn origin(&self) -> Option<String> {
        let host = || self.host.as_ref().map(|host| format!("http://{host}"));
        self.app.settings.public_url.clone().or_else(host)
    }

    /// States which numbers were read as others than were written.
    pub(super) fn interpreted_notices(&self) -> impl Iterator<Item = String> {
        self.interpreted.iter().map(|interpreted| self.wording().interpreted(interpreted))
    }

    /// Names what a visitor has to know of the link: answers that do not exist, and numbers that were read as others.
    pub(super) fn notices(&self) -> Vec<String> {
        let w = self.wording();
        let named = self.refused().filter_map(|Ignored { key, value, because }| {
            if let Some((_, question)) = self.rulebook.question(key) {
                return Some(w.left_out(question.short.get(self.lang), value));
            }
            if key == "a" {
                return Some(w.no_account(value));
            }
            let size = match key.as_str() {
                "total" => Some(w.server_total),
                "website" => Some(w.capacity_website),
                _ => None,
            };
            if let Some(label) = size {
                return Some(w.no_size(label, value));
            }
            // A language or an old verdict that does not exist costs nothing worth a notice.
            Number::from_id(key).map(|number| w.no_number(number, value, *because))
        });
        let named = named.chain(self.interpreted_notices());
        named.chain(self.has_too_many_accounts().then(|| w.too_many_listed(MOST_ACCOUNTS))).collect()
    }
}
