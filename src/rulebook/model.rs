//! The resolved rule set, which the rest of the program reads. References are indices that exist.

use super::assumptions::Assumptions;
use super::condition::Condition;
use super::contradiction::Contradiction;
use super::diagnostics::Span;
use super::index::{QuestionIndex, RuleIndex};
use super::mail::{Client, Loss, MailServers, Switch};
use super::plan::{CapacityTexts, Plan};
use super::protocol::{ByProtocol, Protocol, Strength};
use super::protocol_texts::ProtocolTexts;
use super::question::Question;
use super::reach_table::ReachTable;
use super::rule::Rule;
use super::text::{Lang, Text};
use crate::branding::Theme;
use crate::digest::Digest;

/// The maximum number of questions of a rule set.
pub const MAX_QUESTIONS: usize = 16;
/// The maximum number of rules, and of pieces of advice.
pub const MAX_RULES: usize = 128;
/// The maximum number of entries of any list that has no limit of its own.
pub const MAX_ENTRIES: usize = 1_000;

/// The maximum number of mail apps.
pub(super) const MAX_CLIENTS: usize = 32;
/// The maximum number of losses that steps can prevent.
pub(super) const MAX_LOSSES: usize = 64;
/// The maximum number of switches, and of the steps of one.
pub(super) const MAX_SWITCHES: usize = 32;

/// A consistent rule set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rulebook {
    /// The author's version of the rules.
    pub version: String,
    /// The day of the last revision, `YYYY-MM-DD`.
    pub revised: String,
    /// The digest of the rules in the file, by which visitors and operators identify them.
    pub digest: Digest,
    /// The digest of the whole file, with the `[theme]` section.
    pub file_digest: Digest,
    /// The leads from which a recommendation is moderate or strong.
    pub scale: Scale,
    /// What is recommended if the scores are equal.
    pub tie: Tie,
    /// Addresses that the operator links to.
    pub links: Links,
    /// The `[theme]` section that rule sets of version 1.0 have, and the bytes of its header. It is read until version 2
    /// of the program; [`digest`](Self::digest) does not cover it.
    pub legacy_theme: Option<(Theme, Span)>,
    /// The operator's mail servers; a plan may have its own.
    pub mail: Option<MailServers>,
    /// The mail apps.
    pub clients: Vec<Client>,
    /// What can be lost when an account is changed.
    pub losses: Vec<Loss>,
    /// How to change accounts that are in use.
    pub switches: Vec<Switch>,
    /// The texts of each protocol.
    pub protocols: ByProtocol<ProtocolTexts>,
    /// The comparison of the two protocols, a row each.
    pub comparisons: Vec<Comparison>,
    /// The texts about capacity that apply to every plan.
    pub capacity: CapacityTexts,
    /// The services, in the order of the `plan` question's choices.
    pub plans: Vec<Plan>,
    /// The questions, in canonical order.
    pub questions: Vec<Question>,
    /// The rules, in file order.
    pub rules: Vec<Rule>,
    /// Upper limits on the strength of recommendations in some situations.
    pub caps: Vec<Cap>,
    /// The advice, most pressing first.
    pub advice: Vec<Advice>,
    /// Words that must not appear with certain answers.
    pub contradictions: Vec<Contradiction>,
    /// The everyday uses, which the loader checks.
    pub uses: Vec<Use>,
    /// One-step expectations, which the audit checks.
    pub expectations: Vec<Expectation>,
    /// What the forecast assumes.
    pub assumptions: Assumptions,
    /// The names that accounts can have on the page for many accounts.
    pub labels: Vec<Label>,
    pub(super) plan_question: Option<QuestionIndex>,
    /// For each choice of that question, the index of its plan.
    pub(super) plan_indices: Vec<Option<usize>>,
    /// What answers can still lead to, once it has been computed.
    pub reach: ReachTable,
}

