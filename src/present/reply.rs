//! Replies that support staff paste into a mail: short and polite, with the verdict or a link to the questions.

use super::{
    Assessment, Wording, answer_words, caution, forecast, is_unsure, listed_reasons, now_line, number_lines, setup,
    sure_thing,
};
use crate::rulebook::{AdviceKind, Lang};

/// The maximum number of reasons, and of things to do, in a reply.
const MAX_LINES: usize = 3;

/// What a reply contains beside the assessment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReplyContext<'a> {
    /// The link that the customer follows.
    pub link: &'a str,
    /// The link to the question that can change the recommendation most.
    pub deciding_link: Option<&'a str>,
    /// The link to the page for setting up the account.
    pub setup_link: Option<&'a str>,
    /// The name of the account.
    pub account: Option<&'a str>,
    /// The name of the support team.
    pub support: Option<&'a str>,
}

/// A reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The subject of the mail.
    pub subject: String,
    /// The text, with lines that end in `\n`.
    pub text: String,
    /// A version of a few lines: the subject matter, the link and the sender.
    pub brief: String,
}

/// Renders a reply with the verdict, the answers it is based on, what to do and what to know; the link opens the result.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{Assessment, reply::{self, ReplyContext}}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=orders&devices=pc-phone");
/// let context = ReplyContext { link: "https://example.jp/result?purpose=orders", ..ReplyContext::default() };
/// let reply = reply::with_verdict(&Assessment::new(&rulebook, &answers), Lang::En, &context);
/// assert!(reply.text.contains("IMAP") && reply.text.contains("https://example.jp/result?purpose=orders"));
/// ```
#[must_use]
pub fn with_verdict(assessment: &Assessment<'_>, lang: Lang, context: &ReplyContext<'_>) -> Reply {
    let w = Wording::of(lang);
    let (recommendation, outcome, outlook) = (assessment.recommendation(), assessment.outcome(), assessment.forecast());
    let texts = assessment.rulebook.protocols.get(outcome.protocol);
    let mut text = Lines::default();
    text.opening(w, context);
    let verdict = w.reply_verdict(texts.name.get(lang), texts.reading.get(lang), outcome.strength);
    text.line(&verdict);
    if let Some(sure) = sure_thing(assessment, lang) {
        text.line(&sure);
    }
    if let Some(question) = assessment.most_informative() {
        text.line(&w.would_decide(&question.title.plain(lang), is_unsure(assessment)));
        if let Some(link) = context.deciding_link {
            text.line(w.reply.decide);
            text.line(link);
        }
    }
    text.list(w.reply.based_on, lang, answer_lines(assessment, lang));
    let caution = caution::caution(outlook, outcome.protocol, lang);
    text.list(w.reply.caution, lang, caution.iter().flat_map(|caution| caution.lines(lang, true)));
    let reasons = listed_reasons(assessment).into_iter().map(|reason| reason.text.get(lang).to_owned());
    text.list(w.reply.reasons, lang, reasons.take(MAX_LINES));
    let todo = recommendation.advice_of(AdviceKind::Do).map(|advice| forecast::advice(advice, outlook, lang));
    text.list_under(w.reply.todo, Some(w.reply.todo_lead), lang, todo.take(MAX_LINES));
    let know = recommendation.advice_of(AdviceKind::Know).map(|advice| forecast::advice(advice, outlook, lang));
    text.list(w.reply.know, lang, know.take(MAX_LINES));
    if outlook.limit_known || outlook.used_entered || outlook.volume.mails_entered {
        text.list(w.reply.capacity, lang, std::iter::once(forecast::sentence(outlook, outcome.protocol, lang)));
    }
    if assessment.setup().now.is_some() {
        text.list(w.reply.setup, lang, setup::text_lines(assessment, lang).into_iter());
        text.list_of(w.reply.steps, "", setup::step_lines(assessment, lang).into_iter());
    }
    if let Some(link) = context.setup_link {
        text.gap();
        text.line(w.reply.see_setup);
        text.line(link);
    }
    text.gap();
    text.line(w.reply.see_result);
    text.line(context.link);
    text.signed(context.support);
    let brief = brief(w, &[&verdict, "", w.reply.see_result, context.link], context);
    Reply { subject: w.reply.subject.to_owned(), text: text.0, brief }
}

/// Renders a reply with a link to the questions and the answers that are filled in; the link opens the first open
/// question.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{Assessment, reply::{self, ReplyContext}}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard");
/// let context = ReplyContext { link: "https://example.jp/wizard?plan=standard", ..ReplyContext::default() };
/// let reply = reply::with_questions(&Assessment::new(&rulebook, &answers), Lang::Ja, &context);
/// assert!(reply.text.contains("・サービス：共用サーバー 通常プラン"));
/// ```
#[must_use]
pub fn with_questions(assessment: &Assessment<'_>, lang: Lang, context: &ReplyContext<'_>) -> Reply {
    let w = Wording::of(lang);
    let mut text = Lines::default();
    text.opening(w, context);
    text.line(w.reply.ask);
    text.line(w.reply.ask_unknown);
    text.list(w.reply.filled_in, lang, answer_lines(assessment, lang));
    text.gap();
    text.line(w.reply.open);
    text.line(context.link);
    text.signed(context.support);
    let brief = brief(w, &[w.reply.ask, "", w.reply.open, context.link], context);
    Reply { subject: w.reply.subject.to_owned(), text: text.0, brief }
}

/// Returns a line for each answer and number.
fn answer_lines(assessment: &Assessment<'_>, lang: Lang) -> impl Iterator<Item = String> {
    let (rulebook, answers, w) = (assessment.rulebook, &assessment.answers, Wording::of(lang));
    let answered = rulebook.indexed_questions().filter_map(move |(index, question)| {
        Some(w.pair(question.short.get(lang), answer_words(rulebook, answers, index, lang)?))
    });
    answered.chain(number_lines(answers, lang)).chain(now_line(answers, lang))
}

fn brief(w: &Wording, lines: &[&str], context: &ReplyContext<'_>) -> String {
    let mut text = Lines::default();
    text.opening(w, context);
    for line in lines {
        text.line(line);
    }
    text.signed(context.support);
    text.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Writes the subject matter, and the account if it has a name.
    fn opening(&mut self, w: &Wording, context: &ReplyContext<'_>) {
        self.line(w.reply.opening);
        if let Some(account) = context.account {
            self.line(&w.pair(w.reply.account, account));
        }
        self.gap();
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn gap(&mut self) {
        self.0.push('\n');
    }

    /// Appends a heading with its lines, unless there are none.
    fn list(&mut self, title: &str, lang: Lang, lines: impl Iterator<Item = String>) {
        self.list_under(title, None, lang, lines);
    }

    /// Appends a heading and lines that begin with a mark, unless there are no lines.
    fn list_of(&mut self, title: &str, bullet: &str, lines: impl Iterator<Item = String>) {
        let mut lines = lines.peekable();
        if lines.peek().is_none() {
            return;
        }
        self.gap();
        self.line(title);
        for line in lines {
            self.line(&format!("{bullet}{line}"));
        }
    }

    /// Appends a heading, an introductory sentence and lines, unless there are no lines.
    fn list_under(&mut self, title: &str, lead: Option<&str>, lang: Lang, lines: impl Iterator<Item = String>) {
        let headed = lead.map(|lead| format!("{title}\n{lead}"));
        self.list_of(headed.as_deref().unwrap_or(title), Wording::of(lang).layout.bullet, lines);
    }

    fn signed(&mut self, support: Option<&str>) {
        if let Some(name) = support {
            self.gap();
            self.line(name);
        }
    }
}
