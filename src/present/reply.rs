//! Replies that support staff paste into a mail: short and polite, with the verdict or a link to the questions.

use super::{
    Assessment, Wording, answer_words, caution, forecast, is_unsure, listed_reasons, number_lines, sure_thing,
};
use crate::rulebook::{AdviceKind, Lang};

/// The maximum number of reasons, and of things to do, in a reply.
const MAX_LINES: usize = 3;

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

/// Renders a reply with the verdict, its reasons and what to do; `link` opens the result.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{Assessment, reply}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=orders&devices=pc-phone");
/// let reply = reply::with_verdict(&Assessment::new(&rulebook, &answers), Lang::En, "https://example.jp/result?purpose=orders", None);
/// assert!(reply.text.contains("IMAP") && reply.text.contains("https://example.jp/result?purpose=orders"));
/// ```
#[must_use]
pub fn with_verdict(assessment: &Assessment<'_>, lang: Lang, link: &str, support: Option<&str>) -> Reply {
    let w = Wording::of(lang);
    let (recommendation, outcome, outlook) = (assessment.recommendation(), assessment.outcome(), assessment.forecast());
    let texts = assessment.rulebook.protocols.get(outcome.protocol);
    let mut text = Lines::default();
    text.line(w.reply.opening);
    text.gap();
    let verdict = w.reply_verdict(texts.name.get(lang), texts.reading.get(lang), outcome.strength);
    text.line(&verdict);
    if let Some(sure) = sure_thing(assessment, lang) {
        text.line(&sure);
    }
    if let Some(question) = assessment.most_informative() {
        text.line(&w.would_decide(&question.title.plain(lang), is_unsure(assessment)));
    }
    let caution = caution::caution(outlook, outcome.protocol, lang);
    text.list(w.reply.caution, lang, caution.iter().flat_map(|caution| caution.lines(lang, true)));
    let reasons = listed_reasons(assessment).into_iter().map(|reason| reason.text.get(lang).to_owned());
    text.list(w.reply.reasons, lang, reasons.take(MAX_LINES));
    let todo = recommendation.advice_of(AdviceKind::Do).map(|advice| forecast::advice(advice, outlook, lang));
    text.list_under(w.reply.todo, Some(w.reply.todo_lead), lang, todo.take(MAX_LINES));
    text.list(w.reply.numbers, lang, number_lines(&assessment.answers, lang));
    if outlook.limit_known || outlook.used_entered || outlook.volume.mails_entered {
        text.list(w.reply.capacity, lang, std::iter::once(forecast::sentence(outlook, outcome.protocol, lang)));
    }
    text.gap();
    text.line(w.reply.see_result);
    text.line(link);
    text.signed(support);
    let brief = brief(w, &[&verdict, "", w.reply.see_result, link], support);
    Reply { subject: w.reply.subject.to_owned(), text: text.0, brief }
}

/// Renders a reply with a link to the questions and the answers that are filled in; `link` opens the first open
/// question.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{Assessment, reply}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "plan=standard");
/// let reply = reply::with_questions(&Assessment::new(&rulebook, &answers), Lang::Ja, "https://example.jp/wizard?plan=standard", None);
/// assert!(reply.text.contains("・サービス：共用サーバー 通常プラン"));
/// ```
#[must_use]
pub fn with_questions(assessment: &Assessment<'_>, lang: Lang, link: &str, support: Option<&str>) -> Reply {
    let w = Wording::of(lang);
    let mut text = Lines::default();
    text.line(w.reply.opening);
    text.gap();
    text.line(w.reply.ask);
    text.line(w.reply.ask_unknown);
    let (rulebook, answers) = (assessment.rulebook, &assessment.answers);
    let answered = rulebook.indexed_questions().filter_map(|(index, question)| {
        Some(w.pair(question.short.get(lang), answer_words(rulebook, answers, index, lang)?))
    });
    text.list(w.reply.filled_in, lang, answered.chain(number_lines(&assessment.answers, lang)));
    text.gap();
    text.line(w.reply.open);
    text.line(link);
    text.signed(support);
    let brief = brief(w, &[w.reply.ask, "", w.reply.open, link], support);
    Reply { subject: w.reply.subject.to_owned(), text: text.0, brief }
}

fn brief(w: &Wording, lines: &[&str], support: Option<&str>) -> String {
    let mut text = Lines::default();
    text.line(w.reply.opening);
    text.gap();
    for line in lines {
        text.line(line);
    }
    text.signed(support);
    text.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
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

    /// Appends a heading, an introductory sentence and lines, unless there are no lines.
    fn list_under(&mut self, title: &str, lead: Option<&str>, lang: Lang, lines: impl Iterator<Item = String>) {
        let mut lines = lines.peekable();
        if lines.peek().is_none() {
            return;
        }
        self.gap();
        self.line(title);
        if let Some(lead) = lead {
            self.line(lead);
        }
        let bullet = Wording::of(lang).layout.bullet;
        for line in lines {
            self.line(&format!("{bullet}{line}"));
        }
    }

    fn signed(&mut self, support: Option<&str>) {
        if let Some(name) = support {
            self.gap();
            self.line(name);
        }
    }
}