impl Rulebook {
    /// Returns a question and its index by id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<(QuestionIndex, &Question)> {
        self.indexed_questions().find(|(_, question)| question.id == id)
    }

    /// Returns the question at `index`; `None` only if the index is not of this rulebook.
    #[must_use]
    pub fn question_at(&self, index: QuestionIndex) -> Option<&Question> {
        self.questions.get(usize::from(index))
    }

    /// Returns the indices of all questions, in canonical order.
    pub fn question_indices(&self) -> impl Iterator<Item = QuestionIndex> + use<> {
        (0..self.questions.len()).map(QuestionIndex::new)
    }

    /// Returns all questions with their indices, in canonical order.
    ///
    /// ```
    /// use pop_or_imap::{answers::Answers, loader};
    /// let rulebook = loader::embedded();
    /// let (answers, _) = Answers::from_query(&rulebook, "purpose=notification");
    /// let skipped: Vec<_> = rulebook.indexed_questions().filter(|(index, _)| !answers.asks(&rulebook, *index)).collect();
    /// assert!(skipped.iter().any(|(_, question)| question.id == "attachments"));
    /// ```
    pub fn indexed_questions(&self) -> impl Iterator<Item = (QuestionIndex, &Question)> {
        self.questions.iter().enumerate().map(|(index, question)| (QuestionIndex::new(index), question))
    }

    /// Returns the number of combinations of answers if every question were always asked.
    pub(crate) fn combinations(&self) -> u64 {
        let ways = self.questions.iter().map(|question| question.choices.len() as u64 + 1);
        ways.fold(1, u64::saturating_mul)
    }

    /// Returns the rule at `index`; `None` only if the index is not of this rulebook.
    #[must_use]
    pub fn rule_at(&self, index: RuleIndex) -> Option<&Rule> {
        self.rules.get(usize::from(index))
    }

    /// Returns all rules with their indices, in file order.
    pub fn indexed_rules(&self) -> impl Iterator<Item = (RuleIndex, &Rule)> {
        self.rules.iter().enumerate().map(|(index, rule)| (RuleIndex::new(index), rule))
    }

    /// Checks whether the figures of a [`Situation`](super::Situation) depend on the question at `index`.
    #[must_use]
    pub fn is_figure_question(&self, index: QuestionIndex) -> bool {
        let Assumptions { mails, attached_percent, frequency_percent, .. } = &self.assumptions;
        let others = [mails, attached_percent, frequency_percent].map(|numbers| numbers.question);
        self.plan_question == Some(index) || others.contains(&Some(index))
    }

    /// Returns the index of the question about the service, if there is one.
    #[must_use]
    pub const fn plan_question(&self) -> Option<QuestionIndex> {
        self.plan_question
    }

    /// Returns the plan that belongs to a choice of that question.
    #[must_use]
    pub fn plan_of_choice(&self, choice: usize) -> Option<&Plan> {
        self.plans.get((*self.plan_indices.get(choice)?)?)
    }

    /// Checks whether some other question is asked or not depending on the one at `index`.
    #[must_use]
    pub fn steers(&self, index: QuestionIndex) -> bool {
        self.questions.iter().any(|question| question.ask_unless.questions().any(|gate| gate == index))
    }

    /// Counts the steps between two choices of a question if an expectation ranks them; else any two are neighbours.
    #[must_use]
    pub fn steps_between(&self, question: QuestionIndex, one: usize, other: usize) -> usize {
        let ranked = self.expectations.iter().filter(|expectation| expectation.question == question);
        let rank = |raising: &[usize], choice: usize| raising.iter().position(|ranked| *ranked == choice);
        let steps = ranked.filter_map(|e| Some(rank(&e.raising, one)?.abs_diff(rank(&e.raising, other)?)));
        steps.min().unwrap_or(1)
    }

    /// Returns a plan by the id of its choice.
    #[must_use]
    pub fn plan(&self, id: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.id == id)
    }

    /// Returns the mail servers of a plan, or those of all plans.
    #[must_use]
    pub fn mail_of<'r>(&'r self, plan: Option<&'r Plan>) -> Option<&'r MailServers> {
        plan.and_then(|plan| plan.mail.as_ref()).or(self.mail.as_ref())
    }

    /// Returns the name of a plan, which is the label of its choice.
    #[must_use]
    pub fn plan_name(&self, id: &str, lang: Lang) -> &str {
        self.question("plan")
            .and_then(|(_, question)| question.choices.iter().find(|choice| choice.id == id))
            .map_or("", |choice| choice.label.get(lang))
    }
}

