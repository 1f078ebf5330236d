//! Query of a page: parsed once into answers, accounts, navigation, carried parameters, and pairs that need a notice.

use super::carried::CarriedParams;
use super::target::MAX_ACCOUNTS;
use crate::answers::{self, AccountEntry, Answers, Company, IgnoredPair, InterpretedNumber, ParsedAnswers};
use crate::rulebook::{QuestionIndex, Rulebook};

/// The key of the question to show again.
pub(in crate::web) const ASK: &str = "ask";
/// The key of the form that was sent: a question's id or a [`Form`]. It distinguishes a form without a choice from a
/// question that was just opened.
pub(in crate::web) const SENT: &str = "sent";
/// The key of the page that follows a changed answer.
pub(in crate::web) const TO: &str = "to";
/// The value of [`TO`] for the result.
pub(in crate::web) const TO_RESULT: &str = "result";

/// The keys of the account that a reply names: a label with its number, or the number as the form sends it. Only the page
/// for support staff has them, never the customer's link.
pub(in crate::web) const LABEL: &str = "label";
const LABEL_NUMBER: &str = "no";

/// A form other than a question's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Form {
    /// The form of own numbers.
    Numbers,
    /// The form of the current use of an account.
    Setup,
    /// The form of links, for support staff.
    Link,
    /// One of the two buttons on a result. No link repeats it, so the visitor who follows one can use them again.
    Feedback {
        /// Whether the result helped.
        helped: bool,
    },
}

impl Form {
    const ALL: [Self; 5] =
        [Self::Numbers, Self::Setup, Self::Link, Self::Feedback { helped: true }, Self::Feedback { helped: false }];

    /// Returns the value of [`SENT`].
    pub(in crate::web) const fn id(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Setup => "setup",
            Self::Link => "link",
            Self::Feedback { helped: true } => "helped",
            Self::Feedback { helped: false } => "not-helped",
        }
    }

    /// Checks whether links to the same page repeat it.
    const fn is_repeated(self) -> bool {
        !matches!(self, Self::Feedback { .. })
    }
}

/// Where the visitor is in the interview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::web) struct Navigation {
    /// The index of the question to show again.
    pub(in crate::web) ask: Option<QuestionIndex>,
    /// The index of the question whose form was sent.
    pub(in crate::web) sent: Option<QuestionIndex>,
    /// Another form that was sent.
    pub(in crate::web) form: Option<Form>,
    /// Whether the result follows a changed answer.
    pub(in crate::web) to_result: bool,
    /// The account that a reply names: the index of a label and the number after it.
    pub(in crate::web) account: Option<(usize, u32)>,
}

/// A parsed query.
#[derive(Clone, Debug)]
pub(super) struct PageQuery {
    pub(super) answers: Answers,
    pub(super) ignored: Vec<IgnoredPair>,
    pub(super) interpreted: Vec<InterpretedNumber>,
    pub(super) company: Company,
    pub(super) carried: CarriedParams,
    pub(super) navigation: Navigation,
}

impl PageQuery {
    /// Parses a query. Pairs that are not understood are listed and cost nothing else.
    pub(super) fn parse(rulebook: &Rulebook, query: &str) -> Self {
        let pairs = answers::pairs(rulebook, query);
        let ParsedAnswers { answers, mut ignored, interpreted } =
            ParsedAnswers::from_pairs(rulebook, pairs.iter().map(|(key, value)| (key, value)));
        let (mut company, ignored_accounts) = Company::from_pairs(rulebook, &pairs);
        ignored.extend(ignored_accounts);
        // Every link on a page carries the accounts, so no more are accepted than fit into one.
        if !company.accounts.is_empty() {
            ignored.extend(company.truncate(rulebook, MAX_ACCOUNTS));
        }
        let carried = CarriedParams::from_pairs(rulebook, &answers, &pairs);
        let navigation = Navigation::from_pairs(rulebook, &pairs);
        Self { answers, ignored, interpreted, company, carried, navigation }
    }
}

impl Navigation {
    fn from_pairs(rulebook: &Rulebook, pairs: &[(String, String)]) -> Self {
        let value = |key: &str| answers::value(pairs, key).map(str::to_ascii_lowercase);
        let question = |key| value(key).and_then(|id| rulebook.question(&id).map(|(index, _)| index));
        let sent = value(SENT);
        Self {
            ask: question(ASK),
            sent: question(SENT),
            form: Form::ALL.into_iter().find(|form| sent.as_deref() == Some(form.id())),
            account: value(LABEL).and_then(|label| {
                let code = format!("{label}{}", value(LABEL_NUMBER).unwrap_or_default().trim());
                AccountEntry::parse(rulebook, &code).0.label
            }),
            to_result: value(TO).is_some_and(|value| value == TO_RESULT),
        }
    }

    /// Returns the code of the account that a reply names: the label and its number.
    pub(in crate::web) fn account_code(&self, rulebook: &Rulebook) -> Option<String> {
        Some(AccountEntry { label: self.account, ..AccountEntry::default() }.code(rulebook))
            .filter(|code| !code.is_empty())
    }

    /// Returns the pairs for a link to the same page.
    pub(super) fn pairs<'r>(&self, rulebook: &'r Rulebook) -> Vec<(&'static str, &'r str)> {
        let id = |index: Option<QuestionIndex>| Some(rulebook.question_at(index?)?.id.as_str());
        let sent = id(self.sent).or(self.form.filter(|form| form.is_repeated()).map(Form::id));
        let pairs = [(ASK, id(self.ask)), (SENT, sent), (TO, self.to_result.then_some(TO_RESULT))];
        pairs.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }
}