/// A name that accounts can have, followed by a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The id; letters only, because in links a number follows it.
    pub id: String,
    /// The name that is shown.
    pub text: Text,
}

/// The leads (difference of scores) from which a recommendation is moderate or strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The smallest lead of a moderate recommendation.
    pub moderate: u32,
    /// The smallest lead of a strong recommendation.
    pub strong: u32,
}

/// The tie rule: what is recommended if the scores are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The protocol that is recommended.
    pub favours: Protocol,
    /// The reason in words.
    pub text: Text,
    /// The position of the protocol in the file.
    pub span: Span,
}

/// Addresses that the operator links to; `None` if no address is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The contact shown in the header.
    pub contact: Option<String>,
    /// Help when adding the account fails.
    pub troubleshooting: Option<String>,
    /// The support enquiry form.
    pub enquiry: Option<String>,
    /// The description of what support covers.
    pub support_scope: Option<String>,
}

/// One row of the comparison of the two protocols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The aspect that is compared.
    pub title: Text,
    /// The description of each protocol in this aspect.
    pub by: ByProtocol<Text>,
}

/// An upper limit on the strength of recommending a protocol in some situations, whatever the score.
///
/// Hard rules are not capped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The id that `diff` reports.
    pub id: String,
    /// When the cap applies; without bounds on figures.
    pub condition: Condition,
    /// The protocol whose recommendation is capped.
    pub protocol: Protocol,
    /// The maximum strength.
    pub at_most: Strength,
    /// The reason in words.
    pub text: Text,
    /// The position of its id in the file.
    pub span: Span,
}

/// The kinds of advice: something to do, or something to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdviceKind {
    /// Something to do.
    Do,
    /// Something to know.
    Know,
}

impl AdviceKind {
    /// Returns the id: `do` or `know`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Do => "do",
            Self::Know => "know",
        }
    }
}

/// Names in advice that are replaced by clauses with numbers of the forecast: for how many days to leave mail on the
/// server under POP, the same with at least one day for other devices, and when to clear a mailbox under IMAP.
pub const PLACEHOLDERS: [&str; 3] = ["{safe_days}", "{share_days}", "{clear_every}"];

/// A piece of advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The id used in the API.
    pub id: String,
    /// Something to do, or something to know.
    pub kind: AdviceKind,
    /// The protocol that must be recommended; `None` for both.
    pub protocol: Option<Protocol>,
    /// When it applies.
    pub condition: Condition,
    /// Whether a question is asked only to know whether the advice applies.
    pub worth_a_question: bool,
    /// The advice in words.
    pub text: Text,
    /// The position of its id in the file.
    pub span: Span,
}

/// An everyday use: some answers and their required result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The id that diagnostics name.
    pub id: String,
    /// The name that is shown.
    pub label: Text,
    /// The answers, as indices of questions and choices.
    pub answers: Vec<(QuestionIndex, usize)>,
    /// The protocol that must be recommended.
    pub gives: Protocol,
    /// The strength that the recommendation must have, if stated.
    pub strength: Option<Strength>,
    /// The indices of the advice that must be shown: the published comments.
    pub advice: Vec<usize>,
    /// The position of `gives` in the file.
    pub span: Span,
    /// The position of `strength`, if stated.
    pub strength_span: Option<Span>,
    /// The positions of the pieces of advice.
    pub advice_spans: Vec<Span>,
}

/// A one-step expectation: raising an answer never moves the score toward a protocol, whatever the other answers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The index of the question.
    pub question: QuestionIndex,
    /// The indices of its choices, in ascending order.
    pub raising: Vec<usize>,
    /// The protocol toward which no step may move the score.
    pub never_toward: Protocol,
    /// The expectation in words.
    pub text: Text,
    /// The position of its question in the file.
    pub span: Span,
}
